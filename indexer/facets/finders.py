"""The finders of the registry, each imported when a first text is read: their patterns are most of what there is to import,
and a search reads no text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from indexer.article import Evidence

if TYPE_CHECKING:
    from indexer.facets.gazetteer import Name
    from indexer.facets.reading import Reading


def find_places(reading: Reading) -> Sequence[Evidence]:
    """The evidence of wards, districts and provinces."""
    from indexer.facets.places import finder

    return finder.find(reading)


def find_year(reading: Reading) -> Sequence[Evidence]:
    """The evidence of the year in which an article was written."""
    from indexer.facets import year

    return year.find(reading)


def year_names() -> Iterable[Name]:
    """The names by which years are told."""
    from indexer.facets import year

    return year.names()


def find_campaigns(reading: Reading) -> Sequence[Evidence]:
    """The evidence of campaigns."""
    from indexer.facets import campaign

    return campaign.find(reading)


def find_figures(reading: Reading) -> Sequence[Evidence]:
    """The evidence of figures and honours."""
    from indexer.ledger import articles

    return articles.find(reading)
