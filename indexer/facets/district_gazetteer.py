"""The gazetteer of districts: districts.toml, and the words that tell what a mention is.

It has the districts, the names to find in a text, and the patterns by which `mentions` tells a district from a person, a street
or a school of its name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from indexer.article import FacetValue
from indexer.errors import GazetteerError
from indexer.facets.gazetteer import Name, load
from indexer.facets.match_text import folded, tone_placements
from indexer.facets.patterns import by_first_letter


@dataclass(frozen=True, slots=True)
class District:
    """One row of the gazetteer."""

    slug: str
    label: str
    type: str
    also: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    old: tuple[str, ...] = ()
    tile: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a found name stands for.

    `how`: `name`, `short`, `old` (a former district); for union bodies of the city `body`, `cluster`, or `open` when
    it ends in `slugs[0]`.
    """

    how: str
    slugs: tuple[str, ...]


@dataclass(frozen=True)
class Gazetteer:
    """districts.toml, with its words as compiled patterns."""

    districts: dict[str, District]
    city: FacetValue
    names: tuple[Name, ...]
    unit: re.Pattern[str] = field(repr=False)
    authority: re.Pattern[str] = field(repr=False)
    thing: re.Pattern[str] = field(repr=False)
    person: re.Pattern[str] = field(repr=False)
    places: frozenset[str] = field(repr=False)
    located: re.Pattern[str] = field(repr=False)
    elsewhere: re.Pattern[str] = field(repr=False)
    home: re.Pattern[str] = field(repr=False)
    residence: re.Pattern[str] = field(repr=False)
    national: re.Pattern[str] = field(repr=False)
    national_body: re.Pattern[str] = field(repr=False)
    notice: re.Pattern[str] = field(repr=False)


_UNITS = {
    "quận": ("quận", "quan", "q"),
    "huyện": ("huyện", "huyen", "h"),
    "thị xã": ("thị xã", "thi xa", "tx"),
    "thành phố": ("thành phố", "thanh pho", "tp"),
    "tỉnh": ("tỉnh", "tinh"),
    "phường": ("phường", "phuong", "p"),
    "xã": ("xã", "xa"),
    "thị trấn": ("thị trấn", "thi tran"),
}
UNIT_OF = {form: unit for unit, forms in _UNITS.items() for form in forms}


def _either(words: Iterable[str]) -> str:
    """An alternation of words in every spelling, with and without diacritics, longest first."""
    forms = {form for word in words for form in (*tone_placements(word), folded(word))}
    longest_first = sorted(forms, key=len, reverse=True)
    return by_first_letter("|".join(re.escape(form).replace(r"\ ", r"\s+") for form in longest_first))


def _national(bodies: Iterable[str], others: Iterable[str]) -> str:
    """An alternation of national bodies; "…" in one stands for one to nine words, none of them of `others`."""
    words = rf"(?:\s+(?!(?:{_either(others)})(?!\w))[^\s.,;:()\"]+){{1,9}}?\s+"
    return "|".join(words.join(_group_of([part]) for part in body.split(" … ")) for body in bodies)


def _group_of(names: Iterable[str]) -> str:
    return rf"(?:{_either(names)})"


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of districts, read once. Raises GazetteerError."""
    tables = load("districts.toml", "district", "city", "words")
    rows: dict[str, District] = {}
    for row in tables["district"]:
        try:
            district = District(
                row["slug"],
                row["label"],
                row["type"],
                tuple(row.get("also", ())),
                tuple(row.get("short", ())),
                tuple(row.get("old", ())),
                (row["tile"][0], row["tile"][1]),
            )
        except (KeyError, IndexError, TypeError) as error:
            where = row.get("slug", row) if isinstance(row, dict) else row
            raise GazetteerError(f"districts.toml: {where}: {error} is missing.") from error
        rows[district.slug] = district
    words = tables["words"]
    bodies = _national(tables["city"]["national"], tables["city"]["local"])
    return Gazetteer(
        districts=rows,
        city=FacetValue(tables["city"]["slug"], tables["city"]["label"]),
        names=tuple(_names(rows, tables["city"])),
        unit=re.compile(
            r"(?<!\w)(" + "|".join(sorted(UNIT_OF, key=len, reverse=True)) + r")(?:\.\s*|:?\s+)$"
        ),
        authority=re.compile(
            r"(?<!\w)(?:"
            + _either(words["authority"])
            + r")(?:\s*\([^()]{1,20}\))?[\s,]*(?:của\s+)?(?:trên\s+)?$"
        ),
        thing=re.compile(
            r"(?<!\w)(?<!thành )(?:" + _either(words["things"]) + r")\s+(?:[^\s.,;:()\"]+\s+){0,4}$"
        ),
        person=re.compile(r"(?<!\w)(?:" + _either(words["persons"]) + r")\s+(?:[^\s.,;:()\"]+\s+){0,3}$"),
        places=frozenset(words["places"]),
        located=re.compile(r"(?<!\w)(?:" + _either(words["located"]) + r")\s+$"),
        elsewhere=re.compile(
            r"\s*[,(-]?\s*(?:(?:thuộc\s+)?(?:tỉnh|thành phố|tp\.?|thị xã|huyện|t\.)\s*)?(?:"
            + _either(words["elsewhere"])
            + r")(?!\w)"
        ),
        residence=re.compile(r"(?<!\w)(?:" + _either(words["residence"]) + r")(?!\w)[^.;()\"]{0,60}$"),
        national=re.compile(f"{bodies}|{_group_of(tables['city']['nationwide'])}"),
        national_body=re.compile(bodies),
        notice=re.compile(r"(?<!\w)(?:" + _either(words["notices"]) + r")(?!\w)"),
        home=re.compile(r"\s*[,(-]?\s*(?:tp\.?|thành phố)?\s*(?:hà nội|ha noi|hn)(?!\w)"),
    )


def names() -> tuple[Name, ...]:
    """The names to find in a text."""
    return gazetteer().names


def districts() -> tuple[FacetValue, ...]:
    """The thirty districts in display order, then the whole city (`toan-thanh-pho`)."""
    g = gazetteer()
    return (*(FacetValue(d.slug, d.label) for d in g.districts.values()), g.city)


def district_map() -> dict[str, tuple[int, int]]:
    """Where each district stands on the tile map: value → (column, row), from the north-west corner."""
    return {slug: d.tile for slug, d in gazetteer().districts.items()}


def _names(rows: dict[str, District], city: dict[str, Any]) -> Iterator[Name]:
    old: dict[str, list[str]] = defaultdict(list)
    short: dict[str, list[str]] = defaultdict(list)
    for district in rows.values():
        yield Name("district", district.label, Entry("name", (district.slug,)))
        for name in district.old:
            old[name].append(district.slug)
        for name in district.short:
            short[name].append(district.slug)
    for name, slugs in old.items():
        yield Name("district", name, Entry("old", tuple(slugs)))
    for name, slugs in short.items():
        if len(slugs) == 1:
            yield Name("district", name, Entry("short", tuple(slugs)))
    for body in city["bodies"]:
        start, _, end = body.partition(" … ")
        entry = Entry("open", (end.lower(),)) if end else Entry("body", ())
        yield Name("city", start, entry)
        if start.startswith("Công đoàn "):
            yield Name("city", "CĐ" + start.removeprefix("Công đoàn"), entry)
        for full, short in city["explained"].items():
            if start.startswith(full + " "):
                yield Name("city", f"{full} ({short}){start[len(full) :]}", entry)
    for cluster in city["clusters"]:
        yield Name("city", cluster, Entry("cluster", ()))
