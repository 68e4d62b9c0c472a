"""One field of an article in the form in which gazetteers are matched, and the way back to the original offsets.

The form has one kind of quote, dash and space and composed letters, in its own case and in lower case. Most text needs a few
C-speed replacements that keep every offset; the rest (decomposed letters, zero-width characters, look-alikes) goes through
`indexer.vietnamese.normalise_aligned`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from indexer.article import Evidence
from indexer.vietnamese import Aligned, fold, is_regular, normalise, normalise_aligned
from indexer.vietnamese.normalise import INVISIBLE, ONE_FOR_ONE

_SEPARATORS = ("\u2028", "\u2029")
_IRREGULAR = re.compile(f"[\u0300-\u036f{''.join(_SEPARATORS)}{INVISIBLE}]")
_PLAIN = np.arange(1 << 16, dtype=np.uint16)
"""Each UTF-16 code unit in its plain form."""
_PLAIN[[ord("\t"), *ONE_FOR_ONE]] = [ord(" "), *ONE_FOR_ONE.values()]
_IS_MARKED = np.zeros(1 << 16, bool)
"""Which UTF-16 code units are letters with a mark."""
_IS_MARKED[0x00C0:0x0250] = _IS_MARKED[0x1EA0:0x1EFA] = True
_SAMPLE = 600  # characters that tell whether a text is written with diacritics
_FEW = 0.04  # share of marked letters below which it is not


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
        plain, moved = text, False
        if not text.isascii():
            regular = is_regular(text) and not any(sign in text for sign in _SEPARATORS)
            moved = not regular and _IRREGULAR.search(text) is not None
            if moved:
                plain = normalise(text)
            units = np.frombuffer(plain.encode("utf-16-le", "surrogatepass"), np.uint16)
            plain = _PLAIN.take(units).tobytes().decode("utf-16-le", "surrogatepass")
        lower = plain.lower()
        if len(lower) != len(plain):
            lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)
        sample = plain[:_SAMPLE]
        unaccented = sample.isascii() or _marked(sample) < _FEW * len(sample)
        return cls(field, text, plain, lower, unaccented, moved)

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


def _marked(sample: str) -> int:
    """How many letters of a text have a mark."""
    units = np.frombuffer(sample.encode("utf-16-le", "surrogatepass"), np.uint16)
    return int(np.count_nonzero(_IS_MARKED[units]))


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
