"""What stands around an HTML article's text: its title, kicker, lead, date, author and related links.

In: the parsed page, its title's heading, the element that holds the text. Out: the title, and the rest set in
`ArticleDraft`. Only what stands near the title or right below the text is looked at: dates and names further
away belong to other articles.
"""

from __future__ import annotations

import re
from itertools import islice

from bs4 import BeautifulSoup, Tag

from indexer.pages.article_draft import ArticleDraft
from indexer.pages.blocks import is_related_box, names_of, text_of
from indexer.pages.boilerplate import classify, is_section, split_sign
from indexer.pages.byline import read_byline
from indexer.pages.captions import is_caption
from indexer.pages.metadata import Metadata, attribute, date_on_page, one_line
from indexer.pages.text import ends_sentence, key

BEFORE = 25
"""Tags before the title that are looked at."""
BETWEEN = 120
"""Tags after the title that are looked at, down to the text."""
AFTER = 12
"""Tags after the text that are looked at."""

_LEAD = re.compile(
    r"(?:^|[-_\s])(?:sapo|\w+[-_]{1,2}sapo|chapp?eau|lead|article-?lead|post-?lead|standfirst|short-?intro|intro|introtext|"
    r"description|desc|\w+[-_]{1,2}(?:desc|description|summary|lead|intro)|summary|excerpt|tom-?tat|mo-?ta|news-?sapo|"
    r"sc-longform-header-sapo)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_KICKER = re.compile(
    r"(?:^|[-_\s])(?:kicker|\w+[-_]{1,2}kicker|over-?title|pre-?title|super-?title|top-?title|tit-?phu|tieu-?de-?phu|"
    r"title-?phu|trailer|title-?top|title-?sub|sub-?head-?top)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_SUBTITLE = re.compile(r"(?:^|[-_\s])sub-?title(?:$|[-_\s\d])", re.IGNORECASE)
"""Above a title it is a kicker."""
_AUTHOR = re.compile(r"author|byline|tac-?gia|(?:^|[\s_-])by(?:$|[\s_-])", re.IGNORECASE)
_NAME = re.compile(r"(?:^|[-_])name$")
_COMMENTS = re.compile(r"comment|binh-?luan|reply", re.IGNORECASE)
_SUFFIX = re.compile(r"\s+[|\-–—»]\s+([^|–—»]{2,60}?)$")
_SITE_WORDS = re.compile(
    r"\b(?:báo|tạp chí|online|news|tin tức|cổng thông tin|trang thông tin|đài|tv|điện tử|website)\b|\.(?:vn|com|net|org)\b",
    re.IGNORECASE,
)


def title_heading(soup: BeautifulSoup) -> Tag | None:
    """The heading that is the article's title, if the page has one."""
    headings = [h for h in soup.find_all("h1", limit=20) if text_of(h)]
    if not headings:
        found = soup.find(itemprop="headline")
        return found if isinstance(found, Tag) and found.name != "meta" and text_of(found) else None
    named = [
        h
        for h in headings
        if re.search(r"tit|headline", names_of(h) + attribute(h, "itemprop"), re.IGNORECASE)
    ]
    return max(named or headings, key=lambda h: min(len(text_of(h)), 200))


def choose_title(stated: Metadata, heading: Tag | None, soup: BeautifulSoup) -> str:
    """The heading where it says what the head says; else the head's title without the site's name."""
    shown = text_of(heading) if heading else ""
    head = stated.title or (one_line(text_of(soup.title)) if soup.title else None) or ""
    bare = _without_site(head, stated.source)
    if not shown or not head:
        return shown or bare
    shown_key, bare_key = key(shown), key(bare).rstrip(" .")
    if shown_key == bare_key or shown_key in key(head):
        return shown if len(shown.split()) > 2 or shown_key == bare_key else bare
    if bare_key in shown_key and heading is not None and not bare.endswith(("...", "…")):
        # the heading holds more, e.g. the kicker in an element of its own
        return next((text_of(t) for t in heading.find_all(True) if key(text_of(t)) == bare_key), bare)
    words = set(bare_key.split())
    shared = len(words & set(shown_key.split()))
    if is_section(shown) or shown_key == key(stated.source or ""):
        return bare
    return shown if shared >= 0.5 * len(words) or not stated.is_article else bare


def _without_site(title: str, source: str | None) -> str:
    """The title without the site's name after its last dash or bar, if it is one."""
    suffix = _SUFFIX.search(title)
    while suffix and (
        _SITE_WORDS.search(suffix[1]) or is_section(suffix[1]) or key(suffix[1]) == key(source or "")
    ):
        title = title[: suffix.start()]
        suffix = _SUFFIX.search(title)
    return title


def read_header(heading: Tag | None, container: Tag, stated: Metadata, draft: ArticleDraft) -> None:
    """Kicker, lead, date, author and related links around the text, as far as `draft` lacks them."""
    above, between = _around(heading, container)
    if heading is not None:
        for tag in [*above, *heading.find_all(True)]:
            text = text_of(tag)
            if _is_kicker(tag, text, heading) and 2 <= len(text) <= 150 and key(text) != key(draft.title):
                draft.kicker = text.rstrip(" :") or None
    for tag in between:
        if is_related_box(tag):
            draft.related += [
                text for a in tag.find_all("a", limit=30) if len((text := text_of(a)).split()) >= 4
            ]
    lead = next((tag for tag in between if _is_lead(tag, container)), None)
    if lead is None and heading is not None:
        lead = _prose_before_text(between)
    if lead is not None:
        _take_lead(lead, stated, draft)
    below = [t for t in islice(_following(container), AFTER) if not _COMMENTS.search(names_of(t))]
    if draft.published is None:
        draft.published = date_on_page([*between, *above[::-1], *below])
    if draft.author is None:
        draft.author = next((name for tag in [*between, *below, *above] if (name := _author_in(tag))), None)


def _is_kicker(tag: Tag, text: str, heading: Tag) -> bool:
    """Does the element call itself a kicker, or stand right above the title and end with a colon?"""
    names = names_of(tag)
    if _KICKER.search(names):
        return True
    if _holds(heading, tag) or is_section(text) or classify(text):
        return False
    return _SUBTITLE.search(names) is not None or (
        text.endswith(":") and tag.find(True) is None and tag.find_next(True) is heading
    )


def _around(heading: Tag | None, container: Tag) -> tuple[list[Tag], list[Tag]]:
    """(elements shortly before the title, elements between the title and the text), in the page's order."""
    if heading is None:
        before = [t for t in container.find_all_previous(True, limit=BETWEEN) if isinstance(t, Tag)]
        return [], before[::-1]
    above = [
        t
        for t in heading.find_all_previous(True, limit=BEFORE)
        if isinstance(t, Tag) and not _holds(t, heading)
    ]
    between = []
    for tag in heading.find_all_next(True, limit=BETWEEN):
        if tag is container:
            break
        between.append(tag)
    return above[::-1], between


def _following(container: Tag) -> list[Tag]:
    inside = {id(tag) for tag in container.find_all(True)}
    return [tag for tag in container.find_all_next(True, limit=len(inside) + AFTER) if id(tag) not in inside]


def _is_lead(tag: Tag, container: Tag) -> bool:
    if tag.name == "meta" or not (_LEAD.search(names_of(tag)) or attribute(tag, "itemprop") == "description"):
        return False
    return 30 <= len(text_of(tag)) <= 1500 and not _holds(tag, container)


def _holds(tag: Tag, other: Tag) -> bool:
    return any(parent is tag for parent in other.parents)


def _prose_before_text(between: list[Tag]) -> Tag | None:
    """The first block of prose between the title and the text, whatever it is called."""
    for tag in between:
        if (
            tag.name in ("p", "div", "h2", "h3", "strong", "b")
            and tag.find(("p", "div", "ul", "table", "h2")) is None
        ):
            text = text_of(tag)
            if (
                60 <= len(text) <= 800
                and ends_sentence(text)
                and tag.find("a") is None
                and not is_caption(text)
            ):
                return tag
    return None


def _take_lead(tag: Tag, stated: Metadata, draft: ArticleDraft) -> None:
    text = text_of(tag)
    links = [link for a in tag.find_all("a") if len((link := text_of(a)).split()) >= 5]
    for link in links[::-1]:
        if text.endswith(link):  # related links inside the lead's element
            text = text[: -len(link)].rstrip(" -–•|>»")
            draft.related.insert(0, link)
    described = stated.description or ""
    place = key(text).removesuffix(key(described)) if described and len(described) > 60 else key(text)
    if place and place != key(text) and len(place) < 25 and described[-1:] in ".?!":
        text = described  # a place's name in an element of its own before the lead
    lead, source = split_sign(text)
    draft.lead, draft.source = lead or None, draft.source or source


def _author_in(tag: Tag) -> str | None:
    if not _AUTHOR.search(names_of(tag)):
        return None
    named = tag
    while isinstance(inner := named.find(class_=_NAME), Tag):
        named = inner
    name = read_byline(text_of(named))
    return None if name is None or classify(name) or is_section(name) else name
