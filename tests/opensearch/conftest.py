"""The cluster for tests that break it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.opensearch_cluster import Cluster


@pytest.fixture
def whole_cluster(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster for tests that kill a node: afterwards it is whole again."""
    yield cluster
    for node in cluster.nodes:
        if node.process is None or node.process.poll() is not None:
            cluster.restart(node)
