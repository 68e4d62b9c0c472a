"""Facet values between people and the index: from typed names to values, from counts to labelled lists.

Names come from the registry's gazetteers and from the labels of the index.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from heapq import nsmallest

from indexer.engines.protocols import Reader
from indexer.facets.facet_spec import FacetSpec, Registry
from indexer.facets.registry import REGISTRY
from indexer.vietnamese import fold, fold_normal
from indexer.vietnamese.syllables import syllables as syllables_of
from search.results import FacetCount

SHORTEST_PART = 4
"""Part of a name that is enough to name a value, in characters."""
LONGEST_NAME = 20
LONGEST_PLACE = 5
"""Syllables of the longest name, and of the longest place, looked for in a query."""


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """Names are compared without case, accents, hyphens and underscores."""
    return " ".join(re.sub(r"[^\w]+|_", " ", fold(text)).split())


@cache
def _without_prefix(spec: FacetSpec) -> re.Pattern[str]:
    """Matches a word such as *quận* before a name, and the space behind it."""
    return re.compile(rf"^(?:{'|'.join(map(re.escape, spec.prefixes)) or '(?!)'})\s+")


@cache
def _names(spec: FacetSpec) -> dict[str, tuple[str, ...]]:
    """Comparable names of a gazetteer's values, and of their aliases; a name without its prefix may mean several."""
    names: dict[str, tuple[str, ...]] = {}
    short: dict[str, dict[str, None]] = {}
    for value in spec.known_values():
        aliases = spec.aliases(value.value) if spec.aliases else ()
        for name in (value.value, value.label, *aliases):
            names.setdefault(key(name), (value.value,))
            short.setdefault(_without_prefix(spec).sub("", key(name)), {})[value.value] = None
    return {name: tuple(values) for name, values in short.items()} | names


def resolve(spec: FacetSpec, text: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """The values of a facet that a typed name means; () if none. `labels`: those of the index."""
    if spec.typed:
        return spec.typed(text)
    wanted, names = key(text), _names(spec)
    for name in (wanted, _without_prefix(spec).sub("", wanted)):
        if name in names:
            return names[name]
        for value, label in labels.items():
            if name in (key(value), key(label)):
                return (value,)
    if spec.partial and len(wanted) >= SHORTEST_PART:
        parts = [v for name, values in names.items() if f" {wanted} " in f" {name} " for v in values]
        parts += [value for value, label in labels.items() if f" {wanted} " in f" {key(label)} "]
        return tuple(dict.fromkeys(parts))
    return ()


@cache
def _spelt(registry: Registry) -> dict[tuple[str, ...], tuple[str, str]]:
    """The names of values that lift their documents, as syllables with and without accents: (facet, value)."""
    names: dict[tuple[str, ...], tuple[str, str]] = {}
    for spec in registry:
        for value in spec.known_values() if spec.lifts else ():
            syllables = syllables_of(value.label)
            names.setdefault(tuple(syllables), (spec.name, value.value))
            names.setdefault(tuple(map(fold_normal, syllables)), (spec.name, value.value))
    return names


def named(registry: Registry, syllables: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The values, as (facet, value), whose names stand among the syllables of a query."""
    names = _spelt(registry)
    longest = min(LONGEST_NAME, len(syllables))
    found = [
        names[run]
        for length in range(longest, 1, -1)
        for at in range(len(syllables) - length + 1)
        if (run := tuple(syllables[at : at + length])) in names
    ]
    return tuple(dict.fromkeys(found))


def place_ranges(syllables: Sequence[str]) -> list[tuple[int, int]]:
    """Where the names of places stand among syllables, as read: [first, last), the longest first where they overlap."""
    names, places = _spelt(REGISTRY), {spec.name for spec in REGISTRY if spec.schema_type == "Place"}
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(syllables):
        lengths = range(min(LONGEST_PLACE, len(syllables) - at), 1, -1)
        name = next((n for n in lengths if names.get(tuple(syllables[at : at + n]), ("",))[0] in places), 0)
        if name:
            found.append((at, at + name))
        at += name or 1
    return found


def labels(reader: Reader) -> dict[str, dict[str, str]]:
    """facet → value → label: the index's labels over those of the gazetteers."""
    found = {}
    for spec in reader.registry:
        found[spec.name] = dict(reader.labels(spec.name))
        for value in spec.known_values():
            found[spec.name].setdefault(value.value, value.label)
    return found


def counted(
    spec: FacetSpec, counts: Mapping[str, int], selected: Sequence[str], names: Mapping[str, str]
) -> tuple[FacetCount, ...]:
    """The values of one facet for people, in the order of its row; at most `spec.most`.

    Selected values are listed even when they count zero, or are beyond the most frequent.
    """
    if spec.most is not None and len(counts) > spec.most:
        counts = dict(nsmallest(spec.most, counts.items(), key=lambda row: (-row[1], row[0]))) | {
            value: counts.get(value, 0) for value in selected
        }
    values = dict.fromkeys([*counts, *selected])
    rows = [FacetCount(v, names.get(v, v), counts.get(v, 0), v in selected) for v in values]
    if spec.order == "newest":
        rows.sort(key=lambda row: row.value, reverse=True)
    else:
        rows.sort(key=lambda row: (-row.count, key(row.label)))
    return tuple(rows)
