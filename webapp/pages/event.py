"""`/events/ID`: the course of one event, in all reports of it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from indexer.article import Article
from search import Search
from search.events import course
from search.ledger import LedgerEntry, entries_of
from webapp import parameters
from webapp.caching import remembered, revalidated
from webapp.resource import get_search
from webapp.templating import article_path, event_path

blueprint = Blueprint("event", __name__)


@blueprint.get("/events/<event_id>")
@revalidated
@remembered
def event(event_id: str) -> ResponseReturnValue:
    """Every report, the earliest first, with the figures that each states. The id of any report leads here."""
    parameters.parse(("lang",), request.args, strict=False)
    search = get_search()
    found = search.article(event_id)
    if found is None:
        abort(404)
    if found.event is None:
        return redirect(article_path(found.id))
    if found.event.id != event_id:
        return redirect(event_path(found.event))
    reports = course(search, found)
    return render_template(
        "event.html",
        event=found.event,
        reports=reports,
        figures=_new_figures(search, reports),
    )


def _new_figures(search: Search, reports: list[Article]) -> dict[str, list[LedgerEntry]]:
    """The rows of each report that no earlier one has: what papers say differently stands beside each other."""
    seen: set[tuple[object, ...]] = set()
    found: dict[str, list[LedgerEntry]] = {}
    for report in reports:
        for entry in entries_of(search, report):
            figure, honour = entry.figure, entry.honour
            said = (
                (figure.measure, figure.status, figure.value)
                if figure
                else (honour and (honour.title, honour.count))
            )
            if said not in seen:
                seen.add(said)  # type: ignore[arg-type]
                found.setdefault(report.id, []).append(entry)
    return found
