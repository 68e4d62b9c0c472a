"""Which articles match, pass the filters and are counted: the contract, asked of every engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from indexer.article import Article, FacetValue
from indexer.engines.contract import (
    And,
    AtLeast,
    EngineQuery,
    Filters,
    Near,
    Node,
    Not,
    Or,
    Prefix,
    Published,
    Term,
)
from indexer.errors import QueryError
from tests.engines import Kept
from tests.indexer.engines import strategies as make
from tests.indexer.engines.asking import CONG, DOAN, ORACLE, PAIR, RANDOM, WORD, ids, phrase, term


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        (And(), "tet thi-dua cong-dong tin-ngan khong-ngay"),
        (Or(), ""),
        (CONG, "tet thi-dua cong-dong tin-ngan khong-ngay"),
        (term("cộng"), "cong-dong"),
        (term("cong", folded=True), "tet thi-dua cong-dong tin-ngan khong-ngay"),
        (term("tet", folded=True), "tet tin-ngan"),
        (term("công", fields=("title",)), "tet tin-ngan khong-ngay"),
        (term("quan", True, ("lead", "captions")), "tet tin-ngan"),
        (term("quê", fields=("captions",)), "tet"),
        (Term(PAIR, "công đoàn"), "tet thi-dua cong-dong tin-ngan khong-ngay"),
        (Term(PAIR, "cong dong", folded=True), "cong-dong"),
        (Term(PAIR, "đầu tiên"), "tet"),
        (Term(WORD, "gia đình"), "thi-dua"),
        (Term(WORD, "gia dinh", folded=True), "thi-dua"),
        (Term(WORD, "đình gia"), ""),
        (Prefix("ch"), "tet thi-dua cong-dong tin-ngan"),
        (Prefix("don", folded=True), "tet cong-dong tin-ngan"),
        (Prefix("đống"), "cong-dong tin-ngan"),
        (Prefix("d", True, ("kicker",)), "tet"),
        (phrase(CONG, DOAN, term("cơ"), term("sở")), "thi-dua"),
        (phrase(CONG, term("đống")), ""),
        (phrase(term("cong", True), term("dong", True)), "cong-dong"),
        (phrase(term("cong", True), term("đồng")), "cong-dong"),
        (phrase(CONG, Prefix("đo")), "tet thi-dua cong-dong tin-ngan khong-ngay"),
        (phrase(Prefix("con", True), term("đồng")), "cong-dong"),
        (phrase(CONG, DOAN, fields=("title",)), "tet tin-ngan khong-ngay"),
        (phrase(term("công", fields=("body",)), DOAN), "cong-dong"),
        (phrase(term("công", fields=("body",)), DOAN, fields=("title",)), ""),
        (phrase(term("bến"), DOAN), ""),
        (phrase(term("tết"), term("chăm")), ""),
        (phrase(term("1294"), term("hd"), term("tlđ")), "khong-ngay"),
        (And((CONG, term("xe"))), "tet"),
        (Or((term("xe"), term("đảm"))), "tet thi-dua"),
        (And((CONG, Not(DOAN))), ""),
        (AtLeast(((term("xe"), 1.0), (term("đảm"), 2.0)), 2.0), "thi-dua"),
        (AtLeast(((CONG, 1.0), (term("xe"), 1.0)), 2.0), "tet"),
        (AtLeast(((CONG, 1.0), (Not(term("tết")), 0.5)), 1.5), "thi-dua cong-dong khong-ngay"),
        (AtLeast((), 1.0), ""),
        (Near((phrase(CONG, DOAN), phrase(term("cơ"), term("sở"))), 0), "thi-dua"),
        (Near((phrase(term("cơ"), term("sở")), phrase(CONG, DOAN)), 0), "thi-dua"),
        (Near((phrase(DOAN), phrase(CONG)), 0), "tet thi-dua cong-dong tin-ngan khong-ngay"),
        (Near((phrase(term("bến")), phrase(DOAN)), 0), ""),
        (Not(term("tết")), "thi-dua cong-dong khong-ngay"),
        (And((Or((term("tết"), term("nữ"))), Not(term("xe")))), "thi-dua tin-ngan"),
        (term("không_có"), ""),
        (Published("2021-01-20", "2021-01-20"), "tet"),
        (Published("2020-01-01", "2020-12-31"), "thi-dua cong-dong"),
        (Published("1999-01-01", "1999-12-31"), ""),
        (And((Published("2020-01-01", "2021-12-31"), Not(term("tết")))), "thi-dua cong-dong"),
        (Or((term("xe"), Published("2020-03-08", "2020-03-08"))), "tet thi-dua"),
    ],
    ids=str,
)
def test_which_articles_match(readable: Any, match: Node, expected: str) -> None:
    answer = readable.answer(EngineQuery(match=match))
    assert sorted(article.id for article in readable.articles([hit.key for hit in answer.found])) == sorted(
        expected.split()
    )
    assert answer.total == len(expected.split())


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(district=("thanh-xuan",)), "tet thi-dua"),
        (Filters(district=("thanh-xuan", "dong-da")), "tet thi-dua cong-dong tin-ngan"),
        (Filters(year=("2020",)), "thi-dua cong-dong"),
        (Filters(year=("2020",), campaign=("tet-sum-vay",)), "cong-dong"),
        (Filters(kind=("brief",)), "tin-ngan"),
        (Filters(district=("khong-co",)), ""),
        (Filters(date_from="2020-03-08"), "thi-dua tet"),
        (Filters(date_to="2020-03-08"), "tin-ngan thi-dua"),
        (Filters(date_from="2020-01-01", date_to="2020-12-31"), "thi-dua cong-dong"),
        (Filters(date_from="2020-01-02", date_to="2020-12-31"), "thi-dua"),
        (Filters(date_from="2021-01-20", date_to="2021-01-20"), "tet"),
    ],
    ids=str,
)
def test_which_articles_pass_the_filters(readable: Any, filters: Filters, expected: str) -> None:
    assert sorted(ids(readable, EngineQuery(filters=filters))) == sorted(expected.split())


def test_counts_ignore_the_filter_of_their_own_facet(readable: Any) -> None:
    answer = readable.answer(
        EngineQuery(
            filters=Filters(district=("thanh-xuan",), year=("2020",)),
            facets=("district", "year", "campaign", "kind", "ward"),
            timeline="month",
        )
    )
    assert answer.total == 1
    assert answer.facets == {
        "district": {"thanh-xuan": 1, "dong-da": 2},
        "year": {"2020": 1, "2021": 1},
        "campaign": {"gioi-viec-nuoc": 1},
        "kind": {"article": 1},
        "ward": {},
    }
    assert answer.timeline == {"2020-03": 1}


def test_a_count_alone_needs_no_documents(readable: Any) -> None:
    answer = readable.answer(EngineQuery(match=DOAN, limit=0, facets=("kind",), timeline="year"))
    assert (answer.total, answer.found) == (5, ())
    assert answer.facets == {"kind": {"article": 4, "brief": 1}}
    assert answer.timeline == {"2019": 1, "2020": 2, "2021": 1}


def test_coverage_has_a_cell_per_campaign_district_and_year(readable: Any) -> None:
    assert readable.coverage(EngineQuery(match=DOAN, filters=Filters(campaign=("tet-sum-vay",)))) == {
        ("tet-sum-vay", "thanh-xuan", 2021): 1,
        ("tet-sum-vay", "dong-da", 2020): 1,
        ("gioi-viec-nuoc", "dong-da", 2020): 1,
        ("tet-sum-vay", "dong-da", 2019): 1,
    }


@pytest.mark.parametrize(
    "request_",
    [
        EngineQuery(offset=-1),
        EngineQuery(limit=-1),
        EngineQuery(offset=10**9),
        EngineQuery(filters=Filters(date_from="hôm qua")),
        EngineQuery(match=Or(tuple(term(f"x{n}") for n in range(2_000)))),
    ],
    ids=["offset", "limit", "far", "date", "leaves"],
)
def test_what_cannot_be_asked_is_refused(readable: Any, request_: EngineQuery) -> None:
    with pytest.raises(QueryError):
        readable.answer(request_)


def test_a_tree_that_is_too_deep_is_refused(readable: Any) -> None:
    node: Node = CONG
    for _ in range(200):
        node = Not(And((node,)))
    with pytest.raises(QueryError):
        readable.answer(EngineQuery(match=node))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(request=make.requests)
def test_selection_counts_and_order_are_those_of_plain_python(
    random_reader: Any, request: EngineQuery
) -> None:
    for sort in ("newest", "oldest"):
        asked = replace(request, sort=sort, timeline="year" if sort == "newest" else "month")
        expected = ORACLE.answer(asked)
        answer = random_reader.answer(asked)
        assert (answer.total, answer.partial_total) == (expected.total, len(expected.partial))
        assert {name: dict(counts) for name, counts in answer.facets.items()} == expected.facets
        assert answer.timeline == (expected.years if sort == "newest" else expected.months)
        page = (expected.ranked + expected.partial)[asked.offset : asked.offset + asked.limit]
        assert ids(random_reader, asked) == [article_id for article_id, _ in page]


def test_coverage_is_that_of_plain_python(random_reader: Any) -> None:
    counts: dict[tuple[str, str, int | None], int] = {}
    for article in RANDOM:
        for campaign in article.campaigns:
            for district in article.districts:
                cell = (campaign.value, district.value, article.year)
                counts[cell] = counts.get(cell, 0) + 1
    assert random_reader.coverage(EngineQuery()) == counts


def test_coverage_counts_campaigns_by_district_and_year(kept: Kept) -> None:
    def article(number: int, year: int | None, districts: str, campaigns: str) -> Article:
        values = [tuple(FacetValue(v, v) for v in names.split()) for names in (districts, campaigns)]
        return Article(str(number), "article", "Tin", year=year, districts=values[0], campaigns=values[1])

    rows = [(2020, "a b", "x"), (2020, "a", "x y"), (None, "a", "x"), (2021, "b", ""), (2021, "", "y")]
    kept.write("coverage", [article(n, *row) for n, row in enumerate(rows)])
    coverage = kept.open("coverage").reader().coverage(EngineQuery())
    assert coverage == {("x", "a", 2020): 2, ("x", "b", 2020): 1, ("y", "a", 2020): 1, ("x", "a", None): 1}
