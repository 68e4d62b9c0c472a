"""The one writer of an index on a cluster.

A first or full build fills a new index that nobody searches, and its commit moves the alias: readers never see a gap. An
update changes the index that is searched; it keeps a journal of what it replaces, so that a commit that was interrupted is
undone by the next writer, and a refresh makes its changes visible when all of them are there. In both cases
the last step replaces one document (`Current`): before it the old generation stands, after it the new one.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from indexer.article import Article
from indexer.corpus_manifest import rules_fingerprint
from indexer.engines.contract import Ranking
from indexer.engines.opensearch import bulk, copies, mapping, order, vocabulary
from indexer.engines.opensearch.answers import interpreted
from indexer.engines.opensearch.builder import Batch, Builder, spooled
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.copies import PRIMARY, refresh
from indexer.engines.opensearch.journal import Journal
from indexer.engines.opensearch.lock import WriteLock
from indexer.engines.opensearch.mapping import SCHEMA
from indexer.engines.opensearch.meta import (
    BUILDING,
    PATIENCE,
    Current,
    Meta,
    Version,
    state_blob,
    vocabulary_blob,
)
from indexer.errors import EngineUnavailable, IndexDamaged, IndexMissing, IndexOutdated, IndexProblem
from indexer.facets.declared import DeclaredFacet


class Writer:
    """Holds the index's lock until closed; a context manager. Raises IndexLocked, EngineUnavailable.

    `full`: the first commit replaces everything. `recovered_from` is the problem that made the writer start
    anew (IndexDamaged, IndexOutdated), or None.
    """

    def __init__(self, index: str | Path, *, full: bool = False) -> None:
        self._cluster = Cluster.of(index)
        self._meta = Meta(self._cluster)
        self._meta.create()
        self._lock = WriteLock(self._meta)
        self.recovered_from: IndexProblem | None = None
        self._folder = Path(tempfile.mkdtemp(prefix="tcd-opensearch-"))
        try:
            self._open(full)
        except BaseException:
            self.close()
            raise

    @property
    def generation(self) -> int:
        """The generation that is current, 0 if there is none."""
        return self._current.generation if self._current else 0

    @interpreted
    def _open(self, full: bool) -> None:
        self._current: Current | None = None
        self._seen: Version | None = None
        if found := self._meta.current():
            self._current, self._seen = found
        self._state = b""
        self._building: str | None = None
        if self._current and not full:
            try:
                self._check_current(self._current)
                Journal(self._cluster, self._meta).undo(self._current)
                self._state = self._meta.get_blob(state_blob(self._current.generation), self._current.state)
            except (IndexDamaged, IndexMissing, IndexOutdated) as problem:
                self.recovered_from = (
                    IndexDamaged(str(problem)) if isinstance(problem, IndexMissing) else problem
                )
        if full or not self._current or self.recovered_from:
            self._building = self._new_index()
        self._remove_old()

    def _check_current(self, current: Current) -> None:
        if current.schema != SCHEMA or current.parameters != parameters():
            raise IndexOutdated(f"{self._cluster.address} was written by another version; it is built anew")
        if not self._exists(current.index):
            raise IndexDamaged(
                f"{self._cluster.address}: the index {current.index} is gone; it is built anew"
            )

    def _new_index(self) -> str:
        """The index to build: the one that an interrupted run began, if it can be gone on with."""
        found = self._meta.get(BUILDING)
        if found and found[0]["made"] == made() and self._exists(found[0]["index"]):
            return str(found[0]["index"])
        number = self._numbers()[-1] + 1
        name = self._cluster.address.numbered(number)
        shards, replicas = self._cluster.shards, self._cluster.replicas
        self._create(name, mapping.index_settings(shards, replicas), mapping.mappings())
        self._meta.put(BUILDING, {"index": name, "made": made()})
        return name

    def _exists(self, index: str) -> bool:
        return bool(self._cluster.ask(lambda c: c.indices.exists(index=index), patience=PATIENCE))

    def _create(self, index: str, settings: dict[str, Any], mappings: dict[str, Any]) -> None:
        """Make an index, and wait until all its copies are there: before that a node that dies may take the only one."""
        body = {"settings": settings, "mappings": mappings}
        waiting = {"wait_for_active_shards": "all", "timeout": "30s"}
        try:
            self._cluster.ask(
                lambda c: c.indices.create(index=index, body=body, params=waiting, request_timeout=60),
                patience=PATIENCE,
            )
        except IndexProblem:
            # Our own first try may have been carried out and only its answer lost.
            if not self._exists(index):
                raise

    def _drop(self, index: str) -> None:
        self._cluster.ask(lambda c: c.indices.delete(index=index, ignore=[404]), patience=PATIENCE)

    def _numbers(self) -> list[int]:
        """The numbers of the indexes of documents that exist, ascending; 0 if there is none."""
        name = self._cluster.address.name
        listed = self._cluster.ask(
            lambda c: c.indices.get(index=f"{name}-0*,{name}-1*", ignore_unavailable=True)
        )
        ends = (index.removeprefix(f"{name}-") for index in listed)
        return sorted({0, *(int(end) for end in ends if end.isdigit() and len(end) == 6)})

    def _remove_old(self) -> None:
        """Drop indexes that are neither current nor being built. A commit leaves the one before for readers that
        have not noticed yet; the next writer removes it here."""
        keep = {self._building, self._current.index if self._current else None}
        for number in self._numbers():
            name = self._cluster.address.numbered(number)
            if number and name not in keep:
                self._drop(name)

    def state(self) -> bytes:
        """The `state` of the current generation; b"" at first, and when starting anew."""
        return self._state

    def last_state(self) -> bytes:
        """The `state` of the last commit, as far as it can be read: also when starting anew."""
        current = self._current
        if self._state or not current:
            return self._state
        try:
            return self._meta.get_blob(state_blob(current.generation), current.state)
        except (IndexMissing, ValueError, KeyError, zlib.error):
            return b""

    def builder(self) -> Builder:
        """What worker processes build batches with; picklable."""
        return Builder(self._cluster, self._building, self._folder)

    def build(self, articles: Iterable[Article]) -> Batch:
        """Analyse `articles` into documents that are not visible yet."""
        return self.builder()(articles)

    @interpreted
    def commit(
        self,
        *,
        add: Sequence[Batch],
        delete: Iterable[str],
        state: bytes,
        facets: Sequence[DeclaredFacet] = (),
    ) -> int:
        """Make the batches of `add` visible and drop the documents `delete` of earlier generations.

        An Article of `add` replaces an earlier one with its id. Returns the new generation. When it
        fails, the generation before stays current; the next writer takes back what was already written.
        """
        self._lock.assert_held()
        generation = self.generation + 1
        counts = vocabulary.unpack(batch.counts for batch in add)
        if self._building is not None:
            index = self._building
            documents = self._complete(index, add)
        else:
            assert self._current is not None
            index = self._current.index
            documents = self._change(self._current, add, delete, counts)
        committed = self._moment()
        newest, future = self._newest(index, committed)
        current = Current(
            generation=generation,
            index=index,
            documents=documents,
            schema=SCHEMA,
            parameters=parameters(),
            state=self._meta.put_blob(state_blob(generation), state),
            vocabulary=self._meta.put_blob(
                vocabulary_blob(generation), vocabulary.to_bytes(counts, documents)
            ),
            newest=newest,
            future=future,
            committed=committed,
            facets=tuple(asdict(facet) for facet in facets),
        )
        self._lock.assert_held()
        self._seen = self._meta.set_current(current, self._seen)
        before, self._current, self._state = self._current, current, state
        self._tidy(before, add)
        return generation

    def _moment(self) -> float:
        """Now, but more than a second after the generation before, so that whole seconds tell the two apart."""
        before = self._current.committed if self._current else None
        return max(time.time(), before + 1.0) if before else time.time()

    def _complete(self, index: str, add: Sequence[Batch]) -> int:
        """A new index: see that it holds exactly the documents of `add`, and merge it; returns how many."""
        ids = {article_id for batch in add for article_id in batch.ids}
        refresh(self._cluster, index)
        strays = list(self._strays(index, [batch.key for batch in add]))
        if strays:
            # Left by an interrupted run whose corpus was another.
            bulk.send(self._cluster, (bulk.delete(index, article_id) for article_id in strays))
            refresh(self._cluster, index)
        copies.flush(self._cluster, index)
        if self._cluster.segments and len(ids) >= copies.SMALL:
            copies.merge(self._cluster, index, self._cluster.segments)
            refresh(self._cluster, index)
        self._expect(index, len(ids))
        return len(ids)

    def _strays(self, index: str, keys: list[str]) -> Iterator[str]:
        """The ids of documents that belong to none of the batches `keys`."""
        none_of = [{"terms": {"batch": keys[at : at + 10_000]}} for at in range(0, len(keys), 10_000)]
        body: dict[str, Any] = {
            "query": {"bool": {"must_not": none_of}},
            "sort": [{"id": "asc"}],
            "size": 10_000,
            "_source": False,
        }
        params = {**PRIMARY, "allow_partial_search_results": "false"}
        while True:
            hits = self._cluster.ask(
                lambda c: c.search(index=index, body=body, params=params), patience=PATIENCE
            )
            found = [hit["sort"][0] for hit in hits["hits"]["hits"]]
            yield from found
            if len(found) < body["size"]:
                return
            body["search_after"] = [found[-1]]

    def _change(
        self, current: Current, add: Sequence[Batch], delete: Iterable[str], counts: vocabulary.Counts
    ) -> int:
        """The index that is searched: apply the changes; returns how many documents it holds then.

        `counts`, those of `add`, become those of the whole index.
        """
        index = current.index
        added = {article_id for batch in add for article_id in batch.ids}
        dropped = set(delete)
        before = Journal(self._cluster, self._meta).record(current, sorted(added | dropped))
        bulk.send(self._cluster, (bulk.delete(index, article_id) for article_id in sorted(dropped - added)))
        for batch in add:
            bulk.send(self._cluster, spooled(index, batch))
        data = self._meta.get_blob(vocabulary_blob(current.generation), current.vocabulary)
        for kind, stats in vocabulary.Vocabulary(data):
            vocabulary.add(counts, kind, [(stats.text, stats.documents, stats.occurrences)])
        vocabulary.join(counts, before.counts, sign=-1)
        refresh(self._cluster, index)
        documents_after = current.documents - len(before.ids) + len(added)
        self._expect(index, documents_after)
        return documents_after

    def _expect(self, index: str, documents: int) -> None:
        """Raises EngineUnavailable unless the index holds so many documents: none may get lost on the way."""

        def call(client: Any) -> int:
            counted = client.count(index=index, params=PRIMARY)
            if counted["_shards"]["failed"]:
                raise EngineUnavailable(f"OpenSearch at {self._cluster.address} could not count {index}")
            return int(counted["count"])

        count = self._cluster.ask(call, patience=PATIENCE)
        if count != documents:
            raise EngineUnavailable(
                f"{self._cluster.address}: the cluster holds {count:,} documents instead of {documents:,}. "
                "Nothing was committed; run the command again when the cluster is well.",
                60,
            )

    def _newest(self, index: str, committed: float) -> tuple[int | None, int]:
        """The time of the newest document, in milliseconds, and how many are of the future, which do not count for it."""
        last = order.last_moment(committed)
        dated = {
            "filter": {"range": {"published": {"lte": last}}},
            "aggs": {"newest": {"max": {"field": "published"}}},
        }
        ahead = {"filter": {"range": {"published": {"gt": last}}}}
        body = {"size": 0, "aggs": {"dated": dated, "ahead": ahead}}
        params = {**PRIMARY, "allow_partial_search_results": "false"}
        answer = self._cluster.ask(
            lambda c: c.search(index=index, body=body, params=params), patience=PATIENCE
        )
        newest = answer["aggregations"]["dated"]["newest"]["value"]
        return None if newest is None else round(newest), answer["aggregations"]["ahead"]["doc_count"]

    def _tidy(self, before: Current | None, add: Sequence[Batch]) -> None:
        """After the commit: move the alias, drop what is not needed any more. The commit stands whatever happens here:
        the next writer does it again."""
        assert self._current is not None
        name, index = self._cluster.address.name, self._current.index
        actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": name}}]
        if before and before.index != index:
            actions.insert(0, {"remove": {"index": f"{name}-0*", "alias": name, "must_exist": False}})
        self._cluster.ask(lambda c: c.indices.update_aliases(body={"actions": actions}), patience=PATIENCE)
        # The generation before may still have readers that have not noticed; the one before that has none.
        self._meta.remove_blob(state_blob(self._current.generation - 2))
        self._meta.remove_blob(vocabulary_blob(self._current.generation - 2))
        if self._building is not None:
            self._meta.remove(BUILDING)
            for batch in add:
                self._meta.remove(f"batch-{batch.key}")
            self._building = None
        Journal(self._cluster, self._meta).forget()
        for batch in add:
            if batch.spool is not None:
                batch.spool.unlink(missing_ok=True)

    def close(self) -> None:
        """Release the lock. What was built and not committed waits for the next writer, or is dropped by it."""
        self._lock.release()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._cluster.close()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def parameters() -> dict[str, float]:
    """What an index is built with and cannot change afterwards: the constants of its BM25."""
    return {"k1": Ranking().k1, "b": Ranking().b}


def made() -> str:
    """What an interrupted build must have in common with us to be gone on with."""
    return json.dumps([SCHEMA, parameters(), rules_fingerprint()])
