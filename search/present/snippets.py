"""Which passages of a text to show: the two or three that show the most of the query.

Passages are cut at sentence borders, or at word borders where a sentence is too long, and come in the order of the text with
their marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

LONGEST = 260
"""Characters of a passage; a longer sentence is cut at words around what was found."""
LOOKED_AT = 12
"""Passages, those that show the most, among which the best combination is looked for."""
SHORTEST = 90
"""A shorter sentence takes the next one along."""

Span = tuple[int, int]

_BORDER = re.compile(r"[.!?…][\"”’»)\]]*\s+|\n+")
_SIGNS = ".!?…\n"


@dataclass(frozen=True, slots=True)
class Stretch:
    """One text: the spans to mark, and (offset, unit, weight) of everything found in it."""

    text: str
    marks: Sequence[Span]
    found: Sequence[tuple[int, int, float]]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text with its marks (offsets into the piece), and whether something was cut off."""

    text: str
    marks: list[Span]
    cut_before: bool = False
    cut_after: bool = False


def best_passages(stretches: Sequence[Stretch], limit: int = 3) -> list[Passage]:
    """The passages that together show the most. Without any mark: the beginning of the first text."""
    candidates: list[tuple[int, int, int, dict[int, float]]] = []
    for index, stretch in enumerate(stretches):
        if stretch.marks:
            candidates += [(index, *window) for window in _windows(stretch)]
    if not candidates:
        first = next((s for s in stretches if s.text.strip()), None)
        return [_beginning(first.text)] if first else []
    if len(candidates) > LOOKED_AT:
        candidates = sorted(
            nlargest(LOOKED_AT, candidates, key=lambda c: sum(c[3].values())), key=lambda c: c[:2]
        )
    chosen: list[tuple[int, int, int]] = []
    shown: dict[int, float] = {}
    while candidates and len(chosen) < limit:
        at, adds = _most_gained(candidates, shown)
        if len(chosen) > 1 and not adds:
            break
        index, start, end, units = candidates.pop(at)
        chosen.append((index, start, end))
        for unit, weight in units.items():
            shown[unit] = max(shown.get(unit, 0.0), weight)
        candidates = [c for c in candidates if c[0] != index or c[1] >= end or c[2] <= start]
    return [_cut(stretches[index], start, end) for index, start, end in sorted(chosen)]


def _most_gained(
    candidates: Sequence[tuple[int, int, int, dict[int, float]]], shown: Mapping[int, float]
) -> tuple[int, bool]:
    """The first of the candidates that add most to what is shown, and whether it shows a target that is not shown as well yet."""
    most, best, best_adds = -1.0, 0, False
    for at, (index, _, _, units) in enumerate(candidates):
        gain, adds = 0.0, False
        for unit, weight in units.items():
            if weight > shown.get(unit, 0.0):
                gain += weight
                adds = True
            else:
                gain += 0.1 * weight
        if index == 0:
            gain += 0.2
        if gain > most:
            most, best, best_adds = gain, at, adds
    return best, best_adds


def sentence_borders(text: str) -> list[int]:
    """Where sentences end: the ends of all that `_BORDER` matches, ascending.

    Looking for the few signs and matching there takes a third of the time of running the pattern over the text.
    """
    places = []
    for sign in _SIGNS:
        at = text.find(sign)
        while at >= 0:
            places.append(at)
            at = text.find(sign, at + 1)
    places.sort()
    borders = [0]
    for at in places:
        if at >= borders[-1] and (match := _BORDER.match(text, at)):
            borders.append(match.end())
    borders.append(len(text))
    return borders


def _windows(stretch: Stretch) -> list[tuple[int, int, dict[int, float]]]:
    """(start, end, {unit: weight}) of each sentence, or part of one, that shows something."""
    text = stretch.text
    borders = sentence_borders(text)
    marks = stretch.marks
    found = sorted(stretch.found)
    count = len(found)
    windows: list[tuple[int, int, dict[int, float]]] = []
    sentence, m, f = 0, 0, 0
    while m < len(marks):
        while borders[sentence + 1] <= marks[m][0]:
            sentence += 1
        start, end = borders[sentence], borders[sentence + 1]
        if end - start > LONGEST:
            start, end = _around(text, start, end, marks[m][0])
        ahead = sentence + 1
        while end - start < SHORTEST and ahead + 1 < len(borders) and "\n" not in text[end - 1 : end]:
            if borders[ahead + 1] - start > LONGEST:
                break
            end = borders[ahead + 1]
            ahead += 1
        units: dict[int, float] = {}
        while f < count and (place := found[f])[0] < end:
            offset, unit, weight = place
            if offset >= start and weight > units.get(unit, 0.0):
                units[unit] = weight
            f += 1
        windows.append((start, end, units))
        while m < len(marks) and marks[m][0] < end:
            m += 1
    return windows


def _around(text: str, start: int, end: int, offset: int) -> Span:
    """A window of at most `LONGEST` characters of text[start:end] that holds `offset`, at spaces."""
    first = max(start, offset - LONGEST // 4)
    if first > start:
        space = text.find(" ", first, offset)
        first = space + 1 if space >= 0 else first
    last = min(end, first + LONGEST)
    if last < end:
        space = text.rfind(" ", offset + 1, last)
        last = space if space > 0 else last
    return first, last


def _beginning(text: str) -> Passage:
    match = _BORDER.search(text, SHORTEST)
    end = match.end() if match and match.end() <= LONGEST else min(len(text), LONGEST)
    if (not match and end < len(text)) or (match and match.end() > LONGEST):
        space = text.rfind(" ", 1, end)
        end = space if space > 0 else end
    piece = text[:end].strip()
    return Passage(piece, [], False, end < len(text.rstrip()) and not piece.endswith((".", "!", "?", "…")))


def _cut(stretch: Stretch, start: int, end: int) -> Passage:
    text = stretch.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    # A mark that crosses the cut stays whole.
    marks = [mark for mark in stretch.marks if mark[1] > start and mark[0] < end]
    if marks:
        start, end = min(start, marks[0][0]), max(end, marks[-1][1])
    before = text[:start].rstrip(" ")
    cut_before = bool(before) and before[-1] not in '.!?…\n"”’»)]'
    cut_after = bool(text[end:].lstrip(" ")) and text[end - 1] not in '.!?…"”’»)]' and text[end] != "\n"
    return Passage(text[start:end], [(s - start, e - start) for s, e in marks], cut_before, cut_after)
