"""What an article is about, as weighted terms: for feedback, and for articles like it.

Comes in: Articles and the statistics of the index. Goes out: weighted terms. Feedback takes the terms of the
articles that a first request found best and asks again with them, so that an article that tells the same story
in other words is found too. After Rocchio (1971) and RM3 (Abdul-Jaleel et al., 2004), with terms
weighted by BM25's tf and idf, and articles by a power of their score: a clear winner speaks alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.article import Article
from indexer.engines.contract import Term, TermKind, Weighted
from indexer.vietnamese import analyse
from search import ranking
from search.lexis import Lexis

Weights = dict[str, float]

CLASSES = ((TermKind.SYLLABLE, 1.0), (TermKind.PAIR, ranking.PAIR))
SMALL = 12
"""In a small index, terms in no more documents than this are telling all the same."""
HEAD_BONUS = 1
"""Occurrences that standing in the title or lead is worth."""
OPENING = 10_000
"""Characters of the body that are looked at. Fewer are not enough: 1,500 lose 0.01 on articles of one event."""
LOOKED_AT = 100
"""Terms of each class, the most frequent in the article first, whose document frequency is looked up."""


@dataclass(frozen=True, slots=True)
class Topic:
    """The telling terms of one article, by class: term → BM25 tf · idf."""

    syllables: Weights
    pairs: Weights

    def of(self, kind: TermKind) -> Weights:
        return self.syllables if kind is TermKind.SYLLABLE else self.pairs


def topic(article: Article, lexis: Lexis) -> Topic:
    """The telling terms of an article: neither unique to it nor in a tenth of all."""
    head = "\n".join(part for part in (article.title, article.lead) if part)
    analysis = analyse(f"{head}\n{article.body[:OPENING]}", words=False)
    early = bisect_right(analysis.starts, len(head))
    return Topic(
        _telling(TermKind.SYLLABLE, analysis.syllables, early, lexis),
        _telling(TermKind.PAIR, analysis.pairs(), early, lexis),
    )


def _telling(kind: TermKind, terms: list[str], head: int, lexis: Lexis) -> Weights:
    counts = Counter(terms)
    for term in set(terms[:head]):
        counts[term] += HEAD_BONUS
    candidates = [term for term, _ in counts.most_common(LOOKED_AT)]
    most = max(ranking.FEEDBACK_COMMON * lexis.documents, SMALL)
    weights: Weights = {}
    for term, frequency in zip(candidates, lexis.reader.frequencies(kind, candidates), strict=True):
        if 2 <= frequency <= most:
            tf = counts[term]
            weights[term] = tf * (ranking.RANKING.k1 + 1) / (tf + ranking.RANKING.k1) * lexis.idf(frequency)
    return weights


def feedback(
    topics: Sequence[Topic], scores: Sequence[float], syllables: int, documents: int
) -> list[Weighted]:
    """The leaves that the best articles add to a query of `syllables` distinct syllables.

    `scores` are those of the articles, best first. Together the leaves of a class have
    `FEEDBACK_SHARE` (less in a small index) of the score of a query that finds all of its terms.
    `documents`: the size of the index.
    """
    if not topics or scores[0] <= 0:
        return []
    says = [(score / scores[0]) ** ranking.FEEDBACK_SHARPNESS for score in scores]
    # In a small index few articles are about the same, and its frequencies say little.
    share_of_all = ranking.FEEDBACK_SHARE * documents / (documents + ranking.FEEDBACK_HALF_AT)
    scale = share_of_all / (1 - share_of_all) * max(1, syllables)
    leaves = []
    for kind, share in CLASSES:
        mixed: Weights = {}
        for one, say in zip(topics, says, strict=True):
            for term, weight in one.of(kind).items():
                mixed[term] = mixed.get(term, 0.0) + say * weight
        best = sorted(mixed, key=lambda term: (-mixed[term], term))[: ranking.FEEDBACK_TERMS]
        total = sum(mixed[term] for term in best)
        leaves += [Weighted((Term(kind, term),), share * scale * mixed[term] / total) for term in best]
    return leaves


def likeness(one: Topic, terms: int = 25) -> list[Weighted]:
    """The leaves that find articles about the same as this one."""
    leaves = []
    for kind, share in CLASSES:
        weights = one.of(kind)
        best = sorted(weights, key=lambda term: (-weights[term], term))[:terms]
        total = sum(weights[term] for term in best)
        leaves += [Weighted((Term(kind, term),), share * terms * weights[term] / total) for term in best]
    return leaves
