"""What the tests of pages share: reading a page that is written down in the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.pages import Skipped, read_page

Read = Callable[..., list[Article | Skipped]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """`read(text_or_bytes, "page.txt")`: what `read_page` gives for a file with that content."""

    def read_content(content: str | bytes, name: str = "page.txt") -> list[Article | Skipped]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(read_page(path, name=name))

    return read_content


@pytest.fixture
def article(read: Read) -> Callable[..., Article]:
    """`article(content, name)`: the one article of a page; fails, with the reason, if it was skipped."""

    def first(content: str | bytes, name: str = "page.txt") -> Article:
        found = read(content, name)[0]
        assert isinstance(found, Article), found
        assert found.kind == "article"
        return found

    return first


@pytest.fixture
def reason(read: Read) -> Callable[..., str]:
    """`reason(content, name)`: why a page is skipped; fails if anything else came of it."""

    def why(content: str | bytes, name: str = "page.txt") -> str:
        found = read(content, name)
        assert len(found) == 1
        assert isinstance(found[0], Skipped), found
        assert found[0].page == name
        return found[0].reason

    return why
