"""What the leaves of a request select, and what they add to the scores of some documents, over all segments of a generation.

How often a leaf occurs is kept in a bounded cache, since the same words are asked for again and again: a byte for each document
when the leaf is common, document numbers and frequencies when it is rare. What it adds is worked out for the documents that are
scored, and those alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TypeGuard

import numpy as np

from indexer.bounded_cache import BoundedCache
from indexer.engines import bm25
from indexer.engines.contract import Leaf, Near, Ranking, Term, TermKind, Weighted
from indexer.engines.whoosh import scoring
from indexer.engines.whoosh.bulk_lookup import postings
from indexer.engines.whoosh.columns import Columns
from indexer.engines.whoosh.docset import DocSet
from indexer.engines.whoosh.leaves import near, postings_of, times_in_fields
from indexer.engines.whoosh.segment import Segment, merge_hits

LEAVES_BYTES = 384
COMMON_BYTES = 80
"""Bounds, in bytes per document, of what is kept of leaves, and of norms and boosts: a common leaf takes one byte per
document."""

FEWEST, MOST = 20_000, 1_000_000
"""Documents that the bounds are worked out for at least and at most: 8 and 384 MB for leaves."""

DENSE = 8
"""A leaf in more than one document of this many has a frequency for every document."""

FEW = 64
"""Where so many times fewer documents are scored, each is looked for in the postings; else each posting among them."""

MOST_FREQUENCIES = 50_000
"""Leaves whose document frequency is remembered."""

SELECTIVE = 8
"""Where so many times fewer documents are scored than a term has, its postings are looked up, not added up."""


class Occurrences:
    """Term frequencies.

    Sparse: `ids` (intp, ascending) and `tf` (same length). Dense: `ids` is None, `tf` has one entry per document, 0 where the
    term does not occur (uint8, or float32 where that is not enough).
    """

    __slots__ = ("count", "ids", "tf")

    def __init__(self, ids: np.ndarray | None, tf: np.ndarray) -> None:
        self.ids = ids
        self.tf = tf
        self.count = len(tf) if ids is not None else int(np.count_nonzero(tf))
        """In how many documents."""

    def nbytes(self) -> int:
        return self.tf.nbytes + (0 if self.ids is None else self.ids.nbytes)

    def documents(self, size: int) -> DocSet:
        """The documents, out of `size`."""
        return DocSet(size, self.ids) if self.ids is not None else DocSet(size, mask=self.tf != 0)


class Scored:
    """Documents that are scored: `numbers` (intp, ascending), their length `norms` (float32, same length), and where each
    document stands among them."""

    def __init__(self, numbers: np.ndarray, norms: np.ndarray, size: int) -> None:
        self.numbers = numbers
        self.norms = norms
        self._size = size

    def __len__(self) -> int:
        return len(self.numbers)

    @cached_property
    def places(self) -> np.ndarray:
        """The place of every document in `numbers`, -1 if it is not there (int32)."""
        places = np.full(self._size, -1, np.int32)
        places[self.numbers] = np.arange(len(self.numbers), dtype=np.int32)
        return places


class Postings:
    """The postings of some segments, side by side. Safe for several threads."""

    def __init__(self, segments: Sequence[Segment], columns: Columns) -> None:
        self._segments = segments
        self._columns = columns
        self._size = columns.size
        self._bases = columns.bases.tolist()
        documents = min(max(self._size, FEWEST), MOST)
        self._leaves = BoundedCache(LEAVES_BYTES * documents)
        self._common = BoundedCache(COMMON_BYTES * documents)
        self._frequencies: dict[tuple[Leaf, ...], int] = {}

    def forget(self) -> None:
        """Drop what was kept of leaves. Answers stay the same; for measuring."""
        self._leaves.clear()
        self._frequencies.clear()

    def near(self, node: Near) -> DocSet:
        """The living documents in which phrases stand near each other."""

        def make() -> DocSet:
            parts = [
                near(segment, node) + base for base, segment in zip(self._bases, self._segments, strict=False)
            ]
            documents = np.concatenate(parts) if parts else np.zeros(0, np.intp)
            alive = self._columns.alive
            return DocSet(self._size, documents if alive is None else documents[alive[documents]])

        return self._leaves.get(("near", node), make, DocSet.nbytes)

    def documents(self, leaf: Leaf) -> DocSet:
        """The living documents in which `leaf` occurs."""
        return self._occurrences((leaf,)).documents(self._size)

    def frequency(self, leaves: tuple[Leaf, ...]) -> int:
        """In how many living documents any of `leaves` occurs."""
        found = self._frequencies.get(leaves)
        if found is None:
            if len(self._frequencies) >= MOST_FREQUENCIES:
                self._frequencies.clear()
            leaf = leaves[0]
            if len(leaves) == 1 and self._columns.alive is None and _is_plain(leaf):
                ranges = [segment.ranges(leaf.kind, leaf.text, False) for segment in self._segments]
                found = sum(
                    high - low
                    for segment, own in zip(self._segments, ranges, strict=True)
                    for low, high in segment.spans("syllable.postings", own)
                )
            else:
                found = self._occurrences(leaves).count
            self._frequencies[leaves] = found
        return found

    def most(self, weighted: Weighted, ranking: Ranking) -> float:
        """The most that a weighted leaf can add to a score."""
        rarity = bm25.idf(self._columns.living, self.frequency(weighted.counted))
        return max(0.0, weighted.weight) * rarity * (ranking.k1 + 1)

    def is_common(self, weighted: Weighted) -> bool:
        """Whether a leaf is in so many documents that adding it up for all of them costs."""
        return self.frequency(weighted.counted) * DENSE > self._size

    def scored(self, numbers: np.ndarray, ranking: Ranking) -> Scored:
        """Documents (intp, ascending) to be scored."""
        return Scored(numbers, self._norms(ranking.k1, ranking.b).take(numbers), self._size)

    def add(self, scores: np.ndarray, weighted: Weighted, ranking: Ranking, scored: Scored) -> None:
        """Add a weighted leaf to the `scores` (float32) of some documents."""
        weight = np.float32(weighted.weight)
        found = self._leaves.peek(weighted.leaves)
        if found is None and (looked_up := self._looked_up(weighted, ranking, scored)) is not None:
            places, amounts = looked_up
            scores[places] += amounts * weight
            return
        found = self._occurrences(weighted.leaves) if found is None else found
        counted = weighted.counted
        frequency = found.count if counted == weighted.leaves else self.frequency(counted)
        rarity = bm25.idf(self._columns.living, frequency)
        if found.ids is None:
            tf = found.tf.take(scored.numbers)
            scores += scoring.impacts(tf, scored.norms, rarity, ranking.k1) * weight
            return
        if len(found.ids) > len(scored):
            at = found.ids.searchsorted(scored.numbers)
            at[at == len(found.ids)] = 0
            here = (found.ids.take(at) == scored.numbers).nonzero()[0]
            tf = found.tf.take(at.take(here))
        else:
            places = scored.places.take(found.ids)
            at = (places >= 0).nonzero()[0]
            here, tf = places.take(at), found.tf.take(at)
        scores[here] += scoring.impacts(tf, scored.norms.take(here), rarity, ranking.k1) * weight

    def _looked_up(
        self, weighted: Weighted, ranking: Ranking, scored: Scored
    ) -> tuple[np.ndarray, np.ndarray] | None:
        """What a syllable of weight 1 adds to a few documents: places among them, and amounts (float32). None
        where it is no quicker to look them up."""
        leaf, numbers = weighted.leaves[0], scored.numbers
        if len(weighted.leaves) > 1 or not _is_looked_up(leaf):
            return None
        frequency = self.frequency(weighted.counted)
        if frequency < SELECTIVE * len(numbers):
            return None
        places, frequencies = [], []
        bounds = numbers.searchsorted(self._bases).tolist()
        for segment, base, low, high in zip(self._segments, self._bases, bounds, bounds[1:], strict=False):
            if low == high:
                continue
            docs, tf, distinct = postings_of(segment, weighted.counted[0])
            if tf is None or not len(docs):
                continue
            sought = numbers[low:high] - base
            if distinct and len(docs) > FEW * len(sought):
                sought = sought.astype(docs.dtype)
                at = docs.searchsorted(sought)
                at[at == len(docs)] = 0
                here = (docs.take(at) == sought).nonzero()[0]
                times = times_in_fields(segment, leaf, docs, tf, at.take(here))
            else:
                place = np.full(segment.documents, -1, np.int32)
                place[sought] = np.arange(len(sought), dtype=np.int32)
                found = place.take(docs)
                at = (found >= 0).nonzero()[0]
                times = np.bincount(found.take(at), times_in_fields(segment, leaf, docs, tf, at), len(sought))
                here = times.nonzero()[0]
                times = times.take(here)
            places.append(here + low)
            frequencies.append(times)
        if not places:
            return np.zeros(0, np.intp), np.zeros(0, np.float32)
        where = places[0] if len(places) == 1 else np.concatenate(places)
        tf = frequencies[0] if len(places) == 1 else np.concatenate(frequencies)
        norms = scored.norms.take(where)
        return where, scoring.impacts(tf, norms, bm25.idf(self._columns.living, frequency), ranking.k1)

    def score_terms(
        self, terms: Sequence[tuple[Term, float]], ranking: Ranking, scored: Scored
    ) -> np.ndarray:
        """What many weighted accented terms of all fields add to the scores (float32) of some documents, in their order. Read
        together they cost a fraction of what each would by itself; nothing of it is kept."""
        size, alive = len(scored), self._columns.alive
        scores = np.zeros(size)
        kinds: dict[TermKind, tuple[list[str], list[float]]] = {}
        for term, weight in terms if self._segments else ():
            texts, weights = kinds.setdefault(term.kind, ([], []))
            texts.append(term.text)
            weights.append(weight)
        for kind, (texts, weights) in kinds.items():
            frequencies = np.zeros(len(texts), np.int64)
            parts = []
            for segment, base in zip(self._segments, self._bases, strict=False):
                looked_up = postings(segment, kind, texts)
                found = looked_up.documents.astype(np.intp)
                if alive is None:
                    frequencies += looked_up.frequencies
                else:
                    living = alive[base : base + segment.documents].take(found)
                    frequencies += np.bincount(looked_up.which(), living, minlength=len(texts)).astype(
                        np.int64
                    )
                found = scored.places[base : base + segment.documents].take(found)
                at = (found >= 0).nonzero()[0]
                parts.append((looked_up.which(at), found.take(at), looked_up.tf.take(at)))
            which, found, tf = parts[0] if len(parts) == 1 else map(np.concatenate, zip(*parts, strict=True))
            factors = bm25.idfs(self._columns.living, frequencies) * weights
            amounts = scoring.impacts(tf, scored.norms.take(found), 1.0, ranking.k1) * factors.take(which)
            scores += np.bincount(found, amounts, minlength=size)
        return scores.astype(np.float32)

    def split(self, rank: Sequence[Weighted], few: int) -> tuple[list[tuple[Term, float]], list[Weighted]]:
        """The leaves that are best read together, since each is in few documents, and the others. `few`: how many documents
        are scored."""
        together, others = [], []
        most = min(max(self._size // DENSE, 1), FEW * few)
        for weighted in rank:
            leaf = weighted.leaves[0]
            if (
                len(weighted.leaves) == 1
                and isinstance(leaf, Term)
                and not (leaf.folded or leaf.fields)
                and (leaf.kind is not TermKind.SYLLABLE or self.frequency(weighted.leaves) <= most)
            ):
                together.append((leaf, weighted.weight))
            else:
                others.append(weighted)
        return together, others

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
        return self._leaves.get(leaves, lambda: self._read(leaves), Occurrences.nbytes)

    def _read(self, leaves: tuple[Leaf, ...]) -> Occurrences:
        """How often any of `leaves` occurs in the living documents of all segments."""
        parts = []
        total, distinct = 0, len(leaves) == 1
        for leaf in leaves:
            for base, segment in zip(self._bases, self._segments, strict=False):
                documents, tf, each_once = postings_of(segment, leaf)
                if len(documents):
                    distinct &= each_once
                    total += len(documents)
                    parts.append((documents + np.intp(base) if base else documents, tf))
        if not parts:
            return Occurrences(np.zeros(0, np.intp), np.zeros(0, np.uint8))
        alive = self._columns.alive
        if total * DENSE > self._size:
            every = _spread(parts, distinct, self._size)
            return Occurrences(None, every if alive is None else every * alive)
        frequencies = [np.ones(len(documents), np.uint8) if tf is None else tf for documents, tf in parts]
        documents = parts[0][0] if len(parts) == 1 else np.concatenate([one for one, _ in parts])
        tf = frequencies[0] if len(parts) == 1 else np.concatenate(frequencies)
        if not distinct:
            documents, tf = merge_hits(documents, tf, self._size)
        if alive is not None:
            keep = alive[documents]
            documents, tf = documents[keep], tf[keep]
        return Occurrences(documents.astype(np.intp, copy=False), tf)

    def _norms(self, k1: float, b: float) -> np.ndarray:
        columns = self._columns
        return self._common.get(
            ("norms", k1, b),
            lambda: scoring.length_norms(columns.lengths, columns.average_length, k1, b),
            lambda norms: norms.nbytes,
        )


def _is_looked_up(leaf: Leaf) -> TypeGuard[Term]:
    """Whether a leaf is one syllable that has positions to be read: an accented one, or one that is restricted to fields."""
    return (
        isinstance(leaf, Term) and leaf.kind is TermKind.SYLLABLE and (bool(leaf.fields) or not leaf.folded)
    )


def _is_plain(leaf: Leaf) -> TypeGuard[Term]:
    """Whether a leaf is one accented syllable, wherever it stands."""
    return isinstance(leaf, Term) and leaf.kind is TermKind.SYLLABLE and not leaf.folded and not leaf.fields


def _spread(parts: Sequence[tuple[np.ndarray, np.ndarray | None]], distinct: bool, size: int) -> np.ndarray:
    """Term frequencies of all `size` documents (uint8 where that is enough, else float32) from postings, which are
    added up unless all documents are `distinct`."""
    if not distinct:
        counts = [np.bincount(documents, tf, minlength=size) for documents, tf in parts]
        total = counts[0] if len(counts) == 1 else np.add.reduce(counts)
        # Bytes take a quarter of the room, and most frequencies fit.
        return total.astype(np.uint8 if total.max() <= 255 else np.float32)
    narrow = all(tf is not None and tf.dtype == np.uint8 for _, tf in parts)
    every = np.zeros(size, np.uint8 if narrow else np.float32)
    for documents, tf in parts:
        every[documents.astype(np.intp, copy=False)] = 1 if tf is None else tf
    return every
