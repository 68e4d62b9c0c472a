"""Copies of shards show the same, and a shard that was built is merged."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request

import pytest

pytest.importorskip("opensearchpy", reason="opensearch-py is not installed (pip install '.[opensearch]')")

from bench.opensearch_cluster import Cluster
from indexer.engines import check, open_reader, open_writer
from indexer.engines.opensearch.cluster import Cluster as Connection
from indexer.engines.opensearch.copies import refresh, up_to_date
from tests.opensearch.test_failures import article, total, write


def test_an_index_is_merged_after_it_was_built_and_left_alone_by_updates(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.engines.opensearch.copies.SMALL", 10)
    monkeypatch.setattr("indexer.engines.opensearch.copies.LEASE_PATIENCE", 0.0)
    place = f"{cluster.hosts}/merged"

    def segments() -> list[int]:
        """How many segments each copy of each shard shows."""
        with urllib.request.urlopen(cluster.nodes[0].url + "/merged-000001/_segments", timeout=30) as answer:
            shards = json.load(answer)["indices"]["merged-000001"]["shards"]
        return [copy["num_search_segments"] for copies in shards.values() for copy in copies]

    with open_writer(place, engine="opensearch") as writer:
        add = []
        for start in range(0, 60, 20):
            add.append(writer.build([article(n) for n in range(start, start + 20)]))
            refresh(Connection.of(place), "merged-000001")
        writer.commit(add=add, delete=[], state=b"")
    assert segments() == [1, 1, 1, 1]
    assert total(place) == 60
    write(place, [article(n) for n in range(60, 80)])
    assert max(segments()) > 1
    assert total(place) == 80
    assert check(place, "opensearch") == []


def test_every_copy_shows_a_commit(cluster: Cluster) -> None:
    place = f"{cluster.hosts}/copied"
    write(place, [article(n) for n in range(20)])
    write(place, [article(n, "Công đoàn ngành số") for n in range(5, 30)], delete=["a00000"])
    with open_reader(place, engine="opensearch") as engine:
        assert engine.reader().document_count == 29
    for node in cluster.nodes:
        for copy in ("_primary", "_replica"):
            address = f"{node.url}/copied-000001/_count?preference={copy}&q=title:ngành"
            with urllib.request.urlopen(urllib.parse.quote(address, safe=":/?=&"), timeout=30) as answer:
                assert json.load(answer)["count"] == 25
    assert total(place) == 29


def test_a_copy_that_lags_is_waited_for(cluster: Cluster) -> None:
    place = f"{cluster.hosts}/lagging"
    write(place, [article(n) for n in range(20)])
    connection = Connection.of(place)
    assert up_to_date(connection, "lagging-000001")

    def limit(rate: str | None) -> None:
        """How much a copy may fetch from its primary a second."""
        settings = {"transient": {"indices.replication.max_bytes_per_sec": rate}}
        connection.ask(lambda c: c.cluster.put_settings(body=settings))

    limit("2kb")
    try:
        action = {"index": {"_index": "lagging-000001", "_id": "more"}}
        connection.ask(lambda c: c.bulk(body=[action, {"id": "more", "batch": "x"}]))
        connection.ask(lambda c: c.indices.refresh(index="lagging-000001"))
        assert not up_to_date(connection, "lagging-000001")
        limit(None)
        refresh(connection, "lagging-000001")
    finally:
        limit(None)
    assert up_to_date(connection, "lagging-000001")
    assert total(place) == 21
