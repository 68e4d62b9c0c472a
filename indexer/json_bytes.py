"""JSON as bytes, as fast as it goes: orjson, and the standard library for the few values that orjson refuses."""

from __future__ import annotations

import json
from typing import Any

import orjson


def dumps(value: Any) -> bytes:
    """A value as compact JSON in UTF-8; lone surrogates as they are (`surrogatepass`)."""
    try:
        return orjson.dumps(value)
    except (TypeError, orjson.JSONEncodeError):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def loads(data: bytes) -> Any:
    """The value of what `dumps` wrote, or of any other JSON. Raises ValueError or RecursionError."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        # NaN, lone surrogates, integers of more than 64 bits; else it says what is wrong.
        return json.loads(data.decode("utf-8", "surrogatepass"))
