"""Search: the one door that the command line, the site and the API go through.

Comes in: what a person typed, and filters. Goes out: `Results`. A `Search` is thread-safe and sees a new
generation of the index without being reopened; what it remembers (vocabulary, topics of articles) belongs to one
generation.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, get_args

from indexer.article import Article
from indexer.credits import CREDITS
from indexer.engines import open_reader
from indexer.engines.contract import NO_FILTERS, Answer, Filters, Found, Node, Request, Sort
from indexer.errors import QueryError
from indexer.facets.facet_spec import Registry
from indexer.guard import valid
from indexer.settings import setting
from search import facet_names
from search.chosen import Chosen, both, with_chosen
from search.parse.query import Parsed, parse
from search.present.filter_hints import filter_hints
from search.present.highlight import Highlighter
from search.rank import ranking
from search.rank.feedback import feedback
from search.rank.related import related
from search.results import (
    Completion,
    FacetCount,
    FilterHint,
    Highlights,
    Hit,
    MatchKind,
    Message,
    Query,
    Results,
    Suggestion,
)
from search.snapshot import IndexSnapshot
from search.suggest import complete
from search.understand.credit_match import known_credit
from search.understand.planner import QueryPlan, plan_query
from search.understand.spelling import correct

MAX_SIZE = 100


@dataclass(frozen=True, slots=True)
class _Selected:
    """How a query was answered: by which understanding and node, and what the engine counted."""

    plan: QueryPlan
    match: Node
    answer: Answer
    partial: Node | None = None
    hints: tuple[FilterHint, ...] = ()

    @property
    def relaxed(self) -> bool:
        """Whether there are partial matches only."""
        return not self.answer.total and self.answer.partial_total > 0


class Search:
    """An index to search in. `Search.open` makes one."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._snapshot: IndexSnapshot | None = None

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
        match: Literal["all", "any"] = "all",
        timeline: Literal["year", "month"] | None = None,
        **chosen: Chosen,
    ) -> Results:
        """Answer a query. Whatever is typed is understood as far as possible.

        `chosen` are filters in short: `districts=["thanh-xuan"]`, `year=[2020]`, `date_from="2020-03-01"`.

        `match="all"`: documents with all the words; where they are fewer than a page, those with some of them
        follow (`partial_total`). `match="any"`: documents with any of the words, by the same scores. `exact`: typed forms
        whose interpretation was declined; "*" declines all. Raises QueryError for a page, size, sort or
        date that cannot be, and TypeError for a facet that the index does not have.
        """
        begun = time.perf_counter()
        q = valid(q)
        _check(page, size, sort)
        snapshot = self.snapshot()
        if chosen:
            filters = with_chosen(snapshot.reader.registry, filters, chosen)
        cache_key = (q, filters, tuple(exact), sort, page, size, highlight, match, timeline)
        cached = snapshot.answers.get(cache_key)
        if cached is not None:
            return replace(cached, took_ms=(time.perf_counter() - begun) * 1000)
        parsed = _parse(snapshot, q)
        filters = both(filters, parsed.filters)
        request = Request(
            filters=filters,
            sort=sort,
            offset=(page - 1) * size,
            limit=size,
            facets=snapshot.reader.registry.names,
            ranking=ranking.RANKING,
            timeline=timeline,
        )
        selected = self._select(snapshot, parsed, request, tuple(exact), match)
        found = self._page_hits(snapshot, selected, request)
        full = max(0, selected.answer.total - request.offset)
        hits = _hits(snapshot, found, selected, full, highlight)
        plan = selected.plan
        suggestion = self._suggestion(snapshot, q, parsed, selected, request) if page == 1 else None
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
            suggestion=suggestion,
            relaxed=selected.relaxed,
            interpretations=tuple(dict.fromkeys(plan.interpretations)),
            messages=_unique(plan.messages),
            filter_hints=selected.hints,
            timeline=dict(selected.answer.timeline),
            generation=snapshot.reader.generation,
        )
        snapshot.answers[cache_key] = results
        return results

    def _select(
        self, snapshot: IndexSnapshot, parsed: Parsed, request: Request, exact: tuple[str, ...], match: str
    ) -> _Selected:
        """Find what matches: all the words, else without their accents, else some of them."""
        reader = snapshot.reader
        plan = plan_query(parsed, snapshot.stats, exact)
        counting = replace(request, limit=0, offset=0)

        def first_pass(plan: QueryPlan, node: Node, partial: Node | None) -> Answer:
            """The counts, and the best articles for feedback: one question instead of two."""
            query = replace(counting, match=node, partial=partial, partial_below=request.limit)
            if query.sort == "relevance" and plan.rank and len(plan.syllables) <= ranking.LONG:
                query = replace(_with_ranking(snapshot, query, plan), limit=ranking.FEEDBACK_ARTICLES)
            return reader.answer(query)

        if match == "any":
            node = plan.any()
            return _Selected(plan, node, first_pass(plan, node, None))
        node = plan.all()
        answer = first_pass(plan, node, plan.some())
        if not answer.total and plan.accented and len(plan.syllables) > 1 and not plan.slack:
            loose = plan_query(parsed, snapshot.stats, exact, unaccented=True)
            other = first_pass(loose, loose.all(), loose.some())
            if other.total:
                loose.messages.append(
                    Message("accents_ignored", {"word": " ".join(plan.unknown or plan.syllables)})
                )
                return _Selected(loose, loose.all(), other, loose.some())
        hints: tuple[FilterHint, ...] = ()
        if not answer.total and request.filters:
            hints = filter_hints(reader, replace(counting, match=node), snapshot.labels)
        return _Selected(plan, node, answer, plan.some(), hints)

    def _suggestion(
        self, snapshot: IndexSnapshot, q: str, parsed: Parsed, selected: _Selected, request: Request
    ) -> Suggestion | None:
        """A better spelling, if it finds something that the query as typed does not."""
        plan = selected.plan
        if selected.hints or any(one.kind == "decoded" for one in plan.interpretations):
            return None
        if len(plan.syllables) > ranking.LONG:
            return None
        suggestion = correct(q, parsed, snapshot.stats)
        if suggestion is None:
            return None
        better = plan_query(_parse(snapshot, suggestion.q), snapshot.stats)
        found = snapshot.reader.answer(replace(request, match=better.all(), limit=0, offset=0, facets=()))
        differs = selected.relaxed or found.total != selected.answer.total
        return suggestion if found.total and differs else None

    def _page_hits(self, snapshot: IndexSnapshot, selected: _Selected, request: Request) -> tuple[Found, ...]:
        """The documents of the page, best first."""
        if not (selected.answer.total or selected.answer.partial_total):
            return ()
        return snapshot.reader.answer(_final_query(snapshot, selected, request)).found

    def article(self, article_id: str) -> Article | None:
        """The Article with this id, or None."""
        return self.snapshot().reader.article(article_id)

    def highlight(self, article: Article, q: str) -> dict[str, str]:
        """The whole of each field of an article as HTML, with what `q` looks for marked."""
        snapshot = self.snapshot()
        plan = plan_query(_parse(snapshot, q), snapshot.stats)
        return Highlighter(plan.targets).fields(article)

    def related(self, article_id: str, size: int = 5) -> list[Article]:
        """Articles about the same as this one; never the article itself, nor its own brief."""
        snapshot = self.snapshot()
        key = snapshot.reader.key(article_id)
        if key is None:
            return []
        article = snapshot.prepared([key])[0].article
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
            request = Request(limit=0, facets=snapshot.reader.registry.names)
            snapshot.facet_values = snapshot.counted(snapshot.reader.answer(request).facets, cut=False)
        return snapshot.facet_values

    def export(
        self,
        q: str = "",
        filters: Filters = NO_FILTERS,
        *,
        exact: Sequence[str] = (),
        sort: Sort = "relevance",
        **chosen: Chosen,
    ) -> Iterator[Article]:
        """Every article that `search` with the same arguments would find, in its order."""
        snapshot = self.snapshot()
        request, selected = self._prepare(
            snapshot, q, exact, sort, with_chosen(self.registry, filters, chosen)
        )
        return snapshot.reader.scan(_final_query(snapshot, selected, request))

    def coverage(
        self, q: str = "", filters: Filters = NO_FILTERS, *, exact: Sequence[str] = (), **chosen: Chosen
    ) -> Mapping[tuple[str, str, int | None], int]:
        """How many documents there are per (campaign, district, year)."""
        snapshot = self.snapshot()
        filters = with_chosen(self.registry, filters, chosen)
        request, selected = self._prepare(snapshot, q, exact, "relevance", filters)
        return snapshot.reader.coverage(replace(request, match=selected.match))

    def _prepare(
        self, snapshot: IndexSnapshot, q: str, exact: Sequence[str], sort: Sort, filters: Filters
    ) -> tuple[Request, _Selected]:
        parsed = _parse(snapshot, q)
        request = Request(filters=both(filters, parsed.filters), sort=sort, ranking=ranking.RANKING)
        return request, self._select(snapshot, parsed, request, tuple(exact), "all")


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


def _with_ranking(snapshot: IndexSnapshot, request: Request, plan: QueryPlan) -> Request:
    """The request with what a query ranks by."""
    prefer = facet_names.named(snapshot.reader.registry, plan.syllables)
    return replace(request, rank=tuple(plan.rank), prefer=prefer)


def _final_query(snapshot: IndexSnapshot, selected: _Selected, request: Request) -> Request:
    """The request that ranks: with what the query names preferred, and with feedback from the best articles."""
    plan, first = selected.plan, selected.answer.found
    partial = selected.partial if selected.answer.partial_total else None
    request = replace(
        request,
        match=selected.match,
        facets=(),
        timeline=None,
        partial=partial,
        partial_below=request.limit,
    )
    request = _with_ranking(snapshot, request, plan)
    if len(first) < 2:
        return request
    topics = snapshot.telling([one.key for one in first])
    scores = [one.score for one in first]
    more = feedback(topics, scores, len(set(plan.syllables)), snapshot.reader.document_count)
    return replace(request, feedback=tuple(more))


def _resolve(snapshot: IndexSnapshot, facet: str, text: str) -> tuple[str, ...]:
    if facet in CREDITS:
        return (text,) if known_credit(facet, text, snapshot.stats) else ()
    return facet_names.resolve(snapshot.reader.registry[facet], text, snapshot.labels[facet])


def _parse(snapshot: IndexSnapshot, q: str) -> Parsed:
    """Read a query; the facets and values of the index may be named in it."""
    return parse(q, partial(_resolve, snapshot), snapshot.reader.registry)


def _hits(
    snapshot: IndexSnapshot, found: Sequence[Found], selected: _Selected, full: int, highlight: bool
) -> tuple[Hit, ...]:
    documents = snapshot.prepared([one.key for one in found])
    # What has the accents that were restored is not "as typed".
    restored = any(i.kind == "restored" for i in selected.plan.interpretations)
    highlighter = Highlighter(selected.plan.targets) if highlight else None
    hits = []
    for place, (document, one) in enumerate(zip(documents, found, strict=True)):
        shown: Highlights | None = None
        why: MatchKind = "exact"
        if highlighter:
            shown, why = highlighter.highlights(document)
        if place >= full:
            why = "partial"
        elif restored and why == "exact":
            why = "unaccented"
        missing: tuple[str, ...] = ()
        if highlighter and (place >= full or selected.plan.slack):
            missing = highlighter.missing(document)
        hits.append(Hit(document.article, one.score, shown, why, missing))
    return tuple(hits)


def _unique(messages: Sequence[Message]) -> tuple[Message, ...]:
    return tuple({(m.code, tuple(m.values.items())): m for m in messages}.values())
