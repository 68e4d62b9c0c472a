"""Building an index to measure, on disk or on a cluster, and what it took.

`Built` has seconds, processor seconds (of our processes and of the cluster's nodes) and bytes. The cluster is one that is
given, the one of the settings, or three nodes that are started on this machine for the purpose and share its cores.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from indexer.article import Article
from indexer.engines import open_writer
from indexer.settings import setting

T = TypeVar("T")
NODES = 3
HEAP = "1g"


@dataclass(frozen=True)
class Built:
    """What building took: seconds, seconds of processor (nodes included), bytes of one copy of the index."""

    seconds: float
    cpu: float
    size: int


@contextmanager
def cluster(place: str | None = None) -> Iterator[str]:
    """The hosts of the cluster to measure, `http://host:port,…`: `place`, those of the settings, or new ones."""
    if not place and setting("engine") == "opensearch":
        from indexer.engines.opensearch.address import parse

        hosts = [host.partition("://") for host in parse(setting("index")).hosts]
        place = f"{hosts[0][0]}://{','.join(host for _, _, host in hosts)}"
    if place:
        yield place.rstrip("/")
        return
    from bench.opensearch_cluster import Cluster

    with Cluster(size=NODES, heap=HEAP, tiered=False) as started:
        yield started.hosts


def build(engine: str, place: str, batches: Iterator[list[Article]], jobs: int | None = None) -> Built:
    """Build an index anew with so many processes (None: one a core)."""
    before, started = processor_seconds(engine, place), time.perf_counter()
    with open_writer(place, engine=engine, full=True) as writer, ProcessPoolExecutor(jobs) as pool:
        handles = list(in_parallel(pool, writer.builder(), batches))
        writer.commit(add=handles, delete=[], state=b"")
        seconds = time.perf_counter() - started
    return Built(seconds, processor_seconds(engine, place) - before, size_of(engine, place))


def in_parallel(pool: ProcessPoolExecutor, work: Callable[[Any], T], items: Iterator[Any]) -> Iterator[T]:
    """`work` of each item, in order, with few of them waiting."""
    waiting = deque(pool.submit(work, item) for item in islice(items, 3))
    while waiting:
        yield waiting.popleft().result()
        waiting.extend(pool.submit(work, item) for item in islice(items, 1))


def processor_seconds(engine: str = "whoosh", place: str = "") -> float:
    """Seconds of processor time of this process, of those that it waited for, and of the cluster's nodes."""
    own = os.times()
    ours = own.user + own.system + own.children_user + own.children_system
    if engine == "whoosh":
        return ours
    nodes = _told(place, "_nodes/stats/process")["nodes"].values()
    return ours + sum(node["process"]["cpu"]["total_in_millis"] for node in nodes) / 1000


def size_of(engine: str, place: str) -> int:
    """Bytes of an index: its files, or its shards (each once, without copies) and its vocabulary."""
    if engine == "whoosh":
        return sum(path.stat().st_size for path in Path(place).rglob("*") if path.is_file())
    name = place.rpartition("/")[2]
    stats = _told(place, f"{name}-*/_stats/store")
    return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])


def memory_of_nodes(place: str) -> int:
    """Bytes that the nodes' Java processes hold for themselves, all together."""
    nodes = _told(place, "_nodes/stats/jvm")["nodes"].values()
    return sum(
        node["jvm"]["mem"][part]
        for node in nodes
        for part in ("heap_committed_in_bytes", "non_heap_committed_in_bytes")
    )


def _told(place: str, path: str) -> Any:
    """What a cluster says of itself at a path."""
    from indexer.engines.opensearch.cluster import Cluster

    connection = Cluster.of(place)
    try:
        return connection.ask(lambda c: c.transport.perform_request("GET", f"/{path}"))
    finally:
        connection.close()
