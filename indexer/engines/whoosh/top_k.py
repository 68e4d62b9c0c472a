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
    """Return the places (intp) of the k best `scores` (float32), best first; `scores[i]` is of the document `documents[i]`."""
    count = len(scores)
    if k <= 0 or not count:
        return np.zeros(0, np.intp)
    if k < count:
        chosen = scores.argpartition(count - k)[count - k :]
        threshold = scores[chosen[0]]
        if np.count_nonzero(scores >= threshold) > k:
            chosen = np.flatnonzero(scores > threshold)
            ties = np.flatnonzero(scores == threshold)
            missing = k - len(chosen)
            places = order(documents[ties])
            chosen = np.concatenate([chosen, ties[np.argpartition(places, missing - 1)[:missing]]])
    else:
        chosen = np.arange(count)
    ranked = chosen[np.argsort(-scores[chosen], kind="stable")]
    values = scores[ranked]
    if len(ranked) > 1 and (values[1:] == values[:-1]).any():
        ranked = chosen[np.lexsort((order(documents[chosen]), -scores[chosen]))]
    return ranked


def reached(scores: np.ndarray, k: int) -> float:
    """Return a score that at least k of `scores` (float32) reach, near the k-th best; 0 if fewer are positive."""
    width = min(BLOCK, len(scores) // (4 * k)) if k > 0 else 0
    if width < 2:
        return float(np.partition(scores, len(scores) - k)[len(scores) - k]) if 0 < k <= len(scores) else 0.0
    blocks = len(scores) // width
    tops = np.maximum.reduce(scores[: blocks * width].reshape(width, blocks), axis=0)
    return float(np.partition(tops, blocks - k)[blocks - k])


def smallest(keys: np.ndarray, k: int) -> np.ndarray:
    """Return the places (intp) of the k smallest of distinct `keys` (any integers), ascending by key."""
    if k < len(keys):
        chosen = np.argpartition(keys, k - 1)[:k]
        return chosen[np.argsort(keys[chosen])]
    return np.argsort(keys)
