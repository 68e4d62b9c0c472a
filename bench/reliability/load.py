"""Load: many clients, mixed queries, indexing going on; no 500, memory and descriptors flat.

`run` measures a server over `articles` real and made articles (`bench/made_articles.py`; or over a copy of the index that
TCD_LOAD_INDEX names) with `clients` clients and no pause between their requests, while new pages are indexed all the time.
`throughput` measures `/api/search` alone. `overload` gives the server a limit per client and more than that to do.
Clients, server and indexer share the machine's cores: the figures are of all of them together.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from bench.made_articles import NEWS, articles
from bench.new_queries import endless, titles
from bench.reliability.corpora import STEPS, Pages
from bench.reliability.outcome import Outcome, percentile
from bench.reliability.site import ROOT, Client, Site
from indexer import engines, pipeline

ASKED = "45,000 articles, 64 clients for ten minutes, indexing going on: no 500; overload answers 429 or 503; memory, descriptors flat"
ASKED_RATE = "GET /api/search at 100,000 articles, 8 clients, 2 workers: ≥ 400 requests/s, p99 ≤ 50 ms"
WORDS = [
    "công đoàn",
    "cong doan",
    "lao động",
    "người lao động",
    "tiền lương",
    "bảo hiểm xã hội",
    "công nhân",
    "doanh nghiệp",
    "tết sum vầy",
    "hà nội",
    "thanh xuân",
    "giáo viên",
    "an toàn lao động",
    "hội nghị",
    "thành phố hồ chí minh",
    "bóng đá",
    "giá vàng",
    "covid",
    "đại biểu quốc hội",
    "giao thông",
]
GROWTH = 1.3
"""By how much memory of its own may be larger in the last quarter than in the second."""


def queries(seed: int, repeated: float = 0.0) -> Iterator[str]:
    """New queries, pieces of real titles (`bench/new_queries.py`), and for a share `repeated` of them those of a small stock that
    all clients ask again and again. Without the real articles, combinations of common words."""
    rng = random.Random(seed)
    popular = [" ".join(random.Random(n).sample(WORDS, 1 + n % 2)) for n in range(60)]
    fresh = endless(seed) if titles() else _combined(rng)
    while True:
        kind = rng.random()
        if kind < repeated:
            yield rng.choice(popular)
        elif kind < 0.9:
            yield next(fresh)
        elif kind < 0.95:
            yield f'"{next(fresh)}"'
        else:
            yield f"{next(fresh)} -{rng.choice(WORDS)}"


def _combined(rng: random.Random) -> Iterator[str]:
    while True:
        yield " ".join(rng.sample(WORDS, rng.choice((1, 2, 3))))


def mixed(seed: int) -> Iterator[str]:
    """Addresses as people and programs ask for them."""
    rng = random.Random(seed)
    for query in queries(seed):
        q = quote(query)
        kind = rng.random()
        if kind < 0.4:
            yield f"/search?q={q}"
        elif kind < 0.7:
            yield f"/api/search?q={q}&size={rng.choice((10, 10, 20, 50))}"
        elif kind < 0.8:
            yield f"/api/suggest?q={q[: rng.randint(3, 20)].rstrip('%')}"
        elif kind < 0.86:
            yield f"/api/search?q={q}&year={rng.randint(2015, 2025)}&sort=newest"
        elif kind < 0.9:
            yield f"/api/search?q={q}&page={rng.randint(2, 9)}"
        elif kind < 0.94:
            yield f"/articles/a{rng.randrange(45_000):07}"
        elif kind < 0.96:
            yield f"/search.atom?q={q}"
        elif kind < 0.98:
            yield "/"
        else:
            yield f"/api/search?q={q}&size=100000"


@dataclass(slots=True)
class Tally:
    """What clients saw."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)
    addresses: Counter[str] = field(default_factory=Counter)

    def repeated(self) -> float:
        """The share of requests whose address had been asked before."""
        total = self.addresses.total()
        return (total - len(self.addresses)) / total if total else 0.0


def run(
    seconds: float = 600, clients: int = 64, size: int = 45_000, seed: int = 1, workers: int = 2
) -> Outcome:
    """Mixed requests while the index changes."""
    outcome = Outcome("load", ASKED, seed)
    with tempfile.TemporaryDirectory(prefix="reliability-") as place:
        folder = Path(place)
        if not prepare(outcome, folder / "index", size):
            return outcome
        with Site(folder / "index", folder / "log", workers, access_log=0) as site:
            memory, private, descriptors, tally = asyncio.run(
                _load(site, folder, seconds, clients, seed, outcome)
            )
        _count(outcome, tally, seconds, clients)
        outcome.counts["memory, MB (PSS): first, last, most"] = _three(memory)
        outcome.counts["own memory, MB: first, last, most"] = _three(private)
        outcome.counts["descriptors: first, last, most"] = _three(descriptors)
        quarter = max(1, len(private) // 4)
        quarters = [max(private[n * quarter : (n + 1) * quarter] or private) for n in range(4)]
        outcome.counts["own memory, MB, most in each quarter"] = ", ".join(f"{most:.0f}" for most in quarters)
        early, late = max(private[quarter : 2 * quarter] or private), max(private[-quarter:])
        outcome.expect(late <= early * GROWTH, f"memory grows: {early:.0f} MB, then {late:.0f} MB")
        outcome.expect(descriptors[-1] <= descriptors[0] + 2 * clients, "descriptors grow")
        for status in (0, 500):
            outcome.expect(not tally.statuses[status], f"status {status}: {tally.odd[:3]}")
    return outcome


def throughput(
    seconds: float = 30, clients: int = 8, size: int = 100_000, seed: int = 1, workers: int = 2
) -> Outcome:
    """`/api/search` alone, over an index at rest."""
    outcome = Outcome("load (requests a second)", ASKED_RATE, seed)
    with tempfile.TemporaryDirectory(prefix="reliability-") as place:
        folder = Path(place)
        if not prepare(outcome, folder / "index", size):
            return outcome
        with Site(folder / "index", folder / "log", workers, access_log=0) as site:
            asyncio.run(_warm(site.port, seed))
            tally = asyncio.run(
                _clients(site.port, seconds, clients, [_searches(seed + n) for n in range(clients)])
            )
            outcome.counts["memory, MB (PSS)"] = site.memory()
        _count(outcome, tally, seconds, clients)
    return outcome


def overload(seconds: float = 5, clients: int = 16, seed: int = 1) -> Outcome:
    """More than a client may ask for: 429 with Retry-After, nothing worse."""
    outcome = Outcome("load (above the limit)", "overload answers 429 or 503", seed)
    with tempfile.TemporaryDirectory(prefix="reliability-") as place:
        folder = Path(place)
        Pages(folder / "pages", seed)
        pipeline.update(folder / "pages", folder / "index", jobs=1)
        with Site(folder / "index", folder / "log", 2, access_log=0, rate_limit=10) as site:
            tally = asyncio.run(_clients(site.port, seconds, clients, [_searches(n) for n in range(clients)]))
        _count(outcome, tally, seconds, clients)
        outcome.expect(tally.statuses[429] > 0, "nobody was told to wait")
        strange = set(tally.statuses) - {200, 429, 503}
        outcome.expect(not strange, f"other answers: {strange}, {tally.odd[:2]}")
    return outcome


def prepare(outcome: Outcome, index: Path, size: int) -> bool:
    """Build an index of `size` articles, or copy the one that TCD_LOAD_INDEX names; False without articles."""
    source = os.environ.get("TCD_LOAD_INDEX")
    if source:
        shutil.copytree(source, index)
        with engines.open_writer(index) as writer:  # it forgets its corpus, or else that would be gone
            writer.commit(add=[], delete=[], state=b"")
    elif not NEWS.exists():
        outcome.counts["skipped"] = f"needs {NEWS.name} in ../shared, which is not here"
        return False
    else:
        with engines.open_writer(index) as writer:
            source = articles(size)
            handles = []
            while batch := list(islice(source, 8000)):
                handles.append(writer.build(batch))
            writer.commit(add=handles, delete=[], state=b"")
    outcome.counts["load average before"] = " ".join(f"{load:.1f}" for load in os.getloadavg())
    with engines.open_reader(index) as engine:
        outcome.counts["articles"] = engine.reader().document_count
    return True


def _searches(seed: int) -> Iterator[str]:
    return (f"/api/search?q={quote(q)}" for q in queries(seed))


async def _warm(port: int, seed: int) -> None:
    await asyncio.gather(
        *(_one(port, time.perf_counter() + 5, _searches(seed + 100 + n), Tally()) for n in range(4))
    )


async def _clients(port: int, seconds: float, clients: int, addresses: Sequence[Iterator[str]]) -> Tally:
    tally = Tally()
    until = time.perf_counter() + seconds
    await asyncio.gather(*(_one(port, until, addresses[n], tally) for n in range(clients)))
    return tally


async def _one(port: int, until: float, addresses: Iterator[str], tally: Tally) -> None:
    client = Client(port)
    while time.perf_counter() < until:
        path = next(addresses)
        reply = await client.get(path)
        tally.times.append(reply.seconds)
        tally.statuses[reply.status] += 1
        tally.addresses[path] += 1
        if reply.status in (0, 500) and len(tally.odd) < 20:
            tally.odd.append(f"{path}: {reply.status} {reply.body[:200]!r}")
    client.close()


async def _load(
    site: Site, folder: Path, seconds: float, clients: int, seed: int, outcome: Outcome
) -> tuple[list[float], list[float], list[float], Tally]:
    """The load, with samples of memory and descriptors taken the while."""
    await _warm(site.port, seed)
    asking = asyncio.create_task(
        _clients(site.port, seconds, clients, [mixed(seed + n) for n in range(clients)])
    )
    memory, private, descriptors = [], [], []
    with _indexing(folder, seed, outcome) as index_once:
        while not asking.done():
            await asyncio.to_thread(index_once)
            memory.append(site.memory())
            private.append(site.anonymous())
            descriptors.append(float(site.descriptors()))
            await asyncio.sleep(1)
        tally = await asking
    return memory, private, descriptors, tally


@contextmanager
def _indexing(folder: Path, seed: int, outcome: Outcome) -> Iterator[Callable[[], None]]:
    """A function that changes some pages and runs the indexer on them."""
    pages = Pages(folder / "pages", seed)
    rng = random.Random(seed)

    def index_once() -> None:
        pages.step(rng.choice(STEPS[:4]))
        command = [
            "run.py",
            "index",
            "--corpus",
            str(pages.folder),
            "--index",
            str(folder / "index"),
            "--jobs",
            "1",
        ]
        done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True)
        outcome.add("updates of the index the while")
        outcome.expect(done.returncode == 0, f"an update failed: {done.stderr[-300:]}")

    yield index_once


def _count(outcome: Outcome, tally: Tally, seconds: float, clients: int) -> None:
    outcome.counts |= {
        "clients": clients,
        "seconds": float(seconds),
        "requests": len(tally.times),
        "requests/s": len(tally.times) / seconds,
        "repeated": f"{tally.repeated():.0%}",
        "p50, ms": 1000 * percentile(tally.times, 0.5),
        "p99, ms": 1000 * percentile(tally.times, 0.99),
        "statuses": ", ".join(f"{status}: {n:,}" for status, n in sorted(tally.statuses.items())),
    }


def _three(values: Sequence[float]) -> str:
    return f"{values[0]:.0f}, {values[-1]:.0f}, {max(values):.0f}" if values else "none"


def trials(share: float, seed: int) -> Iterator[Outcome]:
    """The checks, for `share` of their full time."""
    yield run(600 * share, seed=seed)
    yield throughput(max(5.0, 30 * share), seed=seed)
    yield overload(seed=seed)
