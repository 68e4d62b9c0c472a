"""Annotation: an Article in, the same Article with district, year and campaign out, with evidence.

One pass of one automaton over each field finds every name of every gazetteer; `districts`, `years` and
`campaigns` weigh what was found. Nothing is read from anywhere but the Article and the TOML files.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from indexer.article import FIELDS, Article, Evidence, FacetValue
from indexer.facets import campaigns as _campaigns
from indexer.facets import district_gazetteer as _gazetteer
from indexer.facets import districts as _districts
from indexer.facets import mentions as _mentions
from indexer.facets import years as _years
from indexer.facets.campaigns import Campaign
from indexer.facets.gazetteer import Finder
from indexer.facets.surface import Surface

_HOME = ("hà nội", "thủ đô", "(lđtđ)", "ha noi", "thu do")
"""Words that say an article speaks of Hà Nội."""

_UNIONS = (
    "công đoàn",
    "lđlđ",
    "người lao động",
    "công nhân",
    "đoàn viên",
    "cnvclđ",
    "cong doan",
    "cong nhan",
    "nguoi lao dong",
)
"""Words that say an article speaks of unions or workers."""


@cache
def _finder() -> Finder:
    return Finder([*_gazetteer.gazetteer().names, *_campaigns.names(), *_years.names()])


def annotate(article: Article) -> Article:
    """The Article with `districts`, `campaigns`, `year`, `year_basis` and `evidence` filled.

    What the page or its JSONL line stated is kept: districts and campaigns that are there already, and the
    year of `published`. Raises GazetteerError when a gazetteer cannot be read.
    """
    finder = _finder()
    home = article.source == "Lao động Thủ đô"
    unions = False
    mentions: list[_mentions.Mention] = []
    city: list[_mentions.Mention] = []
    named: list[Evidence] = []
    clues: list[_years.Clue] = []
    for name in FIELDS:
        text = article.text(name)
        if not text:
            continue
        surface = Surface.of(name, text)
        hits = finder.find(surface)
        unions = unions or any(word in surface.lower for word in _UNIONS)
        home = home or any(word in surface.lower for word in _HOME)
        if not article.districts:
            mentions.extend(_mentions.mentions(surface, hits.get("district", ())))
            city.extend(_mentions.city_mentions(surface, hits.get("city", ())))
        if not article.campaigns and "campaign" in hits:
            named.extend(_campaigns.found(surface, hits["campaign"]))
        if article.year is None and not article.published:
            clues.extend(_years.clues(surface, hits.get("lunar", ()), hits.get("congress", ())))
    evidence = [
        *_districts.decide(mentions, city, home),
        *_years.decide(clues),
        *_campaigns.decide(named, unions),
    ]
    year, basis = article.year, article.year_basis
    if article.published:
        year, basis = int(article.published[:4]), "published"
    elif year is None:
        year = next((int(e.value) for e in evidence if e.facet == "year"), None)
        basis = "inferred" if year is not None else None
    return replace(
        article,
        districts=article.districts or _values(evidence, "district"),
        campaigns=article.campaigns or _values(evidence, "campaign"),
        year=year,
        year_basis=basis,
        evidence=(*article.evidence, *evidence),
    )


def _values(evidence: list[Evidence], facet: str) -> tuple[FacetValue, ...]:
    known = {v.value: v for v in (districts() if facet == "district" else campaigns())}
    return tuple(known[value] for value in dict.fromkeys(e.value for e in evidence if e.facet == facet))


def districts() -> tuple[FacetValue, ...]:
    """The thirty districts in display order, then the whole city (`toan-thanh-pho`)."""
    g = _gazetteer.gazetteer()
    return (*(FacetValue(d.slug, d.label) for d in g.districts.values()), g.city)


def campaigns() -> tuple[FacetValue, ...]:
    """All campaigns of the gazetteer, in display order."""
    return tuple(FacetValue(c.slug, c.name) for c in _campaigns.campaign_rows().values())


def campaign_info(value: str) -> Campaign | None:
    """What a campaign is: name, kind, one line about it, years, other names. None for an unknown value."""
    return _campaigns.campaign_rows().get(value)


def district_map() -> dict[str, tuple[int, int]]:
    """Where each district stands on the tile map: value → (column, row), from the north-west corner."""
    return {slug: d.tile for slug, d in _gazetteer.gazetteer().districts.items()}
