"""`/share/….png`: the pictures of pages for where their addresses are shared (`og:image`).

A picture is drawn once per generation, address and language, within the memory for finished pages. Strangers can name any number of
searches, so that a process draws at most `DRAWINGS_A_MINUTE`; who asks for more is sent to the site's general picture.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from indexer.article import Article
from indexer.engines.contract import NO_FILTERS, Filters
from webapp import charts, share_image
from webapp.caching import remembered, revalidated
from webapp.feeds import search_title
from webapp.language import current_catalogue, current_language
from webapp.rates import RateLimiter
from webapp.request import SearchRequest
from webapp.resource import get_search
from webapp.segments import segment
from webapp.share_image import Share
from webapp.templating import facet_label, facet_links, label_of, named

blueprint = Blueprint("share", __name__, url_prefix="/share")
DRAWINGS_A_MINUTE = 60
"""Pictures that a process draws in a minute at most: some 1.2 s of processor."""
_DRAWINGS = "tin-cong-doan-share-drawings"


@blueprint.record
def _bound(state: BlueprintSetupState) -> None:
    state.app.extensions[_DRAWINGS] = RateLimiter(DRAWINGS_A_MINUTE, clients=8)


@blueprint.app_template_global()
def share_path(kind: str, *names: str, search: SearchRequest | None = None) -> str:
    """The address of the picture of a page in the reader's language."""
    path = f"/share/{'/'.join([kind, *map(segment, names)])}.png"
    if search:
        return replace(search, sort="relevance", size=10, explain="0").url(path, lang=current_language())
    return f"{path}?{urlencode({'lang': current_language()})}"


@blueprint.get("/home.png")
@revalidated
@remembered
def home() -> ResponseReturnValue:
    """The picture of the first page."""
    return _picture(SearchRequest(), "", current_catalogue()("home.title").unescape())


@blueprint.get("/search.png")
@revalidated
@remembered
def results() -> ResponseReturnValue:
    """The picture of a search: its words and filters."""
    search_request = SearchRequest.parse(request.args, registry=get_search().registry)
    t = current_catalogue()
    title = search_title(search_request) or t("results.page_title_all").unescape()
    return _picture(search_request, t("search.label").unescape(), title)


@blueprint.get("/facet/<name>/<value>.png")
@revalidated
@remembered
def facet(name: str, value: str) -> ResponseReturnValue:
    """The picture of a district, ward, campaign or another value with a page."""
    search = get_search()
    spec = search.registry.get(name)
    if spec is None:
        abort(404)
    known = {v.value for v in spec.known_values()} | {v.value for v in search.facet_values()[name]}
    if value not in known:
        abort(404)
    asked = SearchRequest(filters=Filters({name: [value]}), registry=search.registry)
    return _picture(asked, facet_label(name), named(label_of(name, value), value))


@blueprint.get("/article/<article_id>.png")
@revalidated
@remembered
def article(article_id: str) -> ResponseReturnValue:
    """The picture of an article, over the years of the first campaign or place that it is about."""
    search = get_search()
    found = search.article(article_id)
    if found is None:
        abort(404)
    filed = [(spec.name, value) for spec, values in facet_links(found) for value in values if spec.shown == 1]
    kicker = " · ".join(named(value.label, value.value) for _, value in filed[:3])
    about = Filters({filed[0][0]: [filed[0][1].value]}) if filed else NO_FILTERS
    return _picture(SearchRequest(filters=about, registry=search.registry), kicker, found.heading, found)


def _picture(
    search_request: SearchRequest, kicker: str, title: str, article: Article | None = None
) -> ResponseReturnValue:
    """A picture over the years of what `search_request` finds; the general one when too many were drawn."""
    limiter: RateLimiter = current_app.extensions[_DRAWINGS]
    if limiter.wait("drawings"):
        version = current_app.config["VERSION"]
        general = redirect(url_for("static", version=version, name="icons/share.png"))
        general.headers["Cache-Control"] = "no-store"
        return general
    search, t = get_search(), current_catalogue()
    found = search_request.run(search, page=1, size=1, highlight=False)
    counts = {v.value: v.count for v in found.facets.get("year", ())}
    caption = t("count.articles", count=found.total).unescape()
    if article:
        day = t.date(article.published) if article.published else str(article.year or "")
        caption = " · ".join(part for part in (article.source, day) if part)
    drawn = share_image.draw(
        Share(
            site=t("site.name").unescape(),
            kicker=kicker,
            title=title,
            caption=caption,
            years=charts.years_between([v.value for v in search.facet_values().get("year", ())]),
            counts=counts,
            year=str(article.year or "") if article else "",
        )
    )
    return Response(drawn, content_type="image/png")
