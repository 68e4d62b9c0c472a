"""What an update replaces, kept until it is committed: so that an interrupted one can be undone.

It holds the ids that a commit will write or delete, and the Articles they have now. The journal is written before
the first change; a writer that finds one whose commit never came restores these Articles and deletes the
others of its ids.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from indexer.article import Article
from indexer.engines.opensearch import bulk, mapping, vocabulary
from indexer.engines.opensearch.analysis import analysed
from indexer.engines.opensearch.builder import documents
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.copies import PRIMARY, refresh
from indexer.engines.opensearch.meta import PATIENCE, UNDO, Current, Meta

PART = 500
"""Articles that are read together and kept in one blob."""


@dataclass(slots=True)
class Before:
    """What stood in the index before: the ids that were there, and the counts of their terms."""

    ids: list[str] = field(default_factory=list)
    counts: vocabulary.Counts = field(default_factory=vocabulary.no_counts)


class Journal:
    """The journal of an index; there is at most one."""

    def __init__(self, cluster: Cluster, meta: Meta) -> None:
        self._cluster = cluster
        self._meta = meta

    def record(self, current: Current, ids: Sequence[str]) -> Before:
        """Keep what the documents `ids` say now."""
        before = Before()
        generation = current.generation + 1
        parts: list[list[object]] = []
        for number, start in enumerate(range(0, len(ids), PART)):
            part = ids[start : start + PART]
            found = self._read(current.index, part)
            before.ids += [article.id for article in found]
            vocabulary.join(before.counts, analysed(found)[1])
            data = mapping.to_json({"ids": part, "articles": [mapping.stored(article) for article in found]})
            name = f"undo-{generation}-{number}"
            parts.append([name, self._meta.put_blob(name, data)])
        self._meta.put(UNDO, {"generation": generation, "parts": parts})
        return before

    def undo(self, current: Current) -> None:
        """Take back what a commit after `current` began; nothing if it was completed or there was none."""
        found = self._meta.get(UNDO)
        if found is None:
            return
        generation = found[0]["generation"]
        if generation > current.generation:
            for name, chunks in found[0]["parts"]:
                part = json.loads(self._meta.get_blob(name, chunks))
                articles = [Article.from_dict(record) for record in part["articles"]]
                there = {article.id for article in articles}
                bulk.send(
                    self._cluster,
                    (bulk.delete(current.index, i) for i in part["ids"] if i not in there),
                )
                restored = documents(articles, "restored", vocabulary.no_counts())
                bulk.send(self._cluster, (bulk.index(current.index, i, d) for i, d in restored))
            refresh(self._cluster, current.index)
        self.forget()

    def forget(self) -> None:
        """Remove the journal."""
        found = self._meta.get(UNDO)
        if found:
            self._meta.remove(UNDO)
            for name, _ in found[0]["parts"]:
                self._meta.remove_blob(name)

    def _read(self, index: str, ids: Sequence[str]) -> list[Article]:
        names = [mapping.document_id(article_id) for article_id in ids]
        told = self._cluster.documents(index, names, PRIMARY, patience=PATIENCE)
        return [Article.from_dict(one["_source"]["article"]) for one in told if one.get("found")]
