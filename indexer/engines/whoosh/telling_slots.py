"""The telling terms of each document: chosen when a segment is built, read when an answer is widened.

What an article is about is said by terms that are frequent in it and rare elsewhere. Feedback and related articles need
them of a few documents per query; kept in the segment, they cost a slice instead of an analysis of the text.

A document has `SLOTS` syllables, then `SLOTS` pairs, best first. A slot is a term's number in the segment and its weight
(how often it occurs, `HEAD_BONUS` more if it stands before the body; 1 … 4): 24 bits, of which `doc.telling_low` has the lower
16 (uint16) and `doc.telling_high` the rest (uint8, or uint16 in a segment of more than four million pairs). The choice rests
on the frequencies at the time of building; how rare a term is now is asked of the index when the slots are read.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.engines import bm25
from indexer.engines.telling import most_common, saturated

SLOTS = 24
"""Terms of a class that are kept of each document."""
UNIQUE = 0.5
"""What a term that no other document has yet is worth beside others: it tells nothing until one has."""

_WEIGHT_BITS = 2
_SCALE = 2000.0
"""tf · idf as a number of 16 bits: 2.2 times the idf of a term of some billion documents fits."""

Ints = NDArray[np.int64]


def choose(
    terms: np.ndarray, documents: np.ndarray, weights: np.ndarray, frequencies: Ints, size: int, every: int
) -> tuple[Ints, Ints]:
    """The best terms of each of `size` documents: numbers and weights, int64 of shape (size, SLOTS); -1 where there are
    fewer.

    A posting is a term, its document and its weight; `frequencies` has for each term the documents out of `every` that have it.
    """
    rarity = bm25.idfs(every, frequencies)
    rarity[frequencies > most_common(every)] = 0
    rarity[frequencies < 2] *= UNIQUE
    values = np.minimum(saturated(weights) * rarity[terms] * _SCALE, 65_535).astype(np.uint64)
    kept = values.nonzero()[0]
    keys = documents[kept].astype(np.uint64) << np.uint64(48) | (
        np.uint64(65_535) - values[kept]
    ) << np.uint64(32)
    ordered = np.sort(keys | kept.astype(np.uint64))
    owners = (ordered >> np.uint64(48)).astype(np.intp)
    counts = np.bincount(owners, minlength=size)
    places = np.arange(len(ordered)) - np.repeat(np.cumsum(counts) - counts, counts)
    first = places < SLOTS
    chosen = (ordered[first] & np.uint64(0xFFFFFFFF)).astype(np.intp)
    numbers, said = np.full((size, SLOTS), -1), np.ones((size, SLOTS), np.int64)
    numbers[owners[first], places[first]] = terms[chosen]
    said[owners[first], places[first]] = np.minimum(weights[chosen], 1 << _WEIGHT_BITS)
    return numbers, said


def pack(numbers: Ints, weights: Ints) -> dict[str, np.ndarray]:
    """The arrays of a segment, from numbers and weights of shape (documents, 2 · SLOTS)."""
    wide = np.uint8 if int(numbers.max(initial=0)) < (1 << 22) - 1 else np.uint16
    high = (numbers >> 16 << _WEIGHT_BITS | (weights - 1)) & np.iinfo(wide).max
    high[numbers < 0] = np.iinfo(wide).max
    return {
        "doc.telling_low": (numbers & 0xFFFF).astype(np.uint16).reshape(-1),
        "doc.telling_high": high.astype(wide).reshape(-1),
    }


def unpack(low: np.ndarray, high: np.ndarray) -> tuple[Ints, Ints]:
    """Return numbers (-1: none) and weights of some documents, int64 of shape (documents, 2 · SLOTS)."""
    wide = high.astype(np.int64)
    numbers = wide >> _WEIGHT_BITS << 16 | low
    numbers[(high == np.iinfo(high.dtype).max) & (low == 0xFFFF)] = -1
    return numbers.reshape(-1, 2 * SLOTS), (wide & (1 << _WEIGHT_BITS) - 1).reshape(-1, 2 * SLOTS) + 1


def renumbered(numbers: Ints, syllables: Sequence[int] | np.ndarray, pairs: np.ndarray) -> Ints:
    """Slots of a segment with the numbers that its terms have in another one."""
    names = np.append(syllables, -1), np.append(pairs, -1)
    result = np.empty_like(numbers)
    result[:, :SLOTS] = names[0][numbers[:, :SLOTS]]
    result[:, SLOTS:] = names[1][numbers[:, SLOTS:]]
    return result
