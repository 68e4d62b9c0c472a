"""A query that nobody asked before, answered whole: ours beside peers that do the same job, in the process and over HTTP.

Every query is a piece of a real title, drawn by a seed, half of them without accents, asked once (`new_queries.py`); others
warm the engines up. An answer is the total, ten results with marks, and the counts of four facets (`whole_peers.py`). In the
process, milliseconds of processor time, each query put to every engine in turn; over HTTP, all engines stand behind the same server,
with two workers, and are asked in turn over one kept-alive connection, then over eight at once, all of which share the cores with the
server. The ratio is the geometric
mean over the kinds of query.
"""

from __future__ import annotations

import asyncio
import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from bench.made_articles import articles
from bench.new_queries import KINDS, new_queries
from bench.reliability.outcome import percentile
from bench.reliability.site import Client
from bench.servers import Running, Server
from bench.whole_peers import PEERS, OursWhole

CLIENTS = 8
ROUNDS = 4
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
    rates: list[float] = field(default_factory=list)
    repeated: int = 0
    memory: float = 0.0
    failed: int = 0


Places = Mapping[str, str]
"""Engine → where its index is."""


def in_process(places: Places, count: int, seed: int) -> dict[str, dict[str, list[float]]]:
    """Ask the engines `count` new queries, a quarter of each kind; engine → kind → ms of processor time.

    Each query is put to one engine after the other, so that whatever else the machine does meets all of them.
    """
    peers = {name: PEERS[name]() for name in places}
    for name, peer in peers.items():
        peer.open(places[name])
        for kind in KINDS:
            for q in new_queries(WARM, seed + 1_000_000, kind):
                peer.answer(q)
    found: dict[str, dict[str, list[float]]] = {name: {kind: [] for kind in KINDS} for name in places}
    for number, kind in enumerate(KINDS):
        for q in new_queries(count // len(KINDS), seed + number, kind):
            for name, peer in peers.items():
                begun = time.process_time()
                peer.answer(q)
                found[name][kind].append(1000 * (time.process_time() - begun))
    return found


def start(name: str, place: str, folder: Path) -> Running:
    """One engine behind the server that all of them stand behind."""
    app = "webapp:create_app()" if name == OursWhole.name else "bench.whole_peers:create_app()"
    arguments = (
        "-m", "gunicorn", "--worker-class", "webapp.worker.Worker", "--workers", "2", "--keep-alive", "15",
        "--bind", "127.0.0.1:{port}", "--log-level", "warning", app,
    )  # fmt: skip
    return Running(Server(name, "gunicorn", arguments), Path(place), folder, TCD_PEER=name, TCD_INDEX=place)


def over_http(
    measured: Mapping[str, WholeMeasured], places: Places, count: int, seed: int, folder: Path, seconds: float
) -> None:
    """Ask the engines over HTTP, in turn, `ROUNDS` times: one client new queries, the last of them again, then eight clients."""
    with ExitStack() as stack:
        running = {name: start(name, place, folder) for name, place in places.items()}
        for server in running.values():
            stack.callback(server.stop)
        warm = new_queries(WARM * len(KINDS), seed + 2_000_000)
        sent_before = set(warm)
        for server in running.values():
            asyncio.run(_ask(server, [warm[number::4] for number in range(4)], WholeMeasured(""), []))
        for number in range(ROUNDS):
            fresh = new_queries(count // ROUNDS, seed + 10 + number)
            many = new_queries(int(seconds * 1_000), seed + 100 + number)
            for name, server in running.items():
                seen = measured[name]
                asyncio.run(_ask(server, [fresh], seen, seen.first))
                asyncio.run(_ask(server, [fresh[-20:]], seen, seen.again))
                before, begun = len(seen.together), time.perf_counter()
                shares = [many[client::CLIENTS] for client in range(CLIENTS)]
                asyncio.run(_ask(server, shares, seen, seen.together, seconds))
                sent = len(seen.together) - before
                seen.rates.append(sent / (time.perf_counter() - begun))
                seen.repeated += len(sent_before & set(many[:sent]))
            sent_before.update(fresh, many)
        for name, server in running.items():
            measured[name].memory = server.memory()


async def _ask(
    running: Running,
    shares: Sequence[Sequence[str]],
    measured: WholeMeasured,
    times: list[float],
    seconds: float = math.inf,
) -> None:
    """A client for each of `shares`, until it is through with it or the time is up."""
    until = time.perf_counter() + seconds

    async def one(queries: Sequence[str]) -> None:
        client = Client(running.port)
        for q in queries:
            if time.perf_counter() >= until:
                break
            reply = await client.get(f"/api/search?q={quote(q)}")
            measured.failed += reply.status != 200
            times.append(1000 * reply.seconds)
        client.close()

    await asyncio.gather(*map(one, shares))


def compare(
    count: int,
    requests: int,
    seed: int,
    folder: Path,
    apart: Callable[..., dict[str, dict[str, list[float]]]],
    say: Callable[[str], None],
    opensearch: str | None = None,
    seconds: float = 4,
) -> list[str]:
    """Build every engine over `count` articles (what `folder` has already is taken) and ask it; the tables, in Markdown."""
    places = {name: str(folder / name.replace(" ", "-")) for name in PEERS if name != "OpenSearch"}
    if opensearch:
        places["OpenSearch"] = f"{opensearch}/bench-whole"
    for name, place in places.items():
        if not Path(place).exists():
            begun = time.perf_counter()
            PEERS[name]().build(articles(count), place)
            say(f"{name}: built in {time.perf_counter() - begun:.0f} s")
    measured = {name: WholeMeasured(name) for name in places}
    for name, inside in apart(in_process, places, requests, seed).items():
        measured[name].inside = inside
    say("asked in the process")
    over_http(measured, places, requests, seed, folder, seconds)
    return tables(list(measured.values()), count, requests)


def ratio(measured: WholeMeasured, other: WholeMeasured) -> float:
    """The processor time of a whole answer over that of another engine: the geometric mean over the kinds."""
    logs = [
        math.log(statistics.fmean(measured.inside[kind]) / statistics.fmean(other.inside[kind]))
        for kind in KINDS
    ]
    return math.exp(statistics.fmean(logs))


def tables(measured: Sequence[WholeMeasured], count: int, requests: int) -> list[str]:
    """What was measured, in the process and over HTTP."""
    base = next((peer for peer in measured if peer.name == "Tantivy"), measured[0])
    rows = [
        f"{count:,} articles, {requests:,} distinct queries.",
        "",
        f"| in the process, ms of processor, mean | {' | '.join(KINDS)} | p99, all | {base.name} = 1 |",
        "|---|" + "---|" * (len(KINDS) + 2),
    ]
    for peer in measured:
        every = [t for times in peer.inside.values() for t in times]
        means = [f"{statistics.fmean(peer.inside[kind]):.2f}" for kind in KINDS]
        rows.append(
            f"| {peer.name} | {' | '.join(means)} | {percentile(every, 0.99):.1f} | {ratio(peer, base):.2f} |"
        )
    rows += [
        "",
        "| over HTTP | first, p50 / p95 / p99, ms | again, p50, ms | 8 clients, answers/s | p99, ms"
        " | repeated | memory, MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for peer in measured:
        first = " / ".join(f"{percentile(peer.first, share):.1f}" for share in (0.5, 0.95, 0.99))
        rows.append(
            f"| {peer.name} | {first} | {percentile(peer.again, 0.5):.1f} | {statistics.median(peer.rates):.0f}"
            f" | {percentile(peer.together, 0.99):.0f} | {peer.repeated / len(peer.together):.0%} | {peer.memory:.0f} |"
        )
        if peer.failed:
            rows.append(f"\n{peer.name}: {peer.failed} answers were not 200.\n")
    return rows
