"""What an HTML page says about its article in its head: JSON-LD, `og:`, `article:`, microdata, `<time>`.

A field of `Metadata` is None where the page does not state it. Broken JSON-LD is
mended where that is safe and passed over where it is not.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from indexer.pages.boilerplate import site_name
from indexer.pages.byline import is_names
from indexer.pages.dom import HtmlElement, attribute, text_of
from indexer.pages.stated_date import parse_stated, split_date
from indexer.pages.text import clean_line, clean_text, line_key

ARTICLE_TYPES = frozenset(
    (
        "newsarticle",
        "article",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "blogposting",
        "opinionnewsarticle",
        "backgroundnewsarticle",
        "reviewnewsarticle",
        "liveblogposting",
        "report",
    )
)

_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_CONTROL = re.compile(r"[\x00-\x1f]+")
_TAG = re.compile(r"<[^<>]{1,300}>")
_ARTICLE_ITEM = re.compile(r"schema\.org/\w*(?:Article|BlogPosting)", re.IGNORECASE)


@dataclass(slots=True)
class Metadata:
    """What the head states. `is_article`: does the page call itself one? `has_record`: does it hold the
    record of one, with the page's own headline? `is_dated`: is a date of publication stated? `is_own_description`:
    does the description stand in that record, where a site's motto does not? `kinds`: the types of its records."""

    title: str | None = None
    description: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    source: str | None = None
    body: str | None = None
    is_article: bool = False
    has_record: bool = False
    is_dated: bool = False
    kinds: frozenset[str] = frozenset()
    is_own_description: bool = False


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


def read_metadata(root: HtmlElement) -> Metadata:
    """Everything that the page's head and microdata state about its article."""
    found = Metadata()
    metas = _metas(root)
    _take_records(list(_linked_data(root)), _head_titles(root, metas), found)
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
    found.url = found.url or _address(metas.get("og:url")) or _canonical(root)
    found.source = site_name(found.url) or one_line(metas.get("og:site_name")) or found.source
    _take_microdata(root, found)
    found.is_dated = found.published is not None
    if found.author and found.source and line_key(found.author) in _names_of_site(found):
        found.author = None
    return found


def _names_of_site(found: Metadata) -> set[str]:
    source = line_key(found.source or "")
    host = re.sub(r"^https?://(?:www\.)?", "", found.url or "").split(".")[0]
    return {
        line_key(host),
        f"{source} news",
        f"{line_key(host)} news",
        source,
        f"bao {source}",
        f"{source} online",
        f"bao {source} online",
        f"bao dien tu {source}",
        f"tap chi {source}",
    }


def _metas(root: HtmlElement) -> dict[str, str]:
    """The first content of each named `<meta>`."""
    values: dict[str, str] = {}
    for tag in islice(root.iter("meta"), 400):
        name = attribute(tag, "property") or attribute(tag, "name") or attribute(tag, "itemprop")
        content = attribute(tag, "content").strip()
        if name and content:
            values.setdefault(name.strip().lower(), content)
    return values


def _canonical(root: HtmlElement) -> str | None:
    for link in islice(root.iter("link"), 200):
        if attribute(link, "rel").lower() == "canonical":
            return _address(attribute(link, "href"))
    return None


def _address(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    if isinstance(value, str) and re.match(r"https?://[^\s<>\"]{4,2000}$", value.strip()):
        return value.strip()
    return None


def _linked_data(root: HtmlElement) -> Iterator[dict[str, Any]]:
    scripts = (tag for tag in root.iter("script") if "ld+json" in attribute(tag, "type").lower())
    for script in islice(scripts, 30):
        text = script.text or ""
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


def _head_titles(root: HtmlElement, metas: dict[str, str]) -> list[set[str]]:
    """The words of each title that the page gives itself."""
    titles = [
        metas.get("og:title"),
        root.findtext(".//title"),
        *(text_of(h) for h in islice(root.iter("h1"), 5)),
    ]
    return [set(line_key(line).split()) for title in titles if (line := one_line(title))]


def _types(record: dict[str, Any]) -> set[str]:
    kinds = record.get("@type")
    return {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _take_records(records: list[dict[str, Any]], titles: list[set[str]], found: Metadata) -> None:
    """Take over the record of the page's own article: one whose headline is the page's, or the only one."""
    found.kinds = frozenset(name for record in records for name in _types(record))
    articles = [record for record in records if _types(record) & ARTICLE_TYPES]
    matching = [record for record in articles if _is_titled(record, titles)]
    found.has_record = bool(matching)
    for record in matching or (articles if len(articles) == 1 else []):
        _take_linked_data(record, found)


def _is_titled(record: dict[str, Any], titles: list[set[str]]) -> bool:
    words = set(line_key(one_line(record.get("headline")) or one_line(record.get("name")) or "").split())
    return any(len(words & title) >= 0.6 * len(words) > 0 for title in titles)


def _take_linked_data(record: dict[str, Any], found: Metadata) -> None:
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
    if line_key(name) in (
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
    if line_key(name).startswith(("bao ", "tap chi ", "trang tin", "cong thong tin", "tin ")):
        return None
    return name


def _take_microdata(root: HtmlElement, found: Metadata) -> None:
    """`itemprop`s on the page, for what the head left open."""
    for tag in root.xpath("//*[@itemprop or @itemtype]")[:400]:
        if _ARTICLE_ITEM.search(attribute(tag, "itemtype")[:200]):
            found.is_article = True
        prop = attribute(tag, "itemprop")
        if prop == "author" and not found.author:
            inner = next((t for t in tag.iterdescendants() if attribute(t, "itemprop") == "name"), tag)
            found.author = _person(attribute(tag, "content") or attribute(inner, "content") or text_of(inner))
        elif prop == "datePublished" and not found.published:
            found.published = date_of(tag)


def date_of(tag: HtmlElement) -> str | None:
    """The date that an element states in its attributes, or else in its text and nothing but it."""
    for name in ("datetime", "content", "title"):
        stated = parse_stated(tag.get(name))
        if stated:
            return stated
    text = text_of(tag)
    return split_date(text)[0] if len(text) <= 120 else None
