"""Many queries at once: page, CSV and API tell what each search tells, and what cannot be used is said and kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from flask.testing import FlaskClient
from lxml import etree

from webapp import create_app, resource
from webapp.batch import BATCHES_A_MINUTE, FIRST
from webapp.schemas import SCHEMAS

QUERIES = ["công đoàn", 'thanh xuân "chăm lo"', "tet sum vay", "zzzkhôngcó", "công đoàn", '=1+1 "', "-"]


@pytest.fixture
def client(index: Path) -> Iterator[FlaskClient]:
    """A site of its own for each test: batches are counted."""
    app = create_app({"INDEX": str(index), "ACCESS_LOG": False})
    yield app.test_client()
    resource.close(app)


def _searches(client: FlaskClient, filters: str = "") -> list[tuple[str, int, list[str]]]:
    found = []
    for q in QUERIES:
        answer = client.get("/api/search", query_string={"q": q, "size": FIRST, **_pairs(filters)}).get_json()
        found.append((q, answer["total"], [hit["id"] for hit in answer["results"]]))
    return found


def _pairs(filters: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in filters.split("&") if pair)


@pytest.mark.parametrize("filters", ["", "district=thanh-xuan", "from=2021-01-01&to=2025-12-31"])
def test_the_api_tells_what_each_search_tells(client: FlaskClient, filters: str) -> None:
    answer = client.post(f"/api/batch?{filters}", json=QUERIES)
    assert answer.status_code == 200
    jsonschema_rs.Draft202012Validator(
        {"$ref": "#/components/schemas/BatchAnswer", "components": {"schemas": SCHEMAS}}
    ).validate(answer.get_json())
    rows = answer.get_json()["rows"]
    told = [(row["q"], row["total"], [a["id"] for a in row["first"]]) for row in rows]
    assert told == _searches(client, filters)
    for row in rows:
        linked = client.get(row["link"].replace("/search", "/api/search", 1)).get_json()
        assert linked["total"] == row["total"]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("way", ["pasted", "utf-8", "utf-8-sig", "utf-16"])
def test_page_and_csv_tell_it_too(client: FlaskClient, way: str, lang: str) -> None:
    text = "\r\n\r\n".join(QUERIES) + "\r\n"

    def form() -> dict[str, Any]:
        if way == "pasted":
            return {"queries": text}
        return {"queries": "", "file": (io.BytesIO(text.encode(way)), "queries.txt")}

    wanted = _searches(client)
    page = etree.HTML(client.post(f"/batch?lang={lang}", data=form()).text)
    rows = page.xpath("//table[contains(@class, 'batch-table')]/tbody/tr")
    assert [(row.findtext("th/a"), int(row.findtext("td"))) for row in rows] == [w[:2] for w in wanted]
    assert [len(row.xpath("td//li")) for row in rows] == [len(ids) for _, _, ids in wanted]
    assert page.xpath("//textarea")[0].text.strip().split("\n") == QUERIES
    answer = client.post(f"/batch.csv?lang={lang}", data=form())
    assert "attachment" in answer.headers["Content-Disposition"]
    table = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]
    assert [(row[0].removeprefix("'"), int(row[1])) for row in table] == [w[:2] for w in wanted]
    assert {row[0] for row in table if "1+1" in row[0]} == {"'" + '=1+1 "'}


BAD = [
    ([], "queries"),
    ("công đoàn", "queries"),
    ({"queries": ["a"]}, "queries"),
    (["a", 5], "queries"),
    (["a", "  "], "queries"),
    (["a" * 4001], "queries"),
    (["a"] * 501, "queries"),
]


@pytest.mark.parametrize(("body", "parameter"), BAD)
def test_the_api_refuses_what_is_no_list_of_queries(
    client: FlaskClient, body: object, parameter: str
) -> None:
    answer = client.post("/api/batch?lang=en", json=body)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["parameter"] == parameter
    assert len(answer.get_json()["detail"]) > 30


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"data": b"{not json"}, 400),
        ({"data": b"\xff\xfe\x00"}, 400),
        ({"query_string": "foo=1", "json": ["a"]}, 400),
        ({"query_string": "year=20", "json": ["a"]}, 400),
        ({"data": b"x" * (257 << 10)}, 413),
    ],
)
def test_the_api_answers_other_faults_with_problems(
    client: FlaskClient, options: dict[str, Any], status: int
) -> None:
    answer = client.post("/api/batch", **options)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_reading_the_address_of_the_api_is_refused(client: FlaskClient) -> None:
    answer = client.get("/api/batch")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    before = client.options("/api/batch", headers={"Origin": "https://example.org"})
    assert "POST" in before.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in before.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    "form",
    [
        {"queries": ""},
        {"queries": "\n \n"},
        {"queries": "\n".join(f"câu {n}" for n in range(501))},
        {"queries": "một\nhai\n" + "b" * 4001},
        {"queries": "giữ lại", "file": (io.BytesIO(b"\xc3\x28\xff"), "hong.txt")},
    ],
)
def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(
    client: FlaskClient, form: dict[str, Any]
) -> None:
    answer = client.post("/batch", data=form)
    assert answer.status_code == 400
    page = etree.HTML(answer.text)
    assert len(page.findtext(".//p[@role='alert']")) > 30
    assert page.xpath("//textarea")[0].text.strip() == form["queries"].strip()
    assert not page.xpath("//table[contains(@class, 'batch-table')]")


def test_500_queries_are_taken(client: FlaskClient) -> None:
    rows = client.post("/api/batch", json=[f"công đoàn {n}" for n in range(500)]).get_json()["rows"]
    assert [row["q"] for row in rows] == [f"công đoàn {n}" for n in range(500)]


@pytest.mark.parametrize("path", ["/api/batch", "/batch", "/batch.csv"])
def test_a_client_may_send_so_many_a_minute(client: FlaskClient, path: str) -> None:
    sent: dict[str, Any] = {"json": ["a"]} if path == "/api/batch" else {"data": {"queries": "a"}}
    answers = [client.post(path, **sent) for _ in range(BATCHES_A_MINUTE + 3)]
    assert [a.status_code for a in answers][:BATCHES_A_MINUTE] == [200] * BATCHES_A_MINUTE
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1
