"""Facet values between people and the index: from typed names to values, from counts to labelled lists.

Comes in: what stands behind `quận:` and the like, or the counts of an answer. Goes out: slugs, or `FacetCount`s in
display order. Names come from the gazetteers and from the labels of the index.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from indexer import facets as gazetteers
from indexer.engines.contract import FACETS, Reader
from indexer.vietnamese import fold, fold_normal
from indexer.vietnamese.syllables import syllables as syllables_of
from search.results import FacetCount

KINDS = {"article": "Bài viết", "brief": "Tin vắn"}
_KIND_NAMES = {
    "article": "article",
    "bai": "article",
    "bai viet": "article",
    "brief": "brief",
    "tin": "brief",
    "tin van": "brief",
}
_BEFORE_NAMES = re.compile(r"^(?:quan|huyen|thi xa|tx|district|phong trao|cuoc van dong)\s+")
_YEARS = re.compile(r"(\d{4})(?:\s*(?:-|\.\.+)\s*(\d{4}))?")
MOST_YEARS = 50
SHORTEST_PART = 4
"""Part of a campaign's name that is enough to name it, in characters."""
LONGEST_NAME = 20
LONGEST_PLACE = 5
"""Syllables of the longest name, and of the longest place, looked for in a query."""


def key(text: str) -> str:
    """Names are compared without case, accents, hyphens and underscores."""
    return " ".join(re.sub(r"[^\w]+|_", " ", fold(text)).split())


@cache
def _known(facet: str) -> dict[str, tuple[str, ...]]:
    """Comparable names of a gazetteer's values, and of their aliases."""
    names: dict[str, tuple[str, ...]] = {}
    for value in gazetteers.districts() if facet == "district" else gazetteers.campaigns():
        others: Sequence[str] = ()
        if facet == "campaign" and (info := gazetteers.campaign_info(value.value)):
            others = info.aliases
        for name in (value.value, value.label, *others):
            names.setdefault(key(name), (value.value,))
    return names


def resolve(facet: str, text: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """The values of a facet that a typed name means; () if none. `labels`: those of the index.

    A district by its name or slug, a campaign also by a part of its name, years also as `2019-2021`.
    """
    if facet == "year":
        match = _YEARS.fullmatch(text.strip())
        if not match:
            return ()
        first, last = int(match[1]), int(match[2] or match[1])
        return tuple(map(str, range(first, last + 1))) if first <= last < first + MOST_YEARS else ()
    wanted = key(text)
    if facet == "kind":
        return (_KIND_NAMES[wanted],) if wanted in _KIND_NAMES else ()
    for name in (wanted, _BEFORE_NAMES.sub("", wanted)):
        if name in _known(facet):
            return _known(facet)[name]
        for value, label in labels.items():
            if name in (key(value), key(label)):
                return (value,)
    if facet == "campaign" and len(wanted) >= SHORTEST_PART:
        parts = [v for name, values in _known(facet).items() if f" {wanted} " in f" {name} " for v in values]
        parts += [value for value, label in labels.items() if f" {wanted} " in f" {key(label)} "]
        return tuple(dict.fromkeys(parts))
    return ()


@cache
def _spelt() -> dict[tuple[str, ...], tuple[str, str]]:
    """The names of districts and campaigns, as syllables with and without accents: (facet, value)."""
    names: dict[tuple[str, ...], tuple[str, str]] = {}
    for facet in ("district", "campaign"):
        for value in gazetteers.districts() if facet == "district" else gazetteers.campaigns():
            syllables = syllables_of(value.label)
            names.setdefault(tuple(syllables), (facet, value.value))
            names.setdefault(tuple(map(fold_normal, syllables)), (facet, value.value))
    return names


def named(syllables: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The districts and campaigns, as (facet, value), whose names stand among the syllables of a query."""
    names = _spelt()
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
    names = _spelt()
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(syllables):
        lengths = range(min(LONGEST_PLACE, len(syllables) - at), 1, -1)
        name = next(
            (n for n in lengths if names.get(tuple(syllables[at : at + n]), ("",))[0] == "district"), 0
        )
        if name:
            found.append((at, at + name))
        at += name or 1
    return found


def labels(reader: Reader) -> dict[str, dict[str, str]]:
    """facet → value → label: the index's labels over those of the gazetteers."""
    own = {facet: dict(reader.labels(facet)) for facet in FACETS}
    for facet, values in (("district", gazetteers.districts()), ("campaign", gazetteers.campaigns())):
        for value in values:
            own[facet].setdefault(value.value, value.label)
    own["kind"] |= KINDS
    return own


def counted(
    facet: str, counts: Mapping[str, int], selected: Sequence[str], names: Mapping[str, str]
) -> tuple[FacetCount, ...]:
    """The values of one facet for people: years from the newest, all else from the most frequent.

    Selected values are listed even when they count zero.
    """
    values = list(dict.fromkeys([*counts, *selected]))
    rows = [FacetCount(v, names.get(v, v), counts.get(v, 0), v in selected) for v in values]
    if facet == "year":
        return tuple(sorted(rows, key=lambda row: row.value, reverse=True))
    return tuple(sorted(rows, key=lambda row: (-row.count, key(row.label))))
