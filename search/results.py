"""What a search gives back: frozen dataclasses that mirror the JSON of `GET /api/search`.

Page, JSON, feed and command line all render the same `Results`; none of them sees an engine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Literal
from urllib.parse import quote

from indexer.article import Article, FacetValue
from indexer.engines.contract import NO_FILTERS, Filters, Sort
from indexer.facets.registry import REGISTRY
from search.moments import iso

MatchKind = Literal["exact", "variant", "unaccented", "expanded", "partial"]
"""Why a hit was found: as typed, another tone placement or spelling, without its accents,
through an abbreviation, or with some of the words only."""


def plain(record: Any) -> dict[str, Any]:
    """The fields of a flat dataclass by name. `dataclasses.asdict` copies them deeply, at ten times the cost."""
    names = record.__slots__
    return dict(zip(names, attrgetter(*names)(record), strict=True))


@dataclass(frozen=True, slots=True)
class Highlights:
    """HTML in which everything but `<mark>` is escaped. `title` is the whole title; `text` up to three passages."""

    title: str
    text: tuple[str, ...] = ()


PartKind = Literal[
    "syllable",
    "folded",
    "pair",
    "word",
    "phrase",
    "beginning",
    "forms",
    "author",
    "head",
    "feedback",
    "fresh",
    "brief",
    "preferred",
]


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What something adds to a score (or takes from it). `kind` names its sentence in the catalogue of the site; `words` are
    what was found, of feedback the terms that add most. The parts of a hit add up to its score."""

    kind: PartKind
    words: str
    amount: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: its Article, its score, how it matched, and the words of the query that it lacks.

    `parts`: of what the score is made, if that was asked for, the greatest first.
    `missing` is worked out with the highlights, and only where something may be missing.
    """

    article: Article
    score: float
    highlights: Highlights | None = None
    match: MatchKind = "exact"
    missing: tuple[str, ...] = ()
    parts: tuple[ScorePart, ...] | None = None

    def to_dict(self) -> dict[str, Any]:
        """One of the `results` of the JSON answer: what a list of results shows, without the body."""
        article = self.article
        return {
            "id": article.id,
            "kind": article.kind,
            "title": article.title,
            "url": article.url,
            "link": f"/articles/{quote(article.id, safe='')}",
            "source": article.source,
            "author": article.author,
            "published": article.published,
            "year": article.year,
            **article.facet_lists(),
            "score": round(self.score, 4),
            "match": self.match,
            "missing": list(self.missing),
            "highlights": plain(self.highlights) if self.highlights else None,
            "event": article.event.to_dict() if article.event else None,
            **({} if self.parts is None else {"parts": [plain(part) for part in self.parts]}),
        }


@dataclass(frozen=True, slots=True)
class FacetCount:
    """One value of a facet with its disjunctive count. `selected` values are listed even at zero."""

    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A value of a facet that the query names, and how many of the documents found have it."""

    facet: str
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A better query: `q` is what to search for, `label` how to show it (plain text)."""

    q: str
    label: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A better spelling that was answered at once: `q` in place of `typed`. The value `typed` of `exact` declines it."""

    q: str
    typed: str


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One thing that was read into the query, shown to the user and reversible.

    `kind` "restored": accents were restored ("cong doan" → "công đoàn"); "expanded": an abbreviation
    was expanded ("LĐLĐ" → "Liên đoàn Lao động"); "synonym": other words for the same are found too; "decoded": Telex or VNI keystrokes were read;
    "published": what appeared in the period is found too; "author": so are the articles of the author.
    `without` is the value of the `exact` parameter that switches it off (see `Search.search`).
    """

    kind: Literal["restored", "expanded", "synonym", "decoded", "published", "author"]
    typed: str
    read_as: str
    without: str


@dataclass(frozen=True, slots=True)
class Message:
    """A notice about the query, e.g. an unbalanced quote that was ignored.

    `code` names the message in the catalogue of the site; `values` fill its placeholders.
    """

    code: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FilterHint:
    """For an empty result: dropping the filter `parameter`=`value` would give `count` documents.

    `value` None drops all values of the parameter; `parameter` "all" drops every filter.
    """

    parameter: str
    value: str | None
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Query:
    """The request as it was understood; echoed in the answer.

    The filters are those chosen beside the query and those named in it; `words` is `q` without the latter.
    """

    q: str = ""
    filters: Filters = NO_FILTERS
    sort: Sort = "relevance"
    exact: tuple[str, ...] = ()
    words: str = ""

    def to_dict(self, facets: Iterable[str]) -> dict[str, Any]:
        """The request as JSON, with the chosen values of each of `facets`; of one that is never shown, only if there are any."""
        chosen = {facet: list(self.filters.values(facet)) for facet in facets}
        return {
            "q": self.q,
            **{name: values for name, values in chosen.items() if values or not _is_hidden(name)},
            "from": self.filters.date_from,
            "to": self.filters.date_to,
            "since": None if self.filters.added_after is None else iso(self.filters.added_after),
            "sort": self.sort,
            "exact": list(self.exact),
            "words": self.words,
        }


def _is_hidden(facet: str) -> bool:
    spec = REGISTRY.get(facet)
    return spec is not None and spec.shown == 0


@dataclass(frozen=True, slots=True)
class Results:
    """One page of an answer.

    `facets` has every facet of the index, in the order of its registry; `timeline` counts per "2020" or "2020-05".
    `relaxed` is True when no document has all the words and the hits match only some of them.
    """

    query: Query
    total: int
    took_ms: float
    page: int
    size: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetCount, ...]]
    partial_total: int = 0
    suggestion: Suggestion | None = None
    corrected: Correction | None = None
    named: tuple[NamedValue, ...] = ()
    relaxed: bool = False
    interpretations: tuple[Interpretation, ...] = ()
    messages: tuple[Message, ...] = ()
    filter_hints: tuple[FilterHint, ...] = ()
    timeline: dict[str, int] = field(default_factory=dict)
    generation: int = 0

    @property
    def pages(self) -> int:
        return -(-(self.total + self.partial_total) // self.size)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object that `GET /api/search` and `run.py search --json` answer with."""
        return {
            "query": self.query.to_dict(self.facets),
            "total": self.total,
            "partial_total": self.partial_total,
            "took_ms": round(self.took_ms, 3),
            "page": self.page,
            "size": self.size,
            "results": [hit.to_dict() for hit in self.hits],
            "facets": {name: [plain(count) for count in counts] for name, counts in self.facets.items()},
            "suggestion": plain(self.suggestion) if self.suggestion else None,
            "corrected": {"q": self.corrected.q, "from": self.corrected.typed} if self.corrected else None,
            "named": [plain(one) for one in self.named],
            "relaxed": self.relaxed,
            "partial_match": self.relaxed,
            "interpretations": [plain(interpretation) for interpretation in self.interpretations],
            "messages": [plain(message) for message in self.messages],
            "filter_hints": [plain(hint) for hint in self.filter_hints],
            "loosened": [plain(hint) for hint in self.filter_hints],
            "generation": self.generation,
        }


@dataclass(frozen=True, slots=True)
class Completion:
    """One line under the search box. `group` is "query", "article" or a facet.

    `value` is what to search for (query), the value of the facet or the id (article);
    `label` is plain text; `through` is the name that was typed, where it is another one of the value.
    """

    group: str
    value: str
    label: str
    count: int | None = None
    through: str | None = None


__all__ = [
    "Completion",
    "Correction",
    "FacetCount",
    "FacetValue",
    "FilterHint",
    "Highlights",
    "Hit",
    "Interpretation",
    "MatchKind",
    "Message",
    "NamedValue",
    "Query",
    "Results",
    "ScorePart",
    "Suggestion",
]
