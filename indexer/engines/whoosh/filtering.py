"""Which documents a request selects: its tree of leaves, its dates, its facet values."""

from __future__ import annotations

import numpy as np

from indexer.bounded_cache import BoundedCache
from indexer.engines.contract import Among, And, AtLeast, EngineQuery, Filters, Near, Node, Not, Or, Published
from indexer.engines.query_limits import day_number
from indexer.engines.whoosh.columns import Columns
from indexer.engines.whoosh.docset import DocSet, intersection, union
from indexer.engines.whoosh.postings import Postings

FILTERS_BYTES = 24 << 20
TOLERANCE = 1e-5
"""Weights are summed with single precision: a sum that falls short by less than this share is enough."""


class Selection:
    """Selects documents of a generation. Safe for several threads."""

    def __init__(self, postings: Postings, columns: Columns) -> None:
        self._postings = postings
        self._columns = columns
        self._size = columns.size
        self._filters = BoundedCache(FILTERS_BYTES)
        everything = np.ones(self._size, bool) if columns.alive is None else columns.alive
        self._all = DocSet(self._size, mask=everything)

    def matching(self, match: Node, filters: Filters) -> DocSet:
        """The documents that match and pass the filters of time."""
        found = self._node(match)
        if filters.date_from or filters.date_to:
            found = intersection([found, self._dates(filters.date_from, filters.date_to)])
        if filters.added_after is not None:
            found = intersection([found, self._added(filters.added_after)])
        return found

    def _node(self, node: Node) -> DocSet:
        if isinstance(node, And):
            negative = [self._node(child.child) for child in node.children if isinstance(child, Not)]
            positive = [self._node(child) for child in node.children if not isinstance(child, Not)]
            if not positive:
                positive = [self._all]
            if len(positive) == 1 and not negative:
                return positive[0]
            return intersection(positive, negative)
        if isinstance(node, Or):
            return union([self._node(child) for child in node.children], self._size)
        if isinstance(node, Not):
            return intersection([self._all], [self._node(node.child)])
        if isinstance(node, AtLeast):
            return self._weighing(node)
        if isinstance(node, Near):
            return self._postings.near(node)
        if isinstance(node, Among):
            numbers = np.array(sorted(int(key) for key in node.keys), np.intp)
            return intersection([self._all, DocSet(self._size, numbers)])
        if isinstance(node, Published):
            return intersection([self._all, self._dates(node.first, node.last)])
        return self._postings.documents(node)

    def _weighing(self, node: AtLeast) -> DocSet:
        """The documents whose matching children weigh enough together, in one run through each child's postings."""
        weights = np.zeros(self._size, np.float32)
        for child, weight in node.children:
            documents = self._node(child)
            if documents.ids is not None:
                weights[documents.ids] += np.float32(weight)
            else:
                weights += documents.as_mask() * np.float32(weight)
        return DocSet(self._size, mask=weights >= np.float32(node.least * (1 - TOLERANCE)))

    def _dates(self, first: str | None, last: str | None) -> DocSet:
        def make() -> DocSet:
            low, high = self._columns.days
            mask = np.ones(self._size, bool)
            if first:
                mask &= low >= day_number(first, "from")
            if last:
                mask &= high <= day_number(last, "to")
            return DocSet(self._size, mask=mask)

        return self._filters.get(("dates", first, last), make, DocSet.nbytes)

    def _added(self, after: int) -> DocSet:
        def make() -> DocSet:
            return DocSet(self._size, mask=self._columns.added > after)

        return self._filters.get(("added", after), make, DocSet.nbytes)

    def facet_masks(self, filters: Filters) -> dict[str, DocSet]:
        """For each facet that is filtered by: the documents with one of the values."""
        return {facet: self.facet(facet, values) for facet, values in filters.facets.items()}

    def facet(self, facet: str, values: tuple[str, ...]) -> DocSet:
        """The documents with one of these values of a facet."""

        def make() -> DocSet:
            codes = self._columns.codes
            known = [codes[facet, value] for value in values if (facet, value) in codes]
            return DocSet(self._size, mask=self._columns.facets.mask(known))

        return self._filters.get(("facet", facet, values), make, DocSet.nbytes)

    def result(self, request: EngineQuery) -> DocSet:
        """The documents that match and pass all filters."""
        base = self.matching(request.match, request.filters)
        masks = self.facet_masks(request.filters)
        return intersection([base, *masks.values()]) if masks else base
