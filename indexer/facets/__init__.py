"""Facets: what an article belongs to (district, ward, province, year, campaign …), with evidence."""

from indexer.facets.annotation import annotate, undeclared
from indexer.facets.campaign import campaign_info, campaigns
from indexer.facets.campaign_candidates import Candidate, discover
from indexer.facets.district_gazetteer import district_map, districts
from indexer.facets.facet_spec import FacetSpec, Registry
from indexer.facets.registry import REGISTRY
from indexer.facets.union_news import is_union_news

__all__ = [
    "REGISTRY",
    "Candidate",
    "FacetSpec",
    "Registry",
    "annotate",
    "campaign_info",
    "campaigns",
    "discover",
    "district_map",
    "districts",
    "is_union_news",
    "undeclared",
]
