"""Answers of a cluster that make no sense are a 503 with one line, and no password reaches a message or the log.

A server on loopback plays the cluster: it answers as one does, so that the site answers 200; then one value of one answer is replaced, or
the whole answer is something else than JSON.
"""

from __future__ import annotations

import base64
import json
import logging
import threading
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from flask.testing import FlaskClient

from commands import main
from indexer.engines import open_reader
from indexer.engines.opensearch import vocabulary
from indexer.engines.opensearch.mapping import SCHEMA
from indexer.errors import EngineUnavailable, SettingsError
from webapp import create_app

SECRET = "mat-khau-9"
ARTICLE = {
    "id": "a",
    "kind": "article",
    "title": "Công đoàn cơ sở",
    "body": "Công đoàn họp.",
    "published": "2020-01-02",
}
WRONG: tuple[Any, ...] = ([], {}, "x", 7, None, True, [[]], {"x": 1}, -1.5)
Change = Callable[[str, Any], bytes]


def aggregated(wanted: dict[str, Any]) -> dict[str, Any]:
    """What a cluster says to aggregations that find little."""
    found: dict[str, Any] = {}
    for name, body in wanted.items():
        inner = aggregated(body.get("aggs", {}))
        filters = body.get("filters", {}).get("filters")
        buckets: Any = (
            {key: {"doc_count": 1, **inner} for key in filters} if isinstance(filters, dict) else []
        )
        found[name] = {"doc_count": 1, "value": 1.0, "buckets": buckets, **inner}
    return found


def sane(path: str, body: dict[str, Any]) -> Any:
    """The answer of a cluster that holds one article."""
    blob = {"data": base64.b64encode(zlib.compress(vocabulary.to_bytes(vocabulary.no_counts(), 1))).decode()}
    document = {"_source": blob, "_seq_no": 1, "_primary_term": 1, "found": True}
    if path == "/":
        return {"version": {"number": "2.19.0", "distribution": "opensearch"}}
    if path.endswith("/_doc/current"):
        current = {
            "generation": 3, "index": "x-000001", "documents": 1, "schema": SCHEMA, "parameters": {}, "vocabulary": 1, "newest": 1, "committed": 1.0,
        }  # fmt: skip
        return document | {"_source": current}
    if "/_doc/" in path:
        return document
    if path.endswith("/_mget"):
        return {"docs": [{"_id": key, "found": True, "_source": {"article": ARTICLE}} for key in body["ids"]]}
    hit = {"_score": 1.5, "_source": {"article": ARTICLE}, "fields": {"id": ["a"]}, "sort": [1, "a"]}
    return {
        "_shards": {"total": 1, "successful": 1, "failed": 0}, "timed_out": False, "pit_id": "p",
        "hits": {"total": {"value": 1}, "hits": [hit] if body.get("size", 10) else []},
        "aggregations": aggregated(body.get("aggs", {})),
    }  # fmt: skip


class Cluster:
    """The server; `change` makes the bytes of an answer from a path and what a cluster would say."""

    def __init__(self) -> None:
        self.change: Change = lambda path, answer: json.dumps(answer).encode()
        self.status = 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                path = self.path.partition("?")[0]
                said = outer.change(path, sane(path, json.loads(data) if data else {}))
                self.send_response(outer.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/x"


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    monkeypatch.setenv("TCD_OPENSEARCH_USER", "tin")
    monkeypatch.setenv("TCD_OPENSEARCH_PASSWORD", SECRET)
    monkeypatch.setenv("TCD_OPENSEARCH_POLL", "0")
    monkeypatch.setattr("indexer.engines.opensearch.cluster.FIRST_PAUSE", 9.0)  # nothing is asked twice here
    cluster = Cluster()
    yield cluster
    cluster.server.shutdown()
    cluster.server.server_close()


def client(cluster: Cluster) -> FlaskClient:
    return create_app({"INDEX": cluster.address, "ENGINE": "opensearch", "ACCESS_LOG": False}).test_client()


PAGES = ("/api/search?q=c%C3%B4ng+%C4%91o%C3%A0n", "/api/articles/a")


def is_told(client: FlaskClient, log: pytest.LogCaptureFixture) -> None:
    """Every page is a 503 with one line that says nothing secret."""
    for page in PAGES:
        answer = client.get(page)
        assert answer.status_code == 503, (page, answer.text)
        assert answer.mimetype == "application/problem+json"
        assert "\n" not in answer.json["detail"].strip()
        assert SECRET not in answer.text
    assert SECRET not in log.text
    assert base64.b64encode(f"tin:{SECRET}".encode()).decode() not in log.text


def test_a_cluster_that_answers_is_searched(cluster: Cluster) -> None:
    asking = client(cluster)
    for page in (*PAGES, "/search?q=x", "/", "/coverage", "/search.csv"):
        assert asking.get(page).status_code == 200, asking.get(page).text
    assert asking.get(PAGES[0]).json["results"][0]["title"] == ARTICLE["title"]


@pytest.mark.parametrize(
    "said",
    [
        b"", b"<html><body>login</body></html>", b'{"_shards": {"total": 1', b"[]", b'"ok"', b"null", b"17", b"\xff\xfe\x00", b"{}",
        b'{"error": "no"}', b"[" * 5_000, b'{"hits": {"hits": []}}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", [200, 500, 302])
def test_what_is_no_answer_is_told(
    cluster: Cluster, said: bytes, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    cluster.change, cluster.status = lambda path, answer: said, status
    is_told(client(cluster), caplog)


def leaves(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all values within an answer."""
    if at:
        yield at
    for key, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from leaves(inner, (*at, key))


def with_value(value: Any, at: tuple[Any, ...], wrong: Any) -> Any:
    copy = json.loads(json.dumps(value))
    place = copy
    for key in at[:-1]:
        place = place[key]
    place[at[-1]] = wrong
    return copy


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
@pytest.mark.parametrize("which", ["/", "/_doc/current", "/_doc/vocabulary-3-0", "/_search", "/_mget"])
def test_a_value_of_another_kind_is_never_an_error_of_ours(
    cluster: Cluster, which: str, wrong: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Some of them do no harm (a score that is a whole number): then the answer is whole."""
    path = which if which == "/" else f"/x-meta{which}"
    body = {"ids": ["a"], "size": 1, "aggs": {"facet": {"filters": {"filters": {"a": {}}}}}}
    told = 0
    for at in leaves(sane(path, body)):
        cluster.change = lambda path, answer, at=at: json.dumps(  # type: ignore[misc]
            with_value(answer, at, wrong) if path.endswith(which) and _has(answer, at) else answer
        ).encode()
        asking = client(cluster)
        for page in (*PAGES, "/search?q=x", "/readyz"):
            answer = asking.get(page)
            assert answer.status_code in (200, 404, 503), (at, wrong, page, answer.text)
            told += answer.status_code == 503
    if which in ("/_doc/current", "/_search"):
        assert told
    assert "Traceback" not in "".join(r.getMessage() for r in caplog.records)


def _has(answer: Any, at: tuple[Any, ...]) -> bool:
    for key in at:
        if not isinstance(answer, dict | list) or (
            key not in answer if isinstance(answer, dict) else len(answer) <= key
        ):
            return False
        answer = answer[key]
    return True


@pytest.mark.parametrize(
    "address",
    [
        "http://tin:{}@127.0.0.1:9/x",
        "https://tin:{}@localhost/x",
        "http://a:9200,tin:{}@b:9200/x",
        "http://{}@host:9/x",
        "http://tin:{}@127.0.0.1:9",
    ],
)
@pytest.mark.parametrize("command", ["check", "search", "index"])
def test_a_password_in_the_address_is_never_told(
    address: str, command: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    given = address.format(SECRET)
    with pytest.raises(SettingsError) as refused:
        open_reader(given, "opensearch")
    assert SECRET not in str(refused.value)
    with pytest.raises(SystemExit) as ended:
        main([command, "--engine", "opensearch", "--index", given, *(["x"] if command == "search" else [])])
    assert ended.value.code
    said = "".join(capsys.readouterr()) + caplog.text
    assert SECRET not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("schema", [SCHEMA, SCHEMA - 1])
def test_advice_names_this_engine_and_this_index(cluster: Cluster, schema: int) -> None:
    def change(path: str, answer: Any) -> bytes:
        if path.endswith("current"):
            answer = answer | {
                "_source": answer["_source"] | {"schema": schema, "generation": 3 if schema < SCHEMA else "x"}
            }
        return json.dumps(answer).encode()

    cluster.change = change
    with pytest.raises(Exception) as refused:  # noqa: PT011  # which of the two follows
        open_reader(cluster.address, "opensearch")
    if schema < SCHEMA:
        assert f"index --engine opensearch --index {cluster.address} --full" in str(refused.value)
    else:
        assert isinstance(refused.value, EngineUnavailable)
