"""Whoosh's table of contents (TOC) of a generation: what a script for stock Whoosh opens an index with.

Our own readers need none of it: all that it says stands in the manifest too.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.array_file import damaged, unreadable
from indexer.engines.whoosh.codec import ArraySegment
from indexer.engines.whoosh.library import TOC, FileStorage, StructFile
from indexer.engines.whoosh.manifest import Manifest
from indexer.engines.whoosh.segment_files import INDEX_NAME, Built
from indexer.engines.whoosh.stock.schema import schema
from indexer.facets.declared import DeclaredFacet


class _Segments(pickle.Unpickler):
    """Reads the segments of a TOC, and nothing else that a pickle may ask for."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (ArraySegment.__module__, ArraySegment.__name__):
            return ArraySegment
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a table of contents")


class _File(StructFile):
    def read_pickle(self) -> Any:
        return _Segments(self.file).load()


class _Storage(FileStorage):
    """Whoosh's storage of an index folder; what it unpickles are segments only."""

    def open_file(self, name: str, **kwargs: Any) -> Any:
        return _File(open(self._fpath(name), "rb"), name=name, **kwargs)


def toc_name_of(generation: int) -> str:
    """The name of the file."""
    name: str = TOC._filename(INDEX_NAME, generation)
    return name


def write_toc(
    folder: Path,
    generation: int,
    segments: Sequence[tuple[Built, NDArray[np.intp]]],
    facets: Sequence[DeclaredFacet],
) -> None:
    """Write the TOC of these segments, each with the numbers of its deleted documents."""
    entries = [
        ArraySegment(built.documents, built.segid, set(deleted.tolist()) or None)
        for built, deleted in segments
    ]
    TOC(schema(facets), entries, generation).write(_Storage(str(folder)), INDEX_NAME)


def read_segments(folder: Path, manifest: Manifest) -> list[ArraySegment]:
    """The segments of a generation, with their deletions. Raises IndexDamaged where they are not the manifest's."""
    try:
        toc = TOC.read(
            _Storage(str(folder)), INDEX_NAME, gen=manifest.generation, schema=schema(manifest.facets)
        )
    except OSError as error:  # a commit may have replaced this generation since the line before
        raise unreadable(folder / manifest.toc.name, error) from None
    segments = list(toc.segments)
    if [(s.segid, s.doc_count_all()) for s in segments] != [
        (s.segid, s.documents) for s in manifest.segments
    ]:
        raise damaged(folder / manifest.toc.name, "the segments are not those of the manifest")
    return segments
