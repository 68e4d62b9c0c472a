"""What a text becomes for the index and for a query: syllables, positions, words.

The same analysis serves both sides. The offsets of an `Analysis` are in characters of the text as it was given, whatever its
encoding form, so that highlights are exact.

`analyse` is for one text. Who indexes many texts calls `analyse_batch`, which does the same for all of them at
once and hands out arrays of numbers instead of lists of strings: a syllable is a number into `Batch.terms`, and
postings can be sorted as integers. Everything that concerns one chunk of text (between two spaces) is worked out
once and remembered: normal form, tokens, syllables. What runs per text is a few vector operations.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.vietnamese import chunks
from indexer.vietnamese.crf_tables import BOUNDARY, CrfTables
from indexer.vietnamese.fold import fold_normal
from indexer.vietnamese.normalise import is_regular, normalise, normalise_aligned
from indexer.vietnamese.syllables import SYLLABLE, term
from indexer.vietnamese.tones import modern
from indexer.vietnamese.word_segmenter import token_pattern

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]


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


@dataclass(frozen=True)
class Batch:
    """Several texts analysed at once, as arrays over all their syllables in order.

    `ids`: the number of each syllable; `terms[id]` is its string and `folds[id]` that string folded
    (both lists belong to this process and may be longer than this batch needs; a number keeps its meaning within
    one batch only). `bounds`: text k has the syllables `bounds[k]:bounds[k + 1]`. `positions`: as in
    `Analysis`, from 0 in each text. `starts`, `ends`: offsets in the original text, in characters.
    `begins`: whether a syllable is the first of its word (all True when analysed without words).
    """

    terms: Sequence[str]
    folds: Sequence[str]
    ids: Ints
    bounds: NDArray[np.int64]
    positions: Ints
    starts: Ints
    ends: Ints
    begins: Flags

    @cached_property
    def adjacent(self) -> Flags:
        """Whether syllable i and syllable i + 1 are a pair; one shorter than `ids`."""
        near: Flags = np.diff(self.positions) == 1
        inner = self.bounds[1:-1]
        near[inner[(inner > 0) & (inner < len(self.ids))] - 1] = False
        return near

    @cached_property
    def words(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The words of two or more syllables: where in `ids` each begins, and how many syllables it has."""
        firsts = np.flatnonzero(self.begins)
        sizes = np.diff(firsts, append=len(self.begins))
        several = sizes > 1
        return firsts[several], sizes[several]

    def analysis(self, text: int, words: bool = True) -> Analysis:
        """One of the texts as an `Analysis`."""
        low, high = int(self.bounds[text]), int(self.bounds[text + 1])
        terms = self.terms
        ranges: list[tuple[int, int]] = []
        if words and high > low:
            firsts = np.flatnonzero(self.begins[low:high]).tolist()
            ranges = list(zip(firsts, [*firsts[1:], high - low], strict=True))
        return Analysis(
            [terms[number] for number in self.ids[low:high].tolist()],
            self.starts[low:high].tolist(),
            self.ends[low:high].tolist(),
            self.positions[low:high].tolist(),
            ranges,
        )


def analyse(text: str, words: bool = True) -> Analysis:
    """Analyse a text. `words=False` leaves segmentation out (highlighting, query typing)."""
    return analyse_batch([text], words).analysis(0, words)


def analyse_batch(texts: Sequence[str], words: bool = True) -> Batch:
    """Analyse several texts at once (see `Batch`); the longer the list, the less each text costs."""
    global _memory
    pieces = chunks.split(texts)
    with _lock:
        if len(_memory.chunks) > chunks.KEPT:
            _memory = _Memory()
        memory = _memory
        numbers = memory.chunks.numbers(pieces)
        rows, counts = memory.syllables.gather(numbers)
        tokens, token_counts = memory.tokens.gather(numbers)
        kinds = memory.kinds.gather(numbers)[0]
        joined = memory.tables.joined(tokens[0]) if words and len(tokens[0]) else None

    ids, starts, ends, token = rows
    advance, breaks = kinds[0], kinds[1]
    # Where each chunk begins in its text: a sum over the chunks before it, from the text's first one.
    places = np.cumsum(advance) - advance
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    origins = np.cumsum(lengths) - lengths
    closing = np.flatnonzero(numbers == memory.chunks[None])
    bounds = np.zeros(len(texts) + 1, dtype=np.int64)
    running = np.cumsum(counts)
    bounds[1:] = running[closing]
    per_text = np.diff(bounds)
    shift = (np.repeat(places, counts) - np.repeat(origins, per_text)).astype(np.int32)
    starts, ends = starts + shift, ends + shift

    # A line break between two syllables of a text leaves one position free.
    lines = np.repeat(np.cumsum(breaks), counts)
    count = len(ids)
    gap = np.zeros(count, dtype=np.int32)
    if count:
        gap[1:] = lines[1:] != lines[:-1]
    order = np.arange(count, dtype=np.int32) + np.cumsum(gap, dtype=np.int32)
    heads = bounds[:-1][per_text > 0]
    positions = order - np.repeat(order[heads], per_text[per_text > 0])

    begins = np.ones(count, dtype=bool)
    if joined is not None and count:
        word = np.cumsum(~joined)
        ordinal = np.repeat(np.cumsum(token_counts) - token_counts, counts) + token
        begins[1:] = (word[ordinal[1:]] != word[ordinal[:-1]]) | (ordinal[1:] == ordinal[:-1])
        begins |= gap.astype(bool)
        begins[heads] = True
    return Batch(memory.terms, memory.folds, ids, bounds, positions, starts, ends, begins)


class _Memory:
    """Everything known about chunks, kept from call to call."""

    def __init__(self) -> None:
        self.tables = CrfTables()
        self.terms: list[str] = []
        self.folds: list[str] = []
        self._ids: dict[str, int] = {}
        self.syllables = chunks.Rows(4)  # term, start, end, ordinal of the token within the chunk
        self.tokens = chunks.Rows(1)
        self.kinds = chunks.Rows(2)  # how far the chunk leads on in the text, whether it is a line break
        self.chunks = chunks.Chunks(self._learn)

    def _learn(self, chunk: str | None) -> None:
        if chunk is None or chunk == "\n":
            # The spaces beside a line break are not the text's, and the chunk before has counted one of them.
            token = BOUNDARY if chunk is None else self.tables.number("\n")
            self.tokens.add([(token,)])
            self.syllables.add([])
            self.kinds.add([(0, chunk is not None)])
            return
        # Hardly any chunk moves in normal form; finding out where it does costs more than all the rest.
        moves = "…" in chunk or not is_regular(chunk)
        aligned = normalise_aligned(chunk) if moves else None
        normal = aligned.text if aligned else normalise(chunk)
        tokens, lasts = [], []
        # Looking for addresses in a run of thousands of characters could take for ever.
        pattern = token_pattern(normal if len(normal) <= 1000 else "")
        for match in pattern.finditer(normal):
            # The segmenter's dictionary knows hoà bình, not hòa bình.
            tokens.append((self.tables.number(modern(match[0])),))
            lasts.append(match.end())
        rows = []
        ordinal = 0
        for match in SYLLABLE.finditer(normal):
            while lasts[ordinal] <= match.start():
                ordinal += 1
            start, end = aligned.span(*match.span()) if aligned else match.span()
            rows.append((self._id(term(match[0])), start, end, ordinal))
        self.tokens.add(tokens)
        self.syllables.add(rows)
        self.kinds.add([(len(chunk) + 1, 0)])

    def _id(self, syllable: str) -> int:
        number = self._ids.get(syllable)
        if number is None:
            number = self._ids[syllable] = len(self.terms)
            self.terms.append(syllable)
            self.folds.append(fold_normal(syllable))
        return number


_memory = _Memory()
_lock = threading.Lock()
