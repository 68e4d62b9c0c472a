"""Two corpora, each indexed once on each engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.engines import Kept
from tests.indexer.engines.asking import RANDOM
from tests.indexer.engines.corpora import READABLE


@pytest.fixture(scope="session")
def readable(kept: Kept) -> Iterator[Any]:
    """A reader of the corpus that one can read."""
    kept.write("readable", READABLE, state=b"pages")
    with kept.open("readable") as engine:
        yield engine.reader()


@pytest.fixture(scope="session")
def random_reader(kept: Kept) -> Iterator[Any]:
    """A reader of the random corpus, written in three batches."""
    with kept.writer("random") as writer:
        add = [writer.build(RANDOM[start::3]) for start in range(3)]
        writer.commit(add=add, delete=[], state=b"")
    with kept.open("random") as engine:
        yield engine.reader()
