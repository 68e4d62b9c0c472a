"""What an operator relies on: probes, metrics, logs, an index that comes, changes or is not there."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.errors import EngineUnavailable, IndexDamaged
from indexer.facets.registry import REGISTRY
from indexer.pipeline import update
from search import Search
from webapp import create_app, resource
from webapp.warming import warm_up


def test_importing_and_creating_opens_nothing() -> None:
    code = "import sys, webapp; webapp.create_app({'INDEX': '/nowhere'}); print('whoosh' in sys.modules, 'sklearn' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "False False"


def test_probes(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    ready = client.get("/readyz").json
    assert ready is not None
    assert (ready["status"], ready["documents"]) == ("ok", 8)


def test_a_warm_worker_opens_nothing_for_its_first_request(
    index: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    opened: list[str] = []
    real = Search.open
    monkeypatch.setattr(Search, "open", lambda *args, **named: opened.append("") or real(*args, **named))
    app = create_app({"INDEX": str(index)})
    logging.getLogger("tin_cong_doan.access").addHandler(caplog.handler)
    warm_up(app)
    assert len(opened) == 1
    assert not caplog.records, "nobody asked, and the log says so"
    assert app.test_client().get("/search?q=x").status_code == 200
    assert len(opened) == 1
    counted = app.test_client().get("/metrics").text
    assert counted.count('tcd_requests_total{endpoint="results.results"') == 1


@pytest.mark.parametrize("kind", ["none", "a file", "damaged"])
def test_warming_up_never_fails(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    if kind == "a file":
        folder.write_text("no index")
    elif kind == "damaged":
        folder.mkdir()
        (folder / "MAIN.manifest").write_bytes(b"x")
    app = create_app({"INDEX": str(folder), "ACCESS_LOG": False})
    warm_up(app)
    assert app.test_client().get("/search?q=x").status_code == 503


def test_without_an_index_the_site_waits_for_one(tmp_path: Path) -> None:
    folder, corpus = tmp_path / "index", tmp_path / "corpus"
    corpus.mkdir()
    app = create_app({"INDEX": str(folder), "ACCESS_LOG": False})
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    for path in ("/", "/search?q=x", "/api/search?q=x"):
        response = client.get(path)
        assert response.status_code == 503
        assert response.headers["Retry-After"]
    (corpus / "a.jsonl").write_text(
        json.dumps({"id": "a", "title": "Công đoàn cơ sở", "body": "Một bài về công đoàn."})
    )
    update(corpus, folder, jobs=1)
    assert client.get("/api/search?q=cong+doan").json["total"] == 1  # type: ignore[index]
    tag = client.get("/api/search?q=cong+doan").headers["ETag"]
    (corpus / "b.jsonl").write_text(
        json.dumps({"id": "b", "title": "Công đoàn ngành", "body": "Bài thứ hai về công đoàn."})
    )
    update(corpus, folder, jobs=1)
    after = client.get("/api/search?q=cong+doan", headers={"If-None-Match": tag})
    assert after.status_code == 200, "a new generation is a new answer"
    assert after.json["total"] == 2  # type: ignore[index]
    resource.close(app)


@pytest.mark.parametrize(
    ("error", "retry"),
    [(EngineUnavailable("the cluster rests", retry_after=7), "7"), (IndexDamaged("a file is torn"), "5")],
)
def test_an_index_that_fails_is_a_503_that_keeps_its_reasons_to_itself(error: Exception, retry: str) -> None:
    class Failing:
        generation, committed, registry = 1, None, REGISTRY

        def search(self, *args: object, **kwargs: object) -> None:
            raise error

        facet_values = search

    client = create_app({"SEARCH": Failing(), "ACCESS_LOG": False}).test_client()
    for path in ("/search?q=x", "/api/search?q=x"):
        response = client.get(path)
        assert (response.status_code, response.headers["Retry-After"]) == (503, retry)
        assert str(error) not in response.text


@pytest.mark.parametrize(
    ("given", "kept"),
    [("abc-123", True), ("x" * 65, False), ("a b", False), ("é", False), ("", False), ("a\tb", False)],
)
def test_request_ids_are_kept_if_they_are_fit_for_a_log(client: FlaskClient, given: str, kept: bool) -> None:
    answered = client.get("/api/nothing", headers={"X-Request-ID": given})
    identity = answered.headers["X-Request-ID"]
    assert (identity == given) is kept
    assert answered.json is None or answered.json["request_id"] == identity


def test_a_request_is_one_line_of_json_whatever_it_asks(index: Path) -> None:
    app = create_app({"INDEX": str(index), "ACCESS_LOG": True})
    log = logging.getLogger("tin_cong_doan.access")
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    log.addHandler(handler)
    try:
        app.test_client().get("/search?q=%0a%1b[31m<script>", headers={"X-Request-ID": "me"})
    finally:
        log.removeHandler(handler)
    (line,) = lines
    assert line.isprintable()
    entry = json.loads(line)
    assert (entry["id"], entry["method"], entry["path"], entry["status"]) == ("me", "GET", "/search", 200)
    assert entry["ms"] > 0


def test_metrics_count_requests_by_endpoint_and_status(app: Flask, client: FlaskClient) -> None:
    client.get("/api/search?foo=1")
    text = client.get("/metrics").text
    assert 'tcd_requests_total{endpoint="api.search",status="400"}' in text
    assert 'tcd_request_seconds_bucket{endpoint="api.search",le="0.1"}' in text
    assert "/api/search" not in text, "addresses are endless; endpoints are not"


def test_settings_of_the_site_come_from_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TCD_RATE_LIMIT", "90")
    monkeypatch.setenv("TCD_BASE_URL", "https://tin.example.org/")
    app = create_app({"ACCESS_LOG": False})
    assert app.config["RATE_LIMIT"] == 90
    assert "https://tin.example.org/sitemap.xml" in app.test_client().get("/robots.txt").text
