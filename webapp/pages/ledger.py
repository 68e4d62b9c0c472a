"""`/ledger`, `/honours` and `/report`: what the archive says in numbers, each with its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from indexer.hanoi_time import HANOI
from search.ledger import LedgerEntry, Total, totals
from webapp import ledger_exports, parameters, tables
from webapp.api import allow_origin
from webapp.caching import remembered, revalidated
from webapp.language import current_catalogue
from webapp.ledger_request import Kind, LedgerRequest
from webapp.resource import get_search
from webapp.templating import base_url, label_of

blueprint = Blueprint("ledger", __name__)
SUMS = 12
"""Sums on a page at most, those of the most rows."""
PER_YEAR = 3
"""Charts by year at most."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/ledger")
@revalidated
@remembered
def figures() -> ResponseReturnValue:
    """The figures: filters, sums over those that can be added, and a row for each."""
    return _page("figure")


@blueprint.get("/honours")
@revalidated
@remembered
def honours() -> ResponseReturnValue:
    """The honours: who, what, when, by whom."""
    return _page("honour")


@blueprint.get("/ledger.<form>", defaults={"kind": "figure"})
@blueprint.get("/honours.<form>", defaults={"kind": "honour"})
@revalidated
def export(form: str, kind: Kind) -> ResponseReturnValue:
    """All rows as CSV, JSONL or a workbook."""
    asked = LedgerRequest.parse(request.args, get_search().registry, kind, paged=False)
    found = asked.run(get_search())
    name = "so-lieu" if kind == "figure" else "khen-thuong"
    if form == "csv":
        body: Any = "".join(ledger_exports.table(found, base_url()))
        return _download(body, "text/csv; charset=utf-8", f"{name}.csv")
    if form == "jsonl":
        return _download(
            "".join(ledger_exports.jsonl(found)), "application/x-ndjson; charset=utf-8", f"{name}.jsonl"
        )
    if form == "xlsx":
        sums = _sums(found) if kind == "figure" else []
        return _download(
            ledger_exports.workbook(found, sums, current_catalogue(), base_url()), tables.XLSX, f"{name}.xlsx"
        )
    abort(404)


@blueprint.get("/report")
@revalidated
def report() -> ResponseReturnValue:
    """Figures, honours and articles of a place, campaign and year on A4."""
    t = current_catalogue()
    return render_template(
        "report.html", left_out=lambda total: ledger_exports.left_out_text(total, t), **_report()
    )


@blueprint.get("/report.<form>")
@revalidated
def report_file(form: str) -> ResponseReturnValue:
    """The report as a Word document or a workbook."""
    made, t = _report(), current_catalogue()
    if form == "docx":
        lines = [made["scope"], f"{t('report.made')}: {made['moment']}", base_url() + made["address"]]
        text = ledger_exports.document(
            str(t("report.title")),
            lines,
            made["figures"],
            made["honours"],
            made["sums"],
            t,
            base_url(),
            t.number,
        )
        return _download(text, DOCX, "bao-cao.docx")
    if form == "xlsx":
        rows = [*made["figures"], *made["honours"]]
        return _download(
            ledger_exports.workbook(rows, made["sums"], t, base_url()), tables.XLSX, "bao-cao.xlsx"
        )
    abort(404)


def _page(kind: Kind) -> ResponseReturnValue:
    search = get_search()
    ledger_request = LedgerRequest.parse(request.args, search.registry, kind)
    found = ledger_request.run(search)
    everything, t = search.facet_values(), current_catalogue()
    parameter_rows, names = parameters.table(search.registry), ("measure", "act", "status")
    return render_template(
        "ledger.html",
        kind=kind,
        path="/ledger" if kind == "figure" else "/honours",
        asked=ledger_request,
        rows=ledger_request.shown(found),
        total=len(found),
        pages=-(-len(found) // ledger_request.size),
        sums=_sums(found)[:SUMS] if kind == "figure" else [],
        years=_by_year(found) if kind == "figure" else [],
        options={
            name: [(v.value, v.label) for v in everything.get(name, ()) if v.count]
            for name in ("district", "year", "campaign")
        },
        left_out=lambda total: ledger_exports.left_out_text(total, t),
        **{
            f"{name}_choices": [(v, t(f"ledger.{name}.{v}")) for v in parameter_rows[name].choices]
            for name in names
        },
    )


def _sums(found: Sequence[LedgerEntry]) -> list[Total]:
    return [total for total in totals(found) if total.added]


def _by_year(found: Sequence[LedgerEntry]) -> list[tuple[Total, list[tuple[str, float, float]]]]:
    """For the largest sums: (year, value, share of the highest), where there is more than one year."""
    made: list[tuple[Total, list[tuple[str, float, float]]]] = []
    per_year = totals(found, "year")
    for total in _sums(found):
        shares = sorted(
            (t.group, t.value)
            for t in per_year
            if (t.measure, t.act) == (total.measure, total.act) and t.group.isdigit()
        )
        if len(shares) > 1 and len(made) < PER_YEAR:
            highest = max(value for _, value in shares)
            made.append((total, [(year, value, round(100 * value / highest, 1)) for year, value in shares]))
    return made


def _report() -> dict[str, Any]:
    search, t = get_search(), current_catalogue()
    ledger_request = LedgerRequest.parse(request.args, search.registry, "figure", paged=False)
    figures = ledger_request.run(search)
    honours = [
        e for e in replace(ledger_request, kind="honour").run(search) if e.honour and not e.honour.proposed
    ]
    values = [
        label_of(name, value) for name, chosen in ledger_request.filters.facets.items() for value in chosen
    ]
    scope = " · ".join([*values, *([f"“{ledger_request.q}”"] if ledger_request.q else [])]) or str(
        t("report.everything")
    )
    articles = {e.article.id: e.article for e in [*figures, *honours]}
    return {
        "asked": ledger_request,
        "scope": scope,
        "figures": figures,
        "honours": honours,
        "sums": _sums(figures),
        "articles": list(articles.values()),
        "moment": datetime.now(HANOI).strftime("%H:%M %d/%m/%Y"),
        "address": ledger_request.url("/report"),
    }


def _download(body: Any, content_type: str, name: str) -> Response:
    response = Response(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return allow_origin(response)
