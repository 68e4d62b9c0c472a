"""The card above the results when the words name a place, campaign, author or year: what the archive has of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import Flask, current_app, render_template
from markupsafe import Markup

from indexer.bounded_cache import BoundedCache
from indexer.engines.contract import Filters
from search.results import NamedValue, Results
from webapp import panels
from webapp.i18n import Catalogue
from webapp.request import SearchRequest

if TYPE_CHECKING:
    from search import Search

LATEST = 3
"""Articles on a card."""

CARDS_BYTES = 4 << 20
"""Bytes of cards that a process keeps."""

_KEY = "tin-cong-doan-cards"


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """What a card shows: the value named, the search for all of it, how many that finds, and what unfolds, rendered: its newest
    articles and its years (of a year: months)."""

    named: NamedValue
    request: SearchRequest
    total: int
    more: Markup


def init_app(app: Flask) -> None:
    """Give `app` room for cards."""
    app.extensions[_KEY] = BoundedCache(CARDS_BYTES)


def card(search: Search, search_request: SearchRequest, results: Results, t: Catalogue) -> AnswerCard | None:
    """The card of the value that the words of `search_request` name; None past the first page or where they name none.

    `Results.named` leaves out what is filtered by. An author is named by all words together, so hers goes first.
    """
    if search_request.page != 1 or not results.named:
        return None
    named = next((value for value in results.named if value.facet == "author"), results.named[0])
    cards: BoundedCache = current_app.extensions[_KEY]
    key = (search.generation, named.facet, named.value, t.lang, search_request.lang)
    made = cards.get(
        key, lambda: _made(search, search_request, named, t), lambda made: 1_000 + 2 * len(made.more)
    )
    return replace(made, named=named) if made.total else None


def _made(search: Search, search_request: SearchRequest, named: NamedValue, t: Catalogue) -> AnswerCard:
    request = SearchRequest(
        filters=Filters({named.facet: [named.value]}),
        sort="newest",
        size=LATEST,
        lang=search_request.lang,
        registry=search.registry,
    )
    unit = "month" if named.facet == "year" else None
    found = request.run(search, timeline=unit, highlight=False)
    timeline = panels.timeline(request, found, search.facet_values(), t)
    more = Markup(render_template("answer_more.html", timeline=timeline, hits=found.hits))
    return AnswerCard(named, request, found.total, more)
