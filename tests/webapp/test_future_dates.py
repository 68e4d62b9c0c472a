"""Articles that state a date of the future keep it, and neither lead the newest nor move a clock."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from lxml import etree

from commands.index import command
from indexer.pipeline import update
from webapp import create_app

ATOM = "{http://www.w3.org/2005/Atom}"
PAST = {"moi": "2021-03-02T09:15:00+07:00", "cu": "2019-05-01"}
FUTURE = ("2098-12-31", "2099-01-01T08:00:00+07:00", "2092-06-01T00:00:00+07:00")


def test_the_summary_names_it(tmp_path: Path) -> None:
    records = [
        {"id": str(n), "title": "Công đoàn họp", "body": "Họp.", "published": day}
        for n, day in enumerate(FUTURE)
    ]
    (tmp_path / "tin.jsonl").write_text(
        "\n".join(map(json.dumps, [*records, records[0] | {"id": "cu", "published": "2020-01-01"}]))
    )
    done = CliRunner().invoke(
        command, ["--corpus", str(tmp_path / "tin.jsonl"), "--index", str(tmp_path / "index")]
    )
    assert done.exit_code == 0, done.output
    line = next(line for line in done.stderr.splitlines() if line.startswith("dated in the future"))
    assert [f"#{n} ({day[:10]})" in line for n, day in enumerate(FUTURE, 1)] == [True] * 3
    assert "2020" not in line


@pytest.fixture(params=FUTURE)
def client(request: pytest.FixtureRequest, tmp_path: Path) -> FlaskClient:
    dates = {"mai-sau": request.param, **PAST, "khong-ngay": None}
    records = [
        {"id": i, "title": "Công đoàn họp", "lead": "Công đoàn cơ sở họp.", "published": published}
        for i, published in dates.items()
    ]
    corpus = tmp_path / "tin.jsonl"
    corpus.write_text("\n".join(map(json.dumps, records)))
    update(corpus, tmp_path / "index", jobs=1)
    app = create_app({"INDEX": str(tmp_path / "index"), "ENGINE": "whoosh"})
    return app.test_client()


def ids(client: FlaskClient, address: str) -> list[str]:
    return [hit["id"] for hit in client.get(address).get_json()["results"]]


def test_the_future_follows_the_past_and_precedes_what_has_no_date(client: FlaskClient) -> None:
    found = ids(client, "/api/search?q=cong+doan&sort=newest")
    assert found == ["moi", "cu", "mai-sau", "khong-ngay"]


def test_it_wins_no_place_by_freshness(client: FlaskClient) -> None:
    assert ids(client, "/api/search?q=cong+doan")[0] == "moi"


def test_it_keeps_its_date(client: FlaskClient) -> None:
    found = client.get("/api/search?q=cong+doan&from=2090-01-01").get_json()["results"]
    assert [hit["id"] for hit in found] == ["mai-sau"]
    assert found[0]["published"] in FUTURE


def test_it_does_not_move_the_clock_of_a_feed(client: FlaskClient) -> None:
    feed = etree.fromstring(client.get("/search.atom?q=cong+doan").data)
    assert feed.findtext(ATOM + "updated", "9")[:4] < "2090"
    assert len(feed.findall(ATOM + "entry")) == 4
