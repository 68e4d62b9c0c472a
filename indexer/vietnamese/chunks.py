"""What stands between two spaces, looked at once: tables from a chunk of text to what it consists of.

No token and no syllable crosses a space or a line break, so a text is a sequence of chunks, and news
repeats its chunks: of 550 in an article, five are new. Texts become numbers of chunks (int32), and for
those the rows of whatever a table keeps about them are gathered into one array without a Python loop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

KEPT = 150_000
"""Distinct chunks remembered before a fresh start; about 60 MB."""

Ints = NDArray[np.int32]


def split(texts: Iterable[str]) -> list[str | None]:
    """The chunks of several texts, each text closed by None. A line break is a chunk of its own.

    Joined by spaces the chunks of a text give it back, with a space on each side of a line break.
    """
    chunks: list[str | None] = []
    for text in texts:
        chunks += text.replace("\n", " \n ").split(" ") if "\n" in text else text.split(" ")
        chunks.append(None)
    return chunks


class Rows:
    """Groups of rows of integers, one group to a number, gathered for many numbers in one go."""

    def __init__(self, columns: int) -> None:
        self._values: Ints = np.zeros((columns, 1024), dtype=np.int32)
        self._offsets: Ints = np.zeros(1024, dtype=np.int32)
        self._lengths: Ints = np.zeros(1024, dtype=np.int32)
        self._groups = 0
        self._used = 0
        self._new: list[Sequence[tuple[int, ...]]] = []

    def add(self, group: Sequence[tuple[int, ...]]) -> None:
        """Append a group; its number is how many there were before."""
        self._new.append(group)

    def gather(self, numbers: Ints) -> tuple[Ints, Ints]:
        """The rows of all groups in order, shape (columns, rows), and how many each group has."""
        if self._new:
            self._flush()
        lengths = self._lengths.take(numbers)
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        index = np.repeat(self._offsets.take(numbers) - ends + lengths, lengths)
        index += np.arange(total)
        return self._values.take(index, axis=1), lengths

    def _flush(self) -> None:
        rows = [row for group in self._new for row in group]
        lengths = [len(group) for group in self._new]
        groups, used = self._groups + len(lengths), self._used + len(rows)
        if groups > len(self._offsets):
            self._offsets, self._lengths = grown(self._offsets, 2 * groups), grown(self._lengths, 2 * groups)
        if used > self._values.shape[1]:
            self._values = grown(self._values, 2 * used)
        ends = np.cumsum(lengths) + self._used
        self._lengths[self._groups : groups] = lengths
        self._offsets[self._groups : groups] = ends - lengths
        if rows:
            self._values[:, self._used : used] = np.array(rows, dtype=np.int32).T
        self._groups, self._used = groups, used
        self._new = []


class Chunks(dict[str | None, int]):
    """Numbers for chunks; `learn` is called with each new one and must add its rows to every table."""

    def __init__(self, learn: Callable[[str | None], None]) -> None:
        super().__init__()
        self._learn = learn

    def __missing__(self, chunk: str | None) -> int:
        self._learn(chunk)
        number = self[chunk] = len(self)
        return number

    def numbers(self, chunks: list[str | None]) -> Ints:
        """The number of each chunk."""
        return np.fromiter(map(self.__getitem__, chunks), np.int32, len(chunks))


def grown(array: NDArray[Any], room: int) -> NDArray[Any]:
    """Return a copy with more room along the last axis, filled with 0."""
    copy = np.zeros((*array.shape[:-1], room), dtype=array.dtype)
    copy[..., : array.shape[-1]] = array
    return copy
