"""What a document is on the cluster: fields, settings, and an Article as such a document.

The terms come from `analysis.py`. Only the Article itself is stored;
the rest is there to be searched, filtered, counted or sorted by, and can be made from it again.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

from indexer.article import Article
from indexer.engines.article_time import EPOCH, added, moments
from indexer.engines.contract import Ranking, TermKind
from indexer.engines.opensearch.analysis import OWN, Fields, field_name
from indexer.facets.registry import values as facet_values

SCHEMA = 5
"""Changes with everything below that an existing index would not follow."""

FACET = "facet"
"""The object whose fields are the facets; a corpus may declare any number of them."""


def _text(positions: bool, norms: bool) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "text", "analyzer": "whitespace", "norms": norms}
    if positions:
        # One position lies between paragraphs: enough that no phrase crosses.
        return {**text, "index_options": "positions", "position_increment_gap": 1}
    return {**text, "index_options": "freqs"}


def mappings() -> dict[str, Any]:
    """The mapping of the documents."""
    keyword = {"type": "keyword"}
    properties: dict[str, Any] = {
        "article": {"type": "object", "enabled": False},
        "id": keyword,
        "batch": {"type": "keyword", "doc_values": False},
        FACET: {"type": "object", "dynamic": True},
        "month": keyword,
        "label": {"type": "keyword", "index": False},
        "published": {"type": "date"},
        "minute": {"type": "long"},
        "day_low": {"type": "integer"},
        "added": {"type": "long"},
        "day_high": {"type": "integer"},
    }
    for folded in (False, True):
        properties[field_name(TermKind.SYLLABLE, folded)] = _text(positions=True, norms=True)
        properties[field_name(TermKind.PAIR, folded)] = _text(positions=False, norms=True)
        properties[field_name(TermKind.WORD, folded)] = _text(positions=False, norms=True)
        properties[field_name(TermKind.CREDIT, folded)] = _text(positions=False, norms=False)
        for name in OWN:
            properties[field_name(name, folded)] = _text(positions=True, norms=False)
    return {
        "dynamic": "strict",
        "dynamic_templates": [{"facets": {"path_match": f"{FACET}.*", "mapping": keyword}}],
        "_meta": {"schema": SCHEMA},
        "_source": {"includes": ["article"]},
        "properties": properties,
    }


def index_settings(shards: int, replicas: int) -> dict[str, Any]:
    """The settings of an index of documents: nothing becomes visible before a commit refreshes it.

    k1 and b belong to the index, because a query cannot say them: `search.ranking.RANKING` takes them from the same place,
    and a writer that finds an index with others builds it anew (`writer.parameters`).
    """
    ranking = Ranking()
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "replication.type": "SEGMENT",
        "refresh_interval": "-1",
        "codec": "best_compression",
        "similarity": {"default": {"type": "BM25", "k1": ranking.k1, "b": ranking.b}},
    }


def source(article: Article, fields: Fields, batch: str) -> dict[str, Any]:
    """The document of an Article with these fields, written as part of `batch`."""
    document: dict[str, Any] = {
        "id": article.id,
        "batch": batch,
        "article": stored(article),
        "added": added(article),
    }
    return document | fields | _facets(article) | _moments(article)


def stored(article: Article) -> dict[str, Any]:
    """What of an Article is kept to be read again: everything that is not empty, evidence included."""
    record = article.to_dict(explain=True)
    return {name: value for name, value in record.items() if value not in (None, [], "") or name == "title"}


def document_id(article_id: str) -> str:
    """The `_id` of an Article: its id; the hash of an id that the cluster would refuse."""
    if article_id and len(article_id.encode("utf-8", "replace")) <= 512 and article_id.isprintable():
        return article_id
    return "sha256:" + hashlib.sha256(article_id.encode("utf-8", "surrogatepass")).hexdigest()


def to_json(value: object) -> bytes:
    """JSON in UTF-8; half a surrogate pair, which no JSON reader takes, becomes `?`."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def facet_field(facet: str) -> str:
    """The field that holds the values of a facet."""
    return f"{FACET}.{facet}"


def _facets(article: Article) -> dict[str, Any]:
    facets: dict[str, list[str]] = {}
    labels = []
    for facet, value in facet_values(article):
        facets.setdefault(facet, []).append(value.value)
        labels.append(f"{facet}\t{value.value}\t{value.label}")
    return {FACET: facets, "label": labels}


def _moments(article: Article) -> dict[str, Any]:
    """When it appeared: `published` (ms since 1970) only if the page says so; an inferred year is a span of days."""
    found = moments(article)
    if found is None:
        return {}
    record: dict[str, Any] = {"minute": found.minute, "day_low": found.day_low, "day_high": found.day_high}
    if found.stated:
        record["published"] = (found.stated - EPOCH) // timedelta(milliseconds=1)
        record["month"] = f"{found.stated.year:04}-{found.stated.month:02}"
    return record
