"""In which order the cluster gives documents, and which dates count as of the future.

A date more than a day after the commit is of the future: such a document follows the dated ones among the newest, and those without
a date follow it. The cluster sorts by fields and scores only (scripts are not on every one), so that in an index which has
such documents a score says in which of the three groups a document is.
"""

from __future__ import annotations

from typing import Any

from indexer.engines.contract import EngineQuery

DSL = dict[str, Any]

DAY_SECONDS = 86_400
"""How far ahead of the commit a date may lie, since clocks and zones differ."""

_NEWEST: list[DSL] = [{"minute": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]
_ORDERS: dict[str, list[DSL]] = {
    "relevance": [{"_score": "desc"}, *_NEWEST],
    "newest": _NEWEST,
    "added": [{"added": {"order": "desc", "missing": "_last"}}, *_NEWEST],
    "oldest": [{"minute": {"order": "asc", "missing": "_last"}}, {"id": "asc"}],
}


def last_moment(committed: float) -> int:
    """Return the last moment that is not of the future, in milliseconds since 1970."""
    return round((committed + DAY_SECONDS) * 1000)


def grouped(request: EngineQuery, committed: float | None, future: int) -> list[DSL]:
    """Return the clauses whose scores put the groups in order; none where no document is of the future or words decide the order."""
    ranked = request.sort == "relevance" and request.rank
    if not future or committed is None or ranked or request.sort in ("added", "oldest"):
        return []
    last = last_moment(committed) // 60_000
    past = {"filter": {"range": {"minute": {"lte": last}}}, "boost": 2.0}
    ahead = {"filter": {"range": {"minute": {"gt": last}}}, "boost": 1.0}
    return [{"constant_score": past}, {"constant_score": ahead}]


def order(request: EngineQuery, groups: list[DSL]) -> list[DSL]:
    """Return what to sort by; `groups` as of `grouped`."""
    return _ORDERS["relevance" if groups else request.sort]
