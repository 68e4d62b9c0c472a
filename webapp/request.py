"""SearchRequest: what an address asks for, and the addresses that ask for nearly the same.

In: the parameters of a request. Out: the call of `Search`, and links in which one thing is changed
(a facet value toggled, a filter dropped, another page). Page, API and feed share it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from indexer.article import Article
from indexer.engines.contract import Sort
from webapp import parameters

if TYPE_CHECKING:
    from search import Search
    from search.results import Query, Results

REPEATABLE = ("district", "year", "campaign", "kind")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """The parameters of a search, checked. `lang` is None unless the address states it."""

    q: str = ""
    district: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    campaign: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    date_from: str | None = None
    date_to: str | None = None
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10
    exact: tuple[str, ...] = ()
    lang: str | None = None

    @classmethod
    def parse(
        cls,
        given: MultiDict[str, str],
        *,
        names: tuple[str, ...] = parameters.SEARCH,
        strict: bool = False,
    ) -> SearchRequest:
        """The request that an address makes. Raises BadParameter."""
        values = parameters.parse(names, given, strict=strict)
        values["date_from"] = values.pop("from", None)
        values["date_to"] = values.pop("to", None)
        return cls(**values)

    def run(self, search: Search, **options: Any) -> Results:
        """Ask `search`. `options` go to `Search.search` (timeline, highlight, size …)."""
        arguments: dict[str, Any] = {"page": self.page, "size": self.size, **self._filters(), **options}
        return search.search(self.q, sort=self.sort, exact=self.exact, **arguments)

    def export(self, search: Search) -> Iterator[Article]:
        """Every article that the request finds, in its order."""
        return search.export(self.q, sort=self.sort, exact=self.exact, **self._filters())

    def _filters(self) -> dict[str, Any]:
        return {
            "districts": self.district,
            "years": self.year,
            "campaigns": self.campaign,
            "kinds": self.kind,
            "date_from": self.date_from,
            "date_to": self.date_to,
        }

    def understood(self, query: Query) -> SearchRequest:
        """This request with the filters that were typed into `q` beside it, so that each can be taken away again."""
        filters = {name: getattr(query, name) for name in (*REPEATABLE, "date_from", "date_to")}
        if all(getattr(self, name) == value for name, value in filters.items()):
            return self
        return replace(self, q=query.words, **filters)

    @property
    def filtered(self) -> bool:
        """Does any filter narrow this request?"""
        return any(getattr(self, name) for name in (*REPEATABLE, "date_from", "date_to"))

    def pairs(self, *, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
        """The (name, value) pairs of its address in one fixed order, defaults left out."""
        pairs = [("q", self.q)] if self.q else []
        for name in REPEATABLE:
            pairs += [(name, value) for value in getattr(self, name)]
        pairs += [(name, value) for name, value in (("from", self.date_from), ("to", self.date_to)) if value]
        if self.sort != "relevance":
            pairs.append(("sort", self.sort))
        if self.size != 10:
            pairs.append(("size", str(self.size)))
        pairs += [("exact", word) for word in self.exact]
        if self.page != 1:
            pairs.append(("page", str(self.page)))
        if self.lang:
            pairs.append(("lang", self.lang))
        return [pair for pair in pairs if pair[0] not in without]

    def url(self, path: str = "/search", /, **changes: Any) -> str:
        """The address of this request with `changes` to its fields; another filter starts at page 1."""
        changed = replace(self, **{"page": 1, **changes})
        query = urlencode(changed.pairs(), encoding="utf-8", errors="replace")
        return f"{path}?{query}" if query else path

    def toggled(self, facet: str, value: str) -> str:
        """The address with one facet value switched."""
        now = getattr(self, facet)
        then = tuple(v for v in now if v != value) if value in now else (*now, value)
        return self.url(**{facet: then})

    def cleared(self) -> str:
        """The address without any filter."""
        nothing: dict[str, Any] = dict.fromkeys(REPEATABLE, ())
        return self.url(date_from=None, date_to=None, **nothing)

    def loosened(self, parameter: str, value: str | None) -> str:
        """The address without the filter `parameter`=`value` (None: all its values; "all": all filters)."""
        if parameter == "all":
            return self.cleared()
        field = {"from": "date_from", "to": "date_to"}.get(parameter, parameter)
        if field in ("date", "dates"):
            return self.url(date_from=None, date_to=None)
        if field not in (*REPEATABLE, "date_from", "date_to"):
            return self.url()
        now = getattr(self, field)
        if isinstance(now, tuple):
            return self.url(**{field: tuple(v for v in now if value is not None and v != value)})
        return self.url(**{field: None})
