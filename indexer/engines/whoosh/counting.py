"""How many documents of a set have each facet value.

Every value has a bit per document; a large set is counted by the population count of the
conjunction (Lemire et al., "Faster Population Counts Using AVX2 Instructions", 2018, is why that is quick), a
small one by looking its documents' codes up.
"""

from __future__ import annotations

import numpy as np

WIDTH = 6
"""Codes that every document has room for; the few documents with more keep the others apart."""

_GROUP = 64
"""Words whose population counts are added up as uint16 before they are added as uint32."""


class FacetColumns:
    """The facet codes of all documents, in the two forms that counting wants.

    `codes` (values: 0 … `values` - 1) and `counts` are ragged, per document.
    """

    def __init__(self, codes: np.ndarray, counts: np.ndarray, values: int) -> None:
        documents = len(counts)
        self.values = values
        self._words = -(-documents // (64 * _GROUP)) * _GROUP
        owners = np.repeat(np.arange(documents), counts)
        slots = np.arange(len(codes)) - np.repeat(np.cumsum(counts) - counts, counts)
        near = slots < WIDTH
        self._table = np.full((documents, WIDTH), values, np.uint16)
        self._table[owners[near], slots[near]] = codes[near]
        self._more_owners, self._more_codes = owners[~near], codes[~near]
        self._has_more = np.zeros(documents, bool)
        self._has_more[self._more_owners] = True
        self._bits = np.zeros((values, self._words * 8), np.uint8)
        order = np.argsort(codes.astype(np.uint16), kind="stable")
        bounds = np.searchsorted(codes[order], np.arange(values + 1))
        for value in range(values):
            mine = np.zeros(self._words * 64, bool)
            mine[owners[order[bounds[value] : bounds[value + 1]]]] = True
            self._bits[value] = np.packbits(mine, bitorder="little")
        self._documents = documents

    def mask(self, values: list[int]) -> np.ndarray:
        """The documents with one of `values` (bool per document)."""
        bits = np.bitwise_or.reduce(self._bits[values], axis=0) if values else np.zeros_like(self._bits[0])
        return np.unpackbits(bits, count=self._documents, bitorder="little").view(bool)

    def packed(self, mask: np.ndarray) -> np.ndarray:
        """A set of documents as bits (uint64)."""
        bits = np.zeros(self._words * 8, np.uint8)
        packed = np.packbits(mask, bitorder="little")
        bits[: len(packed)] = packed
        return bits.view(np.uint64)

    def count_packed(self, packed: np.ndarray, low: int, high: int) -> np.ndarray:
        """Documents of a set of bits with each of the values `[low, high)`."""
        both = self._bits[low:high].view(np.uint64) & packed
        counts = np.bitwise_count(both).reshape(high - low, self._words // _GROUP, _GROUP)
        return np.add.reduce(np.add.reduce(counts, axis=2, dtype=np.uint16), axis=1, dtype=np.uint32)

    def count_documents(self, documents: np.ndarray) -> np.ndarray:
        """The given documents (ascending) with each of all values."""
        counts = np.bincount(self._table[documents].ravel(), minlength=self.values + 1)[: self.values]
        if len(self._more_owners):
            full = documents[self._has_more[documents]]
            if len(full):
                mine = np.isin(self._more_owners, full, assume_unique=False)
                counts = counts + np.bincount(self._more_codes[mine], minlength=self.values)
        return counts
