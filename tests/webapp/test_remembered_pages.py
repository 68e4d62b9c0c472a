"""Finished pages are kept: the same address gives the same page, and nothing stale, foreign or broken."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from indexer.article import Article
from indexer.engines import open_writer
from tests.webapp.samples import THANH_XUAN
from webapp import create_app, resource

PATHS = (
    "/",
    "/search?q=cong+doan",
    f"/articles/{THANH_XUAN}",
    "/districts/thanh-xuan",
    "/coverage",
    "/api/suggest?q=cong",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_the_same_again_in_each_encoding(app: Flask, path: str) -> None:
    client = app.test_client()
    first = client.get(path)
    again = client.get(path)
    packed = [client.get(path, headers={"Accept-Encoding": "gzip"}) for _ in range(2)]
    assert first.data == again.data
    assert first.content_type == again.content_type
    for one in packed:
        unpacked = gzip.decompress(one.data) if one.headers.get("Content-Encoding") == "gzip" else one.data
        assert unpacked == first.data


@pytest.mark.parametrize("path", PATHS[:-1])
def test_each_language_and_host_has_a_page_of_its_own(app: Flask, path: str) -> None:
    client = app.test_client()
    vietnamese = client.get(path, headers={"Accept-Language": "vi"})
    english = client.get(path, headers={"Accept-Language": "en"})
    assert '<html lang="vi"' in vietnamese.text
    assert '<html lang="en"' in english.text
    other = client.get(path, base_url="https://other.example", headers={"Accept-Language": "vi"})
    assert "https://other.example" in other.text
    assert "https://other.example" not in vietnamese.text
    assert client.get(path, headers={"Accept-Language": "vi"}).text == vietnamese.text


def test_a_new_generation_shows_at_once_and_errors_are_not_kept(tmp_path: Path) -> None:
    article = Article(
        id="first", kind="article", title="Công đoàn trao quà Tết", body="Hai trăm suất quà được trao."
    )
    with open_writer(tmp_path) as writer:
        writer.commit(add=[writer.build([article])], delete=[], state=b"")
    app = create_app({"INDEX": str(tmp_path), "ACCESS_LOG": False})
    client = app.test_client()
    try:
        assert client.get("/articles/new-one").status_code == 404
        before = client.get(f"/articles/{article.id}")
        home = client.get("/")
        assert article.title in before.text
        with open_writer(tmp_path) as writer:
            changed = replace(article, title="Tiêu đề vừa sửa")
            added = replace(article, id="new-one", title="Bài vừa thêm", lead=None)
            writer.commit(add=[writer.build([changed, added])], delete=[], state=b"")
        assert "Tiêu đề vừa sửa" in client.get(f"/articles/{article.id}").text
        assert client.get("/").text != home.text
        assert "Bài vừa thêm" in client.get("/articles/new-one").text
    finally:
        resource.close(app)
