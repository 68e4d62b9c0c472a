"""The vocabulary of a generation: forms of a folded term, completions, how frequent terms are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.engines.contract import TermCount, TermKind
from indexer.engines.whoosh.lexicon import Range
from indexer.engines.whoosh.segment import Segment
from indexer.engines.whoosh.terms import frequencies


class Vocabulary:
    """The terms of some segments. Deleted documents count until their segment is merged."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments

    def accented(self, kind: TermKind, folded: str) -> list[TermCount]:
        """The accented terms that fold to `folded`, most frequent first."""
        return self._stats(kind, [segment.ranges(kind, folded, True) for segment in self._segments])

    def completions(self, kind: TermKind, folded_prefix: str, limit: int) -> list[TermCount]:
        """The most frequent terms whose folded form begins with `folded_prefix`."""
        return self._stats(kind, [_completed(s, kind, folded_prefix) for s in self._segments], limit)

    def _stats(
        self, kind: TermKind, ranges: Sequence[Sequence[Range]], limit: int | None = None
    ) -> list[TermCount]:
        """Terms by documents; deleted documents count until their segment is merged.

        With a `limit`, the terms looked at are the most frequent of each segment, four times as many.
        """
        totals: dict[str, list[int]] = {}
        for segment, own in zip(self._segments, ranges, strict=True):
            best = segment.most_frequent(kind, own, limit and 4 * limit)
            if not best:
                continue
            for text, *counts in zip(segment.terms(kind, best), *segment.counts(kind, best), strict=True):
                total = totals.setdefault(text, [0, 0])
                total[0] += counts[0]
                total[1] += counts[1]
        stats = [TermCount(text, *counts) for text, counts in totals.items()]
        stats.sort(key=lambda one: (-one.documents, -one.occurrences, one.text))
        return stats[:limit]

    def frequencies(self, kind: TermKind, terms: Sequence[str]) -> list[int]:
        """For each accented term about how many documents have it (see the contract)."""
        totals = np.zeros(len(terms), np.int64)
        for segment in self._segments:
            totals += frequencies(segment, kind, terms)
        return totals.tolist()


def _completed(segment: Segment, kind: TermKind, prefix: str) -> list[Range]:
    if kind is not TermKind.PAIR:
        return [segment.lexicon(kind).folded_prefix(prefix)]
    first, space, second = prefix.partition(" ")
    if not space:
        return segment.pair_ranges(segment.syllables.folded_prefix(first), (0, len(segment.syllables)))
    return segment.pair_ranges(segment.syllables.folded(first), segment.syllables.folded_prefix(second))
