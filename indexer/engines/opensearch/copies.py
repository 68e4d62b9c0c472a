"""Copies of shards: made visible together, and merged after a full build.

A shard's primary indexes; its copies take the primary's finished segments (`index.replication.type: SEGMENT`), and its log
of what is not in a segment yet, so that a node may die at any moment and every article is analysed by the cluster only
once. Copies receive segments a moment after a refresh: a commit waits until all of them show the same.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from indexer.engines.opensearch.cluster import Cluster
from indexer.errors import EngineUnavailable, IndexProblem

log = logging.getLogger(__name__)

PATIENCE = 120.0
"""Seconds within which the copies must have what the primary has."""

REQUEST_SECONDS = 120
PAUSE, LONGEST_PAUSE = 0.02, 1.0

LEASE_PATIENCE = 40.0
"""Merging drops the text as it was sent, which is kept for copies that fall behind, only once these have said what they
have: every half a minute."""

PRIMARY = {"preference": "_primary"}
"""Ask the copies that were written: they know it all, even what no segment holds yet."""

SMALL = 10_000
"""An index of fewer documents gains nothing from being merged."""


def refresh(cluster: Cluster, index: str) -> None:
    """Make all that was written visible, in every copy. Raises EngineUnavailable when a shard could not."""

    def call(client: Any) -> None:
        shards = client.indices.refresh(index=index, request_timeout=REQUEST_SECONDS)["_shards"]
        if shards["failed"] or not shards["successful"]:
            raise EngineUnavailable(f"OpenSearch at {cluster.address} could not refresh {index}")

    cluster.ask(call, patience=PATIENCE)
    if not _wait(lambda: up_to_date(cluster, index), PATIENCE):
        raise EngineUnavailable(
            f"OpenSearch at {cluster.address}: the copies of {index} do not catch up. Nothing was committed; run the "
            "command again when the cluster is well.",
            60,
        )


def up_to_date(cluster: Cluster, index: str) -> bool:
    """Whether all copies that are up show the same documents.

    They are asked themselves. What the cluster reports as their lag (`_cat/segment_replication`) is reckoned by each copy
    from the last state that it has been told of, so that one which has not been told yet calls itself up to date.
    """
    groups = cluster.ask(lambda c: c.search_shards(index=index), patience=PATIENCE)["shards"]
    copies = [copy for group in groups if len(group) > 1 for copy in group]
    if not copies:
        return True
    # Every write has a greater number than the one before: of two states of a shard with the same greatest visible number
    # the later one can only have fewer documents, so that this and their count tell any two apart.
    question = {"size": 0, "track_total_hits": True, "aggs": {"last": {"max": {"field": "_seq_no"}}}}
    body: list[dict[str, Any]] = []
    for copy in copies:
        body += [{"preference": f"_shards:{copy['shard']}|_only_nodes:{copy['node']}"}, question]
    answers = cluster.ask(
        lambda c: c.msearch(body=body, index=index, request_timeout=REQUEST_SECONDS), patience=PATIENCE
    )["responses"]
    shown: dict[int, set[tuple[int, float | None]]] = {}
    for copy, answer in zip(copies, answers, strict=True):
        if answer["status"] != 200:
            return False
        said = answer["hits"]["total"]["value"], answer["aggregations"]["last"]["value"]
        shown.setdefault(copy["shard"], set()).add(said)
    return all(len(states) == 1 for states in shown.values())


def merge(cluster: Cluster, index: str, segments: int) -> None:
    """Merge each shard into so many segments, and have its copies follow. It makes an index smaller and faster, and
    nothing else: when it fails, that is logged and the index is used as it is."""
    try:
        flush(cluster, index)
        _wait(lambda: _said(cluster, index), LEASE_PATIENCE)
        flush(cluster, index)
        params = {"max_num_segments": segments, "wait_for_completion": "false"}
        task = cluster.ask(lambda c: c.indices.forcemerge(index=index, params=params))["task"]
        _wait(lambda: bool(cluster.ask(lambda c: c.tasks.get(task_id=task), patience=PATIENCE)["completed"]))
        flush(cluster, index)
    except IndexProblem as problem:
        log.warning("%s was not merged: %s", index, problem)


def flush(cluster: Cluster, index: str) -> None:
    """Write all segments to the nodes' disks."""
    cluster.ask(
        lambda c: c.indices.flush(index=index, force=True, request_timeout=REQUEST_SECONDS), patience=PATIENCE
    )


def _said(cluster: Cluster, index: str) -> bool:
    """Whether all copies have told the primary that they have everything."""
    stats = cluster.ask(lambda c: c.indices.stats(index=index, level="shards", metric="docs"))
    return all(
        lease["retaining_seq_no"] > copy["seq_no"]["max_seq_no"]
        for shards in stats["indices"].values()
        for copies in shards["shards"].values()
        for copy in copies
        if copy["routing"]["primary"]
        for lease in copy["retention_leases"]["leases"]
    )


def _wait(done: Callable[[], bool], seconds: float = float("inf")) -> bool:
    """Ask `done` again and again, for so long; returns what it said last."""
    deadline = time.monotonic() + seconds
    pause = PAUSE
    while not done():
        if time.monotonic() + pause > deadline:
            return False
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
    return True
