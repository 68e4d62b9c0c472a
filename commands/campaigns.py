"""`run.py campaigns`: names of campaigns that recur in the corpus and that the gazetteer lacks."""

from __future__ import annotations

from pathlib import Path

import click

from commands import options
from indexer.article import Article
from indexer.corpus import PageFile, walk
from indexer.facets import discover
from indexer.pages import read_page
from indexer.settings import setting


@click.command("campaigns")
@options.corpus
def command(corpus: Path | None) -> None:
    """List names in quotation marks after phong trào, cuộc vận động, chương trình, danh hiệu, chủ đề, đề án.

    Add those that are campaigns to indexer/facets/campaigns.toml, then run `run.py index`.
    """
    corpus = corpus or Path(setting("corpus"))
    articles = (
        read
        for entry in walk(corpus)
        if isinstance(entry, PageFile)
        for read in read_page(entry.path, name=entry.name)
        if isinstance(read, Article)
    )
    candidates = discover(articles)
    if not candidates:
        click.echo("No name that the gazetteer lacks stands so in two articles.", err=True)
    for candidate in candidates:
        click.echo(f"{candidate.count:5}  {candidate.kind}: {candidate.name}")
        click.echo("       " + ", ".join(candidate.examples[:3]))
