"""`/` and `/help`: where a reader begins, and how to ask."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from PIL import Image

from indexer.engines.contract import Filters
from search.parse.field_names import DATE_FIELDS, TEXT_FIELDS
from webapp import panels
from webapp.assets import static_files
from webapp.caching import remembered, revalidated
from webapp.language import current_catalogue, stated_language
from webapp.request import SearchRequest
from webapp.resource import get_registry, get_search
from webapp.templating import base_url

blueprint = Blueprint("home", __name__)
NEWEST = 8
CAMPAIGNS = 10
TASK_PAGES: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "search": ("/search", (("q", "tet sum vay"),)),
    "filters": ("/search", (("q", "cong doan"), ("district", "thanh-xuan"), ("year", "2020"))),
    "period": ("/search", (("q", "cong doan"), ("from", "2020-01-01"), ("to", "2021-12-31"))),
    "figures": ("/ledger", (("district", "bac-tu-liem"),)),
    "district": ("/districts/thanh-xuan", ()),
    "coverage": ("/coverage", ()),
    "compare": ("/compare", (("q", "tết sum vầy"), ("q", "mái ấm công đoàn"), ("share", "1"))),
    "export": ("/search", (("q", "tet sum vay"),)),
    "saved": ("/saved", ()),
}
"""The page that each task of the help shows, but for an article, which no two archives have in common."""


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
    return render_template(
        "help.html", fields=_fields(), pictures=help_pictures(), task_pages=task_pages(stated_language())
    )


def task_pages(lang: str | None) -> dict[str, str]:
    """Task → address of the page that it shows, in a language if the reader's address states one."""
    stated = (("lang", lang),) if lang else ()
    return {
        task: f"{path}?{urlencode((*pairs, *stated))}" if (*pairs, *stated) else path
        for task, (path, pairs) in TASK_PAGES.items()
    }


@cache
def help_pictures() -> dict[str, tuple[int, int]]:
    """Path beneath static/ → width and height in pixels of each picture of the help."""
    return {
        name: Image.open(BytesIO(content)).size
        for name, content in static_files().items()
        if name.startswith("help/")
    }


def _fields() -> list[tuple[str, Sequence[str], str]]:
    """The fields of a query for people: (heading, names before the colon, an example), those of the text first."""
    t = current_catalogue()
    texts: dict[tuple[str, ...], list[str]] = {}
    for name, parts in TEXT_FIELDS.items():
        texts.setdefault(parts, []).append(name)
    rows: list[tuple[str, Sequence[str], str]] = [
        (t(f"help.fields.text.{parts[0]}"), names, f'{names[0]}:"{t("help.fields.words")}"')
        for parts, names in texts.items()
    ]
    for spec in get_registry():
        if not spec.query_names:
            continue
        labels = {v.value: v.label for v in spec.known_values()}
        example = labels.get(spec.example or "", spec.example)
        spelled = f'"{example}"' if example and " " in example else example
        rows.append(
            (spec.label(t.lang), spec.query_names, f"{spec.query_names[0]}:{spelled}" if example else "")
        )
    dates: dict[str, list[str]] = {}
    for name, end in DATE_FIELDS.items():
        dates.setdefault(end, []).append(name)
    rows += [(t(f"help.fields.date.{end}"), names, f"{names[0]}:2025-07-01") for end, names in dates.items()]
    return rows
