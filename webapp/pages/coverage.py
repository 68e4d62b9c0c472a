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

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from indexer.engines.contract import Filters
from search.results import FacetCount
from webapp import charts, known_values, parameters, tables
from webapp.api import allow_origin
from webapp.caching import remembered, revalidated
from webapp.language import current_catalogue, stated_language
from webapp.request import SearchRequest
from webapp.resource import get_search
from webapp.templating import facet_label, label_of

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


EMPTY = Cell(0, 0, "")


@dataclass(frozen=True, slots=True)
class Row:
    """One campaign: its cells, and its articles (fewer than the sum of cells where one stands in two)."""

    value: str
    label: str
    cells: tuple[Cell, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Both tables of a slice. `places` has a cell per district of `districts` (value → label), `times` one per year."""

    districts: dict[str, str]
    years: list[str]
    held: frozenset[str]
    places: list[Row]
    times: list[Row]


@blueprint.get("/coverage")
@revalidated
@remembered
def coverage() -> ResponseReturnValue:
    """The matrix; `year` and `district` choose the slice."""
    base = _asked()
    matrix = _matrix(base)
    in_year, in_district = base.variants("year", "/coverage"), base.variants("district", "/coverage")
    chosen = {name: base.values(name) for name in ("year", "district")}
    return render_template(
        "coverage.html",
        search_request=base,
        total=base.run(get_search(), size=1, highlight=False).total,
        coverage_table=lambda across, form: base.url(f"/coverage/{across}.{form}"),
        districts=matrix.districts,
        years=matrix.years,
        places=matrix.places,
        times=matrix.times,
        by_year=[
            ("", in_year(())),
            *((y, in_year((y,))) for y in matrix.years if y in matrix.held),
        ],
        chosen=chosen,
        chosen_district=" / ".join(matrix.districts.get(v, v) for v in chosen["district"]),
        any_district=in_district(()),
        in_district=lambda value: in_district((value,)) + "#by-year",
    )


@blueprint.get("/coverage/<any(districts, years):across>.<any(csv, xlsx):form>")
@revalidated
def table(across: str, form: str) -> ResponseReturnValue:
    """One table of a slice as CSV or as a workbook: campaigns by districts, or by years."""
    base, t = _asked(), current_catalogue()
    matrix = _matrix(base)
    by_place = across == "districts"
    columns = list(matrix.districts.values()) if by_place else matrix.years
    headings = [facet_label("campaign"), *columns, t("coverage.sum").unescape()]
    rows: list[list[tables.Cell]] = [
        [row.label, *[cell.count for cell in row.cells], row.total]
        for row in (matrix.places if by_place else matrix.times)
    ]
    name = t("coverage.by_district" if by_place else "coverage.by_year").unescape()
    chosen = base.values("year") if by_place else [label_of("district", v) for v in base.values("district")]
    body: str | bytes = (
        "".join(tables.csv_rows(headings, rows))
        if form == "csv"
        else tables.workbook(name, headings, rows, [40, *[11] * len(columns), 9])
    )
    response = Response(body, content_type=tables.CSV if form == "csv" else tables.XLSX)
    return allow_origin(tables.save_as(response, ", ".join([name, *chosen]), form))


def _asked() -> SearchRequest:
    chosen = parameters.parse(("year", "district", "lang"), request.args, strict=False)
    filters = Filters(year=chosen["year"], district=chosen["district"])
    return SearchRequest(filters=filters, lang=stated_language())


def _matrix(base: SearchRequest) -> Matrix:
    search = get_search()
    everything = search.facet_values()
    campaigns = [v for v in everything.get("campaign", ()) if v.count]
    campaigns = sorted(campaigns, key=lambda v: -v.count)[:MOST]
    stated = {v.value: v.label for v in everything.get("district", ())[:MOST]}
    districts = {**known_values.district_labels(), **stated}
    held = frozenset(v.value for v in everything.get("year", ()) if v.count)
    years = charts.years_between([v.value for v in everything.get("year", ())])
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
    return Matrix(
        districts,
        years,
        held,
        _rows(campaigns, "district", list(districts), places, base, _campaigns(search, in_years)),
        _rows(campaigns, "year", years, times, base, _campaigns(search, in_places)),
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
    rows = []
    for campaign in campaigns:
        held = counts[campaign.value]
        row_link = link.replace("%3Crow%3E", quote_plus(campaign.value))
        cells = [
            Cell(count, charts.level(count, highest), row_link.replace("%3Ccolumn%3E", quote_plus(column)))
            if (count := held.get(column, 0))
            else EMPTY
            for column in columns
        ]
        rows.append(Row(campaign.value, campaign.label, tuple(cells), totals.get(campaign.value, 0)))
    return rows


def _campaigns(search: Search, filters: Filters) -> dict[str, int]:
    """How many articles each campaign has under `filters`; one that stands under two columns counts once."""
    answer = SearchRequest(filters=filters).run(search, size=1, highlight=False)
    return {v.value: v.count for v in answer.facets.get("campaign", ())}
