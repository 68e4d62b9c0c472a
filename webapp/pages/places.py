"""Pages of facets: `/districts/VALUE`, `/wards/VALUE`, `/campaigns/VALUE` … and their lists.

Every facet of the registry with a page has both; those that a corpus declares stand under `/facets/NAME`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from indexer.article import FacetValue
from indexer.engines.contract import Filters
from indexer.facets.facet_spec import FacetSpec
from indexer.facets.registry import REGISTRY
from search.campaign_life import life
from search.ledger import LedgerEntry, entries
from search.results import FacetCount
from webapp import known_values, panels
from webapp.caching import remembered, revalidated
from webapp.language import current_catalogue, stated_language
from webapp.request import SearchRequest
from webapp.resource import get_search
from webapp.templating import named

blueprint = Blueprint("places", __name__)
SHOWN = 6


class Listed(NamedTuple):
    """A value in a list, with how many articles it has and the further values of another facet in which it lies."""

    value: str
    label: str
    articles: int
    others: tuple[FacetValue, ...]


FIGURES = 8
"""Rows of the ledger at most."""
BESIDE = 20
"""Values of another facet that stand beside, at most."""
MOST = 1_000
"""Values in a list at most, the most frequent: a corpus may have any number of authors."""
TEMPLATES = {"district": "districts.html", "ward": "wards.html", "campaign": "campaigns.html"}
"""Lists that are more than names and counts."""


def _register(spec: FacetSpec) -> None:
    listing = revalidated(remembered(partial(_list, spec.name)))
    page = revalidated(remembered(partial(_page, spec.name)))
    blueprint.add_url_rule(f"/{spec.page}", f"{spec.name}_list", listing)
    blueprint.add_url_rule(f"/{spec.page}/<value>", spec.name, page)


@blueprint.get("/facets/<name>")
@revalidated
@remembered
def declared_list(name: str) -> ResponseReturnValue:
    """All values of a facet that the corpus declares."""
    return _list(_declared(name))


@blueprint.get("/facets/<name>/<value>")
@revalidated
@remembered
def declared(name: str, value: str) -> ResponseReturnValue:
    """One value of a facet that the corpus declares."""
    return _page(_declared(name), value)


def _declared(name: str) -> str:
    spec = get_search().registry.get(name)
    if spec is None or not spec.declared:
        abort(404)
    return name


def _list(facet: str) -> ResponseReturnValue:
    """All values of a facet with their counts: the gazetteer's in its order, others by count."""
    search = get_search()
    spec = search.registry[facet]
    counted = search.facet_values()[facet]
    counts = {v.value: v.count for v in counted}
    labels = {v.value: v.label for v in spec.known_values()} | {v.value: v.label for v in counted[:MOST]}
    if not spec.listed:
        labels = dict(sorted(labels.items(), key=lambda row: -counts.get(row[0], 0)))
    listed = [(value, label, counts.get(value, 0)) for value, label in labels.items()]
    return render_template(
        TEMPLATES.get(facet, "facet.html"),
        spec=spec,
        listed=listed,
        map=panels.tile_map(counted) if spec.mapped else None,
        info=known_values.campaign_info,
        grouped=_grouped(spec, labels, counts) if facet in TEMPLATES else [],
    )


def _grouped(
    spec: FacetSpec, labels: Mapping[str, str], counts: Mapping[str, int]
) -> list[tuple[FacetValue, list[Listed]]]:
    """The values of a facet by the value of the related facet in which each lies first: today's wards by old district."""
    other = REGISTRY.get(spec.related_to)
    if not spec.related or not other or not other.listed:
        return []
    groups: dict[str, list[Listed]] = {value.value: [] for value in other.known_values()}
    for value in spec.known_values():
        first, *others = spec.related(value.value)
        groups[first.value].append(
            Listed(value.value, labels[value.value], counts.get(value.value, 0), tuple(others))
        )
    named_groups = {value.value: value for value in other.known_values()}
    return [(named_groups[name], rows) for name, rows in groups.items() if rows]


def _page(facet: str, value: str) -> ResponseReturnValue:
    """One value: its years, what else its articles are about, its newest articles."""
    search = get_search()
    spec = search.registry[facet]
    everything = search.facet_values()
    labels = {v.value: v.label for v in everything[facet]} | {v.value: v.label for v in spec.known_values()}
    label = labels.get(value)
    if label is None:
        abort(404)
    filters = Filters({facet: [value]})
    request = SearchRequest(
        filters=filters, sort="newest", size=SHOWN, lang=stated_language(), registry=search.registry
    )
    newest = request.run(search, highlight=False)
    by_name = replace(request, q=f'"{label}"', sort="relevance")
    relevant = by_name.run(search) if newest.total > SHOWN else None
    shown = named(label, value)
    return render_template(
        "place.html",
        spec=spec,
        facet=facet,
        value=value,
        label=shown,
        proper=shown == label,
        info=known_values.campaign_info(value) if facet == "campaign" else None,
        search_request=request,
        results=newest,
        relevant=relevant,
        others=_others(spec, newest.facets),
        related=_related(spec, value, everything),
        figures=_figures(filters),
        life=life(search, value) if facet == "campaign" else [],
        cross_hrefs=lambda name: lambda crossed: request.filtered_url(**{name: crossed}),
        timeline=panels.timeline(request, newest, everything, current_catalogue()),
        map=None if spec.mapped else panels.tile_map(newest.facets.get("district", ())),
    )


def _related(
    spec: FacetSpec, value: str, everything: Mapping[str, Sequence[FacetCount]]
) -> list[tuple[FacetValue, int]]:
    """The values of another facet that lie in a value, or in which it lies, each with its articles."""
    if not spec.related:
        return []
    counts = {counted.value: counted.count for counted in everything.get(spec.related_to, ())}
    return [(other, counts.get(other.value, 0)) for other in spec.related(value)]


def _figures(filters: Filters) -> list[LedgerEntry]:
    """The newest rows of the ledger that are done or given, honours first."""
    search = get_search()
    rows = [*entries(search, "", filters, kind="honour"), *entries(search, "", filters, kind="figure")]
    told = [
        e for e in rows if (e.honour and not e.honour.proposed) or (e.figure and e.figure.status == "done")
    ]
    return list({(e.placed.row.text, e.placed.year): e for e in told}.values())[:FIGURES]


def _others(
    spec: FacetSpec, counted: dict[str, tuple[FacetCount, ...]]
) -> list[tuple[FacetSpec, list[FacetCount]]]:
    """The other facets that the articles of a page are about, each with its most frequent values."""
    found = []
    for other in get_search().registry:
        values = [v for v in counted.get(other.name, ()) if v.count][:BESIDE]
        if other.schema_type and other.name != spec.name and len(values) >= max(1, other.shown):
            found.append((other, values))
    return found


for _spec in REGISTRY:
    if _spec.page:
        _register(_spec)
