"""`run.py backup`: a copy of the index, also while it is being written."""

from __future__ import annotations

from pathlib import Path

import click

from commands import options
from indexer.backup import copy_index


@click.command("backup")
@options.index
@click.argument("destination", type=click.Path(path_type=Path))
def command(index: Path, destination: Path) -> None:
    """Copy the index to the new folder DESTINATION: one generation of it, whole, with its checksums verified.

    Works while `index` or `watch` is at work. The pages are not copied: back up the corpus as you do other files.
    """
    generation = copy_index(index, destination)
    click.echo(f"{destination} holds generation {generation} of {index}, whole.")
