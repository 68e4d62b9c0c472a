"""Articles that programs hand in: stored durably, searched at once, named by line where wrong, off unless there is a key."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from indexer.engines.whoosh.lock import WriteLock
from indexer.errors import SettingsError
from indexer.pipeline import update
from tests.webapp.writing import KEY, article, key_file, lines
from webapp import create_app, resource
from webapp.api_write import corpus_of
from webapp.segments import segment

AUTH = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "page.jsonl").write_bytes(lines(article("trang", "Một trang của kho.")))
    update(corpus, tmp_path / "index", jobs=1)
    return corpus


@pytest.fixture
def writable(corpus: Path, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(
        {"INDEX": str(tmp_path / "index"), "WRITE_KEY_FILE": str(key_file(tmp_path)), "ACCESS_LOG": False}
    )
    yield app
    resource.close(app)


@pytest.fixture
def writer(writable: Flask) -> FlaskClient:
    return writable.test_client()


def post(client: FlaskClient, *records: Any, wait: int = 25) -> TestResponse:
    return client.post(f"/api/articles?wait={wait}", data=lines(*records), headers=AUTH)


def hand_in(client: FlaskClient, *records: Any) -> dict[str, Any]:
    """What the first answer to articles says, when the index has them: on a busy machine later than an answer waits."""
    first = post(client, *records)
    assert (first.status_code, first.get_json()["indexed"]) in ((200, True), (202, False)), first.text
    while (again := post(client, *records)).status_code == 202:
        pass
    assert again.get_json()["unchanged"] == len({row["id"] for row in again.get_json()["articles"]})
    return dict(first.get_json())


def take_out(client: FlaskClient, identity: str) -> None:
    """Delete an article, and wait until the index has done so too."""
    gone = client.delete(f"/api/articles/{identity}?wait=25", headers=AUTH)
    assert (gone.status_code, gone.get_json()["indexed"]) in ((200, True), (202, False)), gone.text
    while "tcd_received_pending 1.0" in client.get("/metrics").text:
        time.sleep(0.1)


def total(client: FlaskClient, q: str = "") -> int:
    return int(client.get("/api/search", query_string={"q": q}).get_json()["total"])


def tree(corpus: Path) -> dict[str, bytes]:
    """The files of a corpus; markers and locks apart."""
    return {p.name: p.read_bytes() for p in corpus.rglob("*.jsonl")}


def test_what_was_posted_is_found_changed_and_deleted(writer: FlaskClient, corpus: Path) -> None:
    posted = hand_in(writer, article("a"), article("b", "Mái ấm công đoàn ở Đông Anh."), {"title": "Không id", "body": "Thân bài."})  # fmt: skip
    assert posted["added"] == 3
    assert [row["line"] for row in posted["articles"]] == [1, 2, 3]
    assert total(writer) == 4
    for row in posted["articles"]:
        assert writer.get(f"/api/articles/{row['id']}").status_code == 200
    changed = hand_in(writer, article("a", "Nay nói về tết sum vầy."))
    assert (changed["changed"], changed["added"]) == (1, 0)
    assert "sum vầy" in writer.get("/api/articles/a").json["body"]  # type: ignore[index]
    take_out(writer, "b")
    assert writer.get("/api/articles/b").status_code == 404
    assert writer.delete("/api/articles/b", headers=AUTH).status_code == 404
    assert total(writer) == 3


def test_the_same_body_twice_changes_nothing(writer: FlaskClient, corpus: Path) -> None:
    records = [article(f"bài {n}") for n in range(20)]
    hand_in(writer, *records)
    before, generation = tree(corpus), writer.get("/readyz").get_json()["generation"]
    turned = [dict(reversed(record.items())) for record in reversed(records)]
    again = post(writer, *turned)
    assert (again.status_code, again.json["unchanged"]) == (200, 20)  # type: ignore[index]
    assert tree(corpus) == before
    assert again.json["generation"] == generation  # type: ignore[index]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{not json}\n", "not JSON"),
        (b"[1]\n", "not a JSON object"),
        (b'{"title": "no text"}\n', "no lead and no body"),
        (b'{"body": "no title"}\n', "no title"),
        (b'{"title": "x", "body": "y", "id": "%s"}\n' % (b"i" * 201), "at most 200"),
        (b'{"title": "x", "body": "y", "id": "a\\u0007b"}\n', "no text"),
        (b'{"title": "x", "body": "y", "id": "\\ud800"}\n', "surrogate"),
        (b'{"title": "x", "body": "%s"}\n' % (b"a " * 300_000), "too long"),
        (b"\xff\xfe{\n", "not JSON"),
        (b"[" * 100_000 + b"\n", "not JSON"),
        (lines(article("gut", "Khác.")), "the same id as line 1"),
        (lines(article("trang", "Của người khác.")), "corpus/page.jsonl"),
    ],
)
def test_a_line_that_is_no_article_is_named_and_nothing_is_stored(
    writer: FlaskClient, corpus: Path, bad: bytes, reason: str
) -> None:
    before = tree(corpus)
    refused = writer.post("/api/articles", data=lines(article("gut")) + b"\n" + bad, headers=AUTH)
    assert refused.status_code == 422
    assert refused.mimetype == "application/problem+json"
    (error,) = refused.get_json()["errors"]
    assert error["line"] == 3
    assert reason in error["detail"]
    assert tree(corpus) == before


@pytest.mark.parametrize("body", [b"", b"\n\n \n"])
def test_a_body_without_articles_is_refused(writer: FlaskClient, body: bytes) -> None:
    assert writer.post("/api/articles", data=body, headers=AUTH).status_code == 422


def test_sizes_are_bounded(writer: FlaskClient, corpus: Path) -> None:
    many = post(writer, *[article(f"n{n}") for n in range(1_001)])
    assert many.status_code == 422
    assert "another request" in many.get_json()["errors"][0]["detail"]
    large = writer.post("/api/articles", data=b" " * (8 << 20) + b"x", headers=AUTH)
    assert large.status_code == 413
    assert not (corpus / "received").exists()


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", f"Basic {KEY}", f"Bearer {KEY}x", f"Bearer é{KEY}", f"Token {KEY}"])  # fmt: skip
@pytest.mark.parametrize(("method", "path"), [("POST", "/api/articles"), ("DELETE", "/api/articles/trang")])
def test_without_the_key_nothing_is_done(
    writer: FlaskClient, corpus: Path, header: str, method: str, path: str
) -> None:
    before = tree(corpus)
    refused = writer.open(path, method=method, data=lines(article("x")), headers={"Authorization": header})
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert refused.mimetype == "application/problem+json"
    assert tree(corpus) == before


def test_a_site_without_a_key_file_only_reads(client: FlaskClient) -> None:
    for method, path in (("POST", "/api/articles"), ("DELETE", "/api/articles/thanh-xuan-2020"), ("PUT", "/api/articles")):  # fmt: skip
        assert client.open(path, method=method, data=lines(article("x")), headers=AUTH).status_code == 405
    described = client.get("/api/openapi.json").get_json()
    assert "/api/articles" not in described["paths"]
    assert set(described["paths"]["/api/articles/{id}"]) == {"get"}


def test_a_page_of_another_origin_may_not_write(writer: FlaskClient) -> None:
    for path, method in (("/api/articles", "POST"), ("/api/articles/trang", "DELETE")):
        asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": method}
        before = writer.options(path, headers=asked)
        assert method not in before.headers.get("Access-Control-Allow-Methods", "")
        assert "Authorization" not in before.headers.get("Access-Control-Allow-Headers", "")


@pytest.mark.parametrize(
    ("text", "mode", "reason"),
    [
        (KEY, 0o644, "chmod 600"),
        (KEY, 0o606, "chmod 600"),
        (KEY, 0o620, "chmod 600"),
        ("", 0o600, "one key a line"),
        ("short", 0o600, "one key a line"),
        ("a key with blanks in it, long enough", 0o600, "one key a line"),
        (None, 0o600, "cannot be read"),
    ],
)
def test_a_key_file_that_will_not_do_is_named_at_the_start(
    tmp_path: Path, text: str | None, mode: int, reason: str
) -> None:
    path = key_file(tmp_path, text, mode) if text is not None else tmp_path / "none"
    with pytest.raises(SettingsError, match=reason) as raised:
        create_app({"INDEX": str(tmp_path / "index"), "WRITE_KEY_FILE": str(path)})
    assert not text or text not in str(raised.value)


def test_a_changed_key_holds_at_once(writer: FlaskClient, tmp_path: Path) -> None:
    new = "another-key-for-tests-987654"
    key_file(tmp_path, f"{KEY}\n{new}\n")
    for key in (KEY, new):
        named = {"Authorization": f"Bearer {key}"}
        assert writer.post("/api/articles", data=lines(article("k")), headers=named).status_code in (200, 202)
    key_file(tmp_path, new)
    assert post(writer, article("k")).status_code == 401
    key_file(tmp_path, new, 0o644)
    assert post(writer, article("k")).status_code == 503, "a file that became open to others is no key"


def test_only_what_was_received_can_be_deleted(writer: FlaskClient, corpus: Path) -> None:
    refused = writer.delete("/api/articles/trang", headers=AUTH)
    assert refused.status_code == 409
    assert "page.jsonl" in refused.get_json()["detail"]
    assert writer.get("/api/articles/trang").status_code == 200


def test_any_id_can_be_stored_read_and_deleted(writer: FlaskClient) -> None:
    wanted = [
        "a/b",
        ".",
        "..",
        "Bài số 7",
        "50%",
        "?x=1&y",
        "một" * 60,
        "\u200b",
        "a\\b",
        "corpus/page.jsonl#1",
    ]
    stored = [row["id"] for row in hand_in(writer, *map(article, wanted))["articles"]]
    assert len(set(stored)) == len(wanted)
    paths = [f"/api/articles/{segment(identity)}" for identity in stored]
    for path in paths:
        assert writer.get(path, environ_overrides={"RAW_URI": path}).status_code == 200, path
        raw = {"RAW_URI": f"{path}?wait=0"}
        assert (
            writer.delete(path, headers=AUTH, query_string="wait=0", environ_overrides=raw).status_code == 202
        )
    hand_in(writer, article("zuletzt"))
    for path in paths:
        assert writer.get(path, environ_overrides={"RAW_URI": path}).status_code == 404, path


def test_while_another_process_writes_an_article_waits_in_the_corpus(
    writer: FlaskClient, corpus: Path, tmp_path: Path
) -> None:
    lock = WriteLock(tmp_path / "index")
    try:
        waiting = post(writer, article("cho"), wait=1)
        assert (waiting.status_code, waiting.json["indexed"]) == (202, False)  # type: ignore[index]
        assert any(b"cho" in text for text in tree(corpus).values())
        assert writer.get("/api/articles/cho").status_code == 404
    finally:
        lock.release()
    assert hand_in(writer, article("cho"))["unchanged"] == 1, "sent again it waits for the index"
    assert writer.get("/api/articles/cho").status_code == 200


def test_the_first_article_makes_the_index_and_the_last_may_go(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    app = create_app(
        {
            "INDEX": str(tmp_path / "index"),
            "CORPUS": str(tmp_path / "corpus"),
            "WRITE_KEY_FILE": str(key_file(tmp_path)),
            "ACCESS_LOG": False,
        }
    )
    client = app.test_client()
    assert client.get("/api/search").status_code == 503
    hand_in(client, article("duy nhất"))
    assert total(client) == 1
    take_out(client, "duy nhất")
    assert total(client) == 0
    hand_in(client, article("lại"))
    assert total(client) == 1
    resource.close(app)


def test_a_corpus_that_is_a_file_takes_no_articles(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_bytes(lines(article("a")))
    app = create_app(
        {"INDEX": str(tmp_path / "i"), "CORPUS": str(file), "WRITE_KEY_FILE": str(key_file(tmp_path))}
    )
    with pytest.raises(SettingsError, match="into a folder only"):
        corpus_of(app)


def test_a_line_spoiled_by_hand_is_kept_and_stops_nothing(writer: FlaskClient, corpus: Path) -> None:
    post(writer, article("a"))
    (path,) = (corpus / "received").glob("*.jsonl")
    spoiled = path.read_bytes() + b"{oops\n"
    path.write_bytes(spoiled)
    hand_in(writer, article("a", "Đã sửa."))
    assert b"{oops" in path.read_bytes()
    assert "Đã sửa" in writer.get("/api/articles/a").json["body"]  # type: ignore[index]


def test_writers_take_turns(corpus: Path, writer: FlaskClient) -> None:
    def send(n: int) -> int:
        return post(
            writer.application.test_client(), article("chung", f"Lần {n}."), article(f"riêng {n}")
        ).status_code

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(send, range(16))) <= {200, 202}
    hand_in(writer, article("riêng 0"))
    stored = [json.loads(line) for text in tree(corpus / "received").values() for line in text.splitlines()]
    assert sorted(row["id"] for row in stored) == sorted(["chung", *[f"riêng {n}" for n in range(16)]])
    assert total(writer) == 18


def test_answers_are_as_the_description_says(writer: FlaskClient) -> None:
    whole = writer.get("/api/openapi.json").get_json()

    def check(answer: TestResponse, path: str, method: str) -> None:
        described = whole["paths"][path][method]["responses"][str(answer.status_code)]["content"]
        schema = {**described[answer.mimetype]["schema"], "components": whole["components"]}
        jsonschema_rs.Draft202012Validator(schema).validate(answer.get_json())

    check(post(writer, article("a")), "/api/articles", "post")
    check(post(writer, article("b"), wait=0), "/api/articles", "post")
    check(post(writer, {"title": "x"}), "/api/articles", "post")
    check(writer.post("/api/articles", data=b"x" * (8 << 20) + b"x", headers=AUTH), "/api/articles", "post")
    check(writer.post("/api/articles"), "/api/articles", "post")
    check(post(writer, article("b"), wait=26), "/api/articles", "post")
    for identity in ("a", "a", "trang"):
        gone = writer.delete(f"/api/articles/{identity}", headers=AUTH)
        check(gone, "/api/articles/{id}", "delete")
    assert whole["paths"]["/api/articles"]["post"]["security"] == [{"key": []}]
    page = writer.get("/api/docs").text
    assert "<code>wait</code>" in page
    assert "DELETE" in page
