"""`run.py evaluate`: nDCG@10, MRR@10 and Recall@10 of an index against TREC judgements."""

from __future__ import annotations

from pathlib import Path

import click

from commands import options
from search import Search
from search.answering import Match
from search.evaluate import report


@click.command("evaluate")
@options.index
@options.engine
@click.option(
    "--queries", required=True, type=click.Path(path_type=Path, exists=True), help="Lines of QID<TAB>QUERY."
)
@click.option("--qrels", required=True, type=click.Path(path_type=Path, exists=True), help="TREC judgements.")
@click.option("--run", "run_file", type=click.Path(path_type=Path), help="Write a TREC run file here.")
@click.option("--explain", metavar="QID", help="Show one query: its results, their judgements and scores.")
@click.option(
    "--baseline", is_flag=True, help="Compare with stock Whoosh and pyvi over the same documents (slow)."
)
@click.option(
    "--match",
    type=click.Choice(["all", "any"]),
    default="all",
    show_default=True,
    help="all: as the site, the API and `search` answer; any: every word optional, for experiments.",
)
def command(
    index: Path,
    engine: str,
    queries: Path,
    qrels: Path,
    run_file: Path | None,
    explain: str | None,
    baseline: bool,
    match: Match,
) -> None:
    """Measure the relevance of the index."""
    search = Search.open(index, engine=engine)
    click.echo(
        report(search, queries, qrels, run_file=run_file, explain=explain, baseline=baseline, match=match)
    )
