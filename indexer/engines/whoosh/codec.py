"""Whoosh's codec over our arrays: how Whoosh's own reader and searcher read a segment.

The schema has `syllable` (with positions), `pair`, `word` and `credit`, each with its lexicon; `id` and the
facets as unscored terms; and `article`, stored. Writing through Whoosh's
SegmentWriter is refused: segments are built from arrays (`build.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from indexer.engines.contract import FACETS, TermKind
from indexer.engines.whoosh.array_layout import SEPARATOR
from indexer.engines.whoosh.library import (
    ID,
    STORED,
    Codec,
    FieldCursor,
    FieldType,
    Frequency,
    ListMatcher,
    PerDocumentReader,
    Positions,
    Schema,
    TermInfo,
    TermNotFound,
    TermsReader,
    W3Segment,
)
from indexer.engines.whoosh.segment import Segment
from indexer.facets.declared import DeclaredFacet
from indexer.vietnamese import fold_normal

INDEX_NAME = "MAIN"
EXTENSION = ".arrays"
PAIR_JOIN = "\x1e"
"""Joins the two keys of a pair; sorts before all that keys are made of, so that pairs stay in order."""

TERM_FIELDS = tuple(kind.value for kind in TermKind)


class ArraySegment(W3Segment):
    """What a TOC keeps of a segment: its name, how many documents, and which of them are deleted."""

    def __init__(self, documents: int, segid: str | None = None, deleted: set[int] | None = None) -> None:
        super().__init__(CODEC, INDEX_NAME, doccount=documents, segid=segid, deleted=deleted)

    @classmethod
    def new(cls, documents: int) -> ArraySegment:
        return cls(documents)

    @property
    def file_name(self) -> str:
        name: str = self.make_filename(EXTENSION)
        return name

    def deleted_numbers(self) -> np.ndarray:
        """The numbers of the deleted documents, ascending."""
        return np.array(sorted(self._deleted or ()), np.intp)

    def __getstate__(self) -> tuple[int, str, bytes]:
        return self._doccount, self.segid, self.deleted_numbers().astype("<u2").tobytes()

    def __setstate__(self, state: tuple[int, str, bytes]) -> None:
        documents, segid, deleted = state
        numbers = set(np.frombuffer(deleted, "<u2").tolist()) or None
        super().__init__(CODEC, INDEX_NAME, doccount=documents, segid=segid, deleted=numbers)


class SyllableField(FieldType):
    """Terms by the lexicon's keys; what a query writes is the accented form."""

    analyzer = None
    scorable = True
    stored = False
    unique = False
    vector = None
    column_type = None
    sortable_typecode = None
    multitoken_query = "default"
    spelling = False

    def __init__(self, kind: TermKind) -> None:
        self.kind = kind
        self.format = Positions() if kind is TermKind.SYLLABLE else Frequency()

    def to_bytes(self, value: str | bytes) -> bytes:
        if isinstance(value, bytes):
            return value
        if self.kind is TermKind.PAIR:
            return PAIR_JOIN.join(f"{fold_normal(s)}{SEPARATOR}{s}" for s in value.split(" ")).encode()
        return f"{fold_normal(value)}{SEPARATOR}{value}".encode()

    def from_bytes(self, value: bytes) -> str:
        return " ".join(key.partition(SEPARATOR)[2] for key in value.decode().split(PAIR_JOIN))


def schema(declared: Sequence[DeclaredFacet] = ()) -> Any:
    """The schema of an index with these facets beside those of every index."""
    fields: dict[str, Any] = {kind.value: SyllableField(kind) for kind in TermKind}
    fields |= {name: ID() for name in ("id", *FACETS, *(f.name for f in declared))}
    return Schema(**fields, article=STORED())


class ArrayCodec(Codec):
    """Reads segments for Whoosh."""

    def _open(self, storage: Any, segment: ArraySegment) -> Any:
        return Segment(Path(storage.folder) / segment.file_name)

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTerms:
        return ArrayTerms(self._open(storage, segment))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> ArrayDocuments:
        return ArrayDocuments(self._open(storage, segment), segment)

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        raise NotImplementedError("segments are built from arrays, not written through Whoosh")


CODEC = ArrayCodec()


class ArrayTerms(TermsReader):
    """Terms and postings of a segment. Facet values and ids are terms too, found in the columns."""

    def __init__(self, data: Any) -> None:
        self._data = data

    @cached_property
    def _facets(self) -> dict[tuple[str, bytes], list[int]]:
        data = self._data
        ends = data.column("facet_ends")
        documents = np.repeat(np.arange(data.documents), np.diff(ends.astype(np.intp)))
        codes = data.column("facets")
        found = {
            (facet, value.encode()): documents[codes == code].tolist()
            for code, (facet, value, _) in enumerate(data.facets)
        }
        return found | {("id", name.encode()): [number] for number, name in enumerate(data.ids())}

    def _number(self, fieldname: str, text: bytes) -> int | None:
        data = self._data
        if fieldname == TermKind.PAIR.value:
            first, _, second = text.partition(PAIR_JOIN.encode())
            numbers = [data.syllables.lower_bound(key) for key in (first, second)]
            if any(
                data.syllables.keys(n, n + 1) != [k] for n, k in zip(numbers, (first, second), strict=True)
            ):
                return None
            ranges = data.pair_ranges(*((n, n + 1) for n in numbers))
            return ranges[0][0] if ranges else None
        lexicon = data.lexicon(TermKind(fieldname))
        number: int = lexicon.lower_bound(text)
        return number if number < len(lexicon) and lexicon.keys(number, number + 1) == [text] else None

    def _texts(self, fieldname: str) -> list[bytes]:
        data = self._data
        if fieldname == TermKind.PAIR.value:
            keys = data.syllables.keys(0, len(data.syllables))
            counts = np.diff(data.file["pair.first"].whole().astype(np.intp))
            firsts = np.repeat(np.arange(len(keys)), counts).tolist()
            seconds = data.file["pair.second"].whole().tolist()
            return [keys[a] + PAIR_JOIN.encode() + keys[b] for a, b in zip(firsts, seconds, strict=True)]
        if fieldname in TERM_FIELDS:
            lexicon = data.lexicon(TermKind(fieldname))
            return list(lexicon.keys(0, len(lexicon)))
        return sorted(text for facet, text in self._facets if facet == fieldname)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        if term[0] in TERM_FIELDS:
            return self._number(*term) is not None
        return term in self._facets

    def indexed_field_names(self) -> list[str]:
        return sorted({*TERM_FIELDS, "id", *FACETS, *(facet for facet, _ in self._facets)})

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for name in self.indexed_field_names():
            for text in self._texts(name):
                yield name, text

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return (term for term in self.terms() if term >= (fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: Any) -> ArrayCursor:
        return ArrayCursor(self, fieldname, fieldobj, self._texts(fieldname))

    def _postings(self, fieldname: str, text: bytes) -> tuple[list[int], list[float]]:
        if fieldname not in TERM_FIELDS:
            if (fieldname, text) not in self._facets:
                raise TermNotFound(f"No term {fieldname}:{text!r}")
            docs = self._facets[fieldname, text]
            return docs, [1.0] * len(docs)
        number = self._number(fieldname, text)
        if number is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        documents, tf = self._data.hits(TermKind(fieldname), [(number, number + 1)])
        return documents.tolist(), tf.astype(float).tolist()

    def term_info(self, fieldname: str, text: bytes) -> Any:
        docs, tf = self._postings(fieldname, text)
        lengths = self._data.column("length")[docs]
        return TermInfo(
            sum(tf), len(docs), int(lengths.min()), int(lengths.max()), max(tf), docs[0], docs[-1]
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        return sum(self._postings(fieldname, text)[1]) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return len(self._postings(fieldname, text)[0]) if (fieldname, text) in self else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        docs, tf = self._postings(fieldname, text)
        values = None
        if fieldname == TermKind.SYLLABLE.value:
            number = self._number(fieldname, text)
            assert number is not None
            _, positions = self._data.occurrences([(number, number + 1)])
            parts = np.split(positions, np.cumsum(np.array(tf, int))[:-1])
            values = [_encoded(part.tolist()) for part in parts]
        return ListMatcher(
            docs,
            tf,
            values,
            format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )


def _encoded(positions: list[int]) -> bytes:
    """Positions in the form that Whoosh's `Positions` format decodes."""
    encoded: bytes = Positions().encode(positions)
    return encoded


class ArrayCursor(FieldCursor):
    """Walks over the terms of one field."""

    def __init__(self, reader: ArrayTerms, fieldname: str, fieldobj: Any, texts: list[bytes]) -> None:
        self._reader, self._name, self._field, self._texts = reader, fieldname, fieldobj, texts
        self._at = 0

    def is_valid(self) -> bool:
        return self._at < len(self._texts)

    def text(self) -> str | None:
        return self._field.from_bytes(self._texts[self._at]) if self.is_valid() else None

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        wanted = self._field.to_bytes(string)
        self._at = next((i for i, text in enumerate(self._texts) if text >= wanted), len(self._texts))
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def term_info(self) -> Any:
        return self._reader.term_info(self._name, self._texts[self._at])


class ArrayDocuments(PerDocumentReader):
    """Lengths, deletions and stored fields of a segment. All term fields have the length in syllables."""

    def __init__(self, data: Any, segment: ArraySegment) -> None:
        self._data = data
        self._segment = segment

    def doc_count(self) -> int:
        return int(self._data.documents - self._segment.deleted_count())

    def doc_count_all(self) -> int:
        return int(self._data.documents)

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> list[int]:
        return list(self._segment.deleted_docs())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._data.column("length")[docnum]) if fieldname in TERM_FIELDS else default

    def field_length(self, fieldname: str) -> int:
        return int(self._data.column("length").sum()) if fieldname in TERM_FIELDS else 0

    def min_field_length(self, fieldname: str) -> int:
        return int(self._data.column("length").min()) if fieldname in TERM_FIELDS else 0

    def max_field_length(self, fieldname: str) -> int:
        return int(self._data.column("length").max()) if fieldname in TERM_FIELDS else 0

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        article = self._data.article(docnum)
        return {"article": article.to_dict(explain=True)}
