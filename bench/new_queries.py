"""Queries that nobody asked before: pieces of real titles, drawn by a seed, each once.

Half of them are typed without accents. What a person gets depends on it: a query that comes again is answered from memory.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache

from bench.made_articles import NEWS, records
from indexer.vietnamese import fold

KINDS = ("short", "short, unaccented", "long", "long, unaccented")
"""Two to four words of a title, or eight to fourteen."""

_LENGTHS = {"short": (2, 4), "long": (8, 14)}


@cache
def titles() -> tuple[str, ...]:
    """The titles of the real articles; () where they are not at hand."""
    return tuple(record["title"] for record in records(NEWS)) if NEWS.exists() else ()


def piece(title: str, kind: str, rng: random.Random) -> str:
    """Some neighbouring words of a title."""
    length, _, folded = kind.partition(", ")
    words = title.split()
    size = min(len(words), rng.randint(*_LENGTHS[length]))
    start = rng.randrange(len(words) - size + 1)
    found = " ".join(words[start : start + size])
    return fold(found) if folded else found


def new_queries(count: int, seed: int, kind: str | None = None) -> list[str]:
    """`count` distinct queries, of one kind or of all in turn."""
    rng = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found[piece(rng.choice(titles()), kind or KINDS[len(found) % len(KINDS)], rng)] = None
    return list(found)


def endless(seed: int, kinds: Sequence[str] = KINDS) -> Iterator[str]:
    """New queries without end; the same one comes again only by chance."""
    rng = random.Random(seed)
    while True:
        yield piece(rng.choice(titles()), rng.choice(kinds), rng)
