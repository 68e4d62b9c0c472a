"""A sorted dictionary of terms on disk: from a key, or the beginning of one, to the numbers of its terms.

Keys are `folded \\x1f accented`; so one accented term is one number, and the accented forms of a folded
term, as all terms with a folded prefix, are a range of numbers.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from indexer.engines.whoosh.array_file import ArrayFile
from indexer.engines.whoosh.array_layout import HEAD_EVERY, SEPARATOR
from indexer.vietnamese import fold_normal

Range = tuple[int, int]
"""Terms `[low, high)` of a lexicon."""

NONE: Range = (0, 0)
MOST_REMEMBERED = 30_000
"""Terms whose numbers are remembered."""
_AFTER_SEPARATOR = chr(ord(SEPARATOR) + 1).encode()
_LAST = b"\xff"


class TermDictionary:
    """The lexicon called `name` in a segment's file."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._by_fold: dict[str, Range] = {}
        self._text = file[f"{name}.text"]
        self._offsets = file[f"{name}.offsets"]
        self._heads = file[f"{name}.heads"]
        self._count = len(self._offsets) - 1
        self._known: dict[str, int] = {}

    def __len__(self) -> int:
        return self._count

    def keys(self, low: int, high: int) -> list[bytes]:
        """The keys of the terms `[low, high)`."""
        if high <= low:
            return []
        offsets = self._offsets.part(low, high + 1).tolist()
        first = offsets[0]
        text = self._text.text(first, offsets[-1])
        return [text[a - first : b - first] for a, b in itertools.pairwise(offsets)]

    def term(self, number: int) -> str:
        """The accented form of a term."""
        return self.keys(number, number + 1)[0].decode().partition(SEPARATOR)[2]

    def terms(self, low: int, high: int) -> list[str]:
        """The accented forms of the terms `[low, high)`."""
        return [key.decode().partition(SEPARATOR)[2] for key in self.keys(low, high)]

    def lower_bound(self, key: bytes) -> int:
        """The number of the first term whose key is not less than `key`."""
        heads = self._heads.whole()
        head = np.uint64(int.from_bytes(key[:8].ljust(8, b"\0"), "big"))
        low = max(0, (int(heads.searchsorted(head, "left")) - 1) * HEAD_EVERY)
        high = min(int(heads.searchsorted(head, "right")) * HEAD_EVERY, self._count)
        while high - low > 4 * HEAD_EVERY:
            middle = (low + high) // 2
            if self.keys(middle, middle + 1)[0] < key:
                low = middle + 1
            else:
                high = middle
        return low + bisect_left(self.keys(low, high), key)

    def accented(self, text: str) -> Range:
        """The term `text`: a range of one number, or an empty one."""
        number = self.numbers((text,))[0]
        return (number, number + 1) if number >= 0 else NONE

    def numbers(self, terms: Sequence[str]) -> list[int]:
        """The numbers of accented terms, -1 for those that are not there. Remembered: the same few thousand recur."""
        cached = self._known
        numbers = [cached.get(term) for term in terms]
        if None in numbers:
            if len(cached) >= MOST_REMEMBERED:
                cached.clear()
            for at, term in enumerate(terms):
                if numbers[at] is None:
                    numbers[at] = cached[term] = self._find(term)
        return numbers  # type: ignore[return-value]

    def _find(self, text: str) -> int:
        key = f"{fold_normal(text)}{SEPARATOR}{text}".encode("utf-8", "replace")
        number = self.lower_bound(key)
        return number if self.keys(number, min(number + 1, self._count)) == [key] else -1

    def folded(self, text: str) -> Range:
        """The terms whose folded form is `text`. Remembered."""
        found = self._by_fold.get(text)
        if found is None:
            if len(self._by_fold) >= MOST_REMEMBERED:
                self._by_fold.clear()
            key = text.encode("utf-8", "replace")
            low = self.lower_bound(key + SEPARATOR.encode())
            found = self._by_fold[text] = low, self.lower_bound(key + _AFTER_SEPARATOR)
        return found

    def folded_prefix(self, text: str) -> Range:
        """The terms whose folded form begins with `text`."""
        key = text.encode("utf-8", "replace")
        return self.lower_bound(key), self.lower_bound(key + _LAST)

    def accented_prefix(self, text: str) -> list[Range]:
        """The terms whose accented form begins with `text`, as few ranges."""
        low, high = self.folded_prefix(fold_normal(text))
        begin = text.encode("utf-8", "replace")
        separator = SEPARATOR.encode()
        numbers = [
            low + i
            for i, key in enumerate(self.keys(low, high))
            if key.partition(separator)[2].startswith(begin)
        ]
        ranges: list[Range] = []
        for number in numbers:
            if ranges and ranges[-1][1] == number:
                ranges[-1] = (ranges[-1][0], number + 1)
            else:
                ranges.append((number, number + 1))
        return ranges
