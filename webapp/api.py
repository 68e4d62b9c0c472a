"""`/api/…`: the answers as JSON. The same requests, Search and Results as the pages.

Reads only, open to any origin (CORS). Errors are `application/problem+json`. The version of the API is in
the header `API-Version`; within a version fields are added, never changed or taken away.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, json, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import MethodNotAllowed

from indexer.article import Article
from indexer.engines.contract import Filters
from search.cited import MOST_TITLES, Listed
from search.passages import MOST
from search.passages import passages as best_passages
from search.results import Completion, FacetCount, Results
from webapp import batch, cited_searches, parameters
from webapp.caching import remembered, revalidated
from webapp.comparison import ComparisonRequest, compare
from webapp.language import current_catalogue
from webapp.request import DATES, SearchRequest
from webapp.resource import get_search
from webapp.segments import segment
from webapp.templating import facet_path, message_text
from webapp.versions import steps

blueprint = Blueprint("api", __name__, url_prefix="/api")
VERSION = "1"


@blueprint.after_request
def open_to_all(response: Response) -> Response:
    """CORS for reads, and the version. No credentials exist, so any origin may read."""
    return allow_origin(response)


def allow_origin(response: Response) -> Response:
    """The headers that let a page of another origin read `response`."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = (
        "ETag, API-Version, X-Request-ID, Retry-After, Link, "
        "Search-Moment, Search-Generation, Search-Total, Search-Digest"
    )
    if request.method == "OPTIONS":
        methods = "POST, OPTIONS" if request.path == "/api/batch" else "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"] = methods
        response.headers["Access-Control-Allow-Headers"] = (
            "Accept-Language, Content-Type, If-Modified-Since, If-None-Match, X-Request-ID"
        )
        response.headers["Access-Control-Max-Age"] = "86400"
    response.headers["API-Version"] = VERSION
    return response


@blueprint.get("/search")
@revalidated
def search() -> ResponseReturnValue:
    """Ranked hits with highlights and disjunctive facet counts."""
    found = get_search()
    asked = SearchRequest.parse(request.args, registry=found.registry, strict=True)
    return _json(results_json(asked.run(found)))


@blueprint.get("/suggest")
@revalidated
@remembered
def suggest() -> ResponseReturnValue:
    """Completions of what is being typed: queries, values of facets, articles."""
    values = parameters.parse(("q", "size", "lang"), request.args, strict=True)
    found = get_search().suggest(values["q"], size=values["size"])
    rows = [
        {
            "group": c.group,
            "value": c.value,
            "label": c.label,
            "count": c.count,
            "through": c.through,
            "link": completion_link(c),
        }
        for c in found
    ]
    return _json({"query": {"q": values["q"]}, "suggestions": rows})


@blueprint.get("/passages")
@revalidated
def passages() -> ResponseReturnValue:
    """The best paragraphs for a query, each with its id and address."""
    found = get_search()
    registry = found.registry
    names = ("q", *parameters.filters(registry), "size", "lang")
    values = parameters.parse(names, request.args, strict=True, registry=registry)
    filters = Filters(
        {name: values[name] for name in registry.names},
        **{field: values[name] for name, field in DATES.items()},
    )
    rows = [
        {
            "id": paragraph.id,
            "link": f"{article_link(paragraph.article.id)}#{paragraph.id}",
            "field": paragraph.field,
            "start": paragraph.start,
            "end": paragraph.end,
            "text": paragraph.text,
            "html": paragraph.html,
            "score": round(paragraph.score, 4),
            "article": _head(paragraph.article),
        }
        for paragraph in best_passages(found, values["q"], filters, min(values["size"], MOST))
    ]
    return _json({"query": {"q": values["q"]}, "passages": rows, "generation": found.generation})


@blueprint.get("/timeline")
@revalidated
def timeline() -> ResponseReturnValue:
    """Up to four searches by year or month, beside all articles."""
    found = get_search()
    asked = ComparisonRequest.parse(request.args, found.registry, strict=True)
    made = compare(found, asked)
    series = [
        {
            "q": row.q,
            "total": row.total,
            "link": row.request.url(),
            "points": [
                {"key": key, "count": row.counts.get(key, 0), "share": round(made.share(row, key), 6)}
                for key in made.keys
            ],
        }
        for row in made.series
    ]
    everything = [{"key": key, "count": made.everything.get(key, 0)} for key in made.keys]
    return _json({"unit": made.unit, "series": series, "all": everything, "generation": made.generation})


@blueprint.route("/batch", methods=["GET", "POST"])
def batched() -> ResponseReturnValue:
    """A JSON list of queries: how many articles each finds, and the first of them. Filters stand in the address."""
    if request.method != "POST":  # or else the address of nothing would answer 404
        raise MethodNotAllowed(["POST", "OPTIONS"])
    found = get_search()
    registry = found.registry
    names = (*parameters.filters(registry), "lang")
    values = parameters.parse(names, request.args, strict=True, registry=registry)
    filters = Filters(
        {name: values[name] for name in registry.names},
        **{field: values[name] for name, field in DATES.items()},
    )
    queries = batch.check(request.get_json(force=True, silent=True))
    batch.take_turn(request.remote_addr or "?")
    rows = [
        {
            "q": row.q,
            "total": row.total,
            "link": row.request.url(),
            "first": [_head(article) for article in row.first],
        }
        for row in batch.run(
            found, queries, SearchRequest(filters=filters, lang=values["lang"], registry=registry)
        )
    ]
    response = _json({"rows": rows, "generation": found.generation})
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/facets")
@revalidated
@remembered
def facets() -> ResponseReturnValue:
    """Every value of every facet in the whole index, with its count."""
    parameters.parse(("lang",), request.args, strict=True)
    values = get_search().facet_values()
    return _json({"facets": {name: [_count(v) for v in row] for name, row in values.items()}})


@blueprint.get("/changes")
@revalidated
def changes() -> ResponseReturnValue:
    """What came, changed or went since a moment or a generation, oldest first."""
    given = parameters.parse(("since", "most", "lang"), request.args, strict=True)
    found = get_search().changes(given["since"], given["most"])
    rows = [
        {"id": c.id, "change": c.kind, "moment": c.moment, "link": article_link(c.id)} for c in found.changes
    ]
    return _json(
        {
            "changes": rows,
            "more": found.more,
            "next": found.next,
            "generation": found.generation,
            "removed_known_since": found.removed_known_since,
        }
    )


@blueprint.get("/s/<name>")
@revalidated
def cited(name: str) -> ResponseReturnValue:
    """A cited search: what it found then, what it finds now, and what differs."""
    parameters.parse(("lang",), request.args, strict=True)
    found = cited_searches.find(name)
    if found is None:
        abort(404)
    then, day = found
    now = cited_searches.now(then)
    return _json(
        {
            "name": name,
            "link": cited_searches.path_of(name),
            "search": cited_searches.request_of(then).url(),
            "cited": day,
            "then": {
                "total": then.total,
                "moment": then.moment,
                "generation": then.generation,
                "digest": then.digest,
                "results": [
                    {"id": identity, "title": title, "link": article_link(identity)}
                    for identity, title in (then.articles if then.total <= MOST_TITLES else ())
                ],
                "ids": f"{cited_searches.path_of(name)}.txt",
            },
            "now": {
                "total": now.total,
                "moment": now.moment,
                "generation": now.generation,
                "digest": now.digest,
            },
            "added": [_listed(row) for row in now.added],
            "removed": [_listed(row) for row in now.removed],
        }
    )


def _listed(row: Listed) -> dict[str, Any]:
    link = article_link(row.id) if row.is_held else None
    return {"id": row.id, "title": row.title, "link": link}


@blueprint.get("/articles/<article_id>")
@revalidated
def article(article_id: str) -> ResponseReturnValue:
    """One article, whole."""
    values = parameters.parse(("explain", "lang"), request.args, strict=True)
    found = get_search().article(article_id)
    if found is None:
        abort(404)
    return _json({**found.to_dict(explain=values["explain"] == "1"), "link": article_link(found.id)})


@blueprint.get("/articles/<article_id>/versions")
@revalidated
def versions(article_id: str) -> ResponseReturnValue:
    """What the source changed in an article, newest change first."""
    parameters.parse(("lang",), request.args, strict=True)
    found = get_search().article(article_id)
    if found is None:
        abort(404)
    rows = [
        {
            "before": step.before,
            "after": step.after,
            "paragraphs": [[{"op": p.op, "text": p.text} for p in pieces] for pieces in step.paragraphs],
        }
        for step in steps(found)
    ]
    return _json({"id": article_id, "captured": found.captured, "gone": found.gone, "changes": rows})


@blueprint.get("/articles/<article_id>/related")
@revalidated
def related(article_id: str) -> ResponseReturnValue:
    """Articles like this one."""
    values = parameters.parse(("size", "lang"), request.args, strict=True)
    found = get_search()
    if found.article(article_id) is None:
        abort(404)
    rows = [_head(a) for a in found.related(article_id, size=values["size"])]
    return _json({"id": article_id, "results": rows})


@blueprint.route("/", defaults={"path": ""})
@blueprint.route("/<path:path>")
def nothing(path: str) -> ResponseReturnValue:
    """An address under /api that does not exist: a problem, not a page."""
    abort(404)


def article_link(article_id: str) -> str:
    """The page of an article on this site."""
    return f"/articles/{segment(article_id)}"


def completion_link(completion: Completion) -> str:
    """Where a completion leads."""
    if completion.group == "query":
        return SearchRequest(q=completion.value).url()
    if completion.group == "article":
        return article_link(completion.value)
    spec = get_search().registry[completion.group]
    return f"/{spec.page}/{segment(completion.value)}"


def results_json(results: Results) -> dict[str, Any]:
    """The contract's JSON of an answer, and each message in the reader's language."""
    record = results.to_dict()
    for said, message in zip(record["messages"], results.messages, strict=True):
        said["text"] = Markup(message_text(message)).unescape()
    t = current_catalogue()
    for hit in record["results"]:
        for part in hit.get("parts", ()):
            part["text"] = Markup(t(f"score.{part['kind']}", words=part["words"])).unescape()
    for row in record["named"]:
        row["link"] = facet_path(row["facet"], row["value"])
    return record


def _head(found: Article) -> dict[str, Any]:
    return {
        "id": found.id,
        "kind": found.kind,
        "title": found.title,
        "url": found.url,
        "link": article_link(found.id),
        "source": found.source,
        "author": found.author,
        "published": found.published,
        "year": found.year,
        **found.facet_lists(),
    }


def _count(value: FacetCount) -> dict[str, Any]:
    return {"value": value.value, "label": value.label, "count": value.count, "selected": value.selected}


def _json(record: dict[str, Any]) -> Response:
    return Response(json.dumps(record), mimetype="application/json")
