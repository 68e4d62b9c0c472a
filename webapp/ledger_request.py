"""LedgerRequest: what an address of the ledger asks for: a search, and what the rows have to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from indexer.engines.contract import NO_FILTERS, Filters
from indexer.facets.facet_spec import Registry
from search import Search
from search.ledger import LedgerEntry, LedgerFilter, entries
from webapp import parameters
from webapp.request import DATES

Kind = Literal["figure", "honour"]


def names(registry: Registry, kind: Kind, *, paged: bool = True) -> tuple[str, ...]:
    """The parameters that an address of the ledger takes."""
    own = ("measure", "act", "status") if kind == "figure" else ("giver",)
    return ("q", *parameters.filters(registry), *own, *(("page", "size") if paged else ()), "lang")


@dataclass(frozen=True, slots=True)
class LedgerRequest:
    """The parameters, checked."""

    kind: Kind
    q: str = ""
    filters: Filters = NO_FILTERS
    wanted: LedgerFilter = LedgerFilter()  # noqa: RUF009
    page: int = 1
    size: int = 50
    lang: str | None = None

    @classmethod
    def parse(
        cls,
        arguments: MultiDict[str, str],
        registry: Registry,
        kind: Kind,
        *,
        strict: bool = False,
        paged: bool = True,
    ) -> LedgerRequest:
        """The request that an address makes. Raises BadParameter."""
        values = parameters.parse(
            names(registry, kind, paged=paged), arguments, strict=strict, registry=registry
        )
        chosen = {name: values[name] for name in registry.names}
        dates = {field: values[name] for name, field in DATES.items()}
        wanted = LedgerFilter(
            tuple(values.get("measure", ())),
            tuple(values.get("act", ())),
            tuple(values.get("status", ())),
            values.get("giver", "") or "",
        )
        size = values.get("size", 50) if arguments.get("size") else 50
        return cls(
            kind, values["q"], Filters(chosen, **dates), wanted, values.get("page", 1), size, values["lang"]
        )

    def run(self, search: Search) -> list[LedgerEntry]:
        """All rows."""
        return entries(search, self.q, self.filters, kind=self.kind, wanted=self.wanted)

    def shown(self, found: Sequence[LedgerEntry]) -> list[LedgerEntry]:
        """The rows of this page."""
        return list(found[(self.page - 1) * self.size : self.page * self.size])

    def pairs(self) -> list[tuple[str, str]]:
        """The (name, value) pairs of its address, without the page."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(name, value) for name, values in self.filters.facets.items() for value in values]
        pairs += [(name, day) for name, field in DATES.items() if (day := getattr(self.filters, field))]
        for name, values in (
            ("measure", self.wanted.measures),
            ("act", self.wanted.acts),
            ("status", self.wanted.statuses),
        ):
            pairs += [(name, value) for value in values]
        pairs += [("giver", self.wanted.giver)] if self.wanted.giver else []
        return [*pairs, *((("lang", self.lang),) if self.lang else ())]

    def url(self, path: str, **more: Any) -> str:
        """The address of this request at `path`, with other parameters besides."""
        pairs = [*self.pairs(), *((name, str(value)) for name, value in more.items() if value)]
        return f"{path}?{urlencode(pairs, errors='replace')}" if pairs else path
