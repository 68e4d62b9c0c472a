"""What an article is about, as weighted terms: what feedback and related articles are worked out from.

A telling term is frequent in its article and rare elsewhere: neither unique to it nor in a tenth of all. An engine may choose
and keep the terms when it indexes an article, or work them out when it is asked (`from_articles`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.article import Article
from indexer.engines import bm25
from indexer.engines.contract import TellingTerms, TermKind
from indexer.vietnamese import analyse_batch

HEAD_BONUS = 1
"""Occurrences that standing in the title or lead is worth."""
COMMON = 0.1
"""Terms in more than this share of the documents tell nothing …"""
SMALL = 12
"""… unless they are in no more documents than this."""
K1 = 1.2
OPENING = 10_000
"""Characters of the body that are looked at. Fewer are not enough: 1,500 lose 0.01 on articles of one event."""
PAIRS_LOOKED_AT = 100
"""Pairs of an article whose document frequency is looked up: those first whose syllables are rare and that are
frequent in the article."""

Frequencies = Callable[[TermKind, Sequence[str]], Sequence[int]]
Weights = dict[str, float]


def saturated(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return BM25's tf (float64) of terms that occur so often (int64) in an article of average length."""
    weights: NDArray[np.float64] = counts * (K1 + 1) / (counts + K1)
    return weights


def most_common(documents: int) -> float:
    """In how many of `documents` documents a telling term may be."""
    return max(COMMON * documents, SMALL)


def weighed(
    texts: NDArray[np.int64],
    terms: Sequence[str],
    tf: NDArray[np.float64],
    frequencies: NDArray[np.int64],
    count: int,
    documents: int,
) -> list[Weights]:
    """For each of `count` texts its telling terms, weighted by tf · idf.

    Of each term its text (ascending), saturated tf and document frequency among `documents` are given.
    """
    kept = ((frequencies >= 2) & (frequencies <= most_common(documents))).nonzero()[0]
    weights = (tf[kept] * bm25.idfs(documents, frequencies[kept])).tolist()
    chosen = [terms[at] for at in kept.tolist()]
    bounds = texts[kept].searchsorted(np.arange(count + 1)).tolist()
    return [
        dict(zip(chosen[low:high], weights[low:high], strict=True))
        for low, high in itertools.pairwise(bounds)
    ]


def from_articles(
    articles: Sequence[Article], documents: int, frequencies: Frequencies
) -> list[TellingTerms]:
    """The telling terms of each article, from its text.

    Several articles at once, as arrays: looked at one by one, their terms would cost more in calls than in work.
    """
    if not articles:
        return []
    heads = ["\n".join(part for part in (article.title, article.lead) if part) for article in articles]
    texts = [f"{head}\n{article.body[:OPENING]}" for head, article in zip(heads, articles, strict=True)]
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
    terms = [batch.terms[article] for article in number.tolist()]
    common = np.array(frequencies(TermKind.SYLLABLE, terms), np.int64)
    rarity = bm25.idfs(documents, common)
    syllables = weighed(text, terms, saturated(counts + bonus), common, len(texts), documents)

    # Of the pairs of each article those that promise most.
    near = batch.adjacent.nonzero()[0]
    left, right = places[near], places[near + 1]
    _, first, counts = np.unique(left * len(found) + right, return_index=True, return_counts=True)
    left, right = left[first], right[first]
    tf = saturated(counts + HEAD_BONUS * early[near[first]])
    order = np.lexsort((-tf * (rarity[left] + rarity[right]), text[left]))
    rank = np.arange(len(order)) - text[left].searchsorted(text[left[order]])
    best = order[rank < PAIRS_LOOKED_AT]
    pairs = [f"{terms[a]} {terms[b]}" for a, b in zip(left[best].tolist(), right[best].tolist(), strict=True)]
    common = np.array(frequencies(TermKind.PAIR, pairs), np.int64)
    told = weighed(text[left[best]], pairs, tf[best], common, len(texts), documents)
    return list(map(TellingTerms, syllables, told))
