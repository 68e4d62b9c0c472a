"""Filters from several sides as one: `Filters`, keyword arguments in short, and what a query names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from indexer.engines.contract import Filters
from indexer.facets.facet_spec import Registry

Chosen = Iterable[str | int] | str | int | None
"""The values of one keyword: one or several of a facet, or a day."""


def with_chosen(registry: Registry, filters: Filters, chosen: Mapping[str, Chosen]) -> Filters:
    """`filters` and keyword arguments: a facet by its name or in the plural (`district`, `districts`), the days
    `date_from` and `date_to`. Raises TypeError for any other."""
    dates = {"date_from": filters.date_from, "date_to": filters.date_to}
    facets = {name: list(values) for name, values in filters.facets.items()}
    for keyword, value in chosen.items():
        if keyword in dates:
            dates[keyword] = str(value) if value else None
            continue
        spec = next((s for s in registry if keyword in (s.name, s.key, f"{s.name}s")), None)
        if spec is None:
            raise TypeError(f"{keyword!r} is no facet of this index: there are {', '.join(registry.names)}")
        values = [value] if isinstance(value, str | int) else value or ()
        facets.setdefault(spec.name, []).extend(map(str, values))
    return Filters(
        facets, date_from=dates["date_from"], date_to=dates["date_to"], added_after=filters.added_after
    )


def both(chosen: Filters, named: Filters) -> Filters:
    """The filters chosen beside a query, and those named in it; of two days for one end the chosen one."""
    if not named:
        return chosen
    facets = {
        name: (*chosen.values(name), *named.values(name))
        for name in dict.fromkeys((*chosen.facets, *named.facets))
    }
    return Filters(
        facets,
        date_from=chosen.date_from or named.date_from,
        date_to=chosen.date_to or named.date_to,
        added_after=chosen.added_after,
    )
