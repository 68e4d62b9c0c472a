"""What an article is about, as weighted terms: for feedback, and for articles like it.

Comes in: Articles and the statistics of the index. Goes out: weighted terms. Feedback takes the terms of the
articles that a first request found best and asks again with them, so that an article that tells the same story
in other words is found too. After Rocchio (1971) and RM3 (Abdul-Jaleel et al., 2004), with terms
weighted by BM25's tf and idf, and articles by a power of their score: a clear winner speaks alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest

from indexer.engines.contract import TellingTerms, Term, TermKind, Weighted
from search.rank import ranking

CLASSES = ((TermKind.SYLLABLE, 1.0), (TermKind.PAIR, ranking.PAIR))


def feedback(
    topics: Sequence[TellingTerms], scores: Sequence[float], syllables: int, documents: int
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
        mixed: dict[str, float] = {}
        for one, say in zip(topics, says, strict=True):
            for term, weight in one.of(kind).items():
                mixed[term] = mixed.get(term, 0.0) + say * weight
        best = nlargest(ranking.FEEDBACK_TERMS, mixed, key=mixed.__getitem__)
        total = sum(mixed[term] for term in best)
        added += [(Term(kind, term), share * scale * mixed[term] / total) for term in best]
    return added


def likeness(one: TellingTerms, terms: int = 25) -> list[Weighted]:
    """The leaves that find articles about the same as this one."""
    leaves = []
    for kind, share in CLASSES:
        weights = one.of(kind)
        best = nlargest(terms, weights, key=weights.__getitem__)
        total = sum(weights[term] for term in best)
        leaves += [Weighted((Term(kind, term),), share * terms * weights[term] / total) for term in best]
    return leaves
