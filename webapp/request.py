"""SearchRequest: what an address asks for, and the addresses that ask for nearly the same.

It makes the call of `Search`, and links in which one thing is changed (a facet value toggled, a filter dropped, another
page). Page, API and feed share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import g, has_request_context
from werkzeug.datastructures import MultiDict

from indexer.article import Article
from indexer.engines.contract import NO_FILTERS, Filters, Sort
from indexer.facets.facet_spec import Registry
from indexer.facets.registry import REGISTRY
from webapp import parameters
from webapp.segments import segment

if TYPE_CHECKING:
    from search import Search
    from search.results import Query, Results

DATES = {"from": "date_from", "to": "date_to"}
"""Parameter → field of `Filters`."""


@lru_cache(4_096)
def _pair(pair: tuple[str, str]) -> str:
    """A (name, value) of an address, encoded."""
    return urlencode([pair], encoding="utf-8", errors="replace")


def _address(path: str, pairs: Sequence[str]) -> str:
    return f"{path}?{'&'.join(pairs)}" if pairs else path


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """The parameters of a search, checked. `lang` is None unless the address states it."""

    q: str = ""
    filters: Filters = NO_FILTERS
    since: str = ""
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10
    exact: tuple[str, ...] = ()
    explain: str = "0"
    lang: str | None = None
    registry: Registry = field(default=REGISTRY, repr=False, compare=False)

    @classmethod
    def parse(
        cls,
        arguments: MultiDict[str, str],
        *,
        registry: Registry = REGISTRY,
        export: bool = False,
        strict: bool = False,
    ) -> SearchRequest:
        """The request that an address makes of an index with these facets. Raises BadParameter."""
        names = parameters.of_export(registry) if export else parameters.of_search(registry)
        values = parameters.parse(names, arguments, strict=strict, registry=registry)
        chosen = {name: values.pop(name) for name in registry.names}
        dates = {field: values.pop(name) for name, field in DATES.items()}
        return cls(filters=Filters(chosen, **dates), registry=registry, **values)

    def run(self, search: Search, **options: Any) -> Results:
        """Ask `search`. `options` go to `Search.search` (timeline, highlight, size …)."""
        arguments: dict[str, Any] = {"page": self.page, "size": self.size, **options}
        if self.explain == "1":
            arguments["explain"] = True
        results = search.search(
            self.q, self.filters, since=self.since, sort=self.sort, exact=self.exact, **arguments
        )
        if self.q and has_request_context():
            g.found = results.total  # for metrics and log
        return results

    def export(self, search: Search) -> Iterator[Article]:
        """Every article that the request finds, in its order."""
        return search.export(self.q, self.filters, since=self.since, sort=self.sort, exact=self.exact)

    def understood(self, query: Query) -> SearchRequest:
        """This request with the filters that were typed into `q` beside it, so that each can be taken away again."""
        if self.filters == query.filters:
            return self
        return replace(self, q=query.words, filters=query.filters)

    def values(self, facet: str) -> tuple[str, ...]:
        """The chosen values of a facet."""
        return self.filters.values(facet)

    def pairs(self, *, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
        """The (name, value) pairs of its address in one fixed order, defaults left out."""
        pairs = [("q", self.q)] if self.q else []
        if self.filters:
            ordered = dict.fromkeys((*self.registry.names, *self.filters.facets))
            pairs += [(name, value) for name in ordered for value in self.values(name)]
            pairs += [(name, day) for name, field in DATES.items() if (day := getattr(self.filters, field))]
        if self.since:
            pairs.append(("since", self.since))
        if self.sort != "relevance":
            pairs.append(("sort", self.sort))
        if self.size != 10:
            pairs.append(("size", str(self.size)))
        pairs += [("exact", word) for word in self.exact]
        if self.page != 1:
            pairs.append(("page", str(self.page)))
        if self.explain == "1":
            pairs.append(("explain", "1"))
        if self.lang:
            pairs.append(("lang", self.lang))
        return [pair for pair in pairs if pair[0] not in without]

    def url(self, path: str = "/search", /, **changes: Any) -> str:
        """The address of this request with `changes` to its fields; another filter starts at page 1."""
        changed = replace(self, **{"page": 1, **changes})
        return _address(path, [_pair(pair) for pair in changed.pairs()])

    def article_url(self, article_id: str) -> str:
        """The address of an article that knows the page of results on which it was found; also that of a list of everything."""
        pairs = self.pairs(without=("explain",))
        if all(name == "lang" for name, _ in pairs):
            pairs.append(("page", "1"))
        return _address(f"/articles/{segment(article_id)}", [_pair(pair) for pair in pairs])

    def in_language(self, lang: str | None) -> str:
        """The address of this very page in a language; None: in that of the reader's browser."""
        return self.url(page=self.page, lang=lang)

    def filtered_url(self, path: str = "/search", /, **changes: Iterable[str] | str | None) -> str:
        """The address of this request with other values of some facets, or other days (`Filters.changed`)."""
        return self.url(path, filters=self.filters.changed(**changes))

    def toggled(self, facet: str, value: str) -> str:
        """The address with one facet value switched."""
        return self.toggles(facet)(value)

    def toggles(self, facet: str) -> Callable[[str], str]:
        """What gives the address with a value of this facet switched."""
        now, address = self.values(facet), self.variants(facet)
        return lambda value: address([v for v in now if v != value] if value in now else [*now, value])

    def variants(self, facet: str, path: str = "/search") -> Callable[[Iterable[str]], str]:
        """What gives the address with other values of this facet, at page 1."""
        before, after = self._around(facet)
        return lambda values: _address(path, [*before, *[_pair((facet, v)) for v in values], *after])

    def _around(self, facet: str) -> tuple[list[str], list[str]]:
        """The encoded pairs of page 1 before and behind those of a facet: a page has a hundred links that differ there alone."""
        ordered = list(dict.fromkeys((*self.registry.names, *self.filters.facets)))
        earlier = {"q", *(ordered[: ordered.index(facet)] if facet in ordered else ordered)}
        before: list[str] = []
        after: list[str] = []
        for pair in self.pairs(without=(facet, "page")):
            (before if pair[0] in earlier else after).append(_pair(pair))
        return before, after

    def cleared(self) -> str:
        """The address without any filter."""
        return self.url(filters=NO_FILTERS, since="")

    def loosened(self, parameter: str, value: str | None) -> str:
        """The address without the filter `parameter`=`value` (None: all its values; "all": all filters)."""
        if parameter == "all":
            return self.cleared()
        if parameter == "since":
            return self.url(since="")
        if parameter in ("date", "dates"):
            return self.filtered_url(date_from=None, date_to=None)
        if parameter in DATES:
            return self.filtered_url(**{DATES[parameter]: None})
        kept = tuple(v for v in self.values(parameter) if value is not None and v != value)
        return self.filtered_url(**{parameter: kept})
