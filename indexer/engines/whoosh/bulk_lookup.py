"""Many accented terms of one kind at once: their numbers, how frequent they are, and their postings.

Feedback and spelling ask about hundreds of terms per query; looked up one by one, each costs more in calls than in
work. Results are arrays with an entry per term, or per posting.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.engines.contract import TermKind
from indexer.engines.whoosh.segment import Segment


def frequencies(segment: Segment, kind: TermKind, terms: Sequence[str]) -> np.ndarray:
    """For each syllable the documents that have it; for each other term its occurrences (int64)."""
    low, high = _spans(segment, kind, terms)
    lengths: np.ndarray = high - low
    return lengths


class TermPostings:
    """The postings of some terms, one term after the other: `documents` (uint16, ascending in each term) and `tf` (same length)."""

    def __init__(self, documents: np.ndarray, tf: np.ndarray, ends: np.ndarray) -> None:
        self.documents = documents
        self.tf = tf
        self._ends = ends

    @property
    def frequencies(self) -> np.ndarray:
        """How many documents each of the terms has (int64)."""
        return np.diff(self._ends, prepend=0)

    def which(self, places: np.ndarray | None = None) -> np.ndarray:
        """The number of the term (intp) of each posting, or of those at `places` (ascending)."""
        if places is None:
            return np.repeat(np.arange(len(self._ends)), self.frequencies)
        return self._ends.searchsorted(places, "right")


def postings(segment: Segment, kind: TermKind, terms: Sequence[str]) -> TermPostings:
    """The postings of all the terms."""
    low, high = _spans(segment, kind, terms)
    spans = [span for span in zip(low.tolist(), high.tolist(), strict=True) if span[0] < span[1]]
    documents = segment.joined(f"{kind.value}.docs", spans)
    ends = np.cumsum(high - low)
    if kind is TermKind.SYLLABLE:
        return TermPostings(documents, segment.tf(spans), ends)
    first = np.ones(len(documents), bool)
    np.not_equal(documents[1:], documents[:-1], out=first[1:])
    first[ends[ends < len(documents)]] = True
    starts = first.nonzero()[0]
    return TermPostings(
        documents.take(starts), np.diff(starts, append=len(documents)), starts.searchsorted(ends)
    )


def _spans(segment: Segment, kind: TermKind, terms: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Where the postings of each term begin and end; an empty stretch if it is not there (int64)."""
    numbers = _pairs(segment, terms) if kind is TermKind.PAIR else _numbers(segment, kind, terms)
    offsets = segment.file["syllable.postings" if kind is TermKind.SYLLABLE else f"{kind.value}.ends"].whole()
    low = offsets[numbers].astype(np.int64)
    return low, np.where(numbers >= 0, offsets[numbers + 1].astype(np.int64), low)


def _numbers(segment: Segment, kind: TermKind, terms: Sequence[str]) -> np.ndarray:
    return np.array(segment.lexicon(kind).numbers(terms), np.intp)


def _pairs(segment: Segment, terms: Sequence[str]) -> np.ndarray:
    """The numbers of pairs, -1 for those that are not there. Those that were named by number before, as telling terms are, are
    remembered."""
    numbers = list(map(segment.pair_numbers.get, terms))
    missing = [at for at, number in enumerate(numbers) if number is None]
    if missing:
        sought = _sought(segment, [terms[at] for at in missing]).tolist()
        for at, number in zip(missing, sought, strict=True):
            numbers[at] = number
    return np.array(numbers, np.intp)


def _sought(segment: Segment, terms: Sequence[str]) -> np.ndarray:
    """The numbers of pairs, by one binary search for all at once."""
    halves = [term.partition(" ") for term in terms]
    left = _numbers(segment, TermKind.SYLLABLE, [first for first, _, _ in halves])
    right = _numbers(segment, TermKind.SYLLABLE, [second for _, _, second in halves])
    first, second = segment.file["pair.first"].whole(), segment.file["pair.second"].whole()
    last = len(second) - 1
    if last < 0 or not terms:
        return np.full(len(terms), -1)
    at, end = first[left].astype(np.int64), first[left + 1].astype(np.int64)
    step = 1 << int((end - at).max()).bit_length()
    while step := step >> 1:
        # Branchless binary search: advance each cursor by `step` while the element before it is smaller.
        further = at + step
        less = second[np.minimum(further - 1, last)] < right
        less &= further <= end
        np.copyto(at, further, where=less)
    found = (left >= 0) & (right >= 0) & (at < end)
    found &= second[np.minimum(at, last)] == right
    return np.where(found, at, -1)
