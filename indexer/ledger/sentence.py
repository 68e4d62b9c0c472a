"""A sentence as the ledger reads it: its text in one form, its numbers, and the marks of every word list."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from indexer.facets.match_text import Surface
from indexer.ledger import lexicon, numerals
from indexer.ledger.lexicon import Mark
from indexer.ledger.numerals import Numeral
from indexer.vietnamese import normalise_aligned
from indexer.vietnamese.tones import place

_BREAK = re.compile(r"[;:!?]|\.(?=\s|$)|\n|(?<!\d)\s-\s|\+\s")

_DICTIONARY_TONE = re.compile(r"(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")
"""The tone mark where dictionaries put it ("thoả ước"): the word lists have it where newspapers do."""
_COMMA = re.compile(r",(?!\d)|[()]")


def _in_a_name(plain: str, numeral: Numeral) -> bool:
    """Whether a number word is part of a name: "Hai Bà Trưng", "quận Ba Đình"."""
    if not plain[numeral.start].isupper():
        return False
    first = not plain[: numeral.start].strip(" \"'(-")
    return not first or plain[numeral.end : numeral.end + 2].strip()[:1].isupper()


@dataclass(slots=True)
class Sentence:
    """One sentence. All offsets but those of `span` count in `lower`, which is as long as `plain`."""

    surface: Surface
    lower: str
    """The text in lower case, with one kind of quote, dash and space."""
    numerals: list[Numeral]
    _marks: dict[str, list[Mark]] | None = None
    _breaks: list[int] | None = None

    @classmethod
    def of(cls, text: str | Surface) -> Sentence:
        """Prepare a text, or its surface, for reading."""
        surface = Surface.of("sentence", text) if isinstance(text, str) else text
        lower = _DICTIONARY_TONE.sub(lambda syllable: place(syllable[0]), surface.lower)
        numbers = [n for n in numerals.find(lower) if not (n.words and _in_a_name(surface.plain, n))]
        return cls(surface, lower, numbers)

    def of_kind(self, kind: str) -> list[Mark]:
        """The marks of one word list, in order. They are looked for once, when the first is wanted."""
        if self._marks is None:
            self._marks = lexicon.marks(self.lower)
        return self._marks.get(kind, [])

    def at(self, kind: str, start: int) -> Mark | None:
        """The mark of a list that begins at an offset."""
        return next((m for m in self.of_kind(kind) if m.start == start), None)

    def ending(self, kind: str, end: int) -> Mark | None:
        """The mark of a list that ends at an offset."""
        return next((m for m in self.of_kind(kind) if m.end == end), None)

    def within(self, kind: str, start: int, end: int) -> list[Mark]:
        """The marks of a list that lie in a stretch."""
        return [m for m in self.of_kind(kind) if start <= m.start and m.end <= end]

    def item(self, at: int) -> tuple[int, int]:
        """The stretch between strong breaks (semicolon, colon, full stop) around an offset."""
        if self._breaks is None:
            self._breaks = [m.start() for m in _BREAK.finditer(self.lower) if not self._joins(m)]
        breaks = self._breaks
        behind = bisect_left(breaks, at)
        start = breaks[behind - 1] + 1 if behind else 0
        return start, breaks[behind] if behind < len(breaks) else len(self.lower)

    def _joins(self, dash: re.Match[str]) -> bool:
        """Whether a dash joins two abbreviations: "Bộ LĐ - TB và XH"."""
        plain = self.surface.plain
        return "-" in dash[0] and plain[dash.start() - 1].isupper() and plain[dash.end() :][:2].isupper()

    def segment(self, at: int) -> tuple[int, int]:
        """The stretch between commas or strong breaks around an offset; a comma within a number is none."""
        start, end = self.item(at)
        inner = [m.start() for m in _COMMA.finditer(self.lower, start, end)]
        begin = max((i + 1 for i in inner if i < at), default=start)
        return begin, min((i for i in inner if i >= at), default=end)

    def in_a_name(self, at: int) -> bool:
        """Whether the word at an offset has a capital of its own within a sentence: "Công ty Quản lý đường sông"."""
        plain = self.surface.plain
        if not plain[at].isupper() or not plain[at + 1 : at + 2].islower():
            return False
        return at > 1 and plain[at - 1] == " " and (plain[at - 2].isalnum() or plain[at - 2] == ",")

    def skip(self, at: int) -> int:
        """The offset of the next word: spaces and opening quotes skipped."""
        while at < len(self.lower) and self.lower[at] in " \"'(":
            at += 1
        return at

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original text."""
        if self.surface.moved:
            return normalise_aligned(self.surface.original).span(start, end)
        return start, end

    def text(self, start: int, end: int) -> tuple[str, int, int]:
        """The original words of a stretch, with their offsets."""
        begin, stop = self.span(start, end)
        return self.surface.original[begin:stop], begin, stop
