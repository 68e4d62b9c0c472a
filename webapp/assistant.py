"""The archive for assistants: tools of the Model Context Protocol, read-only. `run.py mcp` and `/mcp` of the site serve them.

Every result carries what is needed to cite it: article, paragraph, address, generation of the index. Answers are bounded, so that
no question fills an assistant's context. The protocol itself is the official SDK's (`mcp`, extra `mcp`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from indexer.article import Article
from indexer.engines.contract import Filters
from indexer.errors import TinCongDoanError
from search import Search
from search.ledger import LedgerEntry, LedgerFilter, entries
from search.passages import paragraphs, passages
from webapp.api import article_link

T = TypeVar("T")

MOST = 20
"""Results of one call."""

LONGEST_TEXT = 12_000
"""Characters of an article's text in one call; the rest is asked for with `offset`."""

LONGEST_PART = 2_000
"""Characters of a paragraph, a lead, a caption or a sentence in one call."""

LONGEST_LINE = 300
"""Characters of a title, a name or a label."""

MOST_PARAGRAPHS = 400
"""Paragraphs of an article whose ids one call tells."""

INSTRUCTIONS = """An archive of Vietnamese trade-union (công đoàn) news. Search in Vietnamese, with or without accents.
Every result names its article and address: quote and cite these. `passages` gives paragraphs to quote, `ledger` figures and
`honours` commendations, each with the sentence that states it. What is not found is not in the archive: say so."""

READ_ONLY = ToolAnnotations(read_only_hint=True, open_world_hint=False)


def server(search: Search, site: str) -> MCPServer:
    """Return the server of an index's tools. `site` is the address under which the pages of articles are read."""
    mcp = MCPServer("tin-cong-doan", title="Tin Công Đoàn", instructions=INSTRUCTIONS, log_level="WARNING")
    tools = Tools(search, site.rstrip("/"))
    functions: tuple[Callable[..., dict[str, Any]], ...] = (
        tools.search,
        tools.article,
        tools.passages,
        tools.facets,
        tools.changes,
        tools.ledger,
        tools.honours,
    )
    for function in functions:
        mcp.tool(annotations=READ_ONLY, structured_output=True)(function)
    return mcp


class Tools:
    """The tools: a method each; its docstring is what an assistant reads."""

    def __init__(self, search: Search, site: str) -> None:
        self._search, self._site = search, site

    def search(
        self,
        query: str,
        district: list[str] | None = None,
        ward: list[str] | None = None,
        year: list[int] | None = None,
        campaign: list[str] | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        newest_first: bool = False,
        page: int = 1,
        size: int = 10,
    ) -> dict[str, Any]:
        """Search the archive. Filters are slugs as `facets` lists them (district "thanh-xuan"); dates are ISO days.

        Returns ranked articles with the words found in context, counts by facet, and `partial` articles that lack some words.
        """
        filters = _filters(district, ward, year, campaign, date_from, date_to)
        sort = "newest" if newest_first else "relevance"
        results = _told(
            lambda: self._search.search(query, filters, sort=sort, page=page, size=max(1, min(size, MOST)))  # type: ignore[arg-type]
        )
        hits = [
            {
                **self._citation(hit.article),
                "match": hit.match,
                "snippets": [text[:LONGEST_PART] for text in hit.highlights.text] if hit.highlights else [],
            }
            for hit in results.hits
        ]
        counts = {
            name: {value.value: value.count for value in values[:10]}
            for name, values in results.facets.items()
            if values
        }
        return self._answer(total=results.total, page=page, results=hits, facets=counts)

    def article(self, id: str, offset: int = 0) -> dict[str, Any]:
        """Read one article. A long body goes on from `next_offset`.

        `paragraphs` says where each paragraph of this piece begins in it, and the address that cites it.
        """
        found = self._search.article(id)
        if found is None:
            raise ToolError(f"There is no article {id!r}. Use an id that search or passages returned.")
        offset = max(0, offset)
        body = found.body[offset : offset + LONGEST_TEXT]
        following = offset + len(body)
        shown = [
            (identity, start - offset)
            for identity, field, start, end, _ in paragraphs(found, {"lead": "", "body": found.body})
            if field == "body" and start < following and end > offset
        ]
        return self._answer(
            **self._citation(found),
            lead=(found.lead or "")[:LONGEST_PART] or None,
            body=body,
            paragraphs=[
                {
                    "paragraph": identity,
                    "start": max(0, start),
                    "address": self._citation(found, f"#{identity}")["address"],
                }
                for identity, start in shown[:MOST_PARAGRAPHS]
            ],
            next_offset=following if following < len(found.body) else None,
            districts=[value.value for value in found.districts],
            wards=[value.value for value in found.wards],
            campaigns=[value.value for value in found.campaigns],
            captions=[caption[:LONGEST_PART] for caption in found.captions[:MOST]],
        )

    def passages(
        self,
        query: str,
        district: list[str] | None = None,
        year: list[int] | None = None,
        campaign: list[str] | None = None,
        size: int = 8,
    ) -> dict[str, Any]:
        """Find the paragraphs that answer a question best, each with its permanent address to cite."""
        filters = _filters(district, None, year, campaign, None, None)
        found = _told(lambda: passages(self._search, query, filters, max(1, min(size, MOST))))
        rows = [
            {
                **self._citation(paragraph.article, f"#{paragraph.id}"),
                "paragraph": paragraph.id,
                "field": paragraph.field,
                "start": paragraph.start,
                "end": paragraph.end,
                "text": paragraph.text[:LONGEST_PART],
            }
            for paragraph in found
        ]
        return self._answer(passages=rows)

    def facets(self, facet: str | None = None) -> dict[str, Any]:
        """List the values that articles can be filtered by (district, ward, year, campaign …), with their counts."""
        values = self._search.facet_values()
        if facet is not None and facet not in values:
            raise ToolError(f"There is no facet {facet!r}; there are {', '.join(values)}.")
        chosen = {facet: values[facet]} if facet else values
        most = 500 if facet else 40
        return self._answer(
            facets={
                name: [
                    {"value": v.value, "label": v.label[:LONGEST_LINE], "count": v.count} for v in row[:most]
                ]
                for name, row in chosen.items()
            }
        )

    def changes(self, since: str, size: int = 20) -> dict[str, Any]:
        """List what came to the archive, changed or went after a moment, a day (2026-01-31) or a generation, oldest first.

        Go on with `next` as `since` while there is `more`. What went has its id alone.
        """
        found = _told(lambda: self._search.changes(since, max(1, min(size, MOST))))
        rows = []
        for change in found.changes:
            article = self._search.article(change.id)
            cited = self._citation(article) if article else {"id": change.id}
            rows.append({**cited, "change": change.kind, "moment": change.moment})
        return self._answer(
            changes=rows, more=found.more, next=found.next, removed_known_since=found.removed_known_since
        )

    def ledger(
        self,
        query: str = "",
        district: list[str] | None = None,
        year: list[int] | None = None,
        campaign: list[str] | None = None,
        measure: list[str] | None = None,
        size: int = 20,
    ) -> dict[str, Any]:
        """Figures that union news states (members admitted, money given, gifts …), each with the sentence that says it.

        Never add them up blindly: a figure may be a target, a sum of others, or told in several articles.
        """
        filters = _filters(district, None, year, campaign, None, None)
        wanted = LedgerFilter(measures=tuple(measure or ()))
        found = _told(lambda: entries(self._search, query, filters, kind="figure", wanted=wanted))
        return self._answer(
            total=len(found), rows=[self._row(entry) for entry in found[: max(1, min(size, MOST))]]
        )

    def honours(
        self,
        query: str = "",
        district: list[str] | None = None,
        year: list[int] | None = None,
        campaign: list[str] | None = None,
        size: int = 20,
    ) -> dict[str, Any]:
        """Commendations that union news states (Bằng khen, Giấy khen …): title, giver, recipients, with the sentence."""
        filters = _filters(district, None, year, campaign, None, None)
        found = _told(lambda: entries(self._search, query, filters, kind="honour"))
        return self._answer(
            total=len(found), rows=[self._row(entry) for entry in found[: max(1, min(size, MOST))]]
        )

    def _row(self, entry: LedgerEntry) -> dict[str, Any]:
        row = entry.placed.row
        plain = row.to_dict() if hasattr(row, "to_dict") else {"text": getattr(row, "text", "")}
        return {
            **plain,
            "year": entry.placed.year,
            "sentence": entry.sentence[:LONGEST_PART],
            "source": self._citation(entry.article),
        }

    def _citation(self, article: Article, anchor: str = "") -> dict[str, Any]:
        """What cites an article."""
        return {
            "id": article.id,
            "title": article.heading[:LONGEST_LINE],
            "newspaper": (article.source or "")[:LONGEST_LINE] or None,
            "author": (article.author or "")[:LONGEST_LINE] or None,
            "published": article.published,
            "address": f"{self._site}{article_link(article.id)}{anchor}",
            "original": article.url,
        }

    def _answer(self, **fields: Any) -> dict[str, Any]:
        return {**fields, "generation": self._search.generation}


def _filters(
    district: list[str] | None,
    ward: list[str] | None,
    year: list[int] | None,
    campaign: list[str] | None,
    date_from: str | None,
    date_to: str | None,
) -> Filters:
    values = {"district": district, "ward": ward, "year": year, "campaign": campaign}
    chosen = {name: tuple(str(v)[:200] for v in row[:100]) for name, row in values.items() if row}
    return Filters(chosen, date_from=date_from, date_to=date_to)


def _told(ask: Callable[[], T]) -> T:
    """What a question gives; an error raised on purpose becomes the tool's message."""
    try:
        return ask()
    except TinCongDoanError as error:
        raise ToolError(str(error)) from None
