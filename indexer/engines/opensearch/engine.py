"""An index on a cluster, open for reading: hands out a `Reader` of the generation that is current.

An `Engine` asks every `opensearch_poll` seconds whether there is a newer generation.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path

from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.mapping import SCHEMA
from indexer.engines.opensearch.meta import Meta
from indexer.engines.opensearch.reader import Reader
from indexer.errors import IndexMissing, IndexOutdated


class Engine:
    """An index on a cluster, open for reading. Thread-safe.

    `index` is an address such as `http://127.0.0.1:9200/tin-cong-doan`. Raises SettingsError, IndexMissing,
    IndexOutdated or EngineUnavailable.
    """

    def __init__(self, index: str | Path) -> None:
        self._cluster = Cluster.of(index)
        self._meta = Meta(self._cluster)
        self._reader: Reader | None = None
        self._asked = 0.0
        self._guard = threading.Lock()
        self.reader()

    def reader(self) -> Reader:
        """The reader of the current generation; the cluster is asked at most every `opensearch_poll` seconds.

        Raises IndexMissing, IndexOutdated and, when there is no earlier reader to go on with, EngineUnavailable.
        """
        now = time.monotonic()
        with self._guard:
            if self._reader is not None and now - self._asked < self._cluster.poll:
                return self._reader
            found = self._meta.current()
            if found is None:
                raise IndexMissing(
                    f"{self._cluster.address}: there is no index here. Build it with: {self._cluster.address.command()}"
                )
            current = found[0]
            if current.schema != SCHEMA:
                raise IndexOutdated(
                    f"{self._cluster.address} was written by another version (schema {current.schema}, ours is {SCHEMA}). "
                    f"Rebuild it with: {self._cluster.address.command('--full')}"
                )
            if self._reader is None or self._reader.generation != current.generation:
                self._reader = Reader(self._cluster, current)
            self._asked = now
            return self._reader

    def close(self) -> None:
        self._cluster.close()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
