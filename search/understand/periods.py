"""Days, months, quarters and years in a query: `1/8/2014`, `ngày 1 tháng 8 năm 2014`, `tháng 5/2025`, `quý 1/2025`, `quý III năm 2024`,
`năm 2020`, and a year alone.

Whoever types one also means what was published then; the node `Published` finds that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.engines.contract import And, Node, Or, Published
from indexer.vietnamese import fold_normal
from search.parse.typed_dates import iso_date
from search.results import Interpretation
from search.understand.word_run import QueryWord, ReadingContext, WordRun

_NUMBER = re.compile(r"\d{1,2}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_QUARTERS = {"1": 1, "2": 2, "3": 3, "4": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_SHAPES = (
    "quý k năm y",
    "quý k y",
    "ngày d tháng m năm y",
    "ngày d tháng m y",
    "ngày d m y",
    "d tháng m năm y",
    "d m y",
    "tháng m năm y",
    "tháng m y",
    "m y",
    "năm y",
)
"""The longest first; numbers without a word between them must be joined to the eye (`5/2025`)."""


@dataclass(frozen=True, slots=True)
class Period:
    """The syllables [start, end) of a query name the days from `first` to `last` (ISO, inclusive); `label` as it is read."""

    start: int
    end: int
    first: str
    last: str
    label: str


def find_periods(syllables: Sequence[str], glued: Sequence[tuple[int, int]]) -> list[Period]:
    """The periods that a run of syllables names, in order. `glued`: ranges of syllables that are one word to the eye."""
    if len(syllables) == 1 and _YEAR.fullmatch(syllables[0]):
        return [_period(0, 1, None, None, syllables[0])]
    found: list[Period] = []
    at = 0
    while at < len(syllables):
        period = next((p for shape in _SHAPES if (p := _read(shape.split(), syllables, at, glued))), None)
        if period:
            found.append(period)
            at = period.end
        else:  # the number of a quarter that there is not is no month
            at += 2 if fold_normal(syllables[at]) == "quy" and _is_number(syllables[at + 1 : at + 2]) else 1
    return found


def _is_number(syllables: Sequence[str]) -> bool:
    return any(map(_NUMBER.fullmatch, syllables))


def disclosed_periods(
    typed: Sequence[str], glued: Sequence[tuple[int, int]], context: ReadingContext, run: WordRun
) -> list[Period]:
    """The periods that the words name and in which something was published; `run` says so to the user."""
    found = []
    for period in find_periods(typed, glued):
        words = " ".join(typed[period.start : period.end])
        if context.declined(words) or not context.stats.published(period.first, period.last):
            continue
        run.interpretations.append(Interpretation("published", words, period.label, words))
        found.append(period)
    return found


def or_published(period: Period, words: Sequence[QueryWord]) -> QueryWord:
    """The words that name a period, or what was published in it."""
    told: Node = And(tuple(word.node for word in words))
    node: Node = Or((told, Published(period.first, period.last)))
    return QueryWord(node, max(word.telling for word in words))


def _read(
    shape: Sequence[str], syllables: Sequence[str], at: int, glued: Sequence[tuple[int, int]]
) -> Period | None:
    part = syllables[at : at + len(shape)]
    if len(part) < len(shape):
        return None
    read: dict[str, str] = {}
    for sign, syllable in zip(shape, part, strict=True):
        if len(sign) > 1:
            if syllable not in (sign, fold_normal(sign)):
                return None
        elif sign == "k":
            if syllable not in _QUARTERS:
                return None
            read[sign] = syllable
        elif not (_YEAR if sign == "y" else _NUMBER).fullmatch(syllable):
            return None
        else:
            read[sign] = syllable
    numbers = [at + place for place, sign in enumerate(shape) if len(sign) == 1]
    joined = [(a, b) for a, b in pairwise(numbers) if b == a + 1]
    if joined and (joined[0][0], joined[-1][1] + 1) not in glued:
        return None
    if "k" in read:
        return _quarter(at, at + len(shape), _QUARTERS[read["k"]], read["y"])
    day, month = read.get("d"), read.get("m")
    if iso_date("/".join(filter(None, (day, month, read["y"])))) is None:
        return None
    return _period(at, at + len(shape), day, month, read["y"])


def _period(start: int, end: int, day: str | None, month: str | None, year: str) -> Period:
    label = "/".join(filter(None, (day, month, year)))
    first, last = iso_date(label), iso_date(label, last=True)
    assert first
    assert last
    return Period(start, end, first, last, label)


def _quarter(start: int, end: int, quarter: int, year: str) -> Period:
    first, last = iso_date(f"{3 * quarter - 2}/{year}"), iso_date(f"{3 * quarter}/{year}", last=True)
    assert first
    assert last
    return Period(start, end, first, last, f"quý {quarter}/{year}")
