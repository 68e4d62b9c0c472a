"""A cluster of three nodes, started once per run; tests without one skip, unless TCD_REQUIRE_OPENSEARCH=1.

All tests that need it belong to one group, so that a parallel run (`pytest -n auto --dist loadgroup`) gives
them to one worker, and starts one cluster.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.opensearch.cluster import Cluster, Missing

REQUIRED = os.environ.get("TCD_REQUIRE_OPENSEARCH", "") not in ("", "0")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "cluster" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.opensearch)
            item.add_marker(pytest.mark.xdist_group("opensearch"))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Three running nodes."""
    if not REQUIRED:
        pytest.importorskip(
            "opensearchpy", reason="opensearch-py is not installed (pip install '.[opensearch]')"
        )
    started = Cluster()
    try:
        started.start()
    except Missing as why:
        if REQUIRED:
            pytest.fail(f"TCD_REQUIRE_OPENSEARCH is set, but there is no cluster: {why}", pytrace=False)
        pytest.skip(f"no OpenSearch cluster: {why}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TCD_OPENSEARCH_POLL", "0")
        patch.setenv("TCD_OPENSEARCH_SHARDS", "2")
        try:
            yield started
        finally:
            started.stop()


@pytest.fixture
def whole_cluster(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster for tests that kill a node: afterwards it is whole again."""
    yield cluster
    for node in cluster.nodes:
        if node.process is None or node.process.poll() is not None:
            cluster.restart(node)
