"""`run.py ledger`: figures and honours as rows, from sentences or from the index."""

from __future__ import annotations

import json
from pathlib import Path

import click

from indexer.errors import SettingsError
from indexer.ledger import read


@click.command("ledger")
@click.option(
    "--sentences",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSONL of sentences: {“sentence_id”, “text”}; each is read alone",
)
def command(sentences: Path | None) -> None:
    """Print figures and honours as rows, one JSON object a line."""
    if sentences is None:
        raise click.UsageError("Name a file of sentences with --sentences FILE.jsonl.")
    with sentences.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                click.echo(json.dumps(_read(line, f"{sentences}:{number}"), ensure_ascii=False))


def _read(line: str, where: str) -> dict[str, object]:
    """The rows of one line; raises SettingsError, which names the line, when it is not such an object."""
    try:
        record = json.loads(line)
        identity, text = record["sentence_id"], record["text"]
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{where}: a line needs “sentence_id” and “text” ({error!r}).") from error
    if not isinstance(text, str):
        raise SettingsError(f"{where}: “text” has to be a string, not {type(text).__name__}.")
    return {"sentence_id": identity, "rows": [row.to_dict() for row in read(text)]}
