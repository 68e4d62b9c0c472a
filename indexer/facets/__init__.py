"""Facets: which district, year and campaign an article belongs to, with evidence."""

from indexer.facets.annotation import annotate, campaign_info, campaigns, district_map, districts
from indexer.facets.discovery import Candidate, discover
from indexer.facets.union_news import is_union_news

__all__ = [
    "Candidate",
    "annotate",
    "campaign_info",
    "campaigns",
    "discover",
    "district_map",
    "districts",
    "is_union_news",
]
