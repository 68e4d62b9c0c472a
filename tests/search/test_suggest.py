"""Completions from names: bodies with their places, campaigns with years, authors, capitals; on each engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.article import Article, FacetValue
from search import Search
from search.suggest_names import ends_open
from tests.engines import Kept

THANH_XUAN = FacetValue("thanh-xuan", "Thanh Xuân")
THANH_TRI = FacetValue("thanh-tri", "Thanh Trì")
MAI_AM = FacetValue("mai-am-cong-doan", "Mái ấm Công đoàn")

# id, title, body, year, districts, campaigns, author
_ROWS: list[tuple[str, str, str, int, tuple[FacetValue, ...], tuple[FacetValue, ...], str | None]] = [
    ("a", "LĐLĐ quận Thanh Xuân họp báo", "LĐLĐ quận Thanh Xuân nêu ba việc.", 2023, (THANH_XUAN,), (), "Đỗ Minh Quân"),
    ("b", "LĐLĐ huyện Thanh Trì hiến máu", "LĐLĐ huyện Thanh Trì vận động.", 2022, (THANH_TRI,), (), "Đỗ Minh Quân"),
    ("c", "Mái ấm Công đoàn thứ mười", "Mái ấm Công đoàn trao cho chị thợ may.", 2021, (), (MAI_AM,), "Trịnh Thu"),
    ("d", "Thêm mái ấm Công đoàn", "Mái ấm Công đoàn xây trong ba tháng.", 2024, (), (MAI_AM,), None),
    ("e", "BHXH và công nhân của xưởng", "BHXH và công nhân của xưởng gặp nhau.", 2024, (), (), None),
]  # fmt: skip


@pytest.fixture(scope="module")
def named(kept: Kept) -> Iterator[Search]:
    articles = [
        Article(id, "article", title, None, None, body, year=year, districts=d, campaigns=c, author=author)
        for id, title, body, year, d, c, author in _ROWS
    ]
    kept.write("suggest", articles, full=True)
    opened = kept.search("suggest")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("typed", "group", "label"),
    [
        ("ldld thanh xuan", "query", "LĐLĐ quận Thanh Xuân"),
        ("ldld thanh xuan", "district", "Thanh Xuân"),
        ("LĐLĐ Thanh X", "query", "LĐLĐ quận Thanh Xuân"),
        ("lđlđ huyện thanh", "query", "LĐLĐ huyện Thanh Trì"),
        ("lien doan lao dong thanh tr", "query", "Liên đoàn Lao động huyện Thanh Trì"),
        ("công đoàn thanh xuân", "query", "Công đoàn quận Thanh Xuân"),
        ("công đoàn thanh xuân", "district", "Thanh Xuân"),
        ("mái ấm công", "query", "Mái ấm Công đoàn 2024"),
        ("mai am cong doan", "query", "Mái ấm Công đoàn 2021"),
        ("mai am cong doan 2021", "campaign", ""),
        ("mai am cong doan 202", "query", "Mái ấm Công đoàn 2024"),
        ("do minh", "author", "Đỗ Minh Quân"),
        ("Trịnh", "author", "Trịnh Thu"),
        ("bhx", "query", "BHXH"),
        ("ldl", "query", "LĐLĐ"),
    ],
)
def test_a_completion_is_offered(named: Search, typed: str, group: str, label: str) -> None:
    offered = {(one.group, one.label) for one in named.suggest(typed)}
    if label:
        assert (group, label) in offered
    else:
        assert group not in {kind for kind, _ in offered}


@pytest.mark.parametrize("typed", ["b", "bhxh", "bhxh ", "công nhân", "cong nhan ", "thu", "ba ", "cua"])
def test_none_ends_in_a_function_word(named: Search, typed: str) -> None:
    assert not [one.label for one in named.suggest(typed) if one.group == "query" and ends_open(one.label)]


@pytest.mark.parametrize("typed", ["ldld", "ldld thanh hoa", "công đoàn khách sạn", "mái", "mái ấm 1999"])
def test_nothing_is_made_up(named: Search, typed: str) -> None:
    labels = [one.label for one in named.suggest(typed) if one.group == "query"]
    assert not [label for label in labels if "quận Thanh" in label or label.startswith("Mái ấm Công đoàn ")]
