"""Bytes → text, whatever a newspaper's page was written in; never mojibake.

UTF-8 and UTF-16 are told by their form, windows-1258, TCVN3 and VNI by which reading is Vietnamese, other
languages by what the page declares. A few bad bytes cost those characters and no more. Text that is Unicode
already but reads as TCVN3 or VNI is mended later, field by field (`mending.py`).
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import NamedTuple

from indexer.errors import PageError
from indexer.pages.legacy import from_tcvn3, from_vni, vietnamese_share

SURE = 0.85
"""Share of Vietnamese syllables from which a reading of legacy bytes is believed."""
FEWEST = 4
"""Words by which a reading can be judged at all."""
FEW_LOST = 5
"""Characters that may be lost on any page; a hundredth of a longer one may be."""
BAD_SHARE = 0.1
"""Bad bytes for each character of several bytes up to which text is UTF-8."""
WESTERN_SHARE = 0.12
"""Bytes outside ASCII up to which undeclared text may be windows-1252."""

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROL = bytes((*range(9), *range(14, 27), 28, 29, 30, 31, 127))
_ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z]{2,8});")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LATIN = frozenset(
    (
        "iso-8859-1",
        "latin-1",
        "latin1",
        "windows-1252",
        "cp1252",
        "us-ascii",
        "ascii",
        "x-user-defined",
        "utf-8",
        "utf8",
    )
)
"""Declarations that say nothing: what is neither UTF-8 nor Vietnamese is judged as windows-1252 then."""


class Decoded(NamedTuple):
    """The text of a page's bytes, and how many of its characters could not be decoded."""

    text: str
    lost: int


def decode(data: bytes) -> str:
    """The text of a page's bytes. PageError if they cannot be decoded with certainty."""
    return decode_page(data).text


def decode_page(data: bytes) -> Decoded:
    """The text of a page's bytes with the count of characters that are lost. PageError if these are too many."""
    text = _decode_unicode(data)
    narrow = data if text is None or b"\0" not in data else text.encode("utf-8", "replace")
    if text is None:
        text = _decode_legacy(data)
    controls = len(narrow) - len(narrow.translate(None, _CONTROL))
    if controls > 2 + len(text) // 500:
        raise PageError("not a page: binary data")
    lost = text.count("\ufffd")
    if lost > FEW_LOST + len(text) // 100:
        raise PageError(f"cannot be decoded: {lost} characters were lost before it was saved")
    return Decoded(text, lost)


def _decode_unicode(data: bytes) -> str | None:
    """The text of UTF-8, UTF-16 or UTF-32 bytes; None if they are none of these."""
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), None) or _wide_encoding(data)
    try:
        return data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if (error.end >= len(data) and "end" in error.reason) or "truncated" in error.reason:
            raise PageError("truncated: the page breaks off inside a character") from None
    if encoding and encoding != "utf-8-sig":
        return data.decode(encoding, "replace")
    bad = len(data.decode("utf-8", "replace")) - len(data.decode("utf-8", "ignore"))
    if encoding or bad <= BAD_SHARE * len(_MULTIBYTE.findall(data)):
        return data.decode("utf-8", "replace")
    return None


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: every other byte of its ASCII characters is zero."""
    head = data[:4000]
    if b"\0" not in head or len(head) < 8:
        return None
    half = len(head) // 2
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    if odd > 0.3 and even < 0.05:
        return "utf-16-le"
    if even > 0.3 and odd < 0.05:
        return "utf-16-be"
    return None


def _decode_legacy(data: bytes) -> str:
    """Bytes of an encoding before Unicode: the reading that is the most Vietnamese."""
    if data.count(0) > 2:
        raise PageError("not a page: binary data")
    latin = data.decode("latin-1")
    windows = "".join(_WINDOWS.get(c, c) for c in latin) if _HIGH_CONTROL.search(latin) else latin
    readings = {
        "windows-1258": unicodedata.normalize("NFC", data.decode("cp1258", "replace")),
        "TCVN3": from_tcvn3(_decode_entities(latin)),
        "VNI": from_vni(_decode_entities(windows)),
    }
    scores = {name: vietnamese_share(reading) for name, reading in readings.items()}
    best = max(scores, key=lambda name: scores[name])
    share, judged = scores[best]
    if share >= SURE and judged >= FEWEST and "\ufffd" not in readings[best]:
        return readings[best]
    text = _decode_declared(data) if share < 0.5 or judged < FEWEST else None
    if text is None:
        raise PageError(
            "cannot be decoded: neither UTF-8 nor UTF-16, windows-1258, TCVN3 or VNI text, nor what it declares"
        )
    return text


def _decode_declared(data: bytes) -> str | None:
    """Text of another language, in the encoding that its page declares; undeclared, Western text of few high bytes."""
    # imported when first needed: few pages are written so
    from bs4.dammit import EncodingDetector

    declared = (EncodingDetector.find_declared_encoding(data[:4096], is_html=True) or "").lower()
    high = len(data) - len(data.translate(None, bytes(range(0x80, 0x100))))
    if not declared or declared in _LATIN:
        declared = "cp1252"
        if high > WESTERN_SHARE * len(data):
            return None
    try:
        text = data.decode(declared, "replace")
    except LookupError:
        return None
    lost = text.count("\ufffd")
    return text if lost <= max(1, high // 20) else None


_HIGH_CONTROL = re.compile("[\x80-\x9f]")
_WINDOWS = {chr(code): bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}


def _decode_entities(text: str) -> str:
    """Entities for letters outside ASCII decoded; those for markup (`&lt;`) stay."""
    if "&" not in text:
        return text

    def letter(match: re.Match[str]) -> str:
        character = html.unescape(match[0])
        return character if len(character) == 1 and not character.isascii() else match[0]

    return _ENTITY.sub(letter, text)
