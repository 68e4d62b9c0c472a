"""The best documents of a set: scored leaf by leaf, until those that cannot be among the best are out.

The leaves that can add most to a score (the rare ones) are added up first, for all documents. As soon as the rest cannot lift
a document over the threshold that enough others have passed already, it is left out (MaxScore: Turtle & Flood, "Query evaluation: strategies
and optimizations", 1995, here for all documents at once), and the common leaves, which cost most, are looked up for the few that
remain. The result is that of scoring everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indexer.bounded_cache import BoundedCache
from indexer.engines.contract import EngineQuery, Explained, Ranking, Weighted
from indexer.engines.whoosh import top_k
from indexer.engines.whoosh.columns import Columns
from indexer.engines.whoosh.docset import DocSet, union
from indexer.engines.whoosh.filtering import Selection
from indexer.engines.whoosh.postings import Postings

RERANKED = 256
"""Emphasis and feedback order so many of the best documents anew; what follows keeps the order that the query itself gave it."""

KEPT = 8
"""Rankings that are kept, so that the same request with feedback, or its next page, goes on from them."""

WORTH = 4
"""Where so many times more documents are scored than are wanted, it is worth to leave some out."""

SLACK = 0.999
"""Sums of float32 may differ by their order: a threshold is taken a little lower."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranked:
    """At least as many documents as were wanted, the best first.

    `base` are the sums of what the leaves add, `factors` what multiplies them for age, kind and preference.
    """

    numbers: NDArray[np.intp]
    base: Floats
    factors: Floats


class Ranker:
    """Ranks documents of a generation. Safe for several threads."""

    def __init__(self, postings: Postings, selection: Selection, columns: Columns) -> None:
        self._postings = postings
        self._selection = selection
        self._columns = columns
        self._size = columns.size
        self._kept = BoundedCache(KEPT * 16 * max(columns.size, 1_000))

    def forget(self) -> None:
        """Drop what was kept. Answers stay the same; for measuring."""
        self._kept.clear()

    def best(
        self, result: DocSet, request: EngineQuery, wanted: int
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return the first `wanted` documents of `result`, which `request` selects, and their scores (same length)."""
        wanted = min(wanted, len(result))
        if not wanted:
            return np.zeros(0, np.intp), np.zeros(0, np.float32)
        window = min(len(result), max(wanted, RERANKED))
        ranking = request.ranking
        key = (
            request.match,
            request.filters,
            request.rank,
            request.emphasis,
            request.prefer,
            ranking,
            window,
        )
        first = self._kept.get(
            key, lambda: self._first(result, request, window), lambda one: 16 * len(one.numbers)
        )
        scores = first.base * first.factors
        if not request.feedback:
            return first.numbers[:wanted], scores[:wanted]
        head = first.numbers[:RERANKED]
        order = head.argsort()
        added = np.empty(len(head), np.float32)
        added[order] = self._postings.score_terms(
            request.feedback, ranking, self._postings.scored(head[order], ranking)
        )
        again = (first.base[: len(head)] + added) * first.factors[: len(head)]
        places = top_k.best(again, head, len(head), self._recency)
        numbers = np.concatenate([head[places], first.numbers[len(head) :]])
        scores = np.concatenate([again[places], scores[len(head) :]])
        return numbers[:wanted], scores[:wanted]

    def scores(self, request: EngineQuery, numbers: NDArray[np.intp]) -> Floats:
        """The scores of some documents, in their order."""
        order = numbers.argsort()
        ascending = numbers[order]
        base = self._looked_up(request.rank, request.ranking, ascending)
        if request.emphasis:
            base += self._emphasised(request, ascending)
        if request.feedback:
            scored = self._postings.scored(ascending, request.ranking)
            base += self._postings.score_terms(request.feedback, request.ranking, scored)
        scores = np.empty(len(numbers), np.float32)
        scores[order] = base * self._factors(request, ascending)
        return scores

    def explain(self, request: EngineQuery, numbers: NDArray[np.intp]) -> list[Explained]:
        """Of what the scores of some documents are made, in their order."""
        order = numbers.argsort()
        ascending, ranking = numbers[order], request.ranking
        plain = replace(ranking, freshness=0.0, brief=1.0, preferred=1.0)
        parts = [
            *(self._looked_up((weighted,), ranking, ascending) for weighted in request.weighted),
            self._factors(replace(request, ranking=replace(plain, freshness=ranking.freshness)), ascending),
            self._factors(replace(request, ranking=replace(plain, brief=ranking.brief)), ascending),
            self._factors(replace(request, ranking=replace(plain, preferred=ranking.preferred)), ascending),
        ]
        table = np.empty((len(numbers), len(parts)), np.float32)
        table[order] = np.stack(parts, axis=1)
        return [Explained(tuple(row[:-3]), *row[-3:]) for row in table.tolist()]

    def _recency(self, documents: np.ndarray) -> np.ndarray:
        places: np.ndarray = self._columns.recency[documents]
        return places

    def _first(self, result: DocSet, request: EngineQuery, window: int) -> Ranked:
        numbers, base = self._pruned(result.numbers(), request, window)
        factors = self._factors(request, numbers)
        places = top_k.best(base * factors, numbers, window, self._recency)
        numbers, base, factors = numbers[places], base[places], factors[places]
        if request.emphasis:
            order = numbers[:RERANKED].argsort()
            base[order] += self._emphasised(request, numbers[order])
            again = top_k.best((base * factors)[:RERANKED], numbers[:RERANKED], len(order), self._recency)
            places = np.concatenate([again, np.arange(len(order), len(numbers))])
            numbers, base, factors = numbers[places], base[places], factors[places]
        return Ranked(numbers, base, factors)

    def _looked_up(self, rank: Sequence[Weighted], ranking: Ranking, numbers: NDArray[np.intp]) -> Floats:
        """What `rank` adds to the scores of the documents `numbers` (ascending)."""
        together, others = self._postings.split(rank, len(numbers))
        scored = self._postings.scored(numbers, ranking)
        scores: Floats = self._postings.score_terms(together, ranking, scored)
        for weighted in others:
            self._postings.add(scores, weighted, ranking, scored)
        return scores

    def _emphasised(self, request: EngineQuery, numbers: NDArray[np.intp]) -> Floats:
        """What emphasis adds to the scores of the documents `numbers` (ascending)."""
        scored = self._postings.scored(numbers, request.ranking)
        scores = np.zeros(len(numbers), np.float32)
        for weighted in request.emphasis:
            self._postings.add(scores, weighted, request.ranking, scored)
        return scores

    def _pruned(
        self, numbers: NDArray[np.intp], request: EngineQuery, window: int
    ) -> tuple[NDArray[np.intp], Floats]:
        """Those of the documents `numbers` (ascending) among which the best `window` are, and what the leaves add to each."""
        if len(numbers) < WORTH * window:
            return numbers, self._looked_up(request.rank, request.ranking, numbers)
        ranking = request.ranking
        together, others = self._postings.split(request.rank, len(numbers))
        bounds = [self._postings.most(weighted, ranking) for weighted in others]
        order = sorted(range(len(bounds)), key=lambda at: -bounds[at])
        left = sum(bounds)
        spread = self._spread(request)
        scored = self._postings.scored(numbers, ranking)
        scores: Floats = self._postings.score_terms(together, ranking, scored)
        for done, at in enumerate(order):
            weighted = others[at]
            if (done or together) and len(scores) >= WORTH * window and self._postings.is_common(weighted):
                floor = top_k.reached(scores, window) * spread * SLACK - left
                kept = (scores >= floor).nonzero()[0] if floor > 0 else ()
                if len(kept) and 2 * len(kept) < len(scores):
                    scored, scores = (
                        self._postings.scored(scored.numbers.take(kept), ranking),
                        scores.take(kept),
                    )
            self._postings.add(scores, weighted, ranking, scored)
            left -= bounds[at]
        return scored.numbers, scores

    def _factors(self, request: EngineQuery, numbers: NDArray[np.intp]) -> Floats:
        """What multiplies the scores of some documents."""
        ranking = request.ranking
        factors: Floats = np.ones(len(numbers), np.float32)
        if ranking.freshness or ranking.brief != 1.0:
            factors = self._postings.boosts(ranking).take(numbers)
        if request.prefer and ranking.preferred != 1.0:
            preferred = union(
                [self._selection.facet(facet, (value,)) for facet, value in request.prefer], self._size
            ).as_mask()
            factors[preferred.take(numbers)] *= np.float32(ranking.preferred)
        return factors

    def _spread(self, request: EngineQuery) -> float:
        """The least factor by the greatest."""
        ranking = request.ranking
        least = greatest = 1.0
        if ranking.freshness or ranking.brief != 1.0:
            boosts = self._postings.boosts(ranking)
            key = ("spread", ranking.freshness, ranking.half_life, ranking.brief)
            least, greatest = self._kept.get(
                key, lambda: (float(boosts.min()), float(boosts.max())), lambda _: 0
            )
        if request.prefer:
            least, greatest = (
                min(least, least * ranking.preferred),
                max(greatest, greatest * ranking.preferred),
            )
        return least / greatest
