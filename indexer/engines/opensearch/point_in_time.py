"""A fixed view of an index on a cluster, to walk page after page through it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from indexer.errors import IndexProblem

if TYPE_CHECKING:
    from indexer.engines.opensearch.reader import Reader

KEEP_ALIVE = "2m"


class PointInTime:
    """A fixed view of the index for reading page after page. A context manager."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._id: str | None = None

    def __enter__(self) -> PointInTime:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._id is None:
            return
        body = {"pit_id": [self._id]}
        with suppress(IndexProblem):
            # If not now, it ends by itself a little later.
            self._reader.cluster.ask(lambda c: c.delete_pit(body=body), patience=0)

    def page(self, body: dict[str, Any], size: int, after: Sequence[Any] | None) -> list[dict[str, Any]]:
        """The next `size` hits behind the sort values `after`."""
        for last_try in (False, False, True):
            if self._id is None:
                self._open()
            whole = {
                **body,
                "size": size,
                "track_total_hits": False,
                "pit": {"id": self._id, "keep_alive": KEEP_ALIVE},
            }
            if after is not None:
                whole["search_after"] = list(after)
            try:
                answer = self._reader.search(whole)
            except IndexProblem:
                # The node that held this view is gone: another one goes on where this one stopped.
                self._id = None
                if last_try:
                    raise
                continue
            self._id = answer.get("pit_id", self._id)
            hits: list[dict[str, Any]] = answer["hits"]["hits"]
            return hits
        raise AssertionError("unreachable")

    def _open(self) -> None:
        index = self._reader.current.index
        params = {"keep_alive": KEEP_ALIVE, "allow_partial_pit_creation": "false"}
        self._id = self._reader.cluster.ask(lambda c: c.create_pit(index=index, params=params))["pit_id"]
