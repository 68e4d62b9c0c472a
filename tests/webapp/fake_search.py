"""A Search over a few articles in memory: what the site's own tests need of the floor below, and no more.

It matches whole words without their accents; real ranking is tested where it lives.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from markupsafe import escape

from indexer.article import Article
from indexer.errors import QueryError
from search.results import (
    Completion,
    FacetCount,
    Highlights,
    Hit,
    Interpretation,
    Loosened,
    Query,
    Results,
    Suggestion,
)

FACETS = ("district", "year", "campaign", "kind")


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    return "".join(c for c in plain if not unicodedata.combining(c))


def values(article: Article, facet: str) -> list[tuple[str, str]]:
    if facet == "district":
        return [(v.value, v.label) for v in article.districts]
    if facet == "campaign":
        return [(v.value, v.label) for v in article.campaigns]
    if facet == "year":
        return [(str(article.year), str(article.year))] if article.year else []
    return [(article.kind, article.kind)]


class FakeSearch:
    """Quacks like `search.Search`."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = list(articles)
        self.generation = 1

    @property
    def document_count(self) -> int:
        return len(self.articles)

    def search(
        self,
        q: str,
        *,
        districts: Sequence[str] = (),
        years: Sequence[Any] = (),
        campaigns: Sequence[str] = (),
        kinds: Sequence[str] = (),
        date_from: str | None = None,
        date_to: str | None = None,
        sort: str = "relevance",
        page: int = 1,
        size: int = 10,
        highlight: bool = True,
        exact: Sequence[str] = (),
        match: str = "all",
        timeline: str | None = None,
    ) -> Results:
        if len(q) > 512:
            raise QueryError("quá dài", "q")
        chosen = {
            "district": districts,
            "year": [str(y) for y in years],
            "campaign": campaigns,
            "kind": kinds,
        }
        words = re.findall(r"\w+", fold(q))
        matching = [a for a in self.articles if all(w in self._words(a) for w in words)]
        relaxed = False
        if words and not matching:
            matching = [a for a in self.articles if any(w in self._words(a) for w in words)]
            relaxed = bool(matching)
        if date_from or date_to:
            low, high = date_from or "0", date_to or "9"
            matching = [a for a in matching if a.published and low <= a.published[:10] <= high]
        found = [a for a in matching if self._passes(a, chosen)]
        if sort != "relevance":
            found.sort(key=lambda a: a.published or "", reverse=sort == "newest")
        start = (page - 1) * size
        loosened = ()
        if not found and any(chosen.values()):
            loosened = (Loosened("all", None, "", len(matching)),)
        marks = set(words)
        return Results(
            query=Query(
                q,
                tuple(districts),
                tuple(chosen["year"]),
                tuple(campaigns),
                tuple(kinds),
                date_from,
                date_to,
                sort,
                tuple(exact),  # type: ignore[arg-type]
            ),
            total=len(found),
            took_ms=0.1,
            page=page,
            size=size,
            hits=tuple(
                Hit(
                    a,
                    1.0,
                    self._highlights(a, marks) if highlight else None,
                    "partial" if relaxed else "unaccented",
                )
                for a in found[start : start + size]
            ),
            facets={f: self._facet(f, matching, chosen) for f in FACETS},
            suggestion=Suggestion("công đoàn", "công đoàn") if "cogn" in words else None,
            relaxed=relaxed,
            interpretations=(Interpretation("restored", "cong doan", "công đoàn", "cong doan"),)
            if "cong doan" in q and "cong doan" not in exact
            else (),
            loosened=loosened,
            timeline=dict(Counter(a.published[:7] for a in found if a.published))
            if timeline == "month"
            else {},
            generation=self.generation,
        )

    def article(self, id: str, q: str | None = None) -> Article | None:
        return next((a for a in self.articles if a.id == id), None)

    def highlight(self, article: Article, q: str) -> dict[str, str]:
        marks = set(re.findall(r"\w+", fold(q)))
        return {
            f: self._mark(article.text(f), marks) for f in ("title", "kicker", "lead", "body", "captions")
        }

    def related(self, id: str, size: int = 5) -> list[Article]:
        return [a for a in self.articles if a.id != id and a.kind == "article"][:size]

    def suggest(self, q: str, size: int = 10) -> list[Completion]:
        if not q.strip():
            return []
        start = fold(q.strip())
        made = (
            [Completion("query", "công đoàn cơ sở", "công đoàn cơ sở", 4)]
            if "cong doan".startswith(start)
            else []
        )
        for facet in ("district", "campaign"):
            for v in self.facet_values()[facet]:
                if start in fold(v.label):
                    made.append(Completion(facet, v.value, v.label, v.count))  # type: ignore[arg-type]
        made += [Completion("article", a.id, a.title) for a in self.articles if start in fold(a.title)]
        return made[:size]

    def facet_values(self) -> dict[str, tuple[FacetCount, ...]]:
        return {f: self._facet(f, self.articles, {}) for f in FACETS}

    def export(self, q: str = "", **filters: Any) -> Iterator[Article]:
        for hit in self.search(q, size=1000, **filters).hits:
            yield hit.article

    def coverage(self, q: str = "", **filters: Any) -> Counter[tuple[str, str, int | None]]:
        counts: Counter[tuple[str, str, int | None]] = Counter()
        for article in self.export(q, **filters):
            for campaign in article.campaigns:
                counts.update(
                    (campaign.value, district.value, article.year) for district in article.districts
                )
        return counts

    @staticmethod
    def _words(article: Article) -> set[str]:
        return set(re.findall(r"\w+", fold(" ".join(article.text(f) for f in ("title", "lead", "body")))))

    @staticmethod
    def _passes(article: Article, chosen: dict[str, Any], but: str = "") -> bool:
        return all(
            not wanted or facet == but or {v for v, _ in values(article, facet)} & set(wanted)
            for facet, wanted in chosen.items()
        )

    def _facet(
        self, facet: str, matching: Iterable[Article], chosen: dict[str, Any]
    ) -> tuple[FacetCount, ...]:
        counts: Counter[tuple[str, str]] = Counter()
        for article in matching:
            if self._passes(article, chosen, facet):
                counts.update(values(article, facet))
        picked = set(chosen.get(facet, ()))
        rows = [FacetCount(v, label, n, v in picked) for (v, label), n in counts.most_common()]
        rows += [FacetCount(v, v, 0, True) for v in picked - {r.value for r in rows}]
        return tuple(rows)

    def _highlights(self, article: Article, marks: set[str]) -> Highlights:
        return Highlights(
            self._mark(article.title, marks), (self._mark(article.lead or article.body, marks),)
        )

    @staticmethod
    def _mark(text: str, marks: set[str]) -> str:
        parts = re.split(r"(\w+)", text)
        return "".join(f"<mark>{escape(p)}</mark>" if fold(p) in marks else str(escape(p)) for p in parts)
