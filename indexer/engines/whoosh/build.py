"""Articles → one segment: analysis, numbers instead of strings, sorted arrays, a file.

Runs in worker processes. Strings are numbered as they come; postings are flat arrays of packed integers
`term | document | position`, which one sort brings into the order of the file.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from indexer.article import FIELDS, Article
from indexer.credits import credit_terms
from indexer.engines.contract import TermKind
from indexer.engines.telling import HEAD_BONUS
from indexer.engines.whoosh import telling_slots
from indexer.engines.whoosh.array_file import write_arrays
from indexer.engines.whoosh.array_layout import (
    MAX_DOCUMENTS,
    SEPARATOR,
    group_sizes,
    lexicon_arrays,
    position_type,
    saturated,
    starts_of_runs,
    term_key,
)
from indexer.engines.whoosh.bulk_lookup import frequencies
from indexer.engines.whoosh.document_columns import document_arrays
from indexer.engines.whoosh.segment import Segment
from indexer.engines.whoosh.segment_files import Built, file_name
from indexer.vietnamese import fold_normal
from indexer.vietnamese.analyse import Batch, analyse_batch

MAX_POSITION = (1 << 24) - 1

_SEGID_LETTERS = string.ascii_lowercase + string.digits

ENOUGH = 4_000
"""So many articles say by themselves which terms are common; fewer are looked at beside those that are there."""

ANALYSED_AT_ONCE = 128
"""Articles that are analysed together: enough to share the work, few enough to stay in the caches."""


@dataclass(frozen=True, slots=True)
class Builder:
    """What a worker process is given: `builder(articles)` writes segments into `folder`.

    `current` are the segments of the generation that the new ones will stand beside.
    """

    folder: Path
    current: tuple[Built, ...] = ()

    def __call__(self, articles: Iterable[Article]) -> tuple[Built, ...]:
        rest = iter(articles)
        built = []
        while batch := list(islice(rest, MAX_DOCUMENTS)):
            # Many articles know by themselves which terms are common.
            known = self._segments() if len(batch) < ENOUGH else []
            arrays, meta = segment_arrays(batch, known)
            built.append(write_segment(self.folder, arrays, meta))
        return tuple(built)

    def _segments(self) -> list[Segment]:
        return [Segment(self.folder / one.file_name, one.seal, one.size) for one in self.current]


def write_segment(folder: Path, arrays: dict[str, np.ndarray], meta: dict[str, Any]) -> Built:
    """Write a new segment's file, durably."""
    segid = "".join(secrets.choice(_SEGID_LETTERS) for _ in range(16))
    path = folder / file_name(segid)
    seal = write_arrays(path, arrays, meta)
    return Built(segid, meta["documents"], path.stat().st_size, seal)


class _Numbers(dict[str, int]):
    """String → number, given out in order of first appearance; remembers the folded forms."""

    def __init__(self) -> None:
        super().__init__()
        self.folds: list[str] = []

    def add(self, text: str, folded: str) -> int:
        """The number of a string."""
        number = self.setdefault(text, len(self))
        if number == len(self.folds):
            self.folds.append(folded)
        return number

    def ranks(self) -> tuple[list[bytes], np.ndarray]:
        """The keys in the lexicon's order, and for each number its place there."""
        keys = [term_key(text, folded) for text, folded in zip(self, self.folds, strict=True)]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        ranks = np.empty(len(order), np.uint64)
        ranks[order] = np.arange(len(order), dtype=np.uint64)
        return [keys[number] for number in order], ranks


class _Collected:
    """What the analysis of some Articles gives, as flat arrays: of syllables, and of words."""

    def __init__(self, documents: int) -> None:
        self.syllables, self.words = _Numbers(), _Numbers()
        self.starts = np.zeros((documents, len(FIELDS) + 1), np.int64)
        self.lengths = np.zeros(documents, np.uint32)
        self.parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self.word_parts: list[tuple[np.ndarray, np.ndarray]] = []
        self.credits = _Numbers()
        self.credit_parts: list[tuple[np.ndarray, np.ndarray]] = []

    def add(self, first: int, articles: Sequence[Article]) -> None:
        """Analyse `articles`, the first of which is document `first`."""
        texts, owners, columns = [], [], []
        for document, article in enumerate(articles, first):
            terms = [self.credits.add(term, fold_normal(term)) for term in credit_terms(article)]
            self.credit_parts.append((np.array(terms, np.intp), np.full(len(terms), document, np.uint64)))
            for column, name in enumerate(FIELDS):
                if text := article.text(name):
                    texts.append(text)
                    owners.append(document)
                    columns.append(column)
        if not texts:
            return
        batch = analyse_batch(texts)
        counts = group_sizes(batch.bounds)
        last = batch.bounds[1:] - 1
        spans = np.zeros(self.starts.shape, np.int64)
        filled = counts > 0
        spans[np.array(owners)[filled], np.array(columns)[filled] + 1] = batch.positions[last[filled]] + 2
        window = slice(first, first + len(articles))
        self.starts[window] = np.cumsum(spans[window], axis=1)
        text_owners = np.array(owners)
        self.lengths[window] = np.bincount(text_owners - first, weights=counts, minlength=len(articles))
        numbers = self._numbers(batch)[batch.ids]
        documents = np.repeat(text_owners, counts)
        places = batch.positions + np.repeat(self.starts[text_owners, columns], counts)
        self.parts.append((numbers, documents.astype(np.uint64), places.astype(np.uint64)))
        begins, sizes = batch.words
        self.word_parts.append(
            (self._word_numbers(numbers, begins, sizes), documents[begins].astype(np.uint64))
        )

    def _numbers(self, batch: Batch) -> np.ndarray:
        """For each of the batch's own numbers the one here (of those that it uses)."""
        used = np.flatnonzero(np.bincount(batch.ids)) if len(batch.ids) else np.zeros(0, np.intp)
        numbers = np.zeros(int(used[-1]) + 1 if len(used) else 0, np.intp)
        numbers[used] = [self.syllables.add(batch.terms[n], batch.folds[n]) for n in used.tolist()]
        return numbers

    def _word_numbers(self, numbers: np.ndarray, begins: np.ndarray, sizes: np.ndarray) -> np.ndarray:
        """The number of each word: `sizes[i]` syllables from `begins[i]`. Each word is spelled once only."""
        texts, folds = list(self.syllables), self.syllables.folds
        result = np.zeros(len(begins), np.intp)
        for size in np.unique(sizes).tolist():
            mine = np.flatnonzero(sizes == size)
            rows = numbers[begins[mine][:, None] + np.arange(size)]
            if size == 2:
                packed = rows[:, 0] << 32 | rows[:, 1]
                order = np.argsort(packed)
                first = starts_of_runs(packed[order])
                sizes_of = np.diff(first, append=len(order))
                distinct = rows[order[first]].tolist()
                pair_numbers = [
                    self.words.add(f"{texts[a]} {texts[b]}", f"{folds[a]} {folds[b]}") for a, b in distinct
                ]
                result[mine[order]] = np.repeat(np.array(pair_numbers, np.intp), sizes_of)
            else:
                result[mine] = [
                    self.words.add(" ".join([texts[n] for n in row]), " ".join([folds[n] for n in row]))
                    for row in rows.tolist()
                ]
        return result


def segment_arrays(
    articles: list[Article], background: Sequence[Segment] = ()
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The arrays of a segment, and its meta: how many documents, and its table of facet values.

    Of several Articles with one id the last counts. `background`: what is there already, for telling terms.
    """
    articles = list({article.id: article for article in articles}.values())
    collected = _Collected(len(articles))
    for first in range(0, len(articles), ANALYSED_AT_ONCE):
        collected.add(first, articles[first : first + ANALYSED_AT_ONCE])
    keys, ranks = collected.syllables.ranks()
    numbers, documents, places = _joined(collected.parts, 3)
    terms, documents = ranks[numbers], documents.astype(np.uint64)
    places = np.minimum(places.astype(np.uint64), np.uint64(MAX_POSITION))
    bodies = collected.starts[:, FIELDS.index("body")].astype(np.uint64)
    arrays = lexicon_arrays("syllable", keys)
    syllables, told = _syllables(terms, documents, places, len(keys), bodies)
    syllables |= _titles(terms, documents, places, len(keys), collected.starts[:, 1].astype(np.uint64))
    pairs, told_pairs = _pairs(terms, documents, places, len(keys), bodies)
    arrays |= syllables | pairs | _telling(told, told_pairs, keys, pairs, len(articles), background)
    arrays |= _listed("word", collected.words, collected.word_parts)
    arrays |= _listed("credit", collected.credits, collected.credit_parts)
    arrays["doc.length"] = collected.lengths
    starts = collected.starts
    arrays["doc.fields"] = starts.astype(position_type(int(starts.max(initial=0)))).reshape(-1)
    columns, table = document_arrays(articles)
    return arrays | columns, {"documents": len(articles), "facets": table}


def _joined(parts: Sequence[tuple[np.ndarray, ...]], width: int) -> list[np.ndarray]:
    """The arrays of all parts, joined; empty ones of intp if there is no part."""
    if not parts:
        return [np.zeros(0, np.intp) for _ in range(width)]
    return [np.concatenate(arrays) for arrays in zip(*parts, strict=True)]


def _counted(groups: np.ndarray, count: int) -> np.ndarray:
    """Offsets of `count` groups, from the group number of each element."""
    offsets = np.zeros(count + 1, np.uint32)
    np.cumsum(np.bincount(groups.astype(np.intp), minlength=count), out=offsets[1:])
    return offsets


@dataclass(frozen=True, slots=True)
class _Told:
    """The postings of a class of terms: term, document, and how often (more if it stands before the body)."""

    terms: np.ndarray
    documents: np.ndarray
    weights: np.ndarray
    frequencies: np.ndarray
    """Of each term the documents that have it."""


def _syllables(
    terms: np.ndarray, documents: np.ndarray, places: np.ndarray, count: int, bodies: np.ndarray
) -> tuple[dict[str, Any], _Told]:
    packed = np.sort(terms << np.uint64(40) | documents << np.uint64(24) | places)
    positions = packed & np.uint64(MAX_POSITION)
    postings = packed >> np.uint64(24)
    first = starts_of_runs(postings)
    heads = postings[first]
    tf = np.diff(first, append=len(postings))
    owners = heads.astype(np.uint16)
    offsets = _counted(heads >> np.uint64(16), count)
    arrays = {
        "syllable.postings": offsets,
        "syllable.occurrences": _counted(postings >> np.uint64(16), count),
        "syllable.docs": owners,
        **saturated(tf),
        "syllable.positions": positions.astype(position_type(int(positions.max(initial=0)))),
    }
    early = positions[first] < bodies[owners]
    frequencies = group_sizes(offsets)
    return arrays, _Told(heads >> np.uint64(16), owners, tf + HEAD_BONUS * early, frequencies)


def _titles(
    terms: np.ndarray, documents: np.ndarray, places: np.ndarray, count: int, ends: np.ndarray
) -> dict[str, np.ndarray]:
    """The occurrences of each syllable in titles, by document then position; `ends`: where each document's title ends."""
    inside = (places < ends.take(documents.astype(np.intp))).nonzero()[0]
    packed = np.sort(terms[inside] << np.uint64(40) | documents[inside] << np.uint64(24) | places[inside])
    positions = packed & np.uint64(MAX_POSITION)
    return {
        "title.ends": _counted(packed >> np.uint64(40), count),
        "title.docs": (packed >> np.uint64(24)).astype(np.uint16),
        "title.positions": positions.astype(position_type(int(positions.max(initial=0)))),
    }


def _listed(
    name: str, terms: _Numbers, parts: Sequence[tuple[np.ndarray, np.ndarray]]
) -> dict[str, np.ndarray]:
    """A lexicon, and for each of its terms the documents, one entry per occurrence."""
    keys, ranks = terms.ranks()
    numbers, owners = _joined(parts, 2)
    packed = np.sort(ranks[numbers] << np.uint64(16) | owners.astype(np.uint64))
    return lexicon_arrays(name, keys) | {
        f"{name}.docs": packed.astype(np.uint16),
        f"{name}.ends": _counted(packed >> np.uint64(16), len(keys)),
    }


def _pairs(
    terms: np.ndarray, documents: np.ndarray, places: np.ndarray, count: int, bodies: np.ndarray
) -> tuple[dict[str, Any], _Told]:
    follows = ((places[1:] == places[:-1] + np.uint64(1)) & (documents[1:] == documents[:-1])).nonzero()[0]
    owners = documents[follows]
    # The last bit makes those before the body the first of their pair and document.
    late = (places[follows] >= bodies[owners.astype(np.intp)]).astype(np.uint64)
    packed = terms[follows] << np.uint64(39) | terms[follows + 1] << np.uint64(17)
    packed = np.sort(packed | owners << np.uint64(1) | late)
    postings = packed >> np.uint64(1)
    pairs = postings >> np.uint64(16)
    first = starts_of_runs(pairs)
    distinct = pairs[first]
    arrays = {
        "pair.first": _counted(distinct >> np.uint64(22), count),
        "pair.second": (distinct & np.uint64((1 << 22) - 1)).astype(np.uint32),
        "pair.ends": np.append(first, len(packed)).astype(np.uint32),
        "pair.docs": postings.astype(np.uint16),
    }
    heads = starts_of_runs(postings)
    numbers = np.searchsorted(first, heads, "right") - 1
    early = packed[heads] & np.uint64(1) == 0
    told = _Told(
        numbers,
        postings[heads].astype(np.uint16),
        np.diff(heads, append=len(packed)) + HEAD_BONUS * early,
        np.bincount(numbers, minlength=len(first)),
    )
    return arrays, told


def _telling(
    syllables: _Told,
    pairs: _Told,
    keys: Sequence[bytes],
    arrays: dict[str, np.ndarray],
    size: int,
    background: Sequence[Segment],
) -> dict[str, np.ndarray]:
    """The telling terms of `size` documents. `background`: segments that say how common terms are beside these."""
    every = size + sum(segment.documents for segment in background)
    common = [syllables.frequencies, pairs.frequencies]
    if background:
        texts = [key.decode().partition(SEPARATOR)[2] for key in keys]
        firsts = np.repeat(np.arange(len(keys)), group_sizes(arrays["pair.first"])).tolist()
        joined = [
            f"{texts[a]} {texts[b]}" for a, b in zip(firsts, arrays["pair.second"].tolist(), strict=True)
        ]
        for segment in background:
            common[0] = common[0] + frequencies(segment, TermKind.SYLLABLE, texts)
            common[1] = common[1] + frequencies(segment, TermKind.PAIR, joined)
    chosen = [
        telling_slots.choose(told.terms.astype(np.intp), told.documents, told.weights, df, size, every)
        for told, df in zip((syllables, pairs), common, strict=True)
    ]
    numbers, weights = (np.concatenate(both, axis=1) for both in zip(*chosen, strict=True))
    return telling_slots.pack(numbers, weights)
