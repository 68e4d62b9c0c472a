"""The one module that imports the `whoosh` package: what the engine takes from it, by name.

Whoosh gives the index its frame: generations with a table of contents (TOC), segments with their
deletions, the schema, the storage and the write lock; and its searcher, which reads our segments
through our codec, is the reference that the tests compare with. Leaving Whoosh means rewriting this list.
"""

from __future__ import annotations

from whoosh.codec.base import Codec, FieldCursor, PerDocumentReader, TermsReader
from whoosh.codec.whoosh3 import W3Segment
from whoosh.fields import ID, KEYWORD, STORED, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.formats import Frequency, Positions
from whoosh.index import TOC, FileIndex
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound
from whoosh.util.filelock import try_for

__all__ = [
    "ID",
    "KEYWORD",
    "STORED",
    "TOC",
    "Codec",
    "FieldCursor",
    "FieldType",
    "FileIndex",
    "FileStorage",
    "Frequency",
    "ListMatcher",
    "PerDocumentReader",
    "Positions",
    "Schema",
    "StructFile",
    "TermInfo",
    "TermNotFound",
    "TermsReader",
    "W3Segment",
    "try_for",
]
