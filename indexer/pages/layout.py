"""Where the text of an article lies on a page: how much prose stands in which element.

One pass over the tree, so that any page takes time in proportion to its size. Prose is text in blocks
that are not mostly links. Elements whose names say furniture, and lists of teasers, do not count, unless
they hold most of the prose that there is: a name alone never beats a larger body.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from indexer.pages.dom import BLOCK_TAGS, HtmlElement, attribute, holds, names_of
from indexer.pages.element_names import read_names

SHORTEST_BODY = 120
"""Characters; an element with less prose holds no article, but on a page that has nothing else (`page_kind`)."""

SKIPPED_TAGS = frozenset(
    """script style noscript template iframe svg button select input textarea nav footer object embed canvas audio video
    head link meta map dialog menu""".split()  # noqa: SIM905
)
_BODY_TAGS = frozenset(("div", "article", "section", "main", "td", "body", "center", "form", "span", "font"))
_CARD_TAGS = frozenset(("li", "div", "article", "section", "td", "tr", "dl", "a"))

SHORTEST_BLOCK = 40
"""Characters; shorter blocks are headings, labels and bylines, not prose."""
DECAY = 0.85
"""What is left, one element further up, of how well a block of prose speaks for its surroundings."""
FURNITURE_SHARE = 0.4
FRAME_SHARE = 0.8
"""Shares of the page's prose from which an element is read in spite of its name."""
FEWEST_CARDS = 3
"""So many teasers side by side are a list."""
LONGEST_LEAD = 350
"""Characters of the longest lead of a teaser."""
LONGEST_LABEL = 40
"""Characters of the longest label over a teaser."""
TEASER_SHARE = 0.25
"""Share of an article's prose that single teasers in it hold at most."""
LONGEST_CARD = 600
"""Characters of the longest teaser, headline and all."""


@dataclass(slots=True)
class _Sums:
    """What stands in an element: characters, those in links, prose, prose weighed by nearness, headlines that are links."""

    text: int = 0
    linked: int = 0
    prose: int = 0
    score: float = 0.0
    headlines: int = 0


@dataclass(slots=True)
class Layout:
    """The measures of a page. `dropped`: elements that are no part of an article, `cards`: teasers."""

    shortest_block: int = SHORTEST_BLOCK
    sums: dict[HtmlElement, _Sums] = field(default_factory=dict)
    dropped: set[HtmlElement] = field(default_factory=set)
    cards: dict[HtmlElement, int] = field(default_factory=dict)

    def prose(self, element: HtmlElement) -> int:
        """Characters of prose anywhere in an element."""
        sums = self.sums.get(element)
        return sums.prose if sums else 0

    def is_linked(self, element: HtmlElement) -> bool:
        """Is most of the text in an element links?"""
        sums = self.sums.get(element)
        return sums is not None and sums.linked > 0.5 * sums.text


def measure(
    root: HtmlElement, heading: HtmlElement | None = None, shortest_block: int = SHORTEST_BLOCK
) -> Layout:
    """The layout of a page's `<body>`; `heading` is the title's, which no furniture holds.

    Blocks of fewer than `shortest_block` characters are no prose.
    """
    layout = Layout(shortest_block)
    doubtful: list[tuple[HtmlElement, _Sums, float]] = []
    _visit(root, False, [0, 0], layout, doubtful)
    everything = layout.prose(root) + sum(sums.prose for _, sums, _ in doubtful) + sum(layout.cards.values())
    for element, sums, share in doubtful:
        if sums.prose > share * everything or (heading is not None and holds(element, heading)):
            _readmit(element, sums, layout)
        else:
            layout.dropped.add(element)
    return layout


def _readmit(element: HtmlElement, sums: _Sums, layout: Layout) -> None:
    score = sums.score
    for parent in element.iterancestors():
        above = layout.sums.get(parent)
        if above is None:
            return
        score *= DECAY
        above.prose += sums.prose
        above.score += score


def _visit(
    element: HtmlElement,
    linked: bool,
    block: list[int],
    layout: Layout,
    doubtful: list[tuple[HtmlElement, _Sums, float]],
) -> _Sums:
    """Measure one element and all in it; `block` counts characters and linked ones of the block around."""
    sums = layout.sums[element] = _Sums()
    is_block = element.tag in BLOCK_TAGS
    if is_block:
        block = [0, 0]
    _count(element.text, linked, block, sums)
    cards: list[HtmlElement] = []
    for child in element:
        tag = child.tag
        if tag not in SKIPPED_TAGS:
            inner = _visit(child, linked or tag == "a", block, layout, doubtful)
            sums.text += inner.text
            sums.linked += inner.linked
            sums.headlines += inner.headlines
            sums.prose += inner.prose
            sums.score += inner.score * DECAY
            if inner.headlines and tag in _CARD_TAGS and SHORTEST_BLOCK <= inner.text <= LONGEST_CARD:
                cards.append(child)
        _count(child.tail, linked, block, sums)
    if len(cards) >= FEWEST_CARDS:
        _drop_cards(cards, sums, layout)
    if is_block:
        size, in_links = block
        if size >= layout.shortest_block:
            outside_links = max(0, size - 2 * in_links)
            sums.prose += outside_links
            sums.score += outside_links
        if in_links >= 20 and in_links >= 0.9 * size:
            sums.headlines += 1
    if not sums.prose:
        return sums
    names = read_names(names_of(element))
    if names.furniture or names.frame or names.related or element.tag == "aside":
        is_link_box = names.related and sums.linked > 0.3 * sums.text
        share = FRAME_SHARE if names.frame else 0.6 if is_link_box else FURNITURE_SHARE
        if names.furniture or names.frame or element.tag == "aside" or is_link_box:
            doubtful.append((element, sums, share))
            return _Sums(sums.text, sums.linked, 0, 0.0, sums.headlines)
    return sums


def _count(text: str | None, linked: bool, block: list[int], sums: _Sums) -> None:
    if text:
        size = len(text.strip())
        block[0] += size
        sums.text += size
        if linked:
            block[1] += size
            sums.linked += size


def _drop_cards(cards: list[HtmlElement], sums: _Sums, layout: Layout) -> None:
    """Take the prose of teasers side by side out of their list: three of a kind, each with a linked headline."""
    kinds = Counter((card.tag, card.get("class")) for card in cards)
    for card in cards:
        inner = layout.sums[card]
        if kinds[card.tag, card.get("class")] >= FEWEST_CARDS:
            layout.cards[card] = inner.prose
            sums.prose -= inner.prose
            sums.score -= inner.score * DECAY


def find_container(
    root: HtmlElement, layout: Layout, shortest_body: int = SHORTEST_BODY
) -> HtmlElement | None:
    """The element that holds the article's text, or None if none holds `shortest_body` characters of prose."""
    best, best_score = None, 0.0
    stack = [root]
    while stack:
        element = stack.pop()
        sums = layout.sums.get(element)
        if sums is None or sums.prose < shortest_body or element in layout.dropped or element in layout.cards:
            continue
        stack.extend(element)
        score = sums.score * _liking(element)
        if score > best_score:
            best, best_score = element, score
    return None if best is None else _with_sections(best, layout)


def _with_sections(element: HtmlElement, layout: Layout) -> HtmlElement:
    """What holds an element and the others of its kind, where an article's text is cut into sections.

    Sections have the same class and much prose each, and no title of their own as the next article has.
    """
    kind = element.get("class")
    if not kind:
        return element
    least = min(300, layout.prose(element) // 4)
    for parent in islice(element.iterancestors(), 6):
        if parent not in layout.sums or layout.prose(parent) < 1.15 * layout.prose(element):
            continue
        alike = [
            other
            for other in parent.iterdescendants(element.tag)
            if other.get("class") == kind and layout.prose(other) >= least
        ]
        total = sum(layout.prose(other) for other in alike)
        if len(alike) > 1 and total >= 0.75 * layout.prose(parent):
            titles = sum(1 for _ in islice(parent.iterdescendants("h1"), 2))
            return parent if titles < 2 else element
    return element


def drop_lone_teasers(container: HtmlElement, layout: Layout) -> None:
    """Take single teasers out of an article: a linked headline and, below it, a few lines of another's lead.

    Where such boxes hold more than a little of the text, they are the text: a round-up of news.
    """
    boxes: list[HtmlElement] = []
    total = 0
    for element in container.iterdescendants("div", "li", "section", "article", "table"):
        sums = layout.sums.get(element)
        if sums is None or not sums.headlines or not SHORTEST_BLOCK <= sums.prose <= LONGEST_LEAD:
            continue
        if sums.text > LONGEST_CARD or element in layout.cards or not _opens_with_headline(element):
            continue
        if not any(parent in boxes[-1:] for parent in element.iterancestors()):
            boxes.append(element)
            total += sums.prose
    if total <= TEASER_SHARE * layout.prose(container):
        layout.cards.update((box, layout.prose(box)) for box in boxes)


def _opens_with_headline(element: HtmlElement) -> bool:
    """Is the first thing to read in an element, but for a label, a link of a few words?"""
    before = 0
    for inner in element.iterdescendants():
        if inner.tag == "a" and len("".join(inner.itertext()).split()) >= 4:
            return before <= LONGEST_LABEL
        if not any(parent.tag == "a" for parent in islice(inner.iterancestors(), 4)):
            before += len((inner.text or "").strip())
        if before > LONGEST_LABEL:
            return False
    return False


def _liking(element: HtmlElement) -> float:
    """How much the name of an element speaks for its being the article's."""
    if attribute(element, "itemprop").lower() == "articlebody" or element.get("data-role") == "content":
        return 1.6
    names = read_names(names_of(element))
    if names.body and not names.related:
        return 1.25
    if element.tag in ("article", "main"):
        return 1.1
    return 1.0 if element.tag in _BODY_TAGS else 0.8
