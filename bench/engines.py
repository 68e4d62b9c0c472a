"""The same search on both engines: building, size, answers, relevance.

Reads the articles and queries of `../shared`, builds the same index on disk (whoosh) and on an OpenSearch cluster, and asks
both through `Search`: two to four words of a headline, half of them without diacritics (times), and the judged queries
(nDCG@10, and how many of the first ten results the two have in common). The cluster is the one at `--opensearch`, or
three nodes on this machine that are started for the purpose and share its cores. Nothing is asserted.
`python run.py bench engines --write` puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench.building import Built, build, cluster, processor_seconds
from bench.relevance import Collection, headlines, xquad
from indexer.article import Article
from indexer.vietnamese import fold
from search import Search
from search.evaluate import measure, ranker

BATCH = 2_000
DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- engines -->", "<!-- /engines -->"


@dataclass
class Measured:
    """What was measured of one engine over the news articles. Times in ms, those of processors too."""

    engine: str
    built: Built = field(default_factory=lambda: Built(0.0, 0.0, 0))
    times: list[float] = field(default_factory=list)
    search_cpu: float = 0.0
    ndcg: dict[str, float] = field(default_factory=dict)
    top: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def percentile(self, share: float) -> float:
        return sorted(self.times)[min(len(self.times) - 1, int(share * len(self.times)))]


def batches(articles: Sequence[Article]) -> Iterator[list[Article]]:
    """What one process builds at a time."""
    for start in range(0, len(articles), BATCH):
        yield list(articles[start : start + BATCH])


def typed(queries: Mapping[str, str], count: int) -> list[str]:
    """What people type: two to four words in a row of a headline, every other time without diacritics."""
    chance = random.Random(7)
    found = []
    for text in chance.sample(sorted(queries.values()), min(count, len(queries))):
        words = text.split()
        size = chance.randint(2, 4)
        start = chance.randrange(max(1, len(words) - size))
        query = " ".join(words[start : start + size])
        found.append(fold(query) if len(found) % 2 else query)
    return found


def sampled(collection: Collection, count: int) -> Collection:
    """The collection with some of its queries, always the same ones."""
    chosen = random.Random(5).sample(sorted(collection.queries), min(count, len(collection.queries)))
    return replace(collection, queries={qid: collection.queries[qid] for qid in chosen})


def run(
    engine: str,
    place: Callable[[str], str],
    news: Collection,
    passages: Collection,
    options: argparse.Namespace,
) -> Measured:
    """Build and ask one engine; `place` gives the index of a name."""
    measured = Measured(engine)
    for collection, name in ((news, "bench-news"), (passages, "bench-passages")):
        index = place(name)
        built = build(engine, index, batches(collection.articles), options.jobs)
        search = Search.open(index, engine)
        if collection is news:
            measured.built = built
            queries = typed(collection.queries, options.typed)
            for query in queries[:20]:
                search.search(query)
            before = processor_seconds(engine, index)
            for query in queries:
                started = time.perf_counter()
                search.search(query)
                measured.times.append((time.perf_counter() - started) * 1000)
            measured.search_cpu = 1000 * (processor_seconds(engine, index) - before) / len(queries)
        rank = ranker(search)
        for form, change in (("as written", str), ("without diacritics", fold)):
            changed = {
                qid: change(text) for qid, text in sampled(collection, options.queries).queries.items()
            }
            tops: dict[str, list[str]] = {}

            def remember(query: str, depth: int) -> list[tuple[str, float]]:
                found = rank(query, depth)  # noqa: B023
                tops[query] = [document for document, _ in found]  # noqa: B023
                return found

            label = f"{name.removeprefix('bench-')}, {form}"
            measured.ndcg[label] = measure(remember, changed, collection.qrels).ndcg
            measured.top[label] = tops
        search.close()
    return measured


def overlap(left: Mapping[str, list[str]], right: Mapping[str, list[str]]) -> float:
    """The mean share of the first ten results that two engines have in common."""
    return statistics.mean(len(set(left[q]) & set(right[q])) / max(1, len(left[q])) for q in left)


def table(ours: Measured, theirs: Measured, articles: int) -> str:
    """The figures side by side, as Markdown."""
    rows: list[tuple[str, str, str]] = [
        ("", "embedded (whoosh)", "OpenSearch, three nodes"),
        ("---", "---", "---"),
        ("build, articles/s", *(f"{articles / m.built.seconds:,.0f}" for m in (ours, theirs))),
        (
            "build, ms of processor per article",
            *(f"{1000 * m.built.cpu / articles:,.1f}" for m in (ours, theirs)),
        ),
        ("size, bytes/article (one copy)", *(f"{m.built.size / articles:,.0f}" for m in (ours, theirs))),
        ("query, p50 ms", *(f"{m.percentile(0.5):,.1f}" for m in (ours, theirs))),
        ("query, p99 ms", *(f"{m.percentile(0.99):,.1f}" for m in (ours, theirs))),
        ("query, ms of processor", *(f"{m.search_cpu:,.1f}" for m in (ours, theirs))),
    ]
    for label in ours.ndcg:
        rows.append((f"nDCG@10, {label}", *(f"{m.ndcg[label]:.3f}" for m in (ours, theirs))))
    for label in ours.top:
        rows.append(
            (f"first ten in common, {label}", "", f"{overlap(ours.top[label], theirs.top[label]):.0%}")
        )
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def main(arguments: list[str]) -> int:
    """Measure, print, and with `--write` put the table into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(prog="run.py bench engines", description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=45_000, help="news articles to index")
    parser.add_argument("--queries", type=int, default=300, help="judged queries of each collection")
    parser.add_argument("--typed", type=int, default=500, help="queries whose time is taken")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="processes that build")
    parser.add_argument("--opensearch", metavar="URL", help="hosts of a cluster; default: started here")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    options = parser.parse_args(arguments)
    news = headlines(max(0, options.articles - 1_000))
    passages = xquad()
    with tempfile.TemporaryDirectory(prefix="tcd-engines-") as folder:
        ours = run("whoosh", lambda name: f"{folder}/{name}", news, passages, options)
    with cluster(options.opensearch) as hosts:
        theirs = run("opensearch", lambda name: f"{hosts}/{name}", news, passages, options)
    text = (
        f"{len(news.articles):,} articles; {options.jobs} processes build; queries one after the other through `Search`, "
        f"ten results with highlights and facets; load of the machine {os.getloadavg()[1]:.1f}.\n\n"
        + table(ours, theirs, len(news.articles))
    )
    print(text)
    if options.write:
        _write(text)
    return 0


def _write(text: str) -> None:
    """Replace what stands between the marks in docs/benchmarks.md, or add it."""
    old = DOCUMENT.read_text() if DOCUMENT.exists() else "# Benchmarks\n"
    block = f"{BEGIN}\n{text}\n{END}"
    if BEGIN in old:
        before, _, rest = old.partition(BEGIN)
        new = before + block + rest.partition(END)[2]
    else:
        new = f"{old.rstrip()}\n\n## The same search on a cluster\n\n`python run.py bench engines --write`\n\n{block}\n"
    DOCUMENT.write_text(new)
