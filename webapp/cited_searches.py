"""Cited searches of the site: kept, found again, and told in the headers of exports."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from flask import Flask, current_app
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, TooManyRequests

from search.citation_store import CitationStore, CitationsUnavailable, store_of
from search.cited import MOST, MOST_TITLES, CitedSearch, Comparison, cite, compare, digest, moment_of
from search.moments import iso
from search.search import DocumentIds
from webapp.language import current_catalogue
from webapp.rates import RateLimiter, client_of
from webapp.request import SearchRequest
from webapp.resource import get_search
from webapp.templating import base_url

CITATIONS_A_MINUTE = 10
"""New citations that one client may ask for, in each process."""
LARGE_A_MINUTE = 2
"""Of these, those of more than `MOST_TITLES` articles: each takes as much room as many small ones."""
_STORE = "tin-cong-doan-citations"
_RATES = "tin-cong-doan-citation-rates"
_LARGE = "tin-cong-doan-large-citation-rates"


class StoreUnavailable(HTTPException):
    """507: nothing can be kept now."""

    code = 507


def init_app(app: Flask) -> None:
    """Give `app` its store; nothing is made yet."""
    path = store_of(str(app.config["INDEX"]), app.config["CITATIONS"])
    app.extensions[_STORE] = CitationStore(Path(path))
    app.extensions[_RATES] = RateLimiter(CITATIONS_A_MINUTE, clients=1_024)
    app.extensions[_LARGE] = RateLimiter(LARGE_A_MINUTE, clients=1_024)


def store() -> CitationStore:
    """The store of the current app."""
    found: CitationStore = current_app.extensions[_STORE]
    return found


def path_of(name: str) -> str:
    """The page of a cited search."""
    return f"/s/{name}"


def keep(search_request: SearchRequest, client: str) -> str:
    """Cite what a request finds; return the name. Raises QueryError if it finds too much, or an HTTPException."""
    _take_turn(_RATES, client)
    found = _found(search_request)
    if MOST_TITLES < len(found.ids) <= MOST:
        _take_turn(_LARGE, client)
    try:
        return store().put(cite(get_search(), found, _address(search_request, found)), iso(int(time.time())))
    except CitationsUnavailable as error:
        current_app.logger.error("a search could not be cited: %s", error)
        raise StoreUnavailable(current_catalogue()("cited.unavailable").unescape()) from None


def _take_turn(rates: str, client: str) -> None:
    wait = current_app.extensions[rates].wait(client_of(client))
    if wait:
        raise TooManyRequests(retry_after=int(wait) + 1)


def find(name: str) -> tuple[CitedSearch, str] | None:
    """The citation of this name and the moment it was first asked for; None if there is none."""
    try:
        return store().get(name)
    except CitationsUnavailable as error:
        current_app.logger.error("a citation could not be read: %s", error)
        raise StoreUnavailable(current_catalogue()("cited.unavailable").unescape()) from None


def now(cited: CitedSearch) -> Comparison:
    """What a cited search finds now."""
    return compare(get_search(), cited, _found(request_of(cited)))


def request_of(cited: CitedSearch) -> SearchRequest:
    """The request that was cited, for the index as it is."""
    return SearchRequest.parse(MultiDict(cited.search), registry=get_search().registry)


def headers(search_request: SearchRequest) -> tuple[int, dict[str, str]]:
    """What an export says of the search that it is of, and the generation it said that of.

    `Link` (RFC 8574) names the citation if a reader asked for it.
    """
    search = get_search()
    found = _found(search_request)
    said = {
        "Search-Moment": moment_of(search, found),
        "Search-Generation": str(found.reader.generation),
        "Search-Total": str(len(found.ids)),
        "Search-Digest": f"sha-256={digest(found.ids)}",
    }
    link = f'<{base_url()}{search_request.url()}>; rel="via"'
    if len(found.ids) <= MOST:
        name = _name(search_request, found)
        try:
            if store().has(name):
                link += f', <{base_url()}{path_of(name)}>; rel="cite-as"'
        except CitationsUnavailable as error:
            current_app.logger.error("a citation could not be read: %s", error)
    return found.reader.generation, {**said, "Link": link}


def _found(search_request: SearchRequest) -> DocumentIds:
    return get_search().document_ids(
        search_request.q, search_request.filters, exact=search_request.exact, since=search_request.since
    )


def _name(search_request: SearchRequest, found: DocumentIds) -> str:
    articles = tuple((identity, "") for identity in found.ids)
    moment = moment_of(get_search(), found)
    return CitedSearch(_address(search_request, found), moment, found.reader.generation, articles).name


def _address(search_request: SearchRequest, found: DocumentIds) -> tuple[tuple[str, str], ...]:
    """The pairs that say what is found: neither the order nor the page; a generation as its moment."""
    after = found.filters.added_after
    return tuple(plain(search_request, since="" if after is None else iso(after)).pairs(without=("lang",)))


def plain(search_request: SearchRequest, since: str) -> SearchRequest:
    """The request for what is found, in whatever order and on whatever page."""
    return replace(search_request, since=since, sort="relevance", size=10, page=1)
