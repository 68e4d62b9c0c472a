"""A cluster's answers: JSON in which a field that is missing is the cluster's fault, not a KeyError.

A proxy, another service at the address or a node in trouble answers 200 with something else than was asked for. Whatever part of
the engine then reads a field gets EngineUnavailable, which is a 503 with one line: of a field that is missing at once, of one that is of
another kind than it must be where the part of the engine ends that reads it (`interpreted`).
"""

from __future__ import annotations

import binascii
import json
import logging
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

from opensearchpy.exceptions import SerializationError
from opensearchpy.serializer import JSONSerializer

from indexer.article import Article
from indexer.errors import EngineUnavailable

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

_log = logging.getLogger(__name__)

MISREAD = (
    TypeError,
    ValueError,
    RecursionError,
    LookupError,
    AttributeError,
    AssertionError,
    zlib.error,
    binascii.Error,
)
"""What reading a value of another kind than was expected raises."""


class NonsenseAnswer(EngineUnavailable, KeyError):
    """The cluster's answer lacks a field that it must have."""

    def __str__(self) -> str:
        return str(self.args[0])


class Answer(dict[str, Any]):
    """An object of an answer."""

    def __missing__(self, key: str) -> NoReturn:
        raise NonsenseAnswer(
            f"OpenSearch gave an answer without {key!r}. Is this a cluster's address, and does the cluster work?"
        )


class Answers(JSONSerializer):  # type: ignore[misc]  # the client is checked without its types
    """Reads answers for the client. Raises SerializationError for what is not JSON."""

    def loads(self, s: str) -> Any:
        try:
            return json.loads(s, object_hook=Answer)
        except (ValueError, TypeError, RecursionError) as error:
            raise SerializationError(s[:200], error) from error


_TEXTS = (
    "id",
    "kind",
    "title",
    "kicker",
    "lead",
    "body",
    "author",
    "source",
    "url",
    "page",
    "published",
    "captured",
)
_LISTS = ("captions", "related")


def stored_article(source: dict[str, Any]) -> Article:
    """Return the Article of a document. Raises TypeError if a field is of another kind."""
    record = source["article"]
    texts = [record.get(name) for name in _TEXTS if record.get(name) is not None]
    texts += [text for name in _LISTS for text in record.get(name) or ()]
    if not (
        record["id"] and isinstance(record["title"], str) and all(isinstance(text, str) for text in texts)
    ):
        raise TypeError("an article whose texts are none")
    if not isinstance(record.get("year"), int | None):
        raise TypeError("a year that is no number")
    return Article.from_dict(record)


@contextmanager
def interpreting() -> Iterator[None]:
    """Raise NonsenseAnswer for whatever an answer raises in this block that is of another kind than it must be."""
    try:
        yield
    except MISREAD as error:
        if isinstance(error, NonsenseAnswer):
            raise
        _log.info("an answer of the cluster could not be read", exc_info=error)
        raise NonsenseAnswer(
            f"OpenSearch gave an answer that makes no sense here ({type(error).__name__}). "
            "Is this a cluster's address, and does the cluster work?"
        ) from error


def interpreted(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function of the engine raise NonsenseAnswer as `interpreting` does."""

    @wraps(function)
    def wrapper(*arguments: P.args, **named: P.kwargs) -> R:
        with interpreting():
            return function(*arguments, **named)

    return wrapper


def interpreted_items(function: Callable[P, Iterator[T]]) -> Callable[P, Iterator[T]]:
    """The same for a generator: while its items are made, not while they are used."""

    @wraps(function)
    def wrapper(*arguments: P.args, **named: P.kwargs) -> Iterator[T]:
        items = function(*arguments, **named)
        while True:
            with interpreting():
                item = next(items, items)
            if item is items:
                return
            yield item  # type: ignore[misc]  # not the sign that there are no more

    return wrapper
