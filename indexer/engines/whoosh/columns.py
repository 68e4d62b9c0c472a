"""What is known of every document of a generation, side by side, whatever segment it lies in.

A document's number here is its number in its segment plus the segment's base. Built when a generation
is opened (some twenty bytes per document); what few requests need is built when first asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from indexer.engines.contract import Sort
from indexer.engines.whoosh.array_layout import NO_MINUTE, group_sizes
from indexer.engines.whoosh.facet_bitsets import FacetColumns
from indexer.engines.whoosh.segment import Segment

DAY = 1440
"""Minutes: how far ahead of the commit a date may lie, since clocks and zones differ."""


class Columns:
    """The columns of the documents of some segments; `alive` is None if none is deleted.

    `committed`: when the generation was committed, in seconds since 1970. Dates more than a day after it are of the future.
    """

    def __init__(
        self, segments: Sequence[Segment], alive: np.ndarray | None, committed: float | None = None
    ) -> None:
        self._segments = segments
        self._last_minute = np.inf if committed is None else committed / 60 + DAY
        self.alive = alive
        counts = [segment.documents for segment in segments]
        self.bases = np.cumsum([0, *counts])
        self.size = int(self.bases[-1])
        self.lengths = self._joined("length", np.uint32)
        self.living = self.size if alive is None else int(np.count_nonzero(alive))
        total = self.lengths.sum() if alive is None else self.lengths[alive].sum()
        self.average_length = float(total) / max(self.living, 1)
        self._name_facets()

    def _joined(self, name: str, dtype: type[np.generic]) -> np.ndarray:
        parts = [segment.column(name) for segment in self._segments]
        return np.concatenate([np.zeros(0, dtype), *parts])

    def _name_facets(self) -> None:
        found: dict[tuple[str, str], str] = {}
        for segment in self._segments:
            for facet, value, label in segment.facets:
                found[facet, value] = label
        ordered = sorted(found)
        self.labels = {pair: found[pair] for pair in ordered}
        self.codes = {pair: code for code, pair in enumerate(ordered)}
        self.values: dict[str, list[str]] = {}
        for facet, value in ordered:
            self.values.setdefault(facet, []).append(value)
        self.spans: dict[str, tuple[int, int]] = {}
        start = 0
        for facet, values in self.values.items():
            self.spans[facet] = (start, start + len(values))
            start += len(values)

    @cached_property
    def facets(self) -> FacetColumns:
        """The facet codes of every document; code c is the c-th of `codes`."""
        parts, counts = [np.zeros(0, np.intp)], [np.zeros(0, np.intp)]
        for segment in self._segments:
            new = np.array([self.codes[facet, value] for facet, value, _ in segment.facets], np.intp)
            parts.append(new[segment.column("facets")] if len(new) else np.zeros(0, np.intp))
            counts.append(group_sizes(segment.column("facet_ends")))
        return FacetColumns(np.concatenate(parts), np.concatenate(counts), len(self.codes))

    @cached_property
    def days(self) -> tuple[np.ndarray, np.ndarray]:
        """The first and the last day (int32, since 1970-01-01) on which each document may have appeared."""
        return self._joined("day_low", np.int32), self._joined("day_high", np.int32)

    @cached_property
    def minutes(self) -> np.ndarray:
        """When each document appeared (int32, minutes since 1970-01-01 UTC), for sorting."""
        return self._joined("minute", np.int32)

    @cached_property
    def recency(self) -> np.ndarray:
        """The place of each document (int32), newest first; then by id (its first 16 bytes).

        Those of the future follow those of the past, for nobody knows when they appeared; those without a date are last.
        """
        heads = self._id_heads()
        behind = np.where(self.minutes == NO_MINUTE, 2, self._of_the_future().astype(np.int8))
        order = np.lexsort((heads[:, 1], heads[:, 0], -self.minutes.astype(np.int64), behind))
        return _places(order)

    @cached_property
    def added(self) -> np.ndarray:
        """When the index took each document (int64, seconds since 1970; 0: unknown)."""
        return self._joined("added", np.int64)

    @cached_property
    def arrival(self) -> np.ndarray:
        """The place of each document, the last added first; of one moment, as `recency`."""
        return _places(np.lexsort((self.recency, -self.added)))

    def places(self, sort: Sort) -> np.ndarray:
        """The place of each document in an order other than that of relevance."""
        return {"oldest": lambda: self.age_order, "added": lambda: self.arrival}.get(
            sort, lambda: self.recency
        )()

    @cached_property
    def age_order(self) -> np.ndarray:
        """The place of each document (int32), oldest first, those without a date last; then by id."""
        heads = self._id_heads()
        minutes = self.minutes.astype(np.int64)
        minutes[minutes == NO_MINUTE] = np.iinfo(np.int64).max
        return _places(np.lexsort((heads[:, 1], heads[:, 0], minutes)))

    def _of_the_future(self) -> np.ndarray:
        """Which documents state a date that had not come when they were indexed (bool)."""
        future: np.ndarray = self.minutes > self._last_minute
        return future

    def _id_heads(self) -> np.ndarray:
        parts = [segment.id_heads for segment in self._segments]
        return np.concatenate([np.zeros((0, 2), np.uint64), *parts])

    @cached_property
    def briefs(self) -> np.ndarray:
        """Which documents are briefs (bool)."""
        code = self.codes.get(("kind", "brief"))
        return np.zeros(self.size, bool) if code is None else self.facets.mask([code])

    def ages(self) -> tuple[np.ndarray, np.ndarray]:
        """Days from the newest document, and which documents have a date of their own that is not of the future (bool)."""
        low, high = self.days
        dated = (low == high) & ~self._of_the_future()
        counted = dated if self.alive is None else dated & self.alive
        newest = int(self.minutes[counted].max()) if counted.any() else 0
        return (newest - self.minutes.astype(np.float64)) / 1440, dated


def _places(order: np.ndarray) -> np.ndarray:
    places = np.empty(len(order), np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return places
