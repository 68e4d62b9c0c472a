"""What differs between the texts that an article has had: paragraphs that came, went or changed, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from indexer.article import Article

Op = Literal["same", "deleted", "inserted"]

_WORDS = re.compile(r"\S+\s*")
MOST_WORDS = 3_000
"""Words of a changed passage that are compared one by one; of a longer one the whole is shown as replaced."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph, and whether the later text lacks them, has them anew, or both have them."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """From one text to the next. `before` and `after` are when each was first taken (ISO 8601), None if that is not known.

    `paragraphs` are those that differ; the title counts as the first.
    """

    before: str | None
    after: str | None
    paragraphs: tuple[tuple[Piece, ...], ...]


def steps(article: Article) -> list[Step]:
    """The changes of an article, newest first; [] if it has had one text only."""
    texts = [(v.captured, _paragraphs(v.title, v.lead, v.body)) for v in article.versions]
    present = (article.captured, _paragraphs(article.title, article.lead, article.body))
    every: list[tuple[str | None, list[str]]] = [*texts, present]
    made = [Step(a[0], b[0], tuple(_differing(a[1], b[1]))) for a, b in pairwise(every)]
    return made[::-1]


def _paragraphs(title: str, lead: str | None, body: str) -> list[str]:
    return [part.strip() for part in (title, lead or "", *body.split("\n\n")) if part.strip()]


def _differing(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Piece, ...]]:
    for op, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            continue
        old, new = before[i:j], after[k:m]
        if len(old) == len(new):
            for one, other in zip(old, new, strict=True):
                yield tuple(_words(one, other))
        else:
            yield tuple(_words("\n".join(old), "\n".join(new)))


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        yield Piece("deleted", before)
        yield Piece("inserted", after)
        return
    bare_old, bare_new = [word.strip() for word in old], [word.strip() for word in new]
    for op, i, j, k, m in SequenceMatcher(None, bare_old, bare_new, autojunk=False).get_opcodes():
        if op == "equal":
            yield Piece("same", "".join(new[k:m]))
            continue
        if i < j:
            yield Piece("deleted", "".join(old[i:j]))
        if k < m:
            yield Piece("inserted", "".join(new[k:m]))
