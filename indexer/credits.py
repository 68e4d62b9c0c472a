"""Who wrote an article and where it was published, as terms of their own.

They are not among the fields that a plain query searches: the name of a paper stands under each of its articles. Terms are such
as "author lê", "author lê hà": every run of neighbouring syllables, so that some words of a name, in their order, are one term
and need no positions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from indexer.article import Article
from indexer.vietnamese.syllables import syllables

CREDITS = ("author", "source")
"""The fields of an Article that are found in this way."""

LONGEST = 6
"""Syllables of the longest run that is a term."""
MOST = 30
"""Syllables of a field that count; what is longer is no name."""


def credit_terms(article: Article) -> list[str]:
    """The terms of an Article, each once."""
    return [term for name in CREDITS if (text := getattr(article, name)) for term in _runs(name, text)]


def credit_windows(name: str, syllables: Sequence[str]) -> list[str]:
    """The terms that an Article has if these syllables stand in its field `name` in this order."""
    last = max(0, len(syllables) - LONGEST)
    return [" ".join((name, *syllables[at : at + LONGEST])) for at in range(last + 1)]


@lru_cache(maxsize=10_000)
def _runs(name: str, text: str) -> tuple[str, ...]:
    parts = syllables(text)[:MOST]
    runs = {
        " ".join((name, *parts[first:last])): None
        for first in range(len(parts))
        for last in range(first + 1, min(first + LONGEST, len(parts)) + 1)
    }
    return tuple(runs)
