"""`/events/ID`: the course of one event, in all reports of it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from search.events import course
from search.ledger import LedgerEntry
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
        figures={
            report.id: LedgerEntry.of(report) for report in reports if report.id not in found.event.copies
        },
    )
