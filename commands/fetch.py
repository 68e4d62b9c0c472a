"""`run.py fetch`: takes new pages from the sources that are switched on, politely, into WARC files that `index` reads."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.progress import Bar
from indexer.errors import SettingsError
from indexer.fetch import Report, Source, load
from indexer.fetch.sources import SHIPPED, Sources
from indexer.settings import program, setting

if TYPE_CHECKING:
    from indexer.fetch.spider import Plan

SHOWN = 20
"""How many failures of a source are named one by one."""

_CONTACT = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|https?://\S+")


@click.command("fetch")
@click.argument("sources", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the WARC files; part of a corpus, or one of its own.  [default: CORPUS/fetched]",
)
@click.option("--since", metavar="DATE", help="Leave out what lists date earlier (2025-01-31).")
@click.option(
    "--limit", type=click.IntRange(min=0), default=0, help="New articles of each source at most; 0: all."
)
@click.option("--only", multiple=True, metavar="NAME", help="Only the source of this name; repeatable.")
@click.option(
    "--try", "trial", metavar="ADDRESS", help="Show what would be taken from an address; keep nothing."
)
@click.option(
    "--list", "listing", is_flag=True, help="List the sources of the file and whether they are switched on."
)
def command(
    sources: Path | None,
    into: Path | None,
    since: str | None,
    limit: int,
    only: tuple[str, ...],
    trial: str | None,
    listing: bool,
) -> None:
    """Take new pages from newspapers into WARC files.

    SOURCES is a TOML file; without it, the list that ships with the project, in which every source is switched off until you
    have read the paper's terms and switch it on in a copy of your own. robots.txt is obeyed, one request at a time goes to a
    host, and a contact address must be set. Killed at any moment, the next run goes on where this one was.
    """
    file = load(sources or SHIPPED)
    if listing:
        for source in file.sources:
            click.echo(f"{'on ' if source.enabled else 'off'}  {source.name}  ({', '.join(source.hosts)})")
        return
    if since and not re.fullmatch(r"\d{4}-\d\d-\d\d", since):
        raise click.BadParameter(f"{since!r} is no day; write it as 2025-01-31", param_hint="--since")
    agent = _agent(file)
    if trial:
        from indexer.fetch.trial import look

        click.echo(look(trial, file, agent, allows_private=setting("fetch_private")))
        return
    chosen = _chosen(file, only)
    plan = _plan(chosen, agent, since, limit)
    folder = into or Path(setting("corpus")) / "fetched"
    from indexer.fetch.crawl import run

    with Bar() as bar:
        bar.stage("pages", None)
        plan.on_page = lambda: bar.advance(1)
        report = run(plan, folder)
    _tell(report, folder)
    if not report.is_clean:
        sys.exit(1)


def _plan(chosen: tuple[Source, ...], agent: str, since: str | None, limit: int) -> Plan:
    try:
        from indexer.fetch.spider import Plan
    except ImportError as error:
        raise SettingsError(
            f"fetch needs {error.name}: python -m pip install 'tin-cong-doan[fetch]'"
        ) from None
    return Plan(chosen, agent, since, limit, allows_private=setting("fetch_private"))


def _agent(file: Sources) -> str:
    """The User-Agent: who asks, and where to write to."""
    contact = setting("fetch_contact") or file.contact
    if not _CONTACT.search(contact):
        raise click.UsageError(
            'Say whom a paper may write to: contact = "name@example.org" at the top of the file of sources, or '
            "TCD_FETCH_CONTACT. It is sent with every request."
        )
    return f"TinCongDoanBot/1.0 (+{contact})"


def _chosen(file: Sources, only: tuple[str, ...]) -> tuple[Source, ...]:
    names = {source.name for source in file.sources}
    for name in only:
        if name not in names:
            raise click.UsageError(f"No source is called {name!r} in {file.path}; see --list.")
    chosen = tuple(source for source in file.enabled if not only or source.name in only)
    if not chosen:
        raise click.UsageError(
            f"No source is switched on in {file.path}. Copy the file, read the paper's terms of use, and write "
            "enabled = true below the source."
        )
    return chosen


def _tell(report: Report, folder: Path) -> None:
    if report.recovered:
        click.echo(f"{report.recovered:,} responses of a run that was cut short were found in {folder}.")
    for source in report.sources.values():
        click.echo(str(source))
        for address, words in source.notes[:SHOWN]:
            click.echo(f"  {address}: {words}")
        for address, words in source.failed[:SHOWN]:
            click.echo(f"  failed {address}: {words}", err=True)
        if len(source.failed) > SHOWN:
            click.echo(f"  failed {len(source.failed) - SHOWN:,} more", err=True)
    if any(source.new or source.changed or source.gone for source in report.sources.values()):
        corpus = Path(setting("corpus"))
        pages = corpus if folder.resolve().is_relative_to(corpus.resolve()) else folder
        named = shlex.join(["--corpus", str(pages), "--index", str(setting("index"))])
        click.echo(f"Now run: {program()} index {named}")
