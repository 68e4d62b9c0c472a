"""`run.py extract`: the Articles of pages as JSON lines, without touching an index."""

from __future__ import annotations

import json
from pathlib import Path

import click

from indexer.corpus import Unreadable, walk
from indexer.facets import annotate
from indexer.pages import Skipped, read_page


@click.command("extract")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--explain", is_flag=True, help="Add the evidence for each district, year and campaign.")
@click.pass_context
def command(context: click.Context, paths: tuple[Path, ...], explain: bool) -> None:
    """Print one JSON Article a line for each page PATH (a file or a folder).

    Pages that hold no article are named on stderr; the exit status is then 1.
    """
    skipped = False
    for path in paths:
        for entry in walk(path):
            found = (
                [Skipped(entry.name, entry.reason)]
                if isinstance(entry, Unreadable)
                else read_page(entry.path, name=entry.name)
            )
            for read in found:
                if isinstance(read, Skipped):
                    skipped = True
                    click.echo(f"skipped {read.page}: {read.reason}", err=True)
                else:
                    click.echo(json.dumps(annotate(read).to_dict(explain=explain), ensure_ascii=False))
    context.exit(1 if skipped else 0)
