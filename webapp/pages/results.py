"""`/search`: the results page."""

from __future__ import annotations

from typing import get_args

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from indexer.engines.contract import Sort
from search import ledger_answer
from search.events import fold
from search.moments import iso
from webapp import answer_card, panels
from webapp.caching import remembered, revalidated
from webapp.language import current_catalogue
from webapp.request import SearchRequest
from webapp.resource import get_search

blueprint = Blueprint("results", __name__)
SIZES = (10, 20, 50)
SORTS = get_args(Sort)


@blueprint.get("/search")
@revalidated
@remembered
def results() -> ResponseReturnValue:
    """One page of hits with facets, timeline and map. Same parameters as the API."""
    search = get_search()
    wanted = SearchRequest.parse(request.args, registry=search.registry)
    t = current_catalogue()
    zoomed = bool(panels.zoomed_years(wanted.filters))
    answer = wanted.run(search, timeline="month" if zoomed else None)
    wanted = wanted.understood(answer.query)
    if panels.zoomed_years(wanted.filters) and not zoomed:
        answer = wanted.run(search, timeline="month")
    everything = search.facet_values()
    figures = ledger_answer.answer(search, answer.query.words or wanted.q) if wanted.page == 1 else None
    return render_template(
        "search.html",
        search_request=wanted,
        results=answer,
        hits=fold(search, answer.hits),
        panels=panels.facet_panels(search.registry, answer, everything, t),
        chips=panels.chips(wanted, answer, t),
        timeline=panels.timeline(wanted, answer, everything, t),
        map=panels.tile_map(answer.facets.get("district", ())),
        page_numbers=panels.page_numbers(answer.page, min(answer.pages, 10_000 // answer.size)),
        sizes=sorted({*SIZES, answer.size}),
        toggle_district=wanted.toggles("district"),
        sorts=SORTS,
        index_moment=iso(int(search.committed)) if search.committed else None,
        ledger_answer=figures,
        card=None if figures else answer_card.card(search, wanted, answer, t),
        undated=panels.undated(wanted, search),
    )
