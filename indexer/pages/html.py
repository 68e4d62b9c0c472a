"""An HTML page → the draft of its article: what the head states first, then what the page shows.

A page that breaks off inside its article, is
nested without end, or holds no prose under a title is refused as a whole.
"""

from __future__ import annotations

import re
from itertools import islice

from indexer.pages.article_draft import ArticleDraft, Teaser
from indexer.pages.article_header import choose_title, read_header, title_heading
from indexer.pages.blocks import LONGEST_LABEL, Block, read_blocks
from indexer.pages.boilerplate import (
    classify,
    has_sign,
    is_section,
    says_not_found,
    split_sign,
    without_link_mark,
)
from indexer.pages.byline import names_outlet, read_byline, split_name_and_date, take_bylines
from indexer.pages.captions import is_caption
from indexer.pages.dom import (
    END_MARK,
    HEADINGS,
    HtmlElement,
    attribute,
    holds,
    parse,
    take_end_mark,
    text_of,
    why_too_large,
)
from indexer.pages.layout import drop_lone_teasers, find_container, measure
from indexer.pages.mending import mend_tree
from indexer.pages.metadata import Metadata, one_line, read_metadata
from indexer.pages.page_kind import SHORTEST_LINE, why_no_article, why_no_text
from indexer.pages.publication_date import is_publication
from indexer.pages.stated_date import date_line, is_lunar_line
from indexer.pages.text import ends_sentence, has_letter_or_digit, is_image_name, is_vietnamese, line_key

SHORTEST_LEAD = 60
"""Characters of the shortest paragraph that is taken for a lead because it is in bold."""
_MOTTO = re.compile(
    r"tin tức (?:mới|nhanh|24h|online)|tin mới nhất|báo điện tử|cơ quan ngôn luận|cập nhật (?:tin|liên tục|24)|đọc báo|trang thông tin",
    re.IGNORECASE,
)


def read_html(source: str) -> ArticleDraft | str:
    """The draft of the article on an HTML page, or the reason why it holds none."""
    reason = why_too_large(source)
    if reason:
        return reason
    cut_in_tag = _ends_inside_tag(source)
    if cut_in_tag:
        source = source[: source.rindex("<")]
    root = parse(source + END_MARK)
    if root is None:
        return "no article found: no element with paragraphs of text"
    open_tags = take_end_mark(root)
    mend_tree(root)
    heading = title_heading(root)
    titles = (one_line(root.findtext(".//title")) or "", text_of(heading) if heading is not None else "")
    if any(map(says_not_found, titles)):
        return f"not an article: the page says “{(titles[1] or titles[0])[:60]}”"
    stated = read_metadata(root)
    layout = measure(root, heading)
    container = find_container(root, layout)
    if container is None and heading is not None and not stated.body:
        layout = measure(root, heading, SHORTEST_LINE)
        container = find_container(root, layout, SHORTEST_LINE)
    if container is None:
        if stated.body and not cut_in_tag:
            return _from_metadata(stated, heading, root)
        if cut_in_tag or "script" in {tag.tag for tag in open_tags}:
            return "truncated: the page breaks off before its text"
        return why_no_text(stated, layout, root)
    if _is_cut(source, container, open_tags, cut_in_tag):
        return "truncated: the page breaks off inside the article"
    draft = ArticleDraft(
        published=stated.published, url=stated.url, source=stated.source, author=stated.author
    )
    draft.title = choose_title(stated, heading, root)
    if not draft.title:
        return "no title found"
    drop_lone_teasers(container, layout)
    blocks = read_blocks(container, layout)
    read_header(root, heading, container, stated, draft)
    _read_blocks(blocks, draft)
    _settle_lead(draft, stated, _opens_in_bold(blocks))
    if not draft.paragraphs and not draft.lead:
        return "no article found: no paragraph of text under the title"
    reason = why_no_article(draft, stated, heading, container, layout, root)
    if reason:
        return reason
    draft.teasers = _teasers(root, container)
    return draft


def _from_metadata(stated: Metadata, heading: HtmlElement | None, root: HtmlElement) -> ArticleDraft | str:
    """The article of a page that shows no text but carries all of it in its head."""
    draft = ArticleDraft(
        published=stated.published, url=stated.url, source=stated.source, author=stated.author
    )
    draft.title = choose_title(stated, heading, root)
    paragraphs = [one_line(line) for line in (stated.body or "").split("\n")]
    draft.paragraphs = [paragraph for paragraph in paragraphs if paragraph]
    take_bylines(draft)
    _settle_lead(draft, stated)
    return draft if draft.title else "no title found"


def _ends_inside_tag(source: str) -> bool:
    last = source.rfind("<")
    return last > source.rfind(">") and re.match(r"</?[a-zA-Z!]|<$", source[last:]) is not None


def _is_cut(source: str, container: HtmlElement, open_tags: list[HtmlElement], cut_in_tag: bool) -> bool:
    """Does the page break off inside its article? Missing end tags alone do not say so."""
    if re.search(r"</(?:body|html)\s*>", source[-4000:], re.IGNORECASE):
        return False
    if any(tag.tag in ("script", "style") for tag in open_tags):
        return False
    if not any(tag is container for tag in open_tags):
        return False
    if cut_in_tag or container.tag not in ("body", "html", "[document]"):
        return True
    return not ends_sentence(text_of(container)) and re.search(r"</\w+\s*>\s*$", source) is None


def _read_blocks(blocks: list[Block], draft: ArticleDraft) -> None:
    """Paragraphs, captions, links and the byline of the article's element."""
    title = line_key(draft.title)
    lead, kicker = line_key(draft.lead or ""), line_key(draft.kicker or "")
    after_image = False
    for at, (kind, text, tag) in enumerate(blocks):
        previous_image, after_image = after_image, kind == "image"
        mark = classify(text) if text else None
        if kind == "image" or not has_letter_or_digit(text):
            after_image = after_image or previous_image
            continue
        if mark == "end" and draft.paragraphs and tag.tag != "td":
            if not _prose_follows(blocks, at + 1) and not _unfolds(blocks, at):
                break
            continue
        if kind == "author":
            name = read_byline(text)
            if name and not names_outlet(name):
                draft.author = draft.author or name
        elif kind == "caption":
            if line_key(text) != title:
                draft.captions.append(text)
        elif mark == "link":
            draft.related.append(without_link_mark(text))
        elif kind == "link":
            if len(text.split()) >= 4 and not has_sign(text):
                draft.related.append(text)
        elif mark or is_image_name(text) or len(text) < 3 or line_key(text) in (title, kicker):
            continue
        elif not draft.paragraphs and (stated := date_line(text)):
            if is_publication(_element_of(text, tag)):
                draft.published = draft.published or stated
        elif not draft.paragraphs and (line := split_name_and_date(text))[0] and is_publication(tag):
            draft.author, draft.published = draft.author or line[0], draft.published or line[1]
        elif _is_label(blocks, at) or (not draft.paragraphs and _is_above_text(blocks, at)):
            continue
        elif is_caption(text) or (previous_image and _is_emphasis(tag) and len(text) < 400):
            draft.captions.append(text)
        elif lead and len(text) < 1.2 * len(lead) + 20 and line_key(split_sign(text)[0]).startswith(lead):
            continue
        else:
            draft.paragraphs.append(text)
    take_bylines(draft)


def _unfolds(blocks: list[Block], at: int) -> bool:
    """Is the block a button (“Xem thêm”) under which the article goes on?"""
    after = next((block for block in blocks[at + 1 : at + 3] if block.kind != "image"), None)
    is_button = line_key(blocks[at].text) in ("xem them", "doc them", "xem tiep", "doc tiep", "xem day du")
    return is_button and after is not None and after.kind == "text" and len(after.text) >= SHORTEST_LEAD


def _element_of(text: str, tag: HtmlElement) -> HtmlElement:
    """The element in `tag` that holds a line and nothing else; `tag` where the line stands in it bare."""
    return next((inner for inner in islice(tag.iterdescendants(), 50) if text_of(inner) == text), tag)


def _is_above_text(blocks: list[Block], at: int) -> bool:
    """Is the block, before any paragraph, a lunar day or the name of a section: a known one, or a few words over the byline?"""
    text = blocks[at].text
    if is_section(text) or is_lunar_line(text):
        return True
    after = next((block.text for block in blocks[at + 1 : at + 2]), "")
    is_short = (
        len(text.split()) <= LONGEST_LABEL and text[-1] not in ".!?…:" and blocks[at].tag.tag not in HEADINGS
    )
    return is_short and bool(date_line(after) or split_name_and_date(after)[0])


def _is_label(blocks: list[Block], at: int) -> bool:
    """Is the block a few words over links, and no heading of prose?"""
    text = blocks[at].text
    if len(text.split()) > LONGEST_LABEL or text[-1] in ".!?…" or blocks[at].tag.tag in ("td", "li", "table"):
        return False
    after = [block.kind for block in blocks[at + 1 : at + 4] if block.kind != "image"]
    return after[:1] == ["link"] and (after[1:2] != ["text"] or blocks[at].tag.tag not in HEADINGS)


def _prose_follows(blocks: list[Block], at: int) -> bool:
    """Does more than a stray sentence of the article come after a marker in mid-article?"""
    return (
        sum(
            len(b.text)
            for b in blocks[at:]
            if b.kind == "text" and len(b.text) > 140 and not has_sign(b.text)
        )
        > 400
    )


def _is_emphasis(tag: HtmlElement) -> bool:
    """Is everything in the element in italics (or centred), as captions under pictures are?"""
    whole = text_of(tag)
    return any(text_of(t) == whole for t in tag.iterdescendants("em", "i")) or "center" in attribute(
        tag, "style"
    ) + attribute(tag, "align")


def _opens_in_bold(blocks: list[Block]) -> bool:
    """Is the first paragraph in bold throughout, and the next one not? That is how a lead is set in plain markup."""
    prose = [block for block in blocks if block.kind == "text" and len(block.text) >= SHORTEST_LEAD][:2]
    return len(prose) == 2 and _is_bold(prose[0]) and not _is_bold(prose[1])


def _is_bold(block: Block) -> bool:
    inner = block.tag.iterdescendants("b", "strong")
    return block.tag.tag in ("b", "strong", "h2", "h3") or any(text_of(tag) == block.text for tag in inner)


def _settle_lead(draft: ArticleDraft, stated: Metadata, is_bold: bool = False) -> None:
    """Without a lead on the page: the first paragraph if the head or the paragraph says so, else the head's."""
    first = draft.paragraphs[0] if draft.paragraphs else ""
    description = split_sign(stated.description or "")[0].rstrip(". …")
    if draft.lead:
        return
    is_stated = description and line_key(first).startswith(line_key(description)[:80])
    is_set_apart = is_bold and len(draft.paragraphs) > 1 and len(first) >= SHORTEST_LEAD
    if first and (has_sign(first) or is_stated or is_set_apart):
        lead, source = split_sign(first)
        draft.lead, draft.source = lead, draft.source or source
        del draft.paragraphs[0]
    elif description and _speaks_of(description, stated, draft):
        draft.lead = split_sign(stated.description or "")[0]


def _speaks_of(description: str, stated: Metadata, draft: ArticleDraft) -> bool:
    """Is the head's description about this article, and not the site's motto or the title again?"""
    bare = line_key(description)
    if (
        len(description) < 40
        or bare == line_key(draft.title)
        or any(bare in line_key(p) for p in draft.paragraphs)
    ):
        return False
    if not is_vietnamese(description):
        return False  # elsewhere it is written for search engines; here it is the lead
    if stated.is_own_description:
        return True
    words = set(bare.split())
    text = set(line_key(" ".join([draft.title, *draft.paragraphs])).split())
    return len(words & text) >= 0.6 * len(words) and not _MOTTO.search(description)


def _teasers(root: HtmlElement, container: HtmlElement) -> list[Teaser]:
    """Headlines outside the article that have a lead of their own below them."""
    teasers: list[Teaser] = []
    for heading in islice(root.iter("h2", "h3", "h4", "h5"), 300):
        title = text_of(heading)
        if not 20 <= len(title) <= 220 or next(heading.iterdescendants("a"), None) is None:
            continue
        if holds(container, heading):
            continue
        for tag in islice(heading.itersiblings(), 3):
            if tag.tag not in ("p", "div", "span"):
                continue
            text = text_of(tag)
            if len(text) >= 40 and next(tag.iterdescendants("h2", "h3", "h4"), None) is None:
                teasers.append(Teaser(title, *split_sign(text)))
                break
    return teasers
