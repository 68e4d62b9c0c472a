"""Photographs in a text dump: the name of the image or a repeated text, then the caption.

A dump shows an
image by its alternative text: a slug, the article's title, or the caption itself, which then stands twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from indexer.pages.text import ends_sentence, is_image_name, line_key

LONGEST_CAPTION = 420
"""Characters; what is longer under a photograph is a paragraph."""

_CREDIT = re.compile(
    r"(?:^|[\s(\[.,;/|–-])(?:ảnh|ảnh minh họa|ảnh minh hoạ|ảnh tư liệu|nguồn ảnh|nguồn|đồ họa|đồ hoạ|video|photo|infographic)\s*:\s*(?:[^.:]|\.(?=\w)){1,45}[)\].]*$"
    r"|\((?:ảnh|nguồn ảnh|ảnh minh họa|ảnh minh hoạ|ảnh tư liệu|minh họa)[^()]{0,45}\)\.?$"
    r"|(?:ảnh minh họa|ảnh minh hoạ|ảnh tư liệu|ảnh chụp màn hình|ảnh internet|ảnh nvcc|ảnh cắt từ clip)\.?$",
    re.IGNORECASE,
)


_BYLINE = re.compile(r"(?:tin|bài|thực hiện|nội dung)\b[^:.]{0,20}:", re.IGNORECASE)


class _Line(Protocol):
    text: str
    gap: bool


def is_caption(text: str) -> bool:
    """Does the line say of itself that it is a caption (“… Ảnh: B.D”, “Ảnh minh họa”)?"""
    return len(text) <= LONGEST_CAPTION and _CREDIT.search(text) is not None and not _BYLINE.match(text)


def take_photo(
    lines: Sequence[_Line], at: int, title: str, captions: list[str], longest: int = LONGEST_CAPTION
) -> int | None:
    """If a photograph stands at line `at`, add its caption to `captions` and return the line after it.

    `title` is the key of the article's title; no line longer than `longest` is a caption. Returns None when the line is no photograph.
    """
    text = lines[at].text
    below = lines[at + 1].text if at + 1 < len(lines) and not lines[at + 1].gap else None
    if is_image_name(text) or (len(text) < 300 and line_key(text) == title):
        after = at + 1
        while after < len(lines) and not lines[after].gap and _is_alternative(lines[after].text, title):
            after += 1
        if after < len(lines) and not lines[after].gap and len(lines[after].text) <= longest:
            captions.append(lines[after].text)
            after += 1
        return after
    if (
        below is not None
        and len(text) <= LONGEST_CAPTION
        and (_repeats(text, below) or (len(below) <= LONGEST_CAPTION and _is_retitled(text, title)))
    ):
        captions.append(below)
        return at + 2
    if is_caption(text):
        captions.append(text)
        return at + 1
    return None


def _is_retitled(text: str, title: str) -> bool:
    """Is the line, above another, the title as it was before an editor changed a word or two?"""
    if len(text) > 200 or ends_sentence(text):
        return False
    bare = line_key(text)
    return _shared(bare, title) >= 0.75 and _shared(title, bare) >= 0.6


def _is_alternative(text: str, title: str) -> bool:
    return is_image_name(text) or (len(text) < 300 and line_key(text) == title)


def _shared(upper: str, lower: str) -> float:
    """Share of the upper line's words that the lower has; 0 for lines of a few words."""
    words = set(upper.split())
    return len(words & set(lower.split())) / len(words) if len(words) >= 6 else 0.0


def _repeats(text: str, below: str) -> bool:
    """Is the upper line the alternative text of the caption below: the same, or its beginning?"""
    if text == below:
        return True
    if len(below) > LONGEST_CAPTION or len(text) < 15:
        return False
    upper, lower = line_key(text), line_key(below)
    if upper == lower or (lower.startswith(upper) and len(lower) < len(upper) + 60):
        return True
    return not ends_sentence(text) and _shared(upper, lower) >= 0.75
