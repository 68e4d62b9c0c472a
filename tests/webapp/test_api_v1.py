"""The API's first version: every field that its answers had (on 22 November 2026) they still have, on the same paths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.webapp.samples import THANH_XUAN

_COUNTS = "{}.value {}.label {}.count {}.selected"
_FACETS = " ".join(
    _COUNTS.replace("{}", f"facets.{name}[]") for name in ("district", "year", "campaign", "kind")
)
_HEAD = "id kind title url link source author published year"
_PLACES = " ".join(f"{{}}{key}[].{part}" for key in ("districts", "campaigns") for part in ("value", "label"))

FIELDS = {
    "/api/search": f"""
        query.q query.district query.year query.campaign query.kind query.from query.to query.sort query.exact query.words
        total took_ms page size relaxed generation suggestion.q suggestion.label {_FACETS}
        {" ".join(f"results[].{name}" for name in f"{_HEAD} score match".split())} {_PLACES.format(*["results[]."] * 4)}
        results[].highlights.title results[].highlights.text
        interpretations[].kind interpretations[].typed interpretations[].read_as interpretations[].without
        messages[].code messages[].text messages[].values loosened[].parameter loosened[].value loosened[].label
        loosened[].count""",
    "/api/suggest": "query.q "
    + " ".join(f"suggestions[].{key}" for key in ("value", "label", "group", "count", "link")),
    "/api/facets": _FACETS,
    f"/api/articles/{THANH_XUAN}": f"{_HEAD} body captions kicker lead page related year_basis districts campaigns",
    f"/api/articles/{THANH_XUAN}/related": "id " + " ".join(f"results[].{name}" for name in _HEAD.split()),
    "/healthz": "status",
}
"""Path → the fields that some answer of it had."""

QUERIES = {
    "/api/search": (
        "q=cong+doan",
        "q=kết+nạp+đoàn+vien",
        "q=thanh+xuann",
        "q=quận:nowhere+công",
        "q=công+đoàn&year=1999",
        "q=công&district=nowhere",
        "q=công+đoàn+quậ",
    ),
    "/api/suggest": ("q=cong",),
}

PROBLEM = "type title status detail instance request_id"


def keys(answer: Any, at: str = "") -> Iterator[str]:
    """Yield the path of every field of a JSON value."""
    if isinstance(answer, dict):
        for name, value in answer.items():
            yield f"{at}{name}"
            yield from keys(value, f"{at}{name}.")
    elif isinstance(answer, list):
        for value in answer:
            yield from keys(value, f"{at.removesuffix('.')}[].")


@pytest.mark.parametrize("path", FIELDS)
def test_no_field_of_the_first_version_is_gone(client: FlaskClient, path: str) -> None:
    found = {
        key for query in QUERIES.get(path, ("",)) for key in keys(client.get(f"{path}?{query}").get_json())
    }
    assert set(FIELDS[path].split()) <= found


@pytest.mark.parametrize("address", ["/api/search?page=0", "/api/search?foo=1", "/api/articles/nowhere"])
def test_no_field_of_an_error_is_gone(client: FlaskClient, address: str) -> None:
    assert set(PROBLEM.split()) <= set(keys(client.get(address).get_json()))


def test_no_path_of_the_first_version_is_gone(client: FlaskClient) -> None:
    paths = client.get("/api/openapi.json").get_json()["paths"]
    first = ["search", "suggest", "facets", "articles/{id}", "articles/{id}/related"]
    assert {f"/api/{path}" for path in first} <= set(paths)
    assert {f"/search.{kind}" for kind in ("atom", "csv", "jsonl")} <= set(paths)


def test_a_facet_that_is_never_shown_is_echoed_only_where_it_filters(client: FlaskClient) -> None:
    assert "figures" not in client.get("/api/search?q=công").get_json()["query"]
    chosen = client.get("/api/search?q=công&figures=members").get_json()["query"]
    assert chosen["figures"] == ["members"]
