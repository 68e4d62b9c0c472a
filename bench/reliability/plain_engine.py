"""What an engine must answer, worked out one document at a time in plain Python."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from indexer.article import FIELDS, Article
from indexer.credits import credit_terms
from indexer.engines.article_time import added
from indexer.engines.contract import (
    And,
    AtLeast,
    EngineQuery,
    Filters,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Term,
    TermKind,
)
from indexer.facets.registry import values as facet_values
from indexer.vietnamese import analyse, fold


@dataclass
class Document:
    article: Article
    fields: dict[str, list[tuple[int, str]]]
    pairs: Counter[str]
    words: Counter[str]
    credits: Counter[str]

    @property
    def length(self) -> int:
        return sum(len(occurrences) for occurrences in self.fields.values())


def document(article: Article) -> Document:
    made = Document(article, {}, Counter(), Counter(), Counter(credit_terms(article)))
    for name in FIELDS:
        analysis = analyse(article.text(name))
        made.fields[name] = list(zip(analysis.positions, analysis.syllables, strict=True))
        made.pairs.update(analysis.pairs())
        made.words.update(analysis.word_terms())
    return made


def is_part(part: Term | Prefix, syllable: str) -> bool:
    text = fold(syllable) if part.folded else syllable
    return text.startswith(part.text) if isinstance(part, Prefix) else text == part.text


def occurrences(doc: Document, leaf: Leaf) -> int:
    if isinstance(leaf, Term) and leaf.kind is not TermKind.SYLLABLE:
        counts = {TermKind.PAIR: doc.pairs, TermKind.WORD: doc.words, TermKind.CREDIT: doc.credits}[leaf.kind]
        return sum(n for text, n in counts.items() if (fold(text) if leaf.folded else text) == leaf.text)
    parts = leaf.parts if isinstance(leaf, Phrase) else (leaf,)
    total = 0
    for name in FIELDS:
        if any(one.fields and name not in one.fields for one in (leaf, *parts)):
            continue
        at = dict(doc.fields[name])
        for start in at:
            total += all(start + i in at and is_part(part, at[start + i]) for i, part in enumerate(parts))
    return total


def matches(doc: Document, node: Node) -> bool:
    if isinstance(node, And):
        return all(matches(doc, child) for child in node.children)
    if isinstance(node, Or):
        return any(matches(doc, child) for child in node.children)
    if isinstance(node, Not):
        return not matches(doc, node.child)
    if isinstance(node, AtLeast):
        return sum(weight for child, weight in node.children if matches(doc, child)) >= node.least
    if isinstance(node, Published):
        return passes(doc.article, Filters(date_from=node.first, date_to=node.last))
    return occurrences(doc, node) > 0


def values(article: Article, facet: str) -> set[str]:
    return {value.value for name, value in facet_values(article) if name == facet}


def days(article: Article) -> tuple[date, date] | None:
    if article.published:
        day = datetime.fromisoformat(article.published).date()
        return day, day
    return article.year and (date(article.year, 1, 1), date(article.year, 12, 31))


def passes(article: Article, filters: Filters, ignored: str | None = None) -> bool:
    for facet, wanted in filters.facets.items():
        if facet != ignored and not values(article, facet) & set(wanted):
            return False
    if filters.added_after is not None and added(article) <= filters.added_after:
        return False
    if not (filters.date_from or filters.date_to):
        return True
    span = days(article)
    return (
        span is not None
        and (not filters.date_from or span[0] >= date.fromisoformat(filters.date_from))
        and (not filters.date_to or span[1] <= date.fromisoformat(filters.date_to))
    )


def moment(article: Article) -> float | None:
    if article.published:
        return datetime.fromisoformat(article.published).timestamp()
    if article.year is not None:
        return datetime.fromisoformat(f"{article.year}-01-01T00:00:00+07:00").timestamp()
    return None


@dataclass
class Expected:
    total: int
    ranked: list[tuple[str, float]]
    facets: dict[str, dict[str, int]]
    years: dict[str, int]
    months: dict[str, int]
    partial: list[tuple[str, float]]
    """What follows below `ranked`."""


class Oracle:
    def __init__(self, articles: Iterable[Article]) -> None:
        self.documents = {article.id: document(article) for article in articles}

    def scores(self, request: EngineQuery) -> dict[str, float]:
        docs, ranking = self.documents, request.ranking
        average = sum(doc.length for doc in docs.values()) / max(len(docs), 1)
        scores = dict.fromkeys(docs, 0.0)
        for weighted in request.weighted:
            counts = {
                key: sum(occurrences(doc, leaf) for leaf in weighted.leaves) for key, doc in docs.items()
            }
            found = {key: tf for key, tf in counts.items() if tf}
            frequency = sum(any(occurrences(doc, leaf) for leaf in weighted.counted) for doc in docs.values())
            idf = math.log(1 + (len(docs) - frequency + 0.5) / (frequency + 0.5))
            for key, tf in found.items():
                norm = ranking.k1 * (1 - ranking.b + ranking.b * docs[key].length / (average or 1))
                scores[key] += weighted.weight * idf * tf * (ranking.k1 + 1) / (tf + norm)
        dated = {
            k: datetime.fromisoformat(d.article.published).timestamp() // 60
            for k, d in docs.items()
            if d.article.published
        }
        for key, doc in docs.items():
            if key in dated:
                age = (max(dated.values()) - dated[key]) / 1440
                scores[key] *= 1 + ranking.freshness * 2 ** (-age / ranking.half_life)
            if doc.article.kind == "brief":
                scores[key] *= ranking.brief
            if any(value in values(doc.article, facet) for facet, value in request.prefer):
                scores[key] *= ranking.preferred
        return scores

    def answer(self, request: EngineQuery) -> Expected:
        matched = [doc.article for doc in self.documents.values() if matches(doc, request.match)]
        passed = [article for article in matched if passes(article, request.filters)]
        scores = self.scores(request)
        undated = math.inf if request.sort == "oldest" else -math.inf

        def order(article: Article) -> tuple[float, float, str]:
            at = moment(article)
            at = undated if at is None else at
            if request.sort == "oldest":
                return at, 0, article.id
            if request.sort == "added":
                return -added(article), -at, article.id
            return (
                (-at if request.sort == "newest" or not request.rank else -scores[article.id]),
                -at,
                article.id,
            )

        partial = [
            doc.article
            for doc in self.documents.values()
            if request.partial is not None
            and len(passed) < request.partial_below
            and matches(doc, request.partial)
            and not matches(doc, request.match)
            and passes(doc.article, request.filters)
        ]
        facets = {}
        for facet in request.facets:
            counted = [a for a in matched if passes(a, request.filters, facet)]
            facets[facet] = dict(Counter(v for a in counted for v in values(a, facet)))
        return Expected(
            len(passed),
            [(article.id, scores[article.id]) for article in sorted(passed, key=order)],
            facets,
            dict(Counter(str(a.year) for a in passed if a.year is not None)),
            dict(Counter(a.published[:7] for a in passed if a.published)),
            [(article.id, scores[article.id]) for article in sorted(partial, key=order)],
        )
