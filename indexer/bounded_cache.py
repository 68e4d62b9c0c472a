"""A bounded memory of what was computed: least recently used goes first. Safe for several threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class BoundedCache:
    """Holds values up to `limit` bytes together."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T], size: Callable[[T], int]) -> T:
        """The value of `key`; made, and measured by `size` in bytes, if it is not held."""
        with self._lock:
            held = self._held.get(key)
            if held is not None:
                self._held.move_to_end(key)
                return held[0]  # type: ignore[return-value]
        value = make()
        nbytes = size(value) + 200
        with self._lock:
            if key not in self._held and nbytes <= self._limit:
                self._held[key] = value, nbytes
                self._bytes += nbytes
                while self._bytes > self._limit:
                    self._bytes -= self._held.popitem(last=False)[1][1]
        return value

    def peek(self, key: Hashable) -> Any:
        """The value of `key` if it is held, else None."""
        with self._lock:
            held = self._held.get(key)
            if held is None:
                return None
            self._held.move_to_end(key)
            return held[0]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()
            self._bytes = 0
