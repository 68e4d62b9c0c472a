"""The Python client against the real app on a loopback server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pandas
import pytest

from tests.webapp.failing import failing
from tests.webapp.serving import serving
from tests.webapp.writing import KEY, article, key_file, lines
from tincongdoan.client import ApiError, Client, ClientError
from webapp import create_app, resource


@pytest.mark.parametrize("size", [1, 3, 100])
def test_pages_of_any_size_bring_what_the_export_brings(site: str, size: int) -> None:
    client = Client(site)
    hits = [hit.id for hit in client.search("công đoàn", size=size)]
    assert len(hits) == len(set(hits)) > 1
    assert set(hits) == {article["id"] for article in client.export("công đoàn")}


def test_filters_narrow(site: str) -> None:
    client = Client(site)
    years = sorted({hit.year for hit in client.search() if hit.year})
    assert {hit.year for hit in client.search(year=[years[0]])} == {years[0]}


def test_paragraphs_changes_ledger_and_timeline_answer(site: str) -> None:
    client = Client(site)
    assert all(row["text"] and row["link"] for row in client.passages("công đoàn"))
    assert {row["id"] for row in client.changes("2000-01-01")} >= {hit.id for hit in client.search()}
    assert client.ledger()
    assert client.timeline("công đoàn")


@pytest.mark.parametrize(("name", "value"), [("size", 1000), ("year", "x"), ("nosuch", "1")])
def test_a_wrong_call_says_what_is_wrong(site: str, name: str, value: str | int) -> None:
    with pytest.raises(ApiError) as raised:
        list(Client(site).search("công đoàn", **{name: value}))  # type: ignore[arg-type]
    assert (raised.value.status, raised.value.parameter) == (400, name)
    assert raised.value.detail


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ClientError, match=base):
            list(Client(base, timeout=5).search())


FAULTS = ("503 0", "429 0", "502 0", "504 1", "503 later", "503 Wed, 25 Nov 2026 08:00:00 GMT", "reset", "cut", "garbage", "late")  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("times", [1, 3])
def test_a_call_that_fails_is_made_again(site: str, fault: str, times: int) -> None:
    with failing(site, *[fault] * times) as line:
        found = {hit.id for hit in Client(line.address, timeout=20).search("công đoàn")}
        assert line.connections == times + 1
    assert found == {hit.id for hit in Client(site).search("công đoàn")}


def test_a_silent_server_is_asked_again(site: str) -> None:
    with failing(site, "silent", "silent") as line:
        assert Client(line.address, timeout=2).ledger()
        assert line.connections == 3


@pytest.mark.parametrize(("fault", "error"), [("503 0", ApiError), ("reset", ClientError), ("cut", ClientError), ("garbage", ClientError)])  # fmt: skip
def test_after_the_last_try_the_reason_is_told(site: str, fault: str, error: type[ClientError]) -> None:
    with failing(site, *[fault] * 9) as line:
        with pytest.raises(error, match=r"\S") as raised:
            Client(line.address, retries=2, timeout=20).ledger()
        assert line.connections == 3
        assert isinstance(raised.value, ApiError) is (error is ApiError)


def test_a_server_that_asks_for_too_much_patience_is_not_waited_for(site: str) -> None:
    with failing(site, "503 3600") as line:
        with pytest.raises(ApiError):
            Client(line.address).ledger()
        assert line.connections == 1


@pytest.mark.parametrize("status", [400, 401, 404, 409, 500])
def test_what_will_not_change_is_not_asked_again(site: str, status: int) -> None:
    with failing(site, f"{status} 0") as line:
        with pytest.raises(ApiError) as raised:
            Client(line.address).ledger()
        assert (raised.value.status, line.connections) == (status, 1)


def test_an_export_that_breaks_off_says_so(site: str) -> None:
    with failing(site, "cut") as line, pytest.raises(ClientError, match="broke off"):
        list(Client(line.address).export())


@pytest.mark.parametrize("size", [1, 2, 100])
def test_every_figure_comes_once(site: str, size: int) -> None:
    client = Client(site)
    rows = list(client.ledger_rows(size=size))
    assert len(rows) == client.ledger()["total"] > 2
    assert len({str(row) for row in rows}) == len(rows)


def test_tables(site: str) -> None:
    client = Client(site)
    frame = client.frame("công đoàn")
    assert set(frame.index) == {hit.id for hit in client.search("công đoàn")}
    assert str(frame.dtypes["year"]) == "Int64"
    assert "UTC" in str(frame.dtypes["published"])
    dated = frame.loc["thanh-xuan-2020"]
    assert (dated["published"].isoformat(), dated["year"]) == ("2020-08-20T02:00:00+00:00", 2020)
    assert dated["districts"] == ["thanh-xuan"]
    assert frame.loc["tin-hai-ba-trung", "published"] is pandas.NaT
    assert frame.groupby("year").size().sum() == frame["year"].notna().sum()
    empty = client.frame("khôngcóđâu")
    assert (len(empty), list(empty.columns)) == (0, [c for c in frame.columns if c in empty.columns])
    figures = client.ledger_frame()
    assert len(figures) == client.ledger()["total"]
    course = client.timeline_frame("tết sum vầy", "công đoàn")
    assert list(course.columns) == ["tết sum vầy", "công đoàn", "all"]
    assert (course["công đoàn"] <= course["all"]).all()


@pytest.fixture
def writable(tmp_path: Path) -> Iterator[str]:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "page.jsonl").write_bytes(lines(article("trang")))
    config = {
        "INDEX": str(tmp_path / "index"),
        "CORPUS": str(corpus),
        "WRITE_KEY_FILE": str(key_file(tmp_path)),
    }
    app = create_app({**config, "ACCESS_LOG": False})
    with serving(app) as address:
        yield address
    resource.close(app)


def test_articles_are_added_changed_and_deleted(writable: str) -> None:
    client = Client(writable, key=KEY, timeout=60)
    many = [article(f"bài/{n}") for n in range(501)]
    first = client.add(iter(many), wait=0)
    assert (first.added, len(first.ids), first.ids[500]) == (501, 501, "bài/500")
    again = client.add([*many, article("bài/0", "Đã sửa.")][1:], wait=25)
    assert (again.unchanged, again.changed) == (500, 1)
    until_indexed(client, article("bài/0", "Đã sửa."))
    assert client.article("bài/0")["body"] == "Đã sửa."
    assert client.delete("bài/0")
    assert not client.delete("bài/0")
    with pytest.raises(ApiError) as raised:
        client.add([*many[1:], {"title": "ohne"}])
    (error,) = raised.value.errors
    assert error["line"] == 501, "the place among all that were given, not in the piece"
    with pytest.raises(ApiError, match="401"):
        Client(writable).add([article("x")])
    with pytest.raises(ApiError, match="401"):
        Client(writable, key="wrong").delete("bài/1")


@pytest.mark.parametrize("fault", ["late", "cut", "reset", "503 0"])
def test_writing_again_writes_once(writable: str, fault: str) -> None:
    with failing(writable, fault) as line:
        client = Client(line.address, key=KEY, timeout=60)
        written = client.add([article("một"), article("hai")], wait=0)
        assert line.connections == 2
    assert (written.added, written.unchanged) == ((0, 2) if fault in ("late", "cut") else (2, 0))
    until_indexed(Client(writable, key=KEY, timeout=60), article("một"))
    assert {hit.id for hit in Client(writable).search()} == {"trang", "một", "hai"}


def until_indexed(client: Client, known: dict[str, object]) -> None:
    """Hand in an article that is known until the index has caught up."""
    while not client.add([known], wait=25).indexed:
        pass
