"""Is an index on a cluster whole? One sentence for each problem; none means that it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from indexer.engines.opensearch.answers import interpreted
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.mapping import SCHEMA
from indexer.engines.opensearch.meta import UNDO, Current, Meta, state_blob, vocabulary_blob
from indexer.errors import IndexProblem


def check(index: str | Path) -> list[str]:
    """What is wrong with an index: unreachable, shards without a home, documents missing. Empty: it is whole."""
    cluster = Cluster.of(index)
    try:
        return _problems(cluster, Meta(cluster))
    except IndexProblem as problem:
        return [str(problem)]
    finally:
        cluster.close()


@interpreted
def _problems(cluster: Cluster, meta: Meta) -> list[str]:
    found = meta.current()
    if found is None:
        return [f"{cluster.address}: there is no index here. Build it with: {cluster.address.command()}"]
    current = found[0]
    if current.schema != SCHEMA:
        return [
            f"{cluster.address} was written by another version. Rebuild it with: {cluster.address.command('--full')}"
        ]
    return [*_health(cluster, current), *_contents(cluster, meta, current)]


def _health(cluster: Cluster, current: Current) -> list[str]:
    problems = []
    for name in (current.index, cluster.address.meta):
        health = _status(cluster, name)
        missing = health["unassigned_shards"]
        if health["status"] == "red":
            problems.append(f"{name}: {missing} shards are not available; articles in them are not found")
        elif missing:
            problems.append(f"{name}: {missing} copies of shards are missing; the articles are all there")
    return problems


def _status(cluster: Cluster, index: str) -> dict[str, Any]:
    params = {"timeout": "1s"}
    health: dict[str, Any] = cluster.ask(
        lambda c: c.cluster.health(index=index, params=params, request_timeout=cluster.timeout, ignore=[408])
    )
    return health


def _contents(cluster: Cluster, meta: Meta, current: Current) -> list[str]:
    problems = []
    counted = cluster.ask(lambda c: c.count(index=current.index))["count"]
    if counted != current.documents:
        problems.append(f"{current.index} holds {counted:,} documents, {current.documents:,} were committed")
    name = cluster.address.name
    aliased = cluster.ask(lambda c: c.indices.get_alias(name=name, ignore=[404]))
    if set(aliased) != {current.index}:
        problems.append(
            f"the alias {name} points to {', '.join(aliased) or 'nothing'} instead of {current.index}"
        )
    meta.get_blob(state_blob(current.generation), current.state)
    meta.get_blob(vocabulary_blob(current.generation), current.vocabulary)
    undo = meta.get(UNDO)
    if undo and undo[0]["generation"] > current.generation:
        problems.append(
            f"an update was interrupted; the next one takes back what it had begun: {cluster.address.command()}"
        )
    return problems
