"""Lower case and no diacritics: the form in which `Công Đoàn` and `cong doan` are the same.

Each character of the normal form becomes exactly one character, so offsets into the one are offsets into the other.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from indexer.vietnamese.normalise import normalise


class _Bases(dict[int, int]):
    """Character code → code of its base letter, worked out when first asked for."""

    def __missing__(self, code: int) -> int:
        letter = chr(code)
        parts = unicodedata.normalize("NFD", letter)
        stripped = len(parts) > 1 and all(unicodedata.combining(mark) for mark in parts[1:])
        self[code] = base = ord(parts[0]) if stripped else code
        return base


_BASES = _Bases({ord(a): ord(b) for a, b in zip("đĐøØłŁıħ", "dDoOlLih", strict=True)})

TABLE_SIZE = 0x3000
"""Below it lie all letters with marks of Latin, Greek, Cyrillic and their like, and punctuation."""
LONG = 64
"""From so many characters on, a text is folded as an array, several times as quick."""


@cache
def _table() -> NDArray[np.uint16]:
    """The base of each UTF-16 code unit below `TABLE_SIZE`."""
    return np.array([_BASES[code] for code in range(TABLE_SIZE)], np.uint16)


@cache
def _lower_table() -> NDArray[np.uint16]:
    """The lower case of each UTF-16 code unit below `TABLE_SIZE`; what has no single letter for it stays as it is."""
    table = np.arange(TABLE_SIZE, dtype=np.uint16)
    for code in range(TABLE_SIZE):
        letter = chr(code)
        lower = letter.lower()
        if lower != letter and len(lower) == 1:
            table[code] = ord(lower)
    return table


@cache
def _folded_table() -> NDArray[np.uint16]:
    """The base of the lower case of each UTF-16 code unit below `TABLE_SIZE`."""
    lower = _lower_table()
    return np.where(lower < TABLE_SIZE, _table()[np.minimum(lower, TABLE_SIZE - 1)], lower)


def lower_units(units: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """The UTF-16 code units of a text, all below `TABLE_SIZE`, in lower case."""
    return _lower_table()[units]


def folded_units(units: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """The UTF-16 code units of a text, all below `TABLE_SIZE`, in lower case and without diacritics."""
    return _folded_table()[units]


def _fold_lower(lower: str) -> str:
    """Fold a text in lower case."""
    if lower.isascii():
        return lower
    if len(lower) >= LONG:
        units = np.frombuffer(lower.encode("utf-16-le", "surrogatepass"), np.uint16)
        if units.max() < TABLE_SIZE:
            return _table()[units].tobytes().decode("utf-16-le")
    return lower.translate(_BASES)


REMEMBERED = 20
"""Texts of so many characters are folded once only: the analysis of a query folds its syllables again and again."""
MOST_KNOWN = 100_000
_known: dict[str, str] = {}


def fold_normal(text: str) -> str:
    """Fold a text that is in normal form already; the result has the same length.

    >>> fold_normal("Đoàn viên")
    'doan vien'
    """
    found = _known.get(text)
    if found is None:
        found = _fold_lower(text.lower())
        if len(text) <= REMEMBERED:
            if len(_known) >= MOST_KNOWN:
                _known.clear()
            _known[text] = found
    return found


def fold(text: str) -> str:
    """Fold any text: normal form, lower case, no diacritics (đ → d)."""
    return fold_normal(normalise(text))
