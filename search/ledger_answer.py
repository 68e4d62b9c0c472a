"""The answer to a question of quantity ("bao nhiêu đoàn viên bắc từ liêm 2020") from the ledger: its rows, quoted.

A row answers only if it has the measure, the year and the place that the question names, and its sentence or title has
the other words of it. Otherwise there is no figure, and that is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from indexer.engines.contract import Filters
from indexer.facets.district_gazetteer import districts
from indexer.ledger.lexicon import table
from indexer.vietnamese import fold
from search.ledger import LedgerEntry, LedgerFilter, entries

if TYPE_CHECKING:
    from search.search import Search

MOST = 5
"""Rows that are quoted at most."""

_HOW_MANY = re.compile(r"\b(?:bao nhieu|may|how many|how much|tong so|so luong)\b")
_WHO = re.compile(r"\b(?:ai|don vi nao|tap the nao|who)\b.*\b(?:duoc|nhan|dat|received|was awarded)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_IDLE = frozenset(
    [
        "nam",
        "quan",
        "huyen",
        "thi",
        "xa",
        "tien",
        "dong",
        "duoc",
        "cua",
        "cho",
        "la",
        "co",
        "trong",
        "da",
        "chi",
        "ai",
        "gi",
        "nhung",
        "cac",
        "tong",
        "so",
        "luong",
        "o",
        "tai",
        "va",
        "bao",
        "nhieu",
        "may",
        "nhan",
        "dat",
        "moi",
        "how",
        "many",
        "much",
        "who",
        "was",
        "the",
        "in",
        "of",
        "were",
        "received",
        "awarded",
        "don",
        "vi",
        "nao",
        "tap",
        "the",
        "ve",
        "cua",
        "cong",
        "doan",
    ]
)


@dataclass(frozen=True, slots=True)
class LedgerAnswer:
    """The rows that answer a question; none means that the archive has no such figure."""

    kind: str
    rows: tuple[LedgerEntry, ...]
    total: int


def answer(search: Search, q: str) -> LedgerAnswer | None:
    """The answer to `q`, or None if it does not ask for a quantity or an honour."""
    text = " ".join(fold(q).split())
    who = _WHO.search(text) is not None
    if not who and not _HOW_MANY.search(text):
        return None
    measure, words = _measure(text)
    place = next(((slug, name) for name, slug in _places() if f" {name} " in f" {text} "), None)
    years = _YEAR.findall(text)
    filters = Filters({"district": [place[0]] if place else [], "year": years})
    kept = {*text.split()} - _IDLE - {*years} - {*words.split()} - ({*place[1].split()} if place else set())
    kind = "honour" if who else "figure"
    wanted = LedgerFilter(measures=(measure,) if measure and not who else ())
    found = []
    for entry in entries(search, "", filters, kind=kind, wanted=wanted):  # type: ignore[arg-type]
        said = f"{fold(entry.sentence)} {fold(entry.article.heading)}"
        asked = {*kept, *(words.split() if who else ())}
        if all(re.search(rf"\b{re.escape(word)}\b", said) for word in asked):
            found.append(entry)
    return LedgerAnswer(kind, tuple(found[:MOST]), len(found))


@cache
def _nouns() -> tuple[tuple[str, str], ...]:
    """(folded noun, measure), the longest first."""
    rows = [(fold(n), m) for m, nouns in table("measures.toml")["nouns"].items() for n in nouns if len(n) > 3]
    return tuple(sorted([*rows, ("tien", "money"), ("nha", "houses")], key=lambda row: -len(row[0])))


@cache
def _places() -> tuple[tuple[str, str], ...]:
    return tuple((fold(d.label), d.value) for d in districts())


def _measure(text: str) -> tuple[str, str]:
    for noun, measure in _nouns():
        if re.search(rf"\b{re.escape(noun)}\b", text):
            return measure, noun
    return "", ""
