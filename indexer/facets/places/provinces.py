"""Provinces: the 34 of today with the names of before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from indexer.article import FacetValue
from indexer.facets.gazetteer import Name
from indexer.gazetteer_files import errors_of, load_tables

HANOI = "ha-noi"
KIND = "province"


def load_places(name: str, *required: str) -> dict[str, Any]:
    """The tables of a file beside this module. Raises GazetteerError."""
    return load_tables(Path(__file__).resolve().parent / name, *required)


@dataclass(frozen=True, slots=True)
class Province:
    """One row of provinces.toml: a province of today, with the names of those it was made of and of their cities."""

    slug: str
    label: str
    names: tuple[str, ...]
    also: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()


@cache
def provinces() -> tuple[Province, ...]:
    """The provinces in the order of the official list. Raises GazetteerError."""
    with errors_of("provinces.toml"):
        return tuple(
            Province(
                row["slug"],
                row["label"],
                tuple(row["names"]),
                tuple(row.get("also", ())),
                tuple(row.get("cities", ())),
            )
            for row in load_places("provinces.toml", "province")["province"]
        )


def known_values() -> tuple[FacetValue, ...]:
    return tuple(FacetValue(province.slug, province.label) for province in provinces())


def other_names(slug: str) -> list[str]:
    """The names of a province but for its label: those of the provinces it was made of, and spellings."""
    return [
        name
        for province in provinces()
        if province.slug == slug
        for name in (*province.names, *province.also)
        if name != province.label
    ]


def of_stated_places(values: Mapping[str, Sequence[FacetValue]]) -> list[FacetValue]:
    """Return Hà Nội for an article whose page states a district or ward of it and no province."""
    if not (values.get("district") or values.get("ward")):
        return []
    return [value for value in known_values() if value.value == HANOI]


def names() -> Iterator[Name]:
    """The names to find in a text."""
    for province in provinces():
        for name in (*province.names, *province.also):
            yield Name(KIND, name, province.slug)
        for city in province.cities:
            yield from (
                Name(KIND, unit + city, province.slug) for unit in ("TP ", "TP.", "TP. ", "thành phố ")
            )
    yield Name(KIND, "HN", "ha-noi")
