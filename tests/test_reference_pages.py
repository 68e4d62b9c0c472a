"""The reference pages, from the files to the answers: what a union officer types first must work."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.pipeline import update
from search import Search

PLACES = {
    "d5a20b43464c": "000",
    "91aff1156854": "001",
    "2dda34de842c": "002",
    "7a087ad8bdd2": "003",
    "accf35ac306b": "004",
}


@pytest.fixture(scope="module")
def search(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Search:
    index = tmp_path_factory.mktemp("seeds") / "index"
    update(seeds, index, jobs=1)
    return Search.open(index)


def found(search: Search, q: str, **filters: list[str]) -> list[str]:
    hits = search.search(q, size=100, **filters).hits
    return [PLACES.get(hit.article.id, "brief") for hit in hits]


@pytest.mark.parametrize(
    "q", ["thanh xuân", "thanh xuan", "Thanh Xuân", "LĐLĐ quận Thanh Xuân", "ldld thanh xuan"]
)
def test_a_district_by_name_gives_its_article_first(search: Search, q: str) -> None:
    assert found(search, q)[0] == "000"


@pytest.mark.parametrize(
    "q", ["ldld hai ba trung", "LĐLĐ Hai Bà Trưng", "liên đoàn lao động quận hai bà trưng"]
)
def test_a_union_by_its_abbreviation_or_in_full(search: Search, q: str) -> None:
    assert found(search, q)[0] == "003"


@pytest.mark.parametrize("q", ["giá vàng", "gia vang", "chelsea", "giá xăng dầu", "thời tiết"])
def test_what_stands_only_in_teasers_finds_no_article(search: Search, q: str) -> None:
    assert set(found(search, q)) <= {"brief"}


def test_a_filter_by_district_keeps_the_others_out(search: Search) -> None:
    places = found(search, "", districts=["bac-tu-liem"])
    assert "001" in places
    assert "000" not in places


@pytest.mark.parametrize(
    ("accented", "plain"),
    [
        ("công đoàn cơ sở", "cong doan co so"),
        ("thi đua yêu nước", "thi dua yeu nuoc"),
        ("thỏa ước", "thoa uoc"),
    ],
)
def test_without_accents_the_same_is_found_and_the_same_is_first(
    search: Search, accented: str, plain: str
) -> None:
    assert found(search, accented)[0] == found(search, plain)[0]
    assert set(found(search, accented)) <= set(found(search, plain))
