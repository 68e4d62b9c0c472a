"""Damage of a file, as the library that parses its format tells it.

What a parser raises about the bytes it was given says nothing about a fault of ours, whatever type it has: zipfile raises ValueError
for a negative offset, pypdf OverflowError for a length. So the calls of a parser stand in a block of their own, and nothing else.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from indexer.errors import TinCongDoanError
from indexer.guard import Refusal, valid

T = TypeVar("T")

_OF_THE_DISK = frozenset({errno.EIO, errno.EACCES, errno.EPERM, errno.ENOENT, errno.ESTALE, errno.EMFILE})
"""Errors that the system, not the parser, raises about a file. A seek to a wrong place (EINVAL) is damage."""


@contextmanager
def parsing(what: str) -> Iterator[None]:
    """Raise Refusal "damaged WHAT: …" for whatever this block raises; it holds calls of a parser and nothing else."""
    try:
        yield
    except (Refusal, TinCongDoanError, MemoryError, RecursionError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _OF_THE_DISK:
            raise Refusal(f"cannot be read: {error.strerror}") from error
        words = " ".join(valid(str(error)).split())[:100]
        raise Refusal(f"damaged {what}: {words or type(error).__name__}") from error


def parsed(what: str, items: Iterable[T]) -> Iterator[T]:
    """Yield what a parser yields; raise Refusal as `parsing` does where it fails on the way."""
    found = iter(items)
    end = object()
    while True:
        with parsing(what):
            item = next(found, end)
        if item is end:
            return
        yield item  # type: ignore[misc]
