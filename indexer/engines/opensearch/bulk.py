"""Sending many documents, none of which may be lost.

Actions are JSON already. The cluster answers for each document of a request on its
own: those it could not take for now (queues full, a shard without a primary for a moment) are sent again, only
those, after a pause that grows; one that it will never take is an error that names it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from opensearchpy import OpenSearch

from indexer.engines.opensearch.cluster import FIRST_PAUSE, FOR_NOW, LONGEST_PAUSE, Cluster
from indexer.engines.opensearch.mapping import document_id, to_json
from indexer.errors import EngineUnavailable, IndexProblem

log = logging.getLogger(__name__)

REQUEST_BYTES = 4 << 20
"""A request grows up to about this many bytes."""

REQUEST_SECONDS = 120
"""How long the cluster may take over one request."""

PATIENCE = 120.0
"""Seconds for which documents that are refused for now are sent again before we give up."""

BLOCKED = "cluster_block_exception"


@dataclass(frozen=True, slots=True)
class Action:
    """One document to write (`source`) or, without one, to delete; both are JSON."""

    head: bytes
    source: bytes | None = None

    @property
    def size(self) -> int:
        return len(self.head) + len(self.source or b"") + 2


@dataclass(slots=True)
class Sent:
    """What became of some actions: how many were done, and how many had to be sent again."""

    done: int = 0
    repeated: int = 0

    def __iadd__(self, other: Sent) -> Sent:
        self.done += other.done
        self.repeated += other.repeated
        return self


def index(name: str, article_id: str, source: bytes) -> Action:
    """Write `source`, JSON, as the document of an Article, in place of what is there."""
    return Action(to_json({"index": {"_index": name, "_id": document_id(article_id)}}), source)


def delete(name: str, article_id: str) -> Action:
    """Delete the document of an Article; that there is none is no error."""
    return Action(to_json({"delete": {"_index": name, "_id": document_id(article_id)}}))


def send(cluster: Cluster, actions: Iterable[Action], *, patience: float = PATIENCE) -> Sent:
    """Carry out all actions; returns when the cluster has acknowledged every one.

    Raises EngineUnavailable when it will not for now, for longer than `patience` seconds, and IndexProblem
    for a document that it will never take. What was acknowledged before stays done; doing it again is harmless.
    """
    sent = Sent()
    for request in _requests(actions):
        sent += _send(cluster, request, patience)
    if sent.repeated:
        log.warning(
            "OpenSearch took %d documents, %d of them after being asked again", sent.done, sent.repeated
        )
    return sent


def _requests(actions: Iterable[Action]) -> Iterator[list[Action]]:
    request: list[Action] = []
    size = 0
    for action in actions:
        if request and size + action.size > REQUEST_BYTES:
            yield request
            request, size = [], 0
        request.append(action)
        size += action.size
    if request:
        yield request


def _send(cluster: Cluster, actions: list[Action], patience: float) -> Sent:
    sent = Sent()
    deadline = time.monotonic() + patience
    pause = FIRST_PAUSE
    while True:
        answer = _ask(cluster, _body(actions), max(0.0, deadline - time.monotonic()))
        failed, reason = _failed(actions, answer["items"]) if answer["errors"] else ([], "")
        sent.done += len(actions) - len(failed)
        sent.repeated += len(failed)
        if not failed:
            return sent
        if time.monotonic() + pause > deadline:
            raise EngineUnavailable(
                f"OpenSearch at {cluster.address} did not take {len(failed):,} of {len(actions):,} documents within "
                f"{patience:g} s: {reason}. Nothing is lost: run the command again when the cluster is well.",
                60,
            )
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
        actions = failed


def _ask(cluster: Cluster, body: bytes, patience: float) -> dict[str, Any]:
    def call(client: OpenSearch) -> dict[str, Any]:
        done: dict[str, Any] = client.bulk(
            body=body, params={"timeout": "30s"}, request_timeout=REQUEST_SECONDS
        )
        return done

    return cluster.ask(call, patience=patience)


def _body(actions: list[Action]) -> bytes:
    lines = []
    for action in actions:
        lines.append(action.head)
        if action.source is not None:
            lines.append(action.source)
    return b"\n".join(lines) + b"\n"


def _failed(actions: list[Action], items: list[dict[str, Any]]) -> tuple[list[Action], str]:
    """The actions to send again, and why. Raises IndexProblem for one that will never be taken."""
    failed, reason = [], ""
    for action, item in zip(actions, items, strict=True):
        ((operation, result),) = item.items()
        error = result.get("error")
        if not error or (operation == "delete" and result["status"] == 404):
            continue
        reason = f"{error.get('type')}: {error.get('reason')}"
        if result["status"] not in FOR_NOW and error.get("type") != BLOCKED:
            raise IndexProblem(f"OpenSearch refused the document {result.get('_id')!r}: {reason}")
        failed.append(action)
    return failed, reason
