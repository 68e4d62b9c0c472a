"""The best k of many: pure functions over arrays.

Ties are broken by `order` (a document's place among all, ascending), which is only asked for when
there are ties.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

BLOCK = 128
"""Scores are looked at in blocks of this many; only blocks whose best reaches the threshold are opened."""

Order = Callable[[np.ndarray], np.ndarray]
"""Documents → their places in the order that breaks ties."""


def best(scores: np.ndarray, documents: np.ndarray, k: int, order: Order) -> np.ndarray:
    """Places in `scores` of the k best, best first; `documents[i]` is whose score `scores[i]` is."""
    count = len(scores)
    if k <= 0 or not count:
        return np.zeros(0, np.intp)
    if k < count:
        threshold = np.partition(scores, count - k)[count - k]
        chosen = np.flatnonzero(scores > threshold)
        ties = np.flatnonzero(scores == threshold)
        missing = k - len(chosen)
        if len(ties) > missing:
            ties = ties[np.argpartition(order(documents[ties]), missing - 1)[:missing]]
        chosen = np.concatenate([chosen, ties])
    else:
        chosen = np.arange(count)
    ranked = chosen[np.argsort(-scores[chosen], kind="stable")]
    values = scores[ranked]
    if len(ranked) > 1 and (values[1:] == values[:-1]).any():
        ranked = chosen[np.lexsort((order(documents[chosen]), -scores[chosen]))]
    return ranked


def candidates(scores: np.ndarray, k: int) -> np.ndarray:
    """The places of all scores that may be among the k best (positive scores only), by block maxima.

    The k-th best block maximum is a score that k elements reach, so whatever is less is out.
    """
    full = len(scores) // BLOCK * BLOCK
    if k <= 0 or full < BLOCK * 2 * k:
        return np.flatnonzero(scores)
    blocks = scores[:full].reshape(-1, BLOCK)
    tops = blocks.max(axis=1)
    threshold = np.partition(tops, len(tops) - k)[len(tops) - k]
    if threshold <= 0:
        return np.flatnonzero(scores)
    opened = np.flatnonzero(tops >= threshold)
    rows, columns = np.nonzero(blocks[opened] >= threshold)
    tail = np.flatnonzero(scores[full:] >= threshold) + full
    return np.concatenate([opened[rows] * BLOCK + columns, tail])


def smallest(keys: np.ndarray, k: int) -> np.ndarray:
    """Places of the k smallest of distinct keys, ascending."""
    if k < len(keys):
        chosen = np.argpartition(keys, k - 1)[:k]
        return chosen[np.argsort(keys[chosen])]
    return np.argsort(keys)
