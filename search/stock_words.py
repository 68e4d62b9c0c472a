"""What words find, for scripts that search an index through stock Whoosh: the documents that a `Search` counts.

`indexer.engines.whoosh.stock.run_query` looks this module up by name when such a script runs a query.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from indexer.engines.contract import And, AtLeast, EngineQuery, Leaf, Near, Node, Not, Or
from indexer.engines.whoosh.reader import WhooshReader
from search.answering import answer_query
from search.parse.query_tree import Parsed, Text
from search.parse.tokens import clean
from search.rank import ranking
from search.snapshot import IndexSnapshot, Memory

KEPT = 256
"""Runs of words whose documents are remembered."""

Found = tuple[np.ndarray, tuple[Leaf, ...]]


class Planner:
    """Answers runs of words over one generation of an index."""

    def __init__(self, reader: WhooshReader) -> None:
        self._reader = reader
        self._snapshot = IndexSnapshot(reader)
        self._found: Memory[tuple[str, tuple[str, ...]], Found] = Memory(KEPT)

    def found(self, words: str, fields: tuple[str, ...]) -> Found:
        """Return the documents (intp, ascending) that a `Search` for the words counts, and the leaves that find them.

        `fields`: where the words must stand; () for any field. A spelling that `Search` answers at once counts too.
        """
        key = (words, fields)
        answer = self._found.get(key)
        if answer is None:
            text, _ = clean(words)
            parsed = Parsed(And((Text(text, fields=fields),)), words=text)
            request = EngineQuery(ranking=ranking.RANKING, facets=())
            selected = answer_query(self._snapshot, text, parsed, request, (), "all")
            documents = self._reader.matching(selected.match)
            answer = self._found[key] = documents, tuple(dict.fromkeys(_leaves(selected.match)))
        return answer


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
    elif not isinstance(node, Not):
        yield node
