"""The parts of the engine that need no cluster: addresses, bulk requests, vocabulary, queries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("opensearchpy", reason="opensearch-py is not installed (pip install '.[opensearch]')")

from opensearchpy.exceptions import ConnectionError as NoConnection
from opensearchpy.exceptions import ConnectionTimeout, RequestError, TransportError

from indexer.article import Article
from indexer.engines.contract import TermKind
from indexer.engines.opensearch import bulk, mapping, vocabulary, writer
from indexer.engines.opensearch import cluster as clusters
from indexer.engines.opensearch.address import parse
from indexer.engines.opensearch.analysis import analysed
from indexer.engines.opensearch.cluster import Cluster
from indexer.errors import EngineUnavailable, IndexProblem, QueryError, SettingsError
from search.rank.ranking import RANKING


@pytest.mark.parametrize(
    ("index", "hosts", "name"),
    [
        ("http://127.0.0.1:9200/tin", ("http://127.0.0.1:9200",), "tin"),
        (Path("http://127.0.0.1:9200/tin"), ("http://127.0.0.1:9200",), "tin"),
        ("https://a.vn,b.vn:9201/tin-2/", ("https://a.vn:443", "https://b.vn:9201"), "tin-2"),
        ("http://[::1]:9200/tin", ("http://[::1]:9200",), "tin"),
    ],
)
def test_addresses(index: str | Path, hosts: tuple[str, ...], name: str) -> None:
    address = parse(index)
    assert (address.hosts, address.name) == (hosts, name)


@pytest.mark.parametrize(
    "index", ["index", "http://a:9200", "http://a:9200/Tin", "http://a:9200/_tin", "http://a/b/c", ""]
)
def test_what_is_no_address_is_refused_with_an_example(index: str) -> None:
    with pytest.raises(SettingsError, match="http://127"):
        parse(index)


class Client:
    """Answers each bulk request with the next of some answers."""

    def __init__(self, *answers: Any) -> None:
        self.answers = iter(answers)
        self.asked: list[list[str]] = []

    def bulk(self, *, body: bytes, **_: Any) -> Any:
        heads = [json.loads(line) for line in body.splitlines()[::2]]
        self.asked.append([head["index"]["_id"] for head in heads])
        answer = next(self.answers)
        if isinstance(answer, Exception):
            raise answer
        items = [
            {"index": {"_id": i, "status": 200 if error is None else error[0], **_error(error)}}
            for i, error in zip(self.asked[-1], answer, strict=True)
        ]
        return {"errors": any(error for error in answer), "items": items}


def _error(error: tuple[int, str] | None) -> dict[str, Any]:
    return {} if error is None else {"error": {"type": error[1], "reason": "because"}}


def sending(client: Client, monkeypatch: pytest.MonkeyPatch, patience: float = 60.0) -> bulk.Sent:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    cluster = Cluster(parse("http://127.0.0.1:9/tin"))
    monkeypatch.setattr(Cluster, "client", client)
    return bulk.send(cluster, (bulk.index("tin", i, b"{}") for i in "abc"), patience=patience)


BUSY = (429, "rejected_execution_exception")
HOMELESS = (503, "unavailable_shards_exception")


def test_only_what_failed_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client([None, BUSY, HOMELESS], [None, BUSY], [None])
    sent = sending(client, monkeypatch)
    assert client.asked == [["a", "b", "c"], ["b", "c"], ["c"]]
    assert (sent.done, sent.repeated) == (3, 3)


def test_a_request_that_got_no_answer_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = NoConnection("N/A", "reset", OSError("reset"))
    client = Client(
        lost, TransportError(429, "busy", {}), ConnectionTimeout("TIMEOUT", "slow", OSError()), [None] * 3
    )
    assert sending(client, monkeypatch).done == 3
    assert client.asked == [["a", "b", "c"]] * 4


def test_a_document_that_will_never_be_taken_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client([None, (400, "mapper_parsing_exception"), None])
    with pytest.raises(IndexProblem, match=r"'b'.*mapper_parsing_exception"):
        sending(client, monkeypatch)


def test_patience_ends_with_a_message_that_tells_how_many_are_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = Client(*[[None, BUSY, None], *[[BUSY]] * 100])
    with pytest.raises(EngineUnavailable, match="did not take 1 of 3") as refused:
        sending(client, monkeypatch, patience=0.0)
    assert refused.value.retry_after == 60


def test_requests_are_cut_at_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "REQUEST_BYTES", 50)
    client = Client([None], [None], [None])
    assert sending(client, monkeypatch).done == 3
    assert client.asked == [["a"], ["b"], ["c"]]


@pytest.mark.parametrize(
    ("error", "expected", "said"),
    [
        (NoConnection("N/A", "refused", OSError("refused")), EngineUnavailable, "cannot be reached"),
        (ConnectionTimeout("TIMEOUT", "slow", OSError()), EngineUnavailable, "within 10 s"),
        (TransportError(503, "search_phase_execution_exception", {}), EngineUnavailable, "for now"),
        (TransportError(403, "cluster_block_exception", {}), EngineUnavailable, "refuses to write"),
        (RequestError(400, "x", {"error": {"reason": "too_many_clauses: 1024"}}), QueryError, "too large"),
        (
            TransportError(500, "x", {"error": {"reason": "maxClauseCount is set to 1024"}}),
            QueryError,
            "too large",
        ),
        (RequestError(400, "x", {"error": {"reason": "no such field"}}), IndexProblem, "no such field"),
        (TransportError(401, "security_exception", {}), IndexProblem, ""),
    ],
)
def test_errors_of_the_cluster_become_ours(
    error: TransportError, expected: type[Exception], said: str
) -> None:
    explained = Cluster(parse("http://127.0.0.1:9/tin")).explain(error)
    assert isinstance(explained, expected)
    assert said in str(explained)


def test_documents_are_asked_for_again_when_one_could_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shard of one of them may be without a primary for a moment; the others are answered all the same."""
    whole = [{"_id": "a", "found": True}, {"_id": "b", "found": False}]
    answers = [[{"_id": "a", "error": {"reason": "no shard"}}, whole[1]], whole]

    def mget(**asked: Any) -> dict[str, Any]:
        return {"docs": answers.pop(0) if len(answers) > 1 else answers[0]}

    monkeypatch.setattr(Cluster, "client", SimpleNamespace(mget=mget))
    monkeypatch.setattr(clusters.time, "sleep", lambda seconds: None)
    cluster = Cluster(parse("http://127.0.0.1:9200/tin"))
    assert cluster.documents("tin", ["a", "b"], {}) == whole
    answers[:] = [[{"_id": "a", "error": {"reason": "no shard"}}]]
    with pytest.raises(EngineUnavailable, match="'a' for now: no shard"):
        cluster.documents("tin", ["a"], {}, patience=0.0)


def test_patience_is_for_what_may_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(Cluster, "client", None)
    tries: list[int] = []

    def call(client: Any) -> str:
        tries.append(1)
        if len(tries) < 3:
            raise TransportError(503, "not now", {})
        return "done"

    assert Cluster(parse("http://127.0.0.1:9/tin")).ask(call) == "done"

    def never(client: Any) -> str:
        tries.append(1)
        raise RequestError(400, "never", {})

    tries.clear()
    with pytest.raises(IndexProblem):
        Cluster(parse("http://127.0.0.1:9/tin")).ask(never)
    assert len(tries) == 1


def counted(*texts: str) -> vocabulary.Counts:
    return analysed([Article(id=text, kind="article", title=text) for text in texts])[1]


def test_a_vocabulary_is_what_was_counted() -> None:
    counts = vocabulary.unpack(
        vocabulary.pack(counted(text), 1) for text in ("công đoàn công", "cộng đoàn", "công")
    )
    found = vocabulary.Vocabulary(vocabulary.to_bytes(counts, 3))
    assert [(s.text, s.documents, s.occurrences) for s in found.accented(TermKind.SYLLABLE, "cong")] == [
        ("công", 2, 3),
        ("cộng", 1, 1),
    ]
    assert [s.text for s in found.completions(TermKind.PAIR, "cong d", 5)] == ["công đoàn", "cộng đoàn"]
    assert found.accented(TermKind.WORD, "khong co") == []
    assert [s.text for _, s in found if s.text in ("đoàn công", "cộng")] == ["cộng", "đoàn công"]


def test_what_is_taken_away_is_gone() -> None:
    counts = counted("công đoàn", "công")
    vocabulary.add(counts, TermKind.SYLLABLE, [("đoàn", 1, 1), ("công", 1, 1)], sign=-1)
    found = vocabulary.Vocabulary(vocabulary.to_bytes(counts, 1))
    assert found.accented(TermKind.SYLLABLE, "doan") == []
    assert found.accented(TermKind.SYLLABLE, "cong")[0].documents == 1


def test_rare_pairs_of_large_indexes_are_left_out() -> None:
    counts = counted(*["công đoàn"] * 3, "hiếm có")
    found = vocabulary.Vocabulary(vocabulary.to_bytes(counts, 3 * vocabulary.RARE_PAIR))
    assert [s.text for s in found.completions(TermKind.PAIR, "", 5)] == ["công đoàn"]
    assert found.accented(TermKind.SYLLABLE, "hiem")[0].documents == 1


def test_everything_that_is_sent_is_utf_8() -> None:
    actions: Iterator[bulk.Action] = iter([bulk.index("tin", "\ud800", b"{}")])
    assert (
        next(actions).head.decode()
        == '{"index":{"_index":"tin","_id":"sha256:' + next(iter([_hash("\ud800")])) + '"}}'
    )


def _hash(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def test_a_cluster_ranks_by_the_constants_of_the_search() -> None:
    """They are told to an index when it is made: whoever changes one must change the other."""
    similarity = mapping.index_settings(1, 1)["similarity"]["default"]
    assert (similarity["k1"], similarity["b"]) == (RANKING.k1, RANKING.b)
    assert writer.parameters() == {"k1": RANKING.k1, "b": RANKING.b}
