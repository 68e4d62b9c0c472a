"""Up to four searches on one timeline: their articles by year or month, beside all articles of that year or month.

The page, its table, its picture and `/api/timeline` share it. A corpus is uneven, so that a count alone misleads: the share is of all
articles that pass the same filters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from indexer.engines.contract import Filters
from indexer.facets.facet_spec import Registry
from webapp import charts, panels, parameters
from webapp.request import DATES, SearchRequest

if TYPE_CHECKING:
    from search import Search

MOST = 4
"""Searches side by side at most: more colours cannot be told apart."""
WIDTH, HEIGHT = 1_000, 300
"""The drawing, in units of its own."""

_PARAMETER = parameters.COMPARED


@dataclass(frozen=True, slots=True)
class Series:
    """One search: what was typed, how many articles in all, per key (a year or month), and its page of results."""

    q: str
    total: int
    counts: Mapping[str, int]
    request: SearchRequest


@dataclass(frozen=True, slots=True)
class Column:
    """One bar of the drawing: of which series (from 0) and key, and where it stands, in units."""

    series: int
    key: str
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ComparisonRequest:
    """The parameters of a comparison, checked. `share`: draw and list shares instead of counts."""

    queries: tuple[str, ...]
    filters: Filters
    share: bool
    lang: str | None
    registry: Registry

    @classmethod
    def parse(
        cls, arguments: MultiDict[str, str], registry: Registry, *, strict: bool = False
    ) -> ComparisonRequest:
        """Raises BadParameter."""
        rest = MultiDict((name, value) for name, value in arguments.items(multi=True) if name != "q")
        names = (*parameters.filters(registry), "share", "lang")
        values = parameters.parse(names, rest, strict=strict, registry=registry)
        chosen = {name: values[name] for name in registry.names}
        dates = {field: values[name] for name, field in DATES.items()}
        typed = [text.strip() for text in arguments.getlist("q")]
        queries = parameters.read(_PARAMETER, typed)
        return cls(queries, Filters(chosen, **dates), values["share"] == "1", values["lang"], registry)

    def search(self, q: str) -> SearchRequest:
        """The search of one series."""
        return SearchRequest(q=q, filters=self.filters, lang=self.lang, registry=self.registry)

    def url(self, path: str = "/compare", *, share: bool | None = None) -> str:
        """The address of this comparison at `path`."""
        wanted = self.share if share is None else share
        pairs = [("q", q) for q in self.queries]
        pairs += [pair for pair in self.search("").pairs() if pair[0] != "lang"]
        pairs += [("share", "1")] if wanted else []
        pairs += [("lang", self.lang)] if self.lang else []
        return f"{path}?{urlencode(pairs, errors='replace')}" if pairs else path


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answer. `keys` are years, or months where one or two years are in view; `everything` counts all articles by key."""

    unit: str
    keys: tuple[str, ...]
    series: tuple[Series, ...]
    everything: Mapping[str, int]
    generation: int

    def share(self, series: Series, key: str) -> float:
        """The part of all articles of `key` that `series` has, 0…1."""
        whole = self.everything.get(key, 0)
        return series.counts.get(key, 0) / whole if whole else 0.0

    def value(self, series: Series, key: str, share: bool) -> float:
        """What is drawn for a key: the share, or the count."""
        return self.share(series, key) if share else series.counts.get(key, 0)

    def highest(self, share: bool) -> float:
        """The largest value that is drawn."""
        return max((self.value(s, key, share) for s in self.series for key in self.keys), default=0)

    def columns(self, share: bool) -> list[Column]:
        """The bars of the drawing; a value above 0 is never invisible."""
        if not self.keys or not self.series:
            return []
        highest = self.highest(share) or 1
        slot = WIDTH / len(self.keys)
        width = slot * 0.8 / len(self.series)
        made = []
        for place, key in enumerate(self.keys):
            for number, series in enumerate(self.series):
                count = series.counts.get(key, 0)
                height = max(HEIGHT * self.value(series, key, share) / highest, 2.0) if count else 0.0
                x = place * slot + slot * 0.1 + number * width
                made.append(
                    Column(
                        number, key, count, round(x, 2), round(HEIGHT - height, 2), round(width * 0.94, 2),
                        round(height, 2),
                    )
                )  # fmt: skip
        return made

    def labels(self) -> list[tuple[str, float]]:
        """(key, middle) of the keys that are written under the axis: at most about sixteen."""
        step = -(-len(self.keys) // 16) or 1
        slot = WIDTH / (len(self.keys) or 1)
        return [(k, round((n + 0.5) * slot, 2)) for n, k in enumerate(self.keys) if n % step == 0]


def compare(search: Search, comparison_request: ComparisonRequest) -> Comparison:
    """Count the searches of `comparison_request` by year, or by month where its filters leave one or two years."""
    months = panels.zoomed_years(comparison_request.filters)
    held = [v.value for v in search.facet_values().get("year", ()) if v.count]
    keys = charts.months_of(months) if months else charts.years_between(held)

    def count(q: str) -> Series:
        request = comparison_request.search(q)
        answer = request.run(search, size=1, highlight=False, timeline="month" if months else None)
        counts = (
            dict(answer.timeline) if months else {v.value: v.count for v in answer.facets.get("year", ())}
        )
        return Series(q, answer.total, counts, replace(request, size=10))

    everything = count("")
    return Comparison(
        "month" if months else "year",
        tuple(keys),
        tuple(count(q) for q in comparison_request.queries),
        everything.counts,
        search.generation,
    )
