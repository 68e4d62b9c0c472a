"""Counts over a set of documents: facets, timeline, coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from indexer.engines.contract import FACET_VALUES
from indexer.engines.whoosh.columns import Columns
from indexer.engines.whoosh.docset import DocSet, intersection


class Counts:
    """Counts documents of a generation by the values of their facets and by their dates."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._size = columns.size

    def facets(
        self, base: DocSet, result: DocSet, masks: Mapping[str, DocSet], wanted: Sequence[str]
    ) -> dict[str, dict[str, int]]:
        """Disjunctive counts: each facet ignores its own mask of `masks` and honours the others.

        `base` is what matches before facets are filtered by, `result` after.
        """
        plain = [facet for facet in wanted if facet not in masks]
        counted = self._count(result, plain) if plain else {}
        for facet in wanted:
            if facet in masks:
                others = [mask for name, mask in masks.items() if name != facet]
                counted |= self._count(intersection([base, *others]) if others else base, [facet])
        return {facet: counted[facet] for facet in wanted}

    def _count(self, documents: DocSet, wanted: Sequence[str]) -> dict[str, dict[str, int]]:
        columns = self._columns
        spans = [columns.spans.get(facet, (0, 0)) for facet in wanted]
        if documents.ids is not None:
            every = columns.facets.count_documents(documents.ids)
            counts = [every[low:high] for low, high in spans]
        else:
            counts = columns.facets.count_mask(documents.as_mask(), spans)
        return {
            facet: _by_value(columns.values.get(facet, []), own)
            for facet, own in zip(wanted, counts, strict=True)
        }

    def timeline(self, result: DocSet, unit: str) -> dict[str, int]:
        """Documents per year ("2020") or month ("2020-05"); months count dated documents only."""
        if unit == "year":
            return self._count(result, ["year"])["year"]
        low, high = (days[result.numbers()] for days in self._columns.days)
        months = low[low == high].astype("datetime64[D]").astype("datetime64[M]")
        values, counts = np.unique(months, return_counts=True)
        return dict(zip(values.astype(str).tolist(), counts.tolist(), strict=True))

    def coverage(self, documents: DocSet) -> dict[tuple[str, str, int | None], int]:
        """The documents per (campaign, district, year); those that have both of the first."""
        columns = self._columns
        nothing = (0, 0)
        spans = [columns.spans.get(facet, nothing) for facet in ("campaign", "district", "year")]
        first, last = spans[0]
        numbers = documents.numbers()
        numbers = numbers[columns.facets.mask(range(first, last)).take(numbers)]
        (campaign_of, campaigns), (district_of, districts), (year_of, years) = (
            columns.facets.entries(numbers, low, high) for low, high in spans
        )
        # Each campaign of a document with each of its districts.
        bounds = district_of.searchsorted(np.arange(len(numbers) + 1))
        several = (bounds[1:] - bounds[:-1]).take(campaign_of)
        owners = np.repeat(campaign_of, several)
        within = np.arange(len(owners)) - np.repeat(np.cumsum(several) - several, several)
        year = np.full(len(numbers), -1)
        year[year_of] = years
        every = len(columns.codes) + 1
        keys = np.repeat(campaigns, several) * every + districts.take(bounds.take(owners) + within)
        cells, counts = np.unique(keys * every + year.take(owners) + 1, return_counts=True)
        pairs, ofs = np.divmod(cells, every)
        of_campaigns, of_districts = np.divmod(pairs, every)
        names = [value for _, value in columns.codes]
        return {
            (names[campaign], names[district], int(names[of - 1]) if of else None): count
            for campaign, district, of, count in zip(
                of_campaigns.tolist(), of_districts.tolist(), ofs.tolist(), counts.tolist(), strict=True
            )
        }


def _by_value(values: Sequence[str], counts: np.ndarray) -> dict[str, int]:
    """The values that occur, with their counts (int, one per value); the most frequent of very many."""
    if len(values) > FACET_VALUES:
        kept = np.sort(np.argsort(-counts.astype(np.int64), kind="stable")[:FACET_VALUES])
        return {values[i]: n for i, n in zip(kept.tolist(), counts[kept].tolist(), strict=True) if n}
    return {value: n for value, n in zip(values, counts.tolist(), strict=True) if n}
