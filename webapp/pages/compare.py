"""`/compare?q=…&q=…`: up to four searches on one timeline, as a page, a table and a picture."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from webapp import tables
from webapp.api import allow_origin
from webapp.caching import remembered, revalidated
from webapp.comparison import HEIGHT, MOST, WIDTH, Comparison, ComparisonRequest, compare
from webapp.language import current_catalogue
from webapp.resource import get_search

blueprint = Blueprint("compare", __name__)
COLOURS = ("#b3261e", "#1f5f8b", "#8a6d00", "#4a4a4a")
"""Of the series, each at least 3:1 on white; the style sheet has those on black."""


def _made() -> tuple[ComparisonRequest, Comparison]:
    search = get_search()
    asked = ComparisonRequest.parse(request.args, search.registry)
    return asked, compare(search, asked)


def _percent(share: float) -> str:
    text = f"{100 * share:.1f}%"
    return text.replace(".", ",") if current_catalogue().lang == "vi" else text


def _drawing(comparison_request: ComparisonRequest, made: Comparison) -> dict[str, object]:
    t = current_catalogue()
    return {
        "asked": comparison_request,
        "made": made,
        "columns": made.columns(comparison_request.share),
        "width": WIDTH,
        "height": HEIGHT,
        "colours": COLOURS,
        "name_of": t.month if made.unit == "month" else str,
        "shown": lambda series, key: (
            _percent(made.share(series, key))
            if comparison_request.share
            else t.number(series.counts.get(key, 0))
        ),
        "highest": _percent(made.highest(True))
        if comparison_request.share
        else t.number(int(made.highest(False))),
    }


@blueprint.get("/compare")
@revalidated
@remembered
def page() -> ResponseReturnValue:
    """The form, the drawing and the table."""
    asked, made = _made()
    return render_template("compare.html", most=MOST, **_drawing(asked, made))


@blueprint.get("/compare.svg")
@revalidated
def picture() -> ResponseReturnValue:
    """The drawing by itself, with its legend, to save."""
    asked, made = _made()
    response = Response(render_template("compare.svg", **_drawing(asked, made)), mimetype="image/svg+xml")
    return allow_origin(tables.save_as(response, " · ".join(asked.queries), "svg"))


@blueprint.get("/compare.<any(csv, xlsx):form>")
@revalidated
def table(form: str) -> ResponseReturnValue:
    """Counts and shares by year or month, and all articles."""
    comparison_request, made = _made()
    t = current_catalogue()
    share = t("compare.share").unescape()
    headings = [t(f"timeline.unit.{made.unit}").unescape()]
    headings += [heading for s in made.series for heading in (s.q, f"{s.q} ({share})")]
    headings.append(t("compare.everything").unescape())
    rows: list[list[tables.Cell]] = []
    for key in made.keys:
        row: list[tables.Cell] = [key]
        for series in made.series:
            row += [series.counts.get(key, 0), round(made.share(series, key), 6)]
        rows.append([*row, made.everything.get(key, 0)])
    body: str | bytes = (
        "".join(tables.csv_rows(headings, rows))
        if form == "csv"
        else tables.workbook(t("compare.title").unescape(), headings, rows, [14] * len(headings))
    )
    response = Response(body, content_type=tables.CSV if form == "csv" else tables.XLSX)
    return allow_origin(tables.save_as(response, " · ".join(comparison_request.queries), form))
