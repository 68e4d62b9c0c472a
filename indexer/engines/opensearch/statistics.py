"""How often each term occurs: the rows that accents are restored and queries completed from.

The cluster offers no list of an index's terms, so we keep our own: a commit adds one row per term it brought (and
rows with negative numbers for what it took away), and a reader sums them. Nothing is ever updated in place, so no
commit has to read what an earlier one wrote. Terms that occur in fewer than one in `RARE` of a large batch's documents are
left out: they are many, and nobody's accents are restored to them.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from indexer.engines.contract import TermKind, TermStats
from indexer.engines.opensearch.bulk import Action
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.mapping import JOINER, Counts, no_counts, to_json
from indexer.vietnamese import fold_normal

RARE = 5_000
ROWS = 2_000
"""How many of the most frequent rows are looked at to complete a prefix."""

MAPPINGS = {
    "dynamic": "strict",
    "_source": {"enabled": False},
    "properties": {
        "kind": {"type": "keyword", "doc_values": False},
        "folded": {"type": "keyword", "doc_values": False},
        "text": {"type": "keyword", "index": False},
        "documents": {"type": "integer", "index": False},
        "occurrences": {"type": "long", "index": False},
        "generation": {"type": "long", "doc_values": False},
    },
}


def settings(replicas: int) -> dict[str, Any]:
    """The settings of an index of rows."""
    return {"number_of_shards": 1, "number_of_replicas": replicas, "refresh_interval": "-1"}


def pack(counts: Counts, documents: int) -> bytes:
    """The counts of a batch of so many documents, without its rare terms."""
    least = max(1, documents // RARE)
    kept = {
        kind.value: {text: (n, often[text]) for text, n in within.items() if n >= least}
        for kind, (within, often) in counts.items()
    }
    return zlib.compress(to_json(kept), 3)


def unpack(data: bytes, into: Counts) -> None:
    """Add packed counts to `into`."""
    for kind, rows in json.loads(zlib.decompress(data)).items():
        within, often = into[TermKind(kind)]
        for text, (documents, occurrences) in rows.items():
            within[text] += documents
            often[text] += occurrences


def merged(packed: Iterable[bytes]) -> Counts:
    """The sum of several packed counts."""
    counts = no_counts()
    for data in packed:
        unpack(data, counts)
    return counts


def rows(index: str, counts: Counts, documents: int, generation: int, sign: int = 1) -> Iterator[Action]:
    """The rows of a commit of so many documents. The same commit makes the same rows, with the same ids."""
    least = max(1, documents // RARE)
    for kind, (within, often) in counts.items():
        for text, count in within.items():
            if count >= least and len(text.encode("utf-8", "replace")) < 400:
                row = {
                    "kind": kind.value,
                    "folded": fold_normal(text),
                    "text": text,
                    "documents": sign * count,
                    "occurrences": sign * often[text],
                    "generation": generation,
                }
                head = {
                    "_index": index,
                    "_id": f"{generation}{'+' if sign > 0 else '-'}{kind.value[0]}{text}",
                }
                yield Action(to_json({"index": head}), to_json(row))


def exact(cluster: Cluster, index: str, kind: TermKind, folded: str) -> list[TermStats]:
    """The terms whose folded form is `folded`, most frequent first."""
    return _summed(cluster, index, kind, {"term": {"folded": folded.replace(" ", JOINER)}}, 1_000)


def beginning(cluster: Cluster, index: str, kind: TermKind, prefix: str, limit: int) -> list[TermStats]:
    """The most frequent terms whose folded form begins with `prefix`."""
    if limit <= 0:
        return []
    return _summed(cluster, index, kind, {"prefix": {"folded": prefix.replace(" ", JOINER)}}, limit)


def _summed(
    cluster: Cluster, index: str, kind: TermKind, query: dict[str, Any], limit: int
) -> list[TermStats]:
    sums = {name: {"sum": {"field": name}} for name in ("documents", "occurrences")}
    terms = {
        "field": "text",
        "size": limit,
        "shard_size": max(limit, ROWS),
        "order": [{"documents": "desc"}, {"_key": "asc"}],
    }
    body = {
        "size": 0,
        "query": {"bool": {"filter": [{"term": {"kind": kind.value}}, query]}},
        "aggs": {"texts": {"terms": terms, "aggs": sums}},
    }
    answer = cluster.ask(
        lambda c: c.search(index=index, body=body, params={"allow_partial_search_results": "false"})
    )
    found = Counter[str]()
    often = {}
    for bucket in answer["aggregations"]["texts"]["buckets"]:
        found[bucket["key"]] = round(bucket["documents"]["value"])
        often[bucket["key"]] = round(bucket["occurrences"]["value"])
    return [TermStats(text.replace(JOINER, " "), n, often[text]) for text, n in found.items() if n > 0]
