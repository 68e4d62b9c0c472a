"""What the leaves of a request select, and what they add to scores, over all segments of a generation.

Both are kept in a bounded cache, since the same words are asked for again and again: as a mask and a dense
array when the leaf is common, as document numbers and amounts when it is rare.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.engines import bm25
from indexer.engines.contract import Leaf, Ranking, Term, TermKind, Weighted
from indexer.engines.whoosh import scoring
from indexer.engines.whoosh.cache import Cache
from indexer.engines.whoosh.columns import Columns
from indexer.engines.whoosh.leaves import hits
from indexer.engines.whoosh.segment import Segment, merge_hits
from indexer.engines.whoosh.sets import Documents
from indexer.engines.whoosh.terms import postings

LEAVES_BYTES = 384
RECENT_BYTES = 40
COMMON_BYTES = 80
"""Bounds, in bytes per document, of what is kept of leaves, of postings that were just read, and of norms and
boosts: a common leaf takes five bytes per document."""

FEWEST, MOST = 20_000, 1_000_000
"""Documents that the bounds are worked out for at least and at most: 8 and 384 MB for leaves."""

DENSE = 8
"""A leaf in more than one document of this many has an amount for every document."""

Impact = tuple[np.ndarray | None, np.ndarray]
"""What a weighted leaf adds: documents and amounts, or None and an amount for every document."""


class Occurrences:
    """How often something occurs in each document: in those of `ids` if they are few (`tf` beside them), else
    `tf` of every document, 0 where it does not occur (float32, or uint8 where that is enough)."""

    __slots__ = ("ids", "tf")

    def __init__(self, ids: np.ndarray | None, tf: np.ndarray) -> None:
        self.ids = ids
        self.tf = tf

    def __len__(self) -> int:
        """In how many documents."""
        return len(self.tf) if self.ids is not None else int(np.count_nonzero(self.tf))

    def nbytes(self) -> int:
        return self.tf.nbytes + (0 if self.ids is None else self.ids.nbytes)

    def documents(self, size: int) -> Documents:
        """The documents, out of `size`."""
        return Documents(size, self.ids) if self.ids is not None else Documents(size, mask=self.tf != 0)


class Postings:
    """The postings of some segments, side by side. Safe for several threads."""

    def __init__(self, segments: Sequence[Segment], columns: Columns) -> None:
        self._segments = segments
        self._columns = columns
        self._size = columns.size
        self._bases = columns.bases.tolist()
        documents = min(max(self._size, FEWEST), MOST)
        self._leaves = Cache(LEAVES_BYTES * documents)
        self._recent = Cache(RECENT_BYTES * documents)
        self._common = Cache(COMMON_BYTES * documents)

    def forget(self) -> None:
        """Drop what was kept of leaves. Answers stay the same; for measuring."""
        self._leaves.clear()
        self._recent.clear()

    def documents(self, leaf: Leaf) -> Documents:
        """The living documents in which `leaf` occurs."""
        return self._leaves.get(
            ("set", leaf), lambda: self._occurrences((leaf,)).documents(self._size), Documents.nbytes
        )

    def impact(self, weighted: Weighted, ranking: Ranking) -> Impact:
        """What a weighted leaf adds to the scores."""
        key = ("impact", weighted, ranking.k1, ranking.b)
        return self._leaves.get(key, lambda: self._new_impact(weighted, ranking), _impact_bytes)

    def together(
        self, terms: Sequence[tuple[Term, float]], ranking: Ranking, wanted: np.ndarray | None
    ) -> np.ndarray:
        """What many weighted terms add to the scores of the documents `wanted`, in their order (None: all). Nothing of
        it is kept: such terms are hardly ever asked for twice."""
        scores = np.zeros(self._size)
        norms, alive = self._norms(ranking.k1, ranking.b), self._columns.alive
        asked: np.ndarray | None = None
        if wanted is not None:
            asked = np.zeros(self._size, bool)
            asked[wanted] = True
        for kind in TermKind:
            own = [(term.text, weight) for term, weight in terms if term.kind is kind]
            if not own or not self._segments:
                continue
            parts = [postings(segment, kind, [text for text, _ in own]) for segment in self._segments]
            which, documents, tf = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
            documents = documents.astype(np.intp)
            documents += np.repeat(self._columns.bases[: len(parts)], [len(part[0]) for part in parts])
            if alive is not None:
                keep = alive[documents]
                which, documents, tf = which[keep], documents[keep], tf[keep]
            found = np.bincount(which, minlength=len(own)).tolist()
            weights = [
                weight * bm25.idf(self._columns.living, frequency)
                for (_, weight), frequency in zip(own, found, strict=True)
            ]
            if asked is not None:
                keep = asked[documents]
                which, documents, tf = which[keep], documents[keep], tf[keep]
            amounts = scoring.impacts(tf, norms[documents], 1.0, ranking.k1) * np.array(weights)[which]
            scores += np.bincount(documents, amounts, minlength=self._size)
        return (scores if wanted is None else scores[wanted]).astype(np.float32)

    def boosts(self, ranking: Ranking) -> np.ndarray:
        """The factor of every document for its age and kind (float32)."""

        def make() -> np.ndarray:
            ages, dated = self._columns.ages()
            return scoring.boosts(
                ages, dated, self._columns.briefs, ranking.freshness, ranking.half_life, ranking.brief
            )

        key = ("boosts", ranking.freshness, ranking.half_life, ranking.brief)
        return self._common.get(key, make, lambda factors: factors.nbytes)

    def _occurrences(self, leaves: tuple[Leaf, ...]) -> Occurrences:
        """Kept for a while, since what selects usually scores as well."""
        return self._recent.get(leaves, lambda: self._read(leaves), Occurrences.nbytes)

    def _read(self, leaves: tuple[Leaf, ...]) -> Occurrences:
        """How often any of `leaves` occurs in the living documents of all segments."""
        parts = []
        for leaf in leaves:
            for base, segment in zip(self._bases, self._segments, strict=False):
                documents, tf = hits(segment, leaf)
                if len(documents):
                    parts.append((documents + base if base else documents, tf))
        alive = self._columns.alive
        if sum(len(documents) for documents, _ in parts) * DENSE > self._size:
            several = len(leaves) > 1 or any(tf.dtype != np.uint8 for _, tf in parts)
            every = np.zeros(self._size, np.float32 if several else np.uint8)
            for documents, tf in parts:
                if len(leaves) == 1:
                    every[documents] = tf
                else:
                    every[documents] += tf
            return Occurrences(None, every if alive is None else every * alive)
        if not parts:
            return Occurrences(np.zeros(0, np.intp), np.zeros(0, np.uint8))
        documents, tf = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
        if len(leaves) > 1:
            documents, tf = merge_hits(documents, tf, self._size)
        if alive is not None:
            keep = alive[documents]
            documents, tf = documents[keep], tf[keep]
        return Occurrences(documents, tf)

    def _new_impact(self, weighted: Weighted, ranking: Ranking) -> Impact:
        found = self._occurrences(weighted.leaves)
        weight = weighted.weight * bm25.idf(self._columns.living, len(found))
        norms = self._norms(ranking.k1, ranking.b)
        if found.ids is not None:
            norms = norms[found.ids]
        return found.ids, scoring.impacts(found.tf, norms, weight, ranking.k1)

    def _norms(self, k1: float, b: float) -> np.ndarray:
        columns = self._columns
        return self._common.get(
            ("norms", k1, b),
            lambda: scoring.length_norms(columns.lengths, columns.average_length, k1, b),
            lambda norms: norms.nbytes,
        )


def _impact_bytes(impact: Impact) -> int:
    documents, amounts = impact
    return amounts.nbytes + (0 if documents is None else documents.nbytes)
