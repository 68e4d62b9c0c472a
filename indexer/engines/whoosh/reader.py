"""One generation of an index, open for reading: answers requests with operations on arrays.

A request selects (`filtering.py`), scores (`postings.py` has what each leaf adds), picks the best, and
counts (`facet_counts.py`). Documents of an answer are numbers, valid for this reader; only those that are shown
are ever read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from indexer.article import Article
from indexer.bounded_cache import BoundedCache
from indexer.engines.contract import (
    And,
    EngineQuery,
    EngineResult,
    Explained,
    Key,
    Not,
    ScoredDoc,
    TellingTerms,
    TermCount,
    TermKind,
)
from indexer.engines.query_limits import check_limits
from indexer.engines.whoosh import top_k
from indexer.engines.whoosh.columns import Columns
from indexer.engines.whoosh.docset import DocSet, intersection
from indexer.engines.whoosh.facet_counts import Counts
from indexer.engines.whoosh.filtering import Selection
from indexer.engines.whoosh.postings import Postings
from indexer.engines.whoosh.ranker import Ranker
from indexer.engines.whoosh.segment import Segment
from indexer.engines.whoosh.vocabulary import Vocabulary
from indexer.facets.facet_spec import Registry
from indexer.facets.registry import REGISTRY

RECENT = 8
"""Requests whose documents are kept, so that the same with feedback, or the next page, goes on from them."""


class WhooshReader:
    """An immutable snapshot of one generation. Safe for several threads."""

    def __init__(
        self,
        generation: int,
        segments: Sequence[Segment],
        deleted: Sequence[np.ndarray],
        state: Callable[[], bytes],
        committed: float | None = None,
        registry: Registry = REGISTRY,
    ) -> None:
        self.generation = generation
        self.committed = committed
        self.registry = registry
        self._segments = list(segments)
        self._state = state
        alive: np.ndarray | None = None
        if any(len(numbers) for numbers in deleted):
            parts = [np.ones(segment.documents, bool) for segment in segments]
            for part, numbers in zip(parts, deleted, strict=True):
                part[numbers] = False
            alive = np.concatenate(parts)
        self._columns = Columns(self._segments, alive, committed)
        self._size = self._columns.size
        self.document_count = self._columns.living
        self._bases = self._columns.bases.tolist()
        self._postings = Postings(self._segments, self._columns)
        self._selection = Selection(self._postings, self._columns)
        self._counts = Counts(self._columns)
        self._vocabulary = Vocabulary(self._segments)
        self._matched = BoundedCache(RECENT * self._size)
        self._ranker = Ranker(self._postings, self._selection, self._columns)

    def forget(self) -> None:
        """Drop what was kept of leaves. Answers stay the same; for measuring."""
        self._postings.forget()
        self._matched.clear()
        self._ranker.forget()

    # -- answers

    def answer(self, request: EngineQuery) -> EngineResult:
        """Select, rank, count. Raises QueryError for a request beyond the engine's limits."""
        check_limits(request)
        key = ("whole", request.match, request.filters)
        base, result, masks = self._matched.get(key, lambda: self._match(request), lambda _: self._size)
        partial = self._partial(result, masks, request)
        found = self._found(result, partial, request)
        facets = self._counts.facets(base, result, masks, request.facets)
        timeline = self._counts.timeline(result, request.timeline) if request.timeline else {}
        return EngineResult(len(result), found, facets, timeline, len(partial[1]) if partial else 0)

    def _match(self, request: EngineQuery) -> tuple[DocSet, DocSet, dict[str, DocSet]]:
        """What matches before facets are filtered by, what is left after, and the documents of each facet's filter."""
        base = self._selection.matching(request.match, request.filters)
        masks = self._selection.facet_masks(request.filters)
        return base, intersection([base, *masks.values()]) if masks else base, masks

    def _partial(
        self, result: DocSet, masks: Mapping[str, DocSet], request: EngineQuery
    ) -> tuple[EngineQuery, DocSet] | None:
        """What follows below the documents of `result`, and the request for it; None if there is no room for any."""
        if request.partial is None or len(result) >= request.partial_below:
            return None
        wider = request.partial

        def make() -> DocSet:
            return intersection([self._selection.matching(wider, request.filters), *masks.values()], [result])

        rest = replace(request, match=And((wider, Not(request.match))))
        return rest, self._matched.get((rest.match, rest.filters), make, lambda _: self._size)

    def _found(
        self, result: DocSet, partial: tuple[EngineQuery, DocSet] | None, request: EngineQuery
    ) -> tuple[ScoredDoc, ...]:
        """The page: of those that match, and behind the last of them of those that do so partly."""
        first, last = request.offset, request.offset + request.limit
        found: list[ScoredDoc] = []
        for query, documents in ((request, result), *([partial] if partial else [])):
            wanted = min(last, len(documents))
            if request.limit > 0 and wanted > first:
                numbers, scores = self._ranked(documents, query, wanted)
                found += map(ScoredDoc, numbers[first:].tolist(), scores[first:].tolist())
            first, last = max(0, first - len(documents)), max(0, last - len(documents))
        return tuple(found)

    def _ranked(self, result: DocSet, request: EngineQuery, wanted: int) -> tuple[np.ndarray, np.ndarray]:
        """The first `wanted` documents of `result`, and their scores."""
        if request.sort == "relevance" and request.rank:
            return self._ranker.best(result, request, wanted)
        places = self._columns.places(request.sort)
        numbers = result.numbers()
        chosen = numbers[top_k.smallest(places[numbers], wanted)]
        return chosen, self._ranker.scores(request, chosen)

    def explain(self, request: EngineQuery, keys: Sequence[Key]) -> list[Explained]:
        """Of what the scores of these documents are made, in that order."""
        check_limits(request)
        return self._ranker.explain(request, np.array([int(key) for key in keys], np.intp)) if keys else []

    def coverage(self, request: EngineQuery) -> dict[tuple[str, str, int | None], int]:
        """Documents of `request` per (campaign, district, year); those that have both of the first."""
        check_limits(request)
        return self._counts.coverage(self._selection.result(request))

    def selected(self, request: EngineQuery) -> np.ndarray:
        """The documents that match and pass the filters: their numbers (intp), ascending."""
        return self._selection.result(request).numbers()

    # -- documents

    def _place(self, key: Key) -> tuple[Segment, int]:
        number = int(key)
        place = int(np.searchsorted(self._bases, number, "right")) - 1
        return self._segments[place], number - self._bases[place]

    def articles(self, keys: Sequence[Key]) -> list[Article]:
        """The stored Articles of `ScoredDoc.key`s, in that order."""
        places = [self._place(key) for key in keys]
        return [segment.article(document) for segment, document in places]

    def key(self, article_id: str) -> int | None:
        """The key of the document with this id, or None."""
        alive = self._columns.alive
        for base, segment in zip(self._bases, self._segments, strict=False):
            document = segment.document(article_id)
            if document is not None and (alive is None or alive[base + document]):
                return int(base + document)
        return None

    def article(self, article_id: str) -> Article | None:
        """The Article with this id, or None."""
        key = self.key(article_id)
        return None if key is None else self.articles([key])[0]

    def telling(self, keys: Sequence[Key]) -> list[TellingTerms]:
        """What the documents are about, in that order."""
        return self._vocabulary.telling([self._place(key) for key in keys], self.document_count)

    def scan(self, request: EngineQuery) -> Iterator[Article]:
        """Every Article of `request`, in its order, without paging; one at a time."""
        check_limits(request)
        result = self._selection.result(request)
        documents, _ = self._ranked(result, request, len(result))
        for key in documents.tolist():
            segment, document = self._place(key)
            yield segment.article(document)

    def ids(self, request: EngineQuery) -> list[str]:
        """The id of every document that `request` selects, in the order of the index."""
        check_limits(request)
        numbers = self._selection.result(request).numbers()
        found: list[str] = []
        for base, segment in zip(self._bases, self._segments, strict=False):
            chosen = numbers[(numbers >= base) & (numbers < base + segment.documents)] - base
            if len(chosen):
                names = segment.ids()
                found += [names[number] for number in chosen.tolist()]
        return found

    # -- terms

    def accented(self, kind: TermKind, folded: str) -> list[TermCount]:
        """The accented terms that fold to `folded`, most frequent first."""
        return self._vocabulary.accented(kind, folded)

    def completions(self, kind: TermKind, folded_prefix: str, limit: int) -> list[TermCount]:
        """The most frequent terms whose folded form begins with `folded_prefix`."""
        return self._vocabulary.completions(kind, folded_prefix, limit)

    def frequencies(self, kind: TermKind, terms: Sequence[str]) -> list[int]:
        """For each accented term about how many documents have it (see the contract)."""
        return self._vocabulary.frequencies(kind, terms)

    def labels(self, facet: str) -> dict[str, str]:
        """value → label of every value of `facet` in the index."""
        return {value: self._columns.labels[facet, value] for value in self._columns.values.get(facet, ())}

    def state(self) -> bytes:
        """What `Writer.commit` was given as `state` for this generation; b"" at first."""
        return self._state()
