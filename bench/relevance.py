"""Relevance: nDCG@10 of our default ranking beside what simpler engines give, for three ways of typing.

Through the door: the default of `Search.search`, as site, API and command line use it (`--match any`: every word
optional). Builds a temporary index of each collection of `bench/judged.py` and asks every query as written, without diacritics, and
with diacritics on half of its words. The peers: stock Whoosh over pyvi's words, over syllables, and over folded
syllables (`search.baseline`). Prints one table per collection with the p-value of the difference to ours; nothing
is asserted. `--write` puts the tables into docs/benchmarks.md. `--vary NAME --values A,B` prints instead what each value
of one constant of `search.rank.ranking` gives.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from bench.judged import SEED, SHARED, Collection, events, headlines, phrases, xquad
from bench.tables import machine, write_section
from bench.typing_slips import half
from indexer.article import Article
from indexer.engines import open_writer
from indexer.vietnamese import fold
from search import Search
from search.answering import Match
from search.baseline import folded, stock_of, syllables, words
from search.evaluate import Measures, Ranker, measure, ranker, significance
from search.rank import ranking

SETS: dict[str, Callable[[int], Collection]] = {
    "xquad": lambda others: xquad(),
    "headlines": headlines,
    "phrases": phrases,
    "events": events,
}
DISTRACTORS = 20_000
BATCH = 2_000


TYPED: dict[str, Callable[[str], str]] = {
    "accented": str,
    "unaccented": fold,
    "half": lambda text: half(text, random.Random(f"{SEED} {text}")),
}


def open_index(articles: list[Article], folder: str) -> Search:
    """A new index of the articles."""
    with open_writer(folder, full=True) as writer:
        handles = [writer.build(articles[at : at + BATCH]) for at in range(0, len(articles), BATCH)]
        writer.commit(add=handles, delete=[], state=b"")
    return Search.open(folder)


def compare(collection: Collection, peers: bool, match: Match) -> list[str]:
    """Measure one collection; prints its table, as Markdown, and returns the rows."""
    rows = [
        "",
        f"{collection.name}: {len(collection.queries):,} queries, {len(collection.articles):,} documents.",
        "",
        "| nDCG@10 (p of the difference) | " + " | ".join(TYPED) + " | ms a query |",
        "|---" * (len(TYPED) + 2) + "|",
    ]
    print("\n".join(rows), flush=True)
    with tempfile.TemporaryDirectory(prefix="relevance-") as folder:
        row, ours = _row("ours", ranker(open_index(collection.articles, folder), match), collection, None)
    rows.append(row)
    kinds = (("pyvi's words", words), ("syllables", syllables), ("folded syllables", folded)) if peers else ()
    for name, tokens in kinds:
        row, _ = _row(f"stock Whoosh, {name}", stock_of(collection.articles, tokens), collection, ours)
        rows.append(row)
    return rows


def vary(collections: list[Collection], name: str, values: list[float]) -> None:
    """Print nDCG@10 of each collection for each value of a constant of `search.rank.ranking`, typed in each way."""
    for collection in collections:
        print(f"\n{collection.name}: {len(collection.queries):,} queries; nDCG@10", flush=True)
        print(f"{name:<24}" + "".join(f"{way:>14}" for way in TYPED))
        with tempfile.TemporaryDirectory(prefix="relevance-") as folder:
            open_index(collection.articles, folder).close()
            for value in [None, *values]:
                with _constant(name, value) as shown:
                    rank = ranker(Search.open(folder))  # a new one, that remembers no answers
                    cells = [
                        measure(rank, {q: typed(t) for q, t in collection.queries.items()}, collection.qrels)
                        for typed in TYPED.values()
                    ]
                print(f"{shown:<24}" + "".join(f"{cell.ndcg:>14.4f}" for cell in cells), flush=True)


@contextmanager
def _constant(name: str, value: float | None) -> Iterator[str]:
    """`search.rank.ranking` with another value of a constant (None: its own); yields what to call it."""
    old = ranking.RANKING
    inner = hasattr(old, name)
    before = getattr(old if inner else ranking, name)
    if value is None:
        yield f"{before} (as it is)"
        return
    try:
        if inner:
            ranking.RANKING = replace(old, **{name: value})
        else:
            setattr(ranking, name, type(before)(value))
        yield f"{value:g}"
    finally:
        setattr(ranking, "RANKING" if inner else name, old if inner else before)


def _row(
    name: str, rank: Ranker, collection: Collection, ours: Mapping[str, Measures] | None
) -> tuple[str, dict[str, Measures]]:
    measured, cells = {}, []
    begun = time.perf_counter()
    for way, typed in TYPED.items():
        queries = {qid: typed(text) for qid, text in collection.queries.items()}
        measured[way] = measure(rank, queries, collection.qrels)
        p = f" ({significance(ours[way], measured[way]):.4f})" if ours else ""
        cells.append(f"{measured[way].ndcg:.4f}{p}")
    spent = (time.perf_counter() - begun) / (len(TYPED) * max(1, len(collection.queries))) * 1000
    row = f"| {name} | " + " | ".join(cells) + f" | {spent:.1f} |"
    print(row, flush=True)
    return row, measured


def main(argv: list[str] | None = None) -> int:
    """`run.py bench relevance`; 1 when the shared collections are missing."""
    parser = argparse.ArgumentParser(prog="run.py bench relevance", description=__doc__.split("\n\n")[0])
    parser.add_argument("--set", choices=(*SETS, "all"), default="all", help="which collection")
    parser.add_argument(
        "--distractors", type=int, default=DISTRACTORS, help="other articles beside headlines'"
    )
    parser.add_argument("--queries", type=int, help="only the first so many queries of each collection")
    parser.add_argument("--no-peers", action="store_true", help="only our own ranking")
    parser.add_argument("--match", choices=("all", "any"), default="all", help="any: every word optional")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    parser.add_argument(
        "--vary", metavar="NAME", help="a constant of search/rank/ranking.py (or of RANKING in it)"
    )
    parser.add_argument("--values", default="", help="what it is set to, one after the other: 0.1,0.2")
    options = parser.parse_args(argv)
    if options.vary and not hasattr(ranking, options.vary) and not hasattr(ranking.RANKING, options.vary):
        parser.error(f"search/rank/ranking.py has no {options.vary}")
    if not (SHARED / "retrieval").is_dir():
        print(f"there is no {SHARED / 'retrieval'}: nothing to measure with")
        return 1
    collections = [make(options.distractors) for name, make in SETS.items() if options.set in (name, "all")]
    collections = [
        replace(one, queries=dict(list(one.queries.items())[: options.queries])) for one in collections
    ]
    if options.vary:
        vary(collections, options.vary, [float(value) for value in options.values.split(",") if value])
        return 0
    tables = [
        row for collection in collections for row in compare(collection, not options.no_peers, options.match)
    ]
    if options.write:
        command = " ".join(["python run.py bench relevance", *(argv or sys.argv[3:])])
        write_section(
            ["## Relevance", "", f"`{command}`, {date.today()}. {machine()}.", *tables, ""], "relevance"
        )
    return 0
