"""BM25's inverse document frequency, said once for the engines and for what estimates their scores.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), eq. 3.15, in Lucene's variant, which
never falls below zero.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def idf(documents: int, frequency: int) -> float:
    """ln(1 + (N - df + 0.5) / (df + 0.5)), where a `frequency` that passes `documents` leaves N - df at 0."""
    return math.log1p((max(0, documents - frequency) + 0.5) / (frequency + 0.5))


def idfs(documents: int, frequencies: NDArray[np.int64]) -> NDArray[np.float64]:
    """`idf` of many terms: float64, the shape of `frequencies`."""
    rarity: NDArray[np.float64] = np.log1p(
        (np.maximum(0, documents - frequencies) + 0.5) / (frequencies + 0.5)
    )
    return rarity
