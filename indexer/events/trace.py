"""The trace of an article: what has to be remembered of it to find the same text, and reports of the same event.

A trace is 168 bytes, written in base64: the smallest hashes of its runs of five words (a bottom-k sketch; Broder 1997, "On the
resemblance and containment of documents"), hashes of the first names in it, the days that it mentions, and its own day.
All runs are hashed at once with NumPy: a MinHash of datasketch with 64 permutations takes forty times as long.
"""

from __future__ import annotations

import base64
import re
import zlib
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from indexer.article import Article
from indexer.facets.local_time import day_in_hanoi

WORDS = 5
"""Words of a run."""

TRACE = np.dtype(
    [("sketch", "<u4", 24), ("names", "<u4", 16), ("days", "<u2", 3), ("published", "<u2")], align=False
)
"""A trace; 0 stands for nothing. `days` are day + 32 × month, `published` is the number of the day since `EPOCH`."""

EPOCH = date(1990, 1, 1).toordinal()

_CAPITALS = "".join(
    chr(code)
    for code in range(0x1F00)
    if chr(code).isupper() and (code < 0x180 or code >= 0x1EA0 or chr(code) in "ƠƯ")
)
_NAME = re.compile(rf"[{_CAPITALS}][\w&]*(?: [{_CAPITALS}0-9][\w&]*)+")
_DAY = re.compile(r"(\d(?<![\d/.-].)\d?)[/-]([01]?\d)(?![\d%])")
_MOST_LETTERS = 1 << 13
_OPENING = 2_000
"""Characters from which names and days are taken: what an article is about stands at its beginning."""
_FACTOR = 0x9E3779B97F4A7C15
_INVERSE = pow(_FACTOR, -1, 1 << 64)


def _folded(code: int) -> int:
    """A letter or digit in lower case; 0 for what stands between words."""
    letter = chr(code)
    lower = letter.lower()
    return 0 if not letter.isalnum() else ord(lower) if len(lower) == 1 else code


@cache
def _table() -> NDArray[np.uint64]:
    """Each UTF-16 code unit as it is hashed. Made when a first text is: a search needs none of it."""
    return np.array([_folded(code) for code in range(1 << 16)], np.uint64)


@cache
def _powers(base: int) -> NDArray[np.uint64]:
    """base⁰, base¹ … modulo 2⁶⁴; shape (_MOST_LETTERS,)."""
    with np.errstate(over="ignore"):
        factors = np.full(_MOST_LETTERS, base, np.uint64)
        factors[0] = 1
        return np.cumprod(factors, dtype=np.uint64)


def trace(article: Article) -> str:
    """The trace of an Article, in base64; "" for a brief, which only announces an article."""
    if article.kind != "article":
        return ""
    made = np.zeros(1, TRACE)
    text = "\n".join(filter(None, (article.title, article.lead, article.body)))
    hashes = sketch(text)
    made["sketch"][0, : len(hashes)] = hashes
    names = dict.fromkeys(zlib.crc32(name.casefold().encode()) for name in _NAME.findall(text[:_OPENING]))
    named = list(names)[: made["names"].shape[1]]
    made["names"][0, : len(named)] = named
    mentioned = dict.fromkeys(
        int(day) + 32 * int(month)
        for day, month in _DAY.findall(text[:_OPENING])
        if 1 <= int(day) <= 31 and 1 <= int(month) <= 12
    )
    days = list(mentioned)[: made["days"].shape[1]]
    made["days"][0, : len(days)] = days
    if day := day_in_hanoi(article.published):
        made["published"][0] = max(0, min(65_535, date.fromisoformat(day).toordinal() - EPOCH))
    return base64.b64encode(made.tobytes()).decode()


def sketch(text: str) -> NDArray[np.uint32]:
    """The smallest hashes of all runs of `WORDS` words, ascending, each once; as many as a trace holds (uint32)."""
    units = np.frombuffer(
        text[: _MOST_LETTERS - 1].encode("utf-16-le", "surrogatepass"), np.uint16, count=-1
    )[: _MOST_LETTERS - 1]
    folded = _table()[units]
    letters = folded != 0
    edges = np.flatnonzero(np.diff(np.concatenate(([False], letters, [False]))))
    starts, ends = edges[::2], edges[1::2]
    if len(starts) < WORDS:
        return np.zeros(0, np.uint32)
    # A polynomial hash of all letters before each place; the difference of two is the hash of what stands between.
    kept = folded[letters]
    before = np.concatenate(
        ([np.uint64(0)], np.cumsum(kept * _powers(_FACTOR)[: len(kept)], dtype=np.uint64))
    )
    lengths = ends - starts
    firsts = np.cumsum(lengths) - lengths
    begin, end = firsts[: len(starts) - WORDS + 1], (firsts + lengths)[WORDS - 1 :]
    hashes = (before[end] - before[begin]) * _powers(_INVERSE)[begin]
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    found = (hashes >> np.uint64(32)).astype(np.uint32)
    size: int = TRACE["sketch"].shape[0]
    if len(found) > 3 * size:
        found = np.partition(found, 2 * size)[: 2 * size]
    return np.unique(found)[:size]
