"""The API: the contract, one error shape, caching, and that its description tells the truth."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from indexer.facets.registry import REGISTRY
from tests.webapp.samples import HOSTILE, THANH_XUAN
from webapp import create_app
from webapp.openapi import description, paths
from webapp.schemas import SCHEMAS

GOOD = (
    ("/api/search?q=cong+doan", "SearchAnswer"),
    ("/api/search", "SearchAnswer"),
    (
        "/api/search?q=%22%28%22+OR+-&district=thanh-xuan&year=2020&kind=article&sort=oldest&size=1",
        "SearchAnswer",
    ),
    ("/api/search?q=cong+doan&district=nowhere", "SearchAnswer"),
    ("/api/search?q=&from=&to=&page=&size=", "SearchAnswer"),
    ("/api/suggest?q=cong", "Suggestions"),
    ("/api/suggest", "Suggestions"),
    ("/api/passages?q=cong+doan", "Passages"),
    ("/api/passages?q=cong+doan&district=thanh-xuan&size=3", "Passages"),
    ("/api/passages", "Passages"),
    ("/api/facets", "FacetsAnswer"),
    ("/api/changes", "ChangesAnswer"),
    ("/api/changes?since=2020-01-01&most=2", "ChangesAnswer"),
    ("/api/changes?since=0", "ChangesAnswer"),
    (f"/api/articles/{THANH_XUAN}", "Article"),
    (f"/api/articles/{THANH_XUAN}?explain=1", "Article"),
    (f"/api/articles/{HOSTILE}", "Article"),
    (f"/api/articles/{THANH_XUAN}/related?size=2", "RelatedAnswer"),
    (f"/api/articles/{THANH_XUAN}/versions", "VersionsAnswer"),
    ("/api/campaigns/thang-cong-nhan/life", "CampaignLife"),
)
BAD = (
    ("/api/search?foo=1", 400, "foo"),
    ("/api/search?Q=x", 400, "Q"),
    ("/api/search?page=0", 400, "page"),
    ("/api/search?page=-1", 400, "page"),
    ("/api/search?page=1.5", 400, "page"),
    ("/api/search?page=1&page=2", 400, "page"),
    ("/api/search?page=101&size=100", 400, "page"),
    ("/api/search?size=0", 400, "size"),
    ("/api/search?size=101", 400, "size"),
    ("/api/search?size=٣", 400, "size"),
    ("/api/search?sort=best", 400, "sort"),
    ("/api/search?kind=video", 400, "kind"),
    ("/api/search?year=20", 400, "year"),
    ("/api/search?year=2020abc", 400, "year"),
    ("/api/search?from=01/02/2020", 400, "from"),
    ("/api/search?to=2020-13-01", 400, "to"),
    ("/api/search?from=2021-01-01&to=2020-01-01", 400, "from"),
    ("/api/search?lang=fr", 400, "lang"),
    ("/api/search?q=" + "a" * 4001, 400, "q"),
    ("/api/search?" + "district=x&" * 99 + "district=x%00", 400, "district"),
    ("/api/suggest?limit=3", 400, "limit"),
    ("/api/facets?q=x", 400, "q"),
    ("/api/articles/nothing", 404, None),
    ("/api/articles/nothing/related", 404, None),
    ("/api/articles/nothing/versions", 404, None),
    ("/api/campaigns/nothing/life", 404, None),
    (f"/api/articles/{THANH_XUAN}?explain=yes", 400, "explain"),
    ("/api/changes?since=hôm+qua", 400, "since"),
    ("/api/changes?since=2026-13-01", 400, "since"),
    ("/api/changes?since=2026-01-01T99:00:00Z", 400, "since"),
    ("/api/changes?most=0", 400, "most"),
    ("/api/nothing", 404, None),
    ("/api/", 404, None),
    ("/api/search?q=" + "%F0%9F%98%80" * 700, 414, None),
)


def validator(name: str) -> Any:
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": {"schemas": SCHEMAS}}
    )


@pytest.mark.parametrize(("path", "schema"), GOOD)
def test_answers_are_what_the_description_says(client: FlaskClient, path: str, schema: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    validator(schema).validate(response.json)


@pytest.mark.parametrize(("path", "status", "parameter"), BAD)
def test_errors_have_one_shape_and_say_how_to_mend_the_call(
    client: FlaskClient, path: str, status: int, parameter: str | None
) -> None:
    response = client.get(path, headers={"Accept-Language": "en"})
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = json.loads(response.text)
    validator("Problem").validate(problem)
    assert problem["status"] == status
    assert problem.get("parameter") == parameter
    assert len(problem["detail"]) > 20
    if parameter:
        assert f"“{parameter}”" in problem["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_possible(client: FlaskClient, method: str) -> None:
    response = getattr(client, method)("/api/search")
    assert response.status_code == 405
    assert response.mimetype == "application/problem+json"
    assert "GET" in response.headers["Allow"]


def test_the_contract_of_search(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=cong+doan&district=thanh-xuan&district=bac-tu-liem&size=1").json
    assert answer is not None
    assert answer["query"]["q"] == "cong doan"
    assert answer["query"]["district"] == ["thanh-xuan", "bac-tu-liem"]
    assert (answer["total"], answer["page"], answer["size"], len(answer["results"])) == (2, 1, 1, 1)
    hit = answer["results"][0]
    assert hit["link"] == f"/articles/{hit['id']}"
    assert "<mark>" in hit["highlights"]["title"] + "".join(hit["highlights"]["text"])
    counts = {v["value"]: (v["count"], v["selected"]) for v in answer["facets"]["district"]}
    assert counts["thanh-xuan"] == (1, True)
    assert counts["hai-ba-trung"] == (2, False), "a facet ignores its own selection"
    assert {v["value"] for v in answer["facets"]["year"] if v["count"]} == {"2020", "2021"}


def test_highlights_are_escaped_but_for_mark(client: FlaskClient) -> None:
    hit = next(h for h in client.get("/api/search?q=cong+doan").json["results"] if h["id"] == HOSTILE)  # type: ignore[index]
    html = hit["highlights"]["title"] + "".join(hit["highlights"]["text"])
    assert "&amp;" in hit["highlights"]["title"]
    assert "<" not in html.replace("<mark>", "").replace("</mark>", "")


def test_unsafe_addresses_are_not_handed_on_as_links(client: FlaskClient) -> None:
    found = client.get("/api/search?q=cong+doan").json
    assert found is not None
    assert all(not (hit["url"] or "").startswith("javascript") for hit in found["results"])


def test_page_and_api_agree(client: FlaskClient) -> None:
    page = client.get("/search?q=cong+doan+co+so&year=2020").text
    for hit in client.get("/api/search?q=cong+doan+co+so&year=2020").json["results"]:  # type: ignore[index]
        assert f'href="/articles/{hit["id"]}?q=' in page


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_answers_are_compressed_as_the_client_can_read(client: FlaskClient, coding: str) -> None:
    response = client.get("/api/search?q=cong+doan", headers={"Accept-Encoding": coding})
    assert response.headers["Content-Encoding"] == coding
    assert "Accept-Encoding" in response.headers["Vary"]


def test_any_origin_may_read(client: FlaskClient) -> None:
    for path in ("/api/search", "/api/search?foo=1", "/api/openapi.json", "/search.atom", "/search.csv"):
        assert client.get(path).headers["Access-Control-Allow-Origin"] == "*", path
    before = client.options("/api/search", headers={"Origin": "https://example.org"})
    assert before.status_code == 200
    assert "GET" in before.headers["Access-Control-Allow-Methods"]


def test_the_description_knows_every_address_of_the_api(app: Flask) -> None:
    routes = {
        re.sub(r"<\w+>", "{id}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/api/", "/search."))
    }
    routes -= {"/api/", "/api/<path:path>", "/api/docs", "/api/openapi.json"}
    assert routes == set(paths(REGISTRY))


def test_the_documents_page_names_every_address_and_parameter(client: FlaskClient) -> None:
    page = client.get("/api/docs").text
    for path, methods in paths(REGISTRY).items():
        assert path in page
        for parameter in [p for operation in methods.values() for p in operation["parameters"]]:
            assert f"<code>{parameter['name']}</code>" in page


described = create_app({"INDEX": "/nowhere", "ACCESS_LOG": False})
CHECKS = {
    # In an address a number cannot be told from a text of digits, so that "wrong" types may be right; what must be
    # refused is in the table BAD.
    "negative_data_rejection": {"enabled": False},
    # What holds between parameters (from ≤ to, page × size) no schema can say.
    "positive_data_acceptance": {"expected-statuses": ["200", "400", "404", "414", "429"]},
}
config = schemathesis.Config.from_dict({"checks": CHECKS})
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app=described, config=config)


@schema.parametrize()
@settings(max_examples=15, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_schemathesis_finds_nothing(case: schemathesis.Case, app: Flask) -> None:
    described.extensions.update(app.extensions)  # the index of the session's fixture
    case.call_and_validate(headers={"Accept-Encoding": "identity"})


def test_the_description_is_openapi_3_1() -> None:
    whole = description()
    assert whole["openapi"].startswith("3.1")
    names = [o["operationId"] for methods in whole["paths"].values() for o in methods.values()]
    assert len(names) == len(set(names))
