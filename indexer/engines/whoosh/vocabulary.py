"""The vocabulary of a generation: forms of a folded term, completions, how frequent terms are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.engines.contract import TellingTerms, TermCount, TermKind
from indexer.engines.telling import saturated, weighed
from indexer.engines.whoosh.bulk_lookup import frequencies
from indexer.engines.whoosh.segment import Segment
from indexer.engines.whoosh.telling_slots import SLOTS
from indexer.engines.whoosh.term_dictionary import Range


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

    def telling(self, places: Sequence[tuple[Segment, int]], documents: int) -> list[TellingTerms]:
        """The telling terms of documents (segment, number), in an index of so many documents."""
        told: list[TellingTerms | None] = [None] * len(places)
        for segment in {id(segment): segment for segment, _ in places}.values():
            mine = [at for at, (other, _) in enumerate(places) if other is segment]
            numbers, weights = segment.telling([places[at][1] for at in mine])
            classes = [
                self._weighed(segment, kind, numbers[:, columns], weights[:, columns], documents)
                for kind, columns in _CLASSES
            ]
            for at, *terms in zip(mine, *classes, strict=True):
                told[at] = TellingTerms(*terms)
        return [one for one in told if one is not None]

    def _weighed(
        self, segment: Segment, kind: TermKind, numbers: np.ndarray, weights: np.ndarray, documents: int
    ) -> list[dict[str, float]]:
        rows, columns = (numbers >= 0).nonzero()
        chosen = numbers[rows, columns]
        look = segment.pair_texts if kind is TermKind.PAIR else segment.syllable_texts
        texts = look(chosen.tolist())
        ends = segment.file["pair.ends" if kind is TermKind.PAIR else "syllable.postings"].whole()
        common = ends[chosen + 1].astype(np.int64) - ends[chosen]
        for other in self._segments:
            if other is not segment:
                common += frequencies(other, kind, texts)
        return weighed(rows, texts, saturated(weights[rows, columns]), common, len(numbers), documents)


_CLASSES = ((TermKind.SYLLABLE, slice(0, SLOTS)), (TermKind.PAIR, slice(SLOTS, 2 * SLOTS)))


def _completed(segment: Segment, kind: TermKind, prefix: str) -> list[Range]:
    if kind is not TermKind.PAIR:
        return [segment.lexicon(kind).folded_prefix(prefix)]
    first, space, second = prefix.partition(" ")
    if not space:
        return segment.pair_ranges(segment.syllables.folded_prefix(first), (0, len(segment.syllables)))
    return segment.pair_ranges(segment.syllables.folded(first), segment.syllables.folded_prefix(second))
