"""Several segments → one, without analysing anything again: terms are renumbered, arrays moved in bulk.

Documents keep their order (the first segment's come first); deleted ones are left out. A posting's new
place is known from counts alone, so that every array is moved by one vectorised scatter per segment.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from indexer.engines.contract import TermKind
from indexer.engines.whoosh import telling_slots
from indexer.engines.whoosh.array_layout import (
    FIELD_COLUMNS,
    code_type,
    group_sizes,
    lexicon_arrays,
    position_type,
    saturated,
    starts_of_runs,
)
from indexer.engines.whoosh.segment import Segment, _runs
from indexer.engines.whoosh.term_dictionary import TermDictionary

Source = tuple[Segment, np.ndarray]
"""A segment, and which of its documents live (bool)."""


def _offsets(counts: np.ndarray) -> np.ndarray:
    offsets = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets


def _kept_counts(offsets: np.ndarray, keep: np.ndarray) -> np.ndarray:
    """How many elements of each group are kept."""
    return np.diff(_offsets(keep)[offsets.astype(np.intp)])


class _Scatter:
    """Collects ragged data from several sources, group by group, in the order of the sources."""

    def __init__(self, groups: int) -> None:
        self.counts = np.zeros(groups, np.int64)
        self._parts: list[tuple[np.ndarray, np.ndarray, tuple[np.ndarray, ...]]] = []

    def add(self, groups: np.ndarray, counts: np.ndarray, *data: np.ndarray) -> None:
        """Send `counts[i]` elements of every array in `data` to group `groups[i]` (intp, each group once)."""
        self.counts[groups] += counts
        self._parts.append((groups, counts, data))

    def result(self) -> list[np.ndarray]:
        """Return the arrays of `data`, put together, each in the widest type of its parts."""
        offsets = _offsets(self.counts)
        cursor = offsets[:-1].copy()
        first = self._parts[0][2]
        merged = [
            np.empty(int(offsets[-1]), np.result_type(*(p[2][i] for p in self._parts)))
            for i in range(len(first))
        ]
        for groups, counts, data in self._parts:
            place = _runs(cursor[groups], counts)
            for target, array in zip(merged, data, strict=True):
                target[place] = array
            cursor[groups] += counts
        self._parts.clear()
        return merged


def _merged_keys(lexicons: Sequence[TermDictionary]) -> tuple[list[bytes], list[np.ndarray]]:
    """The union of some lexicons, and for each the new numbers of its terms."""
    key_lists = [lexicon.keys(0, len(lexicon)) for lexicon in lexicons]
    keys = sorted(set().union(*key_lists))
    places = dict(zip(keys, range(len(keys)), strict=True))
    return keys, [np.fromiter(map(places.__getitem__, k), np.intp, len(k)) for k in key_lists]


def merge_arrays(sources: Sequence[Source]) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return the arrays and the meta of one segment with the living documents of `sources`, types as in `array_layout`."""
    living = [int(alive.sum()) for _, alive in sources]
    bases = np.cumsum([0, *living])
    renumber = [base + np.cumsum(alive) - 1 for base, (_, alive) in zip(bases, sources, strict=False)]
    keys, numbers = _merged_keys([segment.syllables for segment, _ in sources])
    syllables, kept = _syllables(sources, renumber, numbers, len(keys))
    arrays = lexicon_arrays("syllable", [key for key, keep in zip(keys, kept.tolist(), strict=True) if keep])
    arrays |= syllables | _titles(sources, renumber, numbers, kept)
    renamed = np.cumsum(kept) - 1
    pairs, pair_numbers = _pairs(sources, renumber, numbers, renamed)
    arrays |= pairs | _telling(sources, [renamed[terms] for terms in numbers], pair_numbers)
    for kind in (TermKind.WORD, TermKind.CREDIT):
        arrays |= _listed(sources, renumber, kind)
    columns, table = _documents(sources)
    return arrays | columns, {"documents": int(bases[-1]), "facets": table}


def _syllables(
    sources: Sequence[Source], renumber: Sequence[np.ndarray], numbers: Sequence[np.ndarray], count: int
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    postings, occurrences = _Scatter(count), _Scatter(count)
    for (segment, alive), new, terms in zip(sources, renumber, numbers, strict=True):
        docs = segment.file["syllable.docs"].whole()
        tf = segment.tf([(0, len(docs))])
        keep = alive[docs]
        counts = _kept_counts(segment.file["syllable.postings"].whole(), keep)
        postings.add(terms, counts, new[docs[keep]].astype(np.uint16), tf[keep].astype(np.uint32))
        positions = segment.file["syllable.positions"].whole()
        stays = np.repeat(keep, tf)
        counts = _kept_counts(segment.file["syllable.occurrences"].whole(), stays)
        occurrences.add(terms, counts, positions if stays.all() else positions[stays])
    docs, tf = postings.result()
    kept = postings.counts > 0
    arrays = {
        "syllable.postings": _offsets(postings.counts[kept]).astype(np.uint32),
        "syllable.occurrences": _offsets(occurrences.counts[kept]).astype(np.uint32),
        "syllable.docs": docs,
        **saturated(tf),
        "syllable.positions": occurrences.result()[0],
    }
    return arrays, kept


def _titles(
    sources: Sequence[Source],
    renumber: Sequence[np.ndarray],
    numbers: Sequence[np.ndarray],
    kept: np.ndarray,
) -> dict[str, np.ndarray]:
    """The occurrences of syllables in titles; `kept`: which of the merged syllables are left."""
    titles = _Scatter(len(kept))
    for (segment, alive), new, terms in zip(sources, renumber, numbers, strict=True):
        docs = segment.file["title.docs"].whole()
        keep = alive[docs]
        counts = _kept_counts(segment.file["title.ends"].whole(), keep)
        positions = segment.file["title.positions"].whole()[keep]
        titles.add(terms, counts, new[docs[keep]].astype(np.uint16), positions)
    docs, positions = titles.result()
    return {
        "title.ends": _offsets(titles.counts[kept]).astype(np.uint32),
        "title.docs": docs,
        "title.positions": positions,
    }


def _pairs(
    sources: Sequence[Source],
    renumber: Sequence[np.ndarray],
    numbers: Sequence[np.ndarray],
    renamed: np.ndarray,
) -> tuple[dict[str, np.ndarray], list[np.ndarray]]:
    """Pairs, by the merged numbers of their syllables; `renamed` leaves out those that are gone. And for each source the
    new numbers of its pairs."""
    packed = []
    for (segment, _), names in zip(sources, numbers, strict=True):
        firsts = np.repeat(names, group_sizes(segment.file["pair.first"].whole()))
        packed.append(firsts << 32 | names[segment.file["pair.second"].whole()])
    pairs = np.sort(np.concatenate(packed))
    pairs = pairs[starts_of_runs(pairs)]
    places = [pairs.searchsorted(p) for p in packed]
    ends, docs, kept = _lists(sources, renumber, places, len(pairs), TermKind.PAIR)
    pairs = pairs[kept]
    count = int(renamed[-1]) + 1 if len(renamed) else 0
    arrays = {
        "pair.first": _offsets(np.bincount(renamed[pairs >> 32], minlength=count)).astype(np.uint32),
        "pair.second": renamed[pairs & 0xFFFFFFFF].astype(np.uint32),
        "pair.ends": ends,
        "pair.docs": docs,
    }
    stays = np.cumsum(kept) - 1
    return arrays, [stays[place] for place in places]


def _telling(
    sources: Sequence[Source], syllables: Sequence[np.ndarray], pairs: Sequence[np.ndarray]
) -> dict[str, np.ndarray]:
    """The telling terms of the living documents, by their new numbers."""
    slots, weights = [], []
    for (segment, alive), of_syllables, of_pairs in zip(sources, syllables, pairs, strict=True):
        numbers, said = telling_slots.unpack(segment.column("telling_low"), segment.column("telling_high"))
        slots.append(telling_slots.renumbered(numbers[alive], of_syllables, of_pairs))
        weights.append(said[alive])
    return telling_slots.pack(np.concatenate(slots), np.concatenate(weights))


def _listed(
    sources: Sequence[Source], renumber: Sequence[np.ndarray], kind: TermKind
) -> dict[str, np.ndarray]:
    """A kind of terms with a lexicon and lists of documents."""
    keys, numbers = _merged_keys([segment.lexicon(kind) for segment, _ in sources])
    ends, docs, kept = _lists(sources, renumber, numbers, len(keys), kind)
    arrays = lexicon_arrays(kind, [key for key, keep in zip(keys, kept.tolist(), strict=True) if keep])
    return arrays | {f"{kind.value}.ends": ends, f"{kind.value}.docs": docs}


def _lists(
    sources: Sequence[Source],
    renumber: Sequence[np.ndarray],
    numbers: Sequence[np.ndarray],
    count: int,
    kind: TermKind,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Occurrence lists of all terms: offsets, documents, and which terms are left."""
    lists = _Scatter(count)
    for (segment, alive), new, terms in zip(sources, renumber, numbers, strict=True):
        docs = segment.file[f"{kind.value}.docs"].whole()
        keep = alive[docs]
        counts = _kept_counts(segment.file[f"{kind.value}.ends"].whole(), keep)
        lists.add(terms, counts, new[docs[keep]].astype(np.uint16))
    docs = lists.result()[0]
    kept = lists.counts > 0
    return _offsets(lists.counts[kept]).astype(np.uint32), docs, kept


def _documents(sources: Sequence[Source]) -> tuple[dict[str, np.ndarray], list[list[str]]]:
    arrays: dict[str, np.ndarray] = {}
    for name in ("length", "day_low", "day_high", "minute", "added"):
        arrays[f"doc.{name}"] = np.concatenate([s.column(name)[alive] for s, alive in sources])
    starts = [s.column("fields").reshape(-1, FIELD_COLUMNS)[alive].reshape(-1) for s, alive in sources]
    joined = np.concatenate(starts)
    arrays["doc.fields"] = joined.astype(position_type(int(joined.max(initial=0))))
    for name in ("id", "stored"):
        parts, counts = [], []
        for segment, alive in sources:
            data, lengths = _selected(segment.column(name), segment.column(f"{name}_ends"), alive)
            parts.append(data)
            counts.append(lengths)
        arrays[f"doc.{name}"] = np.concatenate(parts)
        arrays[f"doc.{name}_ends"] = _offsets(np.concatenate(counts)).astype(np.uint32)
    hashes = []
    for segment, alive in sources:
        by_document = np.empty(segment.documents, np.uint64)
        by_document[segment.column("hash_doc")] = segment.column("hash")
        hashes.append(by_document[alive])
    every = np.concatenate(hashes)
    order = np.argsort(every, kind="stable")
    arrays["doc.hash"], arrays["doc.hash_doc"] = every[order], order.astype(np.uint16)
    codes, sizes, table = _facets(sources)
    arrays["doc.facets"], arrays["doc.facet_ends"] = codes, _offsets(sizes).astype(np.uint32)
    return arrays, table


def _selected(data: np.ndarray, ends: np.ndarray, alive: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The groups of ragged `data` that `alive` keeps, and their lengths."""
    lengths = group_sizes(ends)
    return (data if alive.all() else data[np.repeat(alive, lengths)]), lengths[alive]


def _facets(sources: Sequence[Source]) -> tuple[np.ndarray, np.ndarray, list[list[str]]]:
    table: dict[tuple[str, str], int] = {}
    labels: dict[tuple[str, str], str] = {}
    parts, counts = [], []
    for segment, alive in sources:
        codes, lengths = _selected(segment.column("facets"), segment.column("facet_ends"), alive)
        used = np.unique(codes)
        new = np.zeros(len(segment.facets), np.intp)
        for code in used.tolist():
            facet, value, label = segment.facets[code]
            new[code] = table.setdefault((facet, value), len(table))
            labels[facet, value] = label
        parts.append(new[codes])
        counts.append(lengths)
    rows = [[facet, value, labels[facet, value]] for facet, value in table]
    return np.concatenate(parts).astype(code_type(len(rows))), np.concatenate(counts), rows
