"""The life of a campaign: its dated steps in all articles of it, each event once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from indexer.engines.contract import Filters
from indexer.ledger.steps import Step, kinds, steps_of

if TYPE_CHECKING:
    from search.search import Search

MOST = 40
"""Steps that are shown at most: of each kind and year the first ones."""


def life(search: Search, campaign: str) -> list[Step]:
    """The steps of a campaign by time. Of one kind each date and each event counts once; undated steps are left out."""
    order = {kind: at for at, kind in enumerate(kinds())}
    found: dict[tuple[str, str], Step] = {}
    events: set[tuple[str, str]] = set()
    told = (
        step
        for article in search.export("", Filters({"campaign": [campaign]}), sort="oldest")
        if article.kind == "article"
        for step in steps_of(article, campaign)
    )
    for step in sorted(told, key=lambda step: (step.date or "", step.article.id)):
        event = (step.kind, step.article.event.id if step.article.event else step.article.id)
        if step.date is None or event in events:
            continue
        events.add(event)
        found.setdefault((step.kind, step.date), step)
    steps = list(found.values())
    if len(steps) > MOST:
        steps = _first_of_each_year(steps)
    return sorted(steps, key=lambda step: (step.date or "", order[step.kind]))


def _first_of_each_year(steps: list[Step]) -> list[Step]:
    """At most `MOST` steps: the first of each kind in each year, then the second, and so on."""
    turns: dict[tuple[str, str], int] = {}
    ranked = []
    for step in steps:
        year = (step.kind, (step.date or "")[:4])
        turns[year] = turns.get(year, 0) + 1
        ranked.append((turns[year], step.date or "", step))
    return [step for _, _, step in sorted(ranked, key=lambda row: row[:2])[:MOST]]


def step_json(step: Step) -> dict[str, Any]:
    """One step as JSON."""
    return {
        "kind": step.kind,
        "date": step.date,
        "date_basis": step.basis,
        "sentence": step.sentence,
        "field": step.field,
        "start": step.start,
        "end": step.end,
        "article": {
            "id": step.article.id,
            "title": step.article.heading,
            "source": step.article.source,
            "published": step.article.published,
            "link": f"/articles/{quote(step.article.id, safe='')}",
        },
    }
