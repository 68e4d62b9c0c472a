"""What words find, for scripts that search an index through stock Whoosh: the documents that a `Search` counts.

`indexer.engines.whoosh.stock.run_query` looks this module up by name when such a script runs a query.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from indexer.engines.contract import Among, And, AtLeast, EngineQuery, Leaf, Near, Node, Not, Or, Published
from indexer.engines.whoosh.reader import WhooshReader
from search.answering import answer_query, parse_query
from search.parse.query_tree import Clause, Text
from search.rank import ranking
from search.snapshot import IndexSnapshot, Memory

KEPT = 256
"""Queries whose documents are remembered."""

Found = tuple[np.ndarray, tuple[Leaf, ...]]


class Planner:
    """Answers typed queries over one generation of an index."""

    def __init__(self, reader: WhooshReader) -> None:
        self._reader = reader
        self._snapshot = IndexSnapshot(reader)
        self._found: Memory[tuple[str, tuple[str, ...]], Found] = Memory(KEPT)

    def found(self, q: str, fields: tuple[str, ...]) -> Found:
        """Return the documents (intp, ascending) that a `Search` for `q` counts, and the leaves that find them.

        `fields`: where its words must stand; () for any field. A spelling that `Search` answers at once counts too.
        """
        key = (q, fields)
        answer = self._found.get(key)
        if answer is None:
            parsed = parse_query(self._snapshot, q)
            if fields:
                parsed = replace(
                    parsed, tree=And(tuple(_within(clause, fields) for clause in parsed.tree.children))
                )
            request = EngineQuery(ranking=ranking.RANKING, facets=(), filters=parsed.filters)
            selected = answer_query(self._snapshot, q, parsed, request, (), "all")
            documents = self._reader.selected(replace(request, match=selected.match))
            answer = self._found[key] = documents, tuple(dict.fromkeys(_leaves(selected.match)))
        return answer


def _within(clause: Clause, fields: tuple[str, ...]) -> Clause:
    """The clause, its words in these fields unless it names others."""
    if isinstance(clause, Text):
        return clause if clause.fields else replace(clause, fields=fields)
    if isinstance(clause, Not):
        return Not(_within(clause.child, fields))
    return type(clause)(tuple(_within(child, fields) for child in clause.children))


def _leaves(node: Node) -> Iterator[Leaf]:
    """Yield the leaves that a document may match by."""
    if isinstance(node, And | Or):
        for child in node.children:
            yield from _leaves(child)
    elif isinstance(node, AtLeast):
        for child, _ in node.children:
            yield from _leaves(child)
    elif isinstance(node, Near):
        yield from node.phrases
    elif not isinstance(node, Not | Published | Among):
        yield node
