"""Options that several commands share; their defaults come from `indexer.settings`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from indexer.engines import ENGINES
from indexer.errors import IndexProblem
from indexer.settings import setting

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _option(name: str, flag: str, help: str, **attributes: Any) -> Decorator:
    return click.option(
        flag, name, default=lambda: setting(name), show_default=f"TCD_{name.upper()}", help=help, **attributes
    )


corpus = click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    help="Folder of pages, or one file.  [default: TCD_CORPUS, else what the index was built from, else corpus/]",
)
index = _option("index", "--index", "Folder of the index.", type=click.Path(path_type=Path))
engine = _option("engine", "--engine", "Engine that keeps the index.", type=click.Choice(list(ENGINES)))
jobs = _option("jobs", "--jobs", "Processes that do the work; 0: one per core.", type=click.IntRange(min=0))


def corpus_of(corpus: Path | None, index: Path, engine: str) -> Path:
    """Return the corpus that is meant: as given, else as set in the environment, else what the index was built from.

    Raises click.UsageError where the index remembers a corpus that is not there any more.
    """
    if corpus is not None:
        return corpus
    if "TCD_CORPUS" in os.environ:
        return Path(setting("corpus"))
    from indexer.pipeline import remembered_corpus

    try:
        remembered = remembered_corpus(index, engine)
    except IndexProblem as problem:
        if index == Path(setting("index")):
            return Path(setting("corpus"))  # of the folder that goes with it
        raise click.UsageError(
            f"{problem}\nIt cannot say what it was built from: name the pages with --corpus."
        ) from None
    if remembered is None:
        return Path(setting("corpus"))
    if not remembered.exists():
        raise click.UsageError(
            f"{index} was built from {remembered}, which is not there any more. Say with --corpus where the pages are now."
        )
    return remembered
