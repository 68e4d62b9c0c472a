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


class Frequencies:
    """The frequencies of one segment."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def of(self, kind: TermKind, terms: Sequence[str]) -> np.ndarray:
        """For each syllable the documents that have it; for each other term its occurrences."""
        if kind is TermKind.PAIR:
            return self._lengths("pair.ends", self._pairs(terms))
        offsets = "syllable.postings" if kind is TermKind.SYLLABLE else f"{kind.value}.ends"
        return self._lengths(offsets, _numbers(self._segment.lexicon(kind), terms))

    def _pairs(self, terms: Sequence[str]) -> np.ndarray:
        """The numbers of pairs, -1 for those that are not there: one binary search for all at once."""
        halves = [term.partition(" ") for term in terms]
        left = _numbers(self._segment.syllables, [first for first, _, _ in halves])
        right = _numbers(self._segment.syllables, [second for _, _, second in halves])
        first, second = self._segment.file["pair.first"].whole(), self._segment.file["pair.second"].whole()
        if not len(second):
            return np.full(len(terms), -1)
        low, end = first[left].astype(np.int64), first[left + 1].astype(np.int64)
        high = end.copy()
        while (open_ := low < high).any():
            middle = (low + high) >> 1
            less = second[np.minimum(middle, len(second) - 1)] < right
            low = np.where(open_ & less, middle + 1, low)
            high = np.where(open_ & ~less, middle, high)
        found = (left >= 0) & (right >= 0) & (low < end)
        found &= second[np.minimum(low, len(second) - 1)] == right
        return np.where(found, low, -1)

    def _lengths(self, offsets: str, numbers: np.ndarray) -> np.ndarray:
        """How long the postings of the terms are; 0 for -1."""
        array = self._segment.file[offsets].whole()
        lengths: np.ndarray = array[numbers + 1].astype(np.int64) - array[numbers].astype(np.int64)
        return np.where(numbers >= 0, lengths, 0)


def _numbers(lexicon: Lexicon, terms: Sequence[str]) -> np.ndarray:
    """The numbers of accented terms, -1 for those that are not there."""
    found = [lexicon.accented(term) for term in terms]
    return np.array([low if low < high else -1 for low, high in found], np.int64)
