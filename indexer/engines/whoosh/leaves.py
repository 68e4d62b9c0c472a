"""A leaf of the query tree in one segment: which documents, and how often.

Terms and prefixes are read off the postings. A phrase is narrowed by its adjacent pairs first, then its
positions are compared in the documents that are left; of two syllables it *is* a pair.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from indexer.article import FIELDS
from indexer.engines.contract import Leaf, Near, Phrase, Prefix, Term, TermKind
from indexer.engines.whoosh.array_layout import starts_of_runs
from indexer.engines.whoosh.segment import TITLE, Hits, Segment, count_runs
from indexer.engines.whoosh.term_dictionary import Range

NOTHING: Hits = (np.zeros(0, np.intp), np.zeros(0, np.uint8))

WIDE = 64
"""A part of a phrase that stands for more terms than this is not narrowed by pairs: too many of them."""


def postings_of(segment: Segment, leaf: Leaf) -> tuple[np.ndarray, np.ndarray | None, bool]:
    """The postings of `leaf` in the segment, as `Segment.postings` gives them."""
    if isinstance(leaf, Phrase):
        return (*_phrase(segment, leaf), True)
    if leaf.fields and isinstance(leaf, Term) and leaf.kind is not TermKind.SYLLABLE:
        return (*_phrase(segment, _spelled(leaf)), True)
    ranges = _ranges(segment, leaf)
    if not ranges:
        return (*NOTHING, True)
    return segment.postings(leaf.kind if isinstance(leaf, Term) else TermKind.SYLLABLE, ranges, leaf.fields)


def times_in_fields(
    segment: Segment, leaf: Term, docs: np.ndarray, tf: np.ndarray, places: np.ndarray
) -> np.ndarray:
    """How often a syllable occurs in the fields of `leaf`, in the documents at `places` of its postings in all fields
    (`docs`, `tf`: the postings as `Segment.postings` gives them)."""
    times = tf.take(places)
    if not leaf.fields or not len(places):
        return times
    positions = segment.joined(
        "syllable.positions", segment.spans("syllable.occurrences", _ranges(segment, leaf))
    )
    starts = np.cumsum(tf, dtype=np.intp).take(places) - times
    firsts = np.cumsum(times, dtype=np.intp) - times
    occurrences = np.arange(int(times.sum())) + np.repeat(starts - firsts, times)
    inside = segment.in_fields(docs.take(places), positions.take(occurrences), leaf.fields, times)
    return np.add.reduceat(inside, firsts, dtype=np.uint32)


def near(segment: Segment, node: Near) -> NDArray[np.intp]:
    """The documents of the segment in which the phrases stand near each other: ascending.

    Each occurrence of each phrase is tried as the first of a window: the others are wherever they come next.
    """
    spans: list[tuple[NDArray[np.int64], int]] = []
    for phrase in node.phrases:
        parts = [_ranges(segment, part) for part in phrase.parts]
        if not parts or not all(parts):
            return np.zeros(0, np.intp)
        documents, positions = _follow(segment, parts, None)
        spans.append((documents << 32 | positions, len(parts)))
    whole = sum(length for _, length in spans)
    found = []
    for number, (firsts, length) in enumerate(spans):
        ends, good = firsts + length, np.ones(len(firsts), bool)
        for other, (starts, size) in enumerate(spans):
            if other == number:
                continue
            places = starts.searchsorted(firsts)
            good &= places < len(starts)
            if not good.any():
                break
            ends = np.maximum(ends, starts[np.minimum(places, len(starts) - 1)] + size)
        found.append(firsts[good & (ends - firsts - whole <= node.within)] >> 32)
    return np.unique(np.concatenate(found)).astype(np.intp) if found else np.zeros(0, np.intp)


def _ranges(segment: Segment, leaf: Term | Prefix) -> list[Range]:
    if isinstance(leaf, Prefix):
        return segment.prefix(leaf.text, leaf.folded)
    return segment.ranges(leaf.kind, leaf.text, leaf.folded)


def _counted(documents: np.ndarray) -> Hits:
    """Hits of ascending documents, one entry per occurrence."""
    first = starts_of_runs(documents)
    return documents[first].astype(np.intp), np.diff(first, append=len(documents))


def _spelled(term: Term) -> Phrase:
    """A pair or word as the phrase of its syllables: those have positions, and so fields."""
    parts = tuple(Term(TermKind.SYLLABLE, text, term.folded) for text in term.text.split(" "))
    return Phrase(parts, term.fields)


def _allowed(phrase: Phrase) -> tuple[str, ...] | None:
    """The fields in which a phrase may stand: () for all of them, None for none."""
    restrictions = [one.fields for one in (phrase, *phrase.parts) if one.fields]
    if not restrictions:
        return ()
    return tuple(name for name in FIELDS if all(name in fields for fields in restrictions)) or None


def _phrase(segment: Segment, phrase: Phrase) -> Hits:
    fields = _allowed(phrase)
    if fields is None:
        return NOTHING
    parts = [_ranges(segment, part) for part in phrase.parts]
    if not parts or not all(parts):
        return NOTHING
    if fields == TITLE:
        return _counted(_follow(segment, parts, None, titles=True)[0])
    narrowed: np.ndarray | None = None
    for first, second in itertools.pairwise(parts):
        pairs = _pairs(segment, first, second)
        if pairs is None:
            continue
        if not pairs:
            return NOTHING
        spans = segment.spans("pair.ends", pairs)
        docs = segment.joined("pair.docs", spans)
        if len(parts) == 2 and not fields:
            alone = len(pairs) == 1 and pairs[0][1] - pairs[0][0] == 1
            return count_runs(docs, alone, segment.documents)
        mask = np.zeros(segment.documents, bool)
        mask[docs] = True
        narrowed = mask if narrowed is None else narrowed & mask
    if narrowed is not None and not narrowed.any():
        return NOTHING
    documents, positions = _follow(segment, parts, narrowed)
    if fields:
        keep = segment.in_fields(documents, positions, fields)
        documents = documents[keep]
    return _counted(documents)


def _pairs(segment: Segment, first: list[Range], second: list[Range]) -> list[Range] | None:
    """The pairs of two parts; None if they are too many to be of use."""
    if sum(high - low for low, high in first) * len(second) > WIDE:
        return None
    return [pair for a in first for b in second for pair in segment.pair_ranges(a, b)]


def _follow(
    segment: Segment, parts: list[list[Range]], narrowed: np.ndarray | None, *, titles: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Documents and positions (of the first part) where the parts stand one after the other (`titles`: in a title)."""

    def occurrences(ranges: list[Range]) -> tuple[np.ndarray, np.ndarray]:
        return segment.in_titles(ranges) if titles else segment.occurrences(ranges, narrowed)

    documents, positions = occurrences(parts[0])
    starts = documents << 32 | positions
    for offset, ranges in enumerate(parts[1:], 1):
        documents, positions = occurrences(ranges)
        places = documents << 32 | positions
        if not len(places):
            return places, places
        found = places.searchsorted(starts + offset)
        found[found == len(places)] = 0
        starts = starts[places[found] == starts + offset]
    return starts >> 32, starts & 0xFFFFFFFF
