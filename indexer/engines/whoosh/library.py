"""The one module that imports the `whoosh` package: what the project takes from it, by name.

Whoosh gives the index its frame: generations with a table of contents (TOC), segments with their deletions, the schema,
the storage and the write lock. Its searcher reads our segments through our codec (`docs/whoosh.md`), and the tests
compare it with ours. Leaving Whoosh means rewriting this list.
"""

from __future__ import annotations

from whoosh import query as whoosh_query
from whoosh.analysis import Analyzer, IDAnalyzer, SpaceSeparatedTokenizer, Token
from whoosh.codec.base import Codec, FieldCursor, PerDocumentReader, TermsReader
from whoosh.codec.whoosh3 import W3Segment
from whoosh.collectors import TopCollector
from whoosh.columns import Column, ColumnReader
from whoosh.fields import DATETIME, ID, NUMERIC, STORED, TEXT, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.formats import Frequency, Positions
from whoosh.highlight import Highlighter
from whoosh.index import TOC, FileIndex, create_in
from whoosh.matching import (
    AndMaybeMatcher,
    ConstantScoreWrapperMatcher,
    ListMatcher,
    NullMatcher,
    ReadTooFar,
    UnionMatcher,
)
from whoosh.qparser import OrGroup, QueryParser
from whoosh.query import Not, Or, Phrase, Query, TermRange
from whoosh.reading import TermInfo, TermNotFound
from whoosh.scoring import BM25F
from whoosh.sorting import FieldFacet, OverlappingCategorizer
from whoosh.spelling import ReaderCorrector
from whoosh.support.levenshtein import distance as edit_distance
from whoosh.util.times import datetime_to_long
from whoosh.writing import SegmentWriter

__all__ = [
    "BM25F",
    "DATETIME",
    "ID",
    "NUMERIC",
    "STORED",
    "TEXT",
    "TOC",
    "Analyzer",
    "AndMaybeMatcher",
    "Codec",
    "Column",
    "ColumnReader",
    "ConstantScoreWrapperMatcher",
    "FieldCursor",
    "FieldFacet",
    "FieldType",
    "FileIndex",
    "FileStorage",
    "Frequency",
    "Highlighter",
    "IDAnalyzer",
    "ListMatcher",
    "Not",
    "NullMatcher",
    "Or",
    "OrGroup",
    "OverlappingCategorizer",
    "PerDocumentReader",
    "Phrase",
    "Positions",
    "Query",
    "QueryParser",
    "ReadTooFar",
    "ReaderCorrector",
    "Schema",
    "SegmentWriter",
    "SpaceSeparatedTokenizer",
    "StructFile",
    "TermInfo",
    "TermNotFound",
    "TermRange",
    "TermsReader",
    "Token",
    "TopCollector",
    "UnionMatcher",
    "W3Segment",
    "create_in",
    "datetime_to_long",
    "edit_distance",
    "whoosh_query",
]
