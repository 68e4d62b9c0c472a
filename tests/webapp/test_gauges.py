"""What an operator alarms on is there, is true, and is all that the documents promise."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.fetch.frontier import Frontier, last_run
from indexer.pipeline import update
from tests.webapp.writing import WritingServer, article, key_file, lines
from webapp import create_app, resource

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/operating.md").read_text()


def gauges(client: FlaskClient) -> dict[str, float]:
    rows = re.findall(r"^(\w+)(?:\{\})? ([\d.e+-]+)$", client.get("/metrics").text, re.M)
    return {name: float(value) for name, value in rows}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/a.jsonl").write_bytes(lines(article("a"), article("b")))
    return tmp_path / "corpus"


@pytest.fixture
def operated(corpus: Path, tmp_path: Path) -> Iterator[Flask]:
    update(corpus, tmp_path / "index", jobs=1)
    app = create_app(
        {"INDEX": str(tmp_path / "index"), "WRITE_KEY_FILE": str(key_file(tmp_path)), "ACCESS_LOG": False}
    )
    yield app
    resource.close(app)


def fetch(folder: Path, *runs: tuple[float, float | None], failing: int = 0) -> None:
    """A folder as runs of fetch leave it."""
    (folder / ".fetch").mkdir(parents=True, exist_ok=True)
    frontier = Frontier(folder / ".fetch" / "frontier.sqlite")
    for started, ended in runs:
        frontier.started(started)
        if ended:
            frontier.ended(ended)
    for n in range(failing):
        frontier.failed(f"https://bao.example.vn/{n}", "báo", "article", "timed out")
    frontier.close()


def test_every_metric_of_the_documents_is_there_and_the_other_way_round(
    operated: Flask, corpus: Path
) -> None:
    fetch(corpus / "fetched", (1_000.0, 2_000.0))
    client = operated.test_client()
    client.get("/api/search?q=khôngcóđâu")
    text = client.get("/metrics").text
    there = set(re.findall(r"^# TYPE (tcd_\w+) ", text, re.M))
    there = {name for name in there if not name.endswith("_created")}
    table = GUIDE[GUIDE.index("| metric |") : GUIDE.index("```yaml")]
    assert there == set(re.findall(r"`(tcd_\w+)`", table))
    rules = GUIDE[GUIDE.index("```yaml") :]
    named = set(re.findall(r"\btcd_\w+", rules[: rules.index("```\n")]))
    assert {name.removesuffix("_bucket") for name in named} <= there


def test_the_last_fetch_is_told(operated: Flask, corpus: Path) -> None:
    client = operated.test_client()
    assert not any("fetch" in name for name in gauges(client)), "none is not a fetch of 1970"
    fetch(corpus / "fetched", (100.0, 200.0), (300.0, None), failing=3)
    found = gauges(client)
    assert found["tcd_fetch_started_timestamp_seconds"] == 300
    assert found["tcd_fetch_ended_timestamp_seconds"] == 200, "the second is under way, or was killed"
    assert found["tcd_fetch_failing_addresses"] == 3


@pytest.mark.parametrize("spoiled", [b"", b"no database", None])
def test_a_fetch_that_cannot_be_read_costs_nothing_else(
    operated: Flask, corpus: Path, spoiled: bytes | None
) -> None:
    path = corpus / "fetched/.fetch/frontier.sqlite"
    path.parent.mkdir(parents=True)
    if spoiled is None:
        path.mkdir()
    else:
        path.write_bytes(spoiled)
    found = gauges(operated.test_client())
    assert found["tcd_index_documents"] == 2
    assert "tcd_fetch_started_timestamp_seconds" not in found


def test_a_fetch_under_way_is_read_and_not_held_up(tmp_path: Path) -> None:
    fetch(tmp_path, (100.0, 200.0))
    with closing(sqlite3.connect(tmp_path / ".fetch/frontier.sqlite", isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO run (started) VALUES (300)")
        run = last_run(tmp_path)
        assert run is not None
        assert (run.started, run.ended) == (100, 200)
        db.execute("COMMIT")
    again = last_run(tmp_path)
    assert again is not None
    assert again.started == 300


def test_documents_generation_and_age_follow_the_index(operated: Flask, corpus: Path, tmp_path: Path) -> None:
    client = operated.test_client()
    before = gauges(client)
    assert (before["tcd_index_documents"], before["tcd_index_ready"]) == (2, 1)
    (corpus / "b.jsonl").write_bytes(lines(article("c")))
    update(corpus, tmp_path / "index", jobs=1)
    after = gauges(client)
    assert (after["tcd_index_documents"], after["tcd_index_generation"]) == (
        3,
        before["tcd_index_generation"] + 1,
    )
    assert 0 <= after["tcd_index_age_seconds"] <= time.time() - (corpus / "b.jsonl").stat().st_mtime + 1
    assert after["tcd_worker_memory_bytes"] > 10e6
    assert after["tcd_server_memory_bytes"] > 10e6


def test_what_waits_for_the_index_is_told(operated: Flask, corpus: Path) -> None:
    client = operated.test_client()
    assert gauges(client)["tcd_received_pending"] == 0
    (corpus / "received").mkdir()
    (corpus / "received/.pending").touch()
    assert gauges(client)["tcd_received_pending"] == 1


def test_a_real_server_counts_all_its_processes(tmp_path: Path) -> None:
    server = WritingServer(tmp_path, workers=2)
    (server.corpus / "a.jsonl").write_bytes(lines(article("a")))
    update(server.corpus, server.index, jobs=1)
    server.start()
    try:
        found = dict(re.findall(r"^(tcd_\w+_memory_bytes) (\S+)$", server.text("/metrics"), re.M))
        assert float(found["tcd_server_memory_bytes"]) > float(found["tcd_worker_memory_bytes"]) / 2 > 10e6
    finally:
        server.kill()


def test_a_server_without_an_index_says_what_to_do(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "run.py",
        "serve",
        "--index",
        str(tmp_path / "none"),
        "--port",
        "0",
        "--workers",
        "1",
    ]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()  # it serves
    process.terminate()
    _, told = process.communicate(timeout=120)
    assert "index" in told
    assert "run.py index" in told
    assert "503" in told
    assert "Traceback" not in told
