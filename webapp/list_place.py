"""Reading on from a list: where an article stands among the results from which it was opened, and what comes before and after.

The address of the article says the list (the parameters of its search); nothing is kept of a reader.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from indexer.article import Article
from search.results import Results
from webapp.parameters import MAX_HITS
from webapp.request import SearchRequest

if TYPE_CHECKING:
    from search import Search


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An article beside the one that is read; `url` keeps the list."""

    heading: str
    url: str


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Place `number` (from 1) of `total` in the list `request`. A neighbour is None at an end of the list."""

    request: SearchRequest
    number: int
    total: int
    previous: Neighbour | None
    next: Neighbour | None


def list_place(search: Search, request: SearchRequest, article_id: str) -> ListPlace | None:
    """The place of an article on the page of results that `request` asks for; None where that page lists it not (any more)."""
    results = request.run(search, highlight=False)
    listed = _listed(results)
    ids = [article.id for _, article in listed]
    if article_id not in ids:
        return None
    at = ids.index(article_id)
    before = listed[:at] or (_listed(_turned(search, request, -1)) if request.page > 1 else [])
    after = listed[at + 1 :]
    page = request.page
    if not after and page < results.pages and (page + 1) * request.size <= MAX_HITS:
        after = _listed(_turned(search, request, 1))
    return ListPlace(
        request=request,
        number=listed[at][0],
        total=results.total + results.partial_total,
        previous=_neighbour(request, before[-1][1], page if at else page - 1) if before else None,
        next=_neighbour(request, after[0][1], page if at + 1 < len(listed) else page + 1) if after else None,
    )


def _turned(search: Search, request: SearchRequest, by: int) -> Results:
    return replace(request, page=request.page + by).run(search, highlight=False)


def _listed(results: Results) -> list[tuple[int, Article]]:
    """The articles of a page with their numbers, one of each event: the others are folded under it."""
    first: dict[str, tuple[int, Article]] = {}
    for number, hit in enumerate(results.hits, (results.page - 1) * results.size + 1):
        event = hit.article.event
        first.setdefault(event.id if event else hit.article.id, (number, hit.article))
    return list(first.values())


def _neighbour(request: SearchRequest, article: Article, page: int) -> Neighbour:
    return Neighbour(article.heading, replace(request, page=page).article_url(article.id))
