"""The gazetteer of districts: districts.toml, and the words that tell what a mention is.

It has the districts, the names to find in a text, and the patterns by which `mentions` tells a district from a person, a street
or a school of its name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
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
    """districts.toml. Its words are compiled into patterns when a first text is read: a search needs the districts alone."""

    districts: dict[str, District]
    city: FacetValue
    city_words: Mapping[str, Any] = field(repr=False)
    words: Mapping[str, list[str]] = field(repr=False)

    def compile_all(self) -> None:
        """Compile all patterns. Raises KeyError where a list of words is missing."""
        for name, value in vars(type(self)).items():
            if isinstance(value, cached_property):
                getattr(self, name)

    def _words(self, name: str) -> str:
        return _either(self.words[name])

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names to find in a text."""
        return tuple(_names(self.districts, self.city_words))

    @cached_property
    def places(self) -> frozenset[str]:
        return frozenset(self.words["places"])

    @cached_property
    def _bodies(self) -> str:
        return _national(self.city_words["national"], self.city_words["local"])

    @cached_property
    def unit(self) -> re.Pattern[str]:
        return re.compile(
            r"(?<!\w)(" + "|".join(sorted(UNIT_OF, key=len, reverse=True)) + r")(?:\.\s*|:?\s+)$"
        )

    @cached_property
    def authority(self) -> re.Pattern[str]:
        return re.compile(
            r"(?<!\w)(?:"
            + self._words("authority")
            + r")(?:\s*\([^()]{1,20}\))?[\s,]*(?:của\s+)?(?:trên\s+)?$"
        )

    @cached_property
    def thing(self) -> re.Pattern[str]:
        return re.compile(
            r"(?<!\w)(?<!thành )(?:" + self._words("things") + r")\s+(?:[^\s.,;:()\"]+\s+){0,4}$"
        )

    @cached_property
    def person(self) -> re.Pattern[str]:
        return re.compile(r"(?<!\w)(?:" + self._words("persons") + r")\s+(?:[^\s.,;:()\"]+\s+){0,3}$")

    @cached_property
    def located(self) -> re.Pattern[str]:
        return re.compile(r"(?<!\w)(?:" + self._words("located") + r")\s+$")

    @cached_property
    def elsewhere(self) -> re.Pattern[str]:
        return re.compile(
            r"\s*[,(-]?\s*(?:(?:thuộc\s+)?(?:tỉnh|thành phố|tp\.?|thị xã|huyện|t\.)\s*)?(?:"
            + self._words("elsewhere")
            + r")(?!\w)"
        )

    @cached_property
    def residence(self) -> re.Pattern[str]:
        return re.compile(r"(?<!\w)(?:" + self._words("residence") + r")(?!\w)[^.;()\"]{0,60}$")

    @cached_property
    def national(self) -> re.Pattern[str]:
        return re.compile(f"{self._bodies}|{_group_of(self.city_words['nationwide'])}")

    @cached_property
    def national_body(self) -> re.Pattern[str]:
        return re.compile(self._bodies)

    @cached_property
    def notice(self) -> re.Pattern[str]:
        return re.compile(r"(?<!\w)(?:" + self._words("notices") + r")(?!\w)")

    @cached_property
    def home(self) -> re.Pattern[str]:
        return re.compile(r"\s*[,(-]?\s*(?:tp\.?|thành phố)?\s*(?:hà nội|ha noi|hn)(?!\w)")


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
    city = tables["city"]
    return Gazetteer(rows, FacetValue(city["slug"], city["label"]), city, tables["words"])


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


def _names(rows: dict[str, District], city: Mapping[str, Any]) -> Iterator[Name]:
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
