"""The schemas of the API's answers, made from the dataclasses that they are; what type hints cannot say stands here.

The tests check every answer against them.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from indexer.article import FACET_LISTS, Article, Evidence, FacetValue
from search.results import Completion, FacetCount, Hit, Message, Results, ScorePart
from webapp.json_schema import array_of, object_of, properties_of, ref

STRING = {"type": "string"}
_REFS: dict[type, str] = {FacetValue: "FacetValue", FacetCount: "FacetCount"}
_object, _array = object_of, array_of
_TEXT_OR_NULL = {"type": ["string", "null"]}
_of = partial(properties_of, refs=_REFS)


def _note(text: str, **more: Any) -> dict[str, Any]:
    return {"description": text, **more}


_COUNT = {"minimum": 0}

_HEAD = {
    **_of(Article, names=("id", "kind", "title", "url")),
    "link": {"type": "string", "description": "Path of the article's page on this site."},
    **_of(
        Article,
        names=("source", "author", "published", "year", *FACET_LISTS, "facets"),
        published=_note("ISO 8601, as the newspaper stated it."),
        facets=_note("Values of facets that the corpus declares; left out if there are none."),
    ),
}
_ANSWERED = _of(
    Results,
    names=(
        "total", "took_ms", "page", "size", "facets", "suggestion", "partial_total", "relaxed", "interpretations",
        "filter_hints", "generation",
    ),
    total=_COUNT,
    took_ms=_COUNT,
    page={"minimum": 1},
    size={"minimum": 1},
    partial_total=_note(
        "Documents with some of the words, which follow below where `total` is less than a page.", minimum=0
    ),
    relaxed=_note("Older name of `partial_match`."),
)  # fmt: skip

_STANDS_IN = _object(
    {"id": STRING, "title": STRING, "source": _TEXT_OR_NULL, "published": _TEXT_OR_NULL, "link": STRING}
)
_CITED_STATE: dict[str, Any] = {
    "total": {"type": "integer", "minimum": 0},
    "moment": {"type": "string", "format": "date-time", "description": "Of the generation."},
    "generation": {"type": "integer"},
    "digest": {"type": "string", "description": "SHA-256 of the ids, sorted, a line feed between them."},
}
_CITED_ROW = _object(
    {
        "id": STRING,
        "title": STRING,
        "link": {**_TEXT_OR_NULL, "description": "null: the index has it no more."},
    }
)

_BATCH_ROW: dict[str, dict[str, Any]] = {
    "q": STRING,
    "total": _COUNT | {"type": "integer"},
    "link": STRING,
    "first": _array(ref("ArticleHead")),
}

SCHEMAS: dict[str, Any] = {
    "FacetValue": _object(_of(FacetValue)),
    "FacetCount": _object(_of(FacetCount, count=_COUNT)),
    "Facets": {
        "type": "object",
        "description": "Disjunctive counts: a facet ignores its own selection and honours all the others.",
        "additionalProperties": _array(ref("FacetCount")),
    },
    "ArticleHead": _object(_HEAD, optional=("facets",)),
    "Event": _object(
        {
            "id": {
                "type": "string",
                "description": "Id of the founding article; `/events/ID` shows its course.",
            },
            "size": {"type": "integer", "minimum": 2},
            "articles": {**_array(STRING), "description": "Ids of all its articles, the founding one first."},
            "copies": {**_array(STRING), "description": "Those whose text is that of an earlier one."},
        }
    ),
    "Hit": _object(
        {
            **_HEAD,
            "event": {
                "description": "The event that this and other articles tell of.",
                "oneOf": [ref("Event"), {"type": "null"}],
            },
            "parts": {
                **_array(_object({**_of(ScorePart), "text": STRING})),
                "description": "With `explain=1`: what makes the score, the greatest first. The amounts add up to it.",
            },
            **_of(
                Hit,
                names=("score", "match", "missing", "highlights"),
                missing=_note("Words of the query that the document lacks."),
                highlights=_note("HTML; everything but `<mark>` is escaped."),
            ),
        },
        optional=("facets", "parts"),
    ),
    "SearchAnswer": _object(
        {
            "query": {"type": "object", "description": "The request as it was understood."},
            "results": _array(ref("Hit")),
            **_ANSWERED,
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
                            "link": {
                                "type": "string",
                                "description": "Path of its page on this site, or of the search for it.",
                            },
                        }
                    )
                ),
                "description": "Values of facets that the query names, with their number of the documents found.",
            },
            "partial_match": {
                "type": "boolean",
                "description": "No document has all the words; some have part of them.",
            },
            "messages": _array(_object({**_of(Message), "text": STRING})),
            "loosened": {**_ANSWERED["filter_hints"], "description": "Older name of `filter_hints`."},
        }
    ),
    "Suggestions": _object(
        {
            "query": _object({"q": STRING}),
            "suggestions": _array(
                _object({**_of(Completion, group=_note("`query`, `article` or a facet.")), "link": STRING})
            ),
        }
    ),
    "FacetsAnswer": _object({"facets": ref("Facets")}),
    "Passages": _object(
        {
            "query": _object({"q": STRING}),
            "passages": _array(
                _object(
                    {
                        "id": {
                            "type": "string",
                            "description": "`d1`, `d2` … of the body; `d0` is the lead.",
                        },
                        "link": {"type": "string", "description": "Path of the paragraph on this site."},
                        "field": {"enum": ["lead", "body"]},
                        "start": {"type": "integer", "description": "Offset in that field of the article."},
                        "end": {"type": "integer"},
                        "text": STRING,
                        "html": {
                            "type": "string",
                            "description": "HTML; everything but `<mark>` is escaped.",
                        },
                        "score": {"type": "number"},
                        "article": ref("ArticleHead"),
                    }
                )
            ),
            "generation": {"type": "integer"},
        }
    ),
    "Article": _object(
        {
            **_HEAD,
            **_of(
                Article,
                names=(
                    "kicker",
                    "lead",
                    "body",
                    "page",
                    "year_basis",
                    "captions",
                    "related",
                    "pages",
                    "urls",
                ),
                body=_note("Paragraphs, separated by a blank line."),
                page=_note("Where in the corpus it was read."),
            ),
            "evidence": _array(_object(_of(Evidence))),
            "event": ref("Event"),
        },
        optional=("facets", "pages", "urls", "evidence", "event"),
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
            "event": {
                **_TEXT_OR_NULL,
                "description": "Id of the event that the article tells of with others.",
            },
            "start": {"type": "integer", "description": "Offset of `text` in that field of the article."},
            "end": {"type": "integer"},
            "rules": {**_array(STRING), "description": "Why there is this row."},
            "article": _STANDS_IN,
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
    "CampaignLife": _object(
        {
            "id": STRING,
            "steps": _array(
                _object(
                    {
                        "kind": {"enum": ["launch", "goal", "interim", "final", "award"]},
                        "date": {
                            "type": "string",
                            "pattern": r"^[0-9]{4}(-[0-9]{2}-[0-9]{2})?$",
                            "description": "A day, or only a year.",
                        },
                        "date_basis": {"enum": ["sentence", "published", "article"]},
                        "sentence": STRING,
                        "field": STRING,
                        "start": {"type": "integer"},
                        "end": {"type": "integer"},
                        "article": _STANDS_IN,
                    }
                )
            ),
        }
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
    "CitedAnswer": _object(
        {
            "name": STRING,
            "link": {"type": "string", "description": "Path of the citation's page on this site."},
            "search": {"type": "string", "description": "Path of the search on this site."},
            "cited": {"type": "string", "format": "date-time", "description": "When it was first cited."},
            "then": _object(
                {
                    **_CITED_STATE,
                    "results": {
                        **_array(_CITED_ROW),
                        "description": "Empty where there are more than 5,000.",
                    },
                    "ids": {"type": "string", "description": "Path of a file with all ids, one a line."},
                }
            ),
            "now": _object(_CITED_STATE),
            "added": {**_array(_CITED_ROW), "description": "Found now, and not then."},
            "removed": {**_array(_CITED_ROW), "description": "Found then, and not now."},
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
    "BatchAnswer": _object({"rows": _array(_object(_BATCH_ROW)), "generation": {"type": "integer"}}),
    "TimelineAnswer": _object(
        {
            "unit": {"enum": ["year", "month"]},
            "series": _array(
                _object(
                    {
                        "q": STRING,
                        "total": _COUNT | {"type": "integer"},
                        "link": STRING,
                        "points": _array(
                            _object(
                                {
                                    "key": {"type": "string", "description": "`2020` or `2020-05`."},
                                    "count": _COUNT | {"type": "integer"},
                                    "share": {
                                        "type": "number",
                                        "description": "Of all articles of that key, 0 to 1.",
                                    },
                                }
                            )
                        ),
                    }
                )
            ),
            "all": _array(_object({"key": STRING, "count": _COUNT | {"type": "integer"}})),
            "generation": {"type": "integer"},
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
