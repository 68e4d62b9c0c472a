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
from indexer.engines.contract import FACETS, Answer, Filters, Found, Node, Request, Sort
from indexer.errors import QueryError
from indexer.settings import setting
from search import facets, ranking
from search.credits import known_credit
from search.empty import loosened
from search.feedback import feedback
from search.highlight import Highlighter
from search.query import Parsed, parse
from search.related import related
from search.results import (
    Completion,
    FacetCount,
    Highlights,
    Hit,
    Loosened,
    MatchKind,
    Message,
    Query,
    Results,
    Suggestion,
)
from search.spelling import correct
from search.state import State
from search.suggest import complete
from search.understand import Understanding, understand

MAX_SIZE = 100


@dataclass(frozen=True, slots=True)
class _Selected:
    """How a query was answered: by which understanding and node, and what the engine counted."""

    meant: Understanding
    match: Node
    answer: Answer
    relaxed: bool = False
    loosened: tuple[Loosened, ...] = ()


class Search:
    """An index to search in. `Search.open` makes one."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._state: State | None = None

    @classmethod
    def open(cls, index: str | Path | None = None, engine: str | None = None) -> Search:
        """Open an index (default: the settings'). Raises IndexMissing, IndexDamaged, IndexOutdated."""
        return cls(open_reader(setting("index", index), setting("engine", engine)))

    def close(self) -> None:
        """Let go of the index."""
        self._engine.close()

    def state(self) -> State:
        """The current generation."""
        reader = self._engine.reader()
        state = self._state
        if state is None or state.reader is not reader:
            state = self._state = State(reader)
        return state

    @property
    def generation(self) -> int:
        """The number of the index's current generation."""
        return self.state().reader.generation

    @property
    def committed(self) -> float | None:
        """When the index's current generation was committed, in seconds since 1970; None if that is not known."""
        return self.state().reader.committed

    @property
    def document_count(self) -> int:
        """How many documents the index has."""
        return self.state().reader.document_count

    def search(
        self,
        q: str = "",
        *,
        districts: Sequence[str] = (),
        years: Sequence[str | int] = (),
        campaigns: Sequence[str] = (),
        kinds: Sequence[str] = (),
        date_from: str | None = None,
        date_to: str | None = None,
        sort: Sort = "relevance",
        page: int = 1,
        size: int = 10,
        highlight: bool = True,
        exact: Sequence[str] = (),
        match: Literal["all", "any"] = "all",
        timeline: Literal["year", "month"] | None = None,
    ) -> Results:
        """Answer a query. Whatever is typed is understood as far as possible.

        `match="all"`: documents with all the words, or, if there are none, the best partial ones
        (`relaxed`). `match="any"`: documents with any of the words, by the same scores. `exact`: typed forms
        whose interpretation was declined; "*" declines all. Raises QueryError for a page, size, sort or
        date that cannot be.
        """
        begun = time.perf_counter()
        _check(page, size, sort)
        state = self.state()
        lists = tuple(map(tuple, (districts, years, campaigns, kinds, exact)))
        asked = (q, lists, date_from, date_to, sort, page, size, highlight, match, timeline)
        known = state.answers.get(asked)
        if known is not None:
            return replace(known, took_ms=(time.perf_counter() - begun) * 1000)
        parsed = parse(q, partial(_resolve, state))
        filters = _filters(parsed, districts, years, campaigns, kinds, date_from, date_to)
        request = Request(
            filters=filters,
            sort=sort,
            offset=(page - 1) * size,
            limit=size,
            facets=FACETS,
            ranking=ranking.RANKING,
            timeline=timeline,
        )
        selected = self._select(state, parsed, request, tuple(exact), match)
        found = self._ranked(state, selected, request)
        hits = _hits(state, found, selected, highlight)
        meant = selected.meant
        suggestion = self._suggestion(state, q, parsed, selected, request) if page == 1 else None
        values = {
            facet: facets.counted(facet, counts, filters.values(facet), state.labels[facet])
            for facet, counts in selected.answer.facets.items()
        }
        results = Results(
            query=Query(
                q, filters.district, filters.year, filters.campaign, filters.kind,
                filters.date_from, filters.date_to, sort, tuple(exact), parsed.words,
            ),
            total=selected.answer.total,
            took_ms=(time.perf_counter() - begun) * 1000,
            page=page,
            size=size,
            hits=hits,
            facets=values,
            suggestion=suggestion,
            relaxed=selected.relaxed,
            interpretations=tuple(dict.fromkeys(meant.interpretations)),
            messages=_unique(meant.messages),
            loosened=selected.loosened,
            timeline=dict(selected.answer.timeline),
            generation=state.reader.generation,
        )  # fmt: skip
        state.answers[asked] = results
        return results

    def _select(
        self, state: State, parsed: Parsed, request: Request, exact: tuple[str, ...], match: str
    ) -> _Selected:
        """Find what matches: all the words, else without their accents, else some of them."""
        reader = state.reader
        meant = understand(parsed, state.lexis, exact)
        counting = replace(request, limit=0, offset=0)

        def ask(meant: Understanding, node: Node) -> Answer:
            """The counts, and the best articles for feedback: one question instead of two."""
            asked = replace(counting, match=node)
            if asked.sort == "relevance" and meant.rank and len(meant.syllables) <= ranking.LONG:
                asked = replace(_ranking(asked, meant), limit=ranking.FEEDBACK_ARTICLES)
            return reader.answer(asked)

        if match == "any":
            node = meant.any()
            return _Selected(meant, node, ask(meant, node))
        node = meant.all()
        answer = ask(meant, node)
        if answer.total:
            return _Selected(meant, node, answer)
        if request.filters != Filters():
            found = loosened(reader, replace(counting, match=node), state.labels)
            if found:
                return _Selected(meant, node, answer, loosened=found)
        if meant.accented and len(meant.syllables) > 1:
            loose = understand(parsed, state.lexis, exact, unaccented=True)
            other = ask(loose, loose.all())
            if other.total:
                loose.messages.append(
                    Message("accents_ignored", {"word": " ".join(meant.unknown or meant.syllables)})
                )
                return _Selected(loose, loose.all(), other)
        for weaker in meant.weaker():
            other = ask(meant, weaker)
            if other.total:
                return _Selected(meant, weaker, other, relaxed=True)
        return _Selected(meant, node, answer)

    def _suggestion(
        self, state: State, q: str, parsed: Parsed, selected: _Selected, request: Request
    ) -> Suggestion | None:
        """A better spelling, if it finds something that the query as typed does not."""
        meant = selected.meant
        if selected.loosened or any(one.kind == "decoded" for one in meant.interpretations):
            return None
        if len(meant.syllables) > ranking.LONG:
            return None
        suggestion = correct(q, parsed, state.lexis)
        if suggestion is None:
            return None
        better = understand(parse(suggestion.q, partial(_resolve, state)), state.lexis)
        found = state.reader.answer(replace(request, match=better.all(), limit=0, offset=0, facets=()))
        differs = selected.relaxed or found.total != selected.answer.total
        return suggestion if found.total and differs else None

    def _ranked(self, state: State, selected: _Selected, request: Request) -> tuple[Found, ...]:
        """The documents of the page, best first."""
        if not selected.answer.total:
            return ()
        return state.reader.answer(_asking(state, selected, request)).found

    def article(self, article_id: str) -> Article | None:
        """The Article with this id, or None."""
        return self.state().reader.article(article_id)

    def highlight(self, article: Article, q: str) -> dict[str, str]:
        """The whole of each field of an article as HTML, with what `q` looks for marked."""
        state = self.state()
        meant = understand(parse(q, partial(_resolve, state)), state.lexis)
        return Highlighter(meant.units).fields(article)

    def related(self, article_id: str, size: int = 5) -> list[Article]:
        """Articles about the same as this one; never the article itself, nor its own brief."""
        state = self.state()
        article = state.reader.article(article_id)
        return related(state.reader, article, state.topics([article])[0], size) if article else []

    def suggest(self, q: str, size: int = 10) -> list[Completion]:
        """Completions of what is being typed, accented or not."""
        state = self.state()
        return complete(q, state.lexis, self.facet_values(), size)

    def facet_values(self) -> dict[str, tuple[FacetCount, ...]]:
        """Every value of every facet with its number of documents."""
        state = self.state()
        if state.facet_values is None:
            counts = state.reader.answer(Request(limit=0)).facets
            state.facet_values = {
                facet: facets.counted(facet, counts.get(facet, {}), (), state.labels[facet])
                for facet in FACETS
            }
        return state.facet_values

    def export(
        self, q: str = "", *, exact: Sequence[str] = (), sort: Sort = "relevance", **filters: Any
    ) -> Iterator[Article]:
        """Every article that `search` with the same arguments would find, in its order."""
        state = self.state()
        request, selected = self._asked(state, q, exact, sort, filters)
        return state.reader.scan(_asking(state, selected, request))

    def coverage(
        self, q: str = "", *, exact: Sequence[str] = (), **filters: Any
    ) -> Mapping[tuple[str, str, int | None], int]:
        """How many documents there are per (campaign, district, year)."""
        state = self.state()
        request, selected = self._asked(state, q, exact, "relevance", filters)
        return state.reader.coverage(replace(request, match=selected.match))

    def _asked(
        self, state: State, q: str, exact: Sequence[str], sort: Sort, given: Mapping[str, Any]
    ) -> tuple[Request, _Selected]:
        parsed = parse(q, partial(_resolve, state))
        filters = _filters(parsed, **given)
        request = Request(filters=filters, sort=sort, ranking=ranking.RANKING)
        return request, self._select(state, parsed, request, tuple(exact), "all")


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


def _ranking(request: Request, meant: Understanding) -> Request:
    """The request with what a query ranks by."""
    return replace(request, rank=tuple(meant.rank), prefer=facets.named(meant.syllables))


def _asking(state: State, selected: _Selected, request: Request) -> Request:
    """The request that ranks: with what the query names preferred, and with feedback from the best articles."""
    meant, first = selected.meant, selected.answer.found
    request = replace(request, match=selected.match, facets=(), timeline=None)
    request = _ranking(request, meant)
    if not first or selected.answer.total < 2:
        return request
    topics = state.topics([one.article for one in state.prepared([one.key for one in first])])
    scores = [one.score for one in first]
    more = feedback(topics, scores, len(set(meant.syllables)), state.reader.document_count)
    return replace(request, feedback=tuple(more))


def _resolve(state: State, facet: str, text: str) -> tuple[str, ...]:
    if facet in CREDITS:
        return (text,) if known_credit(facet, text, state.lexis) else ()
    return facets.resolve(facet, text, state.labels[facet])


def _filters(
    parsed: Parsed,
    districts: Sequence[str] = (),
    years: Sequence[str | int] = (),
    campaigns: Sequence[str] = (),
    kinds: Sequence[str] = (),
    date_from: str | None = None,
    date_to: str | None = None,
) -> Filters:
    """The filters chosen beside the query, and those named in it."""

    def both(facet: str, given: Sequence[Any]) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*map(str, given), *parsed.facets.get(facet, ())]))

    return Filters(
        both("district", districts),
        both("year", years),
        both("campaign", campaigns),
        both("kind", kinds),
        date_from or parsed.date_from,
        date_to or parsed.date_to,
    )


def _hits(state: State, found: Sequence[Found], selected: _Selected, highlight: bool) -> tuple[Hit, ...]:
    documents = state.prepared([one.key for one in found])
    # What has the accents that were restored is not "as typed".
    restored = any(i.kind == "restored" for i in selected.meant.interpretations)
    highlighter = Highlighter(selected.meant.units) if highlight else None
    hits = []
    for document, one in zip(documents, found, strict=True):
        shown: Highlights | None = None
        why: MatchKind = "exact"
        if highlighter:
            shown, why = highlighter.highlights(document)
        if selected.relaxed:
            why = "partial"
        elif restored and why == "exact":
            why = "unaccented"
        hits.append(Hit(document.article, one.score, shown, why))
    return tuple(hits)


def _unique(messages: Sequence[Message]) -> tuple[Message, ...]:
    return tuple({(m.code, tuple(m.values.items())): m for m in messages}.values())
