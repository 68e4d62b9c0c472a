"""One generation of an index, open for reading: answers requests with operations on arrays.

A request selects (a tree of sets of documents), scores (one array per weighted leaf, added up), picks the
best, and counts facets. What a leaf selects and what it adds to scores is kept in a bounded cache, since
the same words are asked for again and again: as a mask and a dense array when the leaf is common,
as document numbers when it is rare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from indexer.article import Article
from indexer.engines.contract import (
    FACETS,
    AllOf,
    Answer,
    AnyOf,
    Filters,
    Found,
    Leaf,
    Node,
    Not,
    Ranking,
    Request,
    TermKind,
    TermStats,
    Weighted,
)
from indexer.engines.whoosh import scoring, select
from indexer.engines.whoosh.cache import Cache
from indexer.engines.whoosh.columns import Columns
from indexer.engines.whoosh.dates import day_number
from indexer.engines.whoosh.frequencies import Frequencies
from indexer.engines.whoosh.leaves import hits
from indexer.engines.whoosh.lexicon import Range
from indexer.engines.whoosh.segment import Hits, Segment, merge_hits
from indexer.engines.whoosh.sets import Documents, intersection, union
from indexer.errors import QueryError

LEAVES_BYTES = 96 << 20
RECENT_BYTES = 24 << 20
COMMON_BYTES = 32 << 20
"""Bounds of what is kept of leaves, of postings that were just read, and of what requests have in common
(length norms, boosts, filters)."""

MAX_LEAVES = 1_024
MAX_DEPTH = 50
MAX_RESULTS = 10_000_000

Impact = tuple[np.ndarray | None, np.ndarray]
"""What a weighted leaf adds: documents and amounts, or None and an amount for every document."""


class WhooshReader:
    """An immutable snapshot of one generation. Safe for several threads."""

    def __init__(
        self, generation: int, segments: Sequence[Segment], deleted: Sequence[np.ndarray], state: bytes
    ) -> None:
        self.generation = generation
        self._segments = list(segments)
        self._state = state
        self._frequencies = [Frequencies(segment) for segment in segments]
        alive: np.ndarray | None = None
        if any(len(numbers) for numbers in deleted):
            parts = [np.ones(segment.documents, bool) for segment in segments]
            for part, numbers in zip(parts, deleted, strict=True):
                part[numbers] = False
            alive = np.concatenate(parts)
        self._columns = Columns(self._segments, alive)
        self._size = self._columns.size
        self.document_count = self._columns.living
        self._bases = self._columns.bases.tolist()
        self._leaves = Cache(LEAVES_BYTES)
        self._recent = Cache(RECENT_BYTES)
        self._common = Cache(COMMON_BYTES)
        self._all = Documents(self._size, mask=np.ones(self._size, bool) if alive is None else alive)

    def forget(self) -> None:
        """Drop what was kept of leaves. Answers stay the same; for measuring."""
        self._leaves.clear()
        self._recent.clear()

    # -- answers

    def answer(self, request: Request) -> Answer:
        """Select, rank, count. Raises QueryError for a request beyond the engine's limits."""
        _check(request)
        base = self._select(request.match, request.filters)
        masks = self._facet_masks(request.filters)
        result = intersection([base, *masks.values()]) if masks else base
        found = self._found(result, request)
        facets = self._facets(base, result, masks, request.facets)
        timeline = self._timeline(result, request.timeline) if request.timeline else {}
        return Answer(len(result), found, facets, timeline)

    def _found(self, result: Documents, request: Request) -> tuple[Found, ...]:
        wanted = min(request.offset + request.limit, len(result))
        if request.limit <= 0 or wanted <= request.offset:
            return ()
        documents, scores = self._ranked(result, request, wanted)
        page = slice(request.offset, wanted)
        return tuple(map(Found, documents[page].tolist(), scores[page].tolist()))

    def _ranked(self, result: Documents, request: Request, wanted: int) -> tuple[np.ndarray, np.ndarray]:
        """The first `wanted` documents of `result`, and their scores."""
        columns = self._columns
        if request.sort != "relevance" or not request.rank:
            places = columns.age_order if request.sort == "oldest" else columns.recency
            numbers = result.numbers()
            chosen = numbers[select.smallest(places[numbers], wanted)]
            return chosen, self._scores_of(Documents(self._size, chosen), request, chosen)
        if result.ids is not None:
            numbers = result.ids
            scores = self._scores_of(result, request, numbers)
        else:
            every = self._scores_of(result, request, None) * result.as_mask()
            numbers = select.candidates(every, wanted)
            if len(numbers) < wanted:
                rest = result.as_mask().copy()
                rest[numbers] = False
                numbers = np.concatenate([numbers, np.flatnonzero(rest)])
            scores = every[numbers]
        places = select.best(scores, numbers, wanted, lambda some: columns.recency[some])
        return numbers[places], scores[places]

    def _scores_of(self, result: Documents, request: Request, numbers: np.ndarray | None) -> np.ndarray:
        """The scores of the documents `numbers`, in their order; of all documents if None."""
        scores = np.zeros(self._size if numbers is None else len(numbers), np.float32)
        ranking = request.ranking
        for weighted in request.rank:
            documents, amounts = self._impact(weighted, ranking)
            if numbers is None:
                if documents is None:
                    scores += amounts
                else:
                    scores[documents] += amounts
            elif documents is None:
                scores += amounts[numbers]
            elif len(documents) == len(numbers) and documents is numbers:
                scores += amounts
            elif len(documents):
                places = documents.searchsorted(numbers)
                places[places == len(documents)] = 0
                scores += amounts[places] * (documents[places] == numbers)
        if ranking.freshness or ranking.brief != 1.0:
            factors = self._boosts(ranking)
            scores *= factors if numbers is None else factors[numbers]
        if request.prefer and ranking.preferred != 1.0:
            preferred = union(
                [self._facet(facet, (value,)) for facet, value in request.prefer], self._size
            ).as_mask()
            scores[preferred if numbers is None else preferred[numbers]] *= np.float32(ranking.preferred)
        return scores

    # -- leaves

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

    def _leaf(self, leaf: Leaf) -> Documents:
        return self._leaves.get(
            ("set", leaf), lambda: Documents(self._size, self._hits((leaf,))[0]), Documents.nbytes
        )

    def _impact(self, weighted: Weighted, ranking: Ranking) -> Impact:
        key = ("impact", weighted, ranking.k1, ranking.b)
        return self._leaves.get(key, lambda: self._new_impact(weighted, ranking), _impact_bytes)

    def _new_impact(self, weighted: Weighted, ranking: Ranking) -> Impact:
        documents, tf = self._hits(weighted.leaves)
        weight = weighted.weight * scoring.idf(self.document_count, len(documents))
        norms = self._norms(ranking.k1, ranking.b)
        amounts = scoring.impacts(tf, norms[documents], weight, ranking.k1)
        if len(documents) * 8 < self._size:
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

    def _boosts(self, ranking: Ranking) -> np.ndarray:
        def make() -> np.ndarray:
            ages, dated = self._columns.ages()
            return scoring.boosts(
                ages, dated, self._columns.briefs, ranking.freshness, ranking.half_life, ranking.brief
            )

        key = ("boosts", ranking.freshness, ranking.half_life, ranking.brief)
        return self._common.get(key, make, lambda factors: factors.nbytes)

    # -- selection

    def _select(self, match: Node, filters: Filters) -> Documents:
        """The documents that match and pass the date filter."""
        found = self._node(match)
        if filters.date_from or filters.date_to:
            return intersection([found, self._dates(filters.date_from, filters.date_to)])
        return found

    def _node(self, node: Node) -> Documents:
        if isinstance(node, AllOf):
            negative = [self._node(child.child) for child in node.children if isinstance(child, Not)]
            positive = [self._node(child) for child in node.children if not isinstance(child, Not)]
            if not positive:
                positive = [self._all]
            if len(positive) == 1 and not negative:
                return positive[0]
            return intersection(positive, negative)
        if isinstance(node, AnyOf):
            return union([self._node(child) for child in node.children], self._size)
        if isinstance(node, Not):
            return intersection([self._all], [self._node(node.child)])
        return self._leaf(node)

    def _dates(self, first: str | None, last: str | None) -> Documents:
        def make() -> Documents:
            low, high = self._columns.days
            mask = np.ones(self._size, bool)
            if first:
                mask &= low >= _day(first, "from")
            if last:
                mask &= high <= _day(last, "to")
            return Documents(self._size, mask=mask)

        return self._common.get(("dates", first, last), make, Documents.nbytes)

    def _facet_masks(self, filters: Filters) -> dict[str, Documents]:
        """For each facet that is filtered by: the documents with one of the values."""
        return {facet: self._facet(facet, values) for facet in FACETS if (values := filters.values(facet))}

    def _facet(self, facet: str, values: tuple[str, ...]) -> Documents:
        def make() -> Documents:
            codes = self._columns.codes
            known = [codes[facet, value] for value in values if (facet, value) in codes]
            return Documents(
                self._size, mask=self._columns.facets.mask(known) if known else np.zeros(self._size, bool)
            )

        return self._common.get(("facet", facet, values), make, Documents.nbytes)

    # -- counting

    def _facets(
        self, base: Documents, result: Documents, masks: Mapping[str, Documents], wanted: Sequence[str]
    ) -> dict[str, dict[str, int]]:
        plain = [facet for facet in wanted if facet not in masks]
        counted = self._count(result, plain) if plain else {}
        for facet in wanted:
            if facet in masks:
                others = [mask for name, mask in masks.items() if name != facet]
                counted |= self._count(intersection([base, *others]) if others else base, [facet])
        return {facet: counted[facet] for facet in wanted}

    def _count(self, documents: Documents, wanted: Sequence[str]) -> dict[str, dict[str, int]]:
        columns = self._columns
        spans = [columns.spans[facet] for facet in wanted]
        if documents.ids is not None:
            every = columns.facets.count_documents(documents.ids)
            counts = [every[low:high] for low, high in spans]
        else:
            packed = columns.facets.packed(documents.as_mask())
            counts = [columns.facets.count_packed(packed, low, high) for low, high in spans]
        return {
            facet: {value: n for value, n in zip(columns.values[facet], own.tolist(), strict=True) if n}
            for facet, own in zip(wanted, counts, strict=True)
        }

    def _timeline(self, result: Documents, unit: str) -> dict[str, int]:
        if unit == "year":
            return self._count(result, ["year"])["year"]
        low, high = (days[result.numbers()] for days in self._columns.days)
        months = low[low == high].astype("datetime64[D]").astype("datetime64[M]")
        values, counts = np.unique(months, return_counts=True)
        return dict(zip(values.astype(str).tolist(), counts.tolist(), strict=True))

    def coverage(self, request: Request) -> dict[tuple[str, str, int | None], int]:
        """Documents of `request` per (campaign, district, year); those that have both of the first."""
        columns = self._columns
        result = self._result(request).as_mask()
        found: dict[tuple[str, str, int | None], int] = {}
        districts = [
            (name, columns.facets.mask([columns.codes["district", name]]))
            for name in columns.values["district"]
        ]
        for campaign in columns.values["campaign"]:
            of_campaign = columns.facets.mask([columns.codes["campaign", campaign]]) & result
            if not of_campaign.any():
                continue
            for district, of_district in districts:
                both = Documents(self._size, mask=of_campaign & of_district)
                if not len(both):
                    continue
                years = self._count(both, ["year"])["year"]
                for year, count in years.items():
                    found[campaign, district, int(year)] = count
                if rest := len(both) - sum(years.values()):
                    found[campaign, district, None] = rest
        return found

    def _result(self, request: Request) -> Documents:
        base = self._select(request.match, request.filters)
        masks = self._facet_masks(request.filters)
        return intersection([base, *masks.values()]) if masks else base

    # -- documents

    def _place(self, key: int) -> tuple[Segment, int]:
        place = int(np.searchsorted(self._bases, key, "right")) - 1
        return self._segments[place], key - self._bases[place]

    def articles(self, keys: Sequence[Any]) -> list[Article]:
        """The stored Articles of `Found.key`s, in that order."""
        places = [self._place(key) for key in keys]
        return [segment.article(document) for segment, document in places]

    def article(self, article_id: str) -> Article | None:
        """The Article with this id, or None."""
        alive = self._columns.alive
        for base, segment in zip(self._bases, self._segments, strict=False):
            document = segment.document(article_id)
            if document is not None and (alive is None or alive[base + document]):
                return segment.article(document)
        return None

    def scan(self, request: Request) -> Iterator[Article]:
        """Every Article of `request`, in its order, without paging; one at a time."""
        _check(request)
        result = self._result(request)
        documents, _ = self._ranked(result, request, len(result))
        for key in documents.tolist():
            segment, document = self._place(key)
            yield segment.article(document)

    # -- terms

    def accented(self, kind: TermKind, folded: str) -> list[TermStats]:
        """The accented terms that fold to `folded`, most frequent first."""
        return self._stats(kind, [segment.ranges(kind, folded, True) for segment in self._segments])

    def completions(self, kind: TermKind, folded_prefix: str, limit: int) -> list[TermStats]:
        """The most frequent terms whose folded form begins with `folded_prefix`."""
        return self._stats(kind, [_completed(s, kind, folded_prefix) for s in self._segments], limit)

    def _stats(
        self, kind: TermKind, ranges: Sequence[Sequence[Range]], limit: int | None = None
    ) -> list[TermStats]:
        """Terms by documents; deleted documents count until their segment is merged.

        With a `limit`, the terms looked at are the most frequent of each segment, four times as many.
        """
        totals: dict[str, list[int]] = {}
        for segment, own in zip(self._segments, ranges, strict=True):
            for number in segment.most_frequent(kind, own, limit and 4 * limit):
                text = segment.term(kind, number)
                documents, occurrences = segment.distinct(kind, number)
                total = totals.setdefault(text, [0, 0])
                total[0] += documents
                total[1] += occurrences
        stats = [TermStats(text, *counts) for text, counts in totals.items()]
        stats.sort(key=lambda one: (-one.documents, -one.occurrences, one.text))
        return stats[:limit]

    def frequencies(self, kind: TermKind, terms: Sequence[str]) -> list[int]:
        """For each accented term about how many documents have it (see the contract)."""
        totals = np.zeros(len(terms), np.int64)
        for counts in self._frequencies:
            totals += counts.of(kind, terms)
        return totals.tolist()

    def labels(self, facet: str) -> dict[str, str]:
        """value → label of every value of `facet` in the index."""
        return {value: self._columns.labels[facet, value] for value in self._columns.values[facet]}

    def state(self) -> bytes:
        """What `Writer.commit` was given as `state` for this generation; b"" at first."""
        return self._state


def _completed(segment: Segment, kind: TermKind, prefix: str) -> list[Range]:
    if kind is not TermKind.PAIR:
        lexicon = segment.words if kind is TermKind.WORD else segment.syllables
        return [lexicon.folded_prefix(prefix)]
    first, space, second = prefix.partition(" ")
    if not space:
        return segment.pair_ranges(segment.syllables.folded_prefix(first), (0, len(segment.syllables)))
    return segment.pair_ranges(segment.syllables.folded(first), segment.syllables.folded_prefix(second))


def _impact_bytes(impact: Impact) -> int:
    documents, amounts = impact
    return amounts.nbytes + (0 if documents is None else documents.nbytes)


def _day(iso: str, parameter: str) -> int:
    try:
        return day_number(iso)
    except ValueError:
        raise QueryError(f"{iso!r} is not a day like 2021-02-28", parameter) from None


def _check(request: Request) -> None:
    """Refuse what would take long or make no sense."""
    if request.limit < 0 or request.offset < 0 or request.offset + request.limit > MAX_RESULTS:
        raise QueryError("a page must lie within the results", "page")
    leaves = sum(len(weighted.leaves) for weighted in request.rank)
    todo: list[tuple[Node, int]] = [(request.match, 1)]
    while todo:
        node, depth = todo.pop()
        if depth > MAX_DEPTH:
            raise QueryError("the query is nested too deeply", "q")
        if isinstance(node, AllOf | AnyOf):
            todo += [(child, depth + 1) for child in node.children]
        elif isinstance(node, Not):
            todo.append((node.child, depth + 1))
        else:
            leaves += 1
    if leaves > MAX_LEAVES:
        raise QueryError(f"the query has {leaves:,} terms; {MAX_LEAVES:,} are the most", "q")
