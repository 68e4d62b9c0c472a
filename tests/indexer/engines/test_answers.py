"""The embedded engine's answers against plain Python and against stock Whoosh, over the same index.

Of this engine alone: scores to rounding, and answers whatever the sizes of its segments and blocks. What every engine
must do is in the files beside this one.
"""

from __future__ import annotations

import math
import os
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query as whoosh_query
from whoosh import scoring
from whoosh.index import open_dir

from bench.reliability.plain_engine import Expected, Oracle
from indexer.article import Article
from indexer.engines import check, open_reader, open_writer
from indexer.engines.contract import (
    And,
    EngineQuery,
    Or,
    Phrase,
    Term,
    TermKind,
    Weighted,
)
from indexer.engines.whoosh import docset, top_k
from indexer.engines.whoosh import writer as writing
from indexer.engines.whoosh.stock.term_text import text_of
from tests.indexer.engines import strategies as make

several = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def assert_same(answer: Any, reader: Any, expected: Expected, request: EngineQuery) -> None:
    assert answer.total == expected.total
    assert answer.partial_total == len(expected.partial)
    assert {name: dict(counts) for name, counts in answer.facets.items()} == expected.facets
    whole = expected.ranked + expected.partial
    page = whole[request.offset : request.offset + request.limit]
    found = [
        (article.id, hit.score)
        for article, hit in zip(reader.articles([hit.key for hit in answer.found]), answer.found, strict=True)
    ]
    assert [score for _, score in found] == pytest.approx([score for _, score in page], rel=1e-4, abs=1e-5)
    scores = dict(whole)
    for (got, _), (wanted, score) in zip(found, page, strict=True):
        assert got == wanted or math.isclose(scores[got], score, rel_tol=1e-5, abs_tol=1e-6)


@several
@given(
    commits=st.lists(
        st.tuples(st.lists(make.articles, max_size=3), st.sets(st.integers(0, 40))), min_size=1, max_size=4
    ),
    requests=st.lists(make.requests, min_size=3, max_size=8),
    fanout=st.sampled_from((2, 3, 8)),
    sparse=st.sampled_from((1, 16)),
    block=st.sampled_from((2, 128)),
)
def test_answers_are_those_of_plain_python(
    commits: Any, requests: list[EngineQuery], fanout: int, sparse: int, block: int
) -> None:
    """Whatever the number of segments, and whether sets are held as numbers or as masks."""
    corpus: dict[str, Article] = {}
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "FANOUT", fanout)
        patch.setattr(docset, "SPARSE", sparse)
        patch.setattr(top_k, "BLOCK", block)
        patch.setattr(os, "fsync", lambda handle: None)
        for number, (batches, gone) in enumerate(commits, 1):
            ids = [f"id{n:02}" for n in sorted(gone)]
            with open_writer(folder) as writer:
                writer.commit(
                    add=[writer.build(batch) for batch in batches], delete=ids, state=b"%d" % number
                )
            for article_id in ids:
                corpus.pop(article_id, None)
            corpus |= {article.id: article for batch in batches for article in batch}
        assert check(folder) == []
        oracle = Oracle(corpus.values())
        with open_reader(folder) as engine:
            reader = engine.reader()
            assert (reader.generation, reader.document_count) == (len(commits), len(corpus))
            assert reader.state() == b"%d" % len(commits)
            for request in requests:
                expected = oracle.answer(request)
                for _ in range(2):
                    assert_same(reader.answer(request), reader, expected, request)
                timed = replace(request, timeline="year")
                assert reader.answer(timed).timeline == expected.years
                assert reader.answer(replace(request, timeline="month")).timeline == expected.months
                assert {a.id for a in reader.scan(request)} == {key for key, _ in expected.ranked}
            for article_id, article in corpus.items():
                assert reader.article(article_id) == article
            assert reader.article("nowhere") is None


class _SameIdf(scoring.BM25F):
    """Stock Whoosh's BM25 with our idf."""

    def idf(self, searcher: Any, fieldname: str, text: str) -> float:
        parent = searcher.get_parent()
        frequency = parent.doc_frequency(fieldname, text)
        return math.log(1 + (parent.doc_count_all() - frequency + 0.5) / (frequency + 0.5))


def _stock(leaf: Any) -> Any:
    if isinstance(leaf, Phrase):
        return whoosh_query.Phrase("text", [text_of(part) for part in leaf.parts])
    if leaf.kind is TermKind.SYLLABLE:
        return whoosh_query.Term("text", text_of(leaf))
    return whoosh_query.Term(leaf.kind.value, leaf.text)


plain_term = make.term().filter(lambda one: not one.folded).map(lambda one: replace(one, fields=()))
plain_phrase = st.lists(make.syllable.map(lambda s: Term(TermKind.SYLLABLE, s)), min_size=2, max_size=3).map(
    lambda parts: Phrase(tuple(parts))
)


@several
@given(
    batches=st.lists(make.articles, min_size=1, max_size=3),
    leaves=st.lists(plain_term, min_size=1, max_size=4),
    phrase=plain_phrase,
    conjunction=st.booleans(),
)
def test_answers_are_those_of_stock_whoosh(
    batches: list[list[Article]], leaves: list[Term], phrase: Phrase, conjunction: bool
) -> None:
    # Ids apart, since stock Whoosh keeps deleted documents in its statistics.
    batches = [
        [replace(article, id=f"{i}-{j}") for j, article in enumerate(batch)]
        for i, batch in enumerate(batches)
    ]
    with TemporaryDirectory() as folder:
        with open_writer(folder) as writer:
            writer.commit(add=[writer.build(batch) for batch in batches], delete=[], state=b"")
        with open_reader(folder) as engine, open_dir(folder).searcher(weighting=_SameIdf()) as searcher:
            reader = engine.reader()
            leaves = list(dict.fromkeys(leaves))
            match = And(tuple(leaves)) if conjunction else Or(tuple(leaves))
            joined = whoosh_query.And if conjunction else whoosh_query.Or
            asked: list[tuple[Any, Any, tuple[Weighted, ...]]] = [
                (match, joined([_stock(one) for one in leaves]), tuple(Weighted((one,)) for one in leaves)),
                (phrase, _stock(phrase), ()),
            ]
            for node, stock, rank in asked:
                answer = reader.answer(EngineQuery(node, rank, limit=1000))
                ours = {
                    a.id: hit.score
                    for a, hit in zip(
                        reader.articles([hit.key for hit in answer.found]), answer.found, strict=True
                    )
                }
                theirs = {hit["article"]["id"]: hit.score for hit in searcher.search(stock, limit=None)}
                assert set(ours) == set(theirs)
                if rank:
                    assert ours == pytest.approx(theirs, rel=1e-4)


def test_prefixes_and_terms_are_seen_by_stock_whoosh(tmp_path: Path) -> None:
    article = Article("x", "article", "Công đoàn cơ sở", body="lao động giỏi", year=2020)
    with open_writer(tmp_path) as writer:
        writer.commit(add=[writer.build([article])], delete=[], state=b"")
    with open_dir(tmp_path).reader() as reader:
        folded = {"co", "cong", "doan", "dong", "gioi", "lao", "so"}
        assert set(reader.field_terms("text")) == folded | {"cơ", "công", "đoàn", "động", "giỏi", "sở"}
        assert list(reader.lexicon("text")) == sorted(reader.lexicon("text"))
        assert ("pair", "công đoàn") in reader
        assert ("year", "2020") in reader
        assert reader.stored_fields(0)["article"]["title"] == "Công đoàn cơ sở"
        assert reader.doc_frequency("text", "lao") == reader.doc_frequency("text", "=lao") == 1
        assert reader.doc_frequency("text", "=công") == 1
