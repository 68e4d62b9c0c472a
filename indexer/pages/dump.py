"""A text dump of a newspaper's page → the draft of its article.

A dump is the visible text of a page: stray marks and a date line, the kicker, the title, the lead with
related links glued under it, paragraphs with image names and captions between them, a byline, and then
teasers of other articles down to the page's foot. Functions take decoded text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from indexer.pages.article_draft import ArticleDraft
from indexer.pages.boilerplate import (
    classify,
    has_sign,
    is_section,
    says_not_found,
    split_sign,
    without_link_mark,
)
from indexer.pages.byline import is_names, read_byline, take_bylines
from indexer.pages.captions import LONGEST_CAPTION, is_caption, take_photo
from indexer.pages.mending import mend_text
from indexer.pages.related_links import has_slug_prefix, split_titles, strip_prefix
from indexer.pages.stated_date import date_line, split_date
from indexer.pages.teasers import read_teasers
from indexer.pages.text import (
    clean_line,
    clean_text,
    ends_sentence,
    has_letter_or_digit,
    is_image_name,
    line_key,
    without_markup,
)

HEADER_LINES = 40
"""How many lines may stand before the lead."""
PROSE = 140
"""Characters from which a line is a paragraph and no longer a title."""
HEADING_SYLLABLES = 16
"""Syllables up to which a line without a full stop is a heading rather than a link."""
LONGEST_TITLE = 28
"""Syllables; a longer link among others is rather two titles."""
LONGEST_LINK = 420
"""Characters; a longer line under a lead is a paragraph, whatever it ends with."""
SHORT_CAPTION = 260
"""Characters of the longest caption in a dump without empty lines."""
SHORTEST_GLUED = 14
"""Syllables; a shorter link that stands alone is one title."""

_SOURCE_LINE = re.compile(r"nguồn\s*:\s*(?:https?://\S+|[\w-]+(?:\.[\w-]+)+\S*)?", re.IGNORECASE)
_HEADING = re.compile(r"(?:\d{1,2}|[IVX]{1,4}|[a-d])[.)]\s|(?:P\.?V|Phóng viên|Hỏi|Đáp|Trả lời)\s*:")
"""A numbered heading or the question of an interview."""
_ADDRESS = re.compile(r"https?://[^\s\"<>]+", re.IGNORECASE)


@dataclass(slots=True)
class Line:
    """One line of a dump; `gap`: does an empty line stand before it?"""

    text: str
    gap: bool


def split_lines(text: str) -> list[Line]:
    """The lines with something to read on them, in order."""
    lines: list[Line] = []
    gap = True
    for raw in mend_text(without_markup(clean_text(text))).split("\n"):
        line = clean_line(raw)
        if not line:
            gap = True
        elif has_letter_or_digit(line):
            lines.append(Line(line, gap))
            gap = False
    if len(lines) > 4 and all(line.gap for line in lines):
        _join_photographs(lines)
    return lines


def _join_photographs(lines: list[Line]) -> None:
    """In a dump with an empty line before every line, an image's name and its caption still belong together."""
    signed = False  # after the byline it is teasers whose titles stand twice
    for above, line in pairwise(lines):
        signed = signed or (read_byline(above.text) is not None and above is not lines[0])
        if is_image_name(above.text) or (above.text == line.text and not signed):
            line.gap = not (len(line.text) < LONGEST_LINK and ". " not in line.text)


def read_dump(text: str) -> ArticleDraft | str:
    """The draft of the article in a text dump, or the reason why it holds none."""
    lines = split_lines(text)
    if not lines:
        return "empty: no text on the page"
    for line in lines[:3]:
        if says_not_found(line.text):
            return f"not an article: the page says “{line.text[:60]}”"
    draft = ArticleDraft()
    at = _read_header(lines, draft)
    if at is None:
        return "no article found: no title with a paragraph of text under it"
    at = _read_links_under_lead(lines, at, draft)
    at = _read_body(lines, at, draft)
    _read_foot(lines[at:], draft)
    return draft


def _read_header(lines: list[Line], draft: ArticleDraft) -> int | None:
    """Kicker, title, date and lead; the number of the line after the lead, or None if there is none."""
    lead_at = _find_lead(lines)
    if lead_at is None:
        return None
    candidates: list[str] = []
    above: Line | None = None
    for line in lines[:lead_at]:
        text, photo = line.text, above is not None and is_image_name(above.text) and not line.gap
        above = line
        if _is_junk(text) or is_image_name(text) or is_section(text):
            if classify(text) == "link":
                draft.related.append(strip_prefix(without_link_mark(text), ""))
            continue
        if candidates and line_key(text) != line_key(candidates[-1]) and (photo or is_caption(text)):
            draft.captions.append(text)
            continue
        if any(c.isdigit() for c in text) and len(text) <= 80:
            stated, rest = split_date(text)
            if stated and (not rest or is_names(rest) or len(rest) < 25):
                draft.published = draft.published or stated
                if rest and is_names(rest) and candidates:
                    draft.author = read_byline(rest)
                elif len(candidates) == 1 and not candidates[0].endswith(":") and is_names(candidates[0]):
                    draft.author = read_byline(candidates.pop())  # a name, the date, and then the title
                continue
        if not candidates or line_key(candidates[-1]) != line_key(text):
            candidates.append(text)
    if not candidates:
        return None
    if len(candidates) > 1 and is_names(candidates[-1]) and len(candidates[-2].split()) > 5:
        draft.author = read_byline(candidates.pop())
    title_at = _choose_title(candidates, lines[lead_at:])
    draft.title = candidates[title_at]
    if title_at:
        kicker = candidates[title_at - 1]
        if (title_at == 1 or kicker.endswith(":")) and not line_key(kicker).startswith(line_key(draft.title)):
            draft.kicker = kicker.rstrip(" :") or None
    draft.lead, draft.source = split_sign(lines[lead_at].text)
    return lead_at + 1


def _is_junk(text: str) -> bool:
    return len(text) < 3 or classify(text) is not None


def _find_lead(lines: list[Line]) -> int | None:
    """The first line with an agency's sign; without one, the first that reads as a sentence."""
    sentence: int | None = None
    titles = 0
    for at, line in enumerate(lines[:HEADER_LINES]):
        text = line.text
        if titles and has_sign(text):
            return at
        if sentence is None:
            if _is_junk(text) or is_image_name(text) or date_line(text) or is_section(text):
                continue
            if titles and _is_sentence(text):
                sentence = at
            titles += not text.endswith(":")
        elif classify(text) == "end" or at > sentence + 3:
            break
    return sentence


def _is_sentence(text: str) -> bool:
    """Is the line prose rather than a title? Titles are short, and do not end with a full stop."""
    words = text.count(" ") + 1
    if len(text) >= PROSE or (words >= 18 and ends_sentence(text)):
        return True
    return words >= 6 and text.endswith((".", ".”", '."')) and not text.endswith("..")


def _choose_title(candidates: list[str], rest: list[Line]) -> int:
    """Which candidate is the title: one that the page repeats (under a photograph), else the last."""
    last = len(candidates) - 1
    for at in (last, last - 1) if last else ():
        title, size = line_key(candidates[at]), len(candidates[at])
        if candidates[at].endswith(":"):
            continue
        if any(abs(len(line.text) - size) < 4 and line_key(line.text) == title for line in rest):
            return at
    return last


def _read_links_under_lead(lines: list[Line], at: int, draft: ArticleDraft) -> int:
    """Related links under the lead: in its own block, or in one block after it."""
    start = at
    while at < len(lines) and not lines[at].gap and _is_link(lines[at].text, draft.title):
        at += 1
    if at == start and at < len(lines) and lines[at].gap and _is_link_block(lines, at, draft.title):
        at += 1
        while at < len(lines) and not lines[at].gap and _is_link(lines[at].text, draft.title):
            at += 1
    while at < len(lines) and has_slug_prefix(lines[at].text, draft.title):
        at += 1
    links = [strip_prefix(without_link_mark(line.text), draft.title) for line in lines[start:at]]
    for link in links:
        # a line of its own for each link, or all of them glued together in one
        alone = len(link.split()) <= (LONGEST_TITLE if len(links) > 1 else SHORTEST_GLUED)
        draft.related += [link] if alone else split_titles(link)
    return at


def _is_link(text: str, title: str) -> bool:
    """May the line, right under a lead, be links? Prose, photographs and markers may not."""
    kind = classify(text)
    if kind == "link":
        return True
    if is_image_name(text) or kind or is_caption(text) or has_sign(text):
        return False
    text = strip_prefix(text, title)
    if _HEADING.match(text) or text.isupper() or "|" in text:
        return False
    if line_key(text) == line_key(title) or (len(text) >= PROSE and ends_sentence(text) and not _asks(text)):
        return False
    return len(text) < LONGEST_LINK and not text.endswith((".", ".”", ";", ":", ",")) and text.count(" ") >= 3


def _asks(text: str) -> bool:
    """Are there several titles in the line, of which the last asks a question?"""
    return text.endswith("?") and ". " not in text and len(split_titles(text)) > 1


def _is_link_block(lines: list[Line], at: int, title: str) -> bool:
    """Is the block after the lead links? One short line alone is a heading; longer, or with a colon, links."""
    text = lines[at].text
    if has_slug_prefix(text, title):
        return True
    block = 1
    while at + block < len(lines) and not lines[at + block].gap:
        block += 1
    if block > 1 or not _is_link(text, title):
        return all(_is_link(line.text, title) for line in lines[at : at + block])
    if ends_sentence(text) and not _asks(text):
        return False
    return len(text.split()) > HEADING_SYLLABLES


def _read_body(lines: list[Line], at: int, draft: ArticleDraft) -> int:
    """Paragraphs and captions down to the article's end; the number of the line that ends it."""
    title = line_key(draft.title)
    links_follow = False
    # without empty lines only its length tells a caption from the paragraph after an image
    dense = not any(line.gap for line in lines[at:])
    longest = SHORT_CAPTION if dense else LONGEST_CAPTION
    foot = _find_teasers(lines, at, draft)
    while at < foot:
        text = lines[at].text
        kind = "end" if _SOURCE_LINE.fullmatch(text) else classify(text)
        if kind == "end" and (draft.paragraphs or _nothing_follows(lines, at + 1)):
            break
        if kind == "related":
            links_follow = True
        elif kind == "link":
            link = without_link_mark(text)
            if link:
                draft.related.append(link)
        elif kind or len(text) == 1 or has_sign(text):
            pass  # a sign inside the text: the lead once more
        elif has_slug_prefix(text, draft.title):
            draft.related.append(strip_prefix(text, draft.title))
        elif links_follow and len(text) < PROSE and not ends_sentence(text) and not is_names(text):
            draft.related.append(text)
        else:
            links_follow = False
            after = take_photo(lines, at, title, draft.captions, longest)
            if after is None:
                draft.paragraphs.append(text)
            else:
                if draft.captions and _is_byline(draft.captions[-1], dense or _is_end(lines, after, foot)):
                    draft.paragraphs.append(draft.captions.pop())
                at = after
                continue
        at += 1
    take_bylines(draft)
    return at


def _find_teasers(lines: list[Line], at: int, draft: ArticleDraft) -> int:
    """Where the first teaser stands, should no marker end the article.

    A teaser has a sign of its own, or its title stands twice with an empty line between.
    """
    lead, title = line_key(draft.lead or ""), line_key(draft.title)
    for number in range(at + 1, len(lines)):
        text, above = lines[number].text, lines[number - 1].text
        twice = lines[number].gap and text == above and _may_be_title(text) and line_key(text) != title
        if twice or (has_sign(text) and line_key(split_sign(text)[0]) != lead):
            first = number - 1
            while first > at and line_key(lines[first - 1].text) == line_key(lines[number - 1].text):
                first -= 1
            # teasers without a sign before it: title, title again, lead
            while first - 3 > at and line_key(lines[first - 3].text) == line_key(lines[first - 2].text) != "":
                first -= 3
            return first
    return len(lines)


def _is_byline(caption: str, last: bool) -> bool:
    """Was a byline taken for the caption of an image that has none?"""
    name = read_byline(caption)
    return name is not None and (last or name != caption)


def _is_end(lines: list[Line], at: int, foot: int) -> bool:
    return (
        at >= foot
        or classify(lines[at].text) is not None
        or _SOURCE_LINE.fullmatch(lines[at].text) is not None
    )


def _may_be_title(text: str) -> bool:
    return 12 <= len(text) <= 220 and text[-1] not in ".:;" and not is_image_name(text)


def _nothing_follows(lines: list[Line], at: int) -> bool:
    """Is there no prose before the teasers? Then a marker right after the lead ends the article."""
    return all(len(line.text) < PROSE or has_sign(line.text) for line in lines[at : at + 12])


def _read_foot(lines: list[Line], draft: ArticleDraft) -> None:
    """What stands under the article: its own address after “Nguồn:”, and teasers of others."""
    if lines and classify(lines[0].text) == "related":
        for line, below in pairwise(lines[1:]):
            if not _is_link(line.text, draft.title) or line.text == below.text or has_sign(below.text):
                break
            draft.related.append(strip_prefix(without_link_mark(line.text), draft.title))
    if lines and line_key(lines[0].text).startswith("nguon"):
        address = _ADDRESS.search(" ".join(line.text for line in lines[:2]))
        if address:
            draft.url = address[0]
    draft.teasers = read_teasers([line.text for line in lines if len(line.text) > 2])
