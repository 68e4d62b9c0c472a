"""Speed against peers: same machine, same articles, one run; first whole answers to new queries, then the bare engine.

The whole answer (`bench/whole.py`) is what a person gets: total, ten results with marks, facets, of a query that nobody asked
before, in the process and over HTTP. The bare engine leaves out reading the query, accents restored, feedback, the articles, marks and
the server, and is asked the same again and again: it measures building (articles per second), size on disk, memory, and how long it takes to find the ten best
of the documents that match and to count them by district and year, for a mix of at least forty questions.
`python run.py bench speed --articles 100000`; the table goes to stdout and, with `--write`, into
docs/benchmarks.md. With `--engine opensearch` the same index on a cluster (`bench/building.py`) stands in the same table;
its memory is that of its nodes' Java, its processor time that of the nodes and of ours. Stock Whoosh is slow, so it is compared over fewer articles (`--stock-articles`),
with our engine asked over those same articles.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from bench import whole
from bench.building import Built, build, cluster, in_parallel, memory_of_nodes, processor_seconds
from bench.made_articles import NEWS, articles
from bench.peers import PEERS, Question, has_xapian, lines, run_xapian, sample
from bench.tables import (
    CLUSTER,
    OURS,
    STOCK,
    UNCACHED,
    XAPIAN,
    Measured,
    build_table,
    latency_table,
    machine,
    versions,
    write_section,
)
from indexer.article import FIELDS, Article
from indexer.engines import ENGINES
from indexer.vietnamese import analyse

T = TypeVar("T")
BATCH = 4_000


def _apart(function: Callable[..., T], *arguments: Any) -> T:
    """Run in a process of its own, so that memory is this engine's alone."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def _batches(count: int, path: Path) -> Iterator[list[Article]]:
    every = articles(count, path)
    while batch := list(islice(every, BATCH)):
        yield batch


def _terms(batch: list[Article]) -> list[str]:
    """The rows of the file that peers read."""
    rows = []
    for article in batch:
        terms = [s for name in FIELDS for s in analyse(article.text(name), words=False).syllables]
        districts = [district.value for district in article.districts]
        rows.append(json.dumps([" ".join(terms), districts, str(article.year)], ensure_ascii=False))
    return rows


def build_ours(count: int, path: Path, folder: Path, source: Path) -> Measured:
    """Build our index, with one process per core, and the peers' file of terms if it is not there yet."""
    measured = Measured(OURS)
    if not source.exists():
        with source.open("w", encoding="utf-8") as file, ProcessPoolExecutor() as pool:
            for rows in in_parallel(pool, _terms, _batches(count, path)):
                file.writelines(row + "\n" for row in rows)
    made = list(_batches(count, path))
    return _built(measured, build("whoosh", str(folder), iter(made)))


def build_on_cluster(count: int, path: Path, place: str) -> Measured:
    """The same on a cluster."""
    made = list(_batches(count, path))
    return _built(Measured(CLUSTER), build("opensearch", place, iter(made)))


def _built(measured: Measured, built: Built) -> Measured:
    measured.build_seconds, measured.build_cpu, measured.size = built.seconds, built.cpu, built.size
    return measured


def _stored(folder: Path) -> int:
    """Bytes of our index that are the stored Articles."""
    from indexer.engines.whoosh.array_file import ArrayFile

    files = [ArrayFile(path) for path in folder.glob("*.arrays")]
    return sum(file["doc.stored"].raw.nbytes for file in files)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _build_peer(name: str, source: Path, folder: Path) -> tuple[float, float]:
    """Seconds that building took, and of processor time."""
    before, started = processor_seconds(), time.perf_counter()
    PEERS[name]().build(source, folder)
    return time.perf_counter() - started, processor_seconds() - before


def _memory() -> tuple[int, int]:
    """Resident and anonymous bytes of this process."""
    rows = dict(row.split(":", 1) for row in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:])
    return tuple(int(rows[name].split()[0]) * 1024 for name in ("Rss", "Anonymous"))  # type: ignore[return-value]


def _ask_peer(name: str, folder: Path | str, questions: list[Question], seconds: float) -> Measured:
    peer = PEERS[name]()
    before = _memory()
    peer.open(folder)
    measured = Measured(name)
    for question in questions:
        total, times = sample(peer.answer, question, seconds)
        measured.totals.append(total)
        measured.times.append(times)
    after = _memory()
    measured.memory, measured.anonymous = after[0], after[1] - before[1]
    return measured


def measure(name: str, source: Path, folder: Path, questions: list[Question], seconds: float) -> Measured:
    """Build a peer's index and ask it."""
    if name == XAPIAN:
        built = run_xapian("build", source, folder, [], seconds)
        answers = run_xapian("ask", source, folder, questions, seconds)
        totals, times = zip(*answers["results"], strict=True)
        measured = Measured(
            name, built["seconds"], built["cpu"], 0, answers["memory"], 0, list(totals), list(times)
        )
    else:
        took = _apart(_build_peer, name, source, folder)
        measured = _apart(_ask_peer, name, folder, questions, seconds)
        measured.build_seconds, measured.build_cpu = took
    measured.size = _size(folder)
    return measured


def questions_for(source: Path, seed: int = 7) -> list[Question]:
    """At least forty questions, from what the documents say and how often they say it."""
    rng = random.Random(seed)
    frequency: Counter[str] = Counter()
    texts = []
    for line in islice(lines(source), 20_000):
        words = line.terms.split()
        texts.append(words)
        frequency.update(set(words))
    count = len(texts)

    def between(low: float, high: float) -> list[str]:
        return sorted(
            w for w, n in frequency.items() if low * count <= n <= high * count and w.isalpha() and len(w) > 1
        )

    rare, middle, common = between(2 / count, max(0.001, 5 / count)), between(0.01, 0.06), between(0.25, 0.9)

    def score_terms(pool: list[str], size: int) -> tuple[str, ...]:
        """Words of a pool that one text has together."""
        wanted = set(pool)
        while True:
            sample = sorted(set(rng.choice(texts)) & wanted)
            if len(sample) >= size:
                return tuple(rng.sample(sample, size))

    def run(size: int) -> tuple[str, ...]:
        """Words that follow each other in a text."""
        while True:
            words = rng.choice(texts)
            start = rng.randrange(max(1, len(words) - size))
            sample = tuple(words[start : start + size])
            if len(sample) == size and all(word.isalpha() for word in sample):
                return sample

    found = [Question("rare word", (rng.choice(rare),)) for _ in range(6)]
    found += [Question("common word", (rng.choice(common),)) for _ in range(5)]
    found += [Question("two words", score_terms(middle, 2)) for _ in range(6)]
    found += [Question("common words", score_terms(common, n)) for n in (2, 2, 3, 3, 4)]
    found += [Question("many words", run(n)) for n in (5, 6, 7, 8, 10)]
    found += [Question("phrase", run(n), phrase=True) for n in (2, 2, 3, 3, 4)]
    found += [
        Question("prefix", (*score_terms(middle, 1), rng.choice(common)[:2]), prefix=True) for _ in range(3)
    ]
    found += [Question("prefix", (word[:3],), prefix=True) for word in rng.sample(middle, 2)]
    found += [Question("filtered", score_terms(middle, 2), district=f"quan-{n:02}") for n in (0, 5, 9)]
    found += [Question("filtered", score_terms(common, 2), year=str(2015 + n)) for n in (4, 8, 10)]
    found += [Question("filtered", run(3), district="quan-02", year="2024")]
    return found


def compare(
    count: int, path: Path, names: Sequence[str], seconds: float, folder: Path, hosts: str | None
) -> list[str]:
    """Build and ask our engine and the peers `names` over `count` articles, and the cluster at `hosts`; the tables."""
    source = folder / f"terms-{count}.jsonl"
    ours = _apart(build_ours, count, path, folder / "ours", source)
    questions = questions_for(source)
    _say(f"ours: built in {ours.build_seconds:.0f} s")
    measured = []
    for name in (OURS, UNCACHED):
        peer = _apart(_ask_peer, name, folder / "ours", questions, seconds)
        peer.build_seconds, peer.build_cpu, peer.size = ours.build_seconds, ours.build_cpu, ours.size
        measured.append(peer)
        _say(f"{name}: asked")
    if hosts:
        place = f"{hosts}/bench-speed"
        built = _apart(build_on_cluster, count, path, place)
        _say(f"{CLUSTER}: built in {built.build_seconds:.0f} s")
        peer = _apart(_ask_peer, CLUSTER, place, questions, seconds)
        peer.build_seconds, peer.build_cpu, peer.size = built.build_seconds, built.build_cpu, built.size
        peer.memory, peer.anonymous = memory_of_nodes(place), 0
        measured.append(peer)
        _say(f"{CLUSTER}: asked")
    for name in names:
        folder_of_it = folder / name.replace(" ", "-")
        measured.append(measure(name, source, folder_of_it, questions, seconds))
        shutil.rmtree(folder_of_it)
        _say(f"{name}: built in {measured[-1].build_seconds:.0f} s, asked")
    stored = _stored(folder / "ours")
    shutil.rmtree(folder / "ours")
    return [
        f"{count:,} articles, {len(questions)} questions; each: total, ten best, counts of two facets.",
        "",
        *latency_table(measured, questions),
        "",
        *build_table(measured, count, stored),
        "",
    ]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(argv: list[str] | None = None) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="run.py bench speed", description=__doc__)
    parser.add_argument(
        "--articles",
        type=int,
        default=100_000,
        help="how many (more than the source has: made ones); 0: none",
    )
    parser.add_argument("--source", type=Path, default=NEWS, help="JSONL of articles, gzipped or not")
    parser.add_argument(
        "--stock-articles", type=int, default=20_000, help="how many for stock Whoosh; 0: leave it out"
    )
    parser.add_argument(
        "--peers",
        default=",".join(n for n in PEERS if n not in (OURS, UNCACHED, CLUSTER, STOCK)) + "," + XAPIAN,
    )
    parser.add_argument(
        "--requests",
        type=int,
        default=600,
        help="distinct new queries for whole answers; 0: the bare engine only",
    )
    parser.add_argument("--seed", type=int, default=1, help="which pieces of which titles are asked")
    parser.add_argument("--whole-only", action="store_true", help="whole answers only")
    parser.add_argument("--seconds", type=float, default=0.5, help="to spend on each question")
    parser.add_argument(
        "--folder",
        type=Path,
        help="where to work; the file of terms and the indexes of whole answers stay there for the next run",
    )
    parser.add_argument(
        "--engine",
        choices=ENGINES,
        default="whoosh",
        help="opensearch: a cluster too, with the same articles and questions; that of the settings, or one started here",
    )
    parser.add_argument("--opensearch", metavar="URL", help="hosts of the cluster, instead of the settings'")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    options = parser.parse_args(argv)
    if not options.source.exists():
        _say(f"{options.source}: no such file; name a JSONL of articles with --source")
        return 2
    if options.requests and options.articles:
        _whole(options, argv)
    if options.whole_only:
        return 0
    names = [name for name in options.peers.split(",") if name and (name != XAPIAN or has_xapian())]
    runs = [
        ("Speed", options.articles, names),
        ("Speed beside stock Whoosh", options.stock_articles, [STOCK]),
    ]
    for title, count, peers in runs:
        if not count:
            continue
        with tempfile.TemporaryDirectory(prefix="bench-") as made, ExitStack() as nodes:
            folder = options.folder or Path(made)
            folder.mkdir(parents=True, exist_ok=True)
            hosts = None
            if options.engine == "opensearch" and peers is names:
                hosts = nodes.enter_context(cluster(options.opensearch))
            rows = [
                *_preamble(title, argv, peers),
                *compare(count, options.source, peers, options.seconds, folder, hosts),
            ]
        print("\n".join(rows), flush=True)
        if options.write:
            write_section(rows, title.lower())
    return 0


def _whole(options: argparse.Namespace, argv: list[str] | None) -> None:
    """Whole answers to new queries, ours beside the peers that are at hand."""
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        folder = (options.folder or Path(made)) / f"whole-{options.articles}"
        folder.mkdir(parents=True, exist_ok=True)
        found = whole.compare(
            options.articles, options.requests, options.seed, folder, _apart, _say, options.opensearch
        )
    command = " ".join(["python run.py bench speed", *(argv if argv is not None else sys.argv[1:])])
    rows = [
        "## The whole first answer",
        "",
        f"`{command}`, {time.strftime('%Y-%m-%d')}. {machine()}. {versions(False)}.",
        "",
        *found,
        "",
    ]
    print("\n".join(rows), flush=True)
    if options.write:
        write_section(rows, "the whole first answer")


def _preamble(title: str, argv: list[str] | None, peers: Sequence[str]) -> list[str]:
    """What was run, on what, and how to read it."""
    command = " ".join(["python run.py bench speed", *(argv if argv is not None else sys.argv[1:])])
    return [
        f"## {title}",
        "",
        f"`{command}`, {time.strftime('%Y-%m-%d')}. {machine()}. {versions(XAPIAN in peers)}.",
        "",
        "Ours builds from Articles (analysis, three kinds of terms, stored text), on all cores; peers from ready-made"
        " syllables. Our counts are disjunctive. bm25s scores documents with any of the words. Times are medians of"
        " repeated questions, by kind as geometric means; *nothing cached*: what earlier questions left of their"
        " words is forgotten.",
        "",
    ]


if __name__ == "__main__":
    sys.exit(main())
