"""One segment, open for reading: from terms to their documents, from documents to what is stored of them.

Everything returned is of this segment: documents are its own numbers, from 0. Deletions are no concern
of it (they belong to a generation); nor are scores.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from indexer.article import FIELDS, Article
from indexer.engines.contract import TermKind
from indexer.engines.whoosh.array_file import ArrayFile
from indexer.engines.whoosh.array_layout import FIELD_COLUMNS, id_hash, starts_of_runs
from indexer.engines.whoosh.documents import unpack
from indexer.engines.whoosh.telling_slots import SLOTS
from indexer.engines.whoosh.telling_slots import unpack as unpack_slots
from indexer.engines.whoosh.term_dictionary import Range, TermDictionary

TITLE = ("title",)
"""The field that has postings of its own: completions look for titles at every keystroke."""

MOST_PAIRS = 20_000
"""Pairs whose numbers are remembered."""

LEXICONS = tuple(kind for kind in TermKind if kind is not TermKind.PAIR)
"""The kinds of terms that have a lexicon; a pair is two numbers of the syllables'."""

Hits = tuple[np.ndarray, np.ndarray]
"""Documents, ascending and each once, and how often the term occurs in each."""


class Segment:
    """A segment's file and its lexicons."""

    def __init__(self, path: Path, seal: int | None = None, size: int | None = None) -> None:
        self.file = ArrayFile(path, seal, size)
        self.documents: int = self.file.meta["documents"]
        self._lexicons: dict[TermKind, TermDictionary] = {
            k: TermDictionary(self.file, k.value) for k in LEXICONS
        }
        self.syllables = self._lexicons[TermKind.SYLLABLE]
        self._texts: dict[int, str] = {}
        """Syllables that were asked for by number."""
        self.pair_numbers: dict[str, int] = {}
        """Pairs that were asked for by number, by text."""
        self._others: dict[tuple[str, ...], np.ndarray | None] = {}
        """By fields, which documents have text outside of them (bool; None: no document has)."""

    # -- terms

    def lexicon(self, kind: TermKind) -> TermDictionary:
        """The terms of a kind that has a lexicon of its own (all but pairs)."""
        return self._lexicons[kind]

    def pair_ranges(self, first: Range, second: Range) -> list[Range]:
        """The pairs of a syllable of `first` with one of `second`, as ranges of pair numbers."""
        if first[0] >= first[1] or second[0] >= second[1]:
            return []
        bounds = self.file["pair.first"].part(first[0], first[1] + 1).tolist()
        if second == (0, len(self.syllables)):
            return [(bounds[0], bounds[-1])]
        base = bounds[0]
        seconds = self.file["pair.second"].part(base, bounds[-1])
        ranges = []
        for low, high in itertools.pairwise(bounds):
            if low < high:
                a, b = seconds[low - base : high - base].searchsorted(second).tolist()
                if a < b:
                    ranges.append((low + a, low + b))
        return ranges

    def ranges(self, kind: TermKind, text: str, folded: bool) -> list[Range]:
        """The terms that `text` stands for."""
        if kind is TermKind.PAIR:
            first, _, second = text.partition(" ")
            look = self.syllables.folded if folded else self.syllables.accented
            return self.pair_ranges(look(first), look(second))
        lexicon = self.lexicon(kind)
        found = lexicon.folded(text) if folded else lexicon.accented(text)
        return [found] if found[0] < found[1] else []

    def prefix(self, text: str, folded: bool) -> list[Range]:
        """The syllables that begin with `text`."""
        if not folded:
            return self.syllables.accented_prefix(text)
        found = self.syllables.folded_prefix(text)
        return [found] if found[0] < found[1] else []

    def terms(self, kind: TermKind, ranges: Sequence[Range]) -> list[str]:
        """The accented texts of the terms of `ranges`."""
        if kind is not TermKind.PAIR:
            return [text for low, high in ranges for text in self.lexicon(kind).terms(low, high)]
        return self.pair_texts([number for low, high in ranges for number in range(low, high)])

    def pair_texts(self, numbers: Sequence[int]) -> list[str]:
        """The accented texts of some pairs; their numbers are remembered, since they are asked for by text next."""
        firsts = (self.file["pair.first"].whole().searchsorted(numbers, "right") - 1).tolist()
        seconds = self.file["pair.second"].whole()[numbers].tolist()
        left, right = self.syllable_texts(firsts), self.syllable_texts(seconds)
        texts = [f"{first} {second}" for first, second in zip(left, right, strict=True)]
        if len(self.pair_numbers) > MOST_PAIRS:
            self.pair_numbers.clear()
        self.pair_numbers.update(zip(texts, numbers, strict=True))
        return texts

    def syllable_texts(self, numbers: Sequence[int]) -> list[str]:
        """The accented texts of some syllables. Remembered: the same few thousand recur."""
        texts = self._texts
        for number in numbers:
            if number not in texts:
                texts[number] = self.syllables.term(number)
        return [texts[number] for number in numbers]

    def most_frequent(self, kind: TermKind, ranges: Sequence[Range], limit: int | None) -> list[Range]:
        """The `limit` terms (None: all) of `ranges` that occur most often, as ranges."""
        ranges = [(low, high) for low, high in ranges if low < high]
        if limit is None or sum(high - low for low, high in ranges) <= limit:
            return ranges
        name = "syllable.occurrences" if kind is TermKind.SYLLABLE else f"{kind.value}.ends"
        counts = [np.diff(self.file[name].part(low, high + 1).astype(np.int64)) for low, high in ranges]
        every = np.concatenate([np.arange(low, high) for low, high in ranges])
        best = np.argpartition(-np.concatenate(counts), limit - 1)[:limit]
        return [(number, number + 1) for number in every[best].tolist()]

    # -- postings

    def spans(self, offsets: str, ranges: Sequence[Range]) -> list[Range]:
        """Return where the postings of ranges of terms lie, by the array of `offsets`."""
        at = self.file[offsets].at
        return [(at(low), at(high)) for low, high in ranges]

    def joined(self, name: str, spans: Sequence[Range]) -> np.ndarray:
        """The stretches of an array, one after the other, in its own type."""
        array = self.file[name]
        if len(spans) == 1:
            return array.part(*spans[0])
        if not spans:
            return array.raw[:0]
        return array.parts(spans)

    def tf(self, spans: Sequence[Range]) -> np.ndarray:
        """The term frequencies of syllables' postings in stretches: uint8, or uint32 where one is 255 or more."""
        tf = self.joined("syllable.tf", spans)
        high = self.file["syllable.high"]
        if not len(high) or not len(tf) or tf.max() < 255:
            return tf
        tf = tf.astype(np.uint32)
        places, values, at = high.whole(), self.file["syllable.high_tf"].whole(), 0
        for low, end in spans:
            a, b = places.searchsorted([low, end])
            tf[places[a:b].astype(np.intp) - low + at] = values[a:b]
            at += end - low
        return tf

    def postings(
        self, kind: TermKind, ranges: Sequence[Range], fields: Sequence[str] = ()
    ) -> tuple[np.ndarray, np.ndarray | None, bool]:
        """The postings of the union of some terms: documents (uint16), term frequencies (None: 1 each), and whether the
        documents are ascending and each there once. If not, they are to be added up (`merge_hits`).

        With `fields`, of syllables only, those occurrences count that lie in one of them.
        """
        alone = len(ranges) == 1 and ranges[0][1] - ranges[0][0] == 1
        if kind is not TermKind.SYLLABLE:
            docs = self.joined(f"{kind.value}.docs", self.spans(f"{kind.value}.ends", ranges))
            return (*_runs_of(docs), True) if alone else (docs, None, False)
        if tuple(fields) == TITLE:
            docs = self.joined("title.docs", self.spans("title.ends", ranges))
            return (*_runs_of(docs), True) if alone else (docs, None, False)
        spans = self.spans("syllable.postings", ranges)
        docs, tf = self.joined("syllable.docs", spans), self.tf(spans)
        if fields and self._reaches_beyond(fields, docs):
            positions = self.joined("syllable.positions", self.spans("syllable.occurrences", ranges))
            ends = np.cumsum(tf, dtype=np.intp)
            inside = self.in_fields(docs, positions, fields, tf)
            tf = np.add.reduceat(inside, ends - tf, dtype=np.uint32)
            docs, tf = docs[tf > 0], tf[tf > 0]
        return docs, tf, alone

    def hits(self, kind: TermKind, ranges: Sequence[Range], fields: Sequence[str] = ()) -> Hits:
        """The documents of the union of some terms, and their term frequencies (added)."""
        docs, tf, distinct = self.postings(kind, ranges, fields)
        if tf is None:
            tf = np.ones(len(docs), np.uint8)
        return (docs.astype(np.intp), tf) if distinct else merge_hits(docs, tf, self.documents)

    def counts(self, kind: TermKind, ranges: Sequence[Range]) -> tuple[list[int], list[int]]:
        """For each term of `ranges` in how many documents it occurs, deleted ones included, and how often."""
        if kind is TermKind.SYLLABLE:
            return self._sizes("syllable.postings", ranges), self._sizes("syllable.occurrences", ranges)
        often = self._sizes(f"{kind.value}.ends", ranges)
        docs = self.joined(f"{kind.value}.docs", self.spans(f"{kind.value}.ends", ranges))
        firsts = np.cumsum([0, *often[:-1]])
        changes = np.ones(len(docs), np.intp)
        np.not_equal(docs[1:], docs[:-1], out=changes[1:], casting="unsafe")
        changes[firsts] = 1
        return np.add.reduceat(changes, firsts).tolist(), often

    def _sizes(self, offsets: str, ranges: Sequence[Range]) -> list[int]:
        array = self.file[offsets]
        return [
            end - begin
            for low, high in ranges
            for begin, end in itertools.pairwise(array.part(low, high + 1).tolist())
        ]

    def occurrences(
        self, ranges: Sequence[Range], within: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Documents and positions of every occurrence of some syllables, ascending by both.

        `within` (bool per document) restricts the documents.
        """
        docs_parts, position_parts = [], []
        for term in ranges:
            span = self.spans("syllable.postings", [term])[0]
            docs, tf = self.file["syllable.docs"].part(*span), self.tf([span])
            positions = self.file["syllable.positions"].part(*self.spans("syllable.occurrences", [term])[0])
            if within is not None:
                keep = np.flatnonzero(within[docs])
                tf = tf.astype(np.intp)
                ends = np.cumsum(tf)[keep]
                docs, tf = docs[keep], tf[keep]
                positions = positions[_runs(ends - tf, tf)]
            docs_parts.append(np.repeat(docs, tf).astype(np.int64))
            position_parts.append(positions)
        if not docs_parts:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        packed = np.concatenate(docs_parts) << 32 | np.concatenate(position_parts).astype(np.int64)
        if len(ranges) > 1 or ranges[0][1] - ranges[0][0] > 1:
            packed.sort()
        return packed >> 32, packed & 0xFFFFFFFF

    def in_titles(self, ranges: Sequence[Range]) -> tuple[np.ndarray, np.ndarray]:
        """Documents and positions of every occurrence of some syllables in titles, ascending by both."""
        spans = self.spans("title.ends", ranges)
        docs = self.joined("title.docs", spans).astype(np.int64)
        packed = docs << 32 | self.joined("title.positions", spans).astype(np.int64)
        if len(ranges) != 1 or ranges[0][1] - ranges[0][0] > 1:
            packed.sort()
        return packed >> 32, packed & 0xFFFFFFFF

    def in_fields(
        self, docs: np.ndarray, positions: np.ndarray, fields: Sequence[str], times: np.ndarray | int = 1
    ) -> np.ndarray:
        """Which of the positions lie in one of `fields` (bool). `docs[i]` is the document of `times[i]` of them."""
        starts = self._field_starts
        keep = np.zeros(len(positions), bool)
        for first, last in _stretches(fields):
            inside = positions < np.repeat(starts[docs, last], times)
            if first:
                inside &= positions >= np.repeat(starts[docs, first], times)
            keep |= inside
        return keep

    def _reaches_beyond(self, fields: Sequence[str], docs: np.ndarray) -> bool:
        """Whether any of `docs` has text outside of `fields`."""
        key = tuple(fields)
        if key not in self._others:
            starts = self._field_starts
            inside = sum(
                starts[:, last].astype(np.int64) - starts[:, first] for first, last in _stretches(key)
            )
            beyond = inside < starts[:, -1]
            self._others[key] = beyond if beyond.any() else None
        others = self._others[key]
        return others is not None and bool(others[docs].any())

    @property
    def _field_starts(self) -> np.ndarray:
        """The position at which each field of each document begins, and where the last one ends."""
        return self.file["doc.fields"].whole().reshape(-1, FIELD_COLUMNS)

    # -- documents

    def column(self, name: str) -> np.ndarray:
        """A column of the documents: `length`, `day_low`, `day_high`, `minute`, `added`, `facets`, `facet_ends`."""
        return self.file[f"doc.{name}"].whole()

    def telling(self, documents: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """Numbers (-1: none) and weights of the telling terms of some documents, int64 of shape (documents, 2 · SLOTS)."""
        low, high = self.file["doc.telling_low"], self.file["doc.telling_high"]
        width = 2 * SLOTS
        rows = [
            (low.part(at * width, (at + 1) * width), high.part(at * width, (at + 1) * width))
            for at in documents
        ]
        lows, highs = zip(*rows, strict=True)
        return unpack_slots(np.concatenate(lows), np.concatenate(highs))

    def article(self, document: int) -> Article:
        """The stored Article."""
        low, high = self.file["doc.stored_ends"].part(document, document + 2).tolist()
        return unpack(self.file["doc.stored"].text(low, high))

    def article_id(self, document: int) -> str:
        low, high = self.file["doc.id_ends"].part(document, document + 2).tolist()
        return self.file["doc.id"].text(low, high).decode("utf-8", "surrogatepass")

    def ids(self) -> list[str]:
        """The id of every document."""
        ends = self.file["doc.id_ends"].whole().tolist()
        text = self.file["doc.id"].text(0, len(self.file["doc.id"]))
        return [text[a:b].decode("utf-8", "surrogatepass") for a, b in itertools.pairwise(ends)]

    @cached_property
    def id_heads(self) -> np.ndarray:
        """The first 16 bytes of every id, as two numbers that compare alike (uint64, two columns)."""
        ids = [name.encode("utf-8", "surrogatepass") for name in self.ids()]
        return np.array(ids or [b""], "S16")[: len(ids)].view(">u8").astype(np.uint64).reshape(-1, 2)

    def document(self, article_id: str) -> int | None:
        """The document with this id."""
        hashes = self.file["doc.hash"]
        wanted = np.uint64(id_hash(article_id))
        low, high = (int(hashes.whole().searchsorted(wanted, side)) for side in ("left", "right"))
        document: int
        for document in self.file["doc.hash_doc"].part(low, high).tolist():
            if self.article_id(document) == article_id:
                return document
        return None

    @property
    def facets(self) -> list[list[str]]:
        """The table of facet values, `[facet, value, label]`; `facets` codes are places in it."""
        table: list[list[str]] = self.file.meta["facets"]
        return table


def _runs(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """The numbers `starts[i] … starts[i] + lengths[i] - 1` of every i, one after the other."""
    total = int(lengths.sum())
    ends = np.cumsum(lengths)
    return np.repeat(starts - (ends - lengths), lengths) + np.arange(total)


def merge_hits(docs: np.ndarray, tf: np.ndarray, documents: int) -> Hits:
    """Add up the frequencies of documents that occur several times, in any order; returns them ascending (intp), each once."""
    if len(docs) * 8 > documents:
        counts = np.bincount(docs, tf, minlength=documents)
        found = np.flatnonzero(counts)
        return found, counts[found].astype(np.uint32)
    order = np.argsort(docs, kind="stable")
    docs, tf = docs[order], tf[order]
    first = starts_of_runs(docs)
    return docs[first].astype(np.intp), np.add.reduceat(tf, first, dtype=np.int64) if len(first) else tf[:0]


def _runs_of(docs: np.ndarray) -> Hits:
    """Each of ascending documents once, and how often it is there (intp)."""
    first = starts_of_runs(docs)
    return docs[first], np.diff(first, append=len(docs))


def count_runs(docs: np.ndarray, alone: bool, documents: int) -> Hits:
    """Hits of occurrence lists (one entry per occurrence); ascending only if of a single term (`alone`)."""
    if alone:
        docs, tf = _runs_of(docs)
        return docs.astype(np.intp), tf
    return merge_hits(docs, np.ones(len(docs), np.uint8), documents)


def _stretches(fields: Sequence[str]) -> list[tuple[int, int]]:
    """The columns of `fields`, neighbours as one stretch: first and last + 1."""
    stretches: list[tuple[int, int]] = []
    for column in sorted({FIELDS.index(name) for name in fields}):
        if stretches and stretches[-1][1] == column:
            stretches[-1] = (stretches[-1][0], column + 1)
        else:
            stretches.append((column, column + 1))
    return stretches
