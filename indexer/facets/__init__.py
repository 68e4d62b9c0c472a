"""Facets: which district, year and campaign an article belongs to, with evidence."""

from indexer.facets.annotation import annotate, campaign_info, campaigns, district_map, districts
from indexer.facets.union_news import is_union_news

__all__ = ["annotate", "campaign_info", "campaigns", "district_map", "districts", "is_union_news"]
