"""A small index, built once on each engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from search import Search
from tests.engines import Kept
from tests.search.small_corpus import articles


@pytest.fixture(scope="session")
def search(kept: Kept) -> Iterator[Search]:
    kept.write("small", articles(), full=True)
    opened = kept.search("small")
    yield opened
    opened.close()
