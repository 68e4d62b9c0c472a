"""Annotation: an Article in, the same Article with district, year and campaign out, with evidence.

One pass of one automaton over each field finds every name of every gazetteer; `district`, `year` and
`campaign` weigh what was found. Nothing is read from anywhere but the Article and the TOML files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from indexer.article import FIELDS, Article, Evidence, FacetValue
from indexer.facets import campaign, district, mentions, year
from indexer.facets.campaign import Campaign
from indexer.facets.district_gazetteer import gazetteer
from indexer.facets.gazetteer import Finder, Hit
from indexer.facets.surface import Surface
from indexer.facets.union_news import is_union_news
from indexer.vietnamese import fold


@cache
def _finder() -> Finder:
    return Finder([*gazetteer().names, *campaign.names(), *year.names()])


def annotate(article: Article) -> Article:
    """The Article with `districts`, `campaigns`, `year`, `year_basis` and `evidence` filled.

    What the page or its JSONL line stated is kept: districts and campaigns that are there already, and the
    year of `published`. Raises GazetteerError when a gazetteer cannot be read.
    """
    finder = _finder()
    found = [
        (surface, finder.find(surface))
        for surface in (Surface.of(name, article.text(name)) for name in FIELDS)
        if surface.plain
    ]
    evidence = list(article.evidence)
    if not article.districts:
        evidence += _districts(article, found)
    if not article.campaigns:
        evidence += _campaigns(found)
    published, basis = article.year, article.year_basis
    if article.published and article.published[:4].isdigit():
        published, basis = int(article.published[:4]), "published"
    elif published is None:
        dated = year.decide([clue for surface, hits in found for clue in year.clues(surface, hits)])
        evidence += dated
        if dated:
            published, basis = int(dated[0].value), "inferred"
    return replace(
        article,
        districts=_stated(article.districts, "district") or _values(evidence, "district"),
        campaigns=_stated(article.campaigns, "campaign") or _values(evidence, "campaign"),
        year=published,
        year_basis=basis,
        evidence=tuple(evidence),
    )


Found = Sequence[tuple[Surface, dict[str, list[Hit]]]]
"""The surfaces of an article with the hits in each, by kind."""


def _districts(article: Article, found: Found) -> list[Evidence]:
    named = [m for surface, hits in found for m in mentions.districts(surface, hits.get("district", ()))]
    city = [m for surface, hits in found for m in mentions.city(surface, hits.get("city", ()))]
    surfaces = [surface for surface, _ in found]
    evidence = district.decide(named, city, surfaces)
    if not evidence and is_union_news(article.title, article.lead):
        evidence = district.of_the_capital(surfaces)
    return evidence


def _campaigns(found: Found) -> list[Evidence]:
    named = [e for surface, hits in found for e in campaign.found(surface, hits.get("campaign", ()))]
    return campaign.decide(named, [surface for surface, _ in found])


def _stated(values: Sequence[FacetValue], facet: str) -> tuple[FacetValue, ...]:
    """What a page states, in the gazetteer's terms where it names a value of it by slug or by label."""
    if not values:
        return ()
    known = _known(facet)
    named = {fold(v.label): v for v in known.values()} | known
    stated = (named.get(v.value) or named.get(fold(v.label)) or named.get(fold(v.value)) or v for v in values)
    return tuple(dict.fromkeys(stated))


def _values(evidence: Sequence[Evidence], facet: str) -> tuple[FacetValue, ...]:
    known = _known(facet)
    return tuple(known[value] for value in dict.fromkeys(e.value for e in evidence if e.facet == facet))


@cache
def _known(facet: str) -> dict[str, FacetValue]:
    return {v.value: v for v in (districts() if facet == "district" else campaigns())}


def districts() -> tuple[FacetValue, ...]:
    """The thirty districts in display order, then the whole city (`toan-thanh-pho`)."""
    g = gazetteer()
    return (*(FacetValue(d.slug, d.label) for d in g.districts.values()), g.city)


def campaigns() -> tuple[FacetValue, ...]:
    """All campaigns of the gazetteer, in display order."""
    return tuple(FacetValue(c.slug, c.name) for c in campaign.campaign_rows().values())


def campaign_info(value: str) -> Campaign | None:
    """What a campaign is: name, kind, one line about it, years, other names. None for an unknown value."""
    return campaign.campaign_rows().get(value)


def district_map() -> dict[str, tuple[int, int]]:
    """Where each district stands on the tile map: value → (column, row), from the north-west corner."""
    return {slug: d.tile for slug, d in gazetteer().districts.items()}
