"""The ranking recipe in the query DSL: BM25 of weighted leaves, freshness, briefs.

A term is scored by the cluster's own BM25, which is the contract's but for document lengths kept in one byte (and
for the factor k1 + 1, which OpenSearch has until version 2 and lacks from version 3: `Constants.factor` makes up for it). What the DSL cannot say is brought as near as it gets:

- several alternatives are one term in the contract. Here each is scored with the idf of their union (its
  document frequency is asked for first), and the best one counts, plus `TIE` of the others: between the best alone,
  which says too little when several occur, and their sum, which says too much;
- a phrase has the idf of the phrase, not the sum of its syllables' idf;
- a prefix, and a phrase of accented and folded parts, count as occurring once in a document of average length.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from indexer.engines.bm25 import idf
from indexer.engines.contract import EngineQuery, Leaf, Node, Or, Phrase, Term, Weighted
from indexer.engines.opensearch.mapping import facet_field
from indexer.engines.opensearch.query_dsl import DSL, NOTHING, in_field, is_plain, names

Frequency = Callable[[Node], int]
"""In how many documents a tree matches."""

TIE = 0.15
DAY = timedelta(days=1) // timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Constants:
    """What the scores of an index depend on beside the query.

    `documents`: how many it has; `newest`: when the newest of them appeared, in milliseconds since 1970, or None;
    `factor`: what the cluster's BM25 has to be multiplied by.
    """

    documents: int
    newest: int | None
    factor: float


def unknown(rank: Sequence[Weighted]) -> list[Node]:
    """The trees whose document frequency `scored` will ask for; none for single terms."""
    wanted: list[Node] = []
    for weighted in rank:
        if _is_simple(weighted):
            continue
        wanted.append(_counted(weighted))
        for one in weighted.leaves:
            wanted += _terms(one)
    return wanted


def scored(weighted: Weighted, constants: Constants, frequency: Frequency) -> DSL:
    """The DSL that scores one weighted leaf."""
    documents = constants.documents
    factor = weighted.weight * constants.factor
    if _is_simple(weighted):
        return _boosted(in_field(weighted.leaves[0], names(weighted.leaves[0])[0]), factor)
    union = _counted(weighted)
    rarity = idf(documents, frequency(union))
    clauses = []
    for leaf in weighted.leaves:
        engine_idf = sum(idf(documents, frequency(term)) for term in _terms(leaf))
        for name in names(leaf):
            if engine_idf:
                clauses.append(_boosted(in_field(leaf, name), factor * rarity / engine_idf))
            else:
                constant = {"filter": in_field(leaf, name), "boost": weighted.weight * rarity}
                clauses.append({"constant_score": constant})
    if not clauses:
        return NOTHING
    return clauses[0] if len(clauses) == 1 else {"dis_max": {"queries": clauses, "tie_breaker": TIE}}


def boosted(query: DSL, request: EngineQuery, constants: Constants) -> DSL:
    """`query` with what multiplies its score."""
    ranking = request.ranking
    if ranking.freshness and constants.newest is not None:
        decay = {
            "origin": constants.newest,
            "scale": f"{max(1, round(ranking.half_life * DAY))}ms",
            "decay": 0.5,
        }
        fresh = {
            "filter": {"range": {"published": {"lte": constants.newest}}},
            "exp": {"published": decay},
            "weight": ranking.freshness,
        }
        query = {
            "function_score": {
                "query": query,
                "functions": [{"weight": 1.0}, fresh],
                "score_mode": "sum",
                "boost_mode": "multiply",
            }
        }
    if ranking.brief != 1.0:
        brief = {"filter": {"term": {facet_field("kind"): "brief"}}, "weight": ranking.brief}
        query = {"function_score": {"query": query, "functions": [brief], "boost_mode": "multiply"}}
    if request.prefer and ranking.preferred != 1.0:
        named = [{"term": {facet_field(facet): value}} for facet, value in request.prefer]
        preferred = {"filter": {"bool": {"should": named}}, "weight": ranking.preferred}
        query = {"function_score": {"query": query, "functions": [preferred], "boost_mode": "multiply"}}
    return query


def _is_simple(weighted: Weighted) -> bool:
    return (
        len(weighted.leaves) == 1
        and isinstance(weighted.leaves[0], Term)
        and not weighted.leaves[0].fields
        and len(names(weighted.leaves[0])) == 1
    )


def _counted(weighted: Weighted) -> Node:
    leaves = weighted.counted
    return Or(leaves) if len(leaves) > 1 else leaves[0]


def _terms(leaf: Leaf) -> list[Node]:
    """The terms whose idf the cluster adds up for a leaf; none for a leaf it does not score with BM25."""
    if isinstance(leaf, Term):
        return [leaf]
    if isinstance(leaf, Phrase) and is_plain(leaf):
        return list(leaf.parts)
    return []


def _boosted(query: DSL, boost: float) -> DSL:
    """`query` (a term, a phrase, or a compound of them) with a boost."""
    ((kind, body),) = query.items()
    if kind in ("bool", "span_near"):
        return {kind: {**body, "boost": boost}}
    ((field, value),) = body.items()
    return {kind: {field: {**value, "boost": boost}}}
