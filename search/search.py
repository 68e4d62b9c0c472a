"""Search: the one door that the command line, the site and the API go through.

A `Search` is thread-safe and sees a new
generation of the index without being reopened; what it remembers (vocabulary, topics of articles) belongs to one
generation.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from indexer.article import Article
from indexer.bounded_cache import BoundedCache
from indexer.engines import open_reader
from indexer.engines.contract import NO_FILTERS, EngineQuery, Filters, ScoredDoc, Sort
from indexer.engines.protocols import Engine, Reader
from indexer.errors import QueryError
from indexer.facets.facet_spec import Registry
from indexer.guard import valid
from indexer.settings import setting
from indexer.vietnamese import fold_normal
from search import facet_names
from search.answering import Match, Selection, answer_query, final_query, page_of, parse_query
from search.changes import CHANGES, Arrivals, Changes
from search.chosen import Chosen, both, with_chosen
from search.moments import is_generation, seconds
from search.present import explanation
from search.present.advice import advice
from search.present.highlight import Highlighter, MarkedArticle
from search.rank import ranking
from search.rank.related import related
from search.results import (
    Completion,
    FacetCount,
    Hit,
    MatchKind,
    Message,
    NamedValue,
    Query,
    Results,
)
from search.snapshot import IndexSnapshot
from search.suggest import complete
from search.understand.planner import plan_query

MAX_SIZE = 100

LEDGER_BYTES = 16 << 20
"""Bytes of rows of the ledger that are kept in memory."""


@dataclass(frozen=True, slots=True)
class DocumentIds:
    """The documents that a search finds in one generation, and the filters as they were understood."""

    reader: Reader
    filters: Filters
    ids: tuple[str, ...]

    def headings(self, ids: Sequence[str]) -> dict[str, str]:
        """Id → heading of those of `ids` that the generation has."""
        found = [(identity, self.reader.key(identity)) for identity in ids]
        keys = [key for _, key in found if key is not None]
        return {article.id: article.heading for article in self.reader.articles(keys)}


class Search:
    """An index to search in. `Search.open` makes one."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._snapshot: IndexSnapshot | None = None
        self.ledger_rows = BoundedCache(LEDGER_BYTES)
        """Rows of the ledger by article, kept from one generation to the next."""

    @classmethod
    def open(cls, index: str | Path | None = None, engine: str | None = None) -> Search:
        """Open an index (default: the settings'). Raises IndexMissing, IndexDamaged, IndexOutdated."""
        return cls(open_reader(setting("index", index), setting("engine", engine)))

    def close(self) -> None:
        """Let go of the index."""
        self._engine.close()

    def snapshot(self) -> IndexSnapshot:
        """The current generation."""
        reader = self._engine.reader()
        snapshot = self._snapshot
        if snapshot is None or snapshot.reader is not reader:
            snapshot = self._snapshot = IndexSnapshot(reader)
        return snapshot

    @property
    def generation(self) -> int:
        """The number of the index's current generation."""
        return self.snapshot().reader.generation

    @property
    def registry(self) -> Registry:
        """The facets of the index."""
        return self.snapshot().reader.registry

    @property
    def committed(self) -> float | None:
        """When the index's current generation was committed, in seconds since 1970; None if that is not known."""
        return self.snapshot().reader.committed

    @property
    def document_count(self) -> int:
        """How many documents the index has."""
        return self.snapshot().reader.document_count

    def search(
        self,
        q: str = "",
        filters: Filters = NO_FILTERS,
        *,
        sort: Sort = "relevance",
        page: int = 1,
        size: int = 10,
        highlight: bool = True,
        exact: Sequence[str] = (),
        match: Match = "all",
        timeline: Literal["year", "month"] | None = None,
        since: str = "",
        explain: bool = False,
        **chosen: Chosen,
    ) -> Results:
        """Answer a query. Whatever is typed is understood as far as possible.

        `chosen` are filters in short: `districts=["thanh-xuan"]`, `year=[2020]`, `date_from="2020-03-01"`. `since`: only what
        the index took after this moment (ISO 8601) or generation; `sort="added"`: the last taken first.

        `match="all"`: documents with all the words; where they are fewer than a page, those with some of them
        follow (`partial_total`). `match="any"`: documents with any of the words, by the same scores. `exact`: typed forms
        whose interpretation was declined; "*" declines all. `explain` adds the parts of each score. Raises QueryError for a page, size, sort or
        date or `since` that cannot be, and TypeError for a facet that the index does not have.
        """
        begun = time.perf_counter()
        q = valid(q)
        _check(page, size, sort)
        snapshot = self.snapshot()
        if chosen:
            filters = with_chosen(snapshot.reader.registry, filters, chosen)
        filters = self._added_since(filters, since)
        cache_key = (q, filters, tuple(exact), sort, page, size, highlight, match, timeline, explain)
        cached = snapshot.answers.get(cache_key)
        if cached is not None:
            return replace(cached, took_ms=(time.perf_counter() - begun) * 1000)
        parsed = parse_query(snapshot, q)
        filters = both(filters, parsed.filters)
        request = EngineQuery(
            filters=filters,
            sort=sort,
            offset=(page - 1) * size,
            limit=size,
            facets=snapshot.reader.registry.names,
            ranking=ranking.RANKING,
            timeline=timeline,
        )
        selected = answer_query(snapshot, q, parsed, request, exact, match)
        found = page_of(snapshot, selected, request)
        full = max(0, selected.answer.total - request.offset)
        hits = _hits(snapshot, found, selected, full, highlight)
        if explain:
            query = final_query(snapshot, selected, request)
            parts = explanation.explain(snapshot.reader, query, found)
            hits = tuple(replace(hit, parts=row) for hit, row in zip(hits, parts, strict=True))
        plan = selected.plan
        values = snapshot.counted(selected.answer.facets, filters)
        results = Results(
            query=Query(q, filters, sort, tuple(exact), parsed.words),
            total=selected.answer.total,
            partial_total=selected.answer.partial_total,
            took_ms=(time.perf_counter() - begun) * 1000,
            page=page,
            size=size,
            hits=hits,
            facets=values,
            suggestion=selected.suggestion,
            corrected=selected.corrected,
            named=_named(snapshot, selected, filters),
            relaxed=selected.relaxed,
            interpretations=tuple(dict.fromkeys(plan.interpretations)),
            messages=_unique([*plan.messages, *advice(q, filters, selected)]),
            filter_hints=selected.hints,
            timeline=dict(selected.answer.timeline),
            generation=snapshot.reader.generation,
        )
        snapshot.answers[cache_key] = results
        return results

    def article(self, article_id: str) -> Article | None:
        """The Article with this id, or None."""
        return self.snapshot().reader.article(article_id)

    def highlight(self, article: Article, q: str) -> dict[str, str]:
        """The whole of each field of an article as HTML, with what `q` looks for marked."""
        snapshot = self.snapshot()
        plan = plan_query(parse_query(snapshot, q), snapshot.stats)
        return Highlighter(plan.targets).fields(article)

    def related(self, article_id: str, size: int = 5) -> list[Article]:
        """Articles about the same as this one; never the article itself, nor its own brief."""
        snapshot = self.snapshot()
        key = snapshot.reader.key(article_id)
        if key is None:
            return []
        article = snapshot.articles([key])[0]
        return related(snapshot.reader, article, snapshot.telling([key])[0], size)

    def suggest(self, q: str, size: int = 10) -> list[Completion]:
        """Completions of what is being typed, accented or not."""
        snapshot = self.snapshot()
        return complete(q, snapshot.stats, self.registry, self.facet_values(), size)

    def label(self, facet: str, value: str) -> str:
        """The name of a value of a facet; a value that nothing names is its own name."""
        return self.snapshot().labels.get(facet, {}).get(value, value)

    def facet_values(self) -> dict[str, tuple[FacetCount, ...]]:
        """Every value of every facet with its number of documents."""
        snapshot = self.snapshot()
        if snapshot.facet_values is None:
            request = EngineQuery(limit=0, facets=snapshot.reader.registry.names)
            snapshot.facet_values = snapshot.counted(snapshot.reader.answer(request).facets, cut=False)
        return snapshot.facet_values

    def export(
        self,
        q: str = "",
        filters: Filters = NO_FILTERS,
        *,
        exact: Sequence[str] = (),
        sort: Sort = "relevance",
        since: str = "",
        **chosen: Chosen,
    ) -> Iterator[Article]:
        """Every article that `search` with the same arguments would find, in its order."""
        snapshot = self.snapshot()
        filters = self._added_since(with_chosen(self.registry, filters, chosen), since)
        request, selected = self._prepare(snapshot, q, exact, sort, filters)
        return snapshot.reader.scan(final_query(snapshot, selected, request))

    def document_ids(
        self,
        q: str = "",
        filters: Filters = NO_FILTERS,
        *,
        exact: Sequence[str] = (),
        since: str = "",
        **chosen: Chosen,
    ) -> DocumentIds:
        """Which documents `search` with the same arguments finds: those with all the words, sorted by id."""
        snapshot = self.snapshot()
        filters = self._added_since(with_chosen(self.registry, filters, chosen), since)
        request, selected = self._prepare(snapshot, q, exact, "relevance", filters)
        ids = snapshot.reader.ids(replace(request, match=selected.match))
        return DocumentIds(snapshot.reader, request.filters, tuple(sorted(ids)))

    def changes(self, since: str = "", size: int = CHANGES) -> Changes:
        """What came, changed or went since a moment (ISO 8601), a generation or the `next` of an earlier answer, oldest first.

        Without `since`, everything that the index remembers. Raises QueryError for a `since` that is none of these.
        """
        return self.arrivals().since(since, size)

    def arrivals(self) -> Arrivals:
        """When the documents of the current generation came, changed or went."""
        snapshot = self.snapshot()
        if snapshot.arrivals is None:
            snapshot.arrivals = Arrivals.read(snapshot.reader)
        return snapshot.arrivals

    def latest(
        self,
        q: str = "",
        filters: Filters = NO_FILTERS,
        *,
        exact: Sequence[str] = (),
        size: int = 30,
        since: str = "",
        **chosen: Chosen,
    ) -> list[tuple[Article, str]]:
        """The articles with all the words that came or changed last, last first, each with that moment (ISO 8601, UTC)."""
        snapshot = self.snapshot()
        filters = self._added_since(with_chosen(self.registry, filters, chosen), since)
        request, selected = self._prepare(snapshot, q, exact, "newest", filters)
        return self.arrivals().newest(snapshot.reader, replace(request, match=selected.match), size)

    def coverage(
        self, q: str = "", filters: Filters = NO_FILTERS, *, exact: Sequence[str] = (), **chosen: Chosen
    ) -> Mapping[tuple[str, str, int | None], int]:
        """How many documents there are per (campaign, district, year)."""
        snapshot = self.snapshot()
        filters = with_chosen(self.registry, filters, chosen)
        request, selected = self._prepare(snapshot, q, exact, "relevance", filters)
        return snapshot.reader.coverage(replace(request, match=selected.match))

    def _added_since(self, filters: Filters, since: str) -> Filters:
        """`filters` with `since`. The arrivals are read for a generation only: they cost a look at every document."""
        text = since.strip()
        if not text:
            return filters
        moment = None if is_generation(text) else seconds(text)
        moment = self.arrivals().moment(text) if moment is None else moment
        return filters.added_since(moment)

    def _prepare(
        self, snapshot: IndexSnapshot, q: str, exact: Sequence[str], sort: Sort, filters: Filters
    ) -> tuple[EngineQuery, Selection]:
        parsed = parse_query(snapshot, q)
        request = EngineQuery(filters=both(filters, parsed.filters), sort=sort, ranking=ranking.RANKING)
        return request, answer_query(snapshot, q, parsed, request, exact, "all")


def _check(page: int, size: int, sort: str) -> None:
    if page < 1:
        said = f"page must be 1 or more, not {page}"
        raise QueryError(said, "page", code="too_small", value=page, minimum=1)
    if not 1 <= size <= MAX_SIZE:
        said = f"size must be 1 to {MAX_SIZE}, not {size}"
        raise QueryError(said, "size", code="range", value=size, minimum=1, maximum=MAX_SIZE)
    if sort not in get_args(Sort):
        choices = ", ".join(get_args(Sort))
        said = f"sort must be one of {choices}"
        raise QueryError(said, "sort", code="choice", value=sort[:80], choices=choices)


def _hits(
    snapshot: IndexSnapshot, found: Sequence[ScoredDoc], selected: Selection, full: int, highlight: bool
) -> tuple[Hit, ...]:
    articles = snapshot.articles([scored.key for scored in found])
    # What has the accents that were restored is not "as typed".
    restored = any(i.kind == "restored" for i in selected.plan.interpretations)
    marked: Sequence[MarkedArticle | None] = [None] * len(articles)
    if highlight and articles:
        lacking_from = 0 if selected.plan.slack else full
        marked = Highlighter(selected.plan.targets).articles(articles, lacking_from=lacking_from)
    hits = []
    for place, (article, scored, shown) in enumerate(zip(articles, found, marked, strict=True)):
        match: MatchKind = shown.match if shown else "exact"
        if place >= full:
            match = "partial"
        elif restored and match == "exact":
            match = "unaccented"
        highlights, missing = (shown.highlights, shown.missing) if shown else (None, ())
        hits.append(Hit(article, scored.score, highlights, match, missing))
    return tuple(hits)


def _named(snapshot: IndexSnapshot, selected: Selection, filters: Filters) -> tuple[NamedValue, ...]:
    """The places, campaigns, years and authors that the query names and that are not filtered by."""
    syllables = selected.plan.syllables
    found = list(facet_names.named(snapshot.reader.registry, syllables))
    found += [("year", s) for s in syllables if s in snapshot.labels.get("year", {})]
    author = snapshot.authors.get(fold_normal(" ".join(syllables)))
    found += [("author", author)] if author else []
    counts = selected.answer.facets
    rows = [
        NamedValue(
            facet, value, snapshot.labels[facet].get(value, value), counts.get(facet, {}).get(value, 0)
        )
        for facet, value in dict.fromkeys(found)
        if facet in snapshot.labels and value not in filters.values(facet)
    ]
    return tuple(row for row in rows if row.count or row.facet == "author")


def _unique(messages: Sequence[Message]) -> tuple[Message, ...]:
    return tuple({(m.code, tuple(m.values.items())): m for m in messages}.values())
