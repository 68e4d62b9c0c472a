"""Queries that name a day, an author or nothing at all: one row per query, on each engine.

`only`: exactly these match in full. `first`: the id that comes first. `reads`: kinds of interpretations. `named`: values of
facets that the query names, with their counts. `code`: a message; else there is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from indexer.article import Article
from search import Search
from tests.engines import Kept

# id, title, body, published, year, author
_ROWS: list[tuple[str, str, str, str | None, int | None, str | None]] = [
    ("ngay-dau", "Phát thẻ bảo hiểm ở bến xe", "Phát thẻ cho tài xế.", "2014-08-01", 2014, "Lê Hà"),
    ("ke-lai", "Nhớ trận lụt", "Trận lụt ngày 1/8/2014 cuốn trôi cầu gỗ.", "2019-03-05", 2019, "Lê Hạ"),
    ("cuoi-thang", "Hội thi nấu ăn", "Mười đội thi nấu ăn.", "2014-08-31T21:30:00+07:00", 2014, "Lê Hà"),
    ("thang-sau", "Lớp học vẽ", "Trẻ em học vẽ.", "2014-09-01", 2014, "Ban Biên tập"),
    ("chi-nam", "Tổng kết mùa giải", "Mùa giải khép lại.", None, 2014, "Ban Biên tập"),
    ("nhac-nam", "Nhìn lại năm 2014", "Năm 2014 nhiều mưa.", "2020-05-20", 2020, "TKX"),
    ("thang-nam", "Kế hoạch tháng 5/2025", "Kế hoạch tháng 05 năm 2025 có ba việc.", "2025-04-28", 2025, None),
    ("le-ha", "Ca sĩ Lê Hà hát ở xưởng", "Lê Hà hát ba bài.", "2021-01-02", 2021, "Phạm Thu"),
    ("no-bhxh", "Nợ BHXH kéo dài", "Hai xưởng nợ BHXH của thợ.", None, None, None),
    ("cham-dong", "Chậm đóng bảo hiểm xã hội", "Hãng xe chậm đóng bảo hiểm xã hội.", None, None, None),
    ("cnvcld", "CNVCLĐ thi hát", "CNVCLĐ thi hát ở rạp.", None, None, None),
    ("cnvc-ld", "CNVC-LĐ thi bơi", "CNVC-LĐ thi bơi ở hồ.", None, None, None),
    ("cnvc-dai", "Công nhân viên chức lao động đi bộ", "Mười đội đi bộ.", None, None, None),
    ("khong-ngay", "Trồng cây ven đê", "Thanh niên trồng cây.", None, None, None),
]  # fmt: skip

AUGUST_1 = {"ngay-dau", "ke-lai"}
IN_AUGUST = {"ngay-dau", "cuoi-thang"}
IN_2014 = {"ngay-dau", "cuoi-thang", "thang-sau", "chi-nam"}
WORKERS = {"cnvcld", "cnvc-ld", "cnvc-dai"}
ROWS: list[tuple[str, dict[str, Any]]] = [
    ("01/08/2014", {"only": AUGUST_1, "first": "ke-lai", "reads": {"published"}}),
    ("1/8/2014", {"only": AUGUST_1, "reads": {"published"}}),
    ("1-8-2014", {"only": AUGUST_1, "reads": {"published"}}),
    ("01.08.2014", {"only": AUGUST_1, "reads": {"published"}}),
    ("ngày 1/8/2014", {"only": AUGUST_1, "reads": {"published"}}),
    ("ngày 1 tháng 8 năm 2014", {"only": AUGUST_1, "reads": {"published"}}),
    ("ngay 1 thang 8 nam 2014", {"only": AUGUST_1}),
    ("1 tháng 8 năm 2014", {"only": AUGUST_1, "reads": {"published"}}),
    ("2/8/2014", {"only": set(), "reads": set()}),
    ("31/2/2014", {"only": set(), "reads": set()}),
    ("tháng 8/2014", {"only": IN_AUGUST, "reads": {"published"}}),
    ("tháng 08/2014", {"only": IN_AUGUST, "reads": {"published"}}),
    ("tháng 8 năm 2014", {"only": IN_AUGUST, "reads": {"published"}}),
    ("thang 8/2014", {"only": IN_AUGUST}),
    ("8/2014", {"only": {"ke-lai", *IN_AUGUST}, "reads": {"published"}}),
    ("tháng 5/2025", {"only": {"thang-nam"}, "reads": set()}),
    ("tháng 05/2025", {"only": {"thang-nam"}}),
    ("tháng 5 năm 2025", {"only": {"thang-nam"}}),
    ("tháng 4/2025", {"only": {"thang-nam"}, "reads": {"published"}}),
    ("năm 2014", {"only": IN_2014 | {"nhac-nam"}, "first": "nhac-nam", "reads": {"published"}}),
    ("nam 2014", {"only": IN_2014 | {"nhac-nam"}}),
    ("2014", {"only": IN_2014 | {"nhac-nam", "ke-lai"}, "reads": {"published"}}),
    ("quý 3/2014", {"only": {"ngay-dau", "cuoi-thang", "thang-sau"}, "reads": {"published"}}),
    ("quý III/2014", {"only": {"ngay-dau", "cuoi-thang", "thang-sau"}, "reads": {"published"}}),
    ("quý 2 năm 2025", {"only": {"thang-nam"}, "reads": {"published"}}),
    ("quy iv nam 2014", {"only": set()}),
    ("quý 8/2014", {"only": set(), "reads": set()}),
    ("học vẽ quý 3/2014", {"only": {"thang-sau"}, "reads": {"published"}}),
    ("nấu ăn tháng 8/2014", {"only": {"cuoi-thang"}, "reads": {"published"}}),
    ("nấu ăn năm 2014", {"only": {"cuoi-thang"}}),
    ("học vẽ năm 2014", {"only": {"thang-sau"}, "named": {("year", "2014", 1)}}),
    ("học vẽ năm 2020", {"only": set()}),
    ("năm 1999", {"only": set(), "reads": set()}),
    ("Lê Hà", {"only": {"le-ha", *IN_AUGUST}, "reads": {"author"}, "named": {("author", "le-ha", 2)}}),
    ("lê hà", {"only": {"le-ha", *IN_AUGUST}, "reads": {"author"}}),
    ("le ha", {"only": {"le-ha", "ke-lai", *IN_AUGUST}}),
    ("Lê Hạ", {"only": {"ke-lai"}, "reads": {"author"}}),
    ("ban biên tập", {"only": {"thang-sau", "chi-nam"}, "named": {("author", "ban-bien-tap", 2)}}),
    ("tkx", {"only": {"nhac-nam"}, "reads": {"author"}}),
    ("Lê Hà hát", {"only": {"le-ha"}, "reads": set()}),
    ("", {"only": {row[0] for row in _ROWS}, "code": "empty_query"}),
    ("   ", {"only": {row[0] for row in _ROWS}, "code": "empty_query"}),
    ("how many workers joined", {"only": set(), "code": "foreign_query"}),
    ("minimum wage increase", {"only": set(), "code": "foreign_query"}),
    ("when does the strike end", {"only": set(), "code": "foreign_query"}),
    ("nợ bhxh", {"only": {"no-bhxh", "cham-dong"}, "first": "no-bhxh", "reads": {"synonym"}}),
    ("no bhxh", {"only": {"no-bhxh", "cham-dong"}}),
    ("nợ bảo hiểm xã hội", {"only": {"no-bhxh", "cham-dong"}}),
    ("chậm đóng BHXH", {"only": {"no-bhxh", "cham-dong"}}),
    ("CNVCLĐ", {"only": WORKERS}),
    ("CNVC-LĐ", {"only": WORKERS}),
    ("CNVC LĐ", {"only": WORKERS}),
    ("CNVC - LĐ", {"only": WORKERS}),
    ("cnvc-ld", {"only": WORKERS}),
    ("cnvcld", {"only": WORKERS}),
    ("công nhân viên chức lao động", {"only": WORKERS, "first": "cnvc-dai"}),
    ("kubernetes", {"only": set()}),
    ("trồng cây kubernetes", {"only": set()}),
]  # fmt: skip


def articles() -> list[Article]:
    """The articles, each with its day or at least its year, if it has one."""
    return [
        Article(id, "article", title, None, None, body, published=published, year=year, author=author)
        for id, title, body, published, year, author in _ROWS
    ]


@pytest.fixture(scope="module")
def around(kept: Kept) -> Iterator[Search]:
    kept.write("around", articles(), full=True)
    opened = kept.search("around")
    yield opened
    opened.close()


@pytest.mark.parametrize(("query", "expected"), ROWS, ids=[query for query, _ in ROWS])
def test_query(around: Search, query: str, expected: dict[str, Any]) -> None:
    results = around.search(query, size=50)
    full = [hit.article.id for hit in results.hits if hit.match != "partial"]
    assert set(full) == expected["only"]
    if "first" in expected:
        assert full[0] == expected["first"]
    if "reads" in expected:
        assert {one.kind for one in results.interpretations} == expected["reads"]
    if "named" in expected:
        assert {(one.facet, one.value, one.count) for one in results.named} == expected["named"]
    assert [message.code for message in results.messages] == (
        [expected["code"]] if "code" in expected else []
    )


@pytest.mark.parametrize(
    ("query", "typed", "left"),
    [
        ("năm 2014", "năm 2014", {"nhac-nam"}),
        ("01/08/2014", "01 08 2014", {"ke-lai"}),
        ("Lê Hà", "lê hà", {"le-ha"}),
    ],
)
def test_what_was_read_can_be_declined(around: Search, query: str, typed: str, left: set[str]) -> None:
    assert [one.without for one in around.search(query).interpretations] == [typed]
    declined = around.search(query, exact=[typed])
    assert {hit.article.id for hit in declined.hits if hit.match != "partial"} == left


def test_browsing_by_a_filter_needs_no_advice(around: Search) -> None:
    assert around.search("", years=["2014"]).messages == ()
