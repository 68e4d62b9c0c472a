"""The engines that the tests are run on, and where each keeps its indexes.

A test that takes `kept` (or `search`, or another fixture made of it) runs once per engine, with the ids `whoosh` and
`opensearch`. The runs on the cluster belong to one group, so that a parallel run (`pytest -n auto --dist loadgroup`) gives
them to one worker, which starts one cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from indexer.article import Article
from indexer.engines import check, open_reader, open_writer
from search import Search

ON_THE_CLUSTER = (pytest.mark.opensearch, pytest.mark.xdist_group("opensearch"))
ENGINES = (pytest.param("whoosh"), pytest.param("opensearch", marks=ON_THE_CLUSTER))


@dataclass(frozen=True)
class Kept:
    """An engine, and where it keeps an index of a name; a name is for one test, or one fixture, of a run."""

    engine: str
    place: Callable[[str], str]

    def write(self, name: str, articles: Iterable[Article], *, full: bool = False, **commit: Any) -> int:
        """One commit of one batch; returns its generation."""
        made = list(articles)
        with self.writer(name, full=full) as writer:
            add = [writer.build(made)] if made else []
            generation: int = writer.commit(**{"add": add, "delete": [], "state": b"", **commit})
            return generation

    def writer(self, name: str, *, full: bool = False) -> Any:
        return open_writer(self.place(name), engine=self.engine, full=full)

    def open(self, name: str) -> Any:
        return open_reader(self.place(name), engine=self.engine)

    def search(self, name: str) -> Search:
        return Search.open(self.place(name), self.engine)

    def check(self, name: str) -> list[str]:
        return check(self.place(name), self.engine)
