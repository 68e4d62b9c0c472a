"""What stands beside the results: facet lists, chips, the timeline and the map, ready for the templates.

Views are small and frozen. A facet shows every value there
is, also those that would find nothing now (disabled, so that the list never jumps).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from indexer.engines.contract import Filters
from indexer.facets.facet_spec import FacetSpec, Registry
from search.results import FacetCount, Results
from webapp import charts, known_values
from webapp.i18n import Catalogue
from webapp.request import DATES, SearchRequest

if TYPE_CHECKING:
    from search import Search

SHOWN = 8
"""Values of a long facet that show before "more"."""

MOST_YEARS = 20
"""Years that a search by days is turned into at most."""

MOST = 300
"""Values of a facet at most: pages stay bounded whatever a corpus states."""


@dataclass(frozen=True, slots=True)
class FacetPanel:
    """One facet: its first values and the rest behind "more"."""

    name: str
    label: str
    first: tuple[FacetCount, ...]
    rest: tuple[FacetCount, ...]

    @property
    def long(self) -> bool:
        """Is it worth a search box of its own?"""
        return len(self.first) + len(self.rest) > SHOWN + 2


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in force, and the address without it."""

    facet: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class TimelineBar:
    """One bar with the address of its search."""

    bar: charts.Bar
    href: str
    name: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """The bars over the results. `unit` is "year" or "month"; `undated` counts what has no place on it."""

    unit: str
    bars: tuple[TimelineBar, ...]
    undated: int
    height: int = charts.BAR_HEIGHT


def facet_panels(
    registry: Registry, results: Results, everything: Mapping[str, tuple[FacetCount, ...]], t: Catalogue
) -> tuple[FacetPanel, ...]:
    """The facets that the index has values of. `everything` is `Search.facet_values()`: those of the whole index."""
    panels = []
    for spec in shown_facets(registry, everything):
        name = spec.name
        values = _with_zeroes(spec, results.facets.get(name, ()), everything.get(name, ()), t)
        chosen = [v for v in values if v.selected]
        others = [v for v in values if not v.selected]
        if spec.order == "newest":
            ordered = sorted(values, key=lambda v: v.value, reverse=True)
            if len(ordered) > SHOWN + 2:
                ordered.sort(key=lambda v: not (v.count or v.selected))
        else:
            ordered = chosen + sorted(others, key=lambda v: -v.count)
        cut = len(ordered) if len(ordered) <= SHOWN + 2 else max(SHOWN, len(chosen))
        panels.append(FacetPanel(name, spec.label(t.lang), tuple(ordered[:cut]), tuple(ordered[cut:])))
    return tuple(panels)


def shown_facets(registry: Registry, everything: Mapping[str, tuple[FacetCount, ...]]) -> Iterator[FacetSpec]:
    """The facets worth showing for an index with these values."""
    for spec in registry:
        values = [value for value in everything.get(spec.name, ()) if value.count]
        if spec.shown and (len(values) >= spec.shown or (spec.listed and spec.known_values())):
            yield spec


def _with_zeroes(
    spec: FacetSpec, counted: tuple[FacetCount, ...], everything: tuple[FacetCount, ...], t: Catalogue
) -> list[FacetCount]:
    values = {v.value: v for v in counted}
    labels = {v.value: v.label for v in everything}
    if spec.listed:
        labels = {v.value: v.label for v in spec.known_values()} | labels
    for value, label in labels.items():
        values.setdefault(value, FacetCount(value, label, 0))
    return list(values.values())[:MOST]


def chips(request: SearchRequest, results: Results, t: Catalogue) -> tuple[Chip, ...]:
    """The filters in force, each with the address that drops it."""
    labels = {(f, v.value): v.label for f, values in results.facets.items() for v in values}
    made = []
    for facet, values in request.filters.facets.items():
        for value in values:
            label = labels.get((facet, value)) or value
            for key in (f"kind.{value}", f"label.{value}"):
                label = t(key) if key in t else label
            made.append(Chip(facet, label, request.toggled(facet, value)))
    for end, field in DATES.items():
        if day := getattr(request.filters, field):
            made.append(Chip(end, t(f"chip.{end}", day=t.date(day)), request.filtered_url(**{field: None})))
    if results.query.filters.added_after is not None:
        moment = t.moment(results.query.filters.added_after)
        made.append(Chip("since", t("chip.since", moment=moment), request.url(since="")))
    return tuple(made)


def zoomed_years(filters: Filters) -> list[str]:
    """The years whose months the timeline shows, [] if it shows years."""
    if filters.date_from and filters.date_to:
        first, last = int(filters.date_from[:4]), int(filters.date_to[:4])
        return [str(year) for year in range(first, last + 1)] if last - first <= 1 else []
    years = filters.values("year")
    return list(years) if len(years) == 1 else []


def timeline(
    request: SearchRequest, results: Results, everything: Mapping[str, tuple[FacetCount, ...]], t: Catalogue
) -> Timeline | None:
    """Years (counted as if none were chosen), or the months of the year in view; None without any."""
    months, chosen = zoomed_years(request.filters), request.values("year")
    if months and (results.timeline or not chosen):
        counts: dict[str, int] = dict(results.timeline)
        keys = charts.months_of(months)
        made = tuple(_month_bar(bar, request, t) for bar in charts.bars(keys, counts))
        return Timeline("month", made, max(0, results.total - sum(counts.get(key, 0) for key in keys)))
    counts = {v.value: v.count for v in results.facets.get("year", ())}
    keys = charts.years_between([v.value for v in everything.get("year", ())] or list(counts))
    if len(keys) < 2:
        return None
    undated = replace(request, filters=request.filters.changed(date_from=None, date_to=None))
    in_years = undated.variants("year")
    made = tuple(
        TimelineBar(bar, in_years([bar.key]), bar.key, bar.key in chosen) for bar in charts.bars(keys, counts)
    )
    without_date = 0 if chosen else max(0, results.total - sum(counts.get(key, 0) for key in keys))
    return Timeline("year", made, without_date)


def _month_bar(bar: charts.Bar, request: SearchRequest, t: Catalogue) -> TimelineBar:
    _, days = monthrange(int(bar.key[:4]), int(bar.key[5:]))
    first, last = request.filters.date_from, request.filters.date_to
    href = request.filtered_url(year=None, date_from=f"{bar.key}-01", date_to=f"{bar.key}-{days}")
    selected = bool(first and last and first[:7] <= bar.key <= last[:7])
    return TimelineBar(bar, href, t.month(bar.key), selected)


def tile_map(counted: tuple[FacetCount, ...]) -> charts.TileMap | None:
    """The map of the districts shaded by `counted`."""
    counts = {v.value: v.count for v in counted}
    return charts.tile_map(known_values.map_places(), known_values.district_labels(), counts)


def page_numbers(page: int, pages: int) -> list[int | None]:
    """The pages to link: the first, the last and those around `page`; None stands for a gap."""
    near = [n for n in range(1, pages + 1) if n in (1, pages) or abs(n - page) <= 1]
    numbers: list[int | None] = []
    for number in near:
        if numbers and numbers[-1] is not None and number - numbers[-1] == 2:
            numbers.append(number - 1)
        elif numbers and numbers[-1] is not None and number - numbers[-1] > 2:
            numbers.append(None)
        numbers.append(number)
    return numbers


@dataclass(frozen=True, slots=True)
class Undated:
    """The articles that a choice of days leaves out because they state none, and the same search by years."""

    count: int
    years: str
    by_year: str


def undated(request: SearchRequest, search: Search) -> Undated | None:
    """What the days of `request` leave out silently; None without days, or if every match states one."""
    first, last = request.filters.date_from, request.filters.date_to
    if not (first or last):
        return None
    anyday = replace(request, filters=request.filters.changed(date_from=None, date_to=None))
    dated = replace(request, filters=request.filters.changed(date_from="0001-01-01", date_to="9999-12-31"))
    counts = [asked.run(search, page=1, size=1, highlight=False).total for asked in (anyday, dated)]
    if counts[0] <= counts[1]:
        return None
    held = [int(v.value) for v in search.facet_values().get("year", ()) if v.count and v.value.isdigit()]
    low = max(int(first[:4]) if first else 0, min(held, default=0))
    high = min(int(last[:4]) if last else 9999, max(held, default=0))
    years = [str(year) for year in range(low, high + 1)] if high - low < MOST_YEARS else []
    shown = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}" if years else ""
    return Undated(
        counts[0] - counts[1], shown, request.filtered_url(year=years, date_from=None, date_to=None)
    )
