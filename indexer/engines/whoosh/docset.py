"""Sets of documents, as ascending numbers when they are few, as a mask of bools when they are many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from indexer.engines.whoosh.array_layout import starts_of_runs

SPARSE = 16
"""A set of less than one document in this many is kept as numbers."""


class DocSet:
    """A set of documents out of `size`; has `ids` (ascending, intp), or else `mask` (bool)."""

    __slots__ = ("_count", "ids", "mask", "size")

    def __init__(self, size: int, ids: np.ndarray | None = None, mask: np.ndarray | None = None) -> None:
        self.size = size
        if ids is not None and len(ids) * SPARSE > size:
            mask = np.zeros(size, bool)
            mask[ids] = True
            self._count = len(ids)
            ids = None
        else:
            self._count = -1 if ids is None else len(ids)
        self.ids = ids
        self.mask = mask

    def __len__(self) -> int:
        if self._count < 0:
            self._count = int(np.count_nonzero(self.as_mask()))
        return self._count

    def numbers(self) -> np.ndarray:
        """The documents (intp), ascending."""
        if self.ids is not None:
            return self.ids
        return np.flatnonzero(self.as_mask())

    def as_mask(self) -> np.ndarray:
        """The set as a mask (bool, `size` of them); not to be written to."""
        if self.mask is not None:
            return self.mask
        mask = np.zeros(self.size, bool)
        mask[self.ids] = True
        return mask

    def nbytes(self) -> int:
        return self.size if self.ids is None else self.ids.nbytes


def within(values: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Which of `values` are among the ascending `members` (bool)."""
    if not len(members):
        return np.zeros(len(values), bool)
    places = members.searchsorted(values)
    places[places == len(members)] = 0
    found: np.ndarray = members[places] == values
    return found


def intersection(sets: Sequence[DocSet], without: Sequence[DocSet] = ()) -> DocSet:
    """The documents of all `sets` (at least one) and of none of `without`."""
    size = sets[0].size
    sparse = sorted((s for s in sets if s.ids is not None), key=len)
    dense = [s.mask for s in sets if s.mask is not None]
    if sparse:
        ids = sparse[0].numbers()
        for other in sparse[1:]:
            ids = ids[within(ids, other.numbers())]
        for mask in dense:
            ids = ids[mask[ids]]
        for other in without:
            ids = ids[~(other.mask[ids] if other.mask is not None else within(ids, other.numbers()))]
        return DocSet(size, ids)
    mask = reduce(np.logical_and, dense)
    for other in without:
        mask = mask & ~other.as_mask()
    return DocSet(size, mask=mask)


def union(sets: Sequence[DocSet], size: int) -> DocSet:
    """The documents of any of `sets`."""
    if len(sets) == 1:
        return sets[0]
    if sum(len(s) if s.ids is not None else size for s in sets) * SPARSE <= size:
        ids = [s.numbers() for s in sets]
        together = np.sort(np.concatenate(ids)) if ids else np.zeros(0, np.intp)
        return DocSet(size, together[starts_of_runs(together)])
    mask = np.zeros(size, bool)
    for docset in sets:
        if docset.ids is None:
            mask |= docset.as_mask()
        else:
            mask[docset.ids] = True
    return DocSet(size, mask=mask)
