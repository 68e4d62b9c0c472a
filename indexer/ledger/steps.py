"""A campaign's life: launched, aimed at, reviewed, concluded, honoured, each step a sentence of an article with its day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from indexer.article import FIELDS, Article
from indexer.facets.local_time import day_in_hanoi
from indexer.facets.match_text import tone_placements
from indexer.ledger.articles import sentences
from indexer.ledger.lexicon import table

StepKind = Literal["launch", "goal", "interim", "final", "award"]
DateBasis = Literal["sentence", "published", "article"]

_DAY = re.compile(
    r"(?<![\d/.-])([0-3]?\d)(?:\s?[/-]\s?|\s+tháng\s+)([01]?\d)(?:(?:\s?[/-]\s?|\s+năm\s+)((?:19|20)\d\d))?(?![\d%])"
)
_YEAR = re.compile(r"(?<![\d/.-])(?:19|20)\d\d(?![\d/.-])")
_DONE = re.compile(r"[^.;:]{0,30}?\b(?:được|đã|vừa)\s+(?:(?:tổ chức|long trọng|chính thức)\s+)*$")
_STOP = re.compile(r"[.;:!?]")


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `start` and `end` are the sentence's offsets in the field; `date` is a day or only a year (ISO 8601), None if
    nobody says when."""

    kind: StepKind
    article: Article
    field: str
    start: int
    end: int
    date: str | None
    basis: DateBasis | None

    @property
    def sentence(self) -> str:
        """The sentence that says it."""
        return self.article.text(self.field)[self.start : self.end]


@cache
def kinds() -> tuple[StepKind, ...]:
    """The kinds of steps, in their order."""
    return tuple(step["kind"] for step in table("steps.toml")["step"])


@cache
def _words() -> tuple[tuple[StepKind, re.Pattern[str], int], ...]:
    """(kind, pattern of its words, characters that may stand between) of each step."""
    return tuple((step["kind"], _any_of(step["words"]), step["gap"]) for step in table("steps.toml")["step"])


@cache
def _not_yet() -> re.Pattern[str]:
    return re.compile(_any_of(table("steps.toml")["not_yet"]).pattern + r"\s+(?:\S+\s+){0,2}$")


def _any_of(words: list[str]) -> re.Pattern[str]:
    forms = {spelling for word in words for spelling in tone_placements(word)}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(forms, key=len, reverse=True)))})\b")


def steps_of(article: Article, campaign: str) -> Iterator[Step]:
    """The steps of a campaign (by its value) that an annotated Article tells, in reading order; of each kind the first."""
    seen: set[StepKind] = set()
    for field in FIELDS:
        text = article.text(field)
        mentions = _mentions(article, campaign, field, text)
        if not mentions:
            continue
        for start, end in sentences(text):
            inside = [(a - start, b - start) for a, b in mentions if start <= a < end]
            lower = text[start:end].lower()
            for kind in _kinds_in(lower, inside) if inside and len(lower) == end - start else ():
                if kind not in seen:
                    seen.add(kind)
                    yield Step(kind, article, field, start, end, *_date(article, lower))


def _mentions(article: Article, campaign: str, field: str, text: str) -> list[tuple[int, int]]:
    """Where a field names a campaign: its evidence, or its label where the page stated the campaign."""
    pieces = [e for e in article.evidence if (e.facet, e.value) == ("campaign", campaign)]
    if pieces:
        return [(e.start, e.end) for e in pieces if e.field == field]
    lower = text.lower()
    label = next((c.label.lower() for c in article.campaigns if c.value == campaign), "")
    if not label or len(lower) != len(text):
        return []
    return [match.span() for match in re.finditer(re.escape(label), lower)]


def _kinds_in(lower: str, mentions: list[tuple[int, int]]) -> list[StepKind]:
    found: list[StepKind] = []
    for kind, words, gap in _words():
        for word in words.finditer(lower):
            if _not_yet().search(lower, max(0, word.start() - 24), word.start()):
                continue
            if any(
                (0 <= a - word.end() <= gap and not _STOP.search(lower, word.end(), a))
                or (word.start() >= b and _DONE.fullmatch(lower, b, word.start()))
                for a, b in mentions
            ):
                found.append(kind)
                break
    return found


def _date(article: Article, lower: str) -> tuple[str | None, DateBasis | None]:
    """When a step was: the day that its sentence names (its year from the article), else its one year, else when the article
    came out, else the article's year."""
    published = day_in_hanoi(article.published)
    for day, month, year in _DAY.findall(lower):
        year = int(year) if year else article.year
        if year is None:
            continue
        try:
            named = dt.date(year, int(month), int(day))
        except ValueError:
            continue
        if not year and published and named > dt.date.fromisoformat(published):
            continue  # a day still to come, or of the year before
        return named.isoformat(), "sentence"
    years = set(_YEAR.findall(lower))
    if len(years) == 1 and (not published or years != {published[:4]}):
        return years.pop(), "sentence"
    if published:
        return published, "published"
    return (str(article.year), "article") if article.year else (None, None)
