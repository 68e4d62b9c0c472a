"""`run.py watch`: keeps the index in step with a folder."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import click

from commands import options
from commands.index import print_remarks, print_skipped, summary
from indexer.corpus import PageFile, Stamp, walk
from indexer.errors import TinCongDoanError
from indexer.guard import internal
from indexer.pipeline import update
from indexer.settings import setting

LOOK = 300.0
"""Seconds after which alerts are looked at though nothing changed: a digest falls due, a dead mail server lives again."""


@click.command("watch")
@options.corpus
@options.index
@options.engine
@click.option(
    "--every",
    default=2.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="Seconds between two looks.",
)
@click.option(
    "--alerts",
    type=click.Path(path_type=Path, dir_okay=False),
    default=lambda: setting("alerts") or None,
    help="File of saved searches: after each update, and when a digest is due, what is new is told (see `alerts`).",
)
@options.jobs
def command(
    corpus: Path | None, index: Path, engine: str, every: float, alerts: Path | None, jobs: int
) -> None:
    """Keep the index in step with the corpus until interrupted.

    A page is read once it has stayed the same between two looks, so that one still being written is left
    alone. Running servers answer from the new index at once. With --alerts (or TCD_ALERTS) readers are told what is new.
    """
    corpus = options.corpus_of(corpus, index, engine)
    click.echo(f"Watching {corpus} (Ctrl-C stops)")
    indexed: dict[str, Stamp] | None = None
    before = _stamps(corpus)
    rounds = _Rounds(alerts, index, engine) if alerts else None
    while True:
        # A full disk or a folder that is away for a while is told and tried again: a watcher goes on watching.
        try:
            now = _stamps(corpus)
            if now and now == before and now != indexed:
                report = update(corpus, index, engine=engine, jobs=jobs)
                indexed = now
                print_skipped(report)
                print_remarks(report)
                click.echo(summary(report))
                if rounds:
                    rounds.call()
            before = now
        except (TinCongDoanError, OSError) as error:
            click.echo(str(error), err=True)
        except Exception as error:
            click.echo(f"{internal(error)}. Watching goes on.", err=True)
        if rounds:
            rounds.look(time.monotonic())
        time.sleep(every)


class _Rounds:
    """Rounds of `alerts`, one at a time and each in a process of its own: a mail server that does not answer holds no update up."""

    def __init__(self, alerts: Path, index: Path, engine: str) -> None:
        self._command = [sys.executable, sys.argv[0], "alerts", str(alerts), "--index", str(index)]
        self._command += ["--engine", engine]
        self._process: subprocess.Popen[bytes] | None = None
        self._is_called = False
        self._next = 0.0

    def call(self) -> None:
        """Let a round begin as soon as none is under way."""
        self._is_called = True

    def look(self, now: float) -> None:
        """Begin a round if one was called for, or if digests may have fallen due. `now` is of the monotonic clock."""
        if self._process and self._process.poll() is None:
            return
        if self._is_called or now >= self._next:
            self._is_called, self._next = False, now + LOOK
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL)


def _stamps(corpus: Path) -> dict[str, Stamp]:
    return {entry.name: entry.stamp for entry in walk(corpus) if isinstance(entry, PageFile)}
