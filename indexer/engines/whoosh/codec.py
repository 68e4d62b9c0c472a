"""Whoosh's codec over our arrays: how a table of contents (TOC) names a segment, and how Whoosh opens it.

What Whoosh then finds in it is the package `stock`. Writing through Whoosh is refused: segments are built from arrays
(`build.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from indexer.engines.whoosh.library import Codec, W3Segment
from indexer.engines.whoosh.segment import Segment
from indexer.engines.whoosh.segment_files import INDEX_NAME, file_name
from indexer.engines.whoosh.stock import patches  # noqa: F401 (opening an index applies them)
from indexer.engines.whoosh.stock.document_reader import ArrayDocuments
from indexer.engines.whoosh.stock.terms_reader import ArrayTerms
from indexer.errors import IndexReadOnly


class ArraySegment(W3Segment):
    """What a TOC keeps of a segment: its name, how many documents, and which of them are deleted."""

    def __init__(self, documents: int, segid: str | None = None, deleted: set[int] | None = None) -> None:
        super().__init__(CODEC, INDEX_NAME, doccount=documents, segid=segid, deleted=deleted)

    @property
    def file_name(self) -> str:
        return file_name(self.segid)

    def deleted_numbers(self) -> np.ndarray:
        """The numbers of the deleted documents, ascending."""
        return np.array(sorted(self._deleted or ()), np.intp)

    def __getstate__(self) -> tuple[int, str, bytes]:
        return self._doccount, self.segid, self.deleted_numbers().astype("<u2").tobytes()

    def __setstate__(self, state: tuple[int, str, bytes]) -> None:
        documents, segid, deleted = state
        numbers = set(np.frombuffer(deleted, "<u2").tolist()) or None
        super().__init__(CODEC, INDEX_NAME, doccount=documents, segid=segid, deleted=numbers)


class ArrayCodec(Codec):
    """Opens segments for Whoosh; the readers of one file share what it maps."""

    def __init__(self) -> None:
        self._segments: WeakValueDictionary[Path, Segment] = WeakValueDictionary()

    def _open(self, storage: Any, segment: ArraySegment) -> Segment:
        path = Path(storage.folder).absolute() / segment.file_name
        opened = self._segments.get(path)
        if opened is None:
            opened = self._segments[path] = Segment(path)
        return opened

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTerms:
        return ArrayTerms(self._open(storage, segment))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> ArrayDocuments:
        return ArrayDocuments(self._open(storage, segment), segment)

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        raise IndexReadOnly("segments are built from arrays, not written through Whoosh")


CODEC = ArrayCodec()
