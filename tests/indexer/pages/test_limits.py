"""Hostile and broken files: bounded, named, and never the end of a run."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.pages import Skipped, read_page

PARAGRAPH = "<p>Một đoạn văn dài về công đoàn, lặp đi lặp lại cho đến khi trang này nặng hơn mọi trang báo từng có.</p>"


@pytest.mark.parametrize("name", ["page.html", "page.txt"])
def test_a_page_of_20_mb(reason: Callable[..., str], name: str) -> None:
    assert "too large" in reason((PARAGRAPH * 190_000)[: 20 * 2**20], name)


@pytest.mark.parametrize("name", ["page.html.gz", "page.txt.gz", "page.txt"])
def test_a_gzip_bomb(reason: Callable[..., str], name: str) -> None:
    assert "unpacks to more than" in reason(gzip.compress(bytes(300 * 2**20), 1), name)


def test_a_gzip_bomb_of_lines(read: Callable[..., list]) -> None:
    found = read(gzip.compress(b"\n" * (30 * 2**20), 1), "bomb.jsonl.gz")
    assert len(found) == 1
    assert "empty lines" in found[0].reason
    found = read(gzip.compress(b"{}\n" * 2**20, 1), "bomb.jsonl.gz")
    assert len(found) == 1_001
    assert "not read" in found[-1].reason
    found = read(gzip.compress(b'{"title": "a", "body": "b"}\n' * 2**20, 9), "bomb.jsonl.gz")
    assert "unpacks to more than" in found[-1].reason


def test_a_gzip_bomb_of_one_line(read: Callable[..., list]) -> None:
    found = read(gzip.compress(b"x" * (400 * 2**20), 1), "bomb.jsonl.gz")
    assert all(isinstance(record, Skipped) for record in found)
    assert 1 <= len(found) <= 2


def test_a_page_of_a_million_tags(reason: Callable[..., str]) -> None:
    assert "tags" in reason("<html><body>" + "<p>a</p>" * 500_000 + "</body></html>", "page.html")


def test_a_damaged_archive_is_told(reason: Callable[..., str]) -> None:
    assert "damaged" in reason(b"PK\x03\x04" + bytes(1000))


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(gzip.compress(b"x" * 1000)),
        b"7z\xbc\xaf\x27\x1c" + bytes(50),
    ],
    ids=["gzip twice", "7z"],
)
def test_archives_are_not_opened(reason: Callable[..., str], data: bytes) -> None:
    assert "unpack it first" in reason(data)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + "</div>" * 100_000,
        "<html><body>" + "<table><tr><td>" * 100_000,
        "<html><body>" + "<p><span>" * 100_000 + "x",
        "<html><body>" + "<ul><li>" * 100_000,
    ],
    ids=["div", "table", "span", "list"],
)
def test_a_hundred_thousand_nested_tags(reason: Callable[..., str], page: str) -> None:
    assert "nested" in reason(page, "page.html")


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>" + "<p>a</p>" * 25_000 + "</body></html>",
        "<html><body>" + "<a href=x>liên kết dài</a> " * 25_000 + "</body></html>",
        "<html><body><div class='" + "content " * 100_000 + "'></div></body></html>",
        "<" * 200_000,
        "<!--" * 100_000,
        "&" * 300_000,
        "<html><body>" + "<div class=content>chữ</div>" * 20_000,
    ],
    ids=["paragraphs", "links", "classes", "brackets", "comments", "ampersands", "contents"],
)
def test_large_and_senseless_pages_end(read: Callable[..., list], page: str) -> None:
    assert all(isinstance(record, Skipped) for record in read(page, "page.html"))


@pytest.mark.parametrize(
    "text",
    [
        "a " * 500_000,
        "A\n" * 200_000,
        "(" * 300_000,
        "Ảnh: " * 100_000,
        "x: " * 100_000,
        "Nguyễn " * 200_000,
        "- " * 200_000 + "a",
    ],
)
def test_large_and_senseless_dumps_end(read: Callable[..., list], text: str) -> None:
    assert len(read(text)) == 1


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    loop = tmp_path / "loop.html"
    loop.symlink_to(loop)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    for name in ("loop.html", "pipe.txt", "folder.txt", "missing.txt", "missing.jsonl", "folder.txt/x.jsonl"):
        (found,) = read_page(tmp_path / name)
        assert isinstance(found, Skipped)
        assert found.page == str(tmp_path / name)
        assert "cannot be read" in found.reason or "not a regular file" in found.reason


def test_a_file_without_permission(ordinary_user: Path) -> None:
    path = ordinary_user / "secret.txt"
    path.write_text("x")
    path.chmod(0)
    (found,) = read_page(path)
    assert isinstance(found, Skipped)
    assert "cannot be read" in found.reason
