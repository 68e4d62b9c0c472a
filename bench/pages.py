"""What the pages of the site cost: milliseconds of processor in one process, asked through Flask's test client.

Queries are pieces of real titles that nobody asked before (`new_queries.py`), half of them without accents. *New*: neither
the page nor its answer is remembered; *answer known*: the same search in the other language; *again*: the same address. Home,
coverage and articles are new pages of a process that has answered others. `python run.py bench pages --index DIR`.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections.abc import Iterable
from urllib.parse import quote

from flask.testing import FlaskClient

from bench.new_queries import new_queries
from bench.reliability.outcome import percentile
from search import Search
from webapp import create_app, resource

WARM = 40
KEYSTROKES = range(2, 14)
"""Letters typed when completions are asked for."""


def main(argv: list[str] | None = None) -> int:
    """Print the table, in Markdown."""
    parser = argparse.ArgumentParser(prog="bench pages", description=__doc__)
    parser.add_argument("--index", default="index", help="an index of the articles of which the titles are")
    parser.add_argument("--queries", type=int, default=120)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args(argv)
    app = create_app({"INDEX": options.index, "ACCESS_LOG": False})
    client = app.test_client()
    queries = new_queries(options.queries + WARM, options.seed)
    for q in queries[:WARM]:
        _asked(client, [_search(q), "/coverage", "/", f"/api/suggest?q={quote(q[:4])}"])
    fresh = queries[WARM:]
    new, page_only, again = (
        "results page, new query",
        "results page, answer known, page new",
        "results page, again",
    )
    rows: dict[str, list[float]] = {new: [], page_only: [], again: []}
    found: list[str] = []
    for q in fresh:
        rows[new] += _asked(client, [_search(q)])
        rows[page_only] += _asked(client, [f"{_search(q)}&lang=en"])
        rows[again] += _asked(client, [_search(q)])
        found += _articles(client, q)[:2]
    rows["article, new"] = _asked(client, dict.fromkeys(found[: options.queries]))
    rows["home, new"] = _asked(client, (f"/?utm_source={number}" for number in range(40)))
    rows["coverage, new"] = _asked(client, (f"/coverage?utm_source={number}" for number in range(40)))
    rows["coverage of a year, new"] = _asked(client, (f"/coverage?year={year}" for year in range(2012, 2026)))
    resource.close(app)
    search = Search.open(options.index)
    typed = dict.fromkeys(q[:letters] for q in fresh for letters in KEYSTROKES if letters < len(q))
    rows["a keystroke (`Search.suggest`)"] = [_completed(search, text) for text in typed]
    print("| ms of processor | median | mean | p95 |\n|---|---|---|---|")
    for name, times in rows.items():
        middle, mean, high = statistics.median(times), statistics.fmean(times), percentile(times, 0.95)
        print(f"| {name} | {middle:.1f} | {mean:.1f} | {high:.1f} |")
    return 0


def _search(q: str) -> str:
    return f"/search?q={quote(q)}"


def _articles(client: FlaskClient, q: str) -> list[str]:
    page = client.get(_search(q)).get_data(as_text=True)
    return re.findall(r'<h2 class="hit-title" lang="vi"><a href="(/articles/[^"?]+)', page)


def _asked(client: FlaskClient, addresses: Iterable[str]) -> list[float]:
    """Get each address once; ms of processor for each."""
    times = []
    for address in addresses:
        begun = time.process_time()
        status = client.get(address).status_code
        times.append(1000 * (time.process_time() - begun))
        if status != 200:
            raise SystemExit(f"{address}: {status}")
    return times


def _completed(search: Search, text: str) -> float:
    begun = time.process_time()
    search.suggest(text)
    return 1000 * (time.process_time() - begun)
