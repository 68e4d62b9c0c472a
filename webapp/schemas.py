"""The schemas of the API's answers, written here once; the tests check every answer against them."""

from __future__ import annotations

from typing import Any

from indexer.article import FACET_LISTS

STRING = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}


def _object(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


_HEAD = {
    "id": STRING,
    "kind": {"enum": ["article", "brief"]},
    "title": STRING,
    "url": _TEXT_OR_NULL,
    "link": {"type": "string", "description": "Path of the article's page on this site."},
    "source": _TEXT_OR_NULL,
    "author": _TEXT_OR_NULL,
    "published": {"type": ["string", "null"], "description": "ISO 8601, as the newspaper stated it."},
    "year": {"type": ["integer", "null"]},
    **{name: _array(ref("FacetValue")) for name in FACET_LISTS},
    "facets": {
        "type": "object",
        "description": "Values of facets that the corpus declares.",
        "additionalProperties": _array(ref("FacetValue")),
    },
}

SCHEMAS: dict[str, Any] = {
    "FacetValue": _object({"value": STRING, "label": STRING}),
    "FacetCount": _object(
        {
            "value": STRING,
            "label": STRING,
            "count": {"type": "integer", "minimum": 0},
            "selected": {"type": "boolean"},
        }
    ),
    "Facets": {
        "type": "object",
        "description": "Disjunctive counts: a facet ignores its own selection and honours all the others.",
        "additionalProperties": _array(ref("FacetCount")),
    },
    "ArticleHead": _object(_HEAD, optional=("facets",)),
    "Hit": _object(
        {
            **_HEAD,
            "score": {"type": "number"},
            "match": {"enum": ["exact", "variant", "unaccented", "expanded", "partial"]},
            "missing": {**_array(STRING), "description": "Words of the query that the document lacks."},
            "highlights": {
                "description": "HTML; everything but `<mark>` is escaped.",
                "oneOf": [_object({"title": STRING, "text": _array(STRING)}), {"type": "null"}],
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
            "results": _array(ref("Hit")),
            "facets": ref("Facets"),
            "suggestion": {"oneOf": [_object({"q": STRING, "label": STRING}), {"type": "null"}]},
            "corrected": {
                "description": "A better spelling that was answered at once; the typed one in `exact` declines it.",
                "oneOf": [_object({"q": STRING, "from": STRING}), {"type": "null"}],
            },
            "named": {
                **_array(
                    _object(
                        {
                            "facet": STRING,
                            "value": STRING,
                            "label": STRING,
                            "count": {"type": "integer", "minimum": 0},
                        }
                    )
                ),
                "description": "Values of facets that the query names, with their number of the documents found.",
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
                        "typed": STRING,
                        "read_as": STRING,
                        "without": {"type": "string", "description": "Value of `exact` that declines it."},
                    }
                )
            ),
            "messages": _array(_object({"code": STRING, "text": STRING, "values": {"type": "object"}})),
            "filter_hints": _array(
                _object(
                    {
                        "parameter": STRING,
                        "value": _TEXT_OR_NULL,
                        "label": STRING,
                        "count": {"type": "integer"},
                    }
                )
            ),
            "loosened": _array(
                _object(
                    {
                        "parameter": STRING,
                        "value": _TEXT_OR_NULL,
                        "label": STRING,
                        "count": {"type": "integer"},
                    }
                )
            ),
            "generation": {"type": "integer"},
        }
    ),
    "Suggestions": _object(
        {
            "query": _object({"q": STRING}),
            "suggestions": _array(
                _object(
                    {
                        "group": {"type": "string", "description": "`query`, `article` or a facet."},
                        "value": STRING,
                        "label": STRING,
                        "count": {"type": ["integer", "null"]},
                        "link": STRING,
                    }
                )
            ),
        }
    ),
    "FacetsAnswer": _object({"facets": ref("Facets")}),
    "Article": _object(
        {
            **_HEAD,
            "kicker": _TEXT_OR_NULL,
            "lead": _TEXT_OR_NULL,
            "body": {"type": "string", "description": "Paragraphs, separated by a blank line."},
            "page": {"type": ["string", "null"], "description": "Where in the corpus it was read."},
            "year_basis": {"enum": ["published", "inferred", None]},
            "captions": _array(STRING),
            "related": _array(STRING),
            "pages": _array(STRING),
            "urls": _array(STRING),
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
            "measure": STRING,
            "act": STRING,
            "status": STRING,
            "title": STRING,
            "giver": _TEXT_OR_NULL,
            "recipient": _TEXT_OR_NULL,
            "recipient_kind": {"enum": ["person", "collective", "mixed", None]},
            "count": {"type": ["integer", "null"]},
            "proposed": {"type": "boolean", "description": "Only proposed, not given."},
            "year": {"type": ["integer", "null"]},
            "year_basis": _TEXT_OR_NULL,
            "period": {"enum": ["year", "half", "quarter", "month", "event"]},
            "districts": _array(ref("FacetValue")),
            "place_basis": _TEXT_OR_NULL,
            "campaigns": _array(ref("FacetValue")),
            "body": {**_TEXT_OR_NULL, "description": "The union body that did it."},
            "body_basis": _TEXT_OR_NULL,
            "sentence": STRING,
            "field": STRING,
            "start": {"type": "integer", "description": "Offset of `text` in that field of the article."},
            "end": {"type": "integer"},
            "rules": {**_array(STRING), "description": "Why there is this row."},
            "article": _object(
                {
                    "id": STRING,
                    "title": STRING,
                    "source": _TEXT_OR_NULL,
                    "published": _TEXT_OR_NULL,
                    "link": STRING,
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
            "rows": _array(ref("LedgerRow")),
            "sums": _array(
                _object(
                    {
                        "measure": STRING,
                        "act": STRING,
                        "group": STRING,
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
    "RelatedAnswer": _object({"id": STRING, "results": _array(ref("ArticleHead"))}),
    "VersionsAnswer": _object(
        {
            "id": STRING,
            "captured": _TEXT_OR_NULL,
            "gone": _TEXT_OR_NULL,
            "changes": _array(
                _object(
                    {
                        "before": _TEXT_OR_NULL,
                        "after": _TEXT_OR_NULL,
                        "paragraphs": _array(
                            _array(_object({"op": {"enum": ["same", "deleted", "inserted"]}, "text": STRING}))
                        ),
                    }
                )
            ),
        }
    ),
    "ChangesAnswer": _object(
        {
            "changes": _array(
                _object(
                    {
                        "id": STRING,
                        "change": {"enum": ["added", "changed", "removed"]},
                        "moment": {"type": "string", "format": "date-time"},
                        "link": STRING,
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
            "type": STRING,
            "title": STRING,
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "What is wrong and how to mend the call."},
            "instance": STRING,
            "parameter": {"type": "string", "description": "The parameter at fault."},
            "request_id": STRING,
        },
        optional=("parameter", "request_id"),
    ),
}
