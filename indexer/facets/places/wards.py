"""Wards: today's 126 and the units of before, as wards.toml lists them, and their names to find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from indexer.article import FacetValue
from indexer.errors import GazetteerError
from indexer.facets.district_gazetteer import gazetteer
from indexer.facets.gazetteer import Name, load
from indexer.facets.match_text import folded, tone_placements
from indexer.gazetteer_files import errors_of
from indexer.vietnamese import fold

KIND = "ward"
REFORM = "2025-07-01"
FIRST_MERGERS = "2025-01-01"
MANY = 5
"""Wards that act, from which on none is the subject."""


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward or commune since July 2025. `districts`: the former ones it stands for; `elsewhere`: other provinces
    with a unit of its kind and name."""

    slug: str
    name: str
    districts: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """What a name of a ward or commune stands for: one of today, and the districts that had one of that name
    until June 2025 (`former`), until December 2024 (`dissolved`), and from January 2025 on only (`created`);
    `formerly_elsewhere`: other provinces that had a unit of its kind and name until June 2025."""

    name: str
    ward: Ward | None
    former: tuple[str, ...] = ()
    dissolved: tuple[str, ...] = ()
    created: tuple[str, ...] = ()
    formerly_elsewhere: tuple[str, ...] = ()

    def districts_before(self, published: str | None) -> tuple[str, ...]:
        """The district in which the old unit lay on a date, () if several had the name."""
        both = tuple(dict.fromkeys((*self.former, *self.dissolved)))
        if published and published < FIRST_MERGERS:
            had = tuple(slug for slug in both if slug not in self.created)
        else:
            had = self.former or both
        return had if len(had) == 1 else ()


@cache
def units() -> dict[str, Unit]:
    """All units by name ("phường Láng"). Raises GazetteerError."""
    tables = load("wards.toml", "wards", *_BEFORE, "formerly_elsewhere")
    with errors_of("wards.toml"):
        today = {ward.name: ward for ward in map(_ward, tables["wards"])}
        former, dissolved, created = (_by_name(tables[table]) for table in _BEFORE)
        elsewhere = tables["formerly_elsewhere"]
        return {
            name: Unit(
                name,
                today.get(name),
                tuple(former.get(name, ())),
                tuple(dissolved.get(name, ())),
                tuple(created.get(name, ())),
                tuple(elsewhere.get(name, ())),
            )
            for name in dict.fromkeys((*today, *former, *dissolved))
        }


_BEFORE = ("former", "dissolved", "created")
"""The tables of units of before, each a list of names by district."""


def _ward(row: dict[str, Any]) -> Ward:
    name, districts = row["name"], tuple(row["districts"])
    if name.partition(" ")[0] not in ("phường", "xã"):
        raise GazetteerError(f"wards.toml: {name}: a name begins with “phường” or “xã”.")
    _check(name, districts)
    slug = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
    return Ward(slug, name, districts, tuple(row.get("elsewhere", ())))


def _by_name(table: dict[str, list[str]]) -> dict[str, list[str]]:
    """The districts of each unit, given the units of each district."""
    found: dict[str, list[str]] = {}
    for district, names_there in table.items():
        _check(names_there[0] if names_there else district, (district,))
        for name in names_there:
            found.setdefault(name, []).append(district)
    return found


def _check(name: str, districts: Sequence[str]) -> None:
    unknown = [slug for slug in districts if slug not in gazetteer().districts]
    if unknown or not districts:
        raise GazetteerError(f"wards.toml: {name}: unknown district {unknown}. Write one of districts.toml.")


@cache
def wards() -> dict[str, Ward]:
    """Today's wards by slug, in the order of wards.toml."""
    return {unit.ward.slug: unit.ward for unit in units().values() if unit.ward}


def known_values() -> tuple[FacetValue, ...]:
    return tuple(map(_value, wards().values()))


@cache
def _former_names() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for unit in units().values():
        had = {*unit.former, *unit.dissolved}
        if len(had) == 1 and not unit.ward:
            found.setdefault(had.pop(), []).append(unit.name)
    return found


def former_names(district: str) -> Sequence[str]:
    """The names of wards and communes of before that lay in a district, and in no other, and are none of today's."""
    return _former_names().get(district, ())


def of_district(district: str) -> list[FacetValue]:
    """The wards of today that lie in what was a district, as values; those of which it has the main part first."""
    lying = [ward for ward in wards().values() if district in ward.districts]
    lying.sort(key=lambda ward: ward.districts[0] != district)
    return [_value(ward) for ward in lying]


def districts_of(slug: str) -> list[FacetValue]:
    """The districts of before in which a ward lies, the main one first, as values."""
    ward = wards().get(slug)
    rows = gazetteer().districts
    return (
        [FacetValue(rows[district].slug, rows[district].label) for district in ward.districts] if ward else []
    )


def _value(ward: Ward) -> FacetValue:
    return FacetValue(ward.slug, ward.name[0].upper() + ward.name[1:])


def names() -> Iterator[Name]:
    """The names to find in a text."""
    for unit in units().values():
        kind, _, name = unit.name.partition(" ")
        if kind == "thị":
            yield Name(KIND, unit.name, unit)
            continue
        forms = [name, name.replace(" - ", "-")] if " - " in name else [name]
        for form in forms:
            yield Name(KIND, f"{kind} {form}", unit)
            if kind == "phường":
                yield from (Name(KIND, short + form, unit) for short in ("P. ", "P.", "P "))


@cache
def by_bare_name() -> dict[str, dict[str, Unit]]:
    """Units by kind and bare name, in each spelling; folded names after a "~"."""
    found: dict[str, dict[str, Unit]] = {"phường": {}, "xã": {}}
    for unit in units().values():
        kind, _, name = unit.name.partition(" ")
        if kind in found:
            for form in tone_placements(name):
                found[kind][form] = unit
            found[kind].setdefault("~" + folded(name), unit)
    return found
