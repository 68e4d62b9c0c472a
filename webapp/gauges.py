"""What `/metrics` reads when it is asked: the index, what waits for it, the last fetch, the memory of the server."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from flask import current_app

from indexer.errors import SettingsError, TinCongDoanError
from indexer.fetch.frontier import last_run
from webapp.api_write import corpus_of, is_pending
from webapp.resource import get_search

Gauge = tuple[str, str, float]
"""Name, what it is, value."""


def text() -> bytes:
    """All of them as Prometheus text. One that cannot be read is left out."""
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client import Gauge as PrometheusGauge

    registry = CollectorRegistry()
    for name, about, value in (*_index(), *_corpus(), *_memory()):
        PrometheusGauge(name, about, registry=registry).set(value)
    return generate_latest(registry)


def _index() -> Iterator[Gauge]:
    try:
        search = get_search()
        yield "tcd_index_documents", "Articles and briefs in the index", search.document_count
        yield "tcd_index_generation", "Generation of the index", search.generation
        if search.committed:
            age = max(0.0, time.time() - search.committed)
            yield "tcd_index_age_seconds", "Time since the index was last written", age
        is_ready = 1
    except TinCongDoanError:
        is_ready = 0
    yield "tcd_index_ready", "1 if the index can be searched", is_ready


def _corpus() -> Iterator[Gauge]:
    yield "tcd_received_pending", "1 if articles were handed in that the index has not yet", is_pending()
    try:
        fetched = corpus_of(current_app) / "fetched"
    except SettingsError:
        return
    if run := last_run(fetched):
        yield "tcd_fetch_started_timestamp_seconds", "When the last fetch began", run.started
        if run.ended:
            yield (
                "tcd_fetch_ended_timestamp_seconds",
                "When the last fetch that came to its end did",
                run.ended,
            )
        yield "tcd_fetch_failing_addresses", "Addresses whose last try failed", run.failing


def _memory() -> Iterator[Gauge]:
    """Of the worker that answers, and of the server: what its processes share counts once."""
    with suppress(OSError, IndexError, ValueError):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        size = pages * os.sysconf("SC_PAGE_SIZE")
        yield "tcd_worker_memory_bytes", "Resident memory of the answering worker", size
    with suppress(OSError, IndexError, ValueError):
        yield (
            "tcd_server_memory_bytes",
            "Memory of all processes of the server",
            sum(map(_share, _processes())),
        )


def _processes() -> list[int]:
    """This process and, where gunicorn made it, the arbiter and its other workers."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return [os.getpid()]
    parent = os.getppid()
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent, *map(int, children)]


def _share(process: int) -> int:
    """The proportional set size of a process, in bytes; 0 if it is gone."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
