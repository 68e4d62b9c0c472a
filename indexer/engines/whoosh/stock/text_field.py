"""The field types of the schema: how Whoosh turns what a script writes into terms, and terms into what it reads.

They are pickled into the table of contents: renaming a class or its module needs a new `FORMAT`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from indexer.engines.whoosh.library import (
    DATETIME,
    ID,
    NUMERIC,
    Analyzer,
    Column,
    FieldType,
    Frequency,
    IDAnalyzer,
    Positions,
    Token,
    whoosh_query,
)
from indexer.engines.whoosh.stock.run_query import RunQuery
from indexer.engines.whoosh.stock.term_text import EXACT, written
from indexer.errors import QueryError
from indexer.vietnamese import analyse, fold_normal, has_diacritics

MINUS = re.compile(r"-(?=[^\s\d)-])")
"""Excludes the word behind it, as in `search.parse.tokens`: not before a number (`Su -57`)."""


class SyllableAnalyzer(Analyzer):
    """Yields the syllables of a text with their positions and offsets.

    Of a query, one token each, without marks where the whole text has none. Of a text, two each: the syllable, and the
    form under which it is found besides, at the same place.
    """

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **options: Any,
    ) -> Iterator[Any]:
        analysis = analyse(value, words=False)
        marked = any(map(has_diacritics, analysis.syllables))
        token = Token(positions, chars, mode=mode, **options)
        for syllable, start, end, position in zip(
            analysis.syllables, analysis.starts, analysis.ends, analysis.positions, strict=True
        ):
            accented = has_diacritics(syllable)
            if mode == "query":
                forms = [EXACT + syllable if marked and not accented else syllable]
            else:
                forms = [syllable, fold_normal(syllable) if accented else EXACT + syllable]
            for text in forms:
                token.text = token.original = text
                token.boost = 1.0
                token.stopped = False
                if positions:
                    token.pos = start_pos + position
                if chars:
                    token.startchar, token.endchar = start_char + start, start_char + end
                yield token


class TextField(FieldType):
    """The syllables of an article, or of one field of it. Its words are parsed as `Search` reads them, `-word` too."""

    analyzer = SyllableAnalyzer()
    scorable = True
    stored = True
    unique = False
    vector = None
    spelling = False

    def __init__(self, name: str, *, sortable: bool = False) -> None:
        self.name = name
        self.format = Positions()
        self.column_type = ValueColumn() if sortable else None

    def to_bytes(self, value: str | bytes | list[str]) -> bytes:
        if isinstance(value, list | tuple):
            value = value[0]
        return value if isinstance(value, bytes) else written(value).encode("utf-8", "replace")

    def from_bytes(self, value: bytes) -> str:
        return value.decode("utf-8", "replace")

    def to_column_value(self, value: str) -> str:
        return value

    def from_column_value(self, value: str) -> str:
        return value

    def sortable_terms(self, reader: Any, name: str) -> Any:
        raise QueryError(
            f"the texts of {name!r} have no order; sort by title, year, published or a facet", "sortedby"
        )

    def index(self, value: str, **options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        analysis = analyse(value, words=False)
        places: dict[str, list[int]] = defaultdict(list)
        for syllable, position in zip(analysis.syllables, analysis.positions, strict=True):
            places[syllable].append(position)
        for syllable, at in places.items():
            yield syllable.encode("utf-8", "replace"), len(at), float(len(at)), self.format.encode(at)

    def process_text(self, text: str, mode: str = "", **options: Any) -> Iterator[str]:
        return (token.text for token in self.analyzer(text, mode=mode or "query"))

    def self_parsing(self) -> bool:
        return True

    def parse_query(self, name: str, text: str, boost: float = 1.0) -> Any:
        if text == "*":
            return whoosh_query.Every(name, boost=boost)
        if "*" in text or "?" in text:
            return whoosh_query.Wildcard(name, text, boost=boost).normalize()
        if MINUS.match(text):
            excluded = RunQuery.of(name, text[1:], boost)
            return None if excluded is None else whoosh_query.Not(excluded)
        return RunQuery.of(name, text, boost)


class TermField(FieldType):
    """Pairs, words or names: each term as it is written, syllables joined by a space."""

    scorable = True
    stored = False
    unique = False
    vector = None
    spelling = False

    def __init__(self) -> None:
        self.analyzer = IDAnalyzer()
        self.format = Frequency()

    def to_bytes(self, value: str | bytes) -> bytes:
        return value if isinstance(value, bytes) else written(value).encode("utf-8", "replace")


class FacetField(ID):
    """The values of a facet; `many`: an article may have several, and stands in the group of each."""

    def __init__(self, *, many: bool, unique: bool = False) -> None:
        super().__init__(stored=True, unique=unique, sortable=ValueColumn())
        self.many = many

    def to_bytes(self, value: str | int | bytes) -> bytes:
        return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")

    def from_bytes(self, value: bytes) -> str:
        return value.decode("utf-8", "surrogatepass")

    def to_column_value(self, value: str) -> str:
        return value

    def from_column_value(self, value: Any) -> Any:
        return value


class YearField(NUMERIC):
    """A year, stated or inferred."""

    def __init__(self) -> None:
        super().__init__(int, 32, stored=True, shift_step=0, sortable=True)

    def from_column_value(self, value: int) -> int | None:
        return None if abs(value) == self.default else super().from_column_value(abs(value))


class MomentField(DATETIME):
    """When the page says that it was published: to the minute, on the clock of its place, without a zone."""

    def __init__(self) -> None:
        super().__init__(stored=True, sortable=True)
        self.shift_step = 0

    def from_column_value(self, value: int) -> datetime | None:
        return None if abs(value) == self.default else super().from_column_value(abs(value))


class ValueColumn(Column):
    """A column that the segment's arrays give; nothing is written for it."""

    reversible = True

    def default_value(self, reverse: bool = False) -> str:
        return ""

    def stores_lists(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))
