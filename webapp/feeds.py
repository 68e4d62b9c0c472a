"""What leaves the site: any search as Atom, CSV, workbook or JSONL; the site itself for browsers and crawlers.

CSV and JSONL hold all hits and are streamed, so that their length costs no memory. The Atom feed has the
`FEED_SIZE` articles of the search that came to the index, or changed there, last.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import chain, islice

from flask import Blueprint, Response, abort, current_app, json, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from indexer.article import Article
from indexer.facets.facet_spec import FacetSpec, Registry
from indexer.hanoi_time import HANOI
from webapp import cited_searches, parameters, tables
from webapp.api import allow_origin, article_link
from webapp.assets import static_file
from webapp.caching import revalidated
from webapp.i18n import Catalogue
from webapp.language import current_catalogue
from webapp.request import SearchRequest
from webapp.resource import get_search
from webapp.segments import segment
from webapp.templating import base_url, label_of, named

blueprint = Blueprint("feeds", __name__)
FEED_SIZE = 30
OPEN = ("/search.atom", "/search.csv", "/search.xlsx", "/search.jsonl", "/api/docs", "/api/openapi.json")
"""What programs may fetch although it stands under an address that is closed to crawlers."""
PIECE = 16_384
"""Characters of an export that are sent at once."""
WIDE, NARROW = 60, 18
"""Widths of columns of a workbook, in characters."""
_TURN = "tin-cong-doan-export-turn"
BEFORE_FACETS = ("id", "kind", "title", "lead", "author", "source", "published", "year", "year_basis")
AFTER_FACETS = ("url", "link")
"""The columns of CSV besides those of facets."""
BASES = ("published", "inferred")
"""What the year of an article rests on."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST = 1_000
"""Pages of a facet in the sitemap at most, those of the most frequent values."""
SITEMAP_SIZE = 20_000
"""Articles in one sitemap; the protocol allows 50,000."""


def _asked() -> SearchRequest:
    return SearchRequest.parse(request.args, registry=get_search().registry, export=True)


@blueprint.get("/search.atom")
@revalidated
def atom() -> ResponseReturnValue:
    """What came or changed last of a search, as an Atom feed."""
    search_request = _asked()
    search = get_search()
    newest = search.latest(
        search_request.q,
        search_request.filters,
        since=search_request.since,
        exact=search_request.exact,
        size=FEED_SIZE,
    )
    entries = [(article, moment, _moment(article.published)) for article, moment in newest]
    updated = newest[0][1] if newest else search.arrivals().latest or _committed(search.committed)
    text = render_template(
        "feed.xml",
        entries=entries,
        updated=updated,
        search_request=search_request,
        link=article_link,
        title=search_title(search_request),
    )
    return allow_origin(Response(_NOT_XML.sub("", text), mimetype="application/atom+xml"))


def search_title(search_request: SearchRequest) -> str:
    """What a search is about, in a line: its words, campaigns, places and other filters, days; "" for everything."""
    parts = [search_request.q] if search_request.q else []
    for name in sorted(
        search_request.registry.names, key="campaign".__ne__
    ):  # what it is about, then where and when
        parts += [named(label_of(name, value), value) for value in search_request.values(name)]
    days = [day for day in (search_request.filters.date_from, search_request.filters.date_to) if day]
    return " · ".join([*parts, " – ".join(days)] if days else parts)


def _committed(committed: float | None) -> str:
    """When the index was committed: what an empty feed of an index says that remembers no arrivals."""
    return datetime.fromtimestamp(int(committed or 0), UTC).isoformat()


def _moment(published: str | None) -> str | None:
    """A date of an article as Atom wants it (RFC 3339); None if the page states none."""
    if not published:
        return None
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=HANOI)).isoformat()


@blueprint.get("/search.csv")
@revalidated
def table() -> ResponseReturnValue:
    """Every hit of a search as CSV, streamed."""
    search_request = _asked()
    said, found = _export(search_request)
    t = current_catalogue() if search_request.lang else None
    rows = tables.csv_rows(
        column_headings(search_request.registry, t), article_rows(search_request.registry, found, t)
    )
    return _download(rows, tables.CSV, search_title(search_request), "csv", said)


@blueprint.get("/search.xlsx")
@revalidated
def workbook() -> ResponseReturnValue:
    """Every hit of a search as an Excel workbook."""
    search_request = _asked()
    if search_request.run(get_search(), page=1, size=1, highlight=False).total > tables.MOST_IN_WORKBOOK:
        raise parameters.BadParameter("workbook", "q", maximum=tables.MOST_IN_WORKBOOK)
    said, found = _export(search_request)
    t = current_catalogue()
    columns = csv_columns(search_request.registry)
    headings = column_headings(search_request.registry, t)
    widths = [WIDE if name in ("title", "lead") else NARROW for name in columns]
    with _turn():
        body = tables.workbook(
            t("table.articles").unescape(), headings, article_rows(search_request.registry, found, t), widths
        )
    response = tables.save_as(Response(body, content_type=tables.XLSX), search_title(search_request), "xlsx")
    response.headers.update(said)
    return allow_origin(response)


@blueprint.get("/search.jsonl")
@revalidated
def lines() -> ResponseReturnValue:
    """Every hit of a search, whole, one JSON article a line, streamed."""
    search_request = _asked()
    said, found = _export(search_request)
    rows = (json.dumps(article.to_dict(), ensure_ascii=False) + "\n" for article in found)
    return _download(rows, "application/x-ndjson; charset=utf-8", search_title(search_request), "jsonl", said)


def _export(search_request: SearchRequest) -> tuple[dict[str, str], Iterator[Article]]:
    """The articles of a request, and the headers that say what was searched for; both of one generation."""
    search = get_search()
    while True:
        generation, said = cited_searches.headers(search_request)
        found = search_request.export(search)
        if search.generation == generation:
            return said, found


def _download(
    rows: Iterable[str], content_type: str, title: str, ending: str, said: dict[str, str]
) -> Response:
    pieces = _in_pieces(iter(rows))
    first = list(islice(pieces, 1))  # whatever is wrong with the request is found before the headers leave

    response = tables.save_as(Response(chain(first, pieces), content_type=content_type), title, ending)
    response.headers.update(said)
    return allow_origin(response)


def _turn() -> threading.Lock:
    turn: threading.Lock = current_app.extensions[_TURN]
    return turn


@blueprint.record
def _share_turns(state: BlueprintSetupState) -> None:
    state.app.extensions[_TURN] = threading.Lock()


def _in_pieces(rows: Iterator[str]) -> Iterator[str]:
    """Join `rows` to pieces of `PIECE` characters.

    One export of a process makes one piece at a time, and after each the worker's other requests have their turn: the server
    writes without waiting to whoever reads fast enough, so that nothing else would let them in. No turn is held while a piece is sent.
    """
    turn = _turn()

    def pieces() -> Iterator[str]:
        while True:
            piece: list[str] = []
            size = 0
            with turn:
                for row in rows:
                    piece.append(row)
                    size += len(row)
                    if size >= PIECE:
                        break
                time.sleep(0)
            if not piece:
                return
            yield "".join(piece)

    return pieces()


def csv_columns(registry: Registry) -> dict[str, FacetSpec | None]:
    """The columns of a table of articles, with the facet whose labels stand in it."""
    facets = {spec.key: spec for spec in registry if spec.exported and not spec.derive}
    return {**dict.fromkeys(BEFORE_FACETS), **facets, **dict.fromkeys(AFTER_FACETS)}


def column_headings(registry: Registry, t: Catalogue | None) -> list[str]:
    """The headings of the columns in a language, or (None) the names of the fields, which programs rely on."""
    if t is None:
        return list(csv_columns(registry))
    return [
        spec.label(t.lang) if spec else t(f"table.{name}").unescape()
        for name, spec in csv_columns(registry).items()
    ]


def article_rows(
    registry: Registry, found: Iterable[Article], t: Catalogue | None
) -> Iterator[list[tables.Cell]]:
    """A row per article, in the words of a language or (None) of the API. `published` is always a day: the hour is in few
    sources, and a column has one form."""
    columns, base = csv_columns(registry), base_url()
    bases = {basis: t(f"table.year_basis_{basis}").unescape() if t else basis for basis in BASES}
    for article in found:
        record = article.to_dict()
        for name, spec in columns.items():
            if spec:
                record[name] = "; ".join(value.label for value in spec.values_of(article))
        record["published"] = _day(article.published)
        record["year_basis"] = bases.get(article.year_basis or "", "")
        record["link"] = base + article_link(article.id)
        yield [record[name] for name in columns]


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


@blueprint.get("/opensearch.xml")
@revalidated
def opensearch() -> ResponseReturnValue:
    """The description with which a browser adds the site as a search engine."""
    return Response(render_template("opensearch.xml"), mimetype="application/opensearchdescription+xml")


@blueprint.get("/opensearch/suggest")
@revalidated
def opensearch_suggest() -> ResponseReturnValue:
    """Completions in the form that browsers read: [typed, [completion, …]]."""
    values = parameters.parse(("q", "lang"), request.args, strict=False)
    found = get_search().suggest(values["q"], size=8)
    labels = [c.value if c.group == "query" else c.label for c in found]
    return Response(json.dumps([values["q"], labels]), mimetype="application/x-suggestions+json")


@blueprint.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """Crawlers may read everything but the endless combinations of searches; who follows a search or takes it away may."""
    allowed = "".join(f"Allow: {path}\n" for path in OPEN)
    text = f"User-agent: *\n{allowed}Disallow: /search\nDisallow: /api/\nSitemap: {base_url()}/sitemap.xml\n"
    return Response(text, mimetype="text/plain")


@blueprint.get("/sitemap.xml")
@revalidated
def sitemap() -> ResponseReturnValue:
    """The index of sitemaps: one of pages, then articles by the thousand."""
    parts = -(-get_search().document_count // SITEMAP_SIZE)
    names = ["pages", *(str(number) for number in range(1, parts + 1))]
    return Response(render_template("sitemap_index.xml", names=names), mimetype="application/xml")


@blueprint.get("/sitemap-<name>.xml")
@revalidated
def sitemap_part(name: str) -> ResponseReturnValue:
    """One sitemap: "pages", or the number of a part of the articles."""
    base = base_url()
    if name == "pages":
        search = get_search()
        paths = ["/", "/help", "/coverage", "/api/docs"]
        for spec in (spec for spec in search.registry if spec.page):
            known = [v.value for v in spec.known_values()] if spec.listed else []
            values = dict.fromkeys([*known, *(v.value for v in search.facet_values()[spec.name][:MOST])])
            if values:
                paths += [f"/{spec.page}", *(f"/{spec.page}/{segment(value)}" for value in values)]
        return _urlset((base + path, None) for path in paths)
    if not (name.isascii() and name.isdigit() and len(name) < 6 and int(name) >= 1):
        abort(404)
    start = (int(name) - 1) * SITEMAP_SIZE
    if start >= get_search().document_count:
        abort(404)
    found = islice(get_search().export(""), start, start + SITEMAP_SIZE)
    return _urlset((base + article_link(a.id), a.published) for a in found)


def _urlset(entries: Iterable[tuple[str, str | None]]) -> Response:
    def stream() -> Iterator[str]:
        yield '<?xml version="1.0" encoding="UTF-8"?>\n'
        yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        for address, moment in entries:
            modified = f"<lastmod>{moment[:10]}</lastmod>" if moment else ""
            yield f"<url><loc>{address.replace('&', '&amp;')}</loc>{modified}</url>\n"
        yield "</urlset>\n"

    return Response(_in_pieces(stream()), mimetype="application/xml")


def _icon(name: str) -> str:
    return url_for("static", version=current_app.config["VERSION"], name=f"icons/{name}")


@blueprint.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """The icon where browsers look for it by themselves."""
    return static_file("", "icons/favicon.ico")


@blueprint.get("/manifest.webmanifest")
def manifest() -> ResponseReturnValue:
    """Name and icon, for a phone's home screen."""
    t = current_catalogue()
    record = {
        "name": t("site.name"),
        "short_name": t("site.name"),
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "lang": t.lang,
        "description": t("site.description"),
        "categories": ["news"],
        "display": "standalone",
        "display_override": ["minimal-ui"],
        "theme_color": "#ffffff",
        "background_color": "#ffffff",
        "icons": [
            {"src": _icon("favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": _icon("icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {
                "src": _icon("icon-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "any maskable",
            },
        ],
        "shortcuts": [
            {"name": t(f"{name}.title"), "url": f"/{name}"} for name in ("saved", "offline", "board")
        ],
    }
    return Response(json.dumps(record), mimetype="application/manifest+json")
