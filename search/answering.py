"""Which documents answer a query: as typed, without the accents that were typed, or in a better spelling.

Each step asks the engine once; what it found best is kept for feedback. The last step ranks a page of the one that won.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from indexer.credits import CREDITS
from indexer.engines.contract import EngineQuery, EngineResult, Node, ScoredDoc
from search import facet_names
from search.parse.query import parse
from search.parse.query_tree import Parsed
from search.present.filter_hints import filter_hints
from search.rank import ranking
from search.rank.feedback import feedback
from search.results import Correction, FilterHint, Message, Suggestion
from search.snapshot import IndexSnapshot
from search.understand.credit_match import known_credit
from search.understand.planner import QueryPlan, plan_query
from search.understand.spelling import correct
from search.understand.word_run import EVERYTHING

Match = Literal["all", "any"]


@dataclass(frozen=True, slots=True)
class Selection:
    """How a query was answered: by which understanding and node, and what the engine counted."""

    plan: QueryPlan
    match: Node
    answer: EngineResult
    partial: Node | None = None
    hints: tuple[FilterHint, ...] = ()
    suggestion: Suggestion | None = None
    corrected: Correction | None = None

    @property
    def relaxed(self) -> bool:
        """Whether there are partial matches only."""
        return not self.answer.total and self.answer.partial_total > 0


def answer_query(
    snapshot: IndexSnapshot, q: str, parsed: Parsed, request: EngineQuery, exact: Sequence[str], match: Match
) -> Selection:
    """Find what a query asks for, in a better spelling if what was typed finds next to nothing (see `select`)."""
    selected = select(snapshot, parsed, request, tuple(exact), match)
    if match == "any" or q in exact or EVERYTHING in exact:
        return selected
    spelling = _better_spelling(snapshot, q, parsed, selected, request)
    if spelling is None:
        return selected
    suggestion, better, at_once = spelling
    if at_once:
        return replace(better, corrected=Correction(suggestion.q, q))
    return replace(selected, suggestion=suggestion)


def select(
    snapshot: IndexSnapshot, parsed: Parsed, request: EngineQuery, exact: tuple[str, ...], match: str
) -> Selection:
    """Find what matches: all the words, else without their accents, else some of them."""
    reader = snapshot.reader
    authors = snapshot.author_names
    plan = plan_query(parsed, snapshot.stats, exact, authors=authors)
    counting = replace(request, limit=0, offset=0)

    def first_pass(plan: QueryPlan, node: Node, partial: Node | None) -> EngineResult:
        """The counts, and the best articles for feedback: one question instead of two."""
        query = replace(counting, match=node, partial=partial, partial_below=request.limit)
        if query.sort == "relevance" and plan.rank and len(plan.syllables) <= ranking.LONG:
            query = replace(_with_ranking(snapshot, query, plan), limit=ranking.FEEDBACK_ARTICLES)
        return reader.answer(query)

    if match == "any":
        node = plan.any()
        return Selection(plan, node, first_pass(plan, node, None))
    node = plan.all()
    answer = first_pass(plan, node, plan.some())
    # Where the index has each of the words as it was typed, no accent is wrong: the article is missing.
    nowhere = snapshot.stats.idf(0)
    strange = plan.unknown or any(word.telling >= nowhere for word in plan.words)
    if not answer.total and plan.accented and strange and len(plan.syllables) > 1 and not plan.slack:
        loose = plan_query(parsed, snapshot.stats, exact, unaccented=True, authors=authors)
        other = first_pass(loose, loose.all(), loose.some())
        if other.total:
            loose.messages.append(
                Message("accents_ignored", {"word": " ".join(plan.unknown or plan.syllables)})
            )
            return Selection(loose, loose.all(), other, loose.some())
    hints: tuple[FilterHint, ...] = ()
    if not answer.total and request.filters:
        hints = filter_hints(reader, replace(counting, match=node), snapshot.labels)
    return Selection(plan, node, answer, plan.some(), hints)


def _better_spelling(
    snapshot: IndexSnapshot, q: str, parsed: Parsed, selected: Selection, request: EngineQuery
) -> tuple[Suggestion, Selection, bool] | None:
    """A better spelling and its answer, if it finds something that the query as typed does not; and whether it finds
    so much more that it is answered at once."""
    plan = selected.plan
    if selected.hints or any(one.kind == "decoded" for one in plan.interpretations):
        return None
    if len(plan.syllables) > ranking.LONG:
        return None
    correction = correct(q, parsed, snapshot.stats)
    if correction is None:
        return None
    suggestion, letters = correction
    better = select(snapshot, parse_query(snapshot, suggestion.q), request, (), "all")
    typed, found = selected.answer, better.answer
    if found.total and (selected.relaxed or found.total != typed.total):
        return suggestion, better, letters and _much_better(selected, better)
    unknown = letters and plan.unknown and not typed.total and found.partial_total
    return (suggestion, better, True) if unknown else None


def _much_better(typed: Selection, better: Selection) -> bool:
    """Whether what was typed finds next to nothing, and the better spelling finds much more."""
    if any(message.code == "accents_ignored" for message in typed.plan.messages):
        return False
    few = typed.answer.total
    return few <= ranking.NEXT_TO_NOTHING and better.answer.total >= ranking.MUCH_MORE * few


def _with_ranking(snapshot: IndexSnapshot, request: EngineQuery, plan: QueryPlan) -> EngineQuery:
    """The request with what a query ranks by."""
    prefer = facet_names.named(snapshot.reader.registry, plan.syllables)
    return replace(request, rank=tuple(plan.rank), emphasis=tuple(plan.emphasis), prefer=prefer)


def final_query(snapshot: IndexSnapshot, selected: Selection, request: EngineQuery) -> EngineQuery:
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


def page_of(snapshot: IndexSnapshot, selected: Selection, request: EngineQuery) -> tuple[ScoredDoc, ...]:
    """The documents of the page, best first."""
    if not (selected.answer.total or selected.answer.partial_total):
        return ()
    return snapshot.reader.answer(final_query(snapshot, selected, request)).found


def _resolve(snapshot: IndexSnapshot, facet: str, text: str) -> tuple[str, ...]:
    if facet in CREDITS:
        return (text,) if known_credit(facet, text, snapshot.stats) else ()
    return facet_names.resolve(snapshot.reader.registry[facet], text, snapshot.labels[facet])


def parse_query(snapshot: IndexSnapshot, q: str) -> Parsed:
    """Read a query; the facets and values of the index may be named in it."""
    return parse(q, partial(_resolve, snapshot), snapshot.reader.registry)
