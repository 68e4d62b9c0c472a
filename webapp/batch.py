"""Many queries at once: how many articles each finds, and the first of them. The page `/batch`, its CSV and `/api/batch` share it."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask, current_app
from werkzeug.exceptions import TooManyRequests

from indexer.article import Article
from webapp import parameters
from webapp.rates import RateLimiter, client_of
from webapp.request import SearchRequest

if TYPE_CHECKING:
    from search import Search

MOST = 500
"""Queries in a batch at most."""

FIRST = 3
"""Articles shown of each query."""

BATCHES_A_MINUTE = 12
"""Batches that one client may send: each costs as much as hundreds of searches."""

_RATES = "tin-cong-doan-batch-rates"


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One query: how many articles it finds, the first `FIRST` of them, and the search itself."""

    q: str
    total: int
    first: tuple[Article, ...]
    request: SearchRequest


def init_app(app: Flask) -> None:
    """Give `app` its limit."""
    app.extensions[_RATES] = RateLimiter(BATCHES_A_MINUTE, clients=1_024)


def take_turn(client: str) -> None:
    """Count a batch of the client at this address. Raises TooManyRequests."""
    wait = current_app.extensions[_RATES].wait(client_of(client))
    if wait:
        raise TooManyRequests(retry_after=int(wait) + 1)


def lines_of(text: str, file: bytes = b"") -> list[str]:
    """The queries of what was pasted and of a text file (UTF-8, or UTF-16 with its mark), one a line; blank lines apart.

    Raises BadParameter.
    """
    form = "utf-16" if file.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        uploaded = file.decode(form)
    except UnicodeDecodeError:
        raise parameters.BadParameter("batch_file", "file") from None
    return [line.strip() for line in f"{text}\n{uploaded}".splitlines() if line.strip()]


def check(queries: object) -> list[str]:
    """`queries` if they are what a batch takes: 1 to `MOST` texts, none blank or too long. Raises BadParameter."""
    if not isinstance(queries, list) or not queries:
        raise parameters.BadParameter("batch_empty", "queries", maximum=MOST)
    if len(queries) > MOST:
        raise parameters.BadParameter("batch_many", "queries", count=len(queries), maximum=MOST)
    longest = parameters.table()["q"].max_length
    for line, q in enumerate(queries, 1):
        if not isinstance(q, str) or not q.strip() or len(q) > longest:
            raise parameters.BadParameter("batch_line", "queries", line=line, maximum=longest)
    return queries


def run(search: Search, queries: Sequence[str], base: SearchRequest) -> list[BatchRow]:
    """A row for each query, in their order, each with the filters of `base`."""
    rows = []
    for q in queries:
        asked = SearchRequest(q=q, filters=base.filters, lang=base.lang, registry=base.registry)
        found = asked.run(search, size=FIRST, highlight=False)
        rows.append(BatchRow(q, found.total, tuple(hit.article for hit in found.hits), asked))
    return rows
