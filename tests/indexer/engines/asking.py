"""Short names for asking an engine, and the corpora that it is asked about."""

from __future__ import annotations

from typing import Any

from bench.reliability.plain_engine import Oracle
from indexer.engines.contract import EngineQuery, Phrase, Prefix, Term, TermKind
from tests.indexer.engines.corpora import at_random

SYLLABLE, PAIR, WORD = TermKind.SYLLABLE, TermKind.PAIR, TermKind.WORD
RANDOM = at_random(120)
ORACLE = Oracle(RANDOM)


def ids(reader: Any, request: EngineQuery) -> list[str]:
    """The ids of the articles that answer a request, in its order."""
    return [article.id for article in reader.articles([hit.key for hit in reader.answer(request).found])]


def term(text: str, folded: bool = False, fields: tuple[str, ...] = ()) -> Term:
    return Term(SYLLABLE, text, folded, fields)


def phrase(*parts: Term | Prefix, fields: tuple[str, ...] = ()) -> Phrase:
    return Phrase(parts, fields)


CONG, DOAN = term("công"), term("đoàn")
