"""The documents of a segment, as Whoosh's `SegmentReader` asks for them: lengths, deletions, columns, stored fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from indexer.article import FIELDS
from indexer.engines.article_time import EPOCH, MINUTES_A_DAY
from indexer.engines.contract import FACETS
from indexer.engines.whoosh.array_layout import FIELD_COLUMNS, group_sizes
from indexer.engines.whoosh.library import ColumnReader, PerDocumentReader, datetime_to_long
from indexer.engines.whoosh.segment import Segment
from indexer.engines.whoosh.stock.term_text import TEXT, TEXT_FIELDS
from indexer.hanoi_time import HANOI_MINUTES

LAST = "\U0010ffff"
"""Sorts behind every value: what a document without any is sorted by."""


def wall_clock(data: Segment) -> list[int | None]:
    """Return when each document was published, as Whoosh counts time; None for one whose page gives no day.

    The arrays keep minutes of UTC and the day that the page states: a page of another zone than ours keeps its day.
    """
    low, high = data.column("day_low").astype(np.int64), data.column("day_high")
    begins = low * MINUTES_A_DAY
    minutes = np.clip(
        data.column("minute").astype(np.int64) + HANOI_MINUTES, begins, begins + MINUTES_A_DAY - 1
    )
    origin = datetime_to_long(EPOCH.replace(tzinfo=None))
    dated = (low == high).tolist()
    moments = zip(minutes.tolist(), dated, strict=True)
    return [origin + minute * 60_000_000 if stated else None for minute, stated in moments]


class ArrayDocuments(PerDocumentReader):
    """The documents of one segment. `segment` has the deletions, `schema` the names of the facets."""

    def __init__(self, data: Segment, segment: Any) -> None:
        self.data = data
        self._segment = segment

    # -- counts and deletions

    def doc_count(self) -> int:
        return int(self.data.documents - self._segment.deleted_count())

    def doc_count_all(self) -> int:
        return int(self.data.documents)

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> list[int]:
        return list(self._segment.deleted_docs())

    # -- lengths

    @cached_property
    def _lengths(self) -> dict[str, np.ndarray]:
        """The syllables of each text field in each document; those of one field, counted by positions."""
        starts = self.data.column("fields").reshape(-1, FIELD_COLUMNS).astype(np.int64)
        spans = np.maximum(np.diff(starts, axis=1) - 1, 0)
        lengths = {name: spans[:, column] for column, name in enumerate(FIELDS)}
        return {TEXT: self.data.column("length").astype(np.int64), **lengths}

    def _length(self, fieldname: str) -> np.ndarray:
        return self._lengths[fieldname if fieldname in TEXT_FIELDS else TEXT]

    def _has_length(self, fieldname: str) -> bool:
        return fieldname in (*TEXT_FIELDS, "pair", "word", "credit")

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._length(fieldname)[docnum]) if self._has_length(fieldname) else default

    def field_length(self, fieldname: str) -> int:
        return int(self._length(fieldname).sum()) if self._has_length(fieldname) else 0

    def min_field_length(self, fieldname: str) -> int:
        return int(self._length(fieldname).min(initial=0)) if self._has_length(fieldname) else 0

    def max_field_length(self, fieldname: str) -> int:
        return int(self._length(fieldname).max(initial=0)) if self._has_length(fieldname) else 0

    # -- columns

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname not in TEXT_FIELDS or fieldname == "title"

    def column_reader(self, fieldname: str, column: Any) -> ArrayColumn:
        if fieldname == "published":
            moments = wall_clock(self.data)
            missing = column.default_value()
            return ArrayColumn([(missing if moment is None else moment,) for moment in moments], missing)
        if fieldname == "id":
            return ArrayColumn([(name,) for name in self.data.ids()])
        if fieldname == "title":
            every = range(self.data.documents)
            return ArrayColumn([(self.data.article(document).title,) for document in every])
        rows = self._facet_rows(fieldname)
        if fieldname == "year":
            missing = column.default_value()
            return ArrayColumn([(int(row[0]) + (1 << 31) if row else missing,) for row in rows], missing)
        return ArrayColumn(rows)

    def _facet_rows(self, facet: str) -> list[tuple[str, ...]]:
        rows: list[tuple[str, ...]] = []
        codes, at = self.data.column("facets").tolist(), 0
        table = [value if name == facet else None for name, value, _ in self.data.facets]
        for size in group_sizes(self.data.column("facet_ends")).tolist():
            rows.append(tuple(value for code in codes[at : at + size] if (value := table[code]) is not None))
            at += size
        return rows

    # -- stored fields

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        article = self.data.article(docnum)
        plain = article.to_dict(explain=True)
        texts = {name: article.text(name) for name in FIELDS}
        low, high = self.data.column("facet_ends")[docnum : docnum + 2].tolist()
        facets: dict[str, list[str]] = {name: [] for name in FACETS}
        facets |= {name: [] for name, _, _ in self.data.facets}
        for code in self.data.column("facets")[low:high].tolist():
            facet, value, _ = self.data.facets[code]
            facets[facet].append(value)
        whole = "\n\n".join(text for text in texts.values() if text)
        return {**facets, **plain, **texts, TEXT: whole, "article": plain}


class ArrayColumn(ColumnReader):
    """The values of each document, in a fixed order: texts, none or several; or, with `missing`, one number each.

    A document without a value (`missing`) sorts last, in either direction.
    """

    def __init__(self, rows: Sequence[tuple[Any, ...]], missing: int | None = None) -> None:
        self._rows = rows
        self._missing = missing
        self._number = missing is not None
        self._reverse = False

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return (self[document] for document in range(len(self._rows)))

    def __getitem__(self, document: int) -> Any:
        row = self._rows[document]
        if self._number:
            return row[0]
        return list(row) or [None]

    def set_reverse(self) -> None:
        self._reverse = True

    def sort_key(self, document: int) -> Any:
        row = self._rows[document]
        if self._number:
            return -row[0] if self._reverse and row[0] != self._missing else row[0]
        if self._reverse:
            return _Descending(row[0] if row else "")
        return row[0] if row else LAST


class _Descending(str):
    """A text that sorts the other way round."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)

    def __gt__(self, other: str) -> bool:
        return str.__lt__(self, other)
