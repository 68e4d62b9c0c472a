"""The Python client against the real app on a loopback server."""

from __future__ import annotations

import socket

import pytest

from tincongdoan.client import ApiError, Client, ClientError


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
