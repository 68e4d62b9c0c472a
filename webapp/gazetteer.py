"""What the site knows of districts and campaigns beyond one answer: names, order, places on the map.

Out: plain mappings from the gazetteers of `indexer.facets`. Read once, when first needed.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from indexer import facets

CITY = "toan-thanh-pho"
"""The value for bodies of the whole city: a district in the facets, no tile on the map."""


@cache
def district_labels() -> dict[str, str]:
    """Slug → name of every district, in display order."""
    return {d.value: d.label for d in facets.districts()}


@cache
def campaign_labels() -> dict[str, str]:
    """Slug → name of every campaign, in display order."""
    return {c.value: c.label for c in facets.campaigns()}


@cache
def map_places() -> dict[str, tuple[int, int]]:
    """Slug → (column, row) of the districts on the tile map."""
    return dict(facets.district_map())


@cache
def campaign_info(value: str) -> Any:
    """What the gazetteer says of a campaign, or None."""
    try:
        return facets.campaign_info(value)
    except KeyError:
        return None


def label(facet: str, value: str) -> str:
    """The name of a district or campaign; a value that no gazetteer has is its own name."""
    labels = {"district": district_labels, "campaign": campaign_labels}.get(facet)
    return labels().get(value, value) if labels else value
