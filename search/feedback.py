"""What an article is about, as weighted terms: for feedback, and for articles like it.

Comes in: Articles and the statistics of the index. Goes out: weighted terms. Feedback takes the terms of the
articles that a first request found best and asks again with them, so that an article that tells the same story
in other words is found too. After Rocchio (1971) and RM3 (Abdul-Jaleel et al., 2004), with terms
weighted by BM25's tf and idf, and articles by a power of their score: a clear winner speaks alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.article import Article
from indexer.engines.contract import Term, TermKind, Weighted
from indexer.vietnamese import analyse_batch
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


def topics(articles: Sequence[Article], lexis: Lexis) -> list[Topic]:
    """The telling terms of each article: neither unique to it nor in a tenth of all.

    Several at once, because most of the cost is in looking up how frequent their terms are.
    """
    heads = ["\n".join(part for part in (article.title, article.lead) if part) for article in articles]
    texts = [f"{head}\n{one.body[:OPENING]}" for head, one in zip(heads, articles, strict=True)]
    batch = analyse_batch(texts, words=False)
    adjacent = batch.adjacent
    syllables, pairs = [], []
    for low, high, head in zip(batch.bounds, batch.bounds[1:], heads, strict=False):
        ids = batch.ids[low:high].astype(np.int64)
        early = int(batch.starts[low:high].searchsorted(len(head)))
        numbers, counts = _frequent(ids, early)
        syllables.append([(batch.terms[number], tf) for number, tf in zip(numbers, counts, strict=True)])
        near = adjacent[low : high - 1].nonzero()[0]
        numbers, counts = _frequent(ids[near] << 32 | ids[near + 1], int(near.searchsorted(early)))
        pairs.append(
            [
                (f"{batch.terms[number >> 32]} {batch.terms[number & 0xFFFFFFFF]}", tf)
                for number, tf in zip(numbers, counts, strict=True)
            ]
        )
    weights = zip(
        _telling(TermKind.SYLLABLE, syllables, lexis), _telling(TermKind.PAIR, pairs, lexis), strict=True
    )
    return [Topic(*both) for both in weights]


def _frequent(numbers: np.ndarray, early: int) -> tuple[list[int], list[int]]:
    """The most frequent of some terms, at most LOOKED_AT, and how often they occur; the first `early` of them stand
    in the head. Of equally frequent ones, those that come first."""
    distinct, first, counts = np.unique(numbers, return_index=True, return_counts=True)
    counts += HEAD_BONUS * (first < early)
    best = np.lexsort((first, -counts))[:LOOKED_AT]
    return distinct[best].tolist(), counts[best].tolist()


def _telling(kind: TermKind, candidates: list[list[tuple[str, int]]], lexis: Lexis) -> list[Weights]:
    """For each list of (term, frequency in the article) the weights of those that tell something."""
    terms = dict.fromkeys(term for one in candidates for term, _ in one)
    documents = dict(zip(terms, lexis.reader.frequencies(kind, list(terms)), strict=True))
    most = max(ranking.FEEDBACK_COMMON * lexis.documents, SMALL)
    k1 = ranking.RANKING.k1
    return [
        {
            term: tf * (k1 + 1) / (tf + k1) * lexis.idf(documents[term])
            for term, tf in one
            if 2 <= documents[term] <= most
        }
        for one in candidates
    ]


def feedback(
    topics: Sequence[Topic], scores: Sequence[float], syllables: int, documents: int
) -> list[tuple[Term, float]]:
    """The terms that the best articles add to a query of `syllables` distinct syllables.

    `scores` are those of the articles, best first. Together the terms of a class have
    `FEEDBACK_SHARE` (less in a small index) of the score of a query that finds all of its terms.
    `documents`: the size of the index.
    """
    if not topics or scores[0] <= 0:
        return []
    says = [(score / scores[0]) ** ranking.FEEDBACK_SHARPNESS for score in scores]
    # In a small index few articles are about the same, and its frequencies say little.
    share_of_all = ranking.FEEDBACK_SHARE * documents / (documents + ranking.FEEDBACK_HALF_AT)
    scale = share_of_all / (1 - share_of_all) * max(1, syllables)
    added = []
    for kind, share in CLASSES:
        mixed: Weights = {}
        for one, say in zip(topics, says, strict=True):
            for term, weight in one.of(kind).items():
                mixed[term] = mixed.get(term, 0.0) + say * weight
        best = sorted(mixed, key=lambda term: (-mixed[term], term))[: ranking.FEEDBACK_TERMS]
        total = sum(mixed[term] for term in best)
        added += [(Term(kind, term), share * scale * mixed[term] / total) for term in best]
    return added


def likeness(one: Topic, terms: int = 25) -> list[Weighted]:
    """The leaves that find articles about the same as this one."""
    leaves = []
    for kind, share in CLASSES:
        weights = one.of(kind)
        best = sorted(weights, key=lambda term: (-weights[term], term))[:terms]
        total = sum(weights[term] for term in best)
        leaves += [Weighted((Term(kind, term),), share * terms * weights[term] / total) for term in best]
    return leaves
