"""How many documents of a set have each facet value.

A frequent value has a bit per document; a large set is counted by the population count of the conjunction (Lemire
et al., "Faster Population Counts Using AVX2 Instructions", 2018, is why that is quick). Rare values, such as most
authors, are lists of documents, so that thousands of them cost little memory. A small set is counted by looking its
documents' codes up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

WIDTH = 10
"""Codes that every document has room for; the few documents with more keep the others apart."""

RARE = 256
"""A value that fewer than one in so many documents has is a list, not bits."""

_GROUP = 64
"""Words whose population counts are added up as uint16 before they are added as uint32."""


class FacetColumns:
    """The facet codes of all documents, in the forms that counting wants.

    `codes` (intp; values: 0 … `values` - 1) and `counts` (intp, one per document) are ragged, per document.
    """

    def __init__(self, codes: np.ndarray, counts: np.ndarray, values: int) -> None:
        documents = len(counts)
        self.values = values
        self._documents = documents
        owners = np.repeat(np.arange(documents), counts)
        slots = np.arange(len(codes)) - np.repeat(np.cumsum(counts) - counts, counts)
        near = slots < WIDTH
        self._table = np.full((documents, WIDTH), values, np.uint16 if values < 1 << 16 else np.uint32)
        self._table[owners[near], slots[near]] = codes[near]
        self._more_owners, self._more_codes = owners[~near], codes[~near]
        self._has_more = np.zeros(documents, bool)
        self._has_more[self._more_owners] = True
        frequent = np.bincount(codes, minlength=values) * RARE >= documents
        self._frequent = np.flatnonzero(frequent)
        """The values that have bits, ascending; row i of `_bits` is that of `_frequent[i]`."""
        order = np.argsort(codes, kind="stable")
        self._fill_bits(codes[order], owners[order])
        rare = order[~frequent[codes[order]]] if values else order
        self._rare_owners, self._rare_codes = owners[rare], codes[rare]

    def _fill_bits(self, codes: np.ndarray, owners: np.ndarray) -> None:
        self._words = -(-self._documents // (64 * _GROUP)) * _GROUP
        self._bits = np.zeros((len(self._frequent), self._words * 8), np.uint8)
        lows, highs = (np.searchsorted(codes, self._frequent, side) for side in ("left", "right"))
        for row, (low, high) in enumerate(zip(lows.tolist(), highs.tolist(), strict=True)):
            mine = np.zeros(self._words * 64, bool)
            mine[owners[low:high]] = True
            self._bits[row] = np.packbits(mine, bitorder="little")

    def entries(self, documents: np.ndarray, low: int, high: int) -> tuple[np.ndarray, np.ndarray]:
        """Which of the ascending `documents` have values of `[low, high)`: places in `documents` (ascending, one for each
        value) and values (intp)."""
        rows = self._table[documents]
        places, slots = ((rows >= low) & (rows < high)).nonzero()
        codes = rows[places, slots].astype(np.intp)
        if len(self._more_owners):
            mine = (
                np.isin(self._more_owners, documents) & (self._more_codes >= low) & (self._more_codes < high)
            )
            places = np.concatenate([places, documents.searchsorted(self._more_owners[mine])])
            codes = np.concatenate([codes, self._more_codes[mine]])
            order = np.argsort(places, kind="stable")
            places, codes = places[order], codes[order]
        return places, codes

    def mask(self, values: Sequence[int]) -> np.ndarray:
        """The documents with one of `values` (bool per document)."""
        wanted = np.array(sorted(values), np.intp)
        rows = np.flatnonzero(np.isin(self._frequent, wanted))
        bits = (
            np.bitwise_or.reduce(self._bits[rows], axis=0)
            if len(rows)
            else np.zeros(self._words * 8, np.uint8)
        )
        found: np.ndarray = np.unpackbits(bits, count=self._documents, bitorder="little").view(bool)
        for value in wanted.tolist() if len(rows) < len(wanted) else ():
            low, high = self._rare_codes.searchsorted([value, value + 1]).tolist()
            found[self._rare_owners[low:high]] = True
        return found

    def count_mask(self, mask: np.ndarray, spans: Sequence[tuple[int, int]]) -> list[np.ndarray]:
        """Documents of a set (bool per document) with each of the values `[low, high)`, for each span."""
        packed = np.zeros(self._words * 8, np.uint8)
        bits = np.packbits(mask, bitorder="little")
        packed[: len(bits)] = bits
        return [self._count(packed.view(np.uint64), mask, low, high) for low, high in spans]

    def _count(self, packed: np.ndarray, mask: np.ndarray, low: int, high: int) -> np.ndarray:
        first, last = self._frequent.searchsorted([low, high]).tolist()
        both = self._bits[first:last].view(np.uint64) & packed
        ones = np.bitwise_count(both).reshape(last - first, self._words // _GROUP, _GROUP)
        sums: np.ndarray = np.add.reduce(
            np.add.reduce(ones, axis=2, dtype=np.uint16), axis=1, dtype=np.uint32
        )
        if last - first == high - low:
            return sums
        begin, end = self._rare_codes.searchsorted([low, high]).tolist()
        there = mask[self._rare_owners[begin:end]]
        counts: np.ndarray = np.bincount(self._rare_codes[begin:end][there] - low, minlength=high - low)
        counts[self._frequent[first:last] - low] = sums
        return counts

    def count_documents(self, documents: np.ndarray) -> np.ndarray:
        """The given documents (ascending) with each of all values."""
        counts = np.bincount(self._table[documents].ravel(), minlength=self.values + 1)[: self.values]
        if len(self._more_owners):
            full = documents[self._has_more[documents]]
            if len(full):
                mine = np.isin(self._more_owners, full, assume_unique=False)
                counts = counts + np.bincount(self._more_codes[mine], minlength=self.values)
        return counts
