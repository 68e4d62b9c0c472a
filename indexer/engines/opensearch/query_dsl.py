"""The query tree of the contract as OpenSearch's query DSL: which documents match.

Pure functions; what comes in is `indexer.engines.contract`, what goes out are dicts of the DSL.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indexer.article import FIELDS
from indexer.engines.contract import (
    Among,
    And,
    AtLeast,
    Filters,
    Leaf,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Term,
    TermKind,
)
from indexer.engines.opensearch.analysis import BODY, field_name, token
from indexer.engines.opensearch.mapping import facet_field
from indexer.engines.query_limits import day_number

DSL = dict[str, Any]

EVERYTHING: DSL = {"match_all": {}}
NOTHING: DSL = {"match_none": {}}

ANYWHERE = 1_000_000_000
"""Positions that may lie between the mark of the body and what stands in it."""

SPANS = 100
"""How many terms a prefix may stand for that is looked for in the body alone."""

EXPANSIONS = 10_000
"""How many terms the last part of a phrase may stand for."""


def matching(node: Node) -> DSL:
    """The DSL of a tree, without scores."""
    if isinstance(node, And):
        children = [matching(child) for child in node.children]
        return {"bool": {"filter": children}} if children else EVERYTHING
    if isinstance(node, Or):
        return any_of([matching(child) for child in node.children])
    if isinstance(node, Not):
        return {"bool": {"must_not": [matching(node.child)]}}
    if isinstance(node, Near):
        intervals = [_run(phrase) for phrase in node.phrases]
        window = {"mode": "unordered", "max_gaps": node.within, "intervals": intervals}
        return {"intervals": {field_name(TermKind.SYLLABLE, False): {"all_of": window}}}
    if isinstance(node, AtLeast):
        weights = [
            {"constant_score": {"filter": matching(child), "boost": weight}}
            for child, weight in node.children
        ]
        # Weights are added up with single precision.
        least = node.least * (1 - 1e-5)
        return {"function_score": {"query": any_of(weights), "min_score": least}}
    if isinstance(node, Among):
        return {"terms": {"id": list(node.keys)}}
    if isinstance(node, Published):
        return {"bool": {"filter": dates(Filters(date_from=node.first, date_to=node.last))}}
    return leaf(node)


def any_of(alternatives: Sequence[DSL]) -> DSL:
    """At least one of some queries."""
    if len(alternatives) == 1:
        return alternatives[0]
    return {"bool": {"should": list(alternatives), "minimum_should_match": 1}} if alternatives else NOTHING


def leaf(node: Leaf) -> DSL:
    """The DSL of a leaf, in whichever of its fields it stands."""
    return any_of([in_field(node, name) for name in names(node)])


def names(node: Leaf) -> tuple[str, ...]:
    """The fields (without `_folded`) that a leaf is looked for in; none when its restrictions exclude each other."""
    kind = node.kind if isinstance(node, Term) else TermKind.SYLLABLE
    parts = node.parts if isinstance(node, Phrase) else ()
    restrictions = [one.fields for one in (node, *parts) if one.fields]
    allowed = tuple(name for name in FIELDS if all(name in fields for fields in restrictions))
    return (kind.value,) if kind is not TermKind.SYLLABLE or allowed == FIELDS else allowed


def in_field(node: Leaf, name: str) -> DSL:
    """The DSL of a leaf in one field."""
    if name == "body":
        return _in_body(node)
    if isinstance(node, Term):
        return {"term": {field_name(name, node.folded): {"value": token(node.text)}}}
    if isinstance(node, Prefix):
        return {"prefix": {field_name(name, node.folded): {"value": token(node.text)}}}
    if not node.parts:
        return NOTHING
    if len(node.parts) == 1:
        return in_field(node.parts[0], name)
    *first, last = node.parts
    if is_plain(node) or (isinstance(last, Prefix) and is_plain(Phrase(tuple(first)), last.folded)):
        text = " ".join(token(part.text) for part in node.parts)
        field = field_name(name, last.folded)
        if isinstance(last, Prefix):
            return {"match_phrase_prefix": {field: {"query": text, "max_expansions": EXPANSIONS}}}
        return {"match_phrase": {field: {"query": text}}}
    parts = [_interval(part, name) for part in node.parts]
    return {
        "intervals": {
            field_name(name, False): {"all_of": {"mode": "ordered", "max_gaps": 0, "intervals": parts}}
        }
    }


def _in_body(node: Leaf) -> DSL:
    """The DSL of a leaf behind the mark of the body. A term has the score that it has in all fields together."""
    parts = node.parts if isinstance(node, Phrase) else (node,)
    if not parts:
        return NOTHING
    field = field_name(TermKind.SYLLABLE, parts[0].folded)
    spans = [_span(part, field) for part in parts]
    run = spans[0] if len(spans) == 1 else {"span_near": {"clauses": spans, "slop": 0, "in_order": True}}
    mark = {"span_term": {field: BODY}}
    behind: DSL = {"span_near": {"clauses": [mark, run], "slop": ANYWHERE, "in_order": True}}
    if isinstance(node, Term):
        return {"bool": {"must": [in_field(node, TermKind.SYLLABLE)], "filter": [behind]}}
    return behind


def _span(part: Term | Prefix, field: str) -> DSL:
    """One syllable as a span; one of the other form than `field` is looked for there, at the same positions."""
    part_field = field_name(TermKind.SYLLABLE, part.folded)
    span: DSL = {"span_term": {part_field: token(part.text)}}
    if isinstance(part, Prefix):
        prefix = {"prefix": {part_field: {"value": token(part.text), "rewrite": f"top_terms_{SPANS}"}}}
        span = {"span_multi": {"match": prefix}}
    return span if part_field == field else {"span_field_masking": {"query": span, "field": field}}


def is_plain(phrase: Phrase, folded: bool | None = None) -> bool:
    """Whether all parts are terms of one form (`folded` if given), so that one field has them all."""
    forms = {part.folded for part in phrase.parts} | (set() if folded is None else {folded})
    return len(forms) <= 1 and all(isinstance(part, Term) for part in phrase.parts)


def _interval(part: Term | Prefix, name: str) -> DSL:
    """One part of a phrase whose parts are of several forms: the two fields have the same positions."""
    field = field_name(name, part.folded)
    if isinstance(part, Prefix):
        return {"prefix": {"prefix": token(part.text), "use_field": field}}
    return {"match": {"query": token(part.text), "use_field": field}}


def _run(phrase: Phrase) -> DSL:
    """The parts of a phrase one after the other, as an interval."""
    parts = [_interval(part, TermKind.SYLLABLE) for part in phrase.parts]
    return parts[0] if len(parts) == 1 else {"all_of": {"mode": "ordered", "max_gaps": 0, "intervals": parts}}


def dates(filters: Filters) -> list[DSL]:
    """The filters of time. Raises QueryError for what is not a day."""
    clauses: list[DSL] = []
    for value, parameter, field, bound in (
        (filters.date_from, "from", "day_low", "gte"),
        (filters.date_to, "to", "day_high", "lte"),
    ):
        if value:
            clauses.append({"range": {field: {bound: day_number(value, parameter)}}})
    if clauses:
        clauses.append({"exists": {"field": "day_low"}})
    if filters.added_after is not None:
        clauses.append({"range": {"added": {"gt": filters.added_after}}})
    return clauses


def facet_filters(filters: Filters) -> dict[str, DSL]:
    """The filter of each facet that has one."""
    return {facet: {"terms": {facet_field(facet): list(values)}} for facet, values in filters.facets.items()}
