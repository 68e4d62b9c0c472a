"""Of what the scores of documents are made, from one small search of the cluster for each part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from indexer.engines.contract import EngineQuery, Explained, Key
from indexer.engines.opensearch import scoring
from indexer.engines.opensearch.query_dsl import DSL


def explained(
    request: EngineQuery,
    keys: Sequence[Key],
    constants: scoring.Constants,
    frequency: scoring.Frequency,
    search: Callable[[dict[str, Any]], dict[str, Any]],
) -> list[Explained]:
    """Return the parts of each score, in the order of `keys`. `search` asks the cluster."""
    here: DSL = {"terms": {"id": list(keys)}}

    def scores(query: DSL) -> dict[str, float]:
        body = {"query": query, "size": len(keys), "_source": False, "docvalue_fields": ["id"]}
        return {hit["fields"]["id"][0]: float(hit["_score"] or 0.0) for hit in search(body)["hits"]["hits"]}

    parts = [
        scores({"bool": {"filter": [here], "should": [scoring.scored(one, constants, frequency)]}})
        for one in request.weighted
    ]
    plain = replace(request.ranking, freshness=0.0, brief=1.0, preferred=1.0)
    rankings = (
        replace(plain, freshness=request.ranking.freshness),
        replace(plain, brief=request.ranking.brief),
        replace(plain, preferred=request.ranking.preferred),
    )
    for only in rankings:
        query: DSL = {"constant_score": {"filter": here, "boost": 1.0}}
        parts.append(scores(scoring.boosted(query, replace(request, ranking=only), constants)))
    rows = [[part.get(str(key), 0.0) for part in parts] for key in keys]
    return [Explained(tuple(row[:-3]), *row[-3:]) for row in rows]
