"""Bytes → text. In: the bytes of a page. Out: Unicode text, or PageError; never mojibake."""

from __future__ import annotations

from indexer.errors import PageError


def decode(data: bytes) -> str:
    """The text of a page's bytes. PageError if they cannot be decoded with certainty."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PageError("cannot be decoded: not UTF-8") from None
