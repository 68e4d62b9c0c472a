"""What the parts of a search cost: understanding the query, marking ten results, the whole of it, and the worst queries.

Everything between the typed words and the shown results, where `bench speed` measures the engine alone. Queries are
made of headlines and paragraphs of real articles, each asked for the first time unless it says otherwise. Times are milliseconds of
processor time of this process, but for the start of `run.py search`, which is wall-clock time. `python run.py bench parts --write`
puts the tables into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from bench.building import build
from bench.made_articles import NEWS, articles, records
from bench.tables import machine, write_section
from indexer.errors import QueryError
from indexer.vietnamese import fold
from search import Search
from search.parse.query import parse
from search.present.highlight import Highlighter
from search.snapshot import IndexSnapshot
from search.understand.planner import QueryPlan, plan_query

ROOT = Path(__file__).resolve().parent.parent
QUERIES = 300
PARAGRAPHS = 30
STARTS = 7
MARKED = (
    "công đoàn",
    "cong doan",
    "người lao động thu nhập thấp",
    "giá vàng hôm nay tăng mạnh",
    '"bảo hiểm xã hội"',
    "hoc sinh lop 10",
    "LĐLĐ hà nội",
)
WORST: dict[str, dict[str, Any]] = {
    "every word that begins with *t*": {"q": "t*"},
    "nothing but exclusions, by a beginning": {"q": "người -t*"},
    "a phrase of the commonest words": {"q": '"người là một trong"'},
    "alternatives of the commonest words": {"q": "của OR và OR là OR được"},
    "page 1,000 of a common word": {"q": "người", "page": 1000},
    "a hundred results at once": {"q": "thành phố", "size": 100},
}


def _cpu(function: Callable[[], Any]) -> float:
    """Milliseconds of processor time that a call takes."""
    begun = time.process_time()
    function()
    return 1000 * (time.process_time() - begun)


def _row(name: str, times: Sequence[float]) -> str:
    ordered = sorted(times)
    figures = (statistics.median(ordered), ordered[int(len(ordered) * 0.9)], ordered[-1])
    return f"| {name} | " + " | ".join(f"{figure:.2f}" for figure in figures) + " |"


def _understood(state: IndexSnapshot, q: str) -> QueryPlan:
    return plan_query(parse(q, lambda facet, text: ()), state.stats)


def understanding(state: IndexSnapshot, titles: Sequence[str]) -> list[str]:
    """Query analysis: parsing, reading, restoring, expanding."""
    rows = []
    for words in (3, 12):
        queries = [" ".join(title.split()[:words]) for title in titles if len(title.split()) >= words]
        for name, some in (("", queries), (", without accents", list(map(fold, queries)))):
            for when in ("first time", "again"):
                times = [_cpu(partial(_understood, state, q)) for q in some]
                rows.append(_row(f"understand {words} words{name}, {when}", times))
    return rows


def marking(search: Search) -> list[str]:
    """Highlights of ten results, of articles that are not remembered."""
    state = search.snapshot()
    rows = []
    for q in MARKED:
        highlighter = Highlighter(_understood(state, q).targets)
        found = [hit.article for hit in search.search(q).hits]
        length = sum(len(one.body) for one in found) // max(1, len(found))

        def mark(highlighter: Highlighter = highlighter, found: Any = found) -> None:
            highlighter.articles(found)

        mark()
        rows.append(
            _row(
                f"ten highlights, *{q}* (articles of {length:,} characters)", [_cpu(mark) for _ in range(15)]
            )
        )
    return rows


def whole(search: Search, titles: Sequence[str], bodies: Sequence[str], rng: random.Random) -> list[str]:
    """A search from the typed words to the highlighted results."""

    def part(title: str, most: int) -> str:
        words = title.split()
        size = rng.randint(2, most)
        start = rng.randrange(max(1, len(words) - size + 1))
        return " ".join(words[start : start + size])

    def timed(queries: Iterable[str]) -> list[float]:
        return [_cpu(partial(search.search, q)) for q in queries]

    few = [part(title, 4) for title in titles]
    rows = [
        _row("search, two to four words of a headline", timed(few)),
        _row("the same again, from memory", timed(few[-100:])),
        _row("search, a headline without accents", timed(map(fold, titles[:100]))),
    ]
    for words in (32, 64, 200):
        rows.append(
            _row(f"search, {words} words of an article", timed(" ".join(b.split()[:words]) for b in bodies))
        )
    unaccented = timed(fold(" ".join(body.split()[:200])) for body in bodies)
    rows.append(_row("search, 200 words of an article without accents", unaccented))
    for name, request in WORST.items():
        try:
            times = _variants(search, request)
        except QueryError as refused:
            rows.append(f"| {name} | refused: {refused} | | |")
        else:
            rows.append(_row(f"{name} (`{request['q']}`)", times))
    return rows


def _variants(search: Search, request: dict[str, Any]) -> list[float]:
    """The same question for several years each, so that no answer is remembered."""
    return [_cpu(partial(search.search, **request, years=years)) for years in ((), (2024,), (2023, 2025))]


def starting(index: Path) -> list[str]:
    """`run.py search` as a process: all that happens between the key and the answer (wall-clock)."""
    times = []
    for _ in range(STARTS):
        begun = time.perf_counter()
        command = [sys.executable, "run.py", "search", "--index", str(index), "công đoàn cơ sở"]
        subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        times.append(1000 * (time.perf_counter() - begun))
    return [_row("`run.py search`, a process from start to end", times)]


def measure(index: Path, seed: int) -> list[str]:
    """The table over an index that exists."""
    rng = random.Random(seed)
    every = rng.sample(records(NEWS), QUERIES + PARAGRAPHS)
    titles = [record["title"] for record in every[:QUERIES]]
    bodies = [record["body"] for record in every[QUERIES:]]
    search = Search.open(index)
    search.search("công đoàn")  # what a running server has loaded
    rows = ["| ms | median | 90 % | most |", "|---|---|---|---|"]
    rows += understanding(search.snapshot(), titles)
    rows += marking(search)
    rows += whole(search, titles, bodies, rng)
    search.close()
    return rows + starting(index)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py bench parts", description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--index", type=Path, help="an index that exists, instead of building one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    options = parser.parse_args(arguments)
    if not NEWS.exists():
        print(f"needs {NEWS.name} in ../shared, which is not here", file=sys.stderr)
        return 1
    with ExitStack() as stack:
        index = options.index
        if index is None:
            index = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "index"
            print(f"building an index of {options.articles:,} articles …", file=sys.stderr)
            every = articles(options.articles)
            build("whoosh", str(index), iter(lambda: list(islice(every, 4_000)), []))
        rows = measure(index, options.seed)
    said = [
        "## Parts of a search",
        "",
        f"`python run.py bench parts --write`, {date.today()}. {machine()}. Processor time in milliseconds; "
        "queries are parts of real articles, asked for the first time unless it says otherwise.",
        "",
        *rows,
    ]
    print("\n".join(said))
    if options.write:
        write_section(said, "parts")
    return 0
