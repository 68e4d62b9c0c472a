"""`run.py ledger`: figures and honours as rows, from sentences or from the index."""

from __future__ import annotations

import json
from pathlib import Path

import click

from commands import options
from indexer.engines.contract import Filters
from indexer.errors import SettingsError
from indexer.ledger import read
from search import Search
from search.ledger import LedgerFilter, entries, row_json


@click.command("ledger")
@click.argument("query", required=False, default="")
@click.option(
    "--sentences",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSONL of sentences: {“sentence_id”, “text”}; each is read alone",
)
@click.option("--honours", is_flag=True, help="honours instead of figures")
@click.option("--measure", multiple=True, help="what figures count, e.g. members")
@click.option("--act", multiple=True, help="what was done, e.g. admit")
@click.option("--status", multiple=True, help="done, target, cumulative, change or unit_value")
@click.option("--giver", default="", help="part of the name of who gives an honour")
@click.option("--district", multiple=True, help="district, e.g. thanh-xuan")
@click.option("--year", multiple=True, help="year that the row speaks of")
@click.option("--campaign", multiple=True, help="campaign, by its value")
@options.index
@options.engine
def command(
    query: str,
    sentences: Path | None,
    honours: bool,
    measure: tuple[str, ...],
    act: tuple[str, ...],
    status: tuple[str, ...],
    giver: str,
    district: tuple[str, ...],
    year: tuple[str, ...],
    campaign: tuple[str, ...],
    index: Path,
    engine: str,
) -> None:
    """Print figures (or honours) as rows, one JSON object a line: of an index, or of sentences."""
    if sentences is not None:
        with sentences.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    click.echo(json.dumps(_read(line, f"{sentences}:{number}"), ensure_ascii=False))
        return
    filters = Filters({"district": district, "year": year, "campaign": campaign})
    wanted = LedgerFilter(measure, act, status, giver)
    search = Search.open(index, engine=engine)
    try:
        for entry in entries(search, query, filters, kind="honour" if honours else "figure", wanted=wanted):
            click.echo(json.dumps(row_json(entry), ensure_ascii=False))
    finally:
        search.close()


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
