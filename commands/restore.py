"""`run.py restore`: the index from a copy that `backup` made."""

from __future__ import annotations

from pathlib import Path

import click

from commands import options
from indexer.backup import restore_index
from indexer.settings import program, setting
from search.citation_store import CitationStore, store_of


@click.command("restore")
@options.index
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False))
def command(index: Path, source: Path) -> None:
    """Put the copy in folder SOURCE in the place of the index; what was there is removed when the copy is in place.

    Cited searches that were copied with it and are missing now are put back; those that are there stay.
    """
    generation = restore_index(source, index)
    click.echo(
        f"{index} is generation {generation} again. `{program()} index --index {index}` takes in what is newer."
    )
    copied, citations = store_of(str(source)), store_of(str(index), setting("citations"))
    if copied.exists():
        count = CitationStore(citations).take_in(copied)
        click.echo(f"{citations} has {count:,} cited searches of {copied} that it had not.")
