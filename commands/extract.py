"""`run.py extract`: the Articles of pages as JSON lines, without touching an index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from indexer.corpus import Unreadable, walk
from indexer.errors import PageError
from indexer.facets import annotate, is_union_news
from indexer.facets.declared import registry_of
from indexer.facets.gazetteer_check import check_gazetteers
from indexer.guard import Refusal, guard
from indexer.pages import Sighting, Skipped, read_page
from indexer.pages.links import page_links


@click.command("extract")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--explain", is_flag=True, help="Add the evidence for each district, year and campaign.")
@click.option(
    "--links",
    is_flag=True,
    help="Also print the headlines that each page links to, with their leads; union news among them as briefs.",
)
@click.pass_context
def command(context: click.Context, paths: tuple[Path, ...], explain: bool, links: bool) -> None:
    """Print one JSON Article a line for each page PATH (a file or a folder).

    Pages that hold no article are named on stderr; the exit status is then 1.
    """
    skipped = False
    check_gazetteers()
    for path in paths:
        registry = registry_of(path)
        for entry in walk(path):
            found = (
                [Skipped(entry.name, entry.reason)]
                if isinstance(entry, Unreadable)
                else read_page(entry.path, name=entry.name)
            )
            for read in found:
                if isinstance(read, Sighting):
                    continue
                try:
                    if isinstance(read, Skipped):
                        raise Refusal(read.reason)
                    record = guard(annotate, read, registry).to_dict(explain=explain)
                except Refusal as refusal:
                    skipped = True
                    click.echo(f"skipped {read.page}: {refusal}", err=True)
                else:
                    click.echo(json.dumps(record, ensure_ascii=False))
            if links and not isinstance(entry, Unreadable):
                for line in _links(entry.path, entry.name):
                    click.echo(json.dumps(line, ensure_ascii=False))
    context.exit(1 if skipped else 0)


def _links(path: Path, page: str) -> Iterator[dict[str, str | None]]:
    """The headlines on a page as records: `brief` where title and lead are union news, else `link`."""
    try:
        found = page_links(path)
    except PageError:
        return  # the page was refused for that reason already
    for link in found:
        kind = "brief" if link.lead and is_union_news(link.title, link.lead) else "link"
        yield {"kind": kind, "title": link.title, "lead": link.lead, "url": link.url, "page": page}
