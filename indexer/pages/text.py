"""Small helpers on single lines of text that every page reader shares.

They drop invisible characters, make keys by which two lines are the same to a reader, and tell what a line looks like (a
sentence, an image file's name, a stray mark). Text is decoded already.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

_NOT_WORD = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]")
_LINE_BREAKS = ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
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


class _Keys(dict[int, str]):
    """Every character to what a key keeps of it, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        kept = self[code] = _NOT_WORD.sub(" ", plain(chr(code)))
        return kept


_KEYS = _Keys()


def clean_text(text: str) -> str:
    """`text` in NFC, every line break made "\\n"."""
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    for line_break in _LINE_BREAKS:
        if line_break in text:
            text = text.replace(line_break, "\n")
    return text


_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|body|br|center|div|em|figure|figcaption|font|h[1-6]|head|hr|html|i|iframe|img|li|ol|p|script|section|"
    r"small|span|strong|style|sub|sup|table|tbody|td|th|thead|tr|u|ul|video)(?:\s[^<>]{0,500})?/?>|<!--(?:[^<-]|-(?!->)|<(?!!--)){0,2000}-->",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z]{2,8}\d?);")


_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|li|ul|ol|dl|dt|dd|tr|table|h[1-6]|blockquote|section|article|header|footer|figure|figcaption|hr|pre)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)


def break_blocks(text: str) -> str:
    """Text with a blank line for each tag that begins or ends a block or a line, so that no phrase runs across one."""
    return _BLOCK_TAG.sub("\n\n", text) if "<" in text else text


def is_tidy(text: str) -> bool:
    """Whether cleaning would leave a text of lines as it is: NFC, no markup, no entity, no odd blanks or characters.

    Never True for a text that cleaning changes; a few tests at C speed spare most texts all of it.
    """
    line = text.replace("\n\n", "\n").replace("\n", " ") if "\n" in text else text
    return (
        "  " not in line
        and line.isprintable()
        and "<" not in line
        and "&" not in line
        and line.strip(" ") == line
        and (line.isascii() or unicodedata.is_normalized("NFC", line))
    )


def without_markup(text: str) -> str:
    """Text that should hold no markup, without the tags and with the entities decoded that it holds."""
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return text


def clean_line(line: str) -> str:
    """One line of clean text, without invisible and control characters, with single plain spaces."""
    line = " ".join(line.split())
    if line.isprintable():
        return line
    return " ".join("".join(c if c.isprintable() or c.isspace() else "" for c in line).split())


def plain(text: str) -> str:
    """`text` in lower case without any diacritic (đ → d); the length is kept for NFC text."""
    return text.lower().translate(_UNMARKED)


@lru_cache(maxsize=8192)
def line_key(line: str) -> str:
    """What makes two lines the same to a reader: bare letters and digits, single spaces between words."""
    return " ".join(line.translate(_KEYS).split())


_VIETNAMESE = re.compile("[\u1ea0-\u1ef9\u0110\u0111\u01a0\u01a1\u01af\u01b0\u0102\u0103]")


def is_vietnamese(text: str) -> bool:
    """Does the text hold a letter that, of the living languages, Vietnamese alone writes?"""
    return _VIETNAMESE.search(text) is not None


def ends_sentence(line: str) -> bool:
    """Does the line end as a sentence does?"""
    return _SENTENCE_END.search(line) is not None


def has_letter_or_digit(line: str) -> bool:
    """Is there anything to read in the line?"""
    return _WORD.search(line) is not None


LONGEST_IMAGE_NAME = 500
"""Characters of the longest line that may name an image."""
_SLUG = re.compile(r"[a-z0-9]+(?:[ _.\-]+[a-z0-9]+)*")
_FILE_NAME = re.compile(r"[\w ()\-.]+\.(?:jpe?g|png|gif|webp|bmp|heic|mp4|svg)", re.IGNORECASE)
_CAMERA = re.compile(
    r"(?:img|dsc[fn]?|dji|pict?|image|photo|screenshot|screen shot|capture|zalo|viber|received|untitled|z\d{6,})"
    r"[ _\-.]*[\da-f _\-.]*\w?",
    re.IGNORECASE,
)
_HASH = re.compile(r"[0-9a-f]{12,}")
_DIGIT = re.compile(r"\d")
_STAMP = re.compile(r"\d{6,}(?:[ _\-]\d+)*")
_FIGURES = re.compile(r"[\d.,/%+\- ]+")


def is_image_name(line: str) -> bool:
    """Is the line what a text dump shows for an image: a slug, a camera's file name, a hash?

    A slug is lower-case ASCII words without punctuation. A lone number is a figure, not an image.
    """
    if len(line) > LONGEST_IMAGE_NAME or not line.isascii():
        return False
    if _FIGURES.fullmatch(line):
        return _STAMP.fullmatch(line) is not None
    if _FILE_NAME.fullmatch(line) or _CAMERA.fullmatch(line):
        return True
    if " " not in line and _DIGIT.search(line) and _HASH.search(line):
        return True
    return len(line) > 2 and _SLUG.fullmatch(line) is not None
