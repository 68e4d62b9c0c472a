"""A real server that takes articles is killed at any moment: what it confirmed stays, nothing is half there."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.webapp.writing import WritingServer, article, lines

KILLS = 8


@pytest.fixture
def server(tmp_path: Path) -> Iterator[WritingServer]:
    server = WritingServer(tmp_path, workers=2)
    (server.corpus / "page.jsonl").write_bytes(lines(article("trang", "Một trang của kho.")))
    yield server
    server.kill()


class Client:
    """Posts, changes and deletes articles until told to stop, and knows of each id which bodies it may have (None: not there)."""

    def __init__(self, server: WritingServer, seed: int) -> None:
        self._server, self._random = server, random.Random(seed)
        self.possible: dict[str, set[str | None]] = {}
        self.confirmed = 0

    def run(self, stop: threading.Event) -> None:
        try:
            while not stop.is_set():
                self._turn()
        except (OSError, ValueError):
            return  # killed: whether the last turn was done is not known

    def _turn(self) -> None:
        ids = [f"bài-{self._random.randrange(200)}" for _ in range(self._random.choice((1, 5, 40)))]
        if self._random.random() < 0.3:
            wanted: dict[str, str | None] = {ids[0]: None}
            send = lambda: self._server.call("DELETE", f"/api/articles/b%C3%A0i-{ids[0][4:]}?wait=0")  # noqa: E731
        else:
            wanted = {i: f"Lần {self._random.random()}. " + "Đoàn viên công đoàn. " * 50 for i in ids}
            body = lines(*[article(i, text or "") for i, text in wanted.items()])
            send = lambda: self._server.call("POST", "/api/articles?wait=0", body)  # noqa: E731
        for identity, text in wanted.items():
            self.possible.setdefault(identity, {None}).add(text)
        status, answer = send()
        assert status in (200, 202, 404), answer
        for identity, text in wanted.items():
            self.possible[identity] = {text}
        self.confirmed += 1


def stored(server: WritingServer) -> dict[str, str]:
    """The received articles as they lie in the corpus; every line must be whole."""
    found: dict[str, str] = {}
    for path in (server.corpus / "received").glob("*.jsonl"):
        text = path.read_text()
        assert text.endswith("\n")
        for line in text.splitlines():
            record = json.loads(line)
            assert record["id"] not in found
            found[record["id"]] = record["body"]
    return found


def test_kills_lose_nothing_and_leave_nothing_half(server: WritingServer) -> None:
    moments = random.Random(20)
    client = Client(server, 20)
    for _ in range(KILLS):
        server.start()
        stop = threading.Event()
        thread = threading.Thread(target=client.run, args=(stop,))
        thread.start()
        time.sleep(0.1 + moments.random() * 1.5)
        server.kill()
        stop.set()
        thread.join(60)
        found = stored(server)
        for identity, possible in client.possible.items():
            assert found.get(identity) in possible, identity
            client.possible[identity] = {found.get(identity)}
    assert client.confirmed > KILLS
    server.start()
    found = stored(server)
    await_index(server, found)
    for identity in client.possible:
        status, answer = server.call("GET", f"/api/articles/b%C3%A0i-{identity[4:]}")
        assert (status == 200) == (identity in found), identity
        if status == 200:
            assert answer["body"] == " ".join(found[identity].split())
    assert not (server.corpus / "received" / ".pending").exists()


def await_index(server: WritingServer, found: dict[str, Any]) -> None:
    """Without a further request: what the killed server left is indexed by the next."""
    for _ in range(600):
        status, answer = server.call("GET", "/api/search?size=1")
        if status == 200 and answer["total"] == len(found) + 1:
            return
        time.sleep(0.1)
    raise AssertionError(f"the index has {answer.get('total')} of {len(found) + 1} articles")


def test_a_server_without_an_index_says_so_and_serves_as_soon_as_there_is_one(server: WritingServer) -> None:
    server.start()
    status, answer = server.call("GET", "/api/search")
    assert (status, answer["status"]) == (503, 503)
    assert "Chỉ mục" in answer["detail"]
    assert server.call("GET", "/readyz")[0] == 503
    assert server.call("POST", "/api/articles?wait=25", lines(article("đầu")))[0] == 200
    assert server.until("/api/search", 200)["total"] == 2
    assert server.call("GET", "/readyz")[0] == 200
