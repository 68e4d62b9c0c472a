"""What all tests share: the reference folder beside the project, the engines, and one cluster per run."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bench.opensearch_cluster import Cluster, Missing
from tests.engines import ENGINES, ON_THE_CLUSTER, Kept

# The same examples each time where a red run would be somebody else's; new ones at every other run.
settings.register_profile("everyday", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "everyday")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
NOBODY = 65534
SLOW = (
    "e2e",
    "install",
    "opensearch",
    "reliability",
    "indexer/fetch",
    "search/alerts",
    "webapp/test_service.py",
    "webapp/test_connections.py",
    "webapp/test_write_kills.py",
    "test_drill.py",
    "test_watch_alerts.py",
    "test_docs_vi.py",
)
"""Folders and modules that `make quick` leaves out: they wait for servers, browsers, kills or clocks."""
REQUIRED = os.environ.get("TCD_REQUIRE_OPENSEARCH", "") not in ("", "0")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `../shared`; tests that need it skip, saying so, where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("needs the reference pages in ../shared, which are not here")
    return SHARED


@pytest.fixture(scope="session")
def seeds(shared: Path) -> Path:
    """The five reference pages of a newspaper."""
    return shared / "seeds"


@pytest.fixture
def ordinary_user() -> Iterator[Path]:
    """A folder of a user for whom permissions count, and this test run as her: root may read everything."""
    folder = Path(tempfile.mkdtemp(prefix="tcd-test-"))
    if os.geteuid() == 0:
        closed = [
            part for part in (*ROOT.parents, *Path(pytest.__file__).parents) if part.stat().st_mode & 5 != 5
        ]
        if closed:
            pytest.skip(f"root may read every file, and nobody else may enter {closed[0]} to import the code")
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if os.getuid() == 0:
            os.seteuid(0)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The name of each engine in turn; the cluster is up when it is its turn."""
    if request.param == "opensearch":
        request.getfixturevalue("cluster")
    return str(request.param)


@pytest.fixture(scope="session")
def kept(engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Each engine in turn, with a place for indexes."""
    if engine == "whoosh":
        folder = tmp_path_factory.mktemp("whoosh")
        return Kept(engine, lambda name: str(folder / name))
    hosts = request.getfixturevalue("cluster").hosts
    return Kept(engine, lambda name: f"{hosts}/tests-{name}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the cluster alone join the group of those that run on every engine; those of SLOW are marked."""
    slow = tuple(str(ROOT / "tests" / part) for part in SLOW)
    for item in items:
        if str(item.path).startswith(slow):
            item.add_marker("slow")
        if "cluster" in getattr(item, "fixturenames", ()):
            for mark in ON_THE_CLUSTER:
                item.add_marker(mark)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Three running nodes, started once per run; without them tests skip, unless TCD_REQUIRE_OPENSEARCH=1."""
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
