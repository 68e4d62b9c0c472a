"""Numbers, dates and short names of units, in each way they are written: `U.23` and `U23`, `1/8/2014` and `ngày 1 tháng 8 năm
2014`, `Q. Thanh Xuân` and `quận Thanh Xuân`. The same words for a reader, so that nothing is disclosed but the units.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.vietnamese.abbreviations import Expansion, Syllables

Range = tuple[int, int]

UNITS: dict[str, Syllables] = {
    "q": ("quận",),
    "h": ("huyện",),
    "p": ("phường",),
    "x": ("xã",),
    "tx": ("thị", "xã"),
}
"""What stands before the name of a place."""
_MIXED = re.compile(r"([^\W\d_]{1,3})(\d{1,3})")
_LETTERS = re.compile(r"[^\W\d_]{1,3}")
_SHORT_NUMBER = re.compile(r"\d{1,3}")
_DAY = re.compile(r"\d{1,2}")
_YEAR = re.compile(r"(?:19|20)\d\d")


def written_forms(
    syllables: Sequence[str], glued: Sequence[Range], places: Sequence[Range]
) -> list[Expansion]:
    """The stretches of a query that are also written otherwise. `glued`: ranges that are one word to the eye; `places`:
    ranges that are names of places."""
    found = []
    at = 0
    while at < len(syllables):
        expansion = (
            _unit(syllables, at, places)
            or _date(syllables, at, glued)
            or _month(syllables, at, glued)
            or _number(syllables, at, glued)
        )
        if expansion:
            found.append(expansion)
        at = expansion.end if expansion else at + 1
    return found


def _same(syllables: Sequence[str], start: int, end: int, forms: Sequence[Syllables]) -> Expansion | None:
    typed = tuple(syllables[start:end])
    reads = tuple(dict.fromkeys(form for form in forms if form != typed))
    labels = tuple(" ".join(form) for form in reads)
    return Expansion(start, end, " ".join(typed), "written", reads, labels, sure=False) if reads else None


def _unit(syllables: Sequence[str], at: int, places: Sequence[Range]) -> Expansion | None:
    long = UNITS.get(syllables[at])
    if long is None or not any(first == at + 1 for first, _ in places):
        return None
    return Expansion(at, at + 1, syllables[at], "short", (long,), (" ".join(long),))


def _number(syllables: Sequence[str], at: int, glued: Sequence[Range]) -> Expansion | None:
    if match := _MIXED.fullmatch(syllables[at]):
        return _same(syllables, at, at + 1, [(match[1], match[2])])
    if (
        (at, at + 2) in glued
        and _LETTERS.fullmatch(syllables[at])
        and _SHORT_NUMBER.fullmatch(syllables[at + 1])
    ):
        return _same(syllables, at, at + 2, [(syllables[at] + syllables[at + 1],)])
    return None


def _date(syllables: Sequence[str], at: int, glued: Sequence[Range]) -> Expansion | None:
    """`1/8/2014`, or `1 tháng 8 năm 2014`."""
    rest = syllables[at : at + 5]
    if (at, at + 3) in glued:
        day, month, year, length = rest[0], rest[1], rest[2], 3
    elif len(rest) == 5 and _month_and_year(rest):
        day, month, year, length = rest[0], rest[2], rest[4], 5
    else:
        return None
    if not (_DAY.fullmatch(day) and _DAY.fullmatch(month) and _YEAR.fullmatch(year)):
        return None
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return None
    days, months = ({number.lstrip("0"), number.zfill(2)} for number in (day, month))
    forms: list[Syllables] = []
    for d in sorted(days):
        for m in sorted(months):
            forms += [(d, m, year), (d, "tháng", m, "năm", year)]
    return _same(syllables, at, at + length, forms)


def _month(syllables: Sequence[str], at: int, glued: Sequence[Range]) -> Expansion | None:
    """`tháng 5/2025`, or `tháng 5 năm 2025`."""
    rest = syllables[at : at + 4]
    if len(rest) < 3 or rest[0] not in ("tháng", "thang"):
        return None
    if (at + 1, at + 3) in glued:
        month, year, length = rest[1], rest[2], 3
    elif len(rest) == 4 and rest[2] in ("năm", "nam"):
        month, year, length = rest[1], rest[3], 4
    else:
        return None
    if not (_DAY.fullmatch(month) and 1 <= int(month) <= 12 and _YEAR.fullmatch(year)):
        return None
    forms: list[Syllables] = []
    for m in sorted({month.lstrip("0"), month.zfill(2)}):
        forms += [("tháng", m, year), ("tháng", m, "năm", year)]
    return _same(syllables, at, at + length, forms)


def _month_and_year(syllables: Sequence[str]) -> bool:
    return syllables[1] in ("tháng", "thang") and syllables[3] in ("năm", "nam")
