"""The columns of a segment's documents: days, facet codes, ids, stored Articles."""

from __future__ import annotations

import numpy as np

from indexer.article import Article
from indexer.engines.article_time import added, moments
from indexer.engines.whoosh.array_layout import (
    NO_DAY_HIGH,
    NO_DAY_LOW,
    NO_MINUTE,
    code_type,
    id_hash,
    ragged,
)
from indexer.engines.whoosh.documents import pack
from indexer.facets.registry import values as facet_values


def _times(article: Article) -> tuple[int, int, int]:
    """First day, last day and minute of an Article (`indexer.engines.article_time`)."""
    found = moments(article)
    if found is None:
        return NO_DAY_LOW, NO_DAY_HIGH, NO_MINUTE
    return found.day_low, found.day_high, found.minute


def document_arrays(articles: list[Article]) -> tuple[dict[str, np.ndarray], list[list[str]]]:
    """The columns of the documents (all but lengths and field starts), and the table of facet values."""
    table: dict[tuple[str, str], int] = {}
    labels: dict[tuple[str, str], str] = {}
    codes: list[int] = []
    code_ends = [0]
    for article in articles:
        article_codes: dict[int, None] = {}
        for facet, value in facet_values(article):
            article_codes[table.setdefault((facet, value.value), len(table))] = None
            labels[facet, value.value] = value.label
        codes += article_codes
        code_ends.append(len(codes))
    times = np.array([_times(article) for article in articles], np.int64).reshape(-1, 3)
    stored, stored_ends = ragged([pack(article) for article in articles])
    ids, id_ends = ragged([article.id.encode("utf-8", "surrogatepass") for article in articles])
    hashes = np.array([id_hash(article.id) for article in articles], np.uint64)
    order = np.argsort(hashes, kind="stable")
    arrays: dict[str, np.ndarray] = {
        "doc.day_low": times[:, 0].astype(np.int32),
        "doc.day_high": times[:, 1].astype(np.int32),
        "doc.minute": times[:, 2].astype(np.int32),
        "doc.added": np.array([added(article) for article in articles], np.int64),
        "doc.facets": np.array(codes, code_type(len(table))),
        "doc.facet_ends": np.array(code_ends, np.uint32),
        "doc.id": ids,
        "doc.id_ends": id_ends,
        "doc.hash": hashes[order],
        "doc.hash_doc": order.astype(np.uint16),
        "doc.stored": stored,
        "doc.stored_ends": stored_ends,
    }
    return arrays, [[facet, value, labels[facet, value]] for facet, value in table]
