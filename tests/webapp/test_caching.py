"""304: whoever holds the current answer is told so, whichever validator she sends; nobody else is."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient
from werkzeug.http import http_date

from tests.webapp.samples import THANH_XUAN
from webapp import assets, caching

COMMITTED = 4_000_000_000.3
"""Some moment after the last change of the program's own files."""
SECOND = int(COMMITTED) + 1
PATHS = (
    "/api/search?q=cong+doan",
    "/api/suggest?q=cong",
    "/api/facets",
    f"/api/articles/{THANH_XUAN}",
    f"/api/articles/{THANH_XUAN}/related",
    "/",
    "/search?q=cong+doan",
    f"/articles/{THANH_XUAN}",
    "/districts/thanh-xuan",
    "/coverage",
    "/help",
    "/search.atom",
    "/search.csv",
    "/sitemap.xml",
)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, client: FlaskClient) -> SimpleNamespace:
    """When the index was committed and what time it is, to be set by a test."""
    clock = SimpleNamespace(committed=COMMITTED, now=SECOND + 100.0)
    real = caching.get_search
    monkeypatch.setattr(
        caching,
        "get_search",
        lambda: SimpleNamespace(generation=real().generation, committed=clock.committed),
    )
    monkeypatch.setattr(caching, "time", SimpleNamespace(time=lambda: clock.now))
    return clock


@pytest.mark.parametrize("path", PATHS)
def test_an_unchanged_answer_is_a_304_by_tag_and_by_date(
    client: FlaskClient, clock: SimpleNamespace, path: str
) -> None:
    first = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert first.last_modified == datetime.fromtimestamp(SECOND, UTC)
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    for given in ({"If-None-Match": tag}, {"If-Modified-Since": date}, {"If-None-Match": "*"}):
        again = client.get(path, headers={**given, "Accept-Encoding": "gzip"})
        assert again.status_code == 304, given
        assert not again.data
        assert again.headers["ETag"] == tag
    other = client.get(path, headers={"If-None-Match": tag, "Accept-Language": "en"})
    assert other.status_code == 200, "another language is another answer"


OLD, NEW, LATER = http_date(SECOND - 1), http_date(SECOND), http_date(SECOND + 50)


@pytest.mark.parametrize(
    ("since", "tag", "status"),
    [
        (OLD, None, 200),
        (NEW, None, 304),
        (LATER, None, 304),
        ("yesterday", None, 200),
        (NEW, "other", 200),
        (OLD, "current", 304),
        (LATER, "other", 200),
        ("yesterday", "current", 304),
    ],
)
def test_the_tag_decides_where_both_are_sent(
    client: FlaskClient, clock: SimpleNamespace, since: str, tag: str | None, status: int
) -> None:
    headers = {"If-Modified-Since": since}
    if tag:
        current = client.get("/api/facets").headers["ETag"]
        headers["If-None-Match"] = current if tag == "current" else 'W/"0123456789"'
    assert client.get("/api/facets", headers=headers).status_code == status


def test_two_commits_in_one_second_never_have_one_date(client: FlaskClient, clock: SimpleNamespace) -> None:
    clock.now = COMMITTED + 0.2
    assert "Last-Modified" not in client.get("/api/facets").headers
    clock.committed, clock.now = COMMITTED + 0.5, SECOND + 0.1
    assert client.get("/api/facets").last_modified == datetime.fromtimestamp(SECOND, UTC)
    assert client.get("/api/facets", headers={"If-Modified-Since": http_date(SECOND - 1)}).status_code == 200


def test_a_new_program_is_a_new_answer(client: FlaskClient, clock: SimpleNamespace) -> None:
    clock.committed = 1.0
    assert client.get("/").last_modified == datetime.fromtimestamp(int(assets.site_modified()) + 1, UTC)


def test_an_index_that_does_not_know_its_age_has_tags_only(
    client: FlaskClient, clock: SimpleNamespace
) -> None:
    clock.committed = None
    response = client.get("/api/facets", headers={"If-Modified-Since": LATER})
    assert (response.status_code, "Last-Modified" in response.headers) == (200, False)
    assert response.headers["ETag"]


def test_what_fails_or_is_not_there_has_no_validators(client: FlaskClient, clock: SimpleNamespace) -> None:
    for path in ("/articles/nothing", "/api/search?page=0"):
        response = client.get(path, headers={"If-Modified-Since": LATER})
        assert response.status_code in (400, 404)
        assert "ETag" not in response.headers
        assert "Last-Modified" not in response.headers


def test_the_index_knows_when_it_was_committed(index: os.PathLike[str]) -> None:
    from search import Search

    search = Search.open(str(index))
    written = max(entry.stat().st_ctime for entry in os.scandir(index))
    assert search.committed is not None
    assert written - 60 < search.committed <= written + 1
    search.close()
