"""`run.py restore`: the index from a copy that `backup` made."""

from __future__ import annotations

from pathlib import Path

import click

from commands import options
from indexer.backup import restore_index
from indexer.settings import program


@click.command("restore")
@options.index
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False))
def command(index: Path, source: Path) -> None:
    """Put the copy in folder SOURCE in the place of the index; what was there is removed when the copy is in place."""
    generation = restore_index(source, index)
    click.echo(
        f"{index} is generation {generation} again. `{program()} index --index {index}` takes in what is newer."
    )
