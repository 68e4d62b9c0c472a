"""`/coverage`: where and when each campaign was reported, and where it was not.

Two tables with a row per campaign: its districts (in one year or all) and its years (in one district or
all). An empty cell is shown, because it is the finding; each figure is a search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from search.results import FacetCount
from webapp import charts, gazetteer, parameters
from webapp.caching import revalidated
from webapp.language import stated_language
from webapp.request import SearchRequest
from webapp.resource import get_search

blueprint = Blueprint("coverage", __name__)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: how many articles, its shade, and the search that finds them."""

    count: int
    level: int
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """One campaign: its cells and their sum."""

    value: str
    label: str
    cells: tuple[Cell, ...]
    total: int


@blueprint.get("/coverage")
@revalidated
def coverage() -> ResponseReturnValue:
    """The matrix; `year` and `district` choose the slice."""
    chosen = parameters.parse(("year", "district", "lang"), request.args, strict=False)
    search = get_search()
    everything = search.facet_values()
    campaigns = [v for v in everything.get("campaign", ()) if v.count]
    campaigns.sort(key=lambda v: -v.count)
    districts = {**gazetteer.district_labels(), **_labels(everything.get("district", ()))}
    years = charts.years_between([v.value for v in everything.get("year", ())])
    base = SearchRequest(year=chosen["year"], district=chosen["district"], lang=stated_language())
    answers = {}
    for campaign in campaigns:
        one = SearchRequest(campaign=(campaign.value,), year=base.year, district=base.district)
        answers[campaign.value] = one.run(search, size=1, highlight=False)
    places = {v: _counts(answer.facets.get("district", ())) for v, answer in answers.items()}
    times = {v: _counts(answer.facets.get("year", ())) for v, answer in answers.items()}
    return render_template(
        "coverage.html",
        districts=districts,
        years=years,
        places=_rows(campaigns, "district", list(districts), places, base),
        times=_rows(campaigns, "year", years, times, base),
        by_year=[
            ("", base.url("/coverage", year=())),
            *((y, base.url("/coverage", year=(y,))) for y in years),
        ],
        chosen=chosen,
        chosen_district=" / ".join(districts.get(v, v) for v in chosen["district"]),
        any_district=base.url("/coverage", district=()),
        in_district=lambda value: base.url("/coverage", district=(value,)) + "#by-year",
    )


def _rows(
    campaigns: Sequence[FacetCount],
    across: str,
    columns: Sequence[str],
    counts: Mapping[str, Mapping[str, int]],
    base: SearchRequest,
) -> list[Row]:
    highest = max((n for row in counts.values() for n in row.values()), default=0)
    rows = []
    for campaign in campaigns:
        cells = []
        for column in columns:
            count = counts[campaign.value].get(column, 0)
            changes: dict[str, Any] = {"campaign": (campaign.value,), across: (column,)}
            cells.append(Cell(count, charts.level(count, highest), base.url(**changes) if count else ""))
        rows.append(Row(campaign.value, campaign.label, tuple(cells), sum(c.count for c in cells)))
    return rows


def _labels(values: Sequence[FacetCount]) -> dict[str, str]:
    return {v.value: v.label for v in values}


def _counts(values: Sequence[FacetCount]) -> dict[str, int]:
    return {v.value: v.count for v in values}
