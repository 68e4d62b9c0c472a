"""OpenAPI 3.1 of the API, made from the table of parameters, so that the two cannot disagree.

Out: `description()`, a JSON object. The schemas are written here once; the tests check every answer
of the API against them.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from indexer.article import FACET_LISTS
from indexer.facets.facet_spec import Registry
from indexer.facets.registry import REGISTRY
from webapp import ledger_request, parameters
from webapp.parameters import Parameter

_STRING = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}


def _object(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


_HEAD = {
    "id": _STRING,
    "kind": {"enum": ["article", "brief"]},
    "title": _STRING,
    "url": _TEXT_OR_NULL,
    "link": {"type": "string", "description": "Path of the article's page on this site."},
    "source": _TEXT_OR_NULL,
    "author": _TEXT_OR_NULL,
    "published": {"type": ["string", "null"], "description": "ISO 8601, as the newspaper stated it."},
    "year": {"type": ["integer", "null"]},
    **{name: _array(_ref("FacetValue")) for name in FACET_LISTS},
    "facets": {
        "type": "object",
        "description": "Values of facets that the corpus declares.",
        "additionalProperties": _array(_ref("FacetValue")),
    },
}

SCHEMAS: dict[str, Any] = {
    "FacetValue": _object({"value": _STRING, "label": _STRING}),
    "FacetCount": _object(
        {
            "value": _STRING,
            "label": _STRING,
            "count": {"type": "integer", "minimum": 0},
            "selected": {"type": "boolean"},
        }
    ),
    "Facets": {
        "type": "object",
        "description": "Disjunctive counts: a facet ignores its own selection and honours all the others.",
        "additionalProperties": _array(_ref("FacetCount")),
    },
    "ArticleHead": _object(_HEAD, optional=("facets",)),
    "Hit": _object(
        {
            **_HEAD,
            "score": {"type": "number"},
            "match": {"enum": ["exact", "variant", "unaccented", "expanded", "partial"]},
            "missing": {**_array(_STRING), "description": "Words of the query that the document lacks."},
            "highlights": {
                "description": "HTML; everything but `<mark>` is escaped.",
                "oneOf": [_object({"title": _STRING, "text": _array(_STRING)}), {"type": "null"}],
            },
        },
        optional=("facets",),
    ),
    "SearchAnswer": _object(
        {
            "query": {"type": "object", "description": "The request as it was understood."},
            "total": {"type": "integer", "minimum": 0},
            "took_ms": {"type": "number", "minimum": 0},
            "page": {"type": "integer", "minimum": 1},
            "size": {"type": "integer", "minimum": 1},
            "results": _array(_ref("Hit")),
            "facets": _ref("Facets"),
            "suggestion": {"oneOf": [_object({"q": _STRING, "label": _STRING}), {"type": "null"}]},
            "corrected": {
                "description": "A better spelling that was answered at once; the typed one in `exact` declines it.",
                "oneOf": [_object({"q": _STRING, "from": _STRING}), {"type": "null"}],
            },
            "partial_total": {
                "type": "integer",
                "minimum": 0,
                "description": "Documents with some of the words, which follow below where `total` is less than a page.",
            },
            "relaxed": {"type": "boolean", "description": "Older name of `partial_match`."},
            "partial_match": {
                "type": "boolean",
                "description": "No document has all the words; some have part of them.",
            },
            "interpretations": _array(
                _object(
                    {
                        "kind": {"enum": ["restored", "expanded", "synonym", "decoded"]},
                        "typed": _STRING,
                        "read_as": _STRING,
                        "without": {"type": "string", "description": "Value of `exact` that declines it."},
                    }
                )
            ),
            "messages": _array(_object({"code": _STRING, "text": _STRING, "values": {"type": "object"}})),
            "filter_hints": _array(
                _object(
                    {
                        "parameter": _STRING,
                        "value": _TEXT_OR_NULL,
                        "label": _STRING,
                        "count": {"type": "integer"},
                    }
                )
            ),
            "loosened": _array(
                _object(
                    {
                        "parameter": _STRING,
                        "value": _TEXT_OR_NULL,
                        "label": _STRING,
                        "count": {"type": "integer"},
                    }
                )
            ),
            "generation": {"type": "integer"},
        }
    ),
    "Suggestions": _object(
        {
            "query": _object({"q": _STRING}),
            "suggestions": _array(
                _object(
                    {
                        "group": {"type": "string", "description": "`query`, `article` or a facet."},
                        "value": _STRING,
                        "label": _STRING,
                        "count": {"type": ["integer", "null"]},
                        "link": _STRING,
                    }
                )
            ),
        }
    ),
    "FacetsAnswer": _object({"facets": _ref("Facets")}),
    "Article": _object(
        {
            **_HEAD,
            "kicker": _TEXT_OR_NULL,
            "lead": _TEXT_OR_NULL,
            "body": {"type": "string", "description": "Paragraphs, separated by a blank line."},
            "page": {"type": ["string", "null"], "description": "Where in the corpus it was read."},
            "year_basis": {"enum": ["published", "inferred", None]},
            "captions": _array(_STRING),
            "related": _array(_STRING),
            "pages": _array(_STRING),
            "urls": _array(_STRING),
            "evidence": _array({"type": "object"}),
        },
        optional=("facets", "pages", "urls", "evidence"),
    ),
    "LedgerRow": _object(
        {
            "type": {"enum": ["figure", "honour"]},
            "text": {"type": "string", "description": "The words that state it, copied from the sentence."},
            "value": {"type": "number"},
            "value_max": {"type": ["number", "null"], "description": "The upper end of a range."},
            "approx": {"enum": ["exact", "about", "over", "under"]},
            "measure": _STRING,
            "act": _STRING,
            "status": _STRING,
            "title": _STRING,
            "giver": _TEXT_OR_NULL,
            "recipient": _TEXT_OR_NULL,
            "recipient_kind": {"enum": ["person", "collective", "mixed", None]},
            "count": {"type": ["integer", "null"]},
            "proposed": {"type": "boolean", "description": "Only proposed, not given."},
            "year": {"type": ["integer", "null"]},
            "year_basis": _TEXT_OR_NULL,
            "period": {"enum": ["year", "half", "quarter", "month", "event"]},
            "districts": _array(_ref("FacetValue")),
            "place_basis": _TEXT_OR_NULL,
            "campaigns": _array(_ref("FacetValue")),
            "body": {**_TEXT_OR_NULL, "description": "The union body that did it."},
            "body_basis": _TEXT_OR_NULL,
            "sentence": _STRING,
            "field": _STRING,
            "start": {"type": "integer", "description": "Offset of `text` in that field of the article."},
            "end": {"type": "integer"},
            "rules": {**_array(_STRING), "description": "Why there is this row."},
            "article": _object(
                {
                    "id": _STRING,
                    "title": _STRING,
                    "source": _TEXT_OR_NULL,
                    "published": _TEXT_OR_NULL,
                    "link": _STRING,
                }
            ),
        },
        optional=(
            *("value", "value_max", "approx", "measure", "act", "status"),
            *("title", "giver", "recipient", "recipient_kind", "count", "proposed"),
        ),
    ),
    "LedgerAnswer": _object(
        {
            "query": {"type": "object", "description": "The request as it was understood."},
            "total": {"type": "integer", "minimum": 0},
            "page": {"type": "integer", "minimum": 1},
            "size": {"type": "integer", "minimum": 1},
            "rows": _array(_ref("LedgerRow")),
            "sums": _array(
                _object(
                    {
                        "measure": _STRING,
                        "act": _STRING,
                        "group": _STRING,
                        "value": {"type": "number"},
                        "approximate": {"type": "boolean"},
                        "rows": {"type": "integer", "description": "Rows that were added."},
                        "left_out": {"type": "object", "description": "Rows that were not, by reason."},
                    }
                )
            ),
        },
        optional=("sums",),
    ),
    "RelatedAnswer": _object({"id": _STRING, "results": _array(_ref("ArticleHead"))}),
    "ChangesAnswer": _object(
        {
            "changes": _array(
                _object(
                    {
                        "id": _STRING,
                        "change": {"enum": ["added", "changed", "removed"]},
                        "moment": {"type": "string", "format": "date-time"},
                        "link": _STRING,
                    }
                )
            ),
            "more": {"type": "boolean", "description": "Whether there are more; ask again with `next`."},
            "next": {"type": "string", "description": "The `since` of the next call."},
            "generation": {"type": "integer"},
            "removed_known_since": {
                "type": ["string", "null"],
                "description": "Removals before this moment may be forgotten; null: none is.",
            },
        }
    ),
    "Problem": _object(
        {
            "type": _STRING,
            "title": _STRING,
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "What is wrong and how to mend the call."},
            "instance": _STRING,
            "parameter": {"type": "string", "description": "The parameter at fault."},
            "request_id": _STRING,
        },
        optional=("parameter", "request_id"),
    ),
}

_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "Stable id of an article.",
    "schema": {"type": "string", "minLength": 1},
}


def _parameter(row: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer" if row.type == "integer" else "string"}
    if row.type == "date":
        schema["format"] = "date"
    if row.choices:
        schema["enum"] = list(row.choices)
    if row.pattern:
        schema["pattern"] = row.pattern
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
) -> dict[str, Any]:
    content: dict[str, Any] = {media: {"schema": _ref(schema) if schema else _STRING}}
    problem = {"application/problem+json": {"schema": _ref("Problem")}}
    responses: dict[str, Any] = {
        "200": {"description": "The answer.", "content": content},
        "304": {"description": "Nothing has changed since the ETag or date given."},
        "400": {"description": "A parameter is unknown or cannot be used.", "content": problem},
        "414": {"description": "The address is too long.", "content": problem},
        "429": {"description": "Too many requests; see Retry-After.", "content": problem},
        "503": {"description": "The index is not there yet; see Retry-After.", "content": problem},
    }
    rows = parameters.table(registry)
    given: list[dict[str, Any]] = [_parameter(rows[n]) for n in names]
    if path_id:
        given.insert(0, _ID)
        responses["404"] = {"description": "There is no such article.", "content": problem}
    return {"get": {"operationId": name, "summary": summary, "parameters": given, "responses": responses}}


@lru_cache(maxsize=8)
def paths(registry: Registry) -> dict[str, dict[str, Any]]:
    """The addresses of the API for an index with these facets."""
    operation = partial(_operation, registry)
    search, export = parameters.of_search(registry), parameters.of_export(registry)
    return {
        "/api/search": operation(
            "search", "Ranked hits with highlights and facet counts", search, "SearchAnswer"
        ),
        "/api/suggest": operation(
            "suggest", "Completions of what is being typed", ("q", "size", "lang"), "Suggestions"
        ),
        "/api/facets": operation("facets", "All values of all facets with counts", ("lang",), "FacetsAnswer"),
        "/api/changes": operation(
            "changes",
            "What came, changed or went since a moment",
            ("since", "most", "lang"),
            "ChangesAnswer",
        ),
        "/api/articles/{id}": operation(
            "article", "One article, whole", ("explain", "lang"), "Article", path_id=True
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
        "/search.atom": operation(
            "atom", "The newest hits as an Atom feed", export, None, media="application/atom+xml"
        ),
        "/search.csv": operation("csv", "All hits as CSV", export, None, media="text/csv"),
        "/search.jsonl": operation(
            "jsonl", "All hits, whole, one JSON article a line", export, None, media="application/x-ndjson"
        ),
    }


def description(registry: Registry = REGISTRY) -> dict[str, Any]:
    """The whole document, for an index with these facets."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tin Công Đoàn",
            "version": "1.0.0",
            "summary": "Search over Vietnamese trade-union news.",
            "description": (
                "Reads only; open to any origin; no key. Within a version (header `API-Version`) fields are "
                "added, never changed or taken away. Answers carry an `ETag` and `Last-Modified`: send one back as "
                "`If-None-Match` or `If-Modified-Since` and an unchanged answer is a `304`. A parameter without a value is the same as none. "
                f"`page × size` is at most {parameters.MAX_HITS}; the exports give everything."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": paths(registry),
        "components": {"schemas": SCHEMAS},
    }
