"""The commands of `run.py`, one module each.

Exit status: 0 done; 1 done but something is wrong, or it could not be done (said on stderr); 2 wrong use.
A command's module is imported only when it is called, so that `run.py search` does not wait for Flask.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from indexer.errors import TinCongDoanError

COMMANDS = {
    "fetch": "take new pages from newspapers into WARC files",
    "index": "bring the index up to date with the corpus",
    "watch": "keep the index in step with a folder",
    "serve": "serve the site and the API",
    "search": "search from the command line",
    "extract": "print the Articles of pages, one JSON object a line",
    "analyze": "show what a text becomes: normal form, words, index terms",
    "evaluate": "measure relevance against TREC judgements",
    "check": "is the index whole, and does it agree with the corpus?",
    "campaigns": "list campaigns found in the corpus that the gazetteer lacks",
    "bench": "run a benchmark: extraction, relevance, reliability, segmentation or speed",
}
"""Every command, with the line that `run.py --help` shows."""


class _Commands(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        return importlib.import_module(f"commands.{name}").command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
def cli() -> None:
    """Tin Công Đoàn: a search engine over Vietnamese union news.

    Start with `python run.py index`, then `python run.py serve`.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run one command; errors raised on purpose, and a disk's, become one line on stderr and exit status 1."""
    try:
        return cli.main(arguments, prog_name="run.py")
    except TinCongDoanError as error:
        click.echo(f"run.py: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        what = f"{error.filename}: " if error.filename else ""
        click.echo(f"run.py: {what}{error.strerror or error}", err=True)
        sys.exit(1)
