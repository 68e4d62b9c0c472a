"""Which passages of a text to show: the two or three that show the most of the query.

Passages are cut at sentence borders, or at word borders where a sentence is too long, and come in the order of the text with
their marks.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import NamedTuple

LONGEST = 260
"""Characters of a passage; a longer sentence is cut at words around what was found."""
LOOKED_AT = 12
"""Passages, those that show the most, among which the best combination is looked for."""
SHORTEST = 90
"""A shorter sentence takes the next one along."""

Span = tuple[int, int]

_BORDER = re.compile(r"[.!?…][\"”’»)\]]*\s+|\n+")
SIGNS = ".!?…\n"
"""What a sentence may end with."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text with its marks (offsets into the piece), and whether something was cut off."""

    text: str
    marks: list[Span]
    cut_before: bool = False
    cut_after: bool = False


class Window(NamedTuple):
    """A sentence, or part of one, that shows something: the weight of each target in it, and of all."""

    start: int
    end: int
    targets: Mapping[int, float]
    weight: float


class Sentences:
    """The sentences of a text. Whether a sign ends one is looked at only where that is asked."""

    def __init__(self, text: str, signs: Sequence[int]) -> None:
        """Take a text and where it has one of `SIGNS`, ascending."""
        self.text = text
        self._signs = signs

    def around(self, at: int, low: int, high: int) -> Span:
        """The sentence of `text[low:high]` in which the letter at `at` stands."""
        text, signs = self.text, self._signs
        number = behind = bisect_right(signs, at)
        start = low
        while number and signs[number - 1] >= low:
            number -= 1
            if border := _BORDER.match(text, signs[number]):
                start = border.end()
                break
        return start, self._end(behind, high)

    def end(self, at: int, high: int) -> int:
        """Where the sentence of `text[:high]` ends that begins at `at`."""
        return self._end(bisect_left(self._signs, at), high)

    def _end(self, number: int, high: int) -> int:
        for at in self._signs[number:]:
            if at >= high:
                break
            if border := _BORDER.match(self.text, at):
                return min(border.end(), high)
        return high


def best_passages(
    sentences: Sentences,
    within: Span,
    marks: Sequence[Span],
    found: Sequence[tuple[int, int, float]],
    limit: int = 3,
) -> list[Passage]:
    """The passages of `within` that together show the most, in the order of the text. Without any mark: its beginning.

    `marks` are the spans to mark, ascending; `found` has the offset, target and weight of everything found.
    """
    candidates = _windows(sentences, within, marks, found) if marks else []
    if not candidates:
        beginning = sentences.text[within[0] : within[1]]
        return [_beginning(beginning)] if beginning.strip() else []
    if len(candidates) > LOOKED_AT:
        candidates = sorted(
            nlargest(LOOKED_AT, candidates, key=lambda window: window.weight), key=lambda window: window.start
        )
    chosen: list[Span] = []
    shown: dict[int, float] = {}
    while candidates and len(chosen) < limit:
        best, adds = _most_gained(candidates, shown)
        if len(chosen) > 1 and not adds:
            break
        start, end = best.start, best.end
        chosen.append((start, end))
        for target, weight in best.targets.items():
            if weight > shown.get(target, 0.0):
                shown[target] = weight
        candidates = [other for other in candidates if other.start >= end or other.end <= start]
    return [_cut(sentences.text, within, marks, start, end) for start, end in sorted(chosen)]


def _most_gained(candidates: Sequence[Window], shown: Mapping[int, float]) -> tuple[Window, bool]:
    """The first of the candidates that add most to what is shown, and whether it shows a target that is not shown as well yet."""
    if not shown:
        return max(candidates, key=lambda window: window.weight), True
    most, best, best_adds = -1.0, candidates[0], False
    for window in candidates:
        gain, adds = 0.0, False
        for target, weight in window.targets.items():
            if weight > shown.get(target, 0.0):
                gain += weight
                adds = True
            else:
                gain += 0.1 * weight
        if gain > most:
            most, best, best_adds = gain, window, adds
    return best, best_adds


def _windows(
    sentences: Sentences, within: Span, marks: Sequence[Span], found: Sequence[tuple[int, int, float]]
) -> list[Window]:
    """Each sentence of `within`, or part of one, that shows something."""
    text, (low, high) = sentences.text, within
    places = sorted(found)
    windows: list[Window] = []
    done, at = low, 0
    for mark, _ in marks:
        if mark < done:
            continue
        start, end = sentences.around(mark, low, high)
        if end - start > LONGEST:
            start, end = _around(text, start, end, mark)
        while end - start < SHORTEST and end < high and text[end - 1] != "\n":
            further = sentences.end(end, high)
            if further - start > LONGEST:
                break
            end = further
        targets: dict[int, float] = {}
        while at < len(places) and (place := places[at])[0] < end:
            offset, target, weight = place
            if offset >= start and weight > targets.get(target, 0.0):
                targets[target] = weight
            at += 1
        windows.append(Window(start, end, targets, sum(targets.values())))
        done = end
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


def _cut(text: str, within: Span, marks: Sequence[Span], start: int, end: int) -> Passage:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    # A mark that crosses the cut stays whole.
    inside = [mark for mark in marks if mark[1] > start and mark[0] < end]
    if inside:
        start, end = min(start, inside[0][0]), max(end, inside[-1][1])
    low, high = within
    before, behind = start, end
    while before > low and text[before - 1] == " ":
        before -= 1
    while behind < high and text[behind] == " ":
        behind += 1
    cut_before = before > low and text[before - 1] not in '.!?…\n"”’»)]'
    cut_after = behind < high and text[end - 1] not in '.!?…"”’»)]' and text[end] != "\n"
    return Passage(text[start:end], [(s - start, e - start) for s, e in inside], cut_before, cut_after)


def sentence_borders(text: str) -> list[int]:
    """Where the sentences of a text end, ascending; 0 and the length of the text are the first and the last."""
    return [0, *(border.end() for border in _BORDER.finditer(text)), len(text)]
