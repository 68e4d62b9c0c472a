"""Options that several commands share; their defaults come from `indexer.settings`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from indexer.settings import setting

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _option(name: str, flag: str, help: str, **attributes: Any) -> Decorator:
    return click.option(
        flag, name, default=lambda: setting(name), show_default=f"TCD_{name.upper()}", help=help, **attributes
    )


corpus = _option(
    "corpus",
    "--corpus",
    "Folder of pages, or one file (.txt, .html, .jsonl, each also .gz).",
    type=click.Path(path_type=Path),
)
index = _option("index", "--index", "Folder of the index.", type=click.Path(path_type=Path))
engine = _option(
    "engine", "--engine", "Engine that keeps the index.", type=click.Choice(["whoosh", "opensearch"])
)
jobs = _option("jobs", "--jobs", "Processes that do the work; 0: one per core.", type=click.IntRange(min=0))
