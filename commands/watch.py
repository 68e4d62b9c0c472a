"""`run.py watch`: keeps the index in step with a folder."""

from __future__ import annotations

import time
from pathlib import Path

import click

from commands import options
from commands.index import print_remarks, print_skipped, summary
from indexer.corpus import PageFile, Stamp, walk
from indexer.errors import TinCongDoanError
from indexer.guard import internal
from indexer.pipeline import update


@click.command("watch")
@options.corpus
@options.index
@options.engine
@click.option(
    "--every",
    default=2.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="Seconds between two looks.",
)
@options.jobs
def command(corpus: Path | None, index: Path, engine: str, every: float, jobs: int) -> None:
    """Keep the index in step with the corpus until interrupted.

    A page is read once it has stayed the same between two looks, so that one still being written is left
    alone. Running servers answer from the new index at once.
    """
    corpus = options.corpus_of(corpus, index, engine)
    click.echo(f"Watching {corpus} (Ctrl-C stops)")
    indexed: dict[str, Stamp] | None = None
    before = _stamps(corpus)
    while True:
        # A full disk or a folder that is away for a while is told and tried again: a watcher goes on watching.
        try:
            now = _stamps(corpus)
            if now and now == before and now != indexed:
                report = update(corpus, index, engine=engine, jobs=jobs)
                indexed = now
                print_skipped(report)
                print_remarks(report)
                click.echo(summary(report))
            before = now
        except (TinCongDoanError, OSError) as error:
            click.echo(str(error), err=True)
        except Exception as error:
            click.echo(f"{internal(error)}. Watching goes on.", err=True)
        time.sleep(every)


def _stamps(corpus: Path) -> dict[str, Stamp]:
    return {entry.name: entry.stamp for entry in walk(corpus) if isinstance(entry, PageFile)}
