"""The small index `name-meta`: what is current, the corpus state, marks of finished batches, what to undo.

Documents of it are read and written by id, which the cluster does in real time and one at a time: whatever must
happen at once is one document (`Current`), and whoever replaces it says which version he has seen.
"""

from __future__ import annotations

import base64
import zlib
from dataclasses import asdict, dataclass
from typing import Any

from opensearchpy.exceptions import ConflictError, NotFoundError

from indexer.engines.opensearch.answers import interpreted
from indexer.engines.opensearch.cluster import Cluster
from indexer.errors import IndexLocked, IndexMissing

CHUNK = 2 << 20
"""Bytes of a blob that one document holds."""

PATIENCE = 60.0

CURRENT, BUILDING, UNDO = "current", "building", "undo"


@dataclass(frozen=True, slots=True)
class Current:
    """The generation that is searched: which index, how many documents, what it was built with.

    `state` and `vocabulary` are the numbers of chunks of these blobs; `newest` is the time of the newest document in
    milliseconds, `future` how many have a date more than a day after the commit, which `newest` is not, `committed` that of the commit in seconds since 1970; `facets` are those that
    the corpus declares.
    """

    generation: int
    index: str
    documents: int
    schema: int
    parameters: dict[str, float]
    state: int = 0
    vocabulary: int = 0
    newest: int | None = None
    future: int = 0
    committed: float | None = None
    facets: tuple[dict[str, Any], ...] = ()

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Current:
        """Return what a document of the cluster says. Raises TypeError for a value of another kind."""
        current = cls(**record)
        whole = (
            current.generation,
            current.documents,
            current.schema,
            current.state,
            current.vocabulary,
            current.future,
        )
        if not (
            all(isinstance(value, int) for value in whole)
            and isinstance(current.index, str)
            and isinstance(current.newest, int | None)
            and isinstance(current.committed, int | float | None)
            and isinstance(current.parameters, dict)
            and isinstance(current.facets, list | tuple)
            and all(isinstance(facet, dict) for facet in current.facets)
        ):
            raise TypeError("a value of another kind")
        return current


@dataclass(frozen=True, slots=True)
class Version:
    """Which version of a document was read: what a replacement must name."""

    seq_no: int
    primary_term: int


class Meta:
    """Reads and writes the documents of `name-meta`."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.name = cluster.address.meta

    def create(self) -> None:
        """Make the index if there is none."""
        body = {
            "settings": {
                "number_of_shards": 1,
                "number_of_replicas": self.cluster.replicas,
                "codec": "best_compression",
            },
            "mappings": {"dynamic": False, "properties": {"batch_of": {"type": "keyword"}}},
        }
        waiting = {"wait_for_active_shards": "all", "timeout": "30s"}
        self.cluster.ask(
            lambda c: c.indices.create(
                index=self.name, body=body, params=waiting, request_timeout=60, ignore=[400]
            ),
            patience=PATIENCE,
        )

    @interpreted
    def get(self, document: str) -> tuple[dict[str, Any], Version] | None:
        """A document and its version; None if there is none (or no index)."""
        try:
            found = self.cluster.ask(lambda c: c.get(index=self.name, id=document))
        except IndexMissing:
            return None
        return found["_source"], Version(found["_seq_no"], found["_primary_term"])

    def put(self, document: str, source: dict[str, Any], seen: Version | None = None) -> Version:
        """Write a document; with `seen`, only if that version is still there. Raises IndexLocked if it is not."""
        params = {"if_seq_no": seen.seq_no, "if_primary_term": seen.primary_term} if seen else {}
        return self._written(document, source, params)

    def add(self, document: str, source: dict[str, Any]) -> Version:
        """Write a document that must not be there yet. Raises IndexLocked if it is."""
        return self._written(document, source, {"op_type": "create"})

    @interpreted
    def _written(self, document: str, source: dict[str, Any], params: dict[str, Any]) -> Version:
        def call(client: Any) -> Any:
            try:
                return client.index(index=self.name, id=document, body=source, params=params)
            except ConflictError:
                return None

        done = self.cluster.ask(call, patience=PATIENCE)
        if done is None:
            raise IndexLocked(
                f"{self.cluster.address}: another process has written {document!r} at the same time"
            )
        return Version(done["_seq_no"], done["_primary_term"])

    def remove(self, document: str) -> bool:
        """Delete a document; returns whether it was there."""

        def call(client: Any) -> bool:
            try:
                client.delete(index=self.name, id=document)
            except NotFoundError:
                return False
            return True

        return self.cluster.ask(call, patience=PATIENCE)

    def put_blob(self, name: str, data: bytes) -> int:
        """Write bytes as documents `name-0`, `name-1`, …; returns how many."""
        packed = zlib.compress(data, 6)
        chunks = [packed[at : at + CHUNK] for at in range(0, len(packed), CHUNK)]
        for number, chunk in enumerate(chunks):
            self.put(f"{name}-{number}", {"data": base64.b64encode(chunk).decode()})
        return len(chunks)

    @interpreted
    def get_blob(self, name: str, chunks: int) -> bytes:
        """The bytes that `put_blob` wrote. Raises IndexMissing when a part is not there."""
        parts = []
        for number in range(chunks):
            found = self.get(f"{name}-{number}")
            if found is None:
                raise IndexMissing(f"{self.cluster.address}: {name}-{number} is missing from {self.name}")
            parts.append(base64.b64decode(found[0]["data"]))
        return zlib.decompress(b"".join(parts)) if parts else b""

    def remove_blob(self, name: str) -> None:
        """Delete all chunks of a blob."""
        number = 0
        while self.remove(f"{name}-{number}"):
            number += 1

    @interpreted
    def current(self) -> tuple[Current, Version] | None:
        """What is current, or None before the first commit."""
        found = self.get(CURRENT)
        return (Current.from_record(found[0]), found[1]) if found else None

    def set_current(self, current: Current, seen: Version | None) -> Version:
        """Replace what is current: the one step that makes a commit visible. Raises IndexLocked."""
        return self.put(CURRENT, asdict(current), seen) if seen else self.add(CURRENT, asdict(current))


def state_blob(generation: int) -> str:
    """The blob that holds the corpus state of a generation."""
    return f"state-{generation}"


def vocabulary_blob(generation: int) -> str:
    """The blob that holds the vocabulary of a generation."""
    return f"vocabulary-{generation}"
