"""`/coverage`: where and when each campaign was reported, and where it was not.

Two tables with a row per campaign: its districts (in one year or all) and its years (in one district or
all). An empty cell is shown, because it is the finding; each figure is a search.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from indexer.engines.contract import Filters
from search.results import FacetCount
from webapp import charts, known_values, parameters
from webapp.caching import remembered, revalidated
from webapp.language import stated_language
from webapp.request import SearchRequest
from webapp.resource import get_search

if TYPE_CHECKING:
    from search import Search

blueprint = Blueprint("coverage", __name__)
MOST = 80
"""Rows and columns at most, the fullest first: a corpus may state any number of campaigns."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: how many articles, its shade, and the search that finds them."""

    count: int
    level: int
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """One campaign: its cells, and its articles (fewer than the sum of cells where one stands in two)."""

    value: str
    label: str
    cells: tuple[Cell, ...]
    total: int


@blueprint.get("/coverage")
@revalidated
@remembered
def coverage() -> ResponseReturnValue:
    """The matrix; `year` and `district` choose the slice."""
    chosen = parameters.parse(("year", "district", "lang"), request.args, strict=False)
    search = get_search()
    everything = search.facet_values()
    campaigns = [v for v in everything.get("campaign", ()) if v.count]
    campaigns = sorted(campaigns, key=lambda v: -v.count)[:MOST]
    stated = {v.value: v.label for v in everything.get("district", ())[:MOST]}
    districts = {**known_values.district_labels(), **stated}
    held = {v.value for v in everything.get("year", ()) if v.count}
    years = charts.years_between([v.value for v in everything.get("year", ())])
    base = SearchRequest(
        filters=Filters(year=chosen["year"], district=chosen["district"]), lang=stated_language()
    )
    in_years, in_places = base.filters.changed(district=()), base.filters.changed(year=())
    places: dict[str, Counter[str]] = {v.value: Counter() for v in campaigns}
    for (campaign, district, _), count in search.coverage("", in_years).items():
        if campaign in places:
            places[campaign][district] += count
    times: dict[str, Counter[str]] = {v.value: Counter() for v in campaigns}
    for year in years:
        for campaign, count in _campaigns(search, in_places.changed(year=year)).items():
            if campaign in times:
                times[campaign][year] = count
    return render_template(
        "coverage.html",
        districts=districts,
        years=years,
        places=_rows(campaigns, "district", list(districts), places, base, _campaigns(search, in_years)),
        times=_rows(campaigns, "year", years, times, base, _campaigns(search, in_places)),
        by_year=[
            ("", base.filtered_url("/coverage", year=())),
            *((y, base.filtered_url("/coverage", year=y)) for y in years if y in held),
        ],
        chosen=chosen,
        chosen_district=" / ".join(districts.get(v, v) for v in chosen["district"]),
        any_district=base.filtered_url("/coverage", district=()),
        in_district=lambda value: base.filtered_url("/coverage", district=value) + "#by-year",
    )


def _rows(
    campaigns: Sequence[FacetCount],
    across: str,
    columns: Sequence[str],
    counts: Mapping[str, Mapping[str, int]],
    base: SearchRequest,
    totals: Mapping[str, int],
) -> list[Row]:
    highest = max((n for row in counts.values() for n in row.values()), default=0)
    # Hundreds of links differ in two values: those are written into the address of the first.
    link = base.filtered_url(**{"campaign": "<row>", across: "<column>"})
    names = {column: quote_plus(column) for column in columns}
    rows = []
    for campaign in campaigns:
        cells = []
        row_link = link.replace("%3Crow%3E", quote_plus(campaign.value))
        for column in columns:
            count = counts[campaign.value].get(column, 0)
            href = row_link.replace("%3Ccolumn%3E", names[column]) if count else ""
            cells.append(Cell(count, charts.level(count, highest), href))
        rows.append(Row(campaign.value, campaign.label, tuple(cells), totals.get(campaign.value, 0)))
    return rows


def _campaigns(search: Search, filters: Filters) -> dict[str, int]:
    """How many articles each campaign has under `filters`; one that stands under two columns counts once."""
    answer = SearchRequest(filters=filters).run(search, size=1, highlight=False)
    return {v.value: v.count for v in answer.facets.get("campaign", ())}
