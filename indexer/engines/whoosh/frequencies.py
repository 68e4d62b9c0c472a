"""How frequent many terms are, at once: what feedback and spelling ask about hundreds of terms per query.

Comes in: a segment and accented terms. Goes out: a count for each, read off the offsets of the postings; the
postings themselves are not touched.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.engines.contract import TermKind
from indexer.engines.whoosh.lexicon import Lexicon
from indexer.engines.whoosh.segment import Segment

MOST_REMEMBERED = 30_000


class Frequencies:
    """The frequencies of one segment. Numbers of syllables are remembered: the same few thousand recur."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._numbers: dict[str, int] = {}

    def of(self, kind: TermKind, terms: Sequence[str]) -> np.ndarray:
        """For each term the documents that have it; for pairs and words, its occurrences."""
        if kind is TermKind.PAIR:
            return self._pairs(terms)
        if kind is TermKind.WORD:
            numbers = [_number(self._segment.words, term) for term in terms]
            return self._lengths("word.ends", numbers)
        return self._lengths("syllable.postings", [self._syllable(term) for term in terms])

    def _syllable(self, term: str) -> int:
        number = self._numbers.get(term)
        if number is None:
            if len(self._numbers) >= MOST_REMEMBERED:
                self._numbers.clear()
            number = self._numbers[term] = _number(self._segment.syllables, term)
        return number

    def _pairs(self, terms: Sequence[str]) -> np.ndarray:
        first, second = self._segment.file["pair.first"], self._segment.file["pair.second"]
        numbers = []
        for term in terms:
            left, _, right = term.partition(" ")
            a, b = self._syllable(left), self._syllable(right)
            number = -1
            if a >= 0 and b >= 0:
                low, high = first.part(a, a + 2).tolist()
                seconds = second.part(low, high)
                place = int(seconds.searchsorted(b))
                if place < high - low and seconds[place] == b:
                    number = low + place
            numbers.append(number)
        return self._lengths("pair.ends", numbers)

    def _lengths(self, offsets: str, numbers: Sequence[int]) -> np.ndarray:
        """How long the postings of the terms are; 0 for -1."""
        array = self._segment.file[offsets]
        counts = np.zeros(len(numbers), np.int64)
        for at, number in enumerate(numbers):
            if number >= 0:
                low, high = array.part(number, number + 2).tolist()
                counts[at] = high - low
        return counts


def _number(lexicon: Lexicon, term: str) -> int:
    low, high = lexicon.accented(term)
    return low if low < high else -1
