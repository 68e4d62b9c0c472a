"""One normal form for every way in which the same Vietnamese text is written, offsets kept.

NFC; the tone mark in its classic place (`tones`); đ for ð and the other look-alikes; one kind of space,
quote, apostrophe and hyphen; no zero-width characters; "..." for "…"; letters of the fullwidth
and mathematical alphabets as plain letters. Case and line breaks are kept. `normalise` takes any
text; `normalise_aligned` also says for every stretch of the normal form which stretch of the original it was.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.vietnamese.tones import place_all

_SAME = {
    "đ": "ðɖ",
    "Đ": "ÐƉ",
    "I": "İ",
    " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    '"': "“”„‟«»″〝〞",
    "'": "‘’‚‛′ʼ´`",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043",
    "...": "…",
    "": "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064"
    "\u2066\u2067\u2068\u2069\ufeff\ufe0e\ufe0f",
}
_MAP = {ord(letter): normal for normal, letters in _SAME.items() for letter in letters}
for _code in (*range(0xFF01, 0xFF5F), *range(0x1D400, 0x1D800)):
    _plain = unicodedata.normalize("NFKC", chr(_code))
    if len(_plain) == 1 and _plain != chr(_code):
        _MAP[_code] = _plain
ONE_FOR_ONE = {code: ord(plain) for code, plain in _MAP.items() if len(plain) == 1 and code < 0x10000}
"""Character → its plain form, where both are one UTF-16 code unit: replacing it keeps every offset."""
INVISIBLE = "".join(chr(code) for code, plain in _MAP.items() if not plain)
"""Characters that the normal form leaves out."""
# The mathematical alphabets are one range here: listed one by one they would make the search slow.
_BASIC = "".join(re.escape(chr(code)) for code in sorted(_MAP) if code < 0x10000)
_IRREGULAR = re.compile(f"[{_BASIC}\U0001d400-\U0001d7ff]")
# Those that are not just another space, quote, hyphen or row of dots.
_LETTERS = [code for code in sorted(_MAP) if not _MAP[code] or chr(code).isalnum() or _MAP[code].isalnum()]
_LOOK_ALIKES = "".join(re.escape(chr(code)) for code in _LETTERS if code < 0x10000) + "\U0001d400-\U0001d7ff"
_IRREGULAR_LETTER = re.compile(f"[{_LOOK_ALIKES}]")
# Characters that join the one before them under NFC although they do not count as combining.
_JOIN = (
    "\u1160-\u11ff\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57"
    "\u0dcf\u0ddf\u102e\u1b35\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd"
    "\U000115af\U00011930"
)
_JOINING = re.compile(f"[{_JOIN}]")
# What may make a piece of text longer or shorter in normal form.
_MOVING = re.compile(f"[…\u0300-\u036f{_LOOK_ALIKES}{_JOIN}]")
_PIECE = re.compile("[^ \n]+")
REMEMBERED = 40
"""A longer piece of a text is no word, and not remembered."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A normalised text that knows where each of its characters came from.

    `text` is the normal form. The original offsets are kept as runs: `_at[k]` is where in `text` the
    run k begins, `_from[k]` where in the original; within an ordinary run both advance together, and a run
    whose `_whole[k]` is set (a letter and its combining marks) is taken or left as a whole.
    """

    text: str
    length: int
    _at: tuple[int, ...] = field(default=(0,), repr=False)
    _from: tuple[int, ...] = field(default=(0,), repr=False)
    _whole: tuple[bool, ...] = field(default=(False,), repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text from which `text[start:end]` came, as (start, end).

        A stretch that ends inside a composed character takes the whole of it. An empty stretch gives
        an empty one.
        """
        first = self._original(start)
        if end <= start:
            return first, first
        run = bisect_right(self._at, end - 1) - 1
        if self._whole[run]:
            last = self._from[run + 1] if run + 1 < len(self._from) else self.length
        else:
            last = self._from[run] + end - self._at[run]
        return first, last

    def _original(self, offset: int) -> int:
        if offset >= len(self.text):
            return self.length
        run = bisect_right(self._at, offset) - 1
        return self._from[run] if self._whole[run] else self._from[run] + offset - self._at[run]


def normalise(text: str) -> str:
    """The normal form of a text (see the module). Idempotent; case and line breaks are kept.

    >>> normalise("Thuỷ hoà  “qúy”…")
    "Thủy hòa  \\"quý\\"..."
    """
    if text.isascii():
        return text.replace("`", "'") if "`" in text else text
    if len(_known) > 150_000:
        _known.clear()
    # Nothing crosses a space, and texts repeat what stands between two: each such piece is worked out once.
    return " ".join(map(_known.__getitem__, text.replace("\n", " \n ").split(" "))).replace(" \n ", "\n")


class _Known(dict[str, str]):
    """Piece of text → its normal form."""

    def __missing__(self, piece: str) -> str:
        normal = _normalise(piece)
        if len(piece) <= REMEMBERED:
            self[piece] = normal
        return normal


_known = _Known()


def _normalise(text: str) -> str:
    if _IRREGULAR.search(text):
        text = text.translate(_MAP)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text).translate(_MAP)
    return place_all(text)


TABLE_SIZE = 0x3000
"""Below it lie all letters of Latin, Greek, Cyrillic and their like, and punctuation."""
LONG = 64
"""From so many characters on, a text is looked at as an array first."""


@cache
def doubtful_units() -> NDArray[np.bool_]:
    """Which UTF-16 code units are no letter, sign or space that is in normal form wherever it stands; of shape (65536,)."""
    doubtful = np.ones(1 << 16, bool)
    for code in range(TABLE_SIZE):
        letter = chr(code)
        doubtful[code] = (
            not unicodedata.is_normalized("NFC", letter)
            or unicodedata.combining(letter) != 0
            or _JOINING.match(letter) is not None
            or _IRREGULAR_LETTER.match(letter) is not None
        )
    return doubtful


def regular_units(units: NDArray[np.uint16]) -> bool:
    """Whether no UTF-16 code unit of a text needs a second look for the text to be regular (`is_regular`)."""
    return not doubtful_units().take(units).any()


def is_regular(text: str) -> bool:
    """Whether a text differs from its normal form at most in where tone marks stand and in which spaces, quotes,
    hyphens and dots it has: a word of it has the same letters at the same offsets."""
    if len(text) >= LONG:
        units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
        if regular_units(units):
            return True
    return text.isascii() or (
        unicodedata.is_normalized("NFC", text) and _IRREGULAR_LETTER.search(text) is None
    )


def normalise_aligned(text: str) -> Aligned:
    """The normal form of a text with its way back to the original offsets."""
    runs = _Runs()
    done = 0
    for match in _pieces(text):
        if match.start() >= done:
            first, done = _piece(text, match.start())
            piece = text[first:done]
            moved = _moved(piece) if len(piece) <= REMEMBERED else _moved.__wrapped__(piece)
            for start, end, length in moved:
                runs.add(first + start, first + end, length)
    return Aligned(normalise(text), len(text), tuple(runs.at), tuple(runs.source), tuple(runs.whole))


def _pieces(text: str) -> Iterable[re.Match[str]]:
    """Where the pieces between spaces lie that may not be one to one: a place within each."""
    if text.isascii():
        return ()
    # What is not composed has a combining mark, but for a few letters that no Vietnamese text has.
    if unicodedata.is_normalized("NFC", text) or unicodedata.is_normalized("NFC", _MOVING.sub("", text)):
        return _MOVING.finditer(text)
    return _PIECE.finditer(text)


def _piece(text: str, at: int) -> tuple[int, int]:
    """The piece between spaces or line breaks in which a place lies."""
    start = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1
    match = _PIECE.match(text, at)
    return start, match.end() if match else at + 1


class _Runs:
    """The runs of an `Aligned`, grown from left to right; what nothing is said of is one to one."""

    def __init__(self) -> None:
        self.at, self.source, self.whole = [0], [0], [False]

    def add(self, start: int, end: int, length: int) -> None:
        """`original[start:end]` became `length` characters, none of which has a place of its own."""
        written = self.at[-1] + start - self.source[-1]
        if length:
            self.at.append(written)
            self.source.append(start)
            self.whole.append(True)
        self.at.append(written + length)
        self.source.append(end)
        self.whole.append(False)


@lru_cache(50_000)
def _moved(piece: str) -> tuple[tuple[int, int, int], ...]:
    """What is not one to one in a piece without spaces: start, end, and the length that the normal form has there."""
    if is_regular(piece) and "…" not in piece:
        return ()
    combining = unicodedata.combining
    starts = [
        at
        for at, letter in enumerate(piece)
        if letter.isascii()
        or not (combining(letter) or _MAP.get(ord(letter)) == "" or _JOINING.match(letter))
    ]
    if not starts or starts[0]:
        starts.insert(0, 0)
    clusters = zip(starts, [*starts[1:], len(piece)], strict=True)
    lengths = [(start, end, len(normalise(piece[start:end]))) for start, end in clusters]
    return tuple((start, end, length) for start, end, length in lengths if (end - start, length) != (1, 1))
