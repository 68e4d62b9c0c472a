"""The tree of an HTML page, and what every reader asks of one element of it.

lxml's own tree is used as it is: building BeautifulSoup's beside it took five times as long as everything
that is read from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

from indexer.guard import valid
from indexer.pages.limits import NESTING, TAGS
from indexer.pages.text import clean_line, clean_text

HtmlElement: TypeAlias = etree._Element

_LONGEST_NAMES = 300
"""Characters of classes and ids that are looked at; a name that matters stands at the front."""

END_MARK = "\ue0e5\ue0d5\ue0e4"
"""Put at the end of the source: where it lands in the tree tells which elements were never closed."""

UNSEEN_TAGS = frozenset(("script", "style", "noscript", "template"))
"""Elements whose text a browser does not show."""
BLOCK_TAGS = frozenset(
    """p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote section article main aside header figure figcaption table thead tbody
    tfoot tr td th caption center pre address details summary hr fieldset body html nav footer form""".split()  # noqa: SIM905
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


_OPEN_OR_CLOSE = re.compile(
    r"<(/?)(?:div|span|section|article|main|blockquote|ul|ol|table|font|b|i|u|em|strong|center|form|a|frameset|figure|header|footer|nav|aside|details|fieldset|label|button|small|sub|sup|big|s|strike|tt|code|pre|dl|noscript|svg|math|object|template)(?=[\s>/])",
    re.IGNORECASE,
)


def why_too_large(source: str) -> str | None:
    """The reason why a page is not parsed: too deep for every walk through its tree, or too many tags."""
    if _depth(source) > NESTING:
        return f"nested too deeply: more than {NESTING} tags inside one another"
    if source.count("<") > TAGS:
        return f"too large: more than {TAGS:,} tags"
    return None


def _depth(source: str) -> int:
    """How deep tags that do not close by themselves are nested, at most."""
    depth = deepest = 0
    for mark in _OPEN_OR_CLOSE.finditer(source):
        if not mark[1]:
            depth += 1
            if depth > deepest:
                deepest = depth
                if deepest > NESTING:
                    break
        elif depth:
            depth -= 1
    return deepest


def parse(source: str) -> HtmlElement | None:
    """The `<html>` element of a page; None where there is no element at all."""
    data = source.replace("\0", "").encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None


def take_end_mark(root: HtmlElement) -> list[HtmlElement]:
    """The elements still open at the end of the source, innermost first; the mark is taken out again."""
    element = root
    while True:
        if len(element) == 0:
            if END_MARK not in (element.text or ""):
                return []
            element.text = valid(element.text.replace(END_MARK, ""))
            break
        last = element[-1]
        if END_MARK in (last.tail or ""):
            last.tail = valid(last.tail.replace(END_MARK, ""))
            break
        element = last
    return [element, *element.iterancestors()]


def attribute(element: HtmlElement, name: str) -> str:
    """An attribute of an element, empty if it does not have it."""
    return element.get(name) or ""


def names_of(element: HtmlElement) -> str:
    """The names that a page gives an element: class, id, role, type."""
    get = element.get
    return " ".join([value for name in ("class", "id", "data-role", "role", "type") if (value := get(name))])[
        :_LONGEST_NAMES
    ]


def text_of(element: HtmlElement) -> str:
    """The visible text of an element on one line, with blanks where its blocks meet."""
    pieces: list[str] = []
    _gather(element, pieces)
    return clean_line(clean_text("".join(pieces)))


def _gather(element: HtmlElement, pieces: list[str]) -> None:
    if element.text and element.tag not in UNSEEN_TAGS:
        pieces.append(element.text)
    for child in element:
        apart = child.tag in BLOCK_TAGS or child.tag == "br"
        if apart:
            pieces.append(" ")
        if child.tag not in UNSEEN_TAGS:
            _gather(child, pieces)
        if child.tail:
            pieces.append(" " + child.tail if apart else child.tail)


def heading_text(element: HtmlElement) -> str:
    """The text of a heading: two elements that follow each other without a blank are two phrases.

    `<span>Phường giữa:</span><span>Mong sớm sửa sân</span>` has its blank, a large first letter in an
    element of its own stays with its word.
    """
    for child in element.iterdescendants():
        before = child.getprevious()
        if before is None or before.tail or child.tag in BLOCK_TAGS:
            continue
        left, right = "".join(before.itertext()), "".join(child.itertext())
        if len(left.strip()) < 2 or not right or left[-1].isspace() or right[0].isspace():
            continue
        are_phrases = " " in left.strip() and " " in right.strip()
        if left[-1] in ":.?!,;…" or are_phrases or right[0].isupper():
            before.tail = " "
    return text_of(element)


def holds(element: HtmlElement, other: HtmlElement) -> bool:
    """Does `other` stand inside `element`?"""
    return any(parent is element for parent in other.iterancestors())


def is_hidden(element: HtmlElement) -> bool:
    """Is the element not shown when the page opens?"""
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDDEN.search(style[:_LONGEST_NAMES]))


def inner_blocks(element: HtmlElement) -> bool:
    """Does the element hold blocks or images, though it may be an inline element itself?"""
    return next(element.iterdescendants(*_INNER), None) is not None


_INNER = ("p", "div", "table", "ul", "ol", "figure", "h2", "h3", "blockquote", "img")


def links_in(element: HtmlElement, limit: int) -> Iterator[tuple[HtmlElement, str]]:
    """The first `limit` links of an element with their texts."""
    for number, link in enumerate(element.iterdescendants("a")):
        if number == limit:
            return
        yield link, text_of(link)
