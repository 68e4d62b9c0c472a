"""Events on their way to a reader: hits folded under the best of their event, and an event's course in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.article import Article
from search.results import Hit

if TYPE_CHECKING:
    from search.search import Search


@dataclass(frozen=True, slots=True)
class FoldedHit:
    """A hit with the other reports of its event, whether they were found too or not."""

    hit: Hit
    others: tuple[Article, ...] = ()

    @property
    def match(self) -> str:
        """How the hit matched."""
        return self.hit.match

    @property
    def papers(self) -> int:
        """The papers of the other reports; 0 where they are all of the hit's own paper or do not name theirs."""
        return len({other.source for other in self.others if other.source} - {self.hit.article.source})


def fold(search: Search, hits: Iterable[Hit]) -> list[FoldedHit]:
    """The hits of a page in their order, those of one event under the best of them."""
    shown: set[str] = set()
    folded = []
    for hit in hits:
        event = hit.article.event
        if event is None:
            folded.append(FoldedHit(hit))
        elif event.id not in shown:
            shown.add(event.id)
            folded.append(
                FoldedHit(hit, tuple(a for a in course(search, hit.article) if a.id != hit.article.id))
            )
    return folded


def course(search: Search, article: Article) -> list[Article]:
    """All reports of an article's event, the earliest first; those that do not say when they came out last."""
    if article.event is None:
        return [article]
    found = [report for i in article.event.articles if (report := search.article(i)) is not None]
    return sorted(found, key=lambda report: (report.published is None, report.published or ""))
