"""What an article is about, as weighted terms: for feedback, and for articles like it.

Comes in: Articles and the statistics of the index. Goes out: weighted terms. Feedback takes the terms of the
articles that a first request found best and asks again with them, so that an article that tells the same story
in other words is found too. After Rocchio (1971) and RM3 (Abdul-Jaleel et al., 2004), with terms
weighted by BM25's tf and idf, and articles by a power of their score: a clear winner speaks alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest

import numpy as np

from indexer.article import Article
from indexer.engines.contract import Term, TermKind, Weighted
from indexer.vietnamese import analyse_batch
from search.rank import ranking
from search.term_stats import TermStats

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


def topics(articles: Sequence[Article], stats: TermStats) -> list[Topic]:
    """The telling terms of each article: neither unique to it nor in a tenth of all.

    Several articles at once, as arrays: looked at one by one, their terms would cost more in calls than in work.
    """
    if not articles:
        return []
    heads = ["\n".join(part for part in (article.title, article.lead) if part) for article in articles]
    texts = [f"{head}\n{one.body[:OPENING]}" for head, one in zip(heads, articles, strict=True)]
    batch = analyse_batch(texts, words=False)
    sizes = np.diff(batch.bounds)
    early = batch.starts < np.repeat([len(head) for head in heads], sizes)

    # Each syllable of each article, and how often it is there.
    distinct = int(batch.ids.max(initial=0)) + 1
    keys = np.repeat(np.arange(len(texts)), sizes) * distinct + batch.ids
    found, places, counts = np.unique(keys, return_inverse=True, return_counts=True)
    text, number = np.divmod(found, distinct)
    bonus = np.zeros(len(found), np.int64)
    bonus[places[early]] = HEAD_BONUS
    terms = [batch.terms[one] for one in number.tolist()]
    frequencies = np.array(stats.frequencies(terms), np.int64)
    rarity = stats.idfs(frequencies)
    syllables = _telling(text, terms, saturated(counts + bonus), frequencies, len(texts), stats)

    # Of the pairs of each article those that promise most.
    near = batch.adjacent.nonzero()[0]
    left, right = places[near], places[near + 1]
    _, first, counts = np.unique(left * len(found) + right, return_index=True, return_counts=True)
    left, right = left[first], right[first]
    weights = saturated(counts + HEAD_BONUS * early[near[first]])
    order = np.lexsort((-weights * (rarity[left] + rarity[right]), text[left]))
    rank = np.arange(len(order)) - text[left].searchsorted(text[left[order]])
    best = order[rank < PAIRS_LOOKED_AT]
    pairs = [f"{terms[a]} {terms[b]}" for a, b in zip(left[best].tolist(), right[best].tolist(), strict=True)]
    frequencies = np.array(stats.reader.frequencies(TermKind.PAIR, pairs), np.int64)
    told = _telling(text[left[best]], pairs, weights[best], frequencies, len(texts), stats)
    return list(map(Topic, syllables, told))


def _telling(
    text: np.ndarray,
    terms: Sequence[str],
    weights: np.ndarray,
    frequencies: np.ndarray,
    texts: int,
    stats: TermStats,
) -> list[Weights]:
    """For each of the texts its telling terms, weighted by tf · idf. Of each term the text, tf and frequency are given;
    those of a text stand together."""
    most = max(ranking.FEEDBACK_COMMON * stats.documents, SMALL)
    kept = ((frequencies >= 2) & (frequencies <= most)).nonzero()[0]
    weighed = (weights[kept] * stats.idfs(frequencies[kept])).tolist()
    chosen = [terms[at] for at in kept.tolist()]
    bounds = text[kept].searchsorted(np.arange(texts + 1)).tolist()
    return [
        dict(zip(chosen[low:high], weighed[low:high], strict=True))
        for low, high in itertools.pairwise(bounds)
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
