"""Years: when an article was written, where the page does not state its date.

Comes in: the surfaces of an article's fields and the names of lunar years and congresses found in them. Goes out:
a year with its evidence, or nothing where the text does not say. Every date, year and season is weighed by
how firmly it dates the writing (a full date and "trong năm 2020" firmly; the year of a law, a birth or a
comparison not at all; a term of office only bounds it) and by where it stands. Of well-supported years the
latest is taken, for news tells of its own year and of those before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from indexer.article import Evidence
from indexer.facets.gazetteer import Hit, Name, load
from indexer.facets.surface import Surface, folded, spellings

PLACE = {"title": 3.0, "kicker": 2.0, "lead": 3.0, "opening": 1.5, "body": 1.0, "captions": 1.0}
OPENING = 700  # characters of the body that count as its opening
ENOUGH = 3.0  # weight from which a year is claimed
NEAR = 0.4  # share of the best weight from which a later year is preferred
FIRST, LAST = 1990, 2040  # years that news of our time can be written in

DATE, MONTH, YEAR, BARE, WEAK = 3.0, 2.0, 2.0, 0.8, 0.3

_YEAR = re.compile(r"(?<![\w.,])((?:\d{1,2}\s?[/.-]\s?){0,2})((?:19|20)\d\d)(?![\w%]|[.,]\d)")
_SPELLED = re.compile(r"tháng\s+(?:\d{1,2}|giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười|chạp)[\s,]*(?:năm\s+)?$")
_RANGE_AFTER = re.compile(r"\s*-\s*((?:\d{1,2}/){0,2})((?:19|20)\d\d|\d\d(?!\d))")
_RANGE_BEFORE = re.compile(r"(?:19|20)\d\d\s*-\s*$")
_SENTENCE = re.compile(r"[.;!?\n]\s")


@dataclass(frozen=True, slots=True)
class Clue:
    """Something at `lower[start:end]` of a surface that speaks for a year, with its weight there."""

    year: int
    start: int
    end: int
    weight: float
    rule: str
    surface: Surface

    @property
    def total(self) -> float:
        field = self.surface.field
        if field == "body" and self.start < OPENING:
            field = "opening"
        return self.weight * PLACE[field]


@cache
def _tables() -> dict[str, Any]:
    return load("years.toml", "congress", "lunar", "words")


@cache
def _before(*lists: str) -> re.Pattern[str]:
    """The words of some lists of years.toml at the end of what stands before."""
    words = {f for name in lists for w in _tables()["words"][name] for f in (*spellings(w), folded(w))}
    either = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))
    return re.compile(r"(?<!\w)(?:" + either + r")\s*$")


@cache
def _document() -> re.Pattern[str]:
    """A numbered document shortly before: its date is not the article's."""
    words = "|".join(re.escape(w) for w in sorted(_tables()["words"]["documents"], key=len, reverse=True))
    return re.compile(
        r"(?:(?<!\w)(?:" + words + r")(?!\w)[^.;\n]{0,60}|\d+[a-z]?[-/][\wđ-]+(?:/[\w-]+)?,?\s+(?:ngày\s+)?)$"
    )


def names() -> Iterator[Name]:
    """The lunar years and congresses to find."""
    lunar = _tables()["lunar"]
    can, chi, also, first = lunar["can"], lunar["chi"], lunar["spellings"], lunar["from"]
    for year in range(first, first + 60):
        stem, branch = can[(year - 4) % 10], chi[(year - 4) % 12]
        if f"{stem} {branch}" in lunar["history"]:
            continue
        for a in (stem, *also.get(stem, ())):
            for b in (branch, *also.get(branch, ())):
                yield Name("lunar", f"{a} {b}", year)
    for congress in _tables()["congress"]:
        for form in congress["forms"]:
            yield Name("congress", form, (congress["year"], congress["month"]))


def clues(surface: Surface, lunar: Sequence[Hit], congresses: Sequence[Hit]) -> Iterator[Clue]:
    """Everything in one surface that speaks for a year."""
    lower = surface.lower
    for match in _YEAR.finditer(lower):
        clue = _dated(surface, match)
        if clue:
            yield clue
    for hit in lunar:
        before = lower[max(0, hit.start - 30) : hit.start]
        named = re.search(
            r"(?<!\w)(tết|xuân|năm|nguyên đán|tet|xuan|nam|nguyen dan)\s+(?:âm lịch\s+)?$", before
        )
        if named and "sinh năm" not in before and (not hit.unmarked or surface.unaccented):
            yield Clue(hit.entry, hit.start, hit.end, YEAR, "lunar year", surface)
    for hit in congresses:
        year, month = hit.entry
        weight: float = BARE
        before = lower[max(0, hit.start - 40) : hit.start]
        if hit.unmarked and not surface.unaccented:
            continue
        if "nghị quyết" in before:
            year, weight = year + (month > 9), WEAK
        elif _before("before").search(before):
            year -= month < 4
        yield Clue(year, hit.start, hit.end, weight, "congress", surface)


def _dated(surface: Surface, match: re.Match[str]) -> Clue | None:
    """The clue of one written year, or None where it dates something else."""
    lower = surface.lower
    start, end = match.span()
    year = int(match[2])
    if not FIRST <= year <= LAST:
        return None
    before = lower[max(0, start - 70) : start]
    cut = list(_SENTENCE.finditer(before))
    if cut:
        before = before[cut[-1].end() :]
    if re.match(r"\s?/\s?[a-zđ]", lower[end : end + 4]) or re.search(r"(?:19|20)\d\d\s*-\s*$", before):
        return _range_end(surface, match, before, year)
    after = _RANGE_AFTER.match(lower, end)
    if after:
        return _term(surface, match, after, before, year)
    date = match[1]
    if _document().search(before):
        return Clue(year, start, end, WEAK * 0.5, "date of a document", surface)
    if _before("past").search(before) or _before("future").search(before):
        return None
    if re.search(r"(?:sinh|mất|thành lập|ra đời)\s+(?:ngày\s+)?$", before):
        return None
    if date.count("/") + date.count("-") + date.count(".") >= 2:
        return Clue(year, start, end, DATE, "full date", surface)
    spelled = _SPELLED.search(before)
    if spelled:
        full = re.search(r"ngày\s+\d{1,2}\s+$", before[: spelled.start()])
        begin = start - (len(before) - spelled.start())
        return Clue(year, begin, end, DATE if full else MONTH, "full date" if full else "month", surface)
    if date:
        return Clue(year, start, end, MONTH, "month", surface)
    if _before("plans").search(before):
        return Clue(year, start, end, BARE, "plan for a year", surface)
    named = re.search(r"(?<!\w)(?:năm|nam|tết|tet|nguyên đán|nguyen dan)\s+$", before)
    if named:
        if re.search(r"năm học\s+$", before):
            return Clue(year, start, end, BARE, "school year", surface)
        return Clue(year, start - len(named[0]), end, YEAR, "named year", surface)
    return Clue(year, start, end, BARE, "bare year", surface)


def _range_end(surface: Surface, match: re.Match[str], before: str, year: int) -> Clue | None:
    """The second year of a range: handled with the first, unless it ends an anniversary or a document's number."""
    return None


def _term(
    surface: Surface, first: re.Match[str], second: re.Match[str], before: str, year: int
) -> Clue | None:
    """A range of years: a school year, the term of a congress, a period that is being closed."""
    start, end = first.start(), second.end()
    last = int(second[2]) if len(second[2]) == 4 else year // 100 * 100 + int(second[2])
    if not year <= last <= LAST:
        return None
    if first[1] and second[1]:
        return Clue(last, start, end, MONTH, "anniversary", surface)
    if "năm học" in before[-12:]:
        return Clue(last, start, end, BARE, "school year", surface)
    if "nhiệm kỳ" in before[-14:] and re.search(r"đại hội|dai hoi", before):
        return Clue(year, start, end, MONTH, "congress of a term", surface)
    closing = "|".join(_tables()["words"]["closing"])
    if re.search(closing, before):
        return Clue(last, start, end, BARE, "period closed", surface)
    return None


def decide(found: Sequence[Clue]) -> list[Evidence]:
    """The evidence of the year in which the article was written, best first; empty where it does not say."""
    total: defaultdict[int, float] = defaultdict(float)
    by_year: dict[int, list[Clue]] = defaultdict(list)
    for clue in found:
        total[clue.year] += clue.total
        by_year[clue.year].append(clue)
    if not total:
        return []
    best = max(total.values())
    if best < ENOUGH:
        return []
    year = max(y for y, weight in total.items() if weight >= NEAR * best and weight >= ENOUGH)
    chosen = sorted(by_year[year], key=lambda clue: -clue.total)[:3]
    return [c.surface.evidence("year", str(year), c.start, c.end, c.rule) for c in chosen]
