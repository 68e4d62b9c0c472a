"""Is a page an article, or a list of them, a login, a dashboard?

What a page calls itself is little evidence: many newspapers write `og:type=article` on every page. Evidence
is a record of the article in the head whose headline is the page's, an address that ends as articles' do,
prose right under a headline; against it, an address of a list, teasers that outweigh the prose, a title
that names a section or a form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urlsplit

from indexer.pages.article_draft import ArticleDraft
from indexer.pages.boilerplate import is_section, names_no_article
from indexer.pages.dom import HtmlElement, attribute, text_of
from indexer.pages.layout import Layout
from indexer.pages.metadata import Metadata
from indexer.pages.text import ends_sentence

SHORTEST_PROSE = 60
"""Characters from which a paragraph counts as prose."""
FEWEST_PROSE = 100
"""Characters of prose in the shortest article."""
SHORT_ARTICLE = 800
"""Characters of prose below which controls of a form outweigh it."""
HEADLINE_WORDS = 5
"""Words of the shortest heading that is more likely a headline than a section's name."""
CONTROLS = 8
"""Buttons and fields from which a page with little prose is an application."""

SHORTEST_LINE = 8
"""Characters of the shortest line of a page that may hold a few sentences and nothing else."""
LINKED_SHARE = 0.5
"""Share of links in a page's text up to which a few sentences may be its article."""
SHORT_CONTROLS = 3
"""Buttons and fields from which a page of a few sentences is a form."""

_LISTS = {
    "tag": "a page of a tag",
    "tags": "a page of a tag",
    "tu-khoa": "a page of a tag",
    "chu-de": "a page of a topic",
    "topic": "a page of a topic",
    "topics": "a page of a topic",
    "su-kien": "a page of a topic",
    "dong-su-kien": "a page of a topic",
    "search": "a page of search results",
    "tim-kiem": "a page of search results",
    "category": "a section page",
    "categories": "a section page",
    "chuyen-muc": "a section page",
    "danh-muc": "a section page",
    "author": "a page of an author's articles",
    "tac-gia": "a page of an author's articles",
    "archive": "a section page",
    "archives": "a section page",
    "login": "a login page",
    "signin": "a login page",
    "dang-nhap": "a login page",
    "dang-ky": "a login page",
}
_LAST = {
    "video": "a list of videos",
    "videos": "a list of videos",
    "clip": "a list of videos",
    "podcast": "a list of recordings",
    "podcasts": "a list of recordings",
    "media": "a list of videos",
    "multimedia": "a list of videos",
    "anh": "a list of photographs",
    "photo": "a list of photographs",
    "gallery": "a list of photographs",
    "dashboard": "an application's page",
    "admin": "an application's page",
}
_FRONT = re.compile(
    r"/?(?:(?:index|default|home|trang-chu)(?:\.\w{2,5})?|(?:vi|en|vn|vi-vn))?/?", re.IGNORECASE
)
_SUFFIX = re.compile(
    r"\.(?:html?|s?html|aspx?|php|jsp|chn|tpo|amp|vnp|ldo|epi|vgp|html5|ampl?)$", re.IGNORECASE
)
_QUERY = re.compile(r"(?:^|&)(?:q|s|query|keyword|keywords|search|tu_khoa|kw)=", re.IGNORECASE)
_ID = re.compile(
    r"\d{5,}|(?:^|[-_/.])(?:post|art|d|p|a|ar|n|c)?\d{4,}$|(?:^|/)(?:19|20)\d\d/\d\d?/", re.IGNORECASE
)
_NOTICE = re.compile(
    r"\b(?:vui lòng|quý khách|chúng tôi|của bạn|bạn (?:đã|đang|cần|không)|cookie|trình duyệt|javascript|please|your?)\b",
    re.IGNORECASE,
)
"""Words in which a site speaks to its visitor."""
_COLLECTIONS = frozenset(
    (
        "collectionpage",
        "searchresultspage",
        "itemlist",
        "profilepage",
        "videogallery",
        "imagegallery",
        "medialgallery",
    )
)


@dataclass(frozen=True, slots=True)
class Address:
    """What a page's own address says: `kind` of a list (or None), and whether it ends as articles' do."""

    kind: str | None = None
    is_article: bool = False


def read_address(url: str | None) -> Address:
    """What an address says about its page; nothing where there is none."""
    if not url:
        return Address()
    parts = urlsplit(url)
    path = unquote(parts.path).lower()
    if _QUERY.search(parts.query):
        return Address("a page of search results")
    if _FRONT.fullmatch(path) and not parts.query:
        return Address("a front page")
    segments = [segment for segment in _SUFFIX.sub("", path.rstrip("/")).split("/") if segment]
    for number, segment in enumerate(segments):
        last = number == len(segments) - 1
        kind = _LISTS.get(segment) or (_LAST.get(segment) if last else None)
        if kind and (number < 2 or last):
            return Address(kind)
        if segment in ("page", "trang") and not last and segments[number + 1].isdigit():
            return Address("a section page")
    if not segments:
        return Address()
    words = [word for word in re.split(r"[-_+\s.]", segments[-1]) if word]
    return Address(None, len(words) >= 5 or _ID.search(_SUFFIX.sub("", path)) is not None)


def why_no_article(
    draft: ArticleDraft,
    stated: Metadata,
    heading: HtmlElement | None,
    container: HtmlElement,
    layout: Layout,
    root: HtmlElement,
) -> str | None:
    """The reason why a page is no article though text was found on it; None for an article."""
    address = read_address(stated.url)
    if names_no_article(draft.title):
        return f"no article found: “{draft.title[:60]}” names no article"
    prose = [text for text in [draft.lead or "", *draft.paragraphs] if len(text) >= SHORTEST_PROSE]
    size = sum(map(len, prose))
    if stated.has_record or (stated.is_dated and address.is_article):
        return None
    if address.kind:
        return f"no article found: {address.kind}"
    is_headline = heading is not None and _is_headline(heading)
    if size < SHORT_ARTICLE and _asks_for_password(root):
        return "no article found: a login page"
    teasers = sum(layout.cards.values())
    if stated.kinds & _COLLECTIONS and (teasers > size or not is_headline):
        return "no article found: a section page"
    has_text = draft.published or draft.author or size > min(SHORT_ARTICLE, teasers // 3)
    is_first = is_headline and has_text and _stands_first(container, layout, root)
    if layout.cards and teasers > size and not is_first:
        return f"no article found: a section page, with teasers of {len(layout.cards)} articles"
    if (heading is not None and not is_headline) or is_section(draft.title):
        is_list = len(layout.cards) >= 3 or _is_link(heading) or is_section(draft.title)
        if is_list and (size < SHORT_ARTICLE or teasers > size / 2) and not address.is_article:
            return "no article found: a section page"
    if size < FEWEST_PROSE and is_short_article(draft, heading, container, layout, root):
        return None
    if size < FEWEST_PROSE or len(draft.related) >= max(4, len(prose)):
        return "no article found: a list of links, or short lines only"
    if size < SHORT_ARTICLE and not address.is_article and not is_headline and _controls(root) >= CONTROLS:
        return "no article found: an application's page"
    return None


def is_short_article(
    draft: ArticleDraft,
    heading: HtmlElement | None,
    container: HtmlElement,
    layout: Layout,
    root: HtmlElement,
) -> bool:
    """Are a few sentences under a heading an article? A flash of news, a dialogue, a poem may be that short.

    They are where the page states a date, an author or an `<article>`, or has nothing beside them and does
    not speak to the visitor as notices of a server do; never among teasers, links or fields to fill in.
    """
    texts = [draft.lead or "", *draft.paragraphs]
    page = layout.sums[root]
    if heading is None or _is_link(heading) or is_section(draft.title) or layout.cards:
        return False
    if (
        _asks_for_password(root)
        or _controls(root) >= SHORT_CONTROLS
        or page.linked > LINKED_SHARE * page.text
    ):
        return False
    sentences = sum(map(ends_sentence, texts))
    is_marked = container.tag == "article" or any(True for _ in container.iterancestors("article"))
    if draft.published or draft.author or is_marked:
        return sentences > 0
    return sentences > 1 and not page.linked and not any(map(_NOTICE.search, [draft.title, *texts]))


def why_no_text(stated: Metadata, layout: Layout, root: HtmlElement) -> str:
    """The reason why a page is no article on which no text was found."""
    kind = read_address(stated.url).kind
    if _asks_for_password(root):
        kind = "a login page"
    elif kind is None and layout.cards:
        kind = f"a section page, with teasers of {len(layout.cards)} articles"
    elif kind is None and layout.is_linked(root):
        kind = "a list of links"
    return f"no article found: {kind or 'no element with paragraphs of text'}"


def _is_headline(heading: HtmlElement) -> bool:
    text = text_of(heading)
    return len(text.split()) >= HEADLINE_WORDS and not _is_link(heading) and not is_section(text)


def _is_link(heading: HtmlElement | None) -> bool:
    """Is a heading, or what stands in it, a link, as the names of sections are?"""
    if heading is None:
        return False
    inner = next(heading.iterdescendants("a"), None)
    outer = next(heading.iterancestors("a"), None)
    return outer is not None or (inner is not None and len(text_of(inner)) > 0.6 * len(text_of(heading)))


def _stands_first(container: HtmlElement, layout: Layout, root: HtmlElement) -> bool:
    """Does the text stand before the teasers of the page?"""
    for element in root.iter():
        if element is container:
            return True
        if element in layout.cards:
            return False
    return False


def _asks_for_password(root: HtmlElement) -> bool:
    return any(attribute(field, "type").lower() == "password" for field in islice(root.iter("input"), 500))


def _controls(root: HtmlElement) -> int:
    return sum(1 for _ in islice(root.iter("input", "button", "select", "textarea"), 100))
