"""What stands around an HTML article's text: its title, kicker, lead, date, author and related links.

Only what stands near the title or right below the text is looked at: dates and names further away belong
to other articles.
"""

from __future__ import annotations

import re
from itertools import islice

from indexer.pages.article_draft import ArticleDraft
from indexer.pages.boilerplate import classify, is_section, split_sign
from indexer.pages.byline import names_outlet, read_byline, split_name_and_date
from indexer.pages.captions import is_caption
from indexer.pages.dom import HtmlElement, attribute, heading_text, holds, links_in, names_of, text_of
from indexer.pages.element_names import read_names
from indexer.pages.metadata import Metadata, one_line
from indexer.pages.publication_date import date_on_page, is_publication
from indexer.pages.stated_date import date_line
from indexer.pages.text import ends_sentence, line_key

BEFORE = 25
"""Elements before the title that are looked at."""
BETWEEN = 120
"""Elements after the title that are looked at, down to the text."""
AFTER = 12
"""Elements after the text that are looked at."""

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
_AUTHOR_LABEL = re.compile(
    r"(?:tác giả(?: bài viết)?|người viết|người đăng|bài viết|tin bài|tin, bài|bài|bài và ảnh|tin, ảnh|phóng viên|author|written by)\s*:\s*",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:^|[-_\s])name$")
_COMMENTS = re.compile(r"comment|binh-?luan|reply", re.IGNORECASE)
_TITLE = re.compile(r"tit|headline", re.IGNORECASE)
_SUFFIX = re.compile(r"\s+[|\-–—»]\s+([^|–—»]{2,60}?)$")
_SITE_WORDS = re.compile(
    r"\b(?:báo|tạp chí|online|news|tin tức|cổng thông tin|trang thông tin|đài|tv|điện tử|website)\b|\.(?:vn|com|net|org)\b",
    re.IGNORECASE,
)
_LONGEST_TITLE = 500
"""Characters of a title that are compared with others."""


def title_heading(root: HtmlElement) -> HtmlElement | None:
    """The heading that is the article's title, if the page has one."""
    headings = [h for h in islice(root.iter("h1"), 20) if text_of(h)]
    if not headings:
        found = next((t for t in root.iter() if t.get("itemprop") == "headline" and t.tag != "meta"), None)
        return found if found is not None and text_of(found) else None
    named = [h for h in headings if _TITLE.search(names_of(h) + attribute(h, "itemprop"))]
    return max(named or headings, key=lambda h: min(len(text_of(h)), 200))


def choose_title(stated: Metadata, heading: HtmlElement | None, root: HtmlElement) -> str:
    """The heading where it says what the head says; else the head's title without the site's name."""
    shown = heading_text(heading) if heading is not None else ""
    head = stated.title or one_line(root.findtext(".//title")) or ""
    bare = _without_site(head, stated.source)
    if not shown or not head:
        return shown or bare
    shown_key, bare_key = line_key(shown[:_LONGEST_TITLE]), line_key(bare[:_LONGEST_TITLE]).rstrip(" .")
    if shown_key == bare_key or shown_key in line_key(head[:_LONGEST_TITLE]):
        return shown if len(shown.split()) > 2 or shown_key == bare_key else bare
    if bare_key in shown_key and heading is not None and not bare.endswith(("...", "…")):
        # the heading holds more, e.g. the kicker in an element of its own
        inner = [text_of(tag) for tag in islice(heading.iterdescendants(), 50)]
        whole = shown if not any(inner) else bare  # a head often has a shorter title than the page shows
        return next((text for text in inner if line_key(text) == bare_key), whole)
    words = set(bare_key.split())
    shared = len(words & set(shown_key.split()))
    if is_section(shown) or shown_key == line_key(stated.source or ""):
        return bare
    return shown if shared >= 0.5 * len(words) or not stated.is_article else bare


def _without_site(title: str, source: str | None) -> str:
    """The title without the site's name after its last dash or bar, if it is one."""
    suffix = _SUFFIX.search(title[-_LONGEST_TITLE:])
    while suffix and (
        _SITE_WORDS.search(suffix[1])
        or is_section(suffix[1])
        or line_key(suffix[1]) == line_key(source or "")
    ):
        title = title.removesuffix(suffix[0])
        suffix = _SUFFIX.search(title[-_LONGEST_TITLE:])
    return title


def read_header(
    root: HtmlElement,
    heading: HtmlElement | None,
    container: HtmlElement,
    stated: Metadata,
    draft: ArticleDraft,
) -> None:
    """Kicker, lead, date, author and related links around the text, as far as `draft` lacks them."""
    above, between, below = _around(root, heading, container)
    if heading is not None:
        for tag in [*above, *islice(heading.iterdescendants(), 20)]:
            text = text_of(tag)
            if (
                _is_kicker(tag, text, heading)
                and 2 <= len(text) <= 150
                and line_key(text) != line_key(draft.title)
            ):
                draft.kicker = text.rstrip(" :") or None
    for tag in between:
        if read_names(names_of(tag)).related and not holds(container, tag):
            draft.related += [text for _, text in links_in(tag, 30) if len(text.split()) >= 4]
    lead = next((tag for tag in between if _is_lead(tag, container)), None)
    if lead is None and heading is not None:
        lead = _prose_before_text(between, container)
    if lead is not None:
        _take_lead(lead, stated, draft)
    if draft.published is None:
        draft.published = date_on_page([*between, *above[::-1], *below])
    if draft.author is None:
        draft.author = next((name for tag in [*below, *between] if (name := _labelled(tag))), None)
    if draft.published is None or draft.author is None:
        _take_name_and_date(between, draft)
    if draft.author is None:
        draft.author = next((name for tag in [*between, *below, *above] if (name := _author_in(tag))), None)


def _take_name_and_date(tags: list[HtmlElement], draft: ArticleDraft) -> None:
    """A name and a date on one line under the title."""
    for tag in tags:
        if tag.tag in ("div", "p", "span", "li", "td", "em", "i", "small", "footer") and len(tag) <= 4:
            author, published = split_name_and_date(text_of(tag))
            if author and is_publication(tag):
                draft.author = draft.author or author
                draft.published = draft.published or published
                return


def _is_kicker(tag: HtmlElement, text: str, heading: HtmlElement) -> bool:
    """Does the element call itself a kicker, or stand right above the title and end with a colon?

    What is a link, or stands in one, names the section instead.
    """
    if _is_link(tag) or is_section(text):
        return False
    names = names_of(tag)
    if _KICKER.search(names):
        return True
    if holds(heading, tag) or classify(text):
        return False
    return _SUBTITLE.search(names) is not None or (
        text.endswith(":") and len(tag) == 0 and _follows(tag, heading)
    )


def _is_link(tag: HtmlElement) -> bool:
    inner = tag if tag.tag == "a" else next(tag.iterdescendants("a"), None)
    return inner is not None and attribute(inner, "href") != "" and text_of(inner) == text_of(tag)


def _follows(tag: HtmlElement, heading: HtmlElement) -> bool:
    """Is the heading the next element of the page?"""
    above: HtmlElement | None = tag
    while above is not None and above.getnext() is None:
        above = above.getparent()
    following = None if above is None else above.getnext()
    while following is not None and following is not heading:
        following = following[0] if len(following) else None
    return following is heading


def _around(
    root: HtmlElement, heading: HtmlElement | None, container: HtmlElement
) -> tuple[list[HtmlElement], list[HtmlElement], list[HtmlElement]]:
    """(elements shortly before the title, those between title and text, those below the text), in the page's order."""
    page = list(root.iter())
    start = page.index(container)
    end = start + sum(1 for _ in container.iter())
    below = [tag for tag in page[end : end + AFTER] if not _COMMENTS.search(names_of(tag))]
    if heading is None:
        return [], page[max(0, start - BETWEEN) : start], below
    at = page.index(heading)
    above = [tag for tag in page[max(0, at - BEFORE) : at] if not holds(tag, heading)]
    between = page[at + 1 : at + 1 + BETWEEN]
    if at < start:
        between = page[at + 1 : min(start, at + 1 + BETWEEN)]
    return above, between, below


def _is_lead(tag: HtmlElement, container: HtmlElement) -> bool:
    if tag.tag == "meta" or not (_LEAD.search(names_of(tag)) or attribute(tag, "itemprop") == "description"):
        return False
    return not holds(tag, container) and 30 <= len(text_of(tag)) <= 1500


def _prose_before_text(between: list[HtmlElement], container: HtmlElement) -> HtmlElement | None:
    """The first block of prose between the title and the text, whatever it is called.

    Behind a heading or a short sentence of the text there is none: what follows belongs to the text.
    """
    for tag in between:
        if (
            tag.tag in ("p", "div", "h2", "h3", "strong", "b")
            and next(tag.iterdescendants("p", "div", "ul", "table", "h2", "a"), None) is None
        ):
            text = text_of(tag)
            shortest = 20 if tag.tag == "h2" else 60
            if shortest <= len(text) <= 800 and ends_sentence(text) and not is_caption(text):
                return tag
            opens_text = tag.tag in ("h2", "h3") or (tag.tag == "p" and ends_sentence(text))
            if opens_text and len(text.split()) >= 2 and holds(container, tag) and not date_line(text):
                return None
    return None


def _take_lead(tag: HtmlElement, stated: Metadata, draft: ArticleDraft) -> None:
    text = text_of(tag)
    links = [link for _, link in links_in(tag, 30) if len(link.split()) >= 5]
    for link in links[::-1]:
        if text.endswith(link) and text != link:  # related links inside the lead's element
            text = text[: -len(link)].rstrip(" -–•|>»")
            draft.related.insert(0, link)
    described = stated.description or ""
    place = (
        line_key(text).removesuffix(line_key(described))
        if described and len(described) > 60
        else line_key(text)
    )
    if place and place != line_key(text) and len(place) < 25 and described[-1:] in ".?!":
        text = described  # a place's name in an element of its own before the lead
    lead, source = split_sign(text)
    draft.lead, draft.source = lead or None, draft.source or source


def _labelled(tag: HtmlElement) -> str | None:
    """The name after a label, whatever the element is called: “Tác giả bài viết: Lê Mai”."""
    text = text_of(tag) if tag.tag in ("p", "div", "li", "span", "td", "em", "strong") else ""
    label = _AUTHOR_LABEL.match(text) if len(text) <= 90 else None
    name = read_byline(text[label.end() :]) if label else None
    return None if name is None or names_outlet(name) else name


def _author_in(tag: HtmlElement) -> str | None:
    if not _AUTHOR.search(names_of(tag)) or tag.tag == "figcaption":
        return None
    named = tag
    while (
        inner := next((t for t in named.iterdescendants() if _NAME.search(attribute(t, "class"))), None)
    ) is not None:
        named = inner
    name = read_byline(text_of(named))
    return None if name is None or names_outlet(name) or classify(name) or is_section(name) else name
