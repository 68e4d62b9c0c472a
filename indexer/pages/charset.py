"""Bytes → text, whatever a newspaper's page was written in; never mojibake.

In: the bytes of a page. Out: Unicode text, or PageError with the reason. UTF-8 and UTF-16 are told by their
form; windows-1258, TCVN3 and VNI by which reading is Vietnamese. Text that is UTF-8 but holds TCVN3, VNI
or twice-encoded passages is mended line by line, since a page's frame may be sound where its text is not.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable

from indexer.errors import PageError
from indexer.pages.legacy import from_tcvn3, from_twice_encoded, from_vni, vietnamese_share

SURE = 0.85
"""Share of Vietnamese syllables from which a reading of legacy bytes is believed."""
FEWEST = 4
"""Words by which a reading can be judged at all."""

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROL = bytes((*range(9), *range(14, 27), 28, 29, 30, 31, 127))
# Letters that correct Vietnamese text has and that its legacy encodings, read as Latin, do not.
_VIETNAMESE = re.compile("[\u1ea0-\u1ef9\u0110\u0111\u01a0\u01a1\u01af\u01b0\u0102\u0103]")
# What gives legacy text away: letters that Vietnamese does not have, or marks inside words.
_LEGACY = re.compile("[®µ¶¸¹¬\u00ad«ª©¨¦§ñÑöÖøØûÛïÏåÅäÄ]|[A-Za-z][·×÷]|Ã.|áº|á»|Æ[°¯¡]|Ä[\u2018\u0090]")
_LEGACY_MARKS = re.compile(rb"\xc2[\xa6-\xae\xb5-\xb9]")
_LEGACY_LETTERS = tuple(letter.encode() for letter in "ñÑøïÃ")
_ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z]{2,8});")


def decode(data: bytes) -> str:
    """The text of a page's bytes. PageError if they cannot be decoded with certainty."""
    text = _decode_unicode(data)
    narrow = data if text is None or b"\0" not in data else text.encode("utf-8", "replace")
    if text is None:
        text = _decode_legacy(data)
    elif _may_be_legacy(narrow) and _LEGACY.search(text):
        text = _mend(text)
    controls = len(narrow) - len(narrow.translate(None, _CONTROL))
    if controls > 2 + len(text) // 500:
        raise PageError("not a page: binary data")
    lost = text.count("\ufffd")
    if lost > 2 + len(text) // 5000:
        raise PageError(f"cannot be decoded: {lost} characters were lost before it was saved")
    return text


def _may_be_legacy(data: bytes) -> bool:
    """Does UTF-8 hold any of the letters that give legacy text away? (A quick look before a closer one.)"""
    return _LEGACY_MARKS.search(data) is not None or any(letter in data for letter in _LEGACY_LETTERS)


def _decode_unicode(data: bytes) -> str | None:
    """The text of UTF-8, UTF-16 or UTF-32 bytes; None if they are none of these."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise PageError(f"cannot be decoded: {_where(error, data)}") from None
    wide = _wide_encoding(data)
    if wide:
        try:
            return data.decode(wide)
        except UnicodeDecodeError as error:
            raise PageError(f"cannot be decoded: {_where(error, data)}") from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            raise PageError("truncated: the page breaks off inside a character") from None
        return None


def _where(error: UnicodeDecodeError, data: bytes) -> str:
    if error.end >= len(data):
        return "truncated inside a character"
    return f"bytes at {error.start} are no {error.encoding.upper()}"


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
    raise PageError("cannot be decoded: neither UTF-8 nor UTF-16, windows-1258, TCVN3 or VNI text")


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


def _mend(text: str) -> str:
    """Unicode text whose Vietnamese is legacy text read as Latin, put right.

    Where the whole text is so, one reading is taken for all of it; where only passages are (old articles
    in a new frame), the lines that are not Vietnamese as they stand are read again, each by itself.
    """
    readings: tuple[Callable[[str], str | None], ...] = (from_tcvn3, from_vni, from_twice_encoded)
    if not _VIETNAMESE.search(text):
        decoded = _decode_entities(text)
        as_is, judged = vietnamese_share(decoded)
        whole = [reading for read in readings if (reading := read(decoded)) is not None]
        share, best = max((vietnamese_share(reading)[0], reading) for reading in whole)
        if judged >= FEWEST and share >= SURE and share > as_is + 0.1:
            return best
        if judged >= 20 and as_is < 0.5:
            raise PageError(
                "cannot be decoded: its accented letters are not Vietnamese in any known encoding"
            )
        return text
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if not _LEGACY.search(line):
            continue
        as_is, judged = vietnamese_share(line)
        if not judged or as_is >= SURE:
            continue
        line = _decode_entities(line)
        for read in readings:
            reading = read(line)
            better = vietnamese_share(reading)[0] if reading else 0.0
            if reading and better >= SURE and better > as_is + 0.25:
                lines[at] = reading
                break
    return "\n".join(lines)
