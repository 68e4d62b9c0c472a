"""What an HTML page says about its article in its head: JSON-LD, `og:`, `article:`, microdata, `<time>`.

In: the parsed page. Out: `Metadata`, each field None where the page does not state it. Broken JSON-LD is
mended where that is safe and passed over where it is not.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag

from indexer.pages.boilerplate import site_name
from indexer.pages.byline import is_names
from indexer.pages.dates import date_line, parse_stated, split_date
from indexer.pages.text import clean_line, clean_text, key

ARTICLE_TYPES = frozenset(
    (
        "newsarticle",
        "article",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "blogposting",
        "opinionnewsarticle",
    )
)

_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_CONTROL = re.compile(r"[\x00-\x1f]+")
_TAG = re.compile(r"<[^<>]{1,300}>")
_DATE_NAMES = re.compile(
    r"(?:^|[-_\s])(?:date|time|datetime|publish\w*|pub|ngay|thoi-?gian|post-?time|author-time|entry-date)(?:$|[-_\s\d])",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Metadata:
    """What the head states. `is_article`: does the page call itself one? `is_own_description`: does the
    description stand in the article's own record, where a site's motto does not?"""

    title: str | None = None
    description: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    source: str | None = None
    body: str | None = None
    is_article: bool = False
    is_own_description: bool = False


def attribute(tag: Tag, name: str) -> str:
    """An attribute as one string, empty if the tag does not have it."""
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else value or ""


def one_line(value: Any) -> str | None:
    """A metadata value as one clean line: entities decoded (also twice encoded), tags removed."""
    if not isinstance(value, str):
        return None
    for _ in range(2):
        if "&" in value:
            value = html.unescape(value)
    if "<" in value:
        value = _TAG.sub(" ", value)
    return clean_line(clean_text(value)) or None


def read_metadata(soup: BeautifulSoup) -> Metadata:
    """Everything that the page's head and microdata state about its article."""
    found = Metadata()
    for record in _linked_data(soup):
        _take_linked_data(record, found)
    metas = _metas(soup)
    found.is_article = found.is_article or metas.get("og:type", "").lower() in (
        "article",
        "news",
        "newsarticle",
    )
    for name in ("og:title", "twitter:title", "headline", "title"):
        found.title = found.title or one_line(metas.get(name))
    for name in ("og:description", "twitter:description", "description"):
        found.description = found.description or one_line(metas.get(name))
    for name in (
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "pubdate",
        "publishdate",
    ):
        found.published = found.published or parse_stated(metas.get(name))
    for name in (
        "date",
        "dc.date",
        "dc.date.issued",
        "article:published",
        "publish-date",
        "publication_date",
    ):
        found.published = found.published or parse_stated(metas.get(name))
    for name in ("article:author", "author", "dc.creator", "dable:author", "cxenseparse:author"):
        found.author = found.author or _person(metas.get(name))
    found.url = found.url or _address(metas.get("og:url")) or _canonical(soup)
    found.source = site_name(found.url) or one_line(metas.get("og:site_name")) or found.source
    _take_microdata(soup, found)
    if found.author and found.source and key(found.author) in _names_of_site(found):
        found.author = None
    return found


def _names_of_site(found: Metadata) -> set[str]:
    source = key(found.source or "")
    host = re.sub(r"^https?://(?:www\.)?", "", found.url or "").split(".")[0]
    return {
        key(host),
        f"{source} news",
        f"{key(host)} news",
        source,
        f"bao {source}",
        f"{source} online",
        f"bao {source} online",
        f"bao dien tu {source}",
        f"tap chi {source}",
    }


def _metas(soup: BeautifulSoup) -> dict[str, str]:
    """The first content of each named `<meta>`."""
    values: dict[str, str] = {}
    for tag in soup.find_all("meta", limit=400):
        name = attribute(tag, "property") or attribute(tag, "name") or attribute(tag, "itemprop")
        content = attribute(tag, "content").strip()
        if name and content:
            values.setdefault(name.strip().lower(), content)
    return values


def _canonical(soup: BeautifulSoup) -> str | None:
    link = soup.find("link", rel="canonical")
    return _address(attribute(link, "href")) if isinstance(link, Tag) else None


def _address(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    if isinstance(value, str) and re.match(r"https?://[^\s<>\"]{4,2000}$", value.strip()):
        return value.strip()
    return None


def _linked_data(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    for script in soup.find_all("script", type=re.compile(r"application/ld\+json", re.IGNORECASE), limit=30):
        text = script.string or script.get_text()
        data = _parse_json(text.strip().removeprefix("<!--").removesuffix("-->").strip(" \n\r\t;"))
        stack = [data]
        for _ in range(200):
            if not stack:
                break
            item = stack.pop(0)
            if isinstance(item, list):
                stack.extend(item)
            elif isinstance(item, dict):
                yield item
                stack.extend(item[name] for name in ("@graph", "mainEntity") if name in item)


def _parse_json(text: str) -> Any:
    for mend in (lambda t: t, lambda t: _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", t)), html.unescape):
        try:
            return json.loads(mend(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _take_linked_data(record: dict[str, Any], found: Metadata) -> None:
    kinds = record.get("@type")
    names = {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}
    if not names & ARTICLE_TYPES:
        return
    found.is_article = True
    found.title = found.title or one_line(record.get("headline")) or one_line(record.get("name"))
    found.description = found.description or one_line(record.get("description"))
    found.is_own_description = found.is_own_description or found.description is not None
    found.published = found.published or parse_stated(record.get("datePublished"))
    found.author = found.author or _person(record.get("author")) or _person(record.get("creator"))
    publisher = record.get("publisher")
    if isinstance(publisher, dict):
        found.source = found.source or one_line(publisher.get("name"))
    found.url = found.url or _address(record.get("url")) or _address(record.get("mainEntityOfPage"))
    body = record.get("articleBody")
    if isinstance(body, str) and len(body) > 200:
        found.body = found.body or body


def _person(value: Any) -> str | None:
    """The author's name in a metadata value; None for an address, a host, an organisation, an admin."""
    if isinstance(value, list):
        names = [name for name in map(_person, value[:10]) if name]
        return ", ".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        kind = str(value.get("@type", "")).lower()
        name = _person(value.get("name"))
        return name if kind != "organization" or (name and is_names(name)) else None
    name = one_line(value)
    if not name or len(name) > 120 or re.search(r"https?:|www\.|@|\.(?:vn|com|net|org)\b", name.lower()):
        return None
    if key(name) in (
        "admin",
        "administrator",
        "editor",
        "btv",
        "tac gia",
        "author",
        "root",
        "user",
        "none",
        "null",
        "bien tap vien",
    ):
        return None
    if key(name).startswith(("bao ", "tap chi ", "trang tin", "cong thong tin", "tin ")):
        return None
    return name


def _take_microdata(soup: BeautifulSoup, found: Metadata) -> None:
    """`itemprop`s and `<time>` on the page, for what the head left open."""
    if soup.find(itemtype=re.compile(r"schema\.org/\w*(?:Article|BlogPosting)", re.IGNORECASE)):
        found.is_article = True
    if not found.author:
        tag = soup.find(itemprop="author")
        if isinstance(tag, Tag):
            inner = tag.find(itemprop="name")
            text = attribute(tag, "content") or (inner if isinstance(inner, Tag) else tag).get_text(" ")
            found.author = _person(text)
    if not found.published:
        tag = soup.find(itemprop="datePublished")
        if isinstance(tag, Tag):
            found.published = _date_of(tag)


def _date_of(tag: Tag) -> str | None:
    for value in (attribute(tag, "datetime"), attribute(tag, "content"), attribute(tag, "title")):
        stated = parse_stated(value)
        if stated:
            return stated
    text = clean_line(tag.get_text(" "))
    return split_date(text)[0] if len(text) <= 120 else None


def date_on_page(tags: list[Tag]) -> str | None:
    """The date in the first `<time>`, or element that names itself a date, among `tags`."""
    for tag in tags:
        if tag.name == "time" or _DATE_NAMES.search(attribute(tag, "class") + " " + attribute(tag, "id")):
            stated = _date_of(tag)
            if stated:
                return stated if "T" in stated else _with_time(tag) or stated
    for tag in tags:
        if tag.name in ("span", "p", "div", "em", "i", "small", "li", "b") and tag.find(True) is None:
            stated = date_line(clean_line(clean_text(tag.get_text())))
            if stated:
                return stated
    return None


def _with_time(tag: Tag) -> str | None:
    """The date with the time that stands in an element beside its own."""
    around = clean_line(clean_text(tag.parent.get_text(" "))) if tag.parent is not None else ""
    stated = date_line(around)
    return stated if stated and "T" in stated else None
