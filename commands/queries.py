"""`run.py queries`: what readers asked and did not find, from the server's log."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

import click


@click.command("queries")
@click.argument("log", type=click.File(encoding="utf-8", errors="replace"))
@click.option(
    "--most", default=50, show_default=True, type=click.IntRange(min=1), help="Queries shown at most."
)
@click.option("--all", "everything", is_flag=True, help="Also those that found something.")
def command(log: Iterable[str], most: int, everything: bool) -> None:
    """Print the queries in the file LOG (`-`: standard input) that found nothing, the most frequent first.

    The log holds queries only while the server runs with TCD_LOG_QUERIES=1.
    """
    times_asked: Counter[tuple[str, int]] = Counter()
    for line in log:
        try:
            entry = json.loads(line[line.index("{") :])  # journalctl puts words before it
            query, total = entry["q"], entry["total"]
        except (ValueError, KeyError, TypeError):
            continue
        if isinstance(query, str) and isinstance(total, int) and (everything or total == 0):
            times_asked[" ".join(query.split()).lower(), total] += 1
    for (query, total), times in times_asked.most_common(most):
        click.echo(f"{times:7,}  {total:9,}  {query}" if everything else f"{times:7,}  {query}")
    if not times_asked:
        click.echo("No such query in this log. Does the server run with TCD_LOG_QUERIES=1?", err=True)
