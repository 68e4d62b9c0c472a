"""Where in a text a row may stand: a look that is far cheaper than reading the sentence.

A figure needs a number with a noun that can be counted, or with money, behind it; or a bare number behind a lead such as
"số đoàn viên là"; or goods behind a giving verb. An honour needs its title. Most numbers of a newspaper (dates, ages,
percentages) have none of these. What passes here is read in full; what does not has no row.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import ahocorasick

from indexer.errors import GazetteerError
from indexer.facets.match_text import tone_placements
from indexer.ledger.lexicon import table
from indexer.ledger.measures import GIVING, LEAD
from indexer.ledger.numerals import INNER, SCALES, UNITS

_LAST_DIGIT = re.compile(r"\d(?![.,]?\d)")
_TWO_WORDS = re.compile(r"[\s\"'“”‘’«»(]*([^\W\d_]+)(?:\s+([^\W\d_]+))?")
_SIGN = re.compile(r"\s*[/%-]")
_NONE: frozenset[str] = frozenset()
_BARE = frozenset({"so", "đạt", "vượt", "tăng", "giảm"})
_NUMBER = r"\d(?:[\d.,/\s-]|đến|tới|khoảng|gần|hơn|trên)*"
_LEAD_NUMBER = re.compile(LEAD.pattern.removesuffix("$") + _NUMBER + "$")
_GIVING_NUMBER = re.compile(GIVING.pattern.removesuffix("$") + _NUMBER + "$")
_GIVING_STEMS = ("trao", "tặng", "hỗ trợ", "phát", "cấp", "ủng hộ")
_WINDOW, _NEAR = 130, 60
"""Characters before a number, and of it, in which its giving verb or its lead stands."""


@cache
def _beginnings() -> dict[str, frozenset[str] | None]:
    """First words of what may follow a number that is a figure, with the second words they need (None: none).

    They begin nouns, scales and units of money. A noun of one word, or with a comma behind its first, needs no second.
    """
    measures = table("measures.toml")
    phrases = [noun for nouns in measures["nouns"].values() for noun in nouns]
    phrases += [*measures["between"], *measures["standing"]]
    found: dict[str, set[str] | None] = dict.fromkeys((*SCALES, *INNER, "k", "đồng", "vnđ", "vnd", "đ"))
    for phrase in phrases:
        for spelling in tone_placements(phrase):
            words = _TWO_WORDS.match(spelling)
            if words is None:
                raise GazetteerError(f"measures.toml: “{phrase}” has to begin with a word.")
            seconds = found.setdefault(words[1], set())
            if words[2] is None:
                found[words[1]] = None
            elif seconds is not None:
                seconds.add(words[2])
    return {word: None if seconds is None else frozenset(seconds) for word, seconds in found.items()}


@cache
def _words() -> Any:
    """An automaton of number words (each with the blank behind it, value False) and of titles (value True)."""
    automaton = ahocorasick.Automaton()
    for word in {*UNITS, *SCALES, *INNER} - {"tr"}:
        automaton.add_word(f"{word} ", False)
    names = (
        name
        for row in table("honours.toml")["honour"]
        for name in ("danh hiệu", row["title"], *row.get("aliases", ()))
    )
    for name in names:
        for spelling in tone_placements(name):
            automaton.add_word(spelling, True)
    automaton.make_automaton()
    return automaton


def positions(lower: str) -> list[int]:
    """Offsets of last letters of numbers and titles that may make a row, ascending, in a text in lower case."""
    goods = any(stem in lower for stem in _GIVING_STEMS)
    found = [digit.start() for digit in _LAST_DIGIT.finditer(lower) if _figure(lower, digit.start(), goods)]
    found += [last - (not title) for last, title in _words().iter(lower) if title or _counts(lower, last)]
    found.sort()
    return found


def _counts(lower: str, at: int) -> bool:
    """Whether another number word or a noun stands behind the number word that ends at `at`."""
    behind = _TWO_WORDS.match(lower, at)
    return behind is not None and (behind[1] in UNITS or _begins(behind))


def _begins(behind: re.Match[str]) -> bool:
    """Whether two words begin a noun, a scale or a unit of money."""
    seconds = _beginnings().get(behind[1], _NONE)
    return seconds is None or behind[2] in seconds


def _figure(lower: str, at: int, goods: bool) -> bool:
    """Whether the number whose last digit is at `at` may be a figure; `goods` if a giving verb stands somewhere."""
    if lower[at + 1 : at + 2] == " " and lower[at + 2 : at + 3].isdigit():
        return False  # one of a row of numbers
    behind = _TWO_WORDS.match(lower, at + 1)
    if behind is not None:
        if _begins(behind):
            return True
        if behind[1] not in _BARE:
            return goods and _GIVING_NUMBER.search(lower, max(0, at - _WINDOW), at + 1) is not None
    elif _SIGN.match(lower, at + 1):
        return False
    return _LEAD_NUMBER.search(lower, max(0, at - _NEAR), at + 1) is not None
