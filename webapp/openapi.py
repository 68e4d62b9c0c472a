"""OpenAPI 3.1 of the API, made from the table of parameters, so that the two cannot disagree.

The schemas are those of `webapp.schemas`.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from indexer.facets.facet_spec import Registry
from indexer.facets.registry import REGISTRY
from webapp import batch, ledger_request, parameters
from webapp.json_schema import ref
from webapp.parameters import Parameter
from webapp.schemas import SCHEMAS, STRING
from webapp.write_schemas import WRITE_SCHEMAS

BINARY = {"type": "string", "format": "binary"}
"""Bytes that a client passes on as they are."""

NO_CONTROLS = r"^[^\u0000-\u001f\u007f]*$"
"""A text without control characters, as ECMA-262 and Python read it."""

NOT_BLANK = r"^[^\u0000-\u001f\u007f]*[^\s\u0000-\u001f\u007f][^\u0000-\u001f\u007f]*$"

_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "Stable id of an article.",
    "schema": {"type": "string", "minLength": 1, "pattern": NO_CONTROLS},
}


def _parameter(row: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer" if row.type == "integer" else "string"}
    if row.type == "date":
        schema["format"] = "date"
    if row.choices:
        schema["enum"] = list(row.choices)
    if row.pattern:
        schema["pattern"] = row.pattern
    elif row.type == "string" and not row.choices:
        schema["pattern"] = NO_CONTROLS
    if row.minimum is not None:
        schema["minimum"] = row.minimum
    if row.maximum is not None:
        schema["maximum"] = row.maximum
    if row.type == "string" and not row.choices:
        schema["maxLength"] = row.max_length
    if row.default not in (None, "") and not row.repeatable:
        schema["default"] = row.default
    if row.repeatable:
        schema = {"type": "array", "items": schema, "maxItems": row.max_items}
    made: dict[str, Any] = {
        "name": row.name,
        "in": "query",
        "description": row.about,
        "allowEmptyValue": True,
        "schema": schema,
    }
    if row.repeatable:
        made |= {"style": "form", "explode": True}
    if row.example:
        made["example"] = [row.example] if row.repeatable else row.example
    return made


def _operation(
    registry: Registry,
    name: str,
    summary: str,
    names: tuple[str, ...],
    schema: str | None,
    *,
    media: str = "application/json",
    path_id: bool = False,
    compared: bool = False,
) -> dict[str, Any]:
    text = BINARY if media.startswith("application/vnd") else STRING
    content: dict[str, Any] = {media: {"schema": ref(schema) if schema else text}}
    problem = {"application/problem+json": {"schema": ref("Problem")}}
    responses: dict[str, Any] = {
        "200": {"description": "The answer.", "content": content},
        "304": {"description": "Nothing has changed since the ETag or date given."},
        "400": {"description": "A parameter is unknown or cannot be used.", "content": problem},
        "414": {"description": "The address is too long.", "content": problem},
        "429": {"description": "Too many requests; see Retry-After.", "content": problem},
        "503": {"description": "The index is not there yet; see Retry-After.", "content": problem},
    }
    rows = parameters.table(registry)
    declared: list[dict[str, Any]] = [_parameter(rows[n]) for n in names]
    if compared:
        declared.insert(0, _parameter(parameters.COMPARED))
    if path_id:
        declared.insert(0, _ID)
        responses["404"] = {"description": "There is no such article.", "content": problem}
    return {"get": {"operationId": name, "summary": summary, "parameters": declared, "responses": responses}}


_QUERIES = {
    "type": "array",
    "items": {
        "type": "string",
        "minLength": 1,
        "maxLength": parameters.table()["q"].max_length,
        "pattern": NOT_BLANK,
    },
    "minItems": 1,
    "maxItems": batch.MOST,
    "example": ["tết sum vầy", '"mái ấm công đoàn"'],
}


def _batch(registry: Registry) -> dict[str, Any]:
    """The one address that is sent a list."""
    names = (*parameters.filters(registry), "lang")
    operation: dict[str, Any] = _operation(
        registry, "batch", "What each of up to 500 queries finds", names, "BatchAnswer"
    )["get"]
    operation["requestBody"] = {
        "required": True,
        "description": f"A list of queries, up to {batch.MOST}; the body is at most 256 KiB.",
        "content": {"application/json": {"schema": _QUERIES}},
    }
    del operation["responses"]["304"]
    problem = operation["responses"]["400"]["content"]
    operation["responses"]["413"] = {"description": "The body is too large.", "content": problem}
    return {"post": operation}


def _writes(registry: Registry) -> dict[str, dict[str, Any]]:
    """The addresses that take articles, where there is a key for them."""
    problem = {"application/problem+json": {"schema": ref("Problem")}}

    def described(name: str, summary: str, schema: str, *, path_id: bool = False) -> dict[str, Any]:
        operation: dict[str, Any] = _operation(
            registry, name, summary, ("wait", "lang"), schema, path_id=path_id
        )["get"]
        answers: dict[str, Any] = operation["responses"]
        del answers["304"]
        answers["200"]["description"] = "Stored on the disk and searched."
        answers["202"] = {**answers["200"], "description": "Stored on the disk; the index follows."}
        answers["401"] = {"description": "There is no key, or a wrong one.", "content": problem}
        return operation | {"security": [{"key": []}]}

    post = described(
        "add_articles", "Hand in articles: new ones are added, those with a known id replaced", "WriteAnswer"
    )
    post["requestBody"] = {
        "required": True,
        "description": "JSON lines: an article each, up to 1,000, 8 MiB in all. Taken whole or not at all.",
        "content": {"application/x-ndjson": {"schema": BINARY}},
    }
    post["responses"]["413"] = {"description": "The body is too large.", "content": problem}
    post["responses"]["422"] = {
        "description": "Some lines are no articles: `errors` names them. Nothing was stored.",
        "content": {"application/problem+json": {"schema": ref("LineProblem")}},
    }
    delete = described(
        "delete_article", "Take out an article that was handed in", "DeleteAnswer", path_id=True
    )
    delete["responses"]["409"] = {"description": "It comes from a page of the corpus.", "content": problem}
    return {"/api/articles": {"post": post}, "/api/articles/{id}": {"delete": delete}}


@lru_cache(maxsize=8)
def paths(registry: Registry, *, writes: bool = False) -> dict[str, dict[str, Any]]:
    """The addresses of the API for an index with these facets; with those that change it where there is a key for them."""
    found = _reads(registry)
    for path, operations in _writes(registry).items() if writes else ():
        found[path] = found.get(path, {}) | operations
    return found


def _reads(registry: Registry) -> dict[str, dict[str, Any]]:
    operation = partial(_operation, registry)
    search, export = parameters.of_search(registry), parameters.of_export(registry)
    return {
        "/api/search": operation(
            "search", "Ranked hits with highlights and facet counts", search, "SearchAnswer"
        ),
        "/api/suggest": operation(
            "suggest", "Completions of what is being typed", ("q", "size", "lang"), "Suggestions"
        ),
        "/api/passages": operation(
            "passages",
            "The best paragraphs for a query, each with its id and address",
            ("q", *parameters.filters(registry), "size", "lang"),
            "Passages",
        ),
        "/api/timeline": operation(
            "timeline",
            "Up to four searches by year, or by month where one or two years are chosen, beside all articles",
            (*parameters.filters(registry), "share", "lang"),
            "TimelineAnswer",
            compared=True,
        ),
        "/api/batch": _batch(registry),
        "/api/facets": operation("facets", "All values of all facets with counts", ("lang",), "FacetsAnswer"),
        "/api/changes": operation(
            "changes",
            "What came, changed or went since a moment",
            ("since", "most", "lang"),
            "ChangesAnswer",
        ),
        "/api/s/{id}": operation(
            "cited",
            "A cited search: what it found then, what it finds now, and what differs",
            ("lang",),
            "CitedAnswer",
            path_id=True,
        ),
        "/api/articles/{id}": operation(
            "article", "One article, whole", ("explain", "lang"), "Article", path_id=True
        ),
        "/api/articles/{id}/versions": operation(
            "versions", "What the source changed in an article", ("lang",), "VersionsAnswer", path_id=True
        ),
        "/api/articles/{id}/related": operation(
            "related", "Articles like this one", ("size", "lang"), "RelatedAnswer", path_id=True
        ),
        "/api/ledger": operation(
            "ledger",
            "Figures that articles state, each with its sentence, and sums over those that can be added",
            ledger_request.names(registry, "figure"),
            "LedgerAnswer",
        ),
        "/api/honours": operation(
            "honours",
            "Honours that articles state, each with its sentence",
            ledger_request.names(registry, "honour"),
            "LedgerAnswer",
        ),
        "/api/campaigns/{id}/life": operation(
            "campaign_life",
            "The dated steps of a campaign, each with its sentence",
            ("lang",),
            "CampaignLife",
            path_id=True,
        ),
        "/search.atom": operation(
            "atom", "What came or changed last, as an Atom feed", export, None, media="application/atom+xml"
        ),
        "/search.csv": operation("csv", "All hits as CSV", export, None, media="text/csv"),
        "/search.xlsx": operation(
            "xlsx",
            "All hits as an Excel workbook, up to 20,000",
            export,
            None,
            media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        "/search.jsonl": operation(
            "jsonl", "All hits, whole, one JSON article a line", export, None, media="application/x-ndjson"
        ),
    }


TITLE = "Tin Cong Doan"
"""Without diacritics: generators make names of packages and classes of it."""


def description(registry: Registry = REGISTRY, *, writes: bool = False) -> dict[str, Any]:
    """The whole document, for an index with these facets; `writes`: the site takes articles."""
    components: dict[str, Any] = {"schemas": SCHEMAS}
    if writes:
        components["schemas"] = SCHEMAS | WRITE_SCHEMAS
        components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": "1.0.0",
            "summary": "Tin Công Đoàn: search over Vietnamese trade-union news.",
            "description": (
                "Reading is open to any origin and needs no key. Within a version (header `API-Version`) fields are "
                "added, never changed or taken away. Answers carry an `ETag` and `Last-Modified`: send one back as "
                "`If-None-Match` or `If-Modified-Since` and an unchanged answer is a `304`. A parameter without a value is the same as none. "
                f"`page × size` is at most {parameters.MAX_HITS}; the exports give everything."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [],
        "paths": paths(registry, writes=writes),
        "components": components,
    }
