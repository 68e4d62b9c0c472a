"""`/api/docs` and `/api/openapi.json`: the API described, from the table of parameters, the schemas and `docs/api.md`.

The examples stand in `docs/api.md` alone: the page shows them with the address of this very server, and the tests run them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, json, render_template
from flask.typing import ResponseReturnValue

from webapp import api_write
from webapp.api import allow_origin
from webapp.openapi import description
from webapp.resource import get_registry
from webapp.templating import base_url

blueprint = Blueprint("docs", __name__)
_HERE = Path(__file__).resolve().parent
GUIDE = next(path for path in (_HERE / "api.md", _HERE.parent / "docs" / "api.md") if path.exists())
"""In an installed package it lies beside this module, in a checkout among the documents."""
ADDRESS = "http://127.0.0.1:8000"
"""The server of the examples as they are written."""
LANGUAGES = {"sh": "curl", "python": "Python", "js": "JavaScript"}
_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One `##` of the guide: its paragraphs (plain text with `code`), and its examples by language."""

    title: str
    paragraphs: tuple[str, ...]
    examples: dict[str, str]


@cache
def chapters() -> tuple[Chapter, ...]:
    """The guide, read once."""
    made = []
    for part in re.split(r"^## ", GUIDE.read_text(encoding="utf-8"), flags=re.M)[1:]:
        title, _, text = part.partition("\n")
        prose = _FENCED.sub("", text).split("\n\n")
        paragraphs = tuple(" ".join(p.split()) for p in prose if p.strip())
        made.append(Chapter(title.strip(), paragraphs, dict(_FENCED.findall(text))))
    return tuple(made)


def _description() -> dict[str, Any]:
    return description(get_registry(), writes=api_write.is_open(current_app))


@blueprint.get("/api/openapi.json")
def openapi() -> ResponseReturnValue:
    """OpenAPI 3.1."""
    return allow_origin(Response(json.dumps(_description()), mimetype="application/json"))


@blueprint.get("/api/docs")
def docs() -> ResponseReturnValue:
    """The same to read in a browser."""
    api = _description()
    operations = [
        (path, verb.upper(), operation)
        for path, methods in api["paths"].items()
        for verb, operation in methods.items()
    ]
    return render_template(
        "docs.html",
        api=api,
        operations=operations,
        type_text=_type,
        chapters=chapters(),
        languages=LANGUAGES,
        here=lambda code: code.replace(ADDRESS, base_url()),
    )


def _type(schema: dict[str, Any]) -> str:
    """A schema of a parameter in a few words."""
    if schema["type"] == "array":
        return _type(schema["items"]) + ", …"
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if "minimum" in schema:
        return f"{schema['minimum']}–{schema['maximum']}"
    return str(schema.get("format", schema["type"]))
