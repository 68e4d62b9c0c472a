"""`run.py index`: brings the index up to date and says what was added, changed, removed and skipped."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from commands import options
from commands.progress import Bar
from indexer.facets.declared import FILE
from indexer.pipeline import OtherCorpus, Report, update

SHOWN = 20
"""How many skipped pages are named one by one; the rest are counted by reason."""


@click.command("index")
@options.corpus
@options.index
@options.engine
@click.option("--full", is_flag=True, help="Build the index anew instead of updating it.")
@click.option(
    "--replace", is_flag=True, help="Let another corpus take the place of the one the index was built from."
)
@options.jobs
def command(corpus: Path | None, index: Path, engine: str, full: bool, replace: bool, jobs: int) -> None:
    """Bring the index up to date with the corpus.

    Only pages that changed are read again. The old index answers until the new one is complete.
    """
    corpus = options.corpus_of(corpus, index, engine)
    try:
        with Bar() as bar:
            report = update(
                corpus, index, engine=engine, full=full, jobs=jobs, progress=bar, replace_corpus=replace
            )
    except OtherCorpus as error:
        raise click.UsageError(str(error)) from None
    print_skipped(report)
    print_remarks(report)
    click.echo(summary(report))
    if report.faults:
        sys.exit(1)


def summary(report: Report) -> str:
    """One or two sentences on what an update did."""
    if report.rebuilt:
        opening = f"Rebuilt ({report.rebuilt}): "
    elif not (report.indexed or report.removed):
        return f"Nothing has changed: {_holds(report)}, {report.seconds:.1f} s."
    else:
        opening = ""
    previous = f" but for {report.members_known:,} members known already" if report.members_known else ""
    rate = report.indexed / report.seconds if report.seconds else 0.0
    return (
        f"{opening}{report.added:,} added, {report.changed:,} changed, {report.removed:,} removed, "
        f"{report.unchanged:,} unchanged, {len(report.skipped):,} skipped; {report.pages_read:,} of "
        f"{report.pages:,} pages read{previous}. {report.seconds:.1f} s, {rate:,.0f} articles/s. The index holds {_holds(report)}."
    )


def print_remarks(report: Report) -> None:
    """Name on stderr the fields of JSONL lines that nobody declared, so that their values are not indexed, and the articles of the future."""
    remarks = report.remarks
    if remarks.undeclared:
        named = ", ".join(f"{name} ({count:,})" for name, count in remarks.undeclared.most_common(SHOWN))
        click.echo(
            f"fields that nobody declared, with how many articles have them: {named}. They are not indexed; "
            f"to make one a facet, declare it in {FILE} in the corpus (docs/facets.md).",
            err=True,
        )
    if remarks.ahead:
        named = ", ".join(f"{page} ({day})" for page, day in remarks.ahead[:SHOWN])
        rest = f" and {len(remarks.ahead) - SHOWN:,} more" if len(remarks.ahead) > SHOWN else ""
        click.echo(
            f"dated in the future: {named}{rest}. They keep their date, but follow the others where the newest come first.",
            err=True,
        )


def _holds(report: Report) -> str:
    return f"{report.articles:,} articles and {report.briefs:,} briefs"


def print_skipped(report: Report) -> None:
    """Name on stderr what was not indexed, and why."""
    for page, reason in report.skipped[:SHOWN]:
        click.echo(f"skipped {page}: {reason}", err=True)
    for reason, count in Counter(reason for _, reason in report.skipped[SHOWN:]).most_common():
        click.echo(f"skipped {count:,} more: {reason}", err=True)
    if report.left_out:
        told = ", ".join(f"{count:,} {what}" for what, count in report.left_out.most_common())
        click.echo(f"left out of crawls, being no articles: {told}", err=True)
