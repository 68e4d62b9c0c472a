"""Articles are handed in and taken out through the site, whichever engine keeps its index."""

from __future__ import annotations

import json
from pathlib import Path

from flask.testing import FlaskClient

from tests.engines import Kept
from tests.webapp.writing import KEY, article, key_file, lines
from webapp import create_app, resource

AUTH = {"Authorization": f"Bearer {KEY}"}


def send(client: FlaskClient, *records: dict[str, object]) -> None:
    """Hand in articles until the index has them."""
    while client.post("/api/articles?wait=25", data=lines(*records), headers=AUTH).status_code != 200:
        pass


def ids(client: FlaskClient) -> set[str]:
    return {row["id"] for row in client.get("/api/search?size=100").get_json()["results"]}


def test_articles_come_change_and_go(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    app = create_app(
        {
            "INDEX": kept.place("written"),
            "ENGINE": kept.engine,
            "CORPUS": str(tmp_path / "corpus"),
            "WRITE_KEY_FILE": str(key_file(tmp_path)),
            "ACCESS_LOG": False,
        }
    )
    client = app.test_client()
    send(client, article("một"), article("hai"), article("ba"))
    assert ids(client) == {"một", "hai", "ba"}
    send(client, article("hai", "Nay nói về mái ấm công đoàn."))
    found = client.get("/api/search?q=mai+am").get_json()
    assert [row["id"] for row in found["results"]] == ["hai"]
    assert client.delete("/api/articles/ba?wait=0", headers=AUTH).status_code == 202
    send(client, article("một"))
    assert ids(client) == {"một", "hai"}
    stored = [
        json.loads(line)
        for p in (tmp_path / "corpus/received").glob("*.jsonl")
        for line in p.read_text().splitlines()
    ]
    assert {row["id"] for row in stored} == {"một", "hai"}
    resource.close(app)
