"""The blocks of an HTML article: paragraphs, headings, list items, table rows, captions, links to other articles.

What the page's layout left out is left out here too; a caption, a byline or a box of links is told by
its names, a box of links also by holding nothing else.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from indexer.pages.dom import (
    BLOCK_TAGS,
    HtmlElement,
    attribute,
    holds,
    inner_blocks,
    is_hidden,
    links_in,
    names_of,
    text_of,
)
from indexer.pages.element_names import Names, read_names
from indexer.pages.layout import SKIPPED_TAGS, Layout
from indexer.pages.text import clean_line, clean_text, ends_sentence

BlockKind = Literal["text", "caption", "link", "author", "image"]

SHORTEST_PROSE_LINK = 80
"""Characters from which a paragraph that is wholly a link, and ends as a sentence, is a paragraph."""
LONGEST_CAPTION = 600
"""Characters of the longest text on a photograph."""
LONGEST_LABEL = 6
"""Words of the longest label of a box of links."""
MOST_LINKS = 60
"""Links of a box that are read."""


class Block(NamedTuple):
    """One piece of an article's text, in reading order."""

    kind: BlockKind
    text: str
    tag: HtmlElement


def read_blocks(container: HtmlElement, layout: Layout) -> list[Block]:
    """The blocks of an article in reading order; menus, players, share bars and forms are left out."""
    walk = _Walk(layout)
    walk.inside(container)
    return walk.blocks


class _Walk:
    """One walk through an article's element; `blocks` grows as it goes."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.blocks: list[Block] = []

    def add(self, kind: BlockKind, text: str, tag: HtmlElement) -> None:
        """Add a block, unless there is nothing to read in it."""
        if text or kind == "image":
            self.blocks.append(Block(kind, text, tag))

    def inside(self, tag: HtmlElement) -> None:
        """Walk through what an element holds: runs of inline text become blocks, blocks are entered."""
        run = _Run()
        self._gather(tag, tag, False, run)
        self._flush(run, tag)

    def _flush(self, run: _Run, tag: HtmlElement) -> None:
        if not run.pieces:
            return
        text = clean_line(clean_text("".join(run.pieces)))
        if text:
            is_link = run.linked and run.linked >= 0.95 * run.size
            if is_link and len(text) >= SHORTEST_PROSE_LINK and ends_sentence(text) and text[-1] not in "?…":
                is_link = tag.tag == "li"
            self.add("link" if is_link else "text", text, tag)
        run.clear()

    def _gather(self, node: HtmlElement, block: HtmlElement, linked: bool, run: _Run) -> None:
        run.take(node.text, linked)
        for child in node:
            tag = child.tag
            if tag in SKIPPED_TAGS or (tag == "ins" and not self.layout.prose(child)):
                pass
            elif tag == "br":
                self._flush(run, block)
            elif tag == "img":
                self._flush(run, block)
                self.add("image", "", child)
            elif tag in BLOCK_TAGS or inner_blocks(child):
                self._flush(run, block)
                self.enter(child)
            elif tag == "a":
                if run.linked and run.linked >= 0.95 * run.size and _are_titles(run, child):
                    self._flush(run, block)
                self._gather(child, block, True, run)
            elif is_hidden(child):
                pass
            else:
                self._gather(child, block, linked, run)
            run.take(child.tail, linked)

    def enter(self, tag: HtmlElement) -> None:
        """Walk into one block element, or pass it by."""
        names = read_names(names_of(tag))
        prose = self.layout.prose(tag)
        if tag in self.layout.dropped or tag in self.layout.cards:
            if names.related or tag in self.layout.cards:
                self._links(tag)
        elif tag.tag == "figcaption" or (names.caption and prose < 1000):
            self.add("caption", text_of(tag), tag)
        elif names.related and self.layout.is_linked(tag):
            self._links(tag)
        elif (not prose and (names.furniture or names.frame)) or _is_unseen(tag, prose):
            return
        elif names.author and len(text := text_of(tag)) < 200:
            self.add("author", text, tag)
        elif tag.tag == "table":
            self._table(tag)
        elif (tag.tag == "figure" or names.picture) and prose < LONGEST_CAPTION and _is_photograph(tag):
            self.add("image", "", tag)
            for line in list(tag.iterdescendants("p", "figcaption")) or [tag]:
                self.add("caption", text_of(line), line)
        elif tag.tag == "aside" and not prose:
            return
        elif not self._link_box(tag, names):
            self.inside(tag)

    def _link_box(self, tag: HtmlElement, names: Names) -> bool:
        """Read a box that holds links and at most a label of them; False if it is none."""
        sums = self.layout.sums.get(tag)
        if sums is None or sums.prose or sums.linked < 0.6 * max(1, sums.text) or sums.linked < 15:
            return False
        links = list(links_in(tag, MOST_LINKS))
        if len(links) == 1 and len(links[0][1]) >= SHORTEST_PROSE_LINK and ends_sentence(links[0][1]):
            return False
        if len(links) > 1 and all(attribute(link, "href").startswith("#") for link, _ in links):
            self._drop_label(tag)  # the heading of a table of contents
            return True
        if tag.tag in ("ul", "ol", "div", "section", "dl") and len(links) * 2 >= len(
            list(tag.iterdescendants("li", "p", "h3", "h4"))
        ):
            self._drop_label(tag)
            self._links(tag)
            return True
        return False

    def _drop_label(self, box: HtmlElement) -> None:
        """Take back the block right before a box of links if it is no more than its label."""
        before = box.getprevious()
        if not self.blocks or before is None:
            return
        kind, text, tag = self.blocks[-1]
        is_right_before = (tag is before or holds(before, tag)) and tag.tag not in ("table", "li")
        is_short = len(text.split()) <= LONGEST_LABEL and text[-1] not in ".!?…"
        if kind == "text" and is_right_before and is_short:
            self.blocks.pop()

    def _links(self, tag: HtmlElement) -> None:
        for link, text in links_in(tag, MOST_LINKS):
            self.add("link", text, link)

    def _table(self, table: HtmlElement) -> None:
        """A table of photographs gives captions, a table of figures its rows, a table of layout its blocks."""
        rows = [row for row in table.iterdescendants("tr") if _owner(row) is table][:3000]
        cells = [[cell for cell in row if cell.tag in ("td", "th")][:200] for row in rows]
        nested = next(table.iterdescendants("table"), None) is not None
        if not nested and (image := next(table.iterdescendants("img"), None)) is not None:
            texts = [Block("caption", text, row) for row in rows if (text := text_of(row))]
            if all(len(block.text) <= 500 for block in texts):
                self.add("image", "", image)
                self.blocks.extend(texts)
                return
        heading = next(table.iterchildren("caption"), None)
        if heading is not None:
            self.add("text", text_of(heading), heading)
        if nested or max((len(row) for row in cells), default=0) < 2:
            for row in cells:
                for cell in row:
                    self.inside(cell)
            return
        for row in cells:
            self.add("text", " | ".join(text for cell in row if (text := text_of(cell))), table)


class _Run:
    """Inline text on its way to becoming a block: its pieces, and how many characters of it are links."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.size = self.linked = 0

    def take(self, text: str | None, linked: bool) -> None:
        if text:
            self.pieces.append(text)
            size = len(text.strip())
            self.size += size
            self.linked += size if linked else 0

    def clear(self) -> None:
        self.pieces.clear()
        self.size = self.linked = 0


def _is_unseen(tag: HtmlElement, prose: int) -> bool:
    """Is the element hidden for good? What is folded away holds prose, a record for machines says so."""
    return is_hidden(tag) and (
        not prose or tag.get("itemprop") is not None or tag.get("itemscope") is not None
    )


def _is_photograph(tag: HtmlElement) -> bool:
    """Does the element hold a picture, and nothing that is more than words on it?"""
    inner = {element.tag for element in tag.iterdescendants()}
    return not inner.isdisjoint(("img", "picture", "amp-img")) and inner.isdisjoint(
        ("blockquote", "table", "ul", "ol", "h1", "h2", "h3")
    )


def _owner(row: HtmlElement) -> HtmlElement | None:
    return next(row.iterancestors("table"), None)


def _are_titles(run: _Run, link: HtmlElement) -> bool:
    """Are both a link and the one before it long enough to be titles?"""
    return len("".join(run.pieces).split()) >= 5 <= len(text_of(link).split())
