"""How time, size and memory grow with the number of articles, as tables and a plot.

Builds an index step by step (10,000, 50,000, 150,000 articles), asks the questions of `bench speed` at each
step, then makes an index of a million documents out of copies of the last one's segments: its answers are
of no use, their time is what a million costs. `python run.py bench scale --write` puts the plot into
docs/scale.svg and the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import string
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.made_articles import NEWS, articles
from bench.peers import Question
from bench.speed import (
    BATCH,
    _apart,
    _ask_peer,
    _in_parallel,
    _say,
    _size,
    _terms,
    questions_for,
)
from bench.tables import DOCUMENT, OURS, UNCACHED, write_section
from indexer.article import Article
from indexer.engines import open_writer
from indexer.engines.whoosh.manifest import read_deleted, read_manifest, write_generation
from indexer.engines.whoosh.segment_files import Built

MILLION = 1_000_000


@dataclass(frozen=True)
class Step:
    """What was measured at one size. Times in ms (geometric means of medians), bytes per index and process."""

    documents: int
    warm: float
    cold: float
    size: int
    anonymous: int
    seconds: float | None


def _ask(index: Path, questions: list[Question], documents: int, seconds: float | None, pause: float) -> Step:
    warm = _apart(_ask_peer, OURS, index, questions, pause)
    cold = _apart(_ask_peer, UNCACHED, index, questions, pause)
    means = [statistics.geometric_mean([m for m in one.medians() if m]) for one in (warm, cold)]
    return Step(documents, means[0], means[1], _size(index), warm.anonymous, seconds)


def _build(every: Iterator[Article], count: int, index: Path) -> float:
    """Add `count` articles to an index; the seconds it took."""
    with open_writer(index) as writer, ProcessPoolExecutor() as pool:
        left = islice(every, count)
        batches = iter(lambda: list(islice(left, BATCH)), [])
        started = time.perf_counter()
        handles = list(_in_parallel(pool, writer.builder(), batches))
        writer.commit(add=handles, delete=[], state=b"")
        return time.perf_counter() - started


def copies(index: Path, target: Path, documents: int) -> int:
    """An index of about `documents` documents: the segments of `index`, each several times."""
    target.mkdir()
    manifest = read_manifest(index)
    listed = list(zip(manifest.segments, read_deleted(index, manifest), strict=True))
    entries: list[tuple[Built, NDArray[np.intp]]] = []
    rng = random.Random(1)
    total = 0
    while total < documents:
        built, deleted = listed[len(entries) % len(listed)]
        copy = replace(built, segid="".join(rng.choices(string.ascii_lowercase, k=16)))
        shutil.copyfile(index / built.file_name, target / copy.file_name)
        entries.append((copy, deleted))
        total += built.documents
    write_generation(target, 1, entries, b"")
    return total


def table(steps: Sequence[Step]) -> list[str]:
    """The steps as a Markdown table."""
    rows = [
        "| documents | built, articles/s | index, KB/article | query, ms | words not cached, ms | own memory, MB |",
        "|---|---|---|---|---|---|",
    ]
    for step in steps:
        built = f"{step.documents / step.seconds:,.0f}" if step.seconds else "–"
        rows.append(
            f"| {step.documents:,} | {built} | {step.size / step.documents / 1024:.2f} | {step.warm:.3f} "
            f"| {step.cold:.3f} | {step.anonymous / 2**20:.0f} |"
        )
    return rows


def plot(steps: Sequence[Step]) -> str:
    """Two curves as SVG: µs of a query and KB of memory per thousand documents, by documents (log scales)."""
    import math

    width, height, left, bottom = 640, 360, 70, 50
    curves = {
        "query, words cached (ms)": [step.warm for step in steps],
        "query, words not cached (ms)": [step.cold for step in steps],
        "own memory (KB per article)": [step.anonymous / step.documents / 1024 for step in steps],
    }
    xs = [math.log10(step.documents) for step in steps]
    ys = [math.log10(value) for values in curves.values() for value in values]
    low, high = math.floor(min(ys)), math.ceil(max(ys))

    def place(x: float, y: float) -> tuple[float, float]:
        across = (x - xs[0]) / (xs[-1] - xs[0] or 1)
        up = (y - low) / (high - low or 1)
        return left + across * (width - left - 190), height - bottom - up * (height - bottom - 30)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for exponent in range(low, high + 1):
        x, y = place(xs[0], exponent)
        parts.append(f'<line x1="{x}" y1="{y:.1f}" x2="{width - 190}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{x - 8}" y="{y + 4:.1f}" text-anchor="end">{10**exponent:g}</text>')
    for step, x in zip(steps, xs, strict=True):
        at, y = place(x, low)
        parts.append(f'<text x="{at:.1f}" y="{y + 20:.1f}" text-anchor="middle">{step.documents:,}</text>')
    for (name, values), colour in zip(curves.items(), ("#b3261e", "#1a5fb4", "#26734d"), strict=True):
        points = [place(x, math.log10(value)) for x, value in zip(xs, values, strict=True)]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(
            f'<text x="{points[-1][0] + 8:.1f}" y="{points[-1][1] + 4:.1f}" fill="{colour}">{name}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])


def main(argv: list[str] | None = None) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="run.py bench scale", description=__doc__)
    parser.add_argument("--steps", default="10000,50000,150000", help="sizes to build, ascending")
    parser.add_argument(
        "--copies", type=int, default=MILLION, help="documents of the index made of copies; 0: none"
    )
    parser.add_argument("--source", type=Path, default=NEWS, help="JSONL of articles, gzipped or not")
    parser.add_argument("--seconds", type=float, default=0.2, help="to spend on each question")
    parser.add_argument(
        "--write", action="store_true", help="write docs/scale.svg, and the table into docs/benchmarks.md"
    )
    options = parser.parse_args(argv)
    if not options.source.exists():
        _say(f"{options.source}: no such file; name a JSONL of articles with --source")
        return 2
    sizes = [int(size) for size in options.steps.split(",")]
    steps: list[Step] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        folder = Path(made)
        source, index = folder / "terms.jsonl", folder / "index"
        source.write_text("\n".join(_terms(list(articles(min(sizes[0], 10_000), options.source)))) + "\n")
        questions = questions_for(source)
        every, before = articles(sizes[-1], options.source), 0
        seconds = 0.0
        for size in sizes:
            seconds += _build(every, size - before, index)
            before = size
            steps.append(_ask(index, questions, size, seconds, options.seconds))
            _say(f"{size:,}: {steps[-1]}")
        if options.copies:
            total = copies(index, folder / "copies", options.copies)
            steps.append(_ask(folder / "copies", questions, total, None, options.seconds))
    command = " ".join(["python run.py bench scale", *(argv if argv is not None else sys.argv[1:])])
    rows = [
        "## Scale",
        "",
        f"`{command}`, {time.strftime('%Y-%m-%d')}. Geometric means over {len(questions)} questions; the largest index is made"
        " of copies of the segments of the one before. *Own memory* is anonymous; the index itself is mapped and shared.",
        "",
        *table(steps),
        "",
    ]
    print("\n".join(rows))
    if options.write:
        (DOCUMENT.parent / "scale.svg").write_text(plot(steps), encoding="utf-8")
        write_section([*rows, "![Time and memory by number of articles](scale.svg)", ""], "scale")
    return 0


if __name__ == "__main__":
    sys.exit(main())
