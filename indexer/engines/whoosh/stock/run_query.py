"""The query for words of one text field that must all match: it finds the documents that `Search` finds for them.

Whoosh's parser hands over one word at a time. Which syllables are one word, which accents are meant, what an abbreviation stands
for and how much a long query may lack shows in the whole alone: so its words, phrases and exclusions become one query again, in the
language of `Search`. What it means is decided on the floor above (`search/stock_words.py`), looked up by name and only when a query
runs: nothing of the indexer depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from indexer.engines.contract import Leaf
from indexer.engines.whoosh.library import (
    ConstantScoreWrapperMatcher,
    Not,
    NullMatcher,
    Or,
    Phrase,
    Query,
    TermRange,
    Token,
    UnionMatcher,
    whoosh_query,
)
from indexer.engines.whoosh.reader import WhooshReader
from indexer.engines.whoosh.stock.matcher import ArrayMatcher, RunMatcher
from indexer.engines.whoosh.stock.term_text import EXACT, TEXT, TEXT_FIELDS, syllables_in, text_of
from indexer.vietnamese.syllables import syllables

PLANNER = "search.stock_words"
"""The module whose `Planner(reader)` says which documents some words find."""

_planners: MutableMapping[Any, Any] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A word as it was typed, and where it stands in the query (None: unknown)."""

    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A word, or several that are quoted; `excluded`: documents with it are left out."""

    words: tuple[TypedWord, ...]
    quoted: bool = False
    excluded: bool = False

    @property
    def text(self) -> str:
        """The clause in the language of `Search`."""
        joined = " ".join(word.text for word in self.words)
        return "-" * self.excluded + (f'"{joined}"' if self.quoted else joined)


class RunQuery(TermRange):
    """Words, phrases and exclusions of one text field.

    It passes for a range because Whoosh's `And` merges its children only if they are ranges (`CompoundQuery.normalize`).
    """

    constantscore = False

    def __init__(self, fieldname: str, clauses: Sequence[Clause], boost: float = 1.0) -> None:
        self.fieldname = fieldname
        self.clauses = tuple(clauses)
        self.boost = boost

    @classmethod
    def of(cls, fieldname: str, text: str, boost: float = 1.0) -> RunQuery | None:
        """Return the query for one word; None where it has no letters or digits."""
        return cls(fieldname, [Clause((TypedWord(text),))], boost) if syllables(text) else None

    @property
    def text(self) -> str:
        """The whole in the language of `Search`."""
        return " ".join(clause.text for clause in self.clauses)

    def placed(self) -> tuple[Clause, ...]:
        """The clauses; the parser says where a word stands after its query was made."""
        first = self.clauses[0]
        if len(self.clauses) > 1 or first.words[0].start is not None:
            return self.clauses
        word = replace(first.words[0], start=self.startchar, end=self.endchar)
        return (replace(first, words=(word,)),)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.fieldname!r}, {self.text!r}, boost={self.boost})"

    def __unicode__(self) -> str:
        return f"{self.fieldname}:({self.text})" if len(self.clauses) > 1 else f"{self.fieldname}:{self.text}"

    __str__ = __unicode__

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RunQuery):
            return False
        mine, theirs = ((run.fieldname, run.text, run.boost) for run in (self, other))
        return mine == theirs

    def __hash__(self) -> int:
        return hash((self.fieldname, self.text, self.boost))

    # -- joining what must match together

    def overlaps(self, other: Any) -> bool:
        """Whether `other` can be part of this query."""
        return bool(_clauses_of(other, self.fieldname, self.boost))

    def merge(self, other: Any, intersect: bool = True) -> Any:
        """Join what must match too; where any may match (`intersect` is false), each stays by itself."""
        if not intersect:
            return EitherQuery([self, other])
        return RunQuery(
            self.fieldname, self.placed() + _clauses_of(other, self.fieldname, self.boost), self.boost
        )

    def normalize(self) -> RunQuery:
        return self

    def simplify(self, reader: Any) -> RunQuery:
        return self

    # -- what Whoosh asks of a query

    def is_range(self) -> bool:
        return False

    def has_terms(self) -> bool:
        return True

    def is_leaf(self) -> bool:
        return False

    def children(self) -> Iterator[Any]:
        """Yield the words in each field where they may stand, for highlights. None of them is matched."""
        fields = TEXT_FIELDS if self.fieldname == TEXT else (self.fieldname,)
        return (RunTerms(name, self) for name in fields)

    def _words(self) -> Iterator[TypedWord]:
        return (word for clause in self.placed() if not clause.excluded for word in clause.words)

    def terms(self, phrases: bool = False) -> Iterator[tuple[str, str]]:
        return ((self.fieldname, syllable) for word in self._words() for syllable in syllables(word.text))

    def iter_all_terms(self, phrases: bool = True) -> Iterator[tuple[str, str]]:
        return self.terms()

    def all_tokens(self, boost: float = 1.0) -> Iterator[Any]:
        return self.tokens(boost)

    def tokens(self, boost: float = 1.0, exreader: Any = None) -> Iterator[Any]:
        for word in self._words():
            for text in syllables(word.text):
                token = Token(fieldname=self.fieldname, boost=boost * self.boost, chars=True)
                token.text = token.original = text
                token.startchar, token.endchar = word.start, word.end
                yield token

    def replace(self, fieldname: str, oldtext: str, newtext: str) -> RunQuery:
        if fieldname != self.fieldname:
            return self
        clauses = [
            replace(
                clause,
                words=tuple(
                    replace(word, text=newtext) if syllables(word.text) == [oldtext] else word
                    for word in clause.words
                ),
            )
            for clause in self.placed()
        ]
        return RunQuery(self.fieldname, clauses, self.boost)

    def with_boost(self, boost: float) -> RunQuery:
        return RunQuery(self.fieldname, self.placed(), boost)

    def estimate_size(self, reader: Any) -> int:
        return int(reader.doc_count_all())

    def estimate_min_size(self, reader: Any) -> int:
        return 0

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        top = searcher.get_parent()
        documents, leaves = found(top.reader(), self)
        if searcher.is_atomic():
            base = next(offset for leaf, offset in top.leaf_searchers() if leaf is searcher)
            low, high = documents.searchsorted([base, base + searcher.doc_count_all()])
            documents = documents[low:high] - base
        if not len(documents):
            return NullMatcher()
        here = ArrayMatcher(documents.tolist(), [0.0] * len(documents))
        reader = searcher.reader()
        scored = _terms_in(leaves, self.fieldname)
        queries = [whoosh_query.Term(self.fieldname, text, boost=self.boost) for text in scored]
        matchers = [
            query.matcher(searcher, context) for query in queries if (query.fieldname, query.text) in reader
        ]
        if context is not None and context.needs_current and self.fieldname == TEXT:
            # What a search with terms=True reports of single fields; scores are of the whole text.
            for name in list(TEXT_FIELDS)[1:]:
                for text in _terms_in(leaves, name):
                    if (name, text) in reader:
                        matcher = whoosh_query.Term(name, text).matcher(searcher, context)
                        matchers.append(ConstantScoreWrapperMatcher(matcher, score=0.0))
        scores = None
        for matcher in matchers:
            scores = matcher if scores is None else UnionMatcher(scores, matcher)
        return RunMatcher(here, NullMatcher() if scores is None else scores)


class RunTerms(Query):
    """The words of a run as terms of one field: for highlights, never matched."""

    def __init__(self, fieldname: str, run: RunQuery) -> None:
        self.fieldname = fieldname
        self.run = run
        self.boost = run.boost

    def __hash__(self) -> int:
        return hash((self.fieldname, self.run))

    def has_terms(self) -> bool:
        return True

    def terms(self, phrases: bool = False) -> Iterator[tuple[str, str]]:
        return ((self.fieldname, text) for _, text in self.run.terms())

    def expanded_terms(self, reader: Any, phrases: bool = True) -> Iterator[tuple[str, str]]:
        _, leaves = found(reader, self.run)
        return ((self.fieldname, text) for text in _terms_in(leaves, self.fieldname))


class EitherQuery(Or):
    """Words any of which may match."""

    def overlaps(self, other: Any) -> bool:
        return isinstance(other, RunQuery)

    def merge(self, other: Any, intersect: bool = True) -> EitherQuery:
        return EitherQuery([*self.subqueries, other], boost=self.boost)

    def normalize(self) -> EitherQuery:
        return self


def _clauses_of(query: Any, fieldname: str, boost: float) -> tuple[Clause, ...]:
    """What a query of this field and boost is in a `RunQuery`; () for one that cannot be part of it."""
    if isinstance(query, Not):
        inner = _clauses_of(query.query, fieldname, boost)
        simple = len(inner) == 1 and not inner[0].excluded
        return (replace(inner[0], excluded=True),) if simple else ()
    if not isinstance(query, RunQuery | Phrase) or (query.fieldname, query.boost) != (fieldname, boost):
        return ()
    if isinstance(query, RunQuery):
        return query.placed()
    if query.slop != 1 or not query.words:
        return ()
    places = query.char_ranges or [(None, None)] * len(query.words)
    words = zip(query.words, places, strict=True)
    return (Clause(tuple(TypedWord(text.removeprefix(EXACT), *place) for text, place in words), quoted=True),)


def found(reader: Any, run: RunQuery) -> tuple[np.ndarray, tuple[Leaf, ...]]:
    """Return the documents (intp, ascending, numbers of the whole index) that the words find, and what finds them."""
    planner = _planners.get(reader)
    if planner is None:
        planner = _planners[reader] = import_module(PLANNER).Planner(opened(reader))
    answer: tuple[np.ndarray, tuple[Leaf, ...]] = planner.found(run.text, TEXT_FIELDS[run.fieldname])
    return answer


def opened(reader: Any) -> WhooshReader:
    """Return our reader over the segments, and the deletions, that a reader of Whoosh has open."""
    leaves = [leaf for leaf, _ in reader.leaf_readers() if leaf.segment() is not None]
    return WhooshReader(
        reader.generation() or 0,
        [leaf._perdoc.data for leaf in leaves],
        [leaf.segment().deleted_numbers() for leaf in leaves],
        bytes,
    )


def _terms_in(leaves: Sequence[Leaf], name: str) -> list[str]:
    """The terms of a text field that the leaves have, each once."""
    fields = TEXT_FIELDS[name]
    terms = (
        text_of(syllable)
        for leaf in leaves
        if not (fields and leaf.fields) or fields[0] in leaf.fields
        for syllable in syllables_in(leaf)
        if not (fields and syllable.fields) or fields[0] in syllable.fields
    )
    return list(dict.fromkeys(terms))
