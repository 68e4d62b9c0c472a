"""What every engine refuses: requests that would take long or make no sense.

A QueryError has the code and the values by which the site says it in the reader's language.
"""

from __future__ import annotations

from datetime import date, datetime

from indexer.engines.contract import And, AtLeast, EngineQuery, Near, Node, Not, Or
from indexer.errors import QueryError

MAX_LEAVES = 1_024
MAX_DEPTH = 50
"""Levels of the tree. A cluster's own limit is far above what they become."""
MAX_RESULTS = 10_000_000

_EPOCH_DAY = date(1970, 1, 1).toordinal()


def check_limits(request: EngineQuery) -> None:
    """Raises QueryError for a page that cannot be, and for a tree that is too deep or has too many leaves."""
    if request.limit < 0 or request.offset < 0 or request.offset + request.limit > MAX_RESULTS:
        raise QueryError(
            f"a page must lie within the first {MAX_RESULTS:,} results",
            "page",
            code="too_far",
            maximum=MAX_RESULTS,
        )
    leaves = sum(len(weighted.leaves) for weighted in request.weighted)
    todo: list[tuple[Node, int]] = [(request.match, 1)]
    if request.partial is not None:
        todo.append((request.partial, 1))
    while todo:
        node, depth = todo.pop()
        if depth > MAX_DEPTH:
            raise QueryError("the query is nested too deeply", "q", code="nested")
        if isinstance(node, And | Or):
            todo += [(child, depth + 1) for child in node.children]
        elif isinstance(node, Not):
            todo.append((node.child, depth + 1))
        elif isinstance(node, AtLeast):
            todo += [(child, depth + 1) for child, _ in node.children]
        elif isinstance(node, Near):
            todo += [(phrase, depth + 1) for phrase in node.phrases]
        else:
            leaves += 1
    if leaves > MAX_LEAVES:
        raise QueryError(
            f"the query has {leaves:,} terms; {MAX_LEAVES:,} are the most",
            "q",
            code="too_many_terms",
            maximum=MAX_LEAVES,
        )


def day_number(iso: str, parameter: str) -> int:
    """Days since 1970-01-01 of an ISO day or time. Raises QueryError, which names `parameter`."""
    try:
        return datetime.fromisoformat(iso).date().toordinal() - _EPOCH_DAY
    except ValueError:
        raise QueryError(
            f"{iso!r} is not a day like 2021-02-28", parameter, code="date", value=iso[:80]
        ) from None
