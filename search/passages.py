"""The best paragraphs for a query: `Search.passages`. For those who quote rather than read: assistants, researchers.

A paragraph's id is its number in the body, `d1`, `d2` …, the lead is `d0`: the anchors of the article's page, the same as long
as the text is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING

from indexer.article import Article
from indexer.engines.contract import NO_FILTERS, Filters
from indexer.vietnamese import fold

if TYPE_CHECKING:
    from search.search import Search

MOST = 50
"""Passages in one answer."""

PER_ARTICLE = 3

_MARK = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FoundParagraph:
    """A paragraph of an article. `start` and `end` are offsets into `field` ("lead" or "body"); `html` has the marks."""

    article: Article
    id: str
    field: str
    start: int
    end: int
    html: str
    score: float

    @property
    def text(self) -> str:
        """The paragraph as it stands in the article."""
        return self.article.text(self.field)[self.start : self.end]


def passages(search: Search, q: str, filters: Filters = NO_FILTERS, size: int = 10) -> list[FoundParagraph]:
    """Return the `size` paragraphs that show the most of a query, of the articles that it finds, best first.

    A paragraph counts by how many different words of the query it shows, then by the rank of its article.
    """
    results = search.search(q, filters, size=min(30, max(10, size)), highlight=False)
    found: list[FoundParagraph] = []
    for place, hit in enumerate(results.hits):
        marked = search.highlight(hit.article, q)
        of_article = [
            FoundParagraph(hit.article, *paragraph, _score(paragraph[-1], place))
            for paragraph in paragraphs(hit.article, marked)
        ]
        found += nlargest(PER_ARTICLE, (p for p in of_article if p.score > 0 or not q), key=lambda p: p.score)
    return nlargest(size, found, key=lambda p: p.score)


def paragraphs(article: Article, marked: dict[str, str]) -> Iterator[tuple[str, str, int, int, str]]:
    """Yield (id, field, start, end, HTML) of each paragraph of an article whose fields are marked as HTML."""
    if article.lead:
        yield "d0", "lead", 0, len(article.lead), marked["lead"]
    at = 0
    parts = zip(article.body.split("\n\n"), marked["body"].split("\n\n"), strict=True) if article.body else ()
    number = 0
    for text, html in parts:
        if text.strip():
            number += 1
            yield f"d{number}", "body", at, at + len(text), html
        at += len(text) + 2


def _score(html: str, place: int) -> float:
    marks = [fold(mark) for mark in _MARK.findall(html)]
    words = {word for mark in marks for word in mark.split()}
    return (len(words) + 0.1 * min(len(marks), 10)) / (1 + 0.05 * place) if words else 0.0
