"""A query that nobody asked before, answered whole: ours beside peers that do the same job, in the process and over HTTP.

Every query is a piece of a real title, drawn by a seed, half of them without accents, asked once (`new_queries.py`); others
warm the engines up. An answer is the total, ten results with marks, and the counts of four facets (`whole_peers.py`). In the
process, milliseconds of processor time; over HTTP, all engines stand behind the same server, with two workers, and are asked
over one kept-alive connection, then over eight at once, all of which share the cores with the server. The ratio is the geometric
mean over the kinds of query.
"""

from __future__ import annotations

import asyncio
import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from bench.corpus import articles
from bench.new_queries import KINDS, new_queries
from bench.reliability.outcome import percentile
from bench.reliability.site import Client
from bench.servers import Running, Server
from bench.whole_peers import PEERS, OursWhole

CLIENTS = 8
WARM = 60
"""Queries of each kind that every engine is asked before any is measured."""


@dataclass(slots=True)
class WholeMeasured:
    """What was measured of one engine. Times in ms."""

    name: str
    inside: dict[str, list[float]] = field(default_factory=dict)
    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    together: list[float] = field(default_factory=list)
    rate: float = 0.0
    repeated: float = 0.0
    memory: float = 0.0
    failed: int = 0


def in_process(name: str, folder: str, count: int, seed: int) -> WholeMeasured:
    """Ask one engine `count` new queries, a quarter of each kind. Runs in a process of its own."""
    measured = WholeMeasured(name)
    peer = PEERS[name]()
    peer.open(folder)
    for kind in KINDS:
        for q in new_queries(WARM, seed + 1_000_000, kind):
            peer.answer(q)
    for number, kind in enumerate(KINDS):
        times = measured.inside[kind] = []
        for q in new_queries(count // len(KINDS), seed + number, kind):
            begun = time.process_time()
            peer.answer(q)
            times.append(1000 * (time.process_time() - begun))
    return measured


def over_http(
    measured: WholeMeasured, folder: str, count: int, seed: int, place: Path, seconds: float
) -> None:
    """Ask the engine behind the server: one client, then the same again, then eight for `seconds`."""
    app = "webapp:create_app()" if measured.name == OursWhole.name else "bench.whole_peers:create_app()"
    arguments = (
        "-m", "gunicorn", "--worker-class", "gthread", "--threads", "2", "--workers", "2", "--keep-alive", "15",
        "--bind", "127.0.0.1:{port}", "--log-level", "warning", app,
    )  # fmt: skip
    running = Running(
        Server(measured.name, "gunicorn", arguments),
        Path(folder),
        place,
        TCD_PEER=measured.name,
        TCD_INDEX=folder,
    )
    try:
        asyncio.run(_ask_over_http(measured, running, count, seed, seconds))
        measured.memory = running.memory()
    finally:
        running.stop()


async def _ask_over_http(
    measured: WholeMeasured, running: Running, count: int, seed: int, seconds: float
) -> None:
    async def ask(queries: Sequence[str], times: list[float], until: float = math.inf) -> None:
        client = Client(running.port)
        for q in queries:
            if time.perf_counter() >= until:
                break
            reply = await client.get(f"/api/search?q={quote(q)}")
            measured.failed += reply.status != 200
            times.append(1000 * reply.seconds)
        client.close()

    warm = new_queries(WARM * len(KINDS), seed + 2_000_000)
    await asyncio.gather(*(ask(warm[number::4], []) for number in range(4)))
    fresh = new_queries(count, seed + 10)
    await ask(fresh, measured.first)
    await ask(fresh[-100:], measured.again)
    many = new_queries(int(seconds * 1_000), seed + 20)
    begun = time.perf_counter()
    shares = [many[number::CLIENTS] for number in range(CLIENTS)]
    await asyncio.gather(*(ask(share, measured.together, begun + seconds) for share in shares))
    measured.rate = len(measured.together) / (time.perf_counter() - begun)
    asked = {q for share in shares for q in share[: -(-len(measured.together) // CLIENTS)]}
    measured.repeated = len(asked & {*warm, *fresh}) / max(1, len(asked))


def compare(
    count: int,
    requests: int,
    seed: int,
    folder: Path,
    apart: Callable[..., WholeMeasured],
    say: Callable[[str], None],
    opensearch: str | None = None,
    seconds: float = 15,
    names: Sequence[str] = tuple(PEERS),
) -> list[str]:
    """Build every engine over `count` articles and ask it; the tables, in Markdown."""
    measured = []
    for name in names:
        place = f"{opensearch}/bench-whole" if name == "OpenSearch" else str(folder / name.replace(" ", "-"))
        if name == "OpenSearch" and not opensearch:
            continue
        begun = time.perf_counter()
        PEERS[name]().build(articles(count), place)
        say(f"{name}: built in {time.perf_counter() - begun:.0f} s")
        one = apart(in_process, name, place, requests, seed)
        say(f"{name}: asked in the process")
        over_http(one, place, requests, seed, folder, seconds)
        say(f"{name}: asked over HTTP")
        measured.append(one)
    return tables(measured, count, requests)


def ratio(measured: WholeMeasured, other: WholeMeasured) -> float:
    """The processor time of a whole answer over that of another engine: the geometric mean over the kinds."""
    logs = [
        math.log(statistics.fmean(measured.inside[kind]) / statistics.fmean(other.inside[kind]))
        for kind in KINDS
    ]
    return math.exp(statistics.fmean(logs))


def tables(measured: Sequence[WholeMeasured], count: int, requests: int) -> list[str]:
    """What was measured, in the process and over HTTP."""
    base = next((one for one in measured if one.name == "Tantivy"), measured[0])
    rows = [
        f"{count:,} articles, {requests:,} distinct queries.",
        "",
        f"| in the process, ms of processor, mean | {' | '.join(KINDS)} | p99, all | {base.name} = 1 |",
        "|---|" + "---|" * (len(KINDS) + 2),
    ]
    for one in measured:
        every = [t for times in one.inside.values() for t in times]
        means = [f"{statistics.fmean(one.inside[kind]):.2f}" for kind in KINDS]
        rows.append(
            f"| {one.name} | {' | '.join(means)} | {percentile(every, 0.99):.1f} | {ratio(one, base):.2f} |"
        )
    rows += [
        "",
        "| over HTTP | first, p50 / p95 / p99, ms | again, p50, ms | 8 clients, answers/s | p99, ms"
        " | repeated | memory, MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in measured:
        first = " / ".join(f"{percentile(one.first, share):.1f}" for share in (0.5, 0.95, 0.99))
        rows.append(
            f"| {one.name} | {first} | {percentile(one.again, 0.5):.1f} | {one.rate:.0f}"
            f" | {percentile(one.together, 0.99):.0f} | {one.repeated:.0%} | {one.memory:.0f} |"
        )
        if one.failed:
            rows.append(f"\n{one.name}: {one.failed} answers were not 200.\n")
    return rows
