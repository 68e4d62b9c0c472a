"""What a text becomes for the index and for a query: syllables, positions, words.

The same analysis serves both sides. Comes in: any text. Goes out: an `Analysis`, whose offsets point
into the text that came in, whatever its encoding form, so that highlights are exact.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.vietnamese import segment
from indexer.vietnamese.normalise import normalise_aligned
from indexer.vietnamese.syllables import SYLLABLE, term


@dataclass(frozen=True, slots=True)
class Analysis:
    """A text as the index sees it.

    `syllables`: normal form, lower case, accents kept. `starts`, `ends`: their offsets in the original
    text. `positions`: consecutive numbers, one skipped at each line break, so that phrases and pairs do not
    cross paragraphs. `words`: the segmenter's words as `[first, last)` ranges of syllables, in order and
    without gaps; empty when the analysis was made without words.
    """

    syllables: list[str]
    starts: list[int]
    ends: list[int]
    positions: list[int]
    words: list[tuple[int, int]]

    def pairs(self) -> list[str]:
        """Every two syllables at adjacent positions, joined by a space: "công đoàn"."""
        s, p = self.syllables, self.positions
        return [f"{s[i]} {s[i + 1]}" for i in range(len(s) - 1) if p[i + 1] == p[i] + 1]

    def word_terms(self) -> list[str]:
        """Every word of two or more syllables, joined by spaces."""
        s = self.syllables
        return [" ".join(s[a:b]) for a, b in self.words if b - a > 1]


def analyse(text: str, words: bool = True) -> Analysis:
    """Analyse a text. `words=False` leaves segmentation out (highlighting, query typing)."""
    aligned = normalise_aligned(text)
    normal = aligned.text
    syllables: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    positions: list[int] = []
    spans: list[tuple[int, int]] = []
    position, last = -1, 0
    for match in SYLLABLE.finditer(normal):
        start, end = match.span()
        position += 1 + ("\n" in normal[last:start] and last > 0)
        last = end
        syllables.append(term(match[0]))
        spans.append((start, end))
        positions.append(position)
        original = aligned.span(start, end)
        starts.append(original[0])
        ends.append(original[1])
    ranges = segment.words(normal, spans) if words else []
    return Analysis(syllables, starts, ends, positions, ranges)
