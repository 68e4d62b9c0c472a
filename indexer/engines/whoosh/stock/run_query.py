"""The query for a run of words: it matches the documents that `Search` finds for the same words.

Whoosh's parser hands over one word at a time; neighbours that must all match become one run again, because which
syllables are one word, which accents are meant and what an abbreviation stands for shows in the run alone. What words
mean is decided on the floor above (`search/stock_words.py`), looked up by name and only when a query runs: nothing of
the indexer depends on it.
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
    NullMatcher,
    Or,
    Query,
    TermRange,
    Token,
    UnionMatcher,
    whoosh_query,
)
from indexer.engines.whoosh.reader import WhooshReader
from indexer.engines.whoosh.stock.matcher import ArrayMatcher, RunMatcher
from indexer.engines.whoosh.stock.term_text import TEXT, TEXT_FIELDS, syllables_in, text_of
from indexer.vietnamese.syllables import syllables

PLANNER = "search.stock_words"
"""The module whose `Planner(reader)` says which documents some words find."""

MOST_SPACES = 3
"""Characters between two neighbours of a run, such as a dash between blanks: more may hide a clause of its own."""

_planners: MutableMapping[Any, Any] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A word as it was typed, and where it stands in the query (None: unknown)."""

    text: str
    start: int | None = None
    end: int | None = None


class RunQuery(TermRange):
    """Words that stand next to each other in a query of one text field.

    It passes for a range because Whoosh's `And` merges neighbours only if they are ranges (`CompoundQuery.normalize`).
    """

    constantscore = False

    def __init__(self, fieldname: str, words: Sequence[TypedWord], boost: float = 1.0) -> None:
        self.fieldname = fieldname
        self.words = tuple(words)
        self.boost = boost
        self.startchar, self.endchar = self.words[0].start, self.words[-1].end

    @classmethod
    def of(cls, fieldname: str, text: str, boost: float = 1.0) -> RunQuery | None:
        """Return the query for one word; None where it has no letters or digits."""
        return cls(fieldname, [TypedWord(text)], boost) if syllables(text) else None

    @property
    def text(self) -> str:
        """The words as they were typed."""
        return " ".join(word.text for word in self.words)

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        # The parser says where a word stands after it was made.
        if name in ("startchar", "endchar") and len(self.words) == 1 and value is not None:
            key = "start" if name == "startchar" else "end"
            super().__setattr__("words", (replace(self.words[0], **{key: value}),))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.fieldname!r}, {self.text!r}, boost={self.boost})"

    def __unicode__(self) -> str:
        return f"{self.fieldname}:{self.text}"

    __str__ = __unicode__

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RunQuery):
            return False
        mine, theirs = ((run.fieldname, run.text, run.boost) for run in (self, other))
        return mine == theirs

    def __hash__(self) -> int:
        return hash((self.fieldname, self.text, self.boost))

    # -- joining the words of a run

    def overlaps(self, other: Any) -> bool:
        """Whether `other` is the next word of the same run."""
        if not isinstance(other, RunQuery) or self.fieldname != other.fieldname or self.boost != other.boost:
            return False
        if self.endchar is None or other.startchar is None:
            return False
        return 0 < other.startchar - self.endchar <= MOST_SPACES

    def merge(self, other: RunQuery, intersect: bool = True) -> Any:
        """Join the next word; words any of which may match (`intersect` is false) stay apart."""
        if not intersect:
            return EitherQuery([self, other])
        return RunQuery(self.fieldname, self.words + other.words, self.boost)

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

    def terms(self, phrases: bool = False) -> Iterator[tuple[str, str]]:
        return ((self.fieldname, syllable) for word in self.words for syllable in syllables(word.text))

    def iter_all_terms(self, phrases: bool = True) -> Iterator[tuple[str, str]]:
        return self.terms()

    def all_tokens(self, boost: float = 1.0) -> Iterator[Any]:
        return self.tokens(boost)

    def tokens(self, boost: float = 1.0, exreader: Any = None) -> Iterator[Any]:
        for word in self.words:
            parts = syllables(word.text)
            for text in parts:
                token = Token(fieldname=self.fieldname, boost=boost * self.boost, chars=True)
                token.text = token.original = text
                token.startchar, token.endchar = word.start, word.end
                yield token

    def replace(self, fieldname: str, oldtext: str, newtext: str) -> RunQuery:
        if fieldname != self.fieldname:
            return self
        words = [
            replace(word, text=newtext) if syllables(word.text) == [oldtext] else word for word in self.words
        ]
        return RunQuery(self.fieldname, words, self.boost)

    def with_boost(self, boost: float) -> RunQuery:
        return RunQuery(self.fieldname, self.words, boost)

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
    """Neighbouring words any of which may match."""

    def overlaps(self, other: Any) -> bool:
        return isinstance(other, RunQuery)

    def merge(self, other: RunQuery, intersect: bool = True) -> EitherQuery:
        return EitherQuery([*self.subqueries, other], boost=self.boost)

    def normalize(self) -> EitherQuery:
        return self


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
        b"",
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
