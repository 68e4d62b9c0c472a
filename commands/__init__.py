"""The commands of `run.py`, and of `tin-cong-doan` where the project is installed; one module each.

Exit status: 0 done; 1 done but something is wrong, or it could not be done (said on stderr); 2 wrong use.
A command's module is imported only when it is called, so that `run.py search` does not wait for Flask.
"""

from __future__ import annotations

import difflib
import gc
import importlib
import sys
from pathlib import Path
from typing import Any

import click

from indexer.errors import TinCongDoanError
from indexer.settings import IS_CHECKOUT, program

COMMANDS = {
    "fetch": "take new pages from newspapers into WARC files",
    "index": "bring the index up to date with the corpus",
    "alerts": "tell what is new for saved searches, by mail, webhook or on stdout",
    "watch": "keep the index in step with a folder",
    "serve": "serve the site and the API",
    "search": "search from the command line",
    "extract": "print the Articles of pages, one JSON object a line",
    "analyze": "show what a text becomes: normal form, words, index terms",
    "evaluate": "measure relevance against TREC judgements",
    "check": "is the index whole, and does it agree with the corpus?",
    "ledger": "figures and honours as rows",
    "campaigns": "list campaigns found in the corpus that the gazetteer lacks",
    "mcp": "the archive for assistants (Model Context Protocol, read-only)",
    "demo": "index a small sample corpus and serve it",
    "backup": "copy the index, also while it is being written",
    "restore": "put a copy of the index in its place",
    "queries": "what readers asked and did not find, from the server's log",
    "bench": "run a benchmark of relevance, speed, reading, reliability; `bench` lists them",
}
"""Every command, with the line that `run.py --help` shows."""


class _Commands(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        """Benchmarks come with a checkout only."""
        return [name for name in COMMANDS if name != "bench" or IS_CHECKOUT]

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = arguments[0]
        if not name.startswith("-") and name not in self.list_commands(context):
            near = difflib.get_close_matches(name, self.list_commands(context), 1, 0.5)
            hint = f" Did you mean {near[0]}?" if near else f" {context.info_name} --help lists them."
            raise click.UsageError(f"There is no command {name!r}.{hint}")
        return super().resolve_command(context, arguments)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"commands.{name}").command
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(context)])


@click.command(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
def cli() -> None:
    """Tin Công Đoàn: a search engine over Vietnamese union news.

    Start with `index`, then `serve`; `demo` does both with a small sample corpus.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run one command; errors raised on purpose, and a disk's, become one line on stderr and exit status 1."""
    name = Path(program().split()[-1]).name
    # What modules make while they are imported stays: to look for garbage among it costs a tenth of a start.
    gc.set_threshold(100_000)
    try:
        return cli.main(arguments, prog_name=name)
    except TinCongDoanError as error:
        click.echo(f"{name}: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        what = f"{error.filename}: " if error.filename else ""
        click.echo(f"{name}: {what}{error.strerror or error}", err=True)
        sys.exit(1)
