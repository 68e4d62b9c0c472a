"""The word lists of the ledger: TOML beside this module, found in one pass over a sentence (Aho-Corasick)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import ahocorasick

from indexer.facets.match_text import tone_placements
from indexer.gazetteer_files import load_tables

HERE = Path(__file__).resolve().parent


class _Blanks(dict[int, int]):
    """For `str.translate`: whatever is no letter and no digit becomes a blank, so that only whole words are found."""

    def __missing__(self, code: int) -> int:
        self[code] = code if chr(code).isalnum() else 32
        return self[code]


_BLANKS = _Blanks()


class Mark(NamedTuple):
    """A phrase of a word list at `lower[start:end]`; `value` is what it stands for in its list `kind`."""

    start: int
    end: int
    kind: str
    value: str


@cache
def table(name: str) -> dict[str, Any]:
    """One TOML file of this folder. Raises GazetteerError when it cannot be read."""
    return load_tables(HERE / name)


def _entries() -> Iterator[tuple[str, str, str]]:
    """Every phrase with its list and what it stands for."""
    measures, acts, bodies, cues = (table(f"{n}.toml") for n in ("measures", "acts", "bodies", "cues"))
    for measure, nouns in measures["nouns"].items():
        yield from (("noun", measure, noun) for noun in nouns)
    yield from (("between", word, word) for word in measures["between"])
    yield from (("standing", word, word) for word in measures["standing"])
    for act, verbs in acts["verbs"].items():
        yield from (("verb", act, verb) for verb in verbs)
    yield from (("light", verb, verb) for verb in acts["light"])
    yield from (("opaque", word, word) for word in acts["opaque"])
    for kind in ("union", "movement", "other", "nobody"):
        yield from (("body", kind, body) for body in bodies[kind])
    yield from (("joint", word, word) for word in bodies["joint"])
    yield from (("programme", word, word) for word in bodies["programmes"])
    for approx, words in cues["approx"].items():
        yield from (("approx", approx, word) for word in words)
    yield from (("target", word, word) for word in cues["target"]["anywhere"])
    for topic, words in cues["topics"].items():
        yield from (("topic", topic, word) for word in words)
    for honour in table("honours.toml")["honour"]:
        for name in (honour["title"], *honour.get("aliases", ())):
            yield ("honour", honour["title"], name.lower())


@cache
def _automaton() -> Any:
    phrases: dict[str, list[tuple[str, str]]] = {}
    for kind, value, phrase in _entries():
        for spelling in tone_placements(phrase):
            known = phrases.setdefault(spelling, [])
            if (kind, value) not in known:
                known.append((kind, value))
    automaton = ahocorasick.Automaton()
    for phrase, meanings in phrases.items():
        plain = phrase.translate(_BLANKS)
        automaton.add_word(f" {plain} ", (len(phrase), phrase if plain != phrase else "", tuple(meanings)))
    automaton.make_automaton()
    return automaton


def marks(lower: str) -> dict[str, list[Mark]]:
    """The phrases of a text in lower case by list: whole words, in order, the longest where they overlap."""
    found: dict[str, list[Mark]] = {}
    for last, (length, exact, meanings) in _automaton().iter(f" {lower.translate(_BLANKS)} "):
        end = last - 1
        start = end - length
        if exact and not lower.startswith(exact, start):
            continue
        for kind, value in meanings:
            found.setdefault(kind, []).append(Mark(start, end, kind, value))
    kept = {kind: longest(hits) for kind, hits in found.items()}
    verbs, nouns = kept.get("verb", []), kept.get("noun", [])
    kept["verb"] = _outside(verbs, nouns, kept.get("honour", []), kept.get("opaque", []))
    kept["noun"] = _outside(nouns, verbs, kept.get("between", []), kept.get("standing", []))
    kept["topic"] = _outside(kept.get("topic", []), nouns)
    return kept


_start = attrgetter("start")


def _outside(hits: list[Mark], *lists: list[Mark]) -> list[Mark]:
    """The marks that are no part of a longer phrase of another list ("vận động" of "vận động viên"), and that do not begin
    within a phrase and end behind it ("đình công" in "gia đình công nhân").

    The marks of each list do not overlap, so that only the last one that begins before a hit can hold it.
    """
    for others in lists:
        if others and hits:
            kept = []
            for hit in hits:
                at = bisect_right(others, hit.start, key=_start) - 1
                other = others[at]
                if at >= 0 and other.start < hit.start < other.end < hit.end:
                    continue
                if at < 0 or hit.end > other.end or other.end - other.start <= hit.end - hit.start:
                    kept.append(hit)
            hits = kept
    return hits


def longest(hits: Iterable[Mark]) -> list[Mark]:
    """Leftmost-longest: what lies inside another mark is dropped; two meanings of one phrase stay."""
    kept: list[Mark] = []
    end = -1
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= end or (kept and (hit.start, hit.end) == (kept[-1].start, kept[-1].end)):
            kept.append(hit)
            end = hit.end
    return kept
