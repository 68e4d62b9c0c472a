"""Read TOML gazetteers, and find all their names in one pass over a text.

The TOML files beside this module are for a union officer to edit; `GazetteerError` names the file and what is wrong in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import ahocorasick

from indexer.facets.match_text import Surface, folded, tone_placements
from indexer.gazetteer_files import load_tables

HERE = Path(__file__).resolve().parent


def load(name: str, *required: str) -> dict[str, Any]:
    """The tables of one gazetteer file. Raises GazetteerError when it cannot be read or lacks a table."""
    return load_tables(HERE / name, *required)


@dataclass(frozen=True, slots=True)
class Name:
    """One name to look for: what `kind` of gazetteer it is from and what it stands for (`entry`)."""

    kind: str
    text: str
    entry: Any


class Hit(NamedTuple):
    """A name found at `lower[start:end]` of a surface; `unmarked` when it was found without diacritics."""

    start: int
    end: int
    kind: str
    entry: Any
    unmarked: bool


class Finder:
    """All names of several gazetteers, found in one pass (Aho-Corasick)."""

    def __init__(self, names: Iterable[Name]) -> None:
        entries: dict[str, list[tuple[str, Any, bool]]] = {}
        for name in names:
            marked = tone_placements(name.text)
            for key in marked:
                entries.setdefault(key, []).append((name.kind, name.entry, False))
            plain = folded(name.text)
            if plain not in marked:
                entries.setdefault(plain, []).append((name.kind, name.entry, True))
        self._automaton = ahocorasick.Automaton()
        for key, values in entries.items():
            self._automaton.add_word(key, (len(key), tuple(values)))
        self._automaton.make_automaton()

    def find(self, surface: Surface) -> dict[str, list[Hit]]:
        """The hits in a surface by kind: whole words, in order; within a kind the longest where they
        overlap."""
        lower = surface.lower
        size = len(lower)
        found: dict[str, list[Hit]] = {}
        for last, (length, values) in self._automaton.iter(lower):
            start, end = last + 1 - length, last + 1
            if (start and lower[start - 1].isalnum()) or (end < size and lower[end].isalnum()):
                continue
            for kind, entry, unmarked in values:
                found.setdefault(kind, []).append(Hit(start, end, kind, entry, unmarked))
        return {kind: _longest(hits) for kind, hits in found.items()}


def _longest(hits: list[Hit]) -> list[Hit]:
    """Leftmost-longest: what lies inside another hit of its kind is dropped."""
    if len(hits) == 1:
        return hits
    hits.sort(key=lambda hit: (hit.start, -hit.end, hit.unmarked))
    kept: list[Hit] = []
    end = -1
    for hit in hits:
        if hit.start >= end:
            kept.append(hit)
            end = hit.end
        elif kept and (hit.start, hit.end) == (kept[-1].start, kept[-1].end) and hit.entry != kept[-1].entry:
            kept.append(hit)
    return kept
