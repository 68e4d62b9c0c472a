"""What the leaves of a request select, and what they add to scores, over all segments of a generation.

Both are kept in a bounded cache, since the same words are asked for again and again: as a mask and a dense
array when the leaf is common, as document numbers and amounts when it is rare.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.engines.contract import Leaf, Ranking, Weighted
from indexer.engines.whoosh import scoring
from indexer.engines.whoosh.cache import Cache
from indexer.engines.whoosh.columns import Columns
from indexer.engines.whoosh.leaves import hits
from indexer.engines.whoosh.segment import Hits, Segment, merge_hits
from indexer.engines.whoosh.sets import Documents

LEAVES_BYTES = 96 << 20
RECENT_BYTES = 24 << 20
COMMON_BYTES = 8 << 20
"""Bounds of what is kept of leaves, of postings that were just read, and of norms and boosts."""

DENSE = 8
"""A leaf in more than one document of this many has an amount for every document."""

Impact = tuple[np.ndarray | None, np.ndarray]
"""What a weighted leaf adds: documents and amounts, or None and an amount for every document."""


class Postings:
    """The postings of some segments, side by side. Safe for several threads."""

    def __init__(self, segments: Sequence[Segment], columns: Columns) -> None:
        self._segments = segments
        self._columns = columns
        self._size = columns.size
        self._bases = columns.bases.tolist()
        self._leaves = Cache(LEAVES_BYTES)
        self._recent = Cache(RECENT_BYTES)
        self._common = Cache(COMMON_BYTES)

    def forget(self) -> None:
        """Drop what was kept of leaves. Answers stay the same; for measuring."""
        self._leaves.clear()
        self._recent.clear()

    def documents(self, leaf: Leaf) -> Documents:
        """The living documents in which `leaf` occurs."""
        return self._leaves.get(
            ("set", leaf), lambda: Documents(self._size, self._hits((leaf,))[0]), Documents.nbytes
        )

    def impact(self, weighted: Weighted, ranking: Ranking) -> Impact:
        """What a weighted leaf adds to the scores."""
        key = ("impact", weighted, ranking.k1, ranking.b)
        return self._leaves.get(key, lambda: self._new_impact(weighted, ranking), _impact_bytes)

    def boosts(self, ranking: Ranking) -> np.ndarray:
        """The factor of every document for its age and kind (float32)."""

        def make() -> np.ndarray:
            ages, dated = self._columns.ages()
            return scoring.boosts(
                ages, dated, self._columns.briefs, ranking.freshness, ranking.half_life, ranking.brief
            )

        key = ("boosts", ranking.freshness, ranking.half_life, ranking.brief)
        return self._common.get(key, make, lambda factors: factors.nbytes)

    def _hits(self, leaves: tuple[Leaf, ...]) -> Hits:
        """The same as `_read_hits`; kept for a while, since what selects usually scores as well."""
        return self._recent.get(leaves, lambda: self._read_hits(leaves), lambda h: h[0].nbytes + h[1].nbytes)

    def _read_hits(self, leaves: tuple[Leaf, ...]) -> Hits:
        """Living documents of all segments in which any of `leaves` occurs, and how often in all."""
        docs_parts, tf_parts = [], []
        for leaf in leaves:
            for base, segment in zip(self._bases, self._segments, strict=False):
                documents, tf = hits(segment, leaf)
                if len(documents):
                    docs_parts.append(documents + base if base else documents)
                    tf_parts.append(tf)
        if not docs_parts:
            return np.zeros(0, np.intp), np.zeros(0, np.uint8)
        documents = docs_parts[0] if len(docs_parts) == 1 else np.concatenate(docs_parts)
        tf = tf_parts[0] if len(tf_parts) == 1 else np.concatenate(tf_parts)
        if len(leaves) > 1:
            documents, tf = merge_hits(documents, tf, self._size)
        alive = self._columns.alive
        if alive is not None:
            keep = alive[documents]
            documents, tf = documents[keep], tf[keep]
        return documents, tf

    def _new_impact(self, weighted: Weighted, ranking: Ranking) -> Impact:
        documents, tf = self._hits(weighted.leaves)
        weight = weighted.weight * scoring.idf(self._columns.living, len(documents))
        norms = self._norms(ranking.k1, ranking.b)
        amounts = scoring.impacts(tf, norms[documents], weight, ranking.k1)
        if len(documents) * DENSE < self._size:
            return documents, amounts
        dense = np.zeros(self._size, np.float32)
        dense[documents] = amounts
        return None, dense

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
