"""`/districts/VALUE` and `/campaigns/VALUE`: what was reported there, or in that campaign; and their lists."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from webapp import gazetteer, panels
from webapp.caching import revalidated
from webapp.language import current_catalogue, stated_language
from webapp.request import SearchRequest
from webapp.resource import get_search
from webapp.templating import named

blueprint = Blueprint("places", __name__)
SHOWN = 6


@blueprint.get("/districts")
@revalidated
def districts() -> ResponseReturnValue:
    """All districts on the map and in a list."""
    counted = get_search().facet_values().get("district", ())
    counts = {v.value: v.count for v in counted}
    labels = {**gazetteer.district_labels(), **{v.value: v.label for v in counted}}
    listed = [(value, label, counts.get(value, 0)) for value, label in labels.items()]
    return render_template("districts.html", listed=listed, map=panels.tile_map(counted))


@blueprint.get("/campaigns")
@revalidated
def campaigns() -> ResponseReturnValue:
    """All campaigns with what they are."""
    counted = get_search().facet_values().get("campaign", ())
    counts = {v.value: v.count for v in counted}
    labels = {**gazetteer.campaign_labels(), **{v.value: v.label for v in counted}}
    ordered = sorted(labels, key=lambda value: -counts.get(value, 0))
    listed = [(v, labels[v], counts.get(v, 0), gazetteer.campaign_info(v)) for v in ordered]
    return render_template("campaigns.html", listed=listed)


@blueprint.get("/districts/<value>")
@revalidated
def district(value: str) -> ResponseReturnValue:
    """One district: its years, its campaigns, its newest articles."""
    return _place("district", value)


@blueprint.get("/campaigns/<value>")
@revalidated
def campaign(value: str) -> ResponseReturnValue:
    """One campaign: its years, its districts on the map, its newest articles."""
    return _place("campaign", value)


def _place(facet: str, value: str) -> ResponseReturnValue:
    search = get_search()
    everything = search.facet_values()
    labels = {v.value: v.label for v in everything.get(facet, ())}
    known = gazetteer.district_labels() if facet == "district" else gazetteer.campaign_labels()
    label = labels.get(value) or known.get(value)
    if label is None:
        abort(404)
    chosen = {facet: (value,)}
    request = SearchRequest(lang=stated_language(), sort="newest", size=SHOWN, **chosen)  # type: ignore[arg-type]
    newest = request.run(search, highlight=False)
    by_name = SearchRequest(q=f'"{label}"', lang=stated_language(), size=SHOWN, **chosen)  # type: ignore[arg-type]
    relevant = by_name.run(search) if newest.total > SHOWN else None
    other = "campaign" if facet == "district" else "district"
    shown = named(label, value)
    return render_template(
        "place.html",
        facet=facet,
        value=value,
        label=shown,
        proper=shown == label,
        info=gazetteer.campaign_info(value) if facet == "campaign" else None,
        search_request=request,
        results=newest,
        relevant=relevant,
        others=[v for v in newest.facets.get(other, ()) if v.count],
        other=other,
        cross_hrefs=lambda crossed: request.url(**{other: (crossed,)}),
        timeline=panels.timeline(request, newest, everything, current_catalogue()),
        map=panels.tile_map(newest.facets.get("district", ())),
    )
