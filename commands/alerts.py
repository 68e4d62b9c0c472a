"""`run.py alerts ALERTS.toml`: tells what is new for saved searches, by mail, webhook or on stdout."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from commands import options
from indexer.errors import TinCongDoanError
from search import Search
from search.alerts import Report, load, run
from search.alerts.round import utc_now


@click.command("alerts")
@options.index
@options.engine
@click.option(
    "--every",
    type=click.FloatRange(min=1),
    metavar="SECONDS",
    help="Go on, with a look each so many seconds.",
)
@click.argument("alerts", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def command(index: Path, engine: str, every: float | None, alerts: Path) -> None:
    """Tell what is new for the saved searches of ALERTS, a TOML file.

    The first run of an alert tells nothing: what is there then is not news. What has been told is remembered in an SQLite file
    beside ALERTS. Killed at any moment, the next run goes on where this one was; what was under way may come a second time,
    with the same Message-ID or webhook-id.
    """
    file = load(alerts)
    search = Search.open(index, engine=engine)
    if every is None:
        if not _tell(run(file, search, utc_now(), _out)):
            sys.exit(1)
        return
    while True:
        try:
            file = load(alerts)
            _tell(run(file, search, utc_now(), _out))
        except (TinCongDoanError, OSError) as error:
            click.echo(str(error), err=True)
        time.sleep(every)


def _out(text: str) -> None:
    click.echo(text)
    sys.stdout.flush()


def _tell(report: Report) -> bool:
    """Say what a round did; False if something failed."""
    for name in report.began:
        click.echo(f"{name}: begins now; what is new from here on is told.", err=True)
    if report.sent or report.waiting:
        click.echo(f"{report.sent:,} messages sent, {report.waiting:,} waiting.", err=True)
    for problem in report.failed:
        click.echo(problem, err=True)
    return not report.failed
