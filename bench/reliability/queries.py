"""Hostile and fuzzed queries through every address that takes one: no 500, nothing over two seconds, memory bounded.

Queries go straight to the WSGI application, with the real `Search` over an index of the given corpus, so that no server
in front of it helps with limits of its own.
"""

from __future__ import annotations

import io
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stderr
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench.reliability.corpora import Pages
from bench.reliability.hostile import fuzzed, hostile
from bench.reliability.outcome import Outcome, percentile
from indexer import pipeline
from indexer.errors import QueryError
from indexer.settings import ROOT
from webapp import create_app

ASKED = "{:,} {} queries: no 500, nothing over 2 s, memory bounded"
LIMIT = 2.0
GROWTH = 400.0
"""Megabytes by which the process may grow: the engine's cache (96 MB) and what the analysis remembers."""

PLACES = (
    "/api/search?q=",
    "/search?q=",
    "/api/suggest?q=",
    "/search.atom?q=",
    "/coverage?q=",
    "/api/search?district=",
)
"""Where a query goes: the first for all of them, the others in turn."""


def run(kind: str, count: int, seed: int = 1, corpus: Path | None = None) -> Outcome:
    """Send `count` queries; `kind` is "hostile" or "fuzzed"."""
    outcome = Outcome(f"queries ({kind})", ASKED.format(count, kind), seed)
    with tempfile.TemporaryDirectory(prefix="reliability-") as place:
        index = Path(place) / "index"
        if corpus is None:
            Pages(Path(place) / "pages", seed, 10, 20)
        pipeline.update(corpus or Path(place) / "pages", index, jobs=1)
        app = create_app({"INDEX": str(index), "ENGINE": "whoosh", "ACCESS_LOG": False, "RATE_LIMIT": 0})
        for address in PLACES[:2]:
            app.test_client().get(address + "cong+doan")
        before = _memory()
        times: list[float] = []
        queries = hostile(count) if kind == "hostile" else fuzzed(count, seed)
        for number, query in enumerate(queries):
            sent = quote(query, safe="", errors="surrogatepass")
            places = [PLACES[0], PLACES[1 + number % (len(PLACES) - 1)]] if number % 4 == 0 else [PLACES[0]]
            for address in places:
                _send(outcome, app, address, sent, times)
            if len(sent) > 8000:
                _straight(outcome, app, query, times)
        outcome.counts |= {
            "queries": number + 1,
            "requests": len(times),
            "p50, ms of processor time": 1000 * percentile(times, 0.5),
            "p99, ms of processor time": 1000 * percentile(times, 0.99),
            "longest, s of processor time": max(times),
            "memory grew by, MB": _memory() - before,
            "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        outcome.expect(_memory() - before < GROWTH, f"memory grew by {_memory() - before:.0f} MB")
    return outcome


def _send(outcome: Outcome, app: Flask, address: str, sent: str, times: list[float]) -> None:
    """One request, timed from where the application gets it to where all of its answer is there.

    In processor time: a busy machine does not count.
    """
    path, _, parameter = address.partition("?")
    environ = EnvironBuilder(path, query_string=parameter + sent).get_environ()
    began = time.process_time()
    try:
        with redirect_stderr(io.StringIO()):
            body, line, _ = run_wsgi_app(app, environ, buffered=True)
            status = int(line.split()[0])
            b"".join(body)
    except Exception as error:
        outcome.problems.append(f"{address}{sent[:200]}: {type(error).__name__}: {error}")
        status = 599
    _count(outcome, f"{address}{sent[:200]}", status, time.process_time() - began, times)


def _straight(outcome: Outcome, app: Flask, query: str, times: list[float]) -> None:
    """What is too long for an address goes to Search itself."""
    search = app.extensions["tin-cong-doan-search"].get()
    for ask in (search.search, search.suggest):
        began = time.process_time()
        try:
            ask(query)
            status = 200
        except QueryError:
            status = 400
        except Exception as error:
            outcome.problems.append(
                f"Search.{ask.__name__}({query[:80]!r}…): {type(error).__name__}: {error}"
            )
            status = 599
        _count(outcome, f"Search.{ask.__name__}({query[:80]!r}…)", status, time.process_time() - began, times)


def _count(outcome: Outcome, label: str, status: int, seconds: float, times: list[float]) -> None:
    times.append(seconds)
    outcome.add(f"answered {status}")
    outcome.expect(status < 500, f"{label}: {status}")
    if seconds > LIMIT:
        outcome.problems.append(f"{label}: {seconds:.1f} s")


def _memory() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20


def trials(share: float, seed: int) -> Iterator[Outcome]:
    """Both kinds, at `share` of their full size, over the corpus of the project."""
    corpus = ROOT / "corpus"
    yield run("hostile", int(5_000 * share), seed, corpus)
    yield run("fuzzed", int(100_000 * share), seed, corpus)
