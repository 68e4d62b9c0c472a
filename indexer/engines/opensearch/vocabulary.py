"""The terms of an index with their frequencies: what accents are restored and queries completed from.

The cluster lists no terms and the search asks for hundreds of them per query, so the writer keeps a list of
its own beside each generation, and a reader holds it in memory: sorted keys `folded \\x1f text`, so that the accented
forms of a folded term are neighbours. Counts of batches become bytes, and bytes a `Vocabulary` to look up.
Pairs of syllables are many and mostly of no use: in large indexes those in fewer than one of `RARE_PAIR` documents are left out.
"""

from __future__ import annotations

import io
import json
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.engines.contract import TermCount, TermKind
from indexer.vietnamese import fold_normal

RARE_PAIR = 10_000
RARE = 1_000_000
"""The same for syllables and words."""

LARGE_BATCH = 4_000
"""In a batch of so many Articles, pairs that occur in one of them only are not even counted."""

SEPARATOR = "\x1f"

Counts = dict[TermKind, tuple[Counter[str], Counter[str]]]
"""Per kind of term: in how many documents each term is, and how often."""


def no_counts() -> Counts:
    return {kind: (Counter(), Counter()) for kind in TermKind}


def join(counts: Counts, others: Counts, sign: int = 1) -> None:
    """Add the counts `others` to `counts`; with `sign` -1, take them away."""
    for kind, (documents, occurrences) in others.items():
        rows = ((text, n, occurrences[text]) for text, n in documents.items())
        add(counts, kind, rows, sign)


def pack(counts: Counts, articles: int) -> bytes:
    """The counts of a batch of so many Articles, to be handed on."""
    rows = {}
    for kind, (documents, occurrences) in counts.items():
        least = 2 if kind is TermKind.PAIR and articles >= LARGE_BATCH else 1
        rows[kind.value] = {text: (n, occurrences[text]) for text, n in documents.items() if n >= least}
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 1)


def unpack(packed: Iterable[bytes]) -> Counts:
    """The sum of several packed counts."""
    counts = no_counts()
    for data in packed:
        for kind, rows in json.loads(zlib.decompress(data)).items():
            add(counts, TermKind(kind), ((text, n, often) for text, (n, often) in rows.items()))
    return counts


def add(counts: Counts, kind: TermKind, rows: Iterable[tuple[str, int, int]], sign: int = 1) -> None:
    """Add `(text, documents, occurrences)` to the counts of one kind; with `sign` -1, take them away."""
    documents, occurrences = counts[kind]
    for text, n, often in rows:
        documents[text] += sign * n
        occurrences[text] += sign * often


def to_bytes(counts: Counts, documents: int) -> bytes:
    """The vocabulary of an index of so many documents."""
    arrays = {}
    for kind, (within, often) in counts.items():
        least = max(1, documents // (RARE_PAIR if kind is TermKind.PAIR else RARE))
        keys = sorted(
            (f"{fold_normal(text)}{SEPARATOR}{text}".encode("utf-8", "replace"), n, often[text])
            for text, n in within.items()
            if n >= least
        )
        arrays[f"{kind.value}.keys"] = np.frombuffer(b"\n".join(key for key, _, _ in keys), np.uint8)
        arrays[f"{kind.value}.documents"] = np.array([n for _, n, _ in keys], np.int64)
        arrays[f"{kind.value}.occurrences"] = np.array([n for _, _, n in keys], np.int64)
    data = io.BytesIO()
    np.savez(data, **arrays)  # type: ignore[arg-type]
    return data.getvalue()


@dataclass(frozen=True, slots=True)
class _Rows:
    """The terms of one kind: `keys[starts[i]:ends[i]]` is the i-th, ascending."""

    keys: bytes
    starts: np.ndarray
    ends: np.ndarray
    documents: np.ndarray
    occurrences: np.ndarray

    def key(self, row: int) -> bytes:
        return self.keys[self.starts[row] : self.ends[row]]

    def span(self, low: bytes, high: bytes) -> tuple[int, int]:
        """The rows with keys in `[low, high)`."""
        rows = range(len(self.starts))
        first = bisect_left(rows, low, key=self.key)
        return first, bisect_left(rows, high, lo=first, key=self.key)

    def stats(self, row: int) -> TermCount:
        text = self.key(row).decode().partition(SEPARATOR)[2]
        return TermCount(text, int(self.documents[row]), int(self.occurrences[row]))


class Vocabulary:
    """What `to_bytes` wrote, to be looked up."""

    def __init__(self, data: bytes) -> None:
        self._rows: dict[TermKind, _Rows] = {}
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            for kind in TermKind:
                keys = arrays[f"{kind.value}.keys"]
                breaks = np.flatnonzero(keys == ord("\n"))
                documents = arrays[f"{kind.value}.documents"]
                some = slice(None if len(documents) else 0)
                self._rows[kind] = _Rows(
                    keys.tobytes(),
                    np.concatenate([[0], breaks + 1])[some],
                    np.concatenate([breaks, [len(keys)]])[some],
                    documents,
                    arrays[f"{kind.value}.occurrences"],
                )

    def __iter__(self) -> Iterator[tuple[TermKind, TermCount]]:
        for kind, rows in self._rows.items():
            for row in range(len(rows.starts)):
                yield kind, rows.stats(row)

    def accented(self, kind: TermKind, folded: str) -> list[TermCount]:
        """The accented terms that fold to `folded`, most frequent first."""
        return self._best(kind, f"{folded}{SEPARATOR}".encode("utf-8", "replace"))

    def completions(self, kind: TermKind, folded_prefix: str, limit: int) -> list[TermCount]:
        """The most frequent terms whose folded form begins with `folded_prefix`."""
        return self._best(kind, folded_prefix.encode("utf-8", "replace"), limit)

    def frequencies(self, kind: TermKind, terms: Sequence[str]) -> list[int]:
        """For each accented term how many documents have it; 0 for one that is not listed."""
        rows = self._rows[kind]
        found = []
        for text in terms:
            key = f"{fold_normal(text)}{SEPARATOR}{text}".encode("utf-8", "replace")
            row = bisect_left(range(len(rows.starts)), key, key=rows.key)
            known = row < len(rows.starts) and rows.key(row) == key
            found.append(int(rows.documents[row]) if known else 0)
        return found

    def _best(self, kind: TermKind, prefix: bytes, limit: int | None = None) -> list[TermCount]:
        rows = self._rows[kind]
        first, last = rows.span(prefix, prefix + b"\xff")
        chosen = np.arange(first, last)
        if limit is not None and last - first > 4 * limit:
            kept = np.argpartition(-rows.documents[first:last], 4 * limit)[: 4 * limit]
            chosen = chosen[np.sort(kept)]
        stats = [rows.stats(row) for row in chosen.tolist()]
        stats.sort(key=lambda one: (-one.documents, -one.occurrences, one.text))
        return stats[:limit]
