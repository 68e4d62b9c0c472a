"""Lower case and no diacritics: the form in which `Công Đoàn` and `cong doan` are the same.

Comes in: text. Goes out: text; from the normal form one character becomes exactly one character, so
offsets into the one are offsets into the other.
"""

from __future__ import annotations

import unicodedata

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
        lower = text.lower()
        found = lower if lower.isascii() else lower.translate(_BASES)
        if len(text) <= REMEMBERED:
            if len(_known) >= MOST_KNOWN:
                _known.clear()
            _known[text] = found
    return found


def fold(text: str) -> str:
    """Fold any text: normal form, lower case, no diacritics (đ → d)."""
    return fold_normal(normalise(text))
