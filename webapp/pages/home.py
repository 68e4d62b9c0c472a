"""`/` and `/help`: where a reader begins, and how to ask."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from indexer.engines.contract import Filters
from webapp import panels
from webapp.caching import remembered, revalidated
from webapp.language import current_catalogue, stated_language
from webapp.request import SearchRequest
from webapp.resource import get_search
from webapp.templating import base_url

blueprint = Blueprint("home", __name__)
NEWEST = 8
CAMPAIGNS = 10


@blueprint.get("/")
@revalidated
@remembered
def home() -> ResponseReturnValue:
    """Search box, the newest articles, the map, the years, the campaigns."""
    search = get_search()
    request = SearchRequest(
        filters=Filters(kind=["article"]), lang=stated_language(), sort="newest", size=NEWEST
    )
    results = request.run(search, highlight=False)
    everything = search.facet_values()
    plain = SearchRequest(lang=stated_language())
    districts = results.facets.get("district", ())
    return render_template(
        "home.html",
        results=results,
        search_request=plain,
        map=panels.tile_map(districts),
        districts=districts,
        timeline=panels.timeline(plain, results, everything, current_catalogue()),
        campaigns=[c for c in results.facets.get("campaign", ()) if c.count][:CAMPAIGNS],
        json_ld=_json_ld(),
    )


def _json_ld() -> dict[str, Any]:
    """The site for search engines (schema.org), with its search box."""
    base = base_url()
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": current_catalogue()("site.name"),
        "url": f"{base}/",
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{base}/search?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }


@blueprint.get("/help")
@revalidated
@remembered
def help_page() -> ResponseReturnValue:
    """How to search, what is in the index, how to take results away."""
    return render_template("help.html")
