"""A paper with thirty articles, and a desk to fetch them from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.reliability.newsroom import Newsroom, story
from tests.indexer.fetch.operators_desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def room() -> Iterator[Newsroom]:
    room = Newsroom()
    room.put(*map(story, range(30)))
    room.start()
    yield room
    room.stop()
