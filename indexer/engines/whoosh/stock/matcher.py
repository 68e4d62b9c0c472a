"""A matcher over the documents of one term, as Whoosh's collectors walk it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Any

from indexer.engines.whoosh.library import AndMaybeMatcher, ListMatcher, NullMatcher, ReadTooFar


class ArrayMatcher(ListMatcher):
    """Documents, ascending, and how often the term is in each.

    `positions` returns, for each document, the encoded positions (`whoosh.formats.Positions`), `info` the term's
    `TermInfo`: both are asked for at most once, and only when something needs them.
    """

    _ids: list[int]
    _values: list[bytes] | None
    _terminfo: Any
    _i: int

    def __init__(
        self,
        ids: list[int],
        weights: list[float],
        positions: Callable[[], list[bytes]] | None = None,
        format: Any = None,
        scorer: Any = None,
        term: tuple[str, bytes] | None = None,
        info: Callable[[], Any] | None = None,
        at: int = 0,
    ) -> None:
        super().__init__(ids, weights, format=format, scorer=scorer, position=at, term=term)
        self._read_positions = positions
        self._read_info = info

    def copy(self) -> ArrayMatcher:
        return ArrayMatcher(
            self._ids,
            self._weights,
            self._read_positions,
            self._format,
            self._scorer,
            self._term,
            self._read_info,
            self._i,
        )

    @property
    def info(self) -> Any:
        if self._terminfo is None and self._read_info is not None:
            self._terminfo = self._read_info()
        return self._terminfo

    def block_min_length(self) -> int:
        shortest: int = self.info.min_length()
        return shortest

    def block_max_length(self) -> int:
        longest: int = self.info.max_length()
        return longest

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._i = bisect_left(self._ids, id, self._i)

    def value(self) -> bytes:
        if self._values is None and self._read_positions is not None:
            self._values = self._read_positions()
        encoded: bytes = self._values[self._i] if self._values else b""
        return encoded

    def all_items(self) -> Any:
        self.value()
        return super().all_items()

    def block_max_weight(self) -> float:
        if self.info is not None:
            most: float = self.info.max_weight()
            return most
        return max(self._weights, default=0.0)


class RunMatcher(AndMaybeMatcher):
    """The documents of a run of words, with the scores of its terms.

    It leaves nothing out for a low score, so that each document that is found has all the terms that matched.
    """

    def supports_block_quality(self) -> bool:
        return False

    def max_quality(self) -> float:
        return float("inf")

    def replace(self, minquality: float = 0) -> Any:
        return self if self.is_active() else NullMatcher()
