"""The card above the results when the words name a place, campaign, author or year: what the archive has of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import Flask, current_app

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
"""Bytes of answers behind cards that a process keeps."""

_KEY = "tin-cong-doan-cards"


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """What a card shows: the value named, the search for all of it, its newest articles and its years (of a year: months)."""

    named: NamedValue
    request: SearchRequest
    results: Results
    timeline: panels.Timeline | None


def init_app(app: Flask) -> None:
    """Give `app` room for the answers behind cards."""
    app.extensions[_KEY] = BoundedCache(CARDS_BYTES)


def card(search: Search, asked: SearchRequest, results: Results, t: Catalogue) -> AnswerCard | None:
    """The card of the value that the words of `asked` name; None past the first page or where they name none.

    `Results.named` leaves out what is filtered by. An author is named by all words together, so hers goes first.
    """
    if asked.page != 1 or not results.named:
        return None
    named = next((value for value in results.named if value.facet == "author"), results.named[0])
    request = SearchRequest(
        filters=Filters({named.facet: [named.value]}),
        sort="newest",
        size=LATEST,
        lang=asked.lang,
        registry=search.registry,
    )
    cards: BoundedCache = current_app.extensions[_KEY]
    found = cards.get(
        (search.generation, named.facet, named.value), lambda: _found(search, request, named), _size
    )
    if not found.total:
        return None
    return AnswerCard(named, request, found, panels.timeline(request, found, search.facet_values(), t))


def _found(search: Search, request: SearchRequest, named: NamedValue) -> Results:
    unit = "month" if named.facet == "year" else None
    found = request.run(search, timeline=unit, highlight=False)
    return replace(found, facets={"year": found.facets.get("year", ())})


def _size(found: Results) -> int:
    return 8_000 + sum(4 * len(hit.article.body) for hit in found.hits)
