"""Facets, timeline and coverage as aggregations, and their results as the contract's counts.

Facet counts are disjunctive: a facet's own filter is left out of its counts, so every facet that is filtered by is counted
below a filter of the others, while the hits are narrowed afterwards (`post_filter`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexer.engines.contract import FACET_VALUES, EngineQuery
from indexer.engines.opensearch.mapping import facet_field
from indexer.engines.opensearch.query_dsl import DSL, EVERYTHING, facet_filters

PAGE = 1_000
"""Cells of the coverage matrix, or labels, per request."""


def aggregations(request: EngineQuery) -> DSL:
    """The aggregations of a request; each counts below a filter of its own."""
    filters = facet_filters(request.filters)
    counted = {name: filter_ for name, filter_ in filters.items() if name in request.facets}
    wanted: DSL = {}
    for name in request.facets:
        others = [filter_ for other, filter_ in counted.items() if other != name]
        wanted[name] = _below(others, {"terms": {"field": facet_field(name), "size": FACET_VALUES}})
    if request.timeline:
        field = facet_field("year") if request.timeline == "year" else "month"
        wanted["timeline"] = _below(list(counted.values()), {"terms": {"field": field, "size": FACET_VALUES}})
    return wanted


def _below(filters: list[DSL], aggregation: DSL) -> DSL:
    return {
        "filter": {"bool": {"filter": filters}} if filters else EVERYTHING,
        "aggs": {"values": aggregation},
    }


def counted(
    request: EngineQuery, answer: Mapping[str, Any]
) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """`(facets, timeline)` of the answer to `aggregations`."""
    facets = {name: _buckets(answer[name]) for name in request.facets if name in answer}
    timeline = dict(sorted(_buckets(answer["timeline"]).items())) if request.timeline else {}
    return facets, timeline


def _buckets(answer: Mapping[str, Any]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in answer["values"]["buckets"]}


def matrix(after: Mapping[str, Any] | None) -> DSL:
    """The aggregation of one page of the coverage matrix, behind the key `after`."""
    sources: list[DSL] = [
        {
            name: {
                "terms": {"field": facet_field(name), **({"missing_bucket": True} if name == "year" else {})}
            }
        }
        for name in ("campaign", "district", "year")
    ]
    composite: DSL = {"size": PAGE, "sources": sources}
    if after:
        composite["after"] = dict(after)
    return {"matrix": {"composite": composite}}


def cells(page: Mapping[str, Any]) -> dict[tuple[str, str, int | None], int]:
    """The cells of one page of the matrix."""
    found = {}
    for bucket in page["buckets"]:
        key = bucket["key"]
        year = int(key["year"]) if key["year"] is not None else None
        found[key["campaign"], key["district"], year] = bucket["doc_count"]
    return found


def labelling(after: Mapping[str, Any] | None) -> DSL:
    """The aggregation of one page of the labels of all facet values, behind the key `after`."""
    composite: DSL = {"size": PAGE, "sources": [{"label": {"terms": {"field": "label"}}}]}
    if after:
        composite["after"] = dict(after)
    return {"labels": {"composite": composite}}


def labelled(counts: Mapping[str, int]) -> dict[str, dict[str, str]]:
    """facet → value → label, of how many documents have each label; of several of a value the most frequent one."""
    found: dict[str, dict[str, str]] = {}
    for row in sorted(counts, key=lambda row: (-counts[row], row)):
        facet, value, label = row.split("\t", 2)
        found.setdefault(facet, {}).setdefault(value, label)
    return found
