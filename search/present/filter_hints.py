"""Why nothing was found: which filter emptied the answer, and what dropping it would give.

One `FilterHint` for each filter whose removal finds something, the most first; if only dropping all of them helps, that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from indexer.engines.contract import EngineQuery, Filters
from indexer.engines.protocols import Reader
from search.moments import iso
from search.results import FilterHint


def filter_hints(
    reader: Reader, request: EngineQuery, labels: Mapping[str, Mapping[str, str]]
) -> tuple[FilterHint, ...]:
    """What to loosen in `request`, which found nothing; () when it finds nothing without filters either."""
    filters = request.filters
    every = _count(reader, request, Filters())
    if not every:
        return ()
    found = []
    for facet, values in filters.facets.items():
        count = _count(reader, request, filters.changed(**{facet: ()}))
        if count:
            only = values[0] if len(values) == 1 else None
            label = ", ".join(labels.get(facet, {}).get(value, value) for value in values)
            found.append(FilterHint(facet, only, label, count))
    if filters.date_from or filters.date_to:
        count = _count(reader, request, filters.changed(date_from=None, date_to=None))
        if count:
            found.append(
                FilterHint("date", None, f"{filters.date_from or '…'} – {filters.date_to or '…'}", count)
            )
    if filters.added_after is not None:
        count = _count(reader, request, filters.added_since(None))
        if count:
            found.append(FilterHint("since", None, iso(filters.added_after), count))
    found.sort(key=lambda one: -one.count)
    given = len(filters.facets) + bool(filters.date_from or filters.date_to)
    given += filters.added_after is not None
    if not found or given > 1:
        found.append(FilterHint("all", None, "", every))
    return tuple(found)


def _count(reader: Reader, request: EngineQuery, filters: Filters) -> int:
    return reader.answer(replace(request, filters=filters, facets=(), limit=0)).total
