"""The blocks of an HTML article: where its text lies on the page, and what each piece of it is.

In: the parsed page. Out: the element that holds the article, and its `Block`s in reading order:
paragraphs, headings, list items, table rows, captions, links to other articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from bs4 import BeautifulSoup, CData, NavigableString, Tag
from bs4.element import PreformattedString

from indexer.pages.metadata import attribute
from indexer.pages.text import clean_line, clean_text

BlockKind = Literal["text", "caption", "link", "author", "image"]

SHORTEST_BODY = 120
"""Characters; an element with less prose holds no article."""

_SKIPPED_TAGS = frozenset(
    """script style noscript template iframe svg form button select input textarea nav footer object embed canvas audio video 
    head link meta map dialog menu ins""".split()  # noqa: SIM905 - a list of names reads better so
)
_BLOCK_TAGS = frozenset(
    """p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote section article main aside header figure figcaption table thead tbody 
    tfoot tr td th caption center pre address details summary hr fieldset body html""".split()  # noqa: SIM905 - a list of names reads better so
)
_AROUND = re.compile(
    r"(?:^|[-_\s])(?:share|sharing|social|tags?|tag-?list|keywords?|tu-?khoa|comments?|binh-?luan|breadcrumbs?|bread|ads?|advert\w*|banner|qc|"
    r"quang-?cao|sponsor\w*|newsletter|subscribe|toolbar|tools|print|rating|vote|poll|popup|modal|sidebar|pagination|paging|footer|"
    r"navigation|nav|menu|player|audio|hidden|follow|google-?news|copyright|feedback|widget|promo|btn|button|hotline|login|skip-link)"
    r"(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"(?:^|[-_\s])(?:related?|relate|relation|lien-?quan|tin-?lien-?quan|lienquan|tinlienquan|box-?tin\w*|tin-?khac|tinkhac|other-?news|"
    r"news-?other|news-?related|read-?more|readmore|more-?news|xem-?them|doc-?them|see-?also|list-?news|same-?cate\w*|cung-?chuyen-?muc|"
    r"recommend\w*|suggest\w*|you-?may\w*|most-?read|most-?view\w*|hot-?news|relatednews|insert-?related\w*|relatedonenews|article-?relate|jp-relatedposts)"
    r"(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:^|[-_\s])(?:caption|photocms[-_]caption|img-?caption|image-?caption|wp-caption-text|chu-?thich|chuthich|pcaption|imgcaption|"
    r"photo-?desc\w*|expnoedit|desc-?image|note-?img|image-?note|thumb-?caption)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"(?:^|[-_\s])(?:author|authors|byline|tac-?gia|tacgia|author[-_]\w+|\w+[-_]author|writer|nguoi-?viet|but-?danh|credit|signature)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?:^|[-_\s])(?:article-?_?body|articlebody|article-?_?content|articlecontent|detail-?_?content|contentdetail|content-?_?detail|"
    r"content-?body|entry-?content|post-?content|post-?body|singular-?content|fck_detail|main-?content|maincontent|main-detail-body|art-body|noi-?dung|"
    r"body-?content|bodytext|news-?content|newscontent|news-?detail|story-?body|story-?content|story|cms-body|the-article-body|"
    r"article__body|article-detail|detail__content|detail-?body|text-?content|content-?news|contents?|chi-?tiet|chitiet|"
    r"knc-content|edittor-content|zce-content-body|b-maincontent|sc-longform-body|longform|entry|postbody)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_AFTER_BLANK = re.compile(r"\s+([,.;:!?…)\]”])")


class Block(NamedTuple):
    """One piece of an article's text, in reading order."""

    kind: BlockKind
    text: str
    tag: Tag


def text_of(tag: Tag) -> str:
    """The visible text of an element on one line."""
    return clean_line(clean_text("".join(_strings(tag))))


def _strings(tag: Tag) -> Iterator[str]:
    for node in tag.descendants:
        if isinstance(node, NavigableString):
            if isinstance(node, PreformattedString) and not isinstance(node, CData):
                continue
            if node.parent is not None and node.parent.name not in (
                "script",
                "style",
                "noscript",
                "template",
            ):
                yield str(node)
        elif isinstance(node, Tag) and (node.name == "br" or node.name in _BLOCK_TAGS):
            yield " "


def names_of(tag: Tag) -> str:
    """The names that a page gives an element: class, id, role, type."""
    return " ".join(filter(None, (attribute(tag, n) for n in ("class", "id", "data-role", "role", "type"))))


def is_related_box(tag: Tag) -> bool:
    """Does the element call itself a list of related articles?"""
    return _RELATED.search(names_of(tag)) is not None


class Prose:
    """How much prose stands where on a page: one pass over its strings, so that any page takes linear time.

    `own` is of each block what stands in it directly, `total` of each element what stands anywhere in it,
    in characters that are not links. `broken` marks blocks whose paragraphs are separated by `<br>` only.
    """

    def __init__(self, root: Tag) -> None:
        self.tags: dict[int, Tag] = {}
        self.own: dict[int, int] = {}
        self.total: dict[int, int] = {}
        self.broken: set[int] = set()
        linked: dict[int, int] = {}
        long_strings: dict[int, int] = {}
        for string in root.find_all(string=True):
            size = len(string.strip())
            if not size or (isinstance(string, PreformattedString) and not isinstance(string, CData)):
                continue
            in_link = False
            block = string.parent
            while block is not None and block.name not in _BLOCK_TAGS and block is not root:
                in_link = in_link or block.name == "a"
                if block.name in _SKIPPED_TAGS:
                    break
                block = block.parent
            if block is None or block.name in _SKIPPED_TAGS:
                continue
            mark = id(block)
            self.tags[mark] = block
            self.own[mark] = self.own.get(mark, 0) + size
            if in_link:
                linked[mark] = linked.get(mark, 0) + size
            elif size >= 60:
                long_strings[mark] = long_strings.get(mark, 0) + 1
        for mark, size in list(self.own.items()):
            prose = max(0, size - 2 * linked.get(mark, 0)) if size >= 40 else 0
            self.own[mark] = prose
            if long_strings.get(mark, 0) > 1 and self.tags[mark].find("br") is not None:
                self.broken.add(mark)
            element: Tag | None = self.tags[mark]
            while prose and element is not None:
                self.tags.setdefault(id(element), element)
                self.total[id(element)] = self.total.get(id(element), 0) + prose
                element = element.parent if element is not root else None

    def of(self, tag: Tag) -> int:
        """The prose anywhere in an element."""
        return self.total.get(id(tag), 0)


def find_container(soup: BeautifulSoup) -> Tag | None:
    """The element that holds the article's text, or None if no element holds enough prose."""
    root = soup.body or soup
    prose = Prose(root)
    for tag in (soup.find(itemprop="articleBody"), soup.select_one('[data-role="content"]')):
        if isinstance(tag, Tag) and prose.of(tag) >= SHORTEST_BODY:
            return tag
    named = []
    for tag in root.find_all(("div", "article", "section", "main", "td"), limit=6000):
        if prose.of(tag) < SHORTEST_BODY:
            continue
        names = names_of(tag)
        if names and _BODY.search(names) and not _RELATED.search(names):
            named.append(tag)
    articles = [tag for tag in root.find_all("article", limit=50) if prose.of(tag) >= SHORTEST_BODY]
    for found in (named, articles):
        if found:
            most = max(prose.of(tag) for tag in found)
            # the innermost that holds nearly all of the prose: what is around it is its title and lead
            return next(
                tag
                for tag in reversed(found)
                if prose.of(tag) >= 0.9 * most or (prose.of(tag) >= 0.6 * most and most - prose.of(tag) < 500)
            )
    return _by_paragraphs(prose)


def _by_paragraphs(prose: Prose) -> Tag | None:
    """The element under which most paragraphs of prose stand, for layouts never seen."""
    scores: dict[int, float] = {}
    for mark, size in prose.own.items():
        if size < 60:
            continue
        element: Tag | None = prose.tags[mark]
        if mark not in prose.broken and element is not None:
            element = element.parent or element
        for share in (1.0, 0.4):
            if element is None:
                break
            scores[id(element)] = scores.get(id(element), 0.0) + share * size
            prose.tags.setdefault(id(element), element)
            element = element.parent
    if not scores:
        return None
    best = max(scores, key=lambda mark: scores[mark])
    return prose.tags[best] if scores[best] >= SHORTEST_BODY else None


def read_blocks(container: Tag) -> list[Block]:
    """The blocks of an article in reading order; menus, players, share bars and forms are left out."""
    blocks: list[Block] = []
    _walk(container, blocks, depth=0)
    return [block for block in blocks if block.text or block.kind == "image"]


def _walk(tag: Tag, blocks: list[Block], depth: int) -> None:
    inline: list[str] = []
    links = [0, 0]  # characters in links, characters

    def flush() -> None:
        if inline:
            text = clean_line(clean_text("".join(inline)))
            if text:
                whole_link = links[1] and links[0] >= 0.95 * links[1]
                blocks.append(Block("link" if whole_link else "text", text, tag))
            inline.clear()
            links[:] = [0, 0]

    def gather(node: Tag) -> None:
        for child in node.children:
            if isinstance(child, NavigableString):
                if not isinstance(child, PreformattedString) or isinstance(child, CData):
                    inline.append(str(child))
                    size = len(str(child).strip())
                    links[1] += size
                    if child.find_parent("a") is not None:
                        links[0] += size
            elif not isinstance(child, Tag) or child.name in _SKIPPED_TAGS or _is_hidden(child):
                continue
            elif child.name == "br":
                flush()
            elif (
                child.name == "a" and links[1] and links[0] >= 0.95 * links[1] and _is_headline(child, inline)
            ):
                flush()  # one link right after another
                gather(child)
            elif child.name == "img":
                flush()
                blocks.append(Block("image", "", child))
            elif child.name in _BLOCK_TAGS or _has_blocks(child):
                flush()
                _walk_block(child, blocks, depth + 1)
            else:
                gather(child)

    gather(tag)
    flush()


def _is_headline(link: Tag, before: list[str]) -> bool:
    """Are both the link and what stands before it long enough to be titles?"""
    return len("".join(before).split()) >= 5 <= len(text_of(link).split())


def _has_blocks(tag: Tag) -> bool:
    return tag.find(("p", "div", "table", "ul", "ol", "figure", "h2", "h3", "blockquote", "img")) is not None


def _is_hidden(tag: Tag) -> bool:
    return tag.has_attr("hidden") or _HIDDEN.search(attribute(tag, "style")) is not None


def _walk_block(tag: Tag, blocks: list[Block], depth: int) -> None:
    names = names_of(tag)
    if names:
        if _CAPTION.search(names):
            blocks.append(Block("caption", text_of(tag), tag))
            return
        if _RELATED.search(names):
            blocks.extend(Block("link", text_of(a), a) for a in tag.find_all("a", limit=60))
            return
        if _AROUND.search(names) and len(text_of(tag)) < 1500 and tag.find("figure") is None:
            return
        if _AUTHOR.search(names) and len(text_of(tag)) < 200:
            blocks.append(Block("author", text_of(tag), tag))
            return
    if tag.name == "figcaption":
        blocks.append(Block("caption", text_of(tag), tag))
    elif tag.name == "aside":
        return
    elif tag.name == "table":
        _walk_table(tag, blocks, depth)
    elif tag.name == "caption":
        blocks.append(Block("text", text_of(tag), tag))
    else:
        _walk(tag, blocks, depth)


def _walk_table(table: Tag, blocks: list[Block], depth: int) -> None:
    """A table of photographs gives captions, a table of figures its rows, a table of layout its blocks."""
    rows = [row for row in table.find_all("tr", limit=3000) if row.find_parent("table") is table]
    cells = [[c for c in row.find_all(("td", "th"), limit=200) if c.find_parent("tr") is row] for row in rows]
    if table.find("img") is not None and table.find("table") is None:
        texts = [Block("caption", text, row) for row in rows if (text := text_of(row))]
        if all(len(block.text) <= 500 for block in texts):
            blocks.extend(Block("image", "", image) for image in table.find_all("img", limit=1))
            blocks.extend(texts)
            return
    columns = max((len(row) for row in cells), default=0)
    if columns < 2 or table.find("table") is not None:
        for row in cells:
            for cell in row:
                _walk(cell, blocks, depth + 1)
        return
    heading = table.find("caption")
    if isinstance(heading, Tag):
        blocks.append(Block("text", text_of(heading), heading))
    for row in cells:
        line = " | ".join(text for cell in row if (text := text_of(cell)))
        if line:
            blocks.append(Block("text", line, table))
