"""An HTML page → the parts of its article: what the head states first, then what the page shows.

In: the decoded page. Out: `Parts`, or a reason why not. A page that breaks off inside its article, is
nested without end, or holds no prose under a title is refused as a whole.
"""

from __future__ import annotations

import re
import warnings

from bs4 import BeautifulSoup, NavigableString, Tag, XMLParsedAsHTMLWarning

from indexer.pages.blocks import Block, find_container, is_related_box, names_of, read_blocks, text_of
from indexer.pages.boilerplate import classify, has_sign, says_not_found, split_sign, without_link_mark
from indexer.pages.byline import read_byline, take_bylines
from indexer.pages.captions import is_caption
from indexer.pages.dates import date_line
from indexer.pages.limits import NESTING, TAGS
from indexer.pages.metadata import Metadata, attribute, date_on_page, one_line, read_metadata
from indexer.pages.result import Parts, Teaser
from indexer.pages.text import ends_sentence, has_letter_or_digit, is_image_name, key

_END = "\ue0e5\ue0d5\ue0e4"
"""Put at the end of the source: where it lands in the tree tells which elements were never closed."""

_OPEN_OR_CLOSE = re.compile(
    r"<(/?)(?:div|span|section|article|main|blockquote|ul|ol|table|font|b|i|u|em|strong|center|form|a)(?=[\s>/])",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:^|[-_\s])(?:sapo|\w+[-_]{1,2}sapo|chapp?eau|lead|article-?lead|post-?lead|standfirst|short-?intro|intro|introtext|description|"
    r"desc|\w+[-_]{1,2}(?:desc|description|summary|lead|intro)|summary|excerpt|tom-?tat|mo-?ta|news-?sapo|sc-longform-header-sapo)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_KICKER = re.compile(
    r"(?:^|[-_\s])(?:kicker|\w+[-_]{1,2}kicker|over-?title|pre-?title|super-?title|supertitle|top-?title|tit-?phu|tieu-?de-?phu|title-?phu|"
    r"trailer|title-?top|title-?sub|sub-?head-?top|kick-?er)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_MOTTO = re.compile(
    r"tin tức (?:mới|nhanh|24h|online)|tin mới nhất|báo điện tử|cơ quan ngôn luận|cập nhật (?:tin|liên tục|24)|đọc báo|trang thông tin",
    re.IGNORECASE,
)
_SITE_SUFFIX = re.compile(r"\s+[|\-–—»]\s+[^|\-–—»]{2,60}$")


def read_html(source: str) -> Parts | str:
    """The parts of the article on an HTML page, or the reason why it holds none."""
    if _depth(source) > NESTING:
        return f"nested too deeply: more than {NESTING} tags inside one another"
    if source.count("<") > TAGS:
        return f"too large: more than {TAGS:,} tags"
    cut_in_tag = _ends_inside_tag(source)
    if cut_in_tag:
        source = source[: source.rindex("<")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(source + _END, "lxml")
    open_tags = _take_end_mark(soup)
    heading = _title_heading(soup)
    if says_not_found(text_of(soup.title) if soup.title else "") or (
        heading and says_not_found(text_of(heading))
    ):
        return f"not an article: the page says “{text_of(heading or soup.title or soup)[:60]}”"
    stated = read_metadata(soup)
    container = find_container(soup)
    if container is None:
        if cut_in_tag or "script" in {tag.name for tag in open_tags}:
            return "truncated: the page breaks off before its text"
        return "no article found: no element with paragraphs of text"
    if _is_cut(source, container, open_tags, cut_in_tag):
        return "truncated: the page breaks off inside the article"
    parts = Parts(published=stated.published, url=stated.url, source=stated.source, author=stated.author)
    parts.title = _title(stated, heading, soup)
    if not parts.title:
        return "no title found"
    blocks = read_blocks(container)
    inside = set(map(id, container.descendants)) | {id(container)}
    _read_head_of_page(soup, container, heading, inside, parts)
    _read_blocks(blocks, parts)
    _settle_lead(parts, stated)
    if not parts.paragraphs and not parts.lead:
        return "no article found: no paragraph of text under the title"
    if not stated.is_article and not _reads_like_article(parts):
        return "no article found: a list of links, or short lines only"
    parts.teasers = _teasers(soup, inside)
    return parts


def _depth(source: str) -> int:
    """How deep tags that do not close by themselves are nested, at most."""
    depth = deepest = 0
    for mark in _OPEN_OR_CLOSE.finditer(source):
        depth = max(0, depth - 1) if mark[1] else depth + 1
        deepest = max(deepest, depth)
        if deepest > NESTING:
            break
    return deepest


def _ends_inside_tag(source: str) -> bool:
    last = source.rfind("<")
    return last > source.rfind(">") and re.match(r"</?[a-zA-Z!]|<$", source[last:]) is not None


def _take_end_mark(soup: BeautifulSoup) -> list[Tag]:
    """The elements still open at the end of the source; the mark is taken out again."""
    mark = soup.find(string=lambda text: text is not None and _END in text)
    if not isinstance(mark, NavigableString):
        return []
    open_tags = [parent for parent in mark.parents if isinstance(parent, Tag)]
    mark.replace_with(type(mark)(str(mark).replace(_END, "")))
    return open_tags


def _is_cut(source: str, container: Tag, open_tags: list[Tag], cut_in_tag: bool) -> bool:
    """Does the page break off inside its article? Missing end tags alone do not say so."""
    if re.search(r"</(?:body|html)\s*>", source[-4000:], re.IGNORECASE):
        return False
    if any(tag.name in ("script", "style") for tag in open_tags):
        return False
    if not any(tag is container for tag in open_tags):
        return False
    if cut_in_tag or container.name not in ("body", "html", "[document]"):
        return True
    return not ends_sentence(text_of(container)) and re.search(r"</\w+\s*>\s*$", source) is None


def _title_heading(soup: BeautifulSoup) -> Tag | None:
    headings = [h for h in soup.find_all("h1", limit=20) if text_of(h)]
    if not headings:
        found = soup.find(itemprop="headline")
        return found if isinstance(found, Tag) and found.name != "meta" and text_of(found) else None
    named = [
        h
        for h in headings
        if re.search(r"title|tit|headline", names_of(h) + attribute(h, "itemprop"), re.IGNORECASE)
    ]
    return max(named or headings, key=lambda h: min(len(text_of(h)), 200))


def _title(stated: Metadata, heading: Tag | None, soup: BeautifulSoup) -> str:
    """The heading where it says what the head says; else the head's title without the site's name."""
    shown = text_of(heading) if heading else ""
    head = stated.title or (one_line(text_of(soup.title)) if soup.title else None) or ""
    if shown and (not head or len(shown.split()) > 2):
        if not head or key(shown) == key(head) or key(head).startswith(key(shown)) or key(shown) in key(head):
            return shown
        bare = _SITE_SUFFIX.sub("", head)
        if key(bare).rstrip(" .") in key(shown) and heading is not None:
            # the heading holds more, e.g. the kicker in an element of its own
            inner = [t for t in heading.find_all(True) if key(text_of(t)) == key(bare)]
            return (
                text_of(inner[0])
                if inner
                else (bare if len(bare) < len(shown) and not bare.endswith("...") else shown)
            )
        overlap = set(key(shown).split()) & set(key(bare).split())
        if len(overlap) >= 0.5 * len(set(key(bare).split())) or not stated.is_article:
            return shown
    return _SITE_SUFFIX.sub("", head) if head else shown


def _read_head_of_page(
    soup: BeautifulSoup, container: Tag, heading: Tag | None, inside: set[int], parts: Parts
) -> None:
    """Kicker, lead, date and author where they stand outside the article's element, near its title."""
    root = soup.body or soup
    around = [t for t in root.find_all(True, limit=8000) if id(t) not in inside or t is heading]
    if heading is not None:
        at = next((i for i, t in enumerate(around) if t is heading), 0)
        if id(heading) in inside:
            before = list(heading.find_all_previous(True, limit=25))[::-1]
            around = [*before, heading, *heading.find_all_next(True, limit=60)]
            at = next((i for i, t in enumerate(around) if t is heading), 0)
        for tag in around[max(0, at - 12) : at]:
            text = text_of(tag)
            if _KICKER.search(names_of(tag)) and 2 <= len(text) <= 150 and key(text) != key(parts.title):
                parts.kicker = text.rstrip(" :") or None
        for tag in heading.find_all(True):
            if _KICKER.search(names_of(tag)) and key(text_of(tag)) != key(parts.title):
                parts.kicker = text_of(tag).rstrip(" :") or None
        near = around[at + 1 : at + 80]
        parts.related += _links_before_text(heading, container)
    else:
        near = around[:200]
    for tag in near:
        if parts.lead is None and (
            _LEAD.search(names_of(tag)) or attribute(tag, "itemprop") == "description"
        ):
            text = text_of(tag)
            if tag.name != "meta" and len(text) >= 30 and id(container) not in set(map(id, tag.descendants)):
                _take_lead(tag, text, parts)
    if parts.lead is None and heading is not None and id(heading) not in inside:
        lead = _lead_before_text(heading, container)
        if lead is not None:
            _take_lead(lead, text_of(lead), parts)
    if parts.published is None:
        parts.published = date_on_page(near) or date_on_page(around)
    if parts.author is None:
        for tag in [*near, *around]:
            if re.search(r"author|byline|tac-?gia|(?:^|[\s_-])by(?:$|[\s_-])", names_of(tag), re.IGNORECASE):
                name = read_byline(text_of(tag))
                if name and not classify(name):
                    parts.author = name
                    break


def _links_before_text(heading: Tag, container: Tag) -> list[str]:
    """Titles in boxes of related articles between the title and the article's element."""
    links: list[str] = []
    for tag in heading.find_all_next(True, limit=200):
        if tag is container:
            return links
        if is_related_box(tag):
            links += [text for a in tag.find_all("a", limit=30) if len((text := text_of(a)).split()) >= 4]
    return []


def _lead_before_text(heading: Tag, container: Tag) -> Tag | None:
    """The one block of prose between the title and the article's element, whatever it is called."""
    for tag in heading.find_all_next(("p", "div", "h2", "h3", "strong", "b"), limit=60):
        if tag is container or tag.find(("p", "div", "ul", "table", "h2")) is not None:
            if tag is container or any(inner is container for inner in tag.find_all(True, limit=400)):
                return None
            continue
        text = text_of(tag)
        if 60 <= len(text) <= 800 and ends_sentence(text) and tag.find("a") is None and not is_caption(text):
            return tag
    return None


def _take_lead(tag: Tag, text: str, parts: Parts) -> None:
    links = [text_of(a) for a in tag.find_all("a") if len(text_of(a).split()) >= 5]
    for link in links:
        # related links inside the element of the lead
        if text.endswith(link):
            text = text[: -len(link)].rstrip(" -–•|>»")
            parts.related.append(link)
    lead, source = split_sign(text)
    parts.lead, parts.source = lead or None, parts.source or source


def _read_blocks(blocks: list[Block], parts: Parts) -> None:
    """Paragraphs, captions, links and the byline of the article's element."""
    title = key(parts.title)
    lead, kicker = key(parts.lead or ""), key(parts.kicker or "")
    after_image = False
    for at, (kind, text, tag) in enumerate(blocks):
        previous_image, after_image = after_image, kind == "image"
        mark = classify(text) if text else None
        if kind == "image" or not has_letter_or_digit(text):
            after_image = after_image or previous_image
            continue
        if mark == "end" and parts.paragraphs and tag.name != "td":
            if not _prose_follows(blocks, at + 1):
                break
            continue
        if kind == "author":
            name = read_byline(text)
            parts.author = parts.author or name
        elif kind == "caption":
            if key(text) != title:
                parts.captions.append(text)
        elif mark == "link":
            parts.related.append(without_link_mark(text))
        elif kind == "link":
            if len(text.split()) >= 4 and not has_sign(text):
                parts.related.append(text)
        elif mark or is_image_name(text) or len(text) < 3 or key(text) in (title, kicker):
            continue
        elif not parts.paragraphs and (stated := date_line(text)):
            parts.published = parts.published or stated
        elif is_caption(text) or (previous_image and _is_emphasis(tag) and len(text) < 400):
            parts.captions.append(text)
        elif lead and key(text).startswith(lead):
            continue
        else:
            parts.paragraphs.append(text)
    take_bylines(parts)


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


def _is_emphasis(tag: Tag) -> bool:
    """Is everything in the element in italics (or centred), as captions under pictures are?"""
    whole = text_of(tag)
    return any(text_of(t) == whole for t in tag.find_all(("em", "i"))) or "center" in attribute(
        tag, "style"
    ) + attribute(tag, "align")


def _settle_lead(parts: Parts, stated: Metadata) -> None:
    """Without a lead on the page: the first paragraph if the head or the paragraph says so, else the head's."""
    first = parts.paragraphs[0] if parts.paragraphs else ""
    description = split_sign(stated.description or "")[0].rstrip(". …")
    if parts.lead:
        return
    if first and (has_sign(first) or (description and key(first).startswith(key(description)[:80]))):
        lead, source = split_sign(first)
        parts.lead, parts.source = lead, parts.source or source
        del parts.paragraphs[0]
    elif description and _speaks_of(description, stated, parts):
        parts.lead = split_sign(stated.description or "")[0]


def _speaks_of(description: str, stated: Metadata, parts: Parts) -> bool:
    """Is the head's description about this article, and not the site's motto or the title again?"""
    bare = key(description)
    if len(description) < 40 or bare == key(parts.title) or any(bare in key(p) for p in parts.paragraphs):
        return False
    if stated.is_own_description:
        return True
    words = set(bare.split())
    text = set(key(" ".join([parts.title, *parts.paragraphs])).split())
    return len(words & text) >= 0.6 * len(words) and not _MOTTO.search(description)


def _reads_like_article(parts: Parts) -> bool:
    """Is there prose, and more of it than of links to articles (as a section's front page has)?"""
    prose = [text for text in [parts.lead or "", *parts.paragraphs] if len(text) >= 60]
    return sum(map(len, prose)) >= 100 and len(parts.related) < max(4, len(prose))


def _teasers(soup: BeautifulSoup, inside: set[int]) -> list[Teaser]:
    """Headlines outside the article that have a lead of their own below them."""
    teasers: list[Teaser] = []
    for heading in (soup.body or soup).find_all(("h2", "h3", "h4", "h5"), limit=300):
        title = text_of(heading)
        if id(heading) in inside or not 20 <= len(title) <= 220 or heading.find("a") is None:
            continue
        for tag in heading.find_next_siblings(("p", "div", "span"), limit=3):
            text = text_of(tag)
            if len(text) >= 40 and tag.find(("h2", "h3", "h4")) is None:
                teasers.append(Teaser(title, *split_sign(text)))
                break
    return teasers
