"""A server under load while its index is rebuilt and swapped: not one failed or wrong answer.

The corpus is written anew, in the next version, ten times, and `run.py index --full` run on it, while clients ask without
pause. An answer is right if all of it is of one version, if that version had been built when the answer came, and if no
newer one had been there for a second when the question was put.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from bench.reliability.corpora import SENTENCES, title
from bench.reliability.outcome import Outcome, percentile
from bench.reliability.site import ROOT, Client, Reply, Site

ASKED = (
    "an index rebuilt and swapped ten times under load: not one failed or wrong answer; picked up within 1 s"
)
PATHS = (
    "/api/search?q=" + quote("công đoàn"),
    "/api/search?q=ban+tin&sort=newest&size=50",
    "/api/search?size=100",
    "/api/articles/7",
    "/search?q=" + quote("bản tin"),
)
VERSION = re.compile(r"l[aầ]n (?:<mark>)?(\d+)")
PICKED_UP = 1.0


def size(version: int) -> int:
    """How many articles a version of the corpus has."""
    return 60 + version % 7


@dataclass(slots=True)
class Swaps:
    """When each version began to be built, and when its update was acknowledged."""

    begun: dict[int, float] = field(default_factory=dict)
    built: dict[int, float] = field(default_factory=dict)
    over: bool = False

    def plausible(self, version: int, begun: float, answered: float) -> bool:
        """Whether `version` may answer what was asked and answered at these times."""
        later = [moment for v, moment in self.built.items() if v > version]
        began = self.begun.get(version)
        return began is not None and began <= answered and not any(m + PICKED_UP < begun for m in later)


def run(swaps: int = 10, clients: int = 8, seed: int = 1, workers: int = 2) -> Outcome:
    """Rebuild and swap `swaps` times under the load of `clients`."""
    outcome = Outcome("swaps", ASKED, seed)
    with tempfile.TemporaryDirectory(prefix="reliability-") as place:
        folder = Path(place)
        record = Swaps()
        _rebuild(folder, 1, record)
        with Site(folder / "index", folder / "log", workers, access_log=0) as site:
            outcome.counts |= {"swaps": 0, "answers": 0, "failed": 0, "wrong": 0}
            times = asyncio.run(_all(site.port, folder, swaps, clients, record, outcome))
        outcome.counts["swaps"] = len(record.built) - 1
        outcome.counts["p50, ms"] = 1000 * percentile(times, 0.5)
        outcome.counts["p99, ms"] = 1000 * percentile(times, 0.99)
        log = (folder / "log").read_text()
        outcome.expect("Traceback" not in log, f"in the server's log: {log[-500:]}")
    return outcome


async def _all(
    port: int, folder: Path, swaps: int, clients: int, record: Swaps, outcome: Outcome
) -> list[float]:
    times: list[float] = []
    asking = [asyncio.create_task(_ask(port, record, outcome, times)) for _ in range(clients)]
    for version in range(2, swaps + 2):
        await asyncio.to_thread(_rebuild, folder, version, record)
        await asyncio.sleep(1.5)
    record.over = True
    await asyncio.gather(*asking)
    return times


async def _ask(port: int, record: Swaps, outcome: Outcome, times: list[float]) -> None:
    client = Client(port)
    number = 0
    while not record.over:
        path = PATHS[number % len(PATHS)]
        number += 1
        begun = time.perf_counter()
        reply = await client.get(path)
        times.append(reply.seconds)
        outcome.add("answers")
        if reply.status != 200:
            outcome.add("failed")
            outcome.problems.append(f"{path}: {reply.status} {reply.body[:200]!r}")
        elif wrong := _wrong(path, reply, record, begun):
            outcome.add("wrong")
            outcome.problems.append(f"{path}: {wrong}")
    client.close()


def _wrong(path: str, reply: Reply, record: Swaps, begun: float) -> str:
    text = reply.body.decode()
    versions = {int(found) for found in VERSION.findall(re.sub(r"</?mark>", "", text))}
    if len(versions) != 1:
        return f"versions {sorted(versions)} in one answer"
    version = versions.pop()
    if not record.plausible(version, begun, begun + reply.seconds):
        return f"version {version} while {sorted(record.built)} were built"
    if path.startswith("/api/search"):
        found = reply.json()
        years = sum(one["count"] for one in found["facets"]["year"])
        if not found["total"] == years == size(version):
            return f"total {found['total']}, years {years}, expected {size(version)}"
    return ""


def _rebuild(folder: Path, version: int, record: Swaps) -> None:
    """Write the corpus in this version and run the indexer on it, as an operator would."""
    records = (
        {
            "id": f"{n}",
            "title": title(f"{n}", version),
            "lead": SENTENCES[n % 2],
            "body": "Công đoàn. " + SENTENCES[n % len(SENTENCES)],
            "published": f"20{18 + n % 7}-03-0{n % 9 + 1}",
        }
        for n in range(size(version))
    )
    (folder / "pages").mkdir(exist_ok=True)
    (folder / "pages" / "all.jsonl").write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records))
    record.begun[version] = time.perf_counter()
    command = [
        "run.py",
        "index",
        "--full",
        "--corpus",
        str(folder / "pages"),
        "--index",
        str(folder / "index"),
    ]
    subprocess.run([sys.executable, *command], cwd=ROOT, check=True, capture_output=True)
    record.built[version] = time.perf_counter()


def trials(share: float, seed: int) -> list[Outcome]:
    """The check, at `share` of its full size."""
    return [run(max(1, int(10 * share)), seed=seed)]
