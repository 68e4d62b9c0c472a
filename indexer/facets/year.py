"""When an article was written, where the page does not state its date; nothing where the text does not say.

Names of lunar years and of congresses count too. Every date, year and season
is weighed by how firmly it dates the writing (a full date and "trong năm 2020" firmly; the year of a
law, a birth or a comparison not at all; a term of office only bounds it) and by where it stands. Of
well-supported years the latest is taken, for news tells of its own year and of those before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from indexer.article import Evidence
from indexer.facets.gazetteer import Hit, Name, load
from indexer.facets.match_text import Surface, folded, tone_placements
from indexer.facets.reading import Reading

PLACE = {"title": 3.0, "kicker": 2.0, "lead": 3.0, "opening": 1.5, "body": 1.0, "captions": 1.0}
HEAD = ("title", "kicker")
FRONT = ("title", "kicker", "lead")
OPENING = 700  # characters of the body that count as its opening
ENOUGH = 3.0  # weight from which a year is claimed that title, kicker or lead speak of
ENOUGH_BODY = 4.5  # weight from which a year is claimed that only the body speaks of
SHARE = 0.5  # of all weights, what such a year must have
NEAR = 0.4  # share of the best weight from which a later year is preferred
FIRST, LAST = 1990, 2040  # years that news of our time speaks of

# How firmly a clue dates the writing.
CURRENT = 3.0  # "trong năm 2020"
FULL = 2.5  # "ngày 19/5/2020"
OPENS = 2.5  # "Năm 2020, …"
MONTH = 1.5  # "tháng 5/2020"
SEASON = 1.4  # "Tết Ất Tỵ"
YEAR = 1.2  # "năm 2020"
COMING = 1.1  # a congress to come, an anniversary
SOFT = 0.8  # a bare year, a plan
PASSING = 0.6  # "vào năm 2020"
WEAK = 0.2  # the date of a document

_YEAR = re.compile(r"(?:18|19|20)\d\d(?![\w%]|[.,]\d)")
_DAY_MONTH = re.compile(r"(?<![\w.,/-])(?:\d{1,2}\s?[/.-]\s?){1,2}$")  # before the year
_PART_OF_A_NUMBER = re.compile(r"[\w.,]$")
_SPELLED = re.compile(r"tháng\s+(?:\d{1,2}|giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười|chạp)[\s,]*(?:năm\s+)?$")
_AS_OF = re.compile(
    r"(?<!\w)tính (?:đến|tới)\s+(?:nay\s+)?(?:hết\s+|cuối\s+|đầu\s+|trước\s+)?(?:ngày\s+|tháng\s+)?$"
)
_RANGE_AFTER = re.compile(r"\s*-\s*((?:\d{1,2}[/.]){0,2})((?:19|20)\d\d|\d\d(?!\d))")
_RANGE_BEFORE = re.compile(r"(?:18|19|20)\d\d\s*-\s*$")
_NUMBER_GOES_ON = re.compile(r"\s?/\s?[a-zđ]")  # 145/2020/NĐ-CP
_SENTENCE = re.compile(r"[.;!?\n]\s")
_COUNTED = re.compile(r"(?<!\w)(\d{2,3})\s+năm\s+(?:ngày\s+)?$")
_PASSED = re.compile(r"(?:thông qua|ban hành|ký)\s+(?:ngày\s+)?$")
_SEASON = re.compile(r"(?<!\w)(?:tết|xuân|năm|nguyên đán|tet|xuan|nam|nguyen dan)\s+(?:âm lịch\s+)?$")
_NAMED = re.compile(r"(?<!\w)(?<!việt )(?<!viet )(năm|nam|tết|tet|nguyên đán|nguyen dan|xuân|xuan)\s+$")


@dataclass(frozen=True, slots=True)
class Clue:
    """Something at `plain[start:end]` of a surface that speaks for a year, with its weight there.

    `firm` clues date the writing itself; the others (seasons, plans, congresses, documents) only support
    them.
    """

    year: int
    start: int
    end: int
    weight: float
    rule: str
    surface: Surface
    firm: bool = True

    @property
    def front(self) -> bool:
        return self.surface.field in FRONT

    @property
    def total(self) -> float:
        field = self.surface.field
        if field == "body" and self.start < OPENING:
            field = "opening"
        return self.weight * PLACE[field]


@cache
def _tables() -> dict[str, Any]:
    return load("years.toml", "congress", "anniversary", "lunar", "words")


@cache
def _before(*lists: str) -> re.Pattern[str]:
    """The words of some lists of years.toml at the end of what stands before."""
    words = {f for name in lists for w in _tables()["words"][name] for f in (*tone_placements(w), folded(w))}
    either = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))
    return re.compile(r"(?<!\w)(?:" + either + r")\s*$")


@cache
def _document() -> re.Pattern[str]:
    """A numbered document shortly before: its date is not the article's."""
    words = "|".join(re.escape(w) for w in sorted(_tables()["words"]["documents"], key=len, reverse=True))
    return re.compile(
        r"(?:(?<!\w)(?:" + words + r")(?!\w)[^.;\n]{0,60}|\d+[a-z]?[-/][\wđ-]+(?:/[\w-]+)?,?\s+(?:ngày\s+)?)$"
    )


@cache
def _closing() -> re.Pattern[str]:
    """Words that say a period has come to its end."""
    return re.compile("|".join(re.escape(w) for w in _tables()["words"]["closing"]))


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
    for anniversary in _tables()["anniversary"]:
        for form in anniversary["forms"]:
            yield Name("anniversary", form, anniversary["year"])


def clues(surface: Surface, hits: Mapping[str, Sequence[Hit]]) -> Iterator[Clue]:
    """Everything in one surface that speaks for a year, given the hits of each kind in it."""
    lower = surface.lower
    for match in _YEAR.finditer(lower):
        clue = _dated(surface, match)
        if clue:
            yield clue
    for hit in hits.get("lunar", ()):
        before = lower[max(0, hit.start - 30) : hit.start]
        if _SEASON.search(before) and "sinh năm" not in before and (not hit.unmarked or surface.unaccented):
            yield Clue(hit.entry, hit.start, hit.end, SEASON, "lunar year", surface, firm=False)
    for hit in hits.get("congress", ()):
        if hit.unmarked and not surface.unaccented:
            continue
        year, month = hit.entry
        before = lower[max(0, hit.start - 40) : hit.start]
        weight = SOFT
        if "nghị quyết" in before:
            weight = WEAK
        elif _before("before").search(before):
            year, weight = year - (month < 4), COMING
        yield Clue(year, hit.start, hit.end, weight, "congress", surface, firm=False)
    for hit in hits.get("anniversary", ()):
        counted = _COUNTED.search(lower, max(0, hit.start - 20), hit.start)
        if counted and not hit.unmarked and FIRST <= hit.entry + int(counted[1]) <= LAST:
            year = hit.entry + int(counted[1])
            yield Clue(year, counted.start(), hit.end, COMING, "anniversary", surface)


@dataclass(frozen=True, slots=True)
class Written:
    """A year as it is written at `lower[start:end]`, with its day and month in figures if it has them.

    `before` is what stands before it in its sentence; `figures` counts day and month.
    """

    year: int
    start: int
    end: int
    before: str
    figures: int


def _written(lower: str, match: re.Match[str]) -> Written | None:
    """The year of a match, or None when its digits are a part of something else."""
    start, end = match.span()
    date = _DAY_MONTH.search(lower, max(0, start - 14), start)
    if date:
        start = date.start()
    if _PART_OF_A_NUMBER.search(lower, max(0, start - 1), start) or _NUMBER_GOES_ON.match(lower, end):
        return None
    before = lower[max(0, start - 70) : start]
    if _RANGE_BEFORE.search(before):
        return None  # told with the first year of the range
    cuts = list(_SENTENCE.finditer(before))
    if cuts:
        before = before[cuts[-1].end() :]
    return Written(int(match[0]), start, end, before, len(re.findall(r"\d+", date[0])) if date else 0)


def _dated(surface: Surface, match: re.Match[str]) -> Clue | None:
    """The clue of one written year, or None where it dates something else."""
    lower = surface.lower
    written = _written(lower, match)
    if written is None or written.year > LAST:
        return None
    year, start, end, before = written.year, written.start, written.end, written.before
    after = _RANGE_AFTER.match(lower, end)
    if after:
        return _range(surface, written, after)
    if year < FIRST:
        return None
    if _document().search(before) and not (surface.field in FRONT and _PASSED.search(before)):
        return Clue(year, start, end, WEAK, "date of a document", surface, firm=False)
    if _before("past").search(before) or _before("future").search(before):
        return None
    spelled = _SPELLED.search(before)
    if written.figures or spelled:
        return _date(surface, written, spelled)
    if _before("plans").search(before):
        return Clue(year, start, end, SOFT, "plan for a year", surface, firm=False)
    named = _NAMED.search(before)
    if not named:
        # in a title it dates the event: "Tết Sum vầy 2024"
        return Clue(year, start, end, YEAR if surface.field == "title" else SOFT, "bare year", surface)
    start -= len(named[0])
    before = before[: named.start()]
    if named[1] in ("tết", "tet", "nguyên đán", "nguyen dan", "xuân", "xuan"):
        return Clue(year, start, end, SEASON, "season", surface, firm=False)
    if _before("current").search(before):
        return Clue(year, start, end, CURRENT, "year under report", surface)
    if before.endswith(("vào ", "vào đầu ", "vào cuối ", "dự kiến ")):
        return Clue(year, start, end, PASSING, "named in passing", surface, firm=False)
    if not before.strip(" \"'-") and re.match(r"\s*[,-]|\s+là|\s+vừa", lower[end : end + 8]):
        return Clue(year, start, end, OPENS, "opens a sentence", surface)
    return Clue(year, start, end, YEAR, "named year", surface)


def _date(surface: Surface, written: Written, spelled: re.Match[str] | None) -> Clue:
    """A date or a month of a year, in figures ("19/5/2020") or spelled ("tháng 5 năm 2020")."""
    year, start, end, before = written.year, written.start, written.end, written.before
    full = written.figures > 1
    if spelled:
        start -= len(before) - spelled.start()
        before = before[: spelled.start()]
        full = full or re.search(r"ngày\s+\d{1,2}\s+$", before) is not None
    since = re.search(r"(?<!\w)từ\s+(?:ngày\s+|tháng\s+|sáng\s+|đầu\s+|cuối\s+)?$", before)
    if since and not re.match(r"\s+(?:đến|tới|-)", surface.lower[end : end + 8]):
        return Clue(year, start, end, WEAK, "since a date", surface, firm=False)
    if re.search(r"(?:sinh|mất|thành lập|ra đời|hồi|vào)\s+(?:ngày\s+|tháng\s+)?$", before):
        return Clue(year, start, end, WEAK, "date of the past", surface, firm=False)
    if _AS_OF.search(before):
        return Clue(year, start, end, CURRENT, "figures as of a date", surface)
    if full:
        return Clue(year, start, end, FULL, "full date", surface)
    return Clue(year, start, end, MONTH, "month", surface)


def _range(surface: Surface, written: Written, second: re.Match[str]) -> Clue | None:
    """A range of years: an anniversary, a school year, the term of a congress, a period that is being
    closed."""
    year, start, end, before = written.year, written.start, second.end(), written.before
    last = int(second[2]) if len(second[2]) == 4 else year // 100 * 100 + int(second[2])
    if not max(year, FIRST) < last <= LAST:
        return None
    if written.figures and second[1]:
        return Clue(last, start, end, MONTH, "anniversary", surface)
    if before.endswith("năm học "):
        return Clue(last, start, end, SOFT, "school year", surface)
    if "nhiệm kỳ" in before[-14:] and re.search(r"đại hội|dai hoi|bầu cử", before):
        return Clue(year, start, end, FULL, "congress of a term", surface)
    if before.endswith(("giữa nhiệm kỳ ", "nửa nhiệm kỳ ", "giữa kỳ ")):
        return None
    if surface.field in HEAD and not surface.lower[:start].strip() and not surface.lower[end:].strip(" :"):
        return Clue(last, start, end, YEAR, "period closed", surface)
    if _closing().search(before) or _closing().search(surface.lower[end : end + 90].split(".")[0]):
        return Clue(last, start, end, YEAR, "period closed", surface)
    return None


def find(reading: Reading) -> list[Evidence]:
    """The evidence of the year in which an article without a date was written."""
    article = reading.article
    if article.published or article.year is not None:
        return []
    return decide([clue for surface, hits in reading.parts for clue in clues(surface, hits)])


def decide(found: Sequence[Clue]) -> list[Evidence]:
    """The evidence of the year in which the article was written, best first; empty where it does not say.

    Years to come ("tầm nhìn năm 2030") are what an article speaks of, never when it was written.
    """
    this_year = date.today().year
    found = [clue for clue in found if clue.year <= this_year]
    total: defaultdict[int, float] = defaultdict(float)
    firm: defaultdict[int, float] = defaultdict(float)
    for clue in found:
        total[clue.year] += clue.total
        if clue.firm:
            firm[clue.year] += clue.total
    year = _front_year(found, total, firm) or _body_year(found, total)
    if year is None:
        return []
    chosen = sorted((c for c in found if c.year == year), key=lambda clue: -clue.total)[:3]
    return [c.surface.evidence("year", str(year), c.start, c.end, c.rule) for c in chosen]


def _front_year(found: Sequence[Clue], total: dict[int, float], firm: dict[int, float]) -> int | None:
    """The year of which title, kicker or lead speak; of several the weightiest, or a later one nearly as
    firm."""
    years = {c.year for c in found if c.front and c.weight >= SOFT}
    if not years:
        return None
    best = max(years, key=lambda y: (total[y], y))
    if total[best] < ENOUGH:
        return None
    later = [y for y in total if y > best and firm[y] >= max(ENOUGH, NEAR * total[best])]
    return max(later, default=best)


def _body_year(found: Sequence[Clue], total: dict[int, float]) -> int | None:
    """The year that the body reports on: the latest it mentions, and what most of its dates are of."""
    dated = [c for c in found if c.firm or c.rule in ("date of a document", "anniversary")]
    if not dated:
        return None
    year = max(c.year for c in dated)
    if total[year] < ENOUGH_BODY or total[year] < SHARE * sum(total.values()):
        return None
    own = [c for c in dated if c.year == year]
    return year if len(own) > 1 or own[0].weight >= CURRENT else None
