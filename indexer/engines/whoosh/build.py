"""Articles → one segment: analysis, numbers instead of strings, sorted arrays, a file.

Runs in worker processes. Strings are numbered as they come; postings are flat arrays of packed integers
`term | document | position`, which one sort brings into the order of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from indexer.article import FIELDS, Article
from indexer.engines.whoosh.codec import ArraySegment
from indexer.engines.whoosh.container import write_arrays
from indexer.engines.whoosh.dates import moments
from indexer.engines.whoosh.documents import pack
from indexer.engines.whoosh.layout import (
    MAX_DOCUMENTS,
    id_hash,
    lexicon_arrays,
    position_type,
    ragged,
    saturated,
    starts_of_runs,
    term_key,
)
from indexer.vietnamese import analyse, fold_normal

MAX_POSITION = (1 << 24) - 1


@dataclass(frozen=True, slots=True)
class Built:
    """A segment that lies on disk, whole and durable, but is not part of any generation yet."""

    segid: str
    documents: int
    size: int
    seal: int


@dataclass(frozen=True, slots=True)
class Builder:
    """What a worker process is given: `builder(articles)` writes segments into `folder`."""

    folder: Path

    def __call__(self, articles: Iterable[Article]) -> tuple[Built, ...]:
        rest = iter(articles)
        built = []
        while batch := list(islice(rest, MAX_DOCUMENTS)):
            arrays, meta = segment_arrays(batch)
            built.append(write_segment(self.folder, arrays, meta))
        return tuple(built)


def write_segment(folder: Path, arrays: dict[str, np.ndarray], meta: dict[str, Any]) -> Built:
    """Write a new segment's file, durably."""
    segment = ArraySegment.new(meta["documents"])
    path = folder / segment.file_name
    seal = write_arrays(path, arrays, meta)
    return Built(segment.segid, meta["documents"], path.stat().st_size, seal)


class _Numbers(dict[str, int]):
    """String → number, given out in order of first appearance."""

    def __missing__(self, key: str) -> int:
        self[key] = number = len(self)
        return number

    def ranks(self) -> tuple[list[bytes], np.ndarray]:
        """The keys in the lexicon's order, and for each number its place there."""
        keys = [term_key(text, fold_normal(text)) for text in self]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        ranks = np.empty(len(order), np.uint64)
        ranks[order] = np.arange(len(order), dtype=np.uint64)
        return [keys[number] for number in order], ranks


def segment_arrays(articles: list[Article]) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The arrays of a segment, and its meta: how many documents, and its table of facet values.

    Of several Articles with one id the last counts.
    """
    articles = list({article.id: article for article in articles}.values())
    syllables, words = _Numbers(), _Numbers()
    numbers: list[int] = []
    positions: list[int] = []
    word_numbers: list[int] = []
    word_counts = np.zeros(len(articles), np.intp)
    lengths = np.zeros(len(articles), np.uint32)
    starts = np.zeros((len(articles), len(FIELDS) + 1), np.int64)
    for document, article in enumerate(articles):
        before, position = len(numbers), 0
        words_before = len(word_numbers)
        for column, name in enumerate(FIELDS):
            starts[document, column] = position
            text = article.text(name)
            if not text:
                continue
            analysis = analyse(text)
            if not analysis.syllables:
                continue
            numbers += [syllables[s] for s in analysis.syllables]
            positions += [position + p for p in analysis.positions] if position else analysis.positions
            word_numbers += [words[w] for w in analysis.word_terms()]
            position += analysis.positions[-1] + 2
        starts[document, -1] = position
        lengths[document] = len(numbers) - before
        word_counts[document] = len(word_numbers) - words_before
    every = np.arange(len(articles), dtype=np.uint64)
    keys, ranks = syllables.ranks()
    terms = ranks[np.array(numbers, np.intp)]
    places = np.minimum(np.array(positions, np.uint64), np.uint64(MAX_POSITION))
    documents = np.repeat(every, lengths)
    arrays = lexicon_arrays("syllable", keys)
    arrays |= _syllables(terms, documents, places, len(keys))
    arrays |= _pairs(terms, documents, places, len(keys))
    word_keys, word_ranks = words.ranks()
    arrays |= lexicon_arrays("word", word_keys)
    word_terms = word_ranks[np.array(word_numbers, np.intp)]
    packed = np.sort(word_terms << np.uint64(16) | np.repeat(every, word_counts))
    arrays["word.docs"] = packed.astype(np.uint16)
    arrays["word.ends"] = _counted(packed >> np.uint64(16), len(word_keys))
    arrays["doc.length"] = lengths
    arrays["doc.fields"] = starts.astype(position_type(int(starts.max(initial=0)))).reshape(-1)
    columns, table = document_arrays(articles)
    return arrays | columns, {"documents": len(articles), "facets": table}


def _counted(groups: np.ndarray, count: int) -> np.ndarray:
    """Offsets of `count` groups, from the group number of each element."""
    offsets = np.zeros(count + 1, np.uint32)
    np.cumsum(np.bincount(groups.astype(np.intp), minlength=count), out=offsets[1:])
    return offsets


def _syllables(terms: np.ndarray, documents: np.ndarray, places: np.ndarray, count: int) -> dict[str, Any]:
    packed = np.sort(terms << np.uint64(40) | documents << np.uint64(24) | places)
    positions = packed & np.uint64(MAX_POSITION)
    postings = packed >> np.uint64(24)
    first = starts_of_runs(postings)
    heads = postings[first]
    return {
        "syllable.postings": _counted(heads >> np.uint64(16), count),
        "syllable.occurrences": _counted(postings >> np.uint64(16), count),
        "syllable.docs": heads.astype(np.uint16),
        **saturated(np.diff(first, append=len(postings))),
        "syllable.positions": positions.astype(position_type(int(positions.max(initial=0)))),
    }


def _pairs(terms: np.ndarray, documents: np.ndarray, places: np.ndarray, count: int) -> dict[str, Any]:
    follows = (places[1:] == places[:-1] + np.uint64(1)) & (documents[1:] == documents[:-1])
    packed = terms[:-1][follows] << np.uint64(38) | terms[1:][follows] << np.uint64(16)
    packed = np.sort(packed | documents[1:][follows])
    pairs = packed >> np.uint64(16)
    first = starts_of_runs(pairs)
    distinct = pairs[first]
    return {
        "pair.first": _counted(distinct >> np.uint64(22), count),
        "pair.second": (distinct & np.uint64((1 << 22) - 1)).astype(np.uint32),
        "pair.ends": np.append(first, len(packed)).astype(np.uint32),
        "pair.docs": packed.astype(np.uint16),
    }


def _facets(article: Article) -> Iterator[tuple[str, str, str]]:
    yield "kind", article.kind, article.kind
    if article.year is not None:
        yield "year", str(article.year), str(article.year)
    for district in article.districts:
        yield "district", district.value, district.label
    for campaign in article.campaigns:
        yield "campaign", campaign.value, campaign.label


def document_arrays(articles: list[Article]) -> tuple[dict[str, np.ndarray], list[list[str]]]:
    """The columns of the documents (all but lengths and field starts), and the table of facet values."""
    table: dict[tuple[str, str], int] = {}
    labels: dict[tuple[str, str], str] = {}
    codes: list[int] = []
    code_ends = [0]
    for article in articles:
        own: dict[int, None] = {}
        for facet, value, label in _facets(article):
            own[table.setdefault((facet, value), len(table))] = None
            labels[facet, value] = label
        codes += own
        code_ends.append(len(codes))
    times = np.array([moments(article) for article in articles], np.int64).reshape(-1, 3)
    stored, stored_ends = ragged([pack(article) for article in articles])
    ids, id_ends = ragged([article.id.encode("utf-8", "surrogatepass") for article in articles])
    hashes = np.array([id_hash(article.id) for article in articles], np.uint64)
    order = np.argsort(hashes, kind="stable")
    arrays: dict[str, np.ndarray] = {
        "doc.day_low": times[:, 0].astype(np.int32),
        "doc.day_high": times[:, 1].astype(np.int32),
        "doc.minute": times[:, 2].astype(np.int32),
        "doc.facets": np.array(codes, np.uint16),
        "doc.facet_ends": np.array(code_ends, np.uint32),
        "doc.id": ids,
        "doc.id_ends": id_ends,
        "doc.hash": hashes[order],
        "doc.hash_doc": order.astype(np.uint16),
        "doc.stored": stored,
        "doc.stored_ends": stored_ends,
    }
    return arrays, [[facet, value, labels[facet, value]] for facet, value in table]
