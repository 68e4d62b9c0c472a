"""`/api/docs` and `/api/openapi.json`: the API described, from the table of parameters and the schemas."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, json, render_template
from flask.typing import ResponseReturnValue

from webapp.api import allow_origin
from webapp.openapi import description

blueprint = Blueprint("docs", __name__)
EXAMPLES = (
    ("curl", """curl 'http://127.0.0.1:8000/api/search?q=cong+doan&district=thanh-xuan&size=5'"""),
    (
        "Python",
        """import json
from urllib.parse import urlencode
from urllib.request import urlopen

query = urlencode({"q": "công đoàn cơ sở", "year": [2020, 2021]}, doseq=True)
with urlopen(f"http://127.0.0.1:8000/api/search?{query}") as response:
    answer = json.load(response)
for hit in answer["results"]:
    print(hit["year"], hit["title"])""",
    ),
    (
        "JavaScript",
        """const query = new URLSearchParams({ q: "tết sum vầy", sort: "newest" });
const response = await fetch(`http://127.0.0.1:8000/api/search?${query}`);
if (!response.ok) throw new Error((await response.json()).detail);
const { total, results, facets } = await response.json();
console.log(total, results.map((hit) => hit.title), facets.district);""",
    ),
)
"""The examples of the page; the tests run each of them."""


@blueprint.get("/api/openapi.json")
def openapi() -> ResponseReturnValue:
    """OpenAPI 3.1."""
    return allow_origin(Response(json.dumps(description()), mimetype="application/json"))


@blueprint.get("/api/docs")
def docs() -> ResponseReturnValue:
    """The same to read in a browser."""
    api = description()
    operations = [(path, methods["get"]) for path, methods in api["paths"].items()]
    return render_template("docs.html", api=api, operations=operations, type_text=_type, examples=EXAMPLES)


def _type(schema: dict[str, Any]) -> str:
    """A schema of a parameter in a few words."""
    if schema["type"] == "array":
        return _type(schema["items"]) + ", …"
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if "minimum" in schema:
        return f"{schema['minimum']}–{schema['maximum']}"
    return schema.get("format", schema["type"])
