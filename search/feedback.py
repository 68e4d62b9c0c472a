"""What an article is about, as weighted terms: for feedback, and for articles like it.

Comes in: Articles and the statistics of the index. Goes out: weighted terms. Feedback takes the terms of the
articles that a first request found best and asks again with them, so that an article that tells the same story
in other words is found too. After Rocchio (1971) and RM3 (Abdul-Jaleel et al., 2004), with terms
weighted by BM25's tf and idf, and articles by a power of their score: a clear winner speaks alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest

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
PAIRS_LOOKED_AT = 100
"""Pairs of an article whose document frequency is looked up: those first whose syllables are rare and that are
frequent in the article."""


@dataclass(frozen=True, slots=True)
class Topic:
    """The telling terms of one article, by class: term → BM25 tf · idf."""

    syllables: Weights
    pairs: Weights

    def of(self, kind: TermKind) -> Weights:
        return self.syllables if kind is TermKind.SYLLABLE else self.pairs


@dataclass(frozen=True, slots=True)
class _Counted:
    """Terms of an article, and how often each occurs in it."""

    terms: list[str]
    counts: np.ndarray


def topics(articles: Sequence[Article], lexis: Lexis) -> list[Topic]:
    """The telling terms of each article: neither unique to it nor in a tenth of all.

    Several articles at once, because most of the cost is in looking up how frequent their terms are.
    """
    heads = ["\n".join(part for part in (article.title, article.lead) if part) for article in articles]
    texts = [f"{head}\n{one.body[:OPENING]}" for head, one in zip(heads, articles, strict=True)]
    batch = analyse_batch(texts, words=False)
    syllables, pairs = [], []
    for low, high, head in zip(batch.bounds, batch.bounds[1:], heads, strict=False):
        early = int(batch.starts[low:high].searchsorted(len(head)))
        numbers, places, counts = np.unique(batch.ids[low:high], return_inverse=True, return_counts=True)
        terms = [batch.terms[number] for number in numbers.tolist()]
        counts[np.unique(places[:early])] += HEAD_BONUS
        syllables.append(_Counted(terms, counts))
        near = batch.adjacent[low : max(low, high - 1)].nonzero()[0]
        left, right = places[near], places[near + 1]
        _, first, counts = np.unique(left * len(terms) + right, return_index=True, return_counts=True)
        counts += HEAD_BONUS * (near[first] < early)
        left, right = left[first], right[first]
        rare = np.array([lexis.idf(frequency) for frequency in lexis.frequencies(terms)])
        best = np.argsort(-saturated(counts) * (rare[left] + rare[right]), kind="stable")[:PAIRS_LOOKED_AT]
        names = [
            f"{terms[a]} {terms[b]}" for a, b in zip(left[best].tolist(), right[best].tolist(), strict=True)
        ]
        pairs.append(_Counted(names, counts[best]))
    both = zip(
        _telling(TermKind.SYLLABLE, syllables, lexis), _telling(TermKind.PAIR, pairs, lexis), strict=True
    )
    return [Topic(*weights) for weights in both]


def _telling(kind: TermKind, candidates: list[_Counted], lexis: Lexis) -> list[Weights]:
    """For each article the weights of those of its terms that tell something."""
    terms = list(dict.fromkeys(term for one in candidates for term in one.terms))
    found = lexis.frequencies(terms) if kind is TermKind.SYLLABLE else lexis.reader.frequencies(kind, terms)
    most = max(ranking.FEEDBACK_COMMON * lexis.documents, SMALL)
    idf = {
        term: lexis.idf(frequency)
        for term, frequency in zip(terms, found, strict=True)
        if 2 <= frequency <= most
    }
    return [
        {
            term: weight * idf[term]
            for term, weight in zip(one.terms, saturated(one.counts).tolist(), strict=True)
            if term in idf
        }
        for one in candidates
    ]


def saturated(counts: np.ndarray) -> np.ndarray:
    """BM25's tf of terms that occur so often in an article of average length."""
    k1 = ranking.RANKING.k1
    return counts * (k1 + 1) / (counts + k1)


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
        best = nlargest(ranking.FEEDBACK_TERMS, mixed, key=mixed.__getitem__)
        total = sum(mixed[term] for term in best)
        added += [(Term(kind, term), share * scale * mixed[term] / total) for term in best]
    return added


def likeness(one: Topic, terms: int = 25) -> list[Weighted]:
    """The leaves that find articles about the same as this one."""
    leaves = []
    for kind, share in CLASSES:
        weights = one.of(kind)
        best = nlargest(terms, weights, key=weights.__getitem__)
        total = sum(weights[term] for term in best)
        leaves += [Weighted((Term(kind, term),), share * terms * weights[term] / total) for term in best]
    return leaves
