"""A cluster's answers: JSON in which a field that is missing is the cluster's fault, not a KeyError.

A proxy, another service at the address or a node in trouble answers 200 with something else than was asked for. Whatever part of
the engine then reads a field gets EngineUnavailable, which is a 503 with one line.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from opensearchpy.exceptions import SerializationError
from opensearchpy.serializer import JSONSerializer

from indexer.errors import EngineUnavailable


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
