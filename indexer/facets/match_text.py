"""One field of an article in the form in which gazetteers are matched, and the way back to the original offsets.

The form has one kind of quote, dash and space and composed letters, in its own case and in lower case. Most text needs a few
C-speed replacements that keep every offset; the rest (decomposed letters, zero-width characters, look-alikes) goes through
`indexer.vietnamese.normalise_aligned`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.article import Evidence
from indexer.vietnamese import Aligned, fold, is_regular, normalise, normalise_aligned
from indexer.vietnamese.normalise import INVISIBLE, ONE_FOR_ONE, doubtful_units

_SEPARATORS = ("\u2028", "\u2029")
_IRREGULAR = re.compile(f"[\u0300-\u036f{''.join(_SEPARATORS)}{INVISIBLE}]")
_SAMPLE = 600  # characters that tell whether a text is written with diacritics
_FEW = 0.04  # share of marked letters below which it is not

_CHANGES, _MARKED, _DOUBTFUL = 1, 2, 4
"""Classes of UTF-16 code units: one whose plain form is another, a letter with a mark, one that needs a closer look."""


@cache
def _plain() -> NDArray[np.uint16]:
    """Each UTF-16 code unit in its plain form; shape (65536,)."""
    table = np.arange(1 << 16, dtype=np.uint16)
    table[[ord("\t"), *ONE_FOR_ONE]] = [ord(" "), *ONE_FOR_ONE.values()]
    return table


@cache
def _classes() -> NDArray[np.uint8]:
    """The classes of each UTF-16 code unit; shape (65536,)."""
    table = np.zeros(1 << 16, np.uint8)
    table[_plain() != np.arange(1 << 16)] = _CHANGES
    table[0x00C0:0x0250] |= _MARKED
    table[0x1EA0:0x1EFA] |= _MARKED
    table[doubtful_units()] |= _DOUBTFUL
    table[[ord(sign) for sign in _SEPARATORS]] |= _DOUBTFUL
    return table


@dataclass(frozen=True, slots=True)
class Surface:
    """One field, ready to be matched. `plain` and `lower` have the same length.

    `unaccented` is set when the text is written without diacritics, so that folded names may be matched;
    `moved`
    when offsets differ from the original's.
    """

    field: str
    original: str
    plain: str
    lower: str
    unaccented: bool
    moved: bool = False

    @classmethod
    def of(cls, field: str, text: str) -> Surface:
        """The surface of a text."""
        if text.isascii():
            return cls(field, text, text, text.lower(), True)
        units = _units(text)
        classes = _classes().take(units)
        met = int(np.bitwise_or.reduce(classes))
        if met & _DOUBTFUL:
            return cls._of_doubtful(field, text)
        plain = _text_of(_plain().take(units)) if met & _CHANGES else text
        marked = np.count_nonzero(classes[:_SAMPLE] & _MARKED)
        unaccented = bool(marked < _FEW * min(len(text), _SAMPLE))
        return cls(field, text, plain, _lower(plain), unaccented)

    @classmethod
    def _of_doubtful(cls, field: str, text: str) -> Surface:
        """The surface of a text that may not be in normal form."""
        regular = is_regular(text) and not any(sign in text for sign in _SEPARATORS)
        moved = not regular and _IRREGULAR.search(text) is not None
        plain = _text_of(_plain().take(_units(normalise(text) if moved else text)))
        sample = plain[:_SAMPLE]
        marked = np.count_nonzero(_classes().take(_units(sample)) & _MARKED)
        unaccented = sample.isascii() or bool(marked < _FEW * len(sample))
        return cls(field, text, plain, _lower(plain), unaccented, moved)

    def part(self, start: int, end: int) -> Surface:
        """The surface of `original[start:end]`; where offsets differ it is made anew."""
        if self.moved:
            return Surface.of(self.field, self.original[start:end])
        return Surface(
            self.field,
            self.original[start:end],
            self.plain[start:end],
            self.lower[start:end],
            self.unaccented,
        )

    def evidence(self, facet: str, value: str, start: int, end: int, rule: str) -> Evidence:
        """Evidence for `plain[start:end]`, in offsets into the original field."""
        if self.moved:
            start, end = _aligned(self.original).span(start, end)
        return Evidence(facet, value, self.field, start, end, self.original[start:end], rule)


def _units(text: str) -> NDArray[np.uint16]:
    """The UTF-16 code units of a text."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)


def _text_of(units: NDArray[np.uint16]) -> str:
    return units.tobytes().decode("utf-16-le", "surrogatepass")


def _lower(plain: str) -> str:
    lower = plain.lower()
    if len(lower) == len(plain):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)


@lru_cache(maxsize=8)
def _aligned(text: str) -> Aligned:
    """The way back to the original; only texts with evidence need it, and then for several pieces."""
    return normalise_aligned(text)


_NEW_PLACE = {
    **{f"{a}a": f"o{b}" for a, b in zip("òóỏõọ", "àáảãạ", strict=True)},
    **{f"{a}e": f"o{b}" for a, b in zip("òóỏõọ", "èéẻẽẹ", strict=True)},
    **{f"{a}y": f"u{b}" for a, b in zip("ùúủũụ", "ỳýỷỹỵ", strict=True)},
}
_OLD_PLACE = {new: old for old, new in _NEW_PLACE.items()}
_PAIR = re.compile("(?:" + "|".join([*_NEW_PLACE, *_OLD_PLACE]) + r")(?!\w)")


def tone_placements(name: str) -> tuple[str, ...]:
    """A name in lower case in each way in which its tone marks are placed: "ứng hòa", "ứng hoà"."""
    low = name.lower()
    old = _PAIR.sub(lambda m: m[0] if _after_q(m) else _OLD_PLACE.get(m[0], m[0]), low)
    new = _PAIR.sub(lambda m: m[0] if _after_q(m) else _NEW_PLACE.get(m[0], m[0]), low)
    return tuple(dict.fromkeys((low, old, new)))


def _after_q(match: re.Match[str]) -> bool:
    """After q the u belongs to the consonant: "quý" is written in one way only."""
    return match.string[max(0, match.start() - 1) : match.start()] == "q"


def folded(name: str) -> str:
    """A name without diacritics, lower case."""
    return fold(name)
