"""Several texts looked through at once: the articles of a page of results, or one text by itself.

Each form is searched for in the texts themselves, in every placement of its tone marks; a text in another encoding form, or with
look-alikes of letters, is normalised first and mapped back. All texts lie in one string, so that a form that every article
has is looked for with one run through it, not with one for each article.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.vietnamese import fold_normal, is_regular, normalise_aligned
from indexer.vietnamese.endings import merged, usual
from indexer.vietnamese.fold import folded_units, lower_units
from indexer.vietnamese.normalise import Aligned, regular_units
from indexer.vietnamese.tones import place_all

Span = tuple[int, int]

Spellings = tuple[str, ...]
"""The ways in which one syllable may be written."""


@lru_cache(4_096)
def is_variant(typed: str) -> bool:
    """Whether words have another tone placement than the usual, or the less usual of i and y."""
    normal = unicodedata.normalize("NFC", typed)
    return place_all(normal) != normal or any(usual(merged(word)) != word for word in normal.lower().split())


class TextPage:
    """Some texts, one behind the other, each between line breaks.

    `original` holds them as they are, text i from `starts[i]` on to the line break before `starts[i + 1]`. `lower` and `folded`
    hold their normal forms, in lower case and without diacritics; offsets into those are taken `back` to the original.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.original = _lines(texts)
        self.starts = _starts(texts)
        self._begins = self.starts
        self._aligned: list[Aligned | None] | None = None
        units = _encoded(self.original)
        self._units = units if regular_units(units) else None
        """The code units of the texts, if each is a letter of its own in its normal form."""
        if self._units is not None:
            self.lower = _text(lower_units(self._units))
            return
        normal = self.original
        if not is_regular(normal):
            self._aligned = [None if is_regular(text) else normalise_aligned(text) for text in texts]
            normals = [
                aligned.text if aligned else text for aligned, text in zip(self._aligned, texts, strict=True)
            ]
            normal, self._begins = _lines(normals), _starts(normals)
        self.lower = _lower(normal)

    @cached_property
    def folded(self) -> str:
        """The texts without diacritics, in lower case."""
        return fold_normal(self.lower) if self._units is None else _text(folded_units(self._units))

    @property
    def is_plain(self) -> bool:
        """Whether offsets into the original and into the normal forms are the same."""
        return self._aligned is None

    def places(self, signs: str) -> list[int]:
        """Where one of some signs stands in the original, ascending."""
        units = self._units
        if units is None:
            units = _encoded(self.original)
        if len(units) != len(self.original):  # some letters take two units
            return [at for at, letter in enumerate(self.original) if letter in signs]
        places: list[int] = _table_of(signs)[units].nonzero()[0].tolist()
        return places

    def ranges(self, texts: Sequence[int]) -> list[Span]:
        """Where some texts (ascending) lie in `lower`: neighbours are one range."""
        begins, ranges = self._begins, []
        first = previous = -2
        for number in texts:
            if number != previous + 1:
                if previous >= 0:
                    ranges.append((begins[first], begins[previous + 1]))
                first = number
            previous = number
        if previous >= 0:
            ranges.append((begins[first], begins[previous + 1]))
        return ranges

    def owner(self, offset: int) -> tuple[int, int, int]:
        """The text in which a place of `lower` lies: its number, where it begins, where the next one does."""
        number = bisect_right(self._begins, offset) - 1
        return number, self._begins[number], self._begins[number + 1]

    def back(self, number: int, span: Span) -> Span:
        """The stretch of the original from which a stretch of the normal form of a text came."""
        if self._aligned is None:
            return span
        begin, start = self._begins[number], self.starts[number]
        first, last = span[0] - begin, span[1] - begin
        aligned = self._aligned[number]
        if aligned is not None:
            first, last = aligned.span(first, last)
        return first + start, last + start


Units = NDArray[np.uint16]


def _encoded(text: str) -> Units:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)


def _text(units: Units) -> str:
    return units.tobytes().decode("utf-16-le")


@lru_cache(16)
def _table_of(signs: str) -> NDArray[np.bool_]:
    """Which code units are one of some signs; of shape (65536,)."""
    table = np.zeros(1 << 16, bool)
    table[[ord(sign) for sign in signs]] = True
    return table


def _lines(texts: Sequence[str]) -> str:
    return "\n".join(["", *texts, ""])


def _starts(texts: Sequence[str]) -> list[int]:
    starts, at = [], 1
    for text in texts:
        starts.append(at)
        at += len(text) + 1
    return [*starts, at]


def _lower(text: str) -> str:
    """A text in lower case, each character at its place."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join([low if len(low := letter.lower()) == 1 else letter for letter in text])


def occurrences(
    text: str, ranges: Sequence[Span], syllables: Sequence[Spellings], prefix: bool = False
) -> list[Span]:
    """Where the syllables stand one after the other, as whole words of one line of `text`, in some ranges of it between line
    breaks.

    With `prefix`, the last one may be the beginning of a word; the whole word is taken.
    """
    if len(syllables) == 1 and not prefix:
        return _words(text, ranges, syllables[0])
    find, spans = text.find, []
    for low, high in ranges:
        for first in syllables[0]:
            size = len(first)
            at = find(first, low, high)
            while at >= 0:
                end = at + size
                if not text[at - 1].isalnum():
                    stop = _followed(text, end, syllables)
                    if prefix:
                        while stop >= 0 and text[stop].isalnum():
                            stop += 1
                    if stop >= 0 and not text[stop].isalnum():
                        spans.append((at, stop))
                at = find(first, end, high)
    return spans


def _words(text: str, ranges: Sequence[Span], ways: Spellings) -> list[Span]:
    """Where one of the spellings stands as a whole word."""
    find, spans = text.find, []
    for low, high in ranges:
        for spelling in ways:
            size = len(spelling)
            at = find(spelling, low, high)
            while at >= 0:
                end = at + size
                if not text[end].isalnum() and not text[at - 1].isalnum():
                    spans.append((at, end))
                at = find(spelling, end, high)
    return spans


def _followed(text: str, stop: int, syllables: Sequence[Spellings]) -> int:
    """Where the last of the syllables ends whose first ends at `stop`; -1 if the others do not follow."""
    for ways in syllables[1:]:
        between = text[stop]
        if between.isalnum():
            return -1
        while between != "\n" and not between.isalnum():
            stop += 1
            between = text[stop]
        for spelling in ways:
            if text.startswith(spelling, stop):
                stop += len(spelling)
                break
        else:
            return -1
    return stop
