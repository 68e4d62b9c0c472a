"""What the site knows of districts and campaigns beyond one answer: names, order, places on the map.

Plain mappings from the gazetteers of `indexer.facets`, read once, when first needed.
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
