"""`run.py backup`: a copy of the index, also while it is being written."""

from __future__ import annotations

from pathlib import Path

import click

from commands import options
from indexer.backup import copy_index
from indexer.settings import setting
from search.citation_store import CitationStore, CitationsUnavailable, store_of


@click.command("backup")
@options.index
@click.argument("destination", type=click.Path(path_type=Path))
def command(index: Path, destination: Path) -> None:
    """Copy the index to the new folder DESTINATION: one generation of it, whole, with its checksums verified.

    The searches that readers cited are copied beside it, to DESTINATION.citations.sqlite. Works while `index`, `watch` and `serve` are
    at work. The pages are not copied: back up the corpus as you do other files.
    """
    copied = store_of(str(destination))
    if copied.exists():
        raise CitationsUnavailable(f"{copied} exists: name a place that is not taken.")
    generation = copy_index(index, destination)
    click.echo(f"{destination} holds generation {generation} of {index}, whole.")
    citations = store_of(str(index), setting("citations"))
    count = CitationStore(citations).copy_to(copied)
    if copied.exists():
        click.echo(f"{copied} holds the {count:,} cited searches of {citations}.")
    else:
        click.echo(f"No search was cited: there is no {citations}.")
