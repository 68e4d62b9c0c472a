"""Slow clients: connections that send by the byte, fall silent, never send a body or hardly read, and readers beside them.

`run` opens `slow` connections of four kinds to `run.py serve`, without a proxy in front, and lets `readers` ordinary clients ask
meanwhile. Counted: the slowest hundredth of the ordinary answers, those that failed, and how long the server held who never finished a request.
`exports` does the same with ten readers of whole exports, CSV and JSONL, who take some 1 KB a second.
"""

from __future__ import annotations

import asyncio
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from bench.reliability.load import prepare, queries
from bench.reliability.outcome import Outcome, percentile
from bench.reliability.site import Client, Site

ASKED = "200 slow clients and 50 ordinary ones, no proxy: ordinary p99 ≤ 1 s, none lost; who sends nothing whole is closed within 45 s"
EXPORTS_ASKED = (
    "ten readers of exports of 45,000 articles at 1 KB/s hold no worker: ordinary p99 ≤ 1 s, none lost"
)
EXPORTS = {"an export read at 1 KB/s": "/search.jsonl?q=", "a table read at 1 KB/s": "/search.csv?q="}
KINDS = ("headers by the byte", "one byte and silence", "a body that never comes", "an export read at 1 KB/s")
HELD_SECONDS = 45
"""When a connection that sends nothing whole must be closed: 15 s for a request, 30 s for a piece of its body."""


async def _slow(port: int, kind: str, until: float, held: list[float]) -> None:
    """One slow connection; where it never finishes its request, the seconds until the server closes it go to `held`."""
    plug = socket.socket()
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plug.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(plug, ("127.0.0.1", port))
    began = time.monotonic()
    with plug:
        try:
            if kind == "headers by the byte":
                sent = iter(b"GET /api/search?q=x HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"a" * 100_000)
                while time.monotonic() < until:
                    await loop.sock_sendall(plug, bytes([next(sent)]))
                    await asyncio.sleep(0.5)
                return
            if kind in EXPORTS:
                await loop.sock_sendall(
                    plug, f"GET {EXPORTS[kind]} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
                )
                while time.monotonic() < until and await loop.sock_recv(plug, 1024):
                    await asyncio.sleep(1)
                return
            head = b"POST /api/search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50000\r\n\r\nx"
            await loop.sock_sendall(plug, b"G" if kind == "one byte and silence" else head)
            while await asyncio.wait_for(loop.sock_recv(plug, 1024), until - began):
                pass
        except TimeoutError:
            return
        except OSError:
            pass
        if kind in EXPORTS:
            return
        held.append(time.monotonic() - began)


async def _reader(
    port: int, paths: Iterator[str], until: float, seconds: list[float], lost: list[str]
) -> None:
    client = Client(port)
    for path in paths:
        if time.monotonic() > until:
            break
        reply = await client.get(path)
        seconds.append(reply.seconds)
        if reply.status != 200:
            lost.append(f"{path}: {reply.status or reply.body!r}")
        await asyncio.sleep(0.5)
    client.close()


async def _both(
    port: int, kinds: Sequence[str], readers: int, lasts: float, seed: int
) -> tuple[list[float], list[str], list[float]]:
    paths = [f"/api/search?q={quote(query)}" for query in islice(queries(seed), 100 * readers)]
    until = time.monotonic() + lasts
    held: list[float] = []
    seconds: list[float] = []
    lost: list[str] = []
    slow_ones = [asyncio.create_task(_slow(port, kind, until, held)) for kind in kinds]
    await asyncio.sleep(1)
    await asyncio.gather(
        *(_reader(port, iter(paths[n::readers]), until, seconds, lost) for n in range(readers))
    )
    for task in slow_ones:
        task.cancel()
    await asyncio.gather(*slow_ones, return_exceptions=True)
    return seconds, lost, held


def trials(share: float, seed: int) -> Iterator[Outcome]:
    """What `run.py bench reliability slow` runs, over 45,000 articles, or the index that TCD_LOAD_INDEX names."""
    outcome = Outcome("slow clients", ASKED, seed)
    with tempfile.TemporaryDirectory(prefix="reliability-") as folder:
        if prepare(outcome, Path(folder) / "index", int(45_000 * share)):
            run(outcome, Path(folder) / "index", max(4, int(200 * share)), max(2, int(50 * share)))
        yield outcome
        outcome = Outcome("slow readers of exports", EXPORTS_ASKED, seed)
        if prepare(outcome, Path(folder) / "exported", int(45_000 * share)):
            exports(outcome, Path(folder) / "exported", max(2, int(50 * share)))
        yield outcome


def exports(outcome: Outcome, index: Path, readers: int, lasts: float = 30) -> Outcome:
    """Try ten slow readers of exports beside `readers` ordinary clients for `lasts` seconds over `index`."""
    return _try(outcome, index, [*EXPORTS] * 5, readers, lasts)


def run(outcome: Outcome, index: Path, slow: int, readers: int, lasts: float = 60) -> Outcome:
    """Try `slow` clients beside `readers` for `lasts` seconds over `index`."""
    held = _try(outcome, index, [KINDS[n % 4] for n in range(slow)], readers, lasts)
    if lasts > HELD_SECONDS:
        closed = outcome.counts["unfinished requests closed"]
        outcome.expect(closed == slow - slow // 4, f"{closed} unfinished requests were closed")
    return held


def _try(outcome: Outcome, index: Path, kinds: Sequence[str], readers: int, lasts: float) -> Outcome:
    with (
        tempfile.TemporaryDirectory(prefix="reliability-") as folder,
        Site(index, Path(folder) / "log", 2, access_log=0) as site,
    ):
        seconds, lost, held = asyncio.run(_both(site.port, kinds, readers, lasts, outcome.seed))
        log = site.log.read_text()
        outcome.counts["memory, MB (PSS)"] = round(site.memory())
    p99 = percentile(seconds, 0.99)
    outcome.counts |= {
        "slow clients": len(kinds), "ordinary clients": readers, "ordinary answers": len(seconds), "of them lost": len(lost),
        "p50, ms": round(1000 * percentile(seconds, 0.5)), "p99, ms": round(1000 * p99),
        "unfinished requests closed": len(held), "held longest, s": round(max(held, default=0)),
    }  # fmt: skip
    outcome.expect(len(seconds) > 0, "no ordinary client was answered")
    outcome.expect(not lost, f"lost: {lost[:3]}")
    outcome.expect(p99 <= 1, f"the slowest hundredth of ordinary answers took {p99:.2f} s")
    if lasts > HELD_SECONDS:
        outcome.expect(max(held, default=0) <= HELD_SECONDS, f"held for {max(held, default=0):.0f} s")
    outcome.expect("Traceback" not in log, f"the log holds a traceback: {log[:500]}")
    return outcome
