"""Commits, updates, rebuilds and locks: the contract, asked of every engine."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from indexer.article import Article
from indexer.engines.contract import (
    FACETS,
    EngineQuery,
    Filters,
    Ranking,
    Weighted,
)
from indexer.errors import IndexLocked, IndexMissing
from tests.engines import Kept
from tests.indexer.engines.asking import CONG, ids, term
from tests.indexer.engines.corpora import READABLE


def test_an_index_that_is_not_there_says_how_to_build_it(kept: Kept) -> None:
    with pytest.raises(IndexMissing, match=r"run\.py index"):
        kept.open("nothing").reader()
    assert len(kept.check("nothing")) == 1


def test_updates_replace_and_delete(kept: Kept) -> None:
    first, second, third = READABLE[:3]
    assert kept.write("updated", [first, second], state=b"one") == 1
    with kept.open("updated") as engine:
        before = engine.reader()
        assert (before.generation, before.document_count, before.state()) == (1, 2, b"one")
        changed = replace(first, title="Công đoàn tặng xe đạp", districts=())
        assert kept.write("updated", [changed, third], delete=["thi-dua", "tet"], state=b"two") == 2
        after = engine.reader()
        assert (after.generation, after.document_count, after.state()) == (2, 2, b"two")
        assert after.article("tet") == changed
        assert after.article("thi-dua") is None
        assert ids(after, EngineQuery(match=term("đảm"))) == []
        assert sorted(ids(after, EngineQuery())) == ["cong-dong", "tet"]
        assert ids(after, EngineQuery(filters=Filters(district=("thanh-xuan",)))) == []
    assert kept.check("updated") == []


def test_a_full_rebuild_replaces_everything(kept: Kept) -> None:
    kept.write("rebuilt", list(READABLE[:2]))
    with kept.open("rebuilt") as engine:
        assert engine.reader().document_count == 2
        kept.write("rebuilt", list(READABLE[2:]), full=True, state=b"anew")
        reader = engine.reader()
        assert sorted(ids(reader, EngineQuery())) == ["cong-dong", "khong-ngay", "tin-ngan"]
        assert (reader.generation, reader.state()) == (2, b"anew")
    assert kept.check("rebuilt") == []


def test_an_empty_index_answers(kept: Kept) -> None:
    kept.write("empty", [])
    with kept.open("empty") as engine:
        reader = engine.reader()
        answer = reader.answer(
            EngineQuery(match=CONG, rank=(Weighted((CONG,)),), ranking=Ranking(freshness=0.1))
        )
        assert (answer.total, answer.found, reader.document_count) == (0, (), 0)
        assert answer.facets == {facet: {} for facet in FACETS}
        assert list(reader.scan(EngineQuery())) == []
        assert reader.coverage(EngineQuery()) == {}


def test_what_was_built_and_not_committed_is_not_visible(kept: Kept) -> None:
    kept.write("pending", [READABLE[0]])
    with kept.writer("pending") as writer:
        writer.build([READABLE[1]])
        with kept.open("pending") as engine:
            assert ids(engine.reader(), EngineQuery()) == ["tet"]
    with kept.open("pending") as engine:
        assert ids(engine.reader(), EngineQuery()) == ["tet"]
    assert kept.check("pending") == []


def test_two_writers_are_refused_and_told_why(kept: Kept) -> None:
    with (
        kept.writer("locked"),
        pytest.raises(IndexLocked, match="is writing to this index"),
    ):
        kept.writer("locked")
    kept.writer("locked").close()


def test_builders_go_to_other_processes(kept: Kept) -> None:
    with kept.writer("pickled") as writer:
        builder = pickle.loads(pickle.dumps(writer.builder()))
        handle = pickle.loads(pickle.dumps(builder(list(READABLE))))
        writer.commit(add=[handle], delete=[], state=b"")
    with kept.open("pickled") as engine:
        assert engine.reader().document_count == len(READABLE)


def test_unusual_ids_and_texts_survive(kept: Kept) -> None:
    articles = [
        Article(id="x" * 700, kind="article", title="Mã rất dài"),
        Article(id="a b/c?d#ệ", kind="article", title="Mã có dấu cách"),
        Article(id="ctrl\x01", kind="article", title="Dòng\x00 lạ", body="a" * 300 + " " + "ă" * 3_000),
    ]
    kept.write("unusual", articles)
    with kept.open("unusual") as engine:
        reader = engine.reader()
        for article in articles:
            assert reader.article(article.id) == article
        assert ids(reader, EngineQuery(match=term("a" * 300))) == ["ctrl\x01"]
