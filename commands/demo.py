"""`run.py demo`: indexes the sample corpus that comes with the project and serves it, to look around in."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from commands.index import print_skipped, summary
from commands.progress import Bar
from indexer.settings import ROOT, setting

_INSTALLED = Path(__file__).resolve().parent / "sample_corpus"


@click.command("demo")
@click.option(
    "--port",
    default=lambda: setting("port"),
    show_default="TCD_PORT",
    type=click.IntRange(0, 65535),
    help="Port to listen on.",
)
@click.option("--no-serve", is_flag=True, help="Build the index, say where it is, and end.")
@click.option(
    "--index", type=click.Path(path_type=Path), help="Folder of the index.  [default: a temporary folder]"
)
def command(port: int, no_serve: bool, index: Path | None) -> None:
    """Index a small sample corpus and serve it.

    The corpus of about 80 pages comes with the project. Nothing is written in the folder you are in.
    """
    from indexer.pipeline import update

    corpus = _INSTALLED if _INSTALLED.exists() else ROOT / "corpus"
    folder = index or Path(tempfile.gettempdir()) / "tin-cong-doan-demo"
    with Bar() as bar:
        report = update(corpus, folder, progress=bar)
    print_skipped(report)
    click.echo(summary(report))
    click.echo(f"The index is {folder}")
    if not no_serve:
        from webapp.server import serve

        serve(index=folder, engine="whoosh", host="127.0.0.1", port=port, workers=1)
