"""Small helpers on single lines of text that every page reader shares.

In: text that is decoded already. Out: lines without invisible characters, keys by which two lines are
the same to a reader, and what a line looks like (a sentence, an image file's name, a stray mark).
"""

from __future__ import annotations

import re
import unicodedata

_ODD = re.compile(
    "[\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffc]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]")
_LINE_BREAK = re.compile("\r\n?|[\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"\s{2,}|[^\S ]")
_NOT_WORD = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"[.!?…][\"”’'»)\]]*$")


def _unmarked() -> dict[int, str]:
    """Every Latin letter with Vietnamese (or other) marks, NFC, to its bare lower-case letter."""
    table: dict[int, str] = {ord("đ"): "d", ord("Đ"): "d", ord("ð"): "d", ord("Ð"): "d"}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        bare = "".join(c for c in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(c))
        if bare != chr(code) and bare.isascii():
            table[code] = bare.lower()
    return table


_UNMARKED = _unmarked()


def clean_text(text: str) -> str:
    """`text` in NFC, with one kind of line break and without invisible or control characters."""
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    text = _LINE_BREAK.sub("\n", text)
    if not text.isascii():
        text = _ODD.sub("", text)
    return _CONTROL.sub("", text)


def clean_line(line: str) -> str:
    """`line` stripped, every run of blanks (also non-breaking ones) made one space."""
    return _SPACES.sub(" ", line).strip()


def plain(text: str) -> str:
    """`text` in lower case without any diacritic (đ → d); the length is kept for NFC text."""
    return text.lower().translate(_UNMARKED)


def key(line: str) -> str:
    """What makes two lines the same to a reader: bare letters and digits, single spaces between words."""
    return _NOT_WORD.sub(" ", plain(line)).strip()


def ends_sentence(line: str) -> bool:
    """Does the line end as a sentence does?"""
    return _SENTENCE_END.search(line) is not None


def has_letter_or_digit(line: str) -> bool:
    """Is there anything to read in the line?"""
    return _NOT_WORD.sub("", line) != ""


_SLUG = re.compile(r"[a-z0-9]+(?:[ _.\-]+[a-z0-9]+)*")
_FILE_NAME = re.compile(r"[\w ()\-.]+\.(?:jpe?g|png|gif|webp|bmp|heic|mp4|svg)", re.IGNORECASE)
_CAMERA = re.compile(
    r"(?:img|dsc[fn]?|dji|pict?|image|photo|screenshot|screen shot|capture|zalo|viber|received|untitled|z\d{6,})"
    r"[ _\-.]*[\da-f _\-.]*\w?",
    re.IGNORECASE,
)
_HASH = re.compile(r"(?=\w*\d)[0-9a-f]{12,}")
_STAMP = re.compile(r"\d{6,}(?:[ _\-]\d+)*")
_FIGURES = re.compile(r"[\d.,/%+\- ]+")


def is_image_name(line: str) -> bool:
    """Is the line what a text dump shows for an image: a slug, a camera's file name, a hash?

    A slug is lower-case ASCII words without punctuation. A lone number is a figure, not an image.
    """
    if not line.isascii():
        return False
    if _FIGURES.fullmatch(line):
        return _STAMP.fullmatch(line) is not None
    if _FILE_NAME.fullmatch(line) or _CAMERA.fullmatch(line):
        return True
    if _HASH.search(line) and " " not in line:
        return True
    return len(line) > 2 and _SLUG.fullmatch(line) is not None
