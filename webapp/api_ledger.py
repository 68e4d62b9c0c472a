"""`/api/ledger` and `/api/honours`: the rows of the pages as JSON."""

from __future__ import annotations

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue

from search.campaign_life import life, step_json
from search.ledger import row_json, totals
from webapp import parameters
from webapp.api import open_to_all
from webapp.caching import remembered, revalidated
from webapp.ledger_exports import total_json
from webapp.ledger_request import Kind, LedgerRequest
from webapp.resource import get_search

blueprint = Blueprint("api_ledger", __name__, url_prefix="/api")
blueprint.after_request(open_to_all)


@blueprint.get("/ledger")
@revalidated
@remembered
def ledger() -> ResponseReturnValue:
    """Figures that articles state, and sums over those that can be added."""
    return _answer("figure")


@blueprint.get("/honours")
@revalidated
@remembered
def honours() -> ResponseReturnValue:
    """Honours that articles state."""
    return _answer("honour")


@blueprint.get("/campaigns/<campaign>/life")
@revalidated
@remembered
def campaign_life(campaign: str) -> ResponseReturnValue:
    """The dated steps of a campaign, each with its sentence."""
    parameters.parse(("lang",), request.args, strict=True)
    search = get_search()
    known = [*search.registry["campaign"].known_values()]
    if all(v.value != campaign for v in known) and all(
        v.value != campaign for v in search.facet_values()["campaign"]
    ):
        abort(404)
    return jsonify({"id": campaign, "steps": [step_json(step) for step in life(search, campaign)]})


def _answer(kind: Kind) -> ResponseReturnValue:
    search = get_search()
    ledger_request = LedgerRequest.parse(request.args, search.registry, kind, strict=True)
    found = ledger_request.run(search)
    sums = [total_json(total) for total in totals(found)] if kind == "figure" else []
    answer = {
        "query": dict_of(ledger_request.pairs()),
        "total": len(found),
        "page": ledger_request.page,
        "size": ledger_request.size,
        "rows": [row_json(entry) for entry in ledger_request.shown(found)],
        **({"sums": sums} if kind == "figure" else {}),
    }
    return jsonify(answer)


def dict_of(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """The pairs of an address by name."""
    query: dict[str, list[str]] = {}
    for name, value in pairs:
        query.setdefault(name, []).append(value)
    return query
