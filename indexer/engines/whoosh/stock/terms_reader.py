"""The terms and postings of a segment, as Whoosh's `SegmentReader` asks for them.

Texts are read off the postings of syllables; facet values, ids and moments are terms too, found in the columns.
A listing of a field's terms is sorted by their bytes, and made when it is first asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, partial
from typing import Any

import numpy as np

from indexer.bounded_cache import BoundedCache
from indexer.engines.contract import Leaf, Term, TermKind
from indexer.engines.whoosh.array_layout import group_sizes
from indexer.engines.whoosh.leaves import postings_of
from indexer.engines.whoosh.library import FieldCursor, Positions, TermInfo, TermNotFound, TermsReader
from indexer.engines.whoosh.segment import Segment
from indexer.engines.whoosh.stock.document_reader import wall_clock
from indexer.engines.whoosh.stock.matcher import ArrayMatcher
from indexer.engines.whoosh.stock.term_text import KINDS, TEXT_FIELDS, leaf
from indexer.engines.whoosh.stock.text_field import MomentField, YearField
from indexer.facets.bylines import slug
from indexer.vietnamese import fold_normal, has_diacritics

Hits = tuple[np.ndarray, np.ndarray]
"""Documents (intp, ascending) and how often the term is in each."""

HITS_BYTES = 32 << 20
"""What is remembered of terms that were looked up: each is asked for several times in a row."""

SIGN = 1 << 63
"""What Whoosh adds to a signed number of 64 bits, so that its bytes sort."""

NOTHING: Hits = (np.zeros(0, np.intp), np.zeros(0, np.intp))
_FORMAT = Positions()
_YEAR, _MOMENT = YearField(), MomentField()


class ArrayTerms(TermsReader):
    """Terms and postings of one segment. Deleted documents count; Whoosh leaves them out of what it finds."""

    def __init__(self, data: Segment) -> None:
        self.data = data
        self._hits: BoundedCache = BoundedCache(HITS_BYTES)
        self._listed: dict[str, list[bytes]] = {}

    # -- one term

    def _leaf(self, fieldname: str, text: bytes) -> Leaf | None:
        written = text.decode("utf-8", "replace")
        if fieldname in KINDS:
            return Term(KINDS[fieldname], written) if written else None
        return leaf(written, TEXT_FIELDS[fieldname])

    def hits(self, fieldname: str, text: bytes) -> Hits:
        """Return the documents of a term; none if there is no such term."""
        if fieldname == "id":
            document = self.data.document(text.decode("utf-8", "surrogatepass"))
            return NOTHING if document is None else (np.array([document]), np.ones(1, np.intp))
        if fieldname not in TEXT_FIELDS and fieldname not in KINDS:
            values = self._values.get(fieldname, {})
            documents = values.get(text)
            if documents is None and fieldname not in ("year", "published"):
                documents = values.get(slug(text.decode("utf-8", "replace")).encode())
            return NOTHING if documents is None else (documents, np.ones(len(documents), np.intp))

        def read() -> Hits:
            sought = self._leaf(fieldname, text)
            if sought is None:
                return NOTHING
            documents, tf, distinct = postings_of(self.data, sought)
            counts = np.ones(len(documents), np.intp) if tf is None else tf
            if distinct:
                return documents.astype(np.intp), counts
            total = np.bincount(documents, counts, self.data.documents)
            some = np.flatnonzero(total)
            return some, total[some].astype(np.intp)

        found: Hits = self._hits.get((fieldname, text), read, lambda hits: hits[0].nbytes + hits[1].nbytes)
        return found

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return bool(len(self.hits(*term)[0]))

    def _existing(self, fieldname: str, text: bytes) -> Hits:
        hits = self.hits(fieldname, text)
        if not len(hits[0]):
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return hits

    def term_info(self, fieldname: str, text: bytes) -> Any:
        documents, tf = self._existing(fieldname, text)
        lengths = self.data.column("length")[documents]
        return TermInfo(
            float(tf.sum()),
            len(documents),
            int(lengths.min()),
            int(lengths.max()),
            float(tf.max()),
            int(documents[0]),
            int(documents[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.hits(fieldname, text)[1].sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return len(self.hits(fieldname, text)[0])

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        documents, tf = self._existing(fieldname, text)
        positions = partial(self._positions, fieldname, text, tf) if fieldname in TEXT_FIELDS else None
        info = partial(self.term_info, fieldname, text)
        weights = tf.astype(float).tolist()
        return ArrayMatcher(documents.tolist(), weights, positions, format_, scorer, (fieldname, text), info)

    def _positions(self, fieldname: str, text: bytes, tf: np.ndarray) -> list[bytes]:
        """The encoded positions of a term in each of its documents; of a phrase, none."""
        sought = self._leaf(fieldname, text)
        if not isinstance(sought, Term):
            raise TermNotFound(f"{text.decode()!r} is a phrase; write it as one to ask where it stands")
        ranges = self.data.ranges(sought.kind, sought.text, sought.folded)
        documents, places = self.data.occurrences(ranges)
        if sought.fields:
            places = places[self.data.in_fields(documents, places, sought.fields)]
        parts = np.split(places, np.cumsum(tf)[:-1])
        return [_FORMAT.encode(part.tolist()) for part in parts]

    # -- listings

    @cached_property
    def _values(self) -> dict[str, dict[bytes, np.ndarray]]:
        """The values of each facet, and the moments, with their documents (intp, ascending)."""
        data = self.data
        sizes = group_sizes(data.column("facet_ends"))
        codes = data.column("facets").astype(np.intp)
        order = np.argsort(codes, kind="stable")
        documents = np.repeat(np.arange(data.documents), sizes)[order]
        ends = np.cumsum(np.bincount(codes, minlength=len(data.facets)))
        values: dict[str, dict[bytes, np.ndarray]] = {}
        for (facet, value, _), group in zip(data.facets, np.split(documents, ends[:-1]), strict=True):
            text = _YEAR.to_bytes(int(value)) if facet == "year" else value.encode("utf-8", "surrogatepass")
            values.setdefault(facet, {})[text] = group
        moments: dict[int, list[int]] = {}
        for document, moment in enumerate(wall_clock(data)):
            if moment is not None:
                moments.setdefault(moment, []).append(document)
        values["published"] = {
            _MOMENT.sortable_to_bytes(moment + SIGN): np.array(numbers) for moment, numbers in moments.items()
        }
        return values

    def texts(self, fieldname: str) -> list[bytes]:
        """Return every term of a field, sorted by bytes."""
        if fieldname not in self._listed:
            self._listed[fieldname] = self._list(fieldname)
        return self._listed[fieldname]

    def _list(self, fieldname: str) -> list[bytes]:
        if fieldname == "id":
            return sorted(name.encode("utf-8", "surrogatepass") for name in self.data.ids())
        if fieldname in TEXT_FIELDS:
            forms = self.data.syllables.terms(0, len(self.data.syllables))
            inside = self._standing_in(TEXT_FIELDS[fieldname]).tolist()
            here = [form for form, stands in zip(forms, inside, strict=True) if stands]
            folded = {fold_normal(form) for form in here}
            return sorted(text.encode() for text in folded | {form for form in here if has_diacritics(form)})
        if fieldname == TermKind.PAIR:
            count = len(self.data.file["pair.second"])
            return sorted(text.encode() for text in self.data.pair_texts(range(count)))
        if fieldname in KINDS:
            lexicon = self.data.lexicon(KINDS[fieldname])
            return sorted(text.encode() for text in lexicon.terms(0, len(lexicon)))
        return sorted(self._values.get(fieldname, ()))

    def _standing_in(self, fields: tuple[str, ...]) -> np.ndarray:
        """Which syllables stand in one of these fields of a document (bool); () for any field."""
        data = self.data
        count = len(data.syllables)
        if not fields or not count:
            return np.ones(count, bool)
        ends = data.file["syllable.occurrences"].whole().astype(np.intp)
        docs = data.file["syllable.docs"].whole()
        tf = data.tf([(0, len(docs))])
        inside = data.in_fields(docs, data.file["syllable.positions"].whole(), fields, tf)
        stands: np.ndarray = np.add.reduceat(inside, ends[:-1], dtype=np.intp) > 0
        return stands

    def indexed_field_names(self) -> list[str]:
        return sorted({*TEXT_FIELDS, *KINDS, "id", *self._values})

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for name in self.indexed_field_names():
            if name >= fieldname:
                texts = self.texts(name)
                first = bisect_left(texts, prefix) if name == fieldname else 0
                for at in range(first, len(texts)):
                    yield name, texts[at]

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, field: Any) -> ArrayCursor:
        return ArrayCursor(self, fieldname, field)


class ArrayCursor(FieldCursor):
    """Walks over the terms of one field, in the order of their text."""

    def __init__(self, reader: ArrayTerms, fieldname: str, field: Any) -> None:
        self._reader, self._name, self._field = reader, fieldname, field
        self._texts = reader.texts(fieldname)
        self._at = 0

    def is_valid(self) -> bool:
        return self._at < len(self._texts)

    def text(self) -> str | None:
        return self._field.from_bytes(self._texts[self._at]) if self.is_valid() else None

    term = text

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        wanted = string if isinstance(string, bytes) else string.encode("utf-8", "replace")
        self._at = bisect_left(self._texts, wanted)
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def term_info(self) -> Any:
        return self._reader.term_info(self._name, self._texts[self._at])
