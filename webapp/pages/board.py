"""`/board`: what is new, where, and in figures, for a screen on the wall of an office.

It takes the parameters of a search, and `refresh` in seconds. Without a script the browser loads it anew; with one, `board.js` swaps its parts.
Whether an article came today depends on the clock, so that the page is tagged by its content.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from indexer.article import Article
from indexer.facets.figures import FACET, labels
from indexer.hanoi_time import HANOI
from search.ledger import LedgerEntry, entries_of
from search.moments import iso, seconds
from webapp import panels, parameters
from webapp.feeds import search_title
from webapp.language import current_catalogue
from webapp.request import SearchRequest
from webapp.resource import get_search

blueprint = Blueprint("board", __name__)
SHOWN = 6
"""Articles on the screen."""
FIGURES = 4
FIGURE_ARTICLES = 20
"""The newest articles with figures, among which those on the screen are looked for."""


@dataclass(frozen=True, slots=True)
class News:
    """An article on the screen, and whether it came today."""

    article: Article
    is_today: bool


@blueprint.get("/board")
def show() -> ResponseReturnValue:
    """The screen."""
    search, t = get_search(), current_catalogue()
    search_request = SearchRequest.parse(request.args, registry=search.registry)
    refresh = parameters.parse(("refresh",), request.args, strict=False)["refresh"]
    search_request = replace(search_request, sort="added", page=1, size=10)
    midnight = datetime.now(HANOI).date().isoformat()
    found = search_request.run(search, size=SHOWN, highlight=False)
    today = replace(search_request, since=midnight).run(search, size=1, highlight=False).total
    begin = iso(seconds(midnight) or 0)
    board = replace(search_request, sort="relevance")
    address = board.url("/board")
    page = make_response(
        render_template(
            "board.html",
            search_request=search_request,
            what=search_title(search_request),
            total=found.total,
            today=today,
            news=[
                News(hit.article, bool(hit.article.added and hit.article.added >= begin))
                for hit in found.hits
            ],
            map=panels.tile_map(found.facets.get("district", ())),
            figures=_figures(search_request),
            moment=t.moment(int(search.committed)) if search.committed else "",
            refresh=refresh,
            district_url=lambda value: board.filtered_url("/board", district=[value]),
            still=f"{address}{'&' if '?' in address else '?'}refresh=0",
            moving=address,
        )
    )
    page.headers["Cache-Control"] = "no-cache"
    page.add_etag()
    return page.make_conditional(request)


def _figures(search_request: SearchRequest) -> list[LedgerEntry]:
    """The largest figure of what was done in each of the newest articles that have one, each said once."""
    measures = [label.value for label in labels() if label.value != "honours"]
    with_figures = replace(
        search_request, filters=search_request.filters.changed(**{FACET: measures}), sort="newest"
    )
    hits = with_figures.run(get_search(), size=FIGURE_ARTICLES, highlight=False).hits
    found: dict[str, LedgerEntry] = {}
    for hit in hits:
        done = [
            (e.figure.value, e)
            for e in entries_of(get_search(), hit.article)
            if e.figure and e.figure.status == "done"
        ]
        if done:
            _, largest = max(done, key=itemgetter(0))
            found.setdefault(largest.placed.row.text.casefold(), largest)
    return list(found.values())[:FIGURES]
