"""What goes wrong with a cluster: nodes that die, disks that fill, runs that are interrupted."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from bench.opensearch_cluster import Cluster, Node
from indexer.article import Article
from indexer.engines import check, open_reader, open_writer
from indexer.engines.contract import EngineQuery, Term, TermKind, Weighted
from indexer.errors import EngineUnavailable, IndexDamaged, IndexLocked, IndexOutdated

CONG = Term(TermKind.SYLLABLE, "công")


def article(number: int, title: str = "Công đoàn cơ sở số") -> Article:
    return Article(
        id=f"a{number:05}", kind="article", title=f"{title} {number}", body="Đoàn viên vui Tết. " * 5
    )


def write(place: str, articles: list[Article], **commit: Any) -> int:
    with open_writer(place, engine="opensearch") as writer:
        add = [writer.build(articles)] if articles else []
        generation: int = writer.commit(**{"add": add, "delete": [], "state": b"", **commit})
        return generation


def total(place: str) -> int:
    with open_reader(place, engine="opensearch") as engine:
        return int(engine.reader().answer(EngineQuery(limit=0)).total)


def put(node: Node, path: str, body: str) -> None:
    request = urllib.request.Request(
        node.url + path, body.encode(), {"Content-Type": "application/json"}, method="PUT"
    )
    urllib.request.urlopen(request, timeout=30).close()


def manager(cluster: Cluster) -> Node:
    """The node that manages the cluster now: the one whose death hurts most."""
    with urllib.request.urlopen(cluster.nodes[0].url + "/_cat/cluster_manager?h=node", timeout=30) as answer:
        name = answer.read().decode().strip()
    return next(node for node in cluster.nodes if node.name == name)


# Nodes that die.


def test_no_article_is_lost_when_a_node_is_killed_during_indexing(
    whole_cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.engines.opensearch.copies.LEASE_PATIENCE", 0.0)
    place = f"{whole_cluster.hosts}/killed-indexing"
    batches = [[article(n) for n in range(start, start + 100)] for start in range(0, 3_000, 100)]
    with open_writer(place, engine="opensearch") as writer:
        builder = writer.builder()
        add = []
        for number, batch in enumerate(batches):
            if number == 10:
                victim = manager(whole_cluster)
                threading.Timer(0.05, whole_cluster.kill, [victim]).start()
            add.append(builder(batch))
        writer.commit(add=add, delete=[], state=b"whole")
    assert victim.process
    assert victim.process.poll() is not None
    with open_reader(place, engine="opensearch") as engine:
        reader = engine.reader()
        assert reader.answer(EngineQuery(match=CONG, limit=0)).total == 3_000
        assert {found.id for found in reader.scan(EngineQuery())} == {
            a.id for batch in batches for a in batch
        }
        assert reader.state() == b"whole"
    whole_cluster.restart(victim)
    assert check(place, "opensearch") == []


def test_an_update_survives_the_death_of_a_node(whole_cluster: Cluster) -> None:
    place = f"{whole_cluster.hosts}/killed-update"
    write(place, [article(n) for n in range(500)])
    victim = whole_cluster.nodes[1]
    with open_writer(place, engine="opensearch") as writer:
        add = [writer.build([article(n, "Cộng đồng") for n in range(250, 750)])]
        timer = threading.Timer(0.1, whole_cluster.kill, [victim])
        timer.start()
        writer.commit(add=add, delete=[f"a{n:05}" for n in range(100)], state=b"")
        timer.join()
    with open_reader(place, engine="opensearch") as engine:
        found = {one.id: one.title for one in engine.reader().scan(EngineQuery())}
    assert found == {
        f"a{n:05}": f"{'Cộng đồng' if n >= 250 else 'Công đoàn cơ sở số'} {n}" for n in range(100, 750)
    }


def test_queries_and_exports_go_on_and_stay_right_when_a_node_is_killed(whole_cluster: Cluster) -> None:
    place = f"{whole_cluster.hosts}/killed-querying"
    write(place, [article(n) for n in range(1_200)])
    request = EngineQuery(match=CONG, rank=(Weighted((CONG,)),), limit=5)
    wrong: list[object] = []
    answered = [0, 0, 0]
    over = threading.Event()
    with open_reader(place, engine="opensearch") as engine:

        def ask(number: int) -> None:
            while not over.is_set():
                try:
                    reader = engine.reader()
                    answer = reader.answer(request)
                    articles = reader.articles([hit.key for hit in answer.found])
                    if answer.total != 1_200 or len(articles) != 5:
                        wrong.append(answer)
                except Exception as error:
                    wrong.append(error)
                answered[number] += 1

        threads = [threading.Thread(target=ask, args=[number]) for number in range(3)]
        for thread in threads:
            thread.start()
        exported = []
        for number, one in enumerate(engine.reader().scan(EngineQuery())):
            exported.append(one.id)
            if number == 300:
                whole_cluster.kill(manager(whole_cluster))
                before = sum(answered)
        deadline = time.monotonic() + 30
        while sum(answered) < before + 100 and time.monotonic() < deadline:
            time.sleep(0.1)
        over.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert sum(answered) >= before + 100
    assert exported == [f"a{n:05}" for n in range(1_200)]


# What the cluster refuses.


def test_a_cluster_that_cannot_be_reached_says_so() -> None:
    with pytest.raises(EngineUnavailable, match="cannot be reached") as refused:
        open_reader("http://127.0.0.1:9/nowhere", engine="opensearch")
    assert refused.value.retry_after > 0
    assert "cannot be reached" in check("http://127.0.0.1:9/nowhere", "opensearch")[0]


def test_a_cluster_that_does_not_write_any_more_says_why(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer.engines.opensearch import bulk

    place = f"{cluster.hosts}/read-only"
    write(place, [article(1)], state=b"one")
    index = "/read-only-000001/_settings"
    with open_writer(place, engine="opensearch") as writer:
        add = [writer.build([article(2)])]
        put(cluster.nodes[0], index, '{"index.blocks.read_only_allow_delete": true}')
        monkeypatch.setattr(bulk.send, "__kwdefaults__", {"patience": 0.5})
        with pytest.raises(EngineUnavailable, match="read-only"):
            writer.commit(add=add, delete=[], state=b"two")
    put(cluster.nodes[0], index, '{"index.blocks.read_only_allow_delete": null}')
    assert total(place) == 1
    monkeypatch.undo()
    assert write(place, [article(2)], state=b"two") == 2
    assert total(place) == 2
    assert check(place, "opensearch") == []


def test_a_shard_without_a_home_is_an_error_and_not_half_an_answer(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TCD_OPENSEARCH_REPLICAS", "0")
    monkeypatch.setenv("TCD_OPENSEARCH_TIMEOUT", "2")
    place = f"{cluster.hosts}/homeless"
    write(place, [article(n) for n in range(20)])
    with open_reader(place, engine="opensearch") as engine:
        reader = engine.reader()
        reader.answer(EngineQuery())
        # Nothing may lie on the node that holds a shard now, and nowhere else either: so the shard is closed.
        put(
            cluster.nodes[0],
            "/homeless-000001/_settings",
            '{"index.routing.allocation.require._name": "nobody"}',
        )
        put(cluster.nodes[0], "/homeless-000001/_settings", '{"index.routing.allocation.enable": "none"}')
        close = urllib.request.Request(cluster.nodes[0].url + "/homeless-000001/_close", b"", method="POST")
        urllib.request.urlopen(close, timeout=30).close()
        with pytest.raises(Exception, match="OpenSearch"):
            reader.answer(EngineQuery(match=CONG))
    assert any("homeless" in problem or "OpenSearch" in problem for problem in check(place, "opensearch"))


# Runs that are interrupted.


class Interrupted(BaseException):
    """As if the process had been killed: nothing of ours catches it."""


def interrupt(patch: pytest.MonkeyPatch, owner: object, name: str, after: int = 0) -> None:
    """Let the method `name` be interrupted, after it has been called so often."""
    original: Callable[..., Any] = getattr(owner, name)
    calls = iter(range(10_000))

    def instead(*given: Any, **named: Any) -> Any:
        if next(calls) >= after:
            raise Interrupted
        return original(*given, **named)

    patch.setattr(owner, name, instead)


@pytest.mark.parametrize("step", ["record", "send", "refresh", "set_current"])
def test_an_interrupted_update_is_taken_back(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Wherever it stops: the next writer finds the generation before, whole, and readers never see less."""
    from indexer.engines.opensearch import bulk, writer
    from indexer.engines.opensearch.journal import Journal
    from indexer.engines.opensearch.meta import Meta

    place = f"{cluster.hosts}/interrupted-{step.replace('_', '-')}"
    old = [article(n) for n in range(30)]
    write(place, old, state=b"before")
    owners = {"record": (Journal, 0), "send": (bulk, 1), "refresh": (writer, 0), "set_current": (Meta, 0)}
    owner, after = owners[step]
    new = [article(n, "Cộng đồng") for n in range(20, 40)]
    with monkeypatch.context() as patch:
        interrupt(patch, owner, step, after)
        with pytest.raises(Interrupted):
            write(place, new, delete=["a00000", "a00025"], state=b"after")
    with open_writer(place, engine="opensearch") as again:
        assert again.state() == b"before"
        with open_reader(place, engine="opensearch") as engine:
            reader = engine.reader()
            assert reader.state() == b"before"
            assert list(reader.scan(EngineQuery())) == old
            assert [(s.text, s.documents) for s in reader.accented(TermKind.SYLLABLE, "cong")] == [
                ("công", 30)
            ]
        assert check(place, "opensearch") == []
        again.commit(add=[again.build([article(99)])], delete=["a00001"], state=b"later")
    with open_reader(place, engine="opensearch") as engine:
        assert {one.id for one in engine.reader().scan(EngineQuery())} == {one.id for one in old} - {
            "a00001"
        } | {"a00099"}


def test_an_interrupted_build_goes_on_where_it_stopped(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer.engines.opensearch import builder

    place = f"{cluster.hosts}/resumed"
    batches = [[article(n) for n in range(start, start + 10)] for start in range(0, 40, 10)]
    stray = [article(n) for n in range(100, 110)]
    with open_writer(place, engine="opensearch") as writer:
        for batch in [*batches[:2], stray]:
            writer.build(batch)
    sent: list[int] = []
    original = builder.bulk.send
    monkeypatch.setattr(
        builder.bulk, "send", lambda *given, **named: sent.append(1) or original(*given, **named)
    )
    with open_writer(place, engine="opensearch") as writer:
        add = [writer.build(batch) for batch in batches]
        assert len(sent) == 2
        writer.commit(add=add, delete=[], state=b"")
    with open_reader(place, engine="opensearch") as engine:
        assert [one.id for one in engine.reader().scan(EngineQuery())] == [f"a{n:05}" for n in range(40)]
        assert engine.reader().accented(TermKind.SYLLABLE, "cong")[0].documents == 40


def test_the_old_index_answers_while_a_new_one_is_built(cluster: Cluster) -> None:
    place = f"{cluster.hosts}/without-a-gap"
    write(place, [article(n) for n in range(50)])
    seen: set[int] = set()
    failed: list[Exception] = []
    over = threading.Event()

    def ask() -> None:
        with open_reader(place, engine="opensearch") as engine:
            while not over.is_set():
                try:
                    seen.add(engine.reader().answer(EngineQuery(match=CONG, limit=3)).total)
                except Exception as error:
                    failed.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    for size in (60, 70):
        with open_writer(place, engine="opensearch", full=True) as writer:
            writer.commit(add=[writer.build([article(n) for n in range(size)])], delete=[], state=b"")
    deadline = time.monotonic() + 10
    while 70 not in seen and time.monotonic() < deadline:
        time.sleep(0.05)
    over.set()
    thread.join()
    assert failed == []
    assert seen <= {50, 60, 70}
    assert 70 in seen


def test_the_lock_of_a_dead_process_is_taken_over_at_once(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer.engines.opensearch import lock

    place = f"{cluster.hosts}/dead-holder"
    held = open_writer(place, engine="opensearch")
    monkeypatch.setattr(lock.os, "kill", lambda pid, signal: (_ for _ in ()).throw(ProcessLookupError))
    with open_writer(place, engine="opensearch") as writer:
        assert writer.commit(add=[writer.build([article(1)])], delete=[], state=b"") == 1
    with pytest.raises(IndexLocked, match="taken the index over"):
        held.commit(add=[], delete=[], state=b"late")
    held.close()
    assert total(place) == 1


def test_an_index_that_vanished_is_built_anew(cluster: Cluster) -> None:
    place = f"{cluster.hosts}/vanished"
    write(place, [article(1)], state=b"one")
    gone = urllib.request.Request(cluster.nodes[0].url + "/vanished-000001", method="DELETE")
    urllib.request.urlopen(gone, timeout=30).close()
    assert check(place, "opensearch")
    with open_writer(place, engine="opensearch") as writer:
        assert isinstance(writer.recovered_from, IndexDamaged)
        assert writer.state() == b""
        writer.commit(add=[writer.build([article(1), article(2)])], delete=[], state=b"two")
    assert total(place) == 2
    assert check(place, "opensearch") == []


def test_an_index_of_another_version_is_not_read_but_built_anew(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer.engines.opensearch import engine, writer

    place = f"{cluster.hosts}/outdated"
    write(place, [article(1)])
    monkeypatch.setattr(engine, "SCHEMA", 99)
    monkeypatch.setattr(writer, "SCHEMA", 99)
    with pytest.raises(IndexOutdated, match="--full"):
        open_reader(place, engine="opensearch")
    with open_writer(place, engine="opensearch") as anew:
        assert isinstance(anew.recovered_from, IndexOutdated)
        anew.commit(add=[anew.build([article(2)])], delete=[], state=b"")
    assert total(place) == 1


def test_pages_beyond_the_window_are_reached(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    from indexer.engines.opensearch import reader

    place = f"{cluster.hosts}/deep"
    write(place, [article(n) for n in range(120)])
    with open_reader(place, engine="opensearch") as engine:
        request = EngineQuery(match=CONG, rank=(Weighted((CONG,)),), limit=1_000)
        whole = [hit.key for hit in engine.reader().answer(request).found]
        monkeypatch.setattr(reader, "WINDOW", 25)
        for offset in (0, 20, 24, 60, 115, 119, 120, 500):
            page = engine.reader().answer(EngineQuery(match=CONG, rank=request.rank, offset=offset, limit=10))
            assert [hit.key for hit in page.found] == whole[offset : offset + 10]
            assert page.total == 120
