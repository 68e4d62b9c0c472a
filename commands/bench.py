"""`run.py bench NAME`: the benchmarks of `bench/`, each with options of its own."""

from __future__ import annotations

import importlib

import click

BENCHMARKS = {
    "engines": "the same search on the embedded engine and on a cluster of three nodes",
    "extraction": "precision and recall of every field and facet, and the time per page",
    "heldout": "nDCG@10 on queries made by a seed, as people type them, beside an earlier state",
    "ledger": "precision and recall of figures and honours, by measure, act and status",
    "pages": "results, home, articles, coverage and keystrokes of the site",
    "parts": "understanding, marking, whole searches, the worst queries, a start of `run.py search`",
    "relevance": "nDCG@10 of our ranking beside simpler ones",
    "reliability": "kills, power cuts, failed writes, flipped bits, hostile queries, load, script",
    "scale": "time, size and memory from ten thousand to a million articles, as a plot",
    "segmentation": "speed of word segmentation, and equality with pyvi",
    "servers": "the same site behind several WSGI servers, and what they do on reload and stop",
    "speed": "queries, building and size beside other engines",
    "warc": "pages a second of `index` over a crawl in WARC files",
}


@click.command("bench", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("name", required=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def command(context: click.Context, name: str | None, arguments: tuple[str, ...]) -> None:
    """Run one benchmark of bench/; `run.py bench NAME --help` shows its options."""
    if name in (None, "--help", "-h"):
        click.echo("Usage: run.py bench NAME [OPTIONS]\n\nRun one benchmark:\n")
        for known, help in BENCHMARKS.items():
            click.echo(f"  {known:14} {help}")
        return
    if name not in BENCHMARKS:
        raise click.UsageError(f"There is no benchmark {name!r}; there are {', '.join(BENCHMARKS)}.")
    context.exit(importlib.import_module(f"bench.{name}").main(list(arguments)) or 0)
