"""`run.py search`: the same answer as the API, as text or JSON."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import click

from commands import facet_options, options
from indexer.engines.contract import Filters
from indexer.facets.registry import values
from search import Search
from search.results import Hit, Results


@click.command("search", cls=facet_options.Command)
@options.index
@options.engine
@click.option("--json", "as_json", is_flag=True, help="Print the JSON of GET /api/search.")
@click.option("--size", default=10, show_default=True, type=click.IntRange(1, 100), help="Results to print.")
@click.argument("query", nargs=-1)
def command(
    index: Path,
    engine: str,
    as_json: bool,
    size: int,
    query: tuple[str, ...],
    **filters: tuple[str, ...],
) -> None:
    """Search for QUERY. Facets that the corpus of the index declares are options too."""
    search = Search.open(index, engine=engine)
    results = search.search(" ".join(query), Filters(filters), size=size)
    if as_json:
        click.echo(json.dumps(results.to_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(_as_text(results))


def _as_text(results: Results) -> str:
    lines = [f"{results.total:,} results, {results.took_ms:.1f} ms"]
    if results.relaxed:
        lines.append("No article has all the words; these have some of them.")
    if results.suggestion:
        lines.append(f"Did you mean: {results.suggestion.label}")
    lines += [_hit(rank, hit) for rank, hit in enumerate(results.hits, 1)]
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
