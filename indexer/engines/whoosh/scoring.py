"""BM25, and what multiplies it: pure functions over arrays.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), eq. 3.15; the idf is
that of `indexer.engines.bm25`.
"""

from __future__ import annotations

import numpy as np


def length_norms(lengths: np.ndarray, average: float, k1: float, b: float) -> np.ndarray:
    """Return `k1 (1 - b + b len / avglen)` of every document (float32); `lengths` are in syllables (any integers)."""
    norms: np.ndarray = k1 * (1 - b + b * (lengths / (average or 1.0)))
    floored: np.ndarray = np.maximum(norms, 1e-9).astype(np.float32)
    return floored


def impacts(tf: np.ndarray, norms: np.ndarray, weight: float, k1: float) -> np.ndarray:
    """Return what a term adds to the scores (float32) of documents in which it occurs `tf` times (uint8, uint32 or float32).

    `norms` are those of the same documents; `weight` is the term's weight times its idf.
    """
    tf = tf.astype(np.float32, copy=False)
    scores: np.ndarray = tf + norms
    np.divide(tf, scores, out=scores)
    scores *= np.float32(weight * (k1 + 1))
    return scores


def boosts(
    ages: np.ndarray, dated: np.ndarray, briefs: np.ndarray, freshness: float, half_life: float, brief: float
) -> np.ndarray:
    """Return the factor (float32) of every document: `1 + freshness 2^(-age / half_life)` if dated, times `brief`.

    `ages` (float64) are in days from the newest document; `dated` and `briefs` are bool, `half_life` is in days.
    """
    bonus = np.exp2(-np.maximum(ages, 0) / max(half_life, 1e-9)) * dated
    factors: np.ndarray = (1 + freshness * bonus) * np.where(briefs, brief, 1.0)
    return factors.astype(np.float32)
