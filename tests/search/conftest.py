"""A small index, built once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.engines import open_writer
from search import Search
from tests.search.small_corpus import articles


@pytest.fixture(scope="session")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    folder = tmp_path_factory.mktemp("small")
    with open_writer(folder, full=True) as writer:
        writer.commit(add=[writer.build(articles())], delete=[], state=b"")
    opened = Search.open(folder)
    yield opened
    opened.close()
