"""The screen on the wall: today's articles, the map, figures; every filter of a search; how it renews itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.pipeline import update
from tests.webapp.samples import RECORDS
from tests.webapp.test_pages import soup
from webapp import create_app, resource


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("", ""),
        ("district=thanh-xuan", "district=thanh-xuan"),
        ("q=cong+doan&from=2019-01-01&to=2021-12-31", "q=cong+doan&from=2019-01-01&to=2021-12-31"),
        ("campaign=tet-sum-vay&year=2025&lang=en", "campaign=tet-sum-vay&year=2025"),
    ],
)
def test_a_board_shows_what_the_same_search_finds(client: FlaskClient, query: str, filters: str) -> None:
    page = soup(client, f"/board?{query}")
    answer = client.get(f"/api/search?{filters}&sort=added&size=6").json
    assert answer
    titles = [link.text for link in page.select(".board-news h3 a")]
    assert titles == [row["title"] for row in answer["results"]]
    said = page.select_one(".board-today")
    assert said
    assert str(answer["total"]) in said.text


@pytest.mark.parametrize(
    ("query", "seconds"), [("", "300"), ("refresh=60", "60"), ("refresh=0&lang=en", None)]
)
def test_it_renews_itself_without_a_script_unless_told_not_to(
    client: FlaskClient, query: str, seconds: str | None
) -> None:
    page = soup(client, f"/board?{query}")
    meta = page.select_one("noscript meta[http-equiv=refresh]")
    assert (meta and meta["content"]) == seconds
    other = soup(client, str(page.select(".board-foot a")[0]["href"]))
    assert (other.select_one("meta[http-equiv=refresh]") is None) != (seconds is None)


@pytest.mark.parametrize(
    "query", ["refresh=-1", "refresh=soon", "refresh=999999", "year=abc", "from=2020-13-01"]
)
def test_what_cannot_be_is_refused_with_a_reason(client: FlaskClient, query: str) -> None:
    assert client.get(f"/board?{query}").status_code == 400


def test_filters_stay_on_every_way_from_the_board(client: FlaskClient) -> None:
    page = soup(client, "/board?q=cong+doan&year=2020&lang=en")
    for link in page.select(".board-foot a, .board-side .map a"):
        assert "q=cong+doan" in str(link["href"])
        assert "year=2020" in str(link["href"])
        assert "lang=en" in str(link["href"])


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[tuple[FlaskClient, Path]]:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.jsonl").write_text(
        "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in RECORDS[:3])
    )
    update(corpus, tmp_path / "index", jobs=1)
    app = create_app({"INDEX": str(tmp_path / "index"), "ACCESS_LOG": False})
    yield app.test_client(), tmp_path
    resource.close(app)


def test_an_article_that_came_is_first_and_counted(growing: tuple[FlaskClient, Path]) -> None:
    client, folder = growing
    before = client.get("/board")
    held = {"If-None-Match": before.headers["ETag"]}
    assert client.get("/board", headers=held).status_code == 304
    record = {**RECORDS[4], "id": "moi-toanh", "title": "Bài vừa tới"}
    (folder / "corpus" / "b.jsonl").write_text(json.dumps(record, ensure_ascii=False))
    update(folder / "corpus", folder / "index", jobs=1)
    assert client.get("/board", headers=held).status_code == 200
    page = soup(client, "/board")
    first = page.select_one(".board-news li")
    assert first
    assert "Bài vừa tới" in first.text
    assert "Mới hôm nay" in first.text
    said = page.select_one(".board-today b")
    assert said
    assert said.text == "4"


def test_figures_are_of_what_was_done(client: FlaskClient) -> None:
    page = soup(client, "/board")
    for row in page.select(".board-figures dd a"):
        assert "q=" in str(row["href"])


def test_an_empty_board_says_so(client: FlaskClient) -> None:
    page = soup(client, "/board?q=zzqqxx")
    assert page.select_one(".board-news")
    assert not page.select(".board-news h3")
