"""What an index keeps and answers: the contract of every engine.

A query reaches an engine as a `EngineQuery`: a tree that says *which* documents match, a list of weighted
leaves that says *how well*, and filters. The engine answers with totals, the ranked keys of one page
and the facet counts. It knows nothing of what a person typed, and its caller knows nothing of
Whoosh or OpenSearch: only the frozen dataclasses below pass between them.

Terms are those of `indexer.vietnamese.analyse`: syllables (with positions), adjacent pairs and words; and those of
`indexer.credits`: names of authors and papers, which no other leaf finds.
Each term has an accented form ("công") and a folded one ("cong"); a leaf with `folded=True` matches
every accented form that folds to its text, so that `folded` leaves are *unions* of accented terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, Literal, TypeAlias, TypeVar

from indexer.facets.registry import REGISTRY

FACETS = REGISTRY.names
"""The facets of every index; a corpus may declare more. Values are strings here, of years too ("2020")."""

FACET_VALUES = 2_000
"""Values of a facet that are counted at most: the most frequent."""

Sort = Literal["relevance", "newest", "oldest", "added"]
"""`newest`, `oldest`: by publication; `added`: by when the index took the documents, the last first, then as `newest`."""


N = TypeVar("N", covariant=True)
"""What a node joins: nodes of a query to an engine, or clauses of what a person typed."""


Key: TypeAlias = int | str
"""An engine's own handle of a document, valid for the Reader that gave it."""


class TermKind(StrEnum):
    """The classes of terms; each has its own statistics."""

    SYLLABLE = "syllable"
    PAIR = "pair"
    WORD = "word"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Term:
    """One term. `text` is in normal form and lower case, syllables joined by a space.

    With `folded`, `text` has no diacritics and every accented form of it matches; their postings
    count as one term (document frequency of the union, term frequencies added). `fields` restricts
    the occurrences to those fields of `indexer.article.FIELDS`; () means all of them. Only syllables have
    positions, so only syllables, phrases and prefixes can be restricted.
    """

    kind: TermKind
    text: str
    folded: bool = False
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every syllable that begins with `text` (after folding, if `folded`). Counts as one term.

    An engine may refuse (QueryError) a prefix that expands to more than `MAX_EXPANSIONS` terms, or
    answer with the most frequent ones only; it must do the same each time.
    """

    text: str
    folded: bool = False
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """The syllables `parts` at consecutive positions of one field. Each part is a SYLLABLE Term or a Prefix."""

    parts: tuple[Term | Prefix, ...]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class And(Generic[N]):
    """Every child matches. `And(())` matches everything."""

    children: tuple[N, ...] = ()


@dataclass(frozen=True, slots=True)
class Or(Generic[N]):
    """At least one child matches. `Or(())` matches nothing."""

    children: tuple[N, ...] = ()


@dataclass(frozen=True, slots=True)
class Not(Generic[N]):
    """The child does not match."""

    child: N


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Children that match weigh `least` or more together. Weights are positive, `least` too."""

    children: tuple[tuple[Node, float], ...]
    least: float


@dataclass(frozen=True, slots=True)
class Near:
    """The phrases, in any order, with at most `within` positions between them altogether."""

    phrases: tuple[Phrase, ...]
    within: int


@dataclass(frozen=True, slots=True)
class Published:
    """Documents that appeared from the ISO day `first` to `last`, both inclusive; dates are compared as in `Filters`."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Among:
    """The documents with these keys of `ScoredDoc`: a choice that was made of an earlier answer of the same Reader."""

    keys: tuple[Key, ...]


Leaf: TypeAlias = Term | Prefix | Phrase
Node: TypeAlias = "Leaf | And[Node] | Or[Node] | Not[Node] | AtLeast | Near | Published | Among"
"""A tree of a query: which documents match."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """A leaf that scores: BM25 of `leaf` times `weight`.

    Several alternatives (an abbreviation and what it stands for) count as one term: document
    frequency of the union, frequencies added. A term that is restricted to fields is as rare as it is in all of them.
    """

    leaves: tuple[Leaf, ...]
    weight: float = 1.0

    @property
    def counted(self) -> tuple[Leaf, ...]:
        """The leaves whose document frequency makes the idf."""
        return tuple(
            replace(leaf, fields=()) if isinstance(leaf, Term) and leaf.fields else leaf
            for leaf in self.leaves
        )


@dataclass(frozen=True, slots=True, init=False)
class Filters:
    """Values within a facet are alternatives, facets narrow each other. Dates are ISO days, inclusive.

    `Filters(district=["thanh-xuan"], year=[2020], date_from="2020-03-01")`, or with a mapping of facets to values.
    A document without a date fails a date filter, except that its inferred year is compared as a
    whole year (a document of 2020 is within 2020-05-01…2021-01-01 only if all of 2020 is: it is not).
    `added_after` (seconds since 1970): only what the index took later.
    """

    facets: Mapping[str, tuple[str, ...]]
    date_from: str | None
    date_to: str | None
    added_after: int | None

    def __init__(
        self,
        facets: Mapping[str, Iterable[str | int]] | None = None,
        *,
        date_from: str | None = None,
        date_to: str | None = None,
        added_after: int | None = None,
        **values: Iterable[str | int],
    ) -> None:
        merged = {
            name: tuple(dict.fromkeys(map(str, wanted)))
            for name, wanted in {**(facets or {}), **values}.items()
        }
        object.__setattr__(self, "facets", MappingProxyType({n: v for n, v in merged.items() if v}))
        object.__setattr__(self, "date_from", date_from or None)
        object.__setattr__(self, "date_to", date_to or None)
        object.__setattr__(self, "added_after", added_after)

    def __hash__(self) -> int:
        return hash((frozenset(self.facets.items()), self.date_from, self.date_to, self.added_after))

    def __bool__(self) -> bool:
        """Whether anything is filtered by."""
        return bool(self.facets or self.date_from or self.date_to or self.added_after is not None)

    def values(self, facet: str) -> tuple[str, ...]:
        """The chosen values of a facet; () for all."""
        return self.facets.get(facet, ())

    def changed(self, **changes: Iterable[str | int] | str | None) -> Filters:
        """These filters with other values of some facets, or other days; () or None drops one."""
        dates = {"date_from": self.date_from, "date_to": self.date_to}
        facets: dict[str, Iterable[str | int]] = dict(self.facets)
        for name, change in changes.items():
            if name in dates:
                dates[name] = str(change) if change else None
            else:
                facets[name] = [change] if isinstance(change, str) else change or ()
        return Filters(
            facets, date_from=dates["date_from"], date_to=dates["date_to"], added_after=self.added_after
        )

    def added_since(self, moment: int | None) -> Filters:
        """These filters with another `added_after`."""
        return Filters(self.facets, date_from=self.date_from, date_to=self.date_to, added_after=moment)


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Ranking:
    """The constants of the ranking formula; chosen by measurement in `search/rank/ranking.py`. Those of every engine: one that
    must be told `k1` and `b` when an index is made takes the defaults here, and asks for a rebuild when they change.

    `score = Σ weight·idf·tf(k1+1)/(tf + k1(1-b+b·len/avglen))`, `tf` counted over
    all fields, then multiplied by `1 + freshness·2^(-age/half_life)` (age from the newest document
    of the index, in days; no date, or one of the future: no bonus), by `brief` for briefs and by `preferred` for documents with a
    value of `EngineQuery.prefer`.
    """

    k1: float = 1.2
    b: float = 0.75
    freshness: float = 0.0
    half_life: float = 365.0
    brief: float = 1.0
    preferred: float = 1.0


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """One question to an engine. `match` decides which documents, `rank` in which order.

    `emphasis` are terms that count for more where they stand in some fields, such as the title. `feedback` are accented terms of all fields, with weights, that rank besides `rank`: many, taken from the best
    documents, and hardly ever asked for twice. `Of a long list an engine may rank the
    best documents only by these two. `prefer` are (facet, value) pairs: documents with any of them score `Ranking.preferred` times as much.

    Where fewer than `partial_below` documents match, those that only match `partial` (and pass the filters) follow below
    them, in the same order; they count in `partial_total` and nowhere else.
    """

    match: Node = And()
    rank: tuple[Weighted, ...] = ()
    emphasis: tuple[Weighted, ...] = ()
    feedback: tuple[tuple[Term, float], ...] = ()
    filters: Filters = NO_FILTERS
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 10
    facets: tuple[str, ...] = FACETS
    ranking: Ranking = Ranking()
    prefer: tuple[tuple[str, str], ...] = ()
    timeline: Literal["year", "month"] | None = None
    partial: Node | None = None
    partial_below: int = 0

    @property
    def weighted(self) -> tuple[Weighted, ...]:
        """All that ranks, emphasis and feedback included."""
        return (*self.rank, *self.emphasis, *(Weighted((term,), weight) for term, weight in self.feedback))


@dataclass(frozen=True, slots=True)
class ScoredDoc:
    """One document of an answer. `key` is the engine's own handle, valid for the Reader that gave it."""

    key: Key
    score: float


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a document has its score: what each of `EngineQuery.weighted` adds, and what multiplies their sum for age, kind
    and preference."""

    amounts: tuple[float, ...]
    fresh: float = 1.0
    brief: float = 1.0
    preferred: float = 1.0


@dataclass(frozen=True, slots=True)
class EngineResult:
    """What an engine answers.

    `total` counts all documents that match and pass the filters. `facets[name][value]` counts them per
    value, ignoring the filter on that same facet and honouring all others (disjunctive counts);
    values that would count zero are left out, and of more than `FACET_VALUES` the least frequent. `found` has the documents that match first; what stands in it from place
    `total` of the whole list on matches partly. `timeline` maps "2020" or "2020-05" to a count.
    """

    total: int
    found: tuple[ScoredDoc, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    timeline: Mapping[str, int] = field(default_factory=dict)
    partial_total: int = 0


@dataclass(frozen=True, slots=True)
class TermCount:
    """An accented term of the index: in how many documents (`documents`), how often (`occurrences`)."""

    text: str
    documents: int
    occurrences: int


@dataclass(frozen=True, slots=True)
class TellingTerms:
    """What one document is about: its telling terms by class, each with its weight (tf · idf)."""

    syllables: Mapping[str, float]
    pairs: Mapping[str, float]

    def of(self, kind: TermKind) -> Mapping[str, float]:
        return self.syllables if kind is TermKind.SYLLABLE else self.pairs
