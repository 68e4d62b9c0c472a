"""`run.py search`: the same answer as the API, as text or JSON."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import get_args

import click

from commands import facet_options, options
from indexer.engines.contract import Filters, Sort
from indexer.facets.registry import values
from search import Search
from search.parse.typed_dates import iso_date
from search.results import Hit, PartKind, Results

PARTS: dict[PartKind, str] = {
    "syllable": "has",
    "folded": "has, accents aside",
    "pair": "side by side",
    "word": "has the word",
    "phrase": "has the phrase",
    "beginning": "has a word beginning with",
    "forms": "has one of the forms",
    "author": "author",
    "head": "in the title or lead",
    "feedback": "like the best articles",
    "fresh": "recent",
    "brief": "a brief stands behind articles",
    "preferred": "about the place or campaign named in the query",
}
"""What each kind of part of a score is called."""


@click.command("search", cls=facet_options.Command)
@options.index
@options.engine
@click.option("--json", "as_json", is_flag=True, help="Print the JSON of GET /api/search.")
@click.option(
    "--from", "date_from", metavar="DAY", help="Published on this day or later: 2021-02-28, 2021-02 or 2021."
)
@click.option("--to", "date_to", metavar="DAY", help="Published on this day or earlier.")
@click.option("--sort", type=click.Choice(get_args(Sort)), default="relevance", show_default=True)
@click.option(
    "--since",
    metavar="MOMENT",
    default="",
    help="Only what the index took after this moment (2026-01-31T08:00) or generation (17).",
)
@click.option("--page", default=1, show_default=True, type=click.IntRange(1), help="Which page of results.")
@click.option(
    "--exact", multiple=True, metavar="WORDS", help="Decline what these words were read as; * declines all."
)
@click.option("--explain", is_flag=True, help="Say of what each score is made.")
@click.option("--size", default=10, show_default=True, type=click.IntRange(1, 100), help="Results to print.")
@click.argument("query", nargs=-1)
def command(
    index: Path,
    engine: str,
    as_json: bool,
    date_from: str | None,
    date_to: str | None,
    sort: Sort,
    since: str,
    page: int,
    exact: tuple[str, ...],
    size: int,
    explain: bool,
    query: tuple[str, ...],
    **filters: tuple[str, ...],
) -> None:
    """Search for QUERY. Facets that the corpus of the index declares are options too."""
    search = Search.open(index, engine=engine)
    chosen = Filters(filters, date_from=_day("--from", date_from), date_to=_day("--to", date_to, last=True))
    results = search.search(
        " ".join(query), chosen, since=since, sort=sort, page=page, exact=exact, size=size, explain=explain
    )
    if as_json:
        click.echo(json.dumps(results.to_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(_as_text(results))


def _day(option: str, typed: str | None, last: bool = False) -> str | None:
    if typed is None:
        return None
    day = iso_date(typed, last=last)
    if day is None:
        raise click.BadParameter(f"{typed!r} is no day like 2021-02-28 or 28/2/2021", param_hint=option)
    return day


def _as_text(results: Results) -> str:
    lines = [f"{results.total:,} results, {results.took_ms:.1f} ms"]
    if results.corrected:
        lines.append(
            f"Showing results for {results.corrected.q}; --exact '{results.corrected.typed}' searches as typed."
        )
    if results.suggestion:
        lines.append(f"Did you mean: {results.suggestion.label}")
    first = (results.page - 1) * results.size + 1
    for rank, hit in enumerate(results.hits, first):
        if hit.match == "partial" and rank == max(first, results.total + 1):
            lines.append(f"\nNot all of the words: {results.partial_total:,} articles have part of them.")
        lines.append(_hit(rank, hit))
    return "\n".join(lines)


def _hit(rank: int, hit: Hit) -> str:
    article = hit.article
    filed = [
        value.label for facet, value in values(article) if facet not in ("kind", "year", "source", "author")
    ]
    facts = [str(article.year or ""), ", ".join(filed), article.id]
    lines = [
        f"\n{rank:3}. {_marked(hit.highlights.title) if hit.highlights and article.title else article.heading}"
    ]
    lines.append("     " + " · ".join(fact for fact in facts if fact))
    if hit.missing:
        lines.append("     Missing: " + ", ".join(hit.missing))
    if hit.parts is not None:
        lines.append(f"     Score {hit.score:.4f}")
        lines += [
            f"     {part.amount:+9.4f}  {PARTS[part.kind]}{': ' if part.words else ''}{part.words}"
            for part in hit.parts
        ]
    if hit.highlights:
        lines += ["     " + _marked(passage) for passage in hit.highlights.text[:1]]
    return "\n".join(lines)


def _marked(highlight: str) -> str:
    """Highlights for a terminal: bold where it was `<mark>` (click drops the codes in a pipe)."""
    parts = re.split(r"<mark>(.*?)</mark>", highlight)
    return "".join(
        click.style(html.unescape(part), bold=True) if number % 2 else html.unescape(part)
        for number, part in enumerate(parts)
    )
