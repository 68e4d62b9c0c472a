"""Articles → documents on the cluster, or waiting on disk for the commit. Runs in worker processes.

For a new index that nobody searches yet, a batch is sent at once, and a mark says when it is complete: a run that is
interrupted and started again finds the marks and sends only what is missing. For an index that is being
searched, the documents are spooled to a file, because nothing may change before the commit.
"""

from __future__ import annotations

import base64
import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.article import Article
from indexer.engines.opensearch import bulk, mapping, vocabulary
from indexer.engines.opensearch.analysis import analysed
from indexer.engines.opensearch.bulk import Action
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.copies import PRIMARY, refresh
from indexer.engines.opensearch.meta import Meta

PIECE = 500
"""Articles that are analysed together."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A handle: the ids of some Articles and their term counts; `spool` is the file that holds the documents,
    None when they have been sent. `key` names the batch on the cluster."""

    key: str
    ids: tuple[str, ...]
    counts: bytes
    spool: Path | None = None


@dataclass(frozen=True, slots=True)
class Builder:
    """What a worker process is given: `builder(articles)` returns a Batch.

    `index` is the index to send to, or None to spool into `folder`.
    """

    cluster: Cluster
    index: str | None
    folder: Path

    def __call__(self, articles: Iterable[Article]) -> Batch:
        """Of several Articles with one id the last counts."""
        unique = list({article.id: article for article in articles}.values())
        key = _key(unique)
        return self._spooled(unique, key) if self.index is None else self._sent(unique, key, self.index)

    def _spooled(self, articles: list[Article], key: str) -> Batch:
        counts = vocabulary.no_counts()
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix="batch-", delete=False) as spool:
            for _, document in documents(articles, key, counts):
                spool.write(document + b"\n")
        ids = tuple(article.id for article in articles)
        return Batch(key, ids, vocabulary.pack(counts, len(articles)), Path(spool.name))

    def _sent(self, articles: list[Article], key: str, index: str) -> Batch:
        meta = Meta(self.cluster)
        ids = tuple(article.id for article in articles)
        mark = meta.get(f"batch-{key}")
        if mark and mark[0]["index"] == index and count_of(self.cluster, index, key) == len(ids):
            return Batch(key, ids, base64.b64decode(mark[0]["counts"]))
        counts = vocabulary.no_counts()
        bulk.send(self.cluster, (bulk.index(index, i, d) for i, d in documents(articles, key, counts)))
        packed = vocabulary.pack(counts, len(articles))
        meta.put(f"batch-{key}", {"index": index, "counts": base64.b64encode(packed).decode()})
        return Batch(key, ids, packed)


def spooled(index: str, batch: Batch) -> Iterator[Action]:
    """The actions that write the documents of a spooled batch."""
    if batch.spool is not None:
        with open(batch.spool, "rb") as lines:
            for article_id, line in zip(batch.ids, lines, strict=True):
                yield bulk.index(index, article_id, line.rstrip(b"\n"))


def count_of(cluster: Cluster, index: str, key: str) -> int:
    """How many documents of a batch are in an index."""
    refresh(cluster, index)
    body = {"query": {"term": {"batch": key}}}
    counted = cluster.ask(lambda c: c.count(index=index, body=body, params=PRIMARY), patience=bulk.PATIENCE)
    return int(counted["count"])


def documents(
    articles: Sequence[Article], key: str, counts: vocabulary.Counts
) -> Iterator[tuple[str, bytes]]:
    """`(id, JSON)` of each Article, written as part of batch `key`; its terms are added to `counts`."""
    for start in range(0, len(articles), PIECE):
        piece = articles[start : start + PIECE]
        fields, own = analysed(piece)
        vocabulary.join(counts, own)
        for article, terms in zip(piece, fields, strict=True):
            yield article.id, mapping.to_json(mapping.source(article, terms, key))


def _key(articles: list[Article]) -> str:
    """Names a batch by what it says: the same Articles make the same key, in any run."""
    summary = hashlib.sha256()
    for article in articles:
        summary.update(mapping.to_json(article.to_dict(explain=True)))
    return summary.hexdigest()[:24]
