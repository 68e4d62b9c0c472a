"""The answer to a question of quantity ("bao nhiêu đoàn viên bắc từ liêm 2020") from the ledger: its rows, quoted.

A row answers only if it has the measure, the year and the place that the question names, and its sentence or title has
the other words of it. Otherwise there is no figure, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from indexer.engines.contract import Filters
from indexer.facets.district_gazetteer import districts
from indexer.ledger.lexicon import table
from indexer.vietnamese import fold
from search.ledger import LedgerEntry, LedgerFilter, entries

if TYPE_CHECKING:
    from search.search import Search

MOST = 5
"""Rows that are quoted at most."""
MIXED = frozenset({"gifts", "trips", "events", "other", "classes", "individuals", "workers"})
"""Measures of unlike things: a row has to name what was asked for."""

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class LedgerAnswer:
    """The rows that answer a question; none means that the archive has no such figure."""

    kind: str
    rows: tuple[LedgerEntry, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for. `noun` is the word for it (folded), `title` an honour, `words` what else a row has to say."""

    kind: Literal["figure", "honour"]
    measure: str
    noun: str
    title: str
    district: str
    years: tuple[str, ...]
    words: frozenset[str]
    planned: bool = False

    @classmethod
    def of(cls, q: str) -> Question | None:
        """The question in `q`, or None if it asks for no quantity and no honour."""
        text = " ".join(re.sub(r"[^\w\s/-]", " ", fold(q)).split())
        named = _first_in(text, _titles())
        measure, noun = _measure(text, "" if named is None else named[0])
        who = _ASKS_WHO().search(text) is not None
        if not who and not _asks_how_many(q, text, noun or (named[0] if named else "")):
            return None
        place = _first_in(text, _places())
        years = tuple(_YEAR.findall(text))
        honour = named is not None or (who and not measure)
        said = {*text.split()} - _words("idle") - {*years} - {*noun.split()}
        for phrase in (*table("questions.toml")["who"], *table("questions.toml")["received"]) if who else ():
            said -= {*phrase.split()}
        planned = _any(table("questions.toml")["planned"]).search(text)
        return cls(
            "honour" if honour else "figure",
            "" if honour else measure,
            noun,
            named[1] if named else "",
            place[1] if place else "",
            years,
            frozenset(
                said
                - ({*named[0].split()} if named else set())
                - ({*place[0].split()} if place else set())
                - ({*planned[0].split()} if planned else set())
            ),
            planned is not None,
        )

    def fits(self, entry: LedgerEntry) -> bool:
        """Whether a row says what was asked for, beside its measure, year and place."""
        honour = entry.honour
        if self.title and (honour is None or fold(self.title) not in fold(honour.title)):
            return False
        if honour is not None and honour.proposed:
            return False
        text = fold(entry.placed.row.text)
        if self.measure in MIXED and self.noun and not ({*self.noun.split()} - _BARE & {*text.split()}):
            return False
        said = {*re.findall(r"\w+", f"{fold(entry.sentence)} {fold(entry.article.heading)}")}
        return self.words <= said


_BARE = frozenset({"suat", "phan", "chiec", "luot", "cuoc", "buoi", "bo", "cai"})


def answer(search: Search, q: str) -> LedgerAnswer | None:
    """The answer to `q`, or None if it does not ask for a quantity or an honour."""
    question = Question.of(q)
    if question is None:
        return None
    filters = Filters(
        {"district": [question.district] if question.district else [], "year": list(question.years)}
    )
    wanted = LedgerFilter(measures=(question.measure,) if question.measure else ())
    found = [e for e in entries(search, "", filters, kind=question.kind, wanted=wanted) if question.fits(e)]
    found = sorted(_distinct(found), key=lambda entry: _rank(entry, question))
    return LedgerAnswer(question.kind, tuple(found[:MOST]), len(found))


def _rank(entry: LedgerEntry, question: Question) -> tuple[bool, bool]:
    """What was asked for first: done before planned (or planned, if that was asked), a count before a title without one."""
    if entry.figure is not None:
        return (entry.figure.status == "target") != question.planned, entry.figure.status != "done"
    return False, entry.honour is None or entry.honour.count is None


def _distinct(found: Iterable[LedgerEntry]) -> list[LedgerEntry]:
    """Rows that say the same of the same place and year once, the newest."""
    once: dict[tuple[object, ...], LedgerEntry] = {}
    for entry in found:
        figure, honour = entry.figure, entry.honour
        what = (
            (figure.value, figure.value_max, figure.measure, figure.status)
            if figure
            else (
                honour
                and (honour.title, honour.count, honour.recipient, honour.count is None and entry.sentence)
            )
        )
        once.setdefault((what, entry.place, entry.placed.year), entry)
    return list(once.values())


def _asks_how_many(q: str, text: str, noun: str) -> bool:
    """Whether a number is asked for; "may" is "mấy" only where it was typed so, or stands before what is counted."""
    if _any(table("questions.toml")["how_many"]).search(text):
        return True
    if noun and re.search(rf"\bso {re.escape(noun)}\b", text):
        return True
    if re.search(r"\bmấy\b", q.lower()):
        return True
    return bool(q.isascii() and noun and re.search(rf"\bmay {re.escape(noun)}\b", text))


@cache
def _ASKS_WHO() -> re.Pattern[str]:
    who, received = (_any(table("questions.toml")[name]).pattern for name in ("who", "received"))
    return re.compile(rf"{who}.*{received}")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(table("questions.toml")[name])


def _any(phrases: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b")


@cache
def _nouns() -> tuple[tuple[str, str], ...]:
    """(folded noun, measure), the longest first."""
    rows = {
        fold(n): m
        for m, nouns in table("measures.toml")["nouns"].items()
        for n in nouns
        if len(n) > 3 and m != "none"
    }
    rows |= {"cdcs": "unions", "tien": "money", "nha": "houses", **table("questions.toml")["english"]}
    return tuple(sorted(rows.items(), key=lambda row: -len(row[0])))


@cache
def _titles() -> tuple[tuple[str, str], ...]:
    """(folded name, title) of every honour, the longest first."""
    rows = {
        fold(name): honour["title"]
        for honour in table("honours.toml")["honour"]
        for name in (honour["title"], *honour.get("aliases", ()))
        if len(name) > 4 and not honour.get("named")
    }
    return tuple(sorted(rows.items(), key=lambda row: -len(row[0])))


@cache
def _places() -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((fold(d.label), d.value) for d in districts()), key=lambda row: -len(row[0])))


def _first_in(text: str, names: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The first of `names` that stands in a text as whole words."""
    padded = f" {text} "
    # Most names stand nowhere in a text: the letters alone tell, at a fraction of the cost.
    return next((row for row in names if row[0] in text and f" {row[0]} " in padded), None)


def _measure(text: str, title: str) -> tuple[str, str]:
    """(measure, folded noun) that a question names, the noun right behind "bao nhiêu" first; else what its verb counts."""
    rest = text.replace(title, " ") if title else text
    behind = re.search(r"\b(?:bao nhieu|may|how many|how much|tong so|so luong|so)\s+(.+)", rest)
    for part in (behind[1] if behind else "", rest):
        at_start = next(
            (
                (noun, m)
                for noun, m in _nouns()
                if part.startswith(noun) and f"{part} ".startswith(f"{noun} ")
            ),
            None,
        )
        found = at_start or (_first_in(part, _nouns()) if part is rest else None)
        if found:
            return found[1], found[0]
    for verb, measure in table("questions.toml")["verbs"].items():
        if f" {verb} " in f" {rest} ":
            return measure, ""
    return "", ""
