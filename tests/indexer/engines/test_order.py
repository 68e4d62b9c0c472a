"""In which order articles come and with what scores, page by page: the contract, asked of every engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from indexer.article import Article
from indexer.engines.contract import (
    EngineQuery,
    Or,
    Ranking,
    Term,
    Weighted,
)
from tests.engines import Kept
from tests.indexer.engines import strategies as make
from tests.indexer.engines.asking import CONG, DOAN, ORACLE, SYLLABLE, ids, term


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["tet", "thi-dua", "cong-dong", "tin-ngan", "khong-ngay"]),
        ("oldest", ["tin-ngan", "cong-dong", "thi-dua", "tet", "khong-ngay"]),
        ("relevance", ["tet", "thi-dua", "cong-dong", "tin-ngan", "khong-ngay"]),
    ],
)
def test_order_without_words_to_rank_by(readable: Any, sort: Any, expected: list[str]) -> None:
    assert ids(readable, EngineQuery(sort=sort)) == expected
    assert ids(readable, EngineQuery(sort=sort, offset=1, limit=2)) == expected[1:3]
    assert [article.id for article in readable.scan(EngineQuery(sort=sort))] == expected


def test_the_future_follows_the_past_and_precedes_what_has_no_date(kept: Kept) -> None:
    dates = {
        "mai-sau": "2098-12-31", "xa": "2099-01-01T08:00:00+07:00", "moi": "2021-03-02T09:15:00+07:00", "cu": "2019-05-01", "khong": None,
    }  # fmt: skip
    made = [
        Article(id=i, kind="article", title="Công đoàn họp", body="Họp.", published=day)
        for i, day in dates.items()
    ]
    kept.write("future", made)
    expected = ["moi", "cu", "xa", "mai-sau", "khong"]
    with kept.open("future") as engine:
        reader = engine.reader()
        for sort in ("newest", "relevance"):
            assert ids(reader, EngineQuery(sort=sort)) == expected
            assert ids(reader, EngineQuery(sort=sort, offset=2, limit=2)) == expected[2:4]
            assert [article.id for article in reader.scan(EngineQuery(sort=sort))] == expected
        fresh = EngineQuery(rank=(Weighted((CONG,)),), ranking=Ranking(freshness=1.0))
        assert ids(reader, fresh)[0] == "moi"
        found = reader.answer(fresh).found
        assert found[0].score > 1.5 * found[-1].score


def test_rank_prefers_what_has_more_of_the_words(readable: Any) -> None:
    rank = (Weighted((term("xe"),)), Weighted((term("quê"),)), Weighted((CONG,)))
    answer = readable.answer(EngineQuery(rank=rank))
    assert answer.total == 5
    assert ids(readable, EngineQuery(rank=rank))[0] == "tet"
    assert [hit.score for hit in answer.found] == sorted((hit.score for hit in answer.found), reverse=True)


def test_alternatives_count_as_one_term(readable: Any) -> None:
    """A rare alternative must not outweigh the frequent one: together they are as frequent as both."""
    both = EngineQuery(rank=(Weighted((term("cộng"), CONG)),), match=term("công"))
    alone = EngineQuery(rank=(Weighted((term("cộng"),)),), match=term("cộng"))
    score_terms = {
        key: hit.score for key, hit in zip(ids(readable, both), readable.answer(both).found, strict=True)
    }
    assert readable.answer(alone).found[0].score > 2 * max(score_terms.values())
    assert score_terms["cong-dong"] == max(score_terms.values())


def test_fresh_articles_gain_and_briefs_lose(readable: Any) -> None:
    rank = (Weighted((DOAN,)),)
    plain, moved = (
        {
            article.id: hit.score
            for article, hit in zip(readable.articles([h.key for h in found]), found, strict=True)
        }
        for found in (
            readable.answer(EngineQuery(rank=rank, ranking=ranking)).found
            for ranking in (Ranking(), Ranking(freshness=0.5, half_life=366.0, brief=0.5))
        )
    )
    factors = {key: moved[key] / plain[key] for key in plain}
    assert factors["tet"] == pytest.approx(1.5, rel=1e-3)
    assert factors["khong-ngay"] == factors["cong-dong"] == pytest.approx(1.0, rel=1e-3)
    days = 318 + 1.5 / 24
    assert factors["thi-dua"] == pytest.approx(1 + 0.5 * 2 ** (-days / 366), rel=1e-3)
    assert factors["tin-ngan"] < 0.5 * 1.2


def test_what_is_preferred_gains(readable: Any) -> None:
    rank = (Weighted((DOAN,)),)
    ranking = Ranking(preferred=2.0)

    def scores(**preference: Any) -> dict[str, float]:
        found = readable.answer(EngineQuery(rank=rank, ranking=ranking, **preference)).found
        articles = readable.articles([hit.key for hit in found])
        return {article.id: hit.score for article, hit in zip(articles, found, strict=True)}

    plain = scores()
    moved = scores(prefer=(("district", "thanh-xuan"), ("campaign", "khong-co")))
    factors = {key: moved[key] / plain[key] for key in plain}
    assert factors["tet"] == pytest.approx(2.0, rel=1e-3)
    assert factors["khong-ngay"] == pytest.approx(1.0, rel=1e-3)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    terms=make.st.lists(make.term().filter(lambda one: not one.fields), min_size=1, max_size=3, unique=True)
)
def test_scores_of_terms_are_those_of_the_formula(random_reader: Any, terms: list[Term]) -> None:
    """Within a tenth: a cluster keeps document lengths in one byte, and has one length for each kind of term."""
    ranking = Ranking(freshness=0.3, half_life=200.0, brief=0.8)
    rank = tuple(Weighted((one,), 1.0 / (n + 1)) for n, one in enumerate(terms) if one.kind is SYLLABLE)
    request = EngineQuery(match=Or(tuple(terms)), rank=rank, ranking=ranking, limit=200)
    expected = dict(ORACLE.answer(request).ranked)
    answer = random_reader.answer(request)
    for article, hit in zip(random_reader.articles([h.key for h in answer.found]), answer.found, strict=True):
        assert hit.score == pytest.approx(expected[article.id], rel=0.1)


def test_pages_side_by_side_make_the_whole(random_reader: Any) -> None:
    request = EngineQuery(match=term("cong", True), rank=(Weighted((CONG,)), Weighted((DOAN,))))
    whole = ids(random_reader, replace(request, limit=200))
    parts = [ids(random_reader, replace(request, offset=start, limit=7)) for start in range(0, len(whole), 7)]
    assert [one for part in parts for one in part] == whole
    assert [article.id for article in random_reader.scan(request)] == whole
    assert len(set(whole)) == len(whole) == random_reader.answer(request).total
