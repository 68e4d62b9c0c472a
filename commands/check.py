"""`run.py check`: is the index whole, and does it agree with the corpus?"""

from __future__ import annotations

from pathlib import Path

import click

from commands import options
from indexer.check import problems
from indexer.settings import program, without_password


@click.command("check")
@options.corpus
@options.index
@options.engine
@click.pass_context
def command(context: click.Context, corpus: Path | None, index: Path, engine: str) -> None:
    """Check the files of the index, and compare it with the corpus it was built from.

    Exit status 1, and a line for each problem, where something is wrong. `run.py index` mends it.
    """
    corpus = options.corpus_of(corpus, index, engine)
    found = problems(corpus, index, engine=engine)
    for problem in found:
        click.echo(problem, err=True)
    if found:
        chosen = "" if engine == "whoosh" else f" --engine {engine}"
        click.echo(
            f"Run `{program()} index{chosen} --corpus {corpus} --index {without_password(index)}` to mend the index.",
            err=True,
        )
        context.exit(1)
    click.echo("The index is whole and agrees with the corpus.")
