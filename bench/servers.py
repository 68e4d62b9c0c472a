"""The same site behind several WSGI servers: requests a second and how long they take, and what each does on a reload or a stop.

`run.py bench servers`. All servers run at once, two workers each where there can be several; only one is asked at a time,
in turn, in an order that changes from round to round, so that whatever else the machine does meets all of them. What counts is the
ratio to the first in the same round. Eight clients keep their connections open where the server lets them, and share the cores with
it. Then, for each server alone: requests on new connections while it reloads (SIGHUP) and while it stops (SIGTERM); "lost" are those that were
accepted and got no answer, "refused" those that found no open port.

Prints a Markdown table: that of docs/operating.md.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import quote

import click

from bench.reliability.load import queries
from bench.reliability.outcome import percentile
from bench.reliability.site import ROOT, Client

CLIENTS = 8
APP = "webapp:create_app"
PROBES = {"search": None, "probe": "/healthz"}
"""What is asked for: searches as people type them, and the least that the site can answer."""


@dataclass(frozen=True, slots=True)
class Server:
    """A WSGI server: its package, and its arguments after `python`, in which {port} stands for the port."""

    name: str
    package: str
    arguments: tuple[str, ...]
    reloads: bool = True


SERVERS = (
    Server(
        "gunicorn, gevent (`run.py serve`)",
        "gunicorn",
        ("run.py", "serve", "--port", "{port}", "--workers", "2"),
    ),
    Server(
        "gunicorn, sync",
        "gunicorn",
        (
            "-m", "gunicorn", "--worker-class", "sync", "--workers", "2", "--bind", "127.0.0.1:{port}",
            "--log-level", "warning", f"{APP}()",
        ),
    ),
    Server(
        "granian",
        "granian",
        (
            "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--port", "{port}",
            "--log-level", "warning", "--factory", APP,
        ),
    ),
    Server(
        "waitress (one process)",
        "waitress",
        ("-m", "waitress", "--listen", "127.0.0.1:{port}", "--threads", "8", "--call", APP),
        reloads=False,
    ),
)  # fmt: skip


class Running:
    """A server that runs, with a process group and a folder of its own."""

    def __init__(self, server: Server, index: Path, folder: Path, **more: str) -> None:
        self.server = server
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        metrics = folder / f"metrics-{self.port}"
        metrics.mkdir()
        settings = {
            "TCD_INDEX": str(index),
            "TCD_ACCESS_LOG": "0",
            "PROMETHEUS_MULTIPROC_DIR": str(metrics),
            **more,
        }
        self.log = folder / f"log-{self.port}"
        with self.log.open("wb") as sink:
            self.process = subprocess.Popen(
                [sys.executable, *(a.format(port=self.port) for a in server.arguments)],
                cwd=ROOT,
                env=os.environ | settings,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError(f"{self.server.name} does not start: {self.log.read_text()[-1000:]}")

    def memory(self) -> float:
        """Megabytes of all its processes; what they share counts once (PSS)."""
        total, todo = 0, [self.process.pid]
        while todo:
            process = todo.pop()
            children = Path(f"/proc/{process}/task/{process}/children").read_text()
            todo += map(int, children.split())
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1024

    def stop(self) -> None:
        """End it, gently if it can be done gently."""
        for kind in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, kind)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(25)
                return


@dataclass(slots=True)
class Measured:
    """What was seen of one server: per round the requests a second, by what was asked; all times in seconds."""

    rates: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in PROBES})
    times: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in PROBES})
    failed: int = 0
    memory: float = 0.0
    reload: str = "no"
    stop: str = ""


async def load(
    port: int, seconds: float, addresses: Sequence[Iterator[str]], seen: Measured, kind: str
) -> None:
    """Ask without a pause, with one kept-alive connection per item of `addresses`."""
    times: list[float] = []
    began = time.perf_counter()

    async def one(paths: Iterator[str]) -> None:
        client = Client(port)
        while time.perf_counter() < began + seconds:
            reply = await client.get(next(paths))
            times.append(reply.seconds)
            seen.failed += reply.status != 200
        client.close()

    await asyncio.gather(*map(one, addresses))
    seen.rates[kind].append(len(times) / (time.perf_counter() - began))
    seen.times[kind] += times


def _paths(kind: str, seed: int) -> Iterator[str]:
    fixed = PROBES[kind]
    if fixed:
        return iter(lambda: fixed, None)
    return (f"/api/search?q={quote(query)}" for query in queries(seed))


async def interrupted(running: Running, seconds: float, kind: signal.Signals) -> Counter[str]:
    """What becomes of requests on new connections when `kind` is sent to the server after a third of the time."""
    seen: Counter[str] = Counter()
    until = time.perf_counter() + seconds

    async def one(paths: Iterator[str]) -> None:
        while time.perf_counter() < until:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
            except OSError:
                seen["refused"] += 1
                await asyncio.sleep(0.01)
                continue
            try:
                writer.write(
                    f"GET {next(paths)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
                )
                answer = await asyncio.wait_for(reader.read(), 20)
                seen["answered" if answer.startswith(b"HTTP/1.1 200") else "lost"] += 1
            except (OSError, TimeoutError):
                seen["lost"] += 1
            finally:
                writer.close()

    async def send() -> None:
        await asyncio.sleep(seconds / 3)
        running.process.send_signal(kind)

    await asyncio.gather(send(), *(one(_paths("search", 900 + n)) for n in range(CLIENTS)))
    return seen


def measure(servers: Sequence[Server], index: Path, seconds: float, rounds: int) -> dict[str, Measured]:
    """Everything, server by server; prints how far it is on standard error."""
    found = {server.name: Measured() for server in servers}
    with tempfile.TemporaryDirectory(prefix="servers-") as place, contextlib.ExitStack() as stack:
        running = {}
        for server in servers:
            running[server.name] = server_run = Running(server, index, Path(place))
            stack.callback(server_run.stop)
            asyncio.run(
                load(
                    server_run.port,
                    2,
                    [_paths("search", 800 + n) for n in range(CLIENTS)],
                    Measured(),
                    "search",
                )
            )
        for number in range(rounds):
            print(f"round {number + 1} of {rounds}, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
            turn = number % len(servers)
            for server in (*servers[turn:], *servers[:turn]):
                for kind in PROBES:
                    addresses = [_paths(kind, 100 * number + n) for n in range(CLIENTS)]
                    asyncio.run(load(running[server.name].port, seconds, addresses, found[server.name], kind))
        for server in servers:
            server_run, seen = running[server.name], found[server.name]
            seen.memory = server_run.memory()
            if server.reloads:
                counts = asyncio.run(interrupted(server_run, 6, signal.SIGHUP))
                seen.reload = f"{counts['lost']} lost, {counts['refused']} refused of {counts.total():,}"
            counts = asyncio.run(interrupted(server_run, 3, signal.SIGTERM))
            seen.stop = f"{counts['lost']} lost"
    return found


def table(found: dict[str, Measured]) -> str:
    """What was measured, as Markdown; ratios are medians over the rounds."""
    first = next(iter(found.values()))
    heads = [
        "server", "searches/s", "× first", "p50, ms", "p99, ms", "probes/s", "× first", "memory, MB", "reload", "stop",
    ]  # fmt: skip
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for name, seen in found.items():
        cells = [name]
        for kind in PROBES:
            ratios = [own / other for own, other in zip(seen.rates[kind], first.rates[kind], strict=True)]
            cells += [f"{statistics.median(seen.rates[kind]):,.0f}", f"{statistics.median(ratios):.2f}"]
            if kind == "search":
                cells += [f"{1000 * percentile(seen.times[kind], share):.1f}" for share in (0.5, 0.99)]
        cells += [f"{seen.memory:.0f}", seen.reload, seen.stop]
        lines.append("| " + " | ".join(cells) + " |")
        if seen.failed:
            lines.append(f"\n{name}: {seen.failed} answers were not 200.\n")
    return "\n".join(lines)


@click.command(help=__doc__)
@click.option("--index", type=click.Path(path_type=Path), help="Index to serve; default: one of corpus/.")
@click.option(
    "--seconds", default=3.0, show_default=True, help="Seconds per server, round and kind of request."
)
@click.option("--rounds", default=6, show_default=True, help="Rounds.")
def _command(index: Path | None, seconds: float, rounds: int) -> None:
    servers = []
    for server in SERVERS:
        try:
            print(f"{server.name}: {server.package} {version(server.package)}")
            servers.append(server)
        except PackageNotFoundError:
            print(f"{server.name}: left out, {server.package} is not installed (pip install -e '.[bench]')")
    folder = Path(tempfile.mkdtemp(prefix="servers-index-"))
    try:
        if index is None:
            from indexer.pipeline import update

            index = folder / "index"
            update(ROOT / "corpus", index, jobs=1)
        print("\n" + table(measure(servers, index, seconds, rounds)))
    finally:
        shutil.rmtree(folder)


def main(arguments: list[str]) -> int:
    """Run with the arguments of a command line."""
    _command(arguments, standalone_mode=False)
    return 0
