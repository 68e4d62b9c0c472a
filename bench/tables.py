"""What benchmarks measured, as Markdown tables, and where those are kept: docs/benchmarks.md."""

from __future__ import annotations

import math
import os
import platform
import sqlite3
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.peers import XAPIAN_PYTHON, Question

OURS, UNCACHED, STOCK, XAPIAN = "ours", "ours, nothing cached", "Whoosh, stock", "Xapian"
CLUSTER = "ours, on OpenSearch"
DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


@dataclass
class Measured:
    """What was measured of one engine. Times in ms, by question; memory and size in bytes."""

    name: str
    build_seconds: float = 0.0
    build_cpu: float = 0.0
    size: int = 0
    memory: int = 0
    anonymous: int = 0
    totals: list[int | None] = field(default_factory=list)
    times: list[list[float]] = field(default_factory=list)

    def medians(self) -> list[float | None]:
        return [statistics.median(own) if own else None for own in self.times]


def ratio(ours: Measured, peer: Measured) -> float:
    """The geometric mean of peer's time over ours, of the questions that both answered."""
    both = [(a, b) for a, b in zip(ours.medians(), peer.medians(), strict=True) if a and b]
    return math.exp(statistics.fmean(math.log(b / a) for a, b in both))


def _agreement(ours: Measured, peer: Measured, questions: list[Question]) -> str:
    """In how many questions the peer found as many documents (phrases apart: peers cross paragraphs)."""
    compared = [
        a == b
        for a, b, q in zip(ours.totals, peer.totals, questions, strict=True)
        if b is not None and not q.phrase
    ]
    return f"{sum(compared)}/{len(compared)}"


def latency_table(measured: Sequence[Measured], questions: list[Question]) -> list[str]:
    """Medians by kind of question, p99, ratio."""
    kinds = list(dict.fromkeys(question.kind for question in questions))
    rows = [
        "| median ms | " + " | ".join(kinds) + " | p99, all | geometric mean: time ÷ ours | same totals |",
        "|---|" + "---|" * (len(kinds) + 3),
    ]
    for peer in measured:
        cells = []
        for kind in kinds:
            medians = [
                m for m, q in zip(peer.medians(), questions, strict=True) if q.kind == kind and m is not None
            ]
            cells.append(f"{statistics.geometric_mean(medians):.3g}" if medians else "–")
        every = sorted(t for times in peer.times for t in times)
        p99 = every[int(len(every) * 0.99)]
        cells += [f"{p99:.3g}", f"{ratio(measured[0], peer):.2f}", _agreement(measured[0], peer, questions)]
        rows.append(f"| {peer.name} | " + " | ".join(cells) + " |")
    return rows


def build_table(measured: Sequence[Measured], count: int, stored: int) -> list[str]:
    """Build speed, size, memory."""
    rows = [
        "| | build, articles/s | articles per second of processor | size, KB/article | memory when asked, MB |",
        "|---|---|---|---|---|",
    ]
    for peer in measured:
        if peer.name == UNCACHED:
            continue
        size = f"{peer.size / count / 1024:.2f}"
        if peer.name == OURS:
            size = f"{(peer.size - stored) / count / 1024:.2f} + {stored / count / 1024:.2f} stored Articles"
        memory = f"{peer.memory / 2**20:.0f}"
        if peer.anonymous:
            memory += f" (of it its own: {peer.anonymous / 2**20:.0f})"
        speed = f"{count / peer.build_seconds:,.0f} | {count / peer.build_cpu:,.0f}"
        rows.append(f"| {peer.name} | {speed} | {size} | {memory} |")
    return rows


def machine() -> str:
    model = "unknown processor"
    for row in Path("/proc/cpuinfo").read_text().splitlines():
        if row.startswith("model name"):
            model = row.partition(":")[2].strip()
            break
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, CPython {platform.python_version()}"


def versions(with_xapian: bool) -> str:
    found = []
    for package in ("numpy", "whoosh-reloaded", "tantivy", "bm25s"):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} missing")
    found.append(f"SQLite {sqlite3.sqlite_version}")
    if with_xapian:
        shown = subprocess.run(
            [str(XAPIAN_PYTHON), "-c", "import xapian; print(xapian.version_string())"],
            capture_output=True,
            text=True,
        )
        found.append(f"Xapian {shown.stdout.strip()}")
    return ", ".join(found)


def write_section(rows: list[str], mark: str) -> None:
    """Put the table into docs/benchmarks.md, in place of the one before."""
    begin, end = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
    text = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else "# Benchmarks\n"
    section = "\n".join([begin, *rows, end])
    if begin in text and end in text:
        before, rest = text.split(begin, 1)
        text = before + section + rest.split(end, 1)[1]
    else:
        text = text.rstrip("\n") + "\n\n" + section + "\n"
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(text, encoding="utf-8")
