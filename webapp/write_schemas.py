"""The schemas of what the write API answers; part of the description where a site takes articles."""

from __future__ import annotations

from typing import Any

from webapp.json_schema import array_of, object_of
from webapp.schemas import SCHEMAS, STRING

_COUNT = {"type": "integer", "minimum": 0}
_LINE = {"type": "integer", "minimum": 1}
_INDEX_STATE: dict[str, Any] = {
    "indexed": {"type": "boolean", "description": "The index knows of it; false: it will soon (202)."},
    "generation": {"type": ["integer", "null"], "description": "Of the index now; null: there is none yet."},
}
_PROBLEM = SCHEMAS["Problem"]

WRITE_SCHEMAS: dict[str, Any] = {
    "WriteAnswer": object_of(
        {
            "added": _COUNT,
            "changed": _COUNT,
            "unchanged": _COUNT,
            "articles": array_of(
                object_of(
                    {"line": _LINE, "id": STRING, "change": {"enum": ["added", "changed", "unchanged"]}}
                )
            ),
            **_INDEX_STATE,
        }
    ),
    "DeleteAnswer": object_of({"id": STRING, **_INDEX_STATE}),
    "LineProblem": {
        **_PROBLEM,
        "properties": {
            **_PROBLEM["properties"],
            "errors": {
                **array_of(object_of({"line": _LINE, "detail": STRING})),
                "description": "What is wrong, by line of the body; the first 100.",
            },
            "error_count": _COUNT,
        },
        "required": [*_PROBLEM["required"], "errors", "error_count"],
    },
}
