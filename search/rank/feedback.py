"""What an article is about, as weighted terms: for feedback, and for articles like it.

Feedback takes the terms of the
articles that a first request found best and asks again with them, so that an article that tells the same story
in other words is found too. After Rocchio (1971) and RM3 (Abdul-Jaleel et al., 2004), with terms
weighted by BM25's tf and idf, and articles by a power of their score: a clear winner speaks alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from math import hypot

from indexer.engines.contract import TellingTerms, Term, TermKind, Weighted
from search.rank import ranking

CLASSES = ((TermKind.SYLLABLE, 1.0), (TermKind.PAIR, ranking.PAIR))


def feedback(
    topics: Sequence[TellingTerms], scores: Sequence[float], syllables: int, documents: int
) -> list[tuple[Term, float]]:
    """The terms that the best articles add to a query of `syllables` distinct syllables.

    `scores` are those of the articles, best first. Together the terms of a class have
    `FEEDBACK_SHARE` (less in a small index, and where none agree) of the score of a query that finds all of its terms.
    `documents`: the size of the index.
    """
    if not topics or scores[0] <= 0:
        return []
    says, agreement = _says(topics, scores)
    # In a small index few articles are about the same, and its frequencies say little.
    share = ranking.FEEDBACK_ALONE + (ranking.FEEDBACK_SHARE - ranking.FEEDBACK_ALONE) * agreement
    share *= documents / (documents + ranking.FEEDBACK_HALF_AT)
    scale = share / (1 - share) * max(1, syllables)
    added = []
    for kind, part in CLASSES:
        mixed: dict[str, float] = {}
        for one, say in zip(topics, says, strict=True):
            for term, weight in one.of(kind).items():
                mixed[term] = mixed.get(term, 0.0) + say * weight
        best = nlargest(ranking.FEEDBACK_TERMS, mixed, key=mixed.__getitem__)
        total = sum(mixed[term] for term in best)
        if not total:
            continue  # those that have terms of this class have no say: found by their date alone
        added += [(Term(kind, term), part * scale * mixed[term] / total) for term in best]
    return added


def _says(topics: Sequence[TellingTerms], scores: Sequence[float]) -> tuple[list[float], float]:
    """What each article has to say, and how sure it is that several are about one thing (0…1).

    An article's say is a power of its score relative to the best one's, so that a clear winner speaks alone; but one that
    tells the same story as a better article speaks as loudly as that.
    """
    says = [(score / scores[0]) ** ranking.FEEDBACK_SHARPNESS for score in scores]
    surest = 0.0
    for at, topic in enumerate(topics):
        for better in range(at):
            alike = (_likeness(topics[better], topic) - ranking.OTHER_STORY) / (
                ranking.SAME_STORY - ranking.OTHER_STORY
            )
            agreement = min(1.0, max(0.0, alike))
            says[at] = max(says[at], ranking.AGREED_SAY * agreement * says[better])
            surest = max(surest, agreement)
    return says, surest


def _likeness(left: TellingTerms, right: TellingTerms) -> float:
    """The cosine of two articles' telling syllables."""
    first, second = left.of(TermKind.SYLLABLE), right.of(TermKind.SYLLABLE)
    both = sum(weight * second[term] for term, weight in first.items() if term in second)
    return both / (hypot(*first.values()) * hypot(*second.values()) or 1.0)


def likeness(about: TellingTerms, terms: int = 25) -> list[Weighted]:
    """The leaves that find articles about the same as this one."""
    leaves = []
    for kind, share in CLASSES:
        weights = about.of(kind)
        best = nlargest(terms, weights, key=weights.__getitem__)
        total = sum(weights[term] for term in best)
        leaves += [Weighted((Term(kind, term),), share * terms * weights[term] / total) for term in best]
    return leaves
