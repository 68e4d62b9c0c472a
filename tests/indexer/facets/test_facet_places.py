"""Places: wards, districts and provinces of an article, its paper and its date included."""

import tomllib
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.extraction import article_of_row as article
from bench.extraction import place_articles
from indexer.article import Article
from indexer.facets import annotate
from indexer.facets.places.home import home_of
from indexer.facets.places.provinces import provinces
from indexer.facets.places.wards import units, wards

GOLD = tomllib.loads((Path(__file__).parents[2] / "gold" / "places.toml").read_text("utf-8"))["place"]
ARTICLES = place_articles()


def places(found: Article) -> tuple[set[str], set[str], set[str]]:
    annotated = annotate(found)
    return (
        {v.value for v in annotated.districts},
        {v.value for v in annotated.wards},
        {v.value for v in annotated.provinces},
    )


@pytest.mark.parametrize("row", [*GOLD, *ARTICLES], ids=lambda row: f"{row['title']}: {row.get('lead')}")
def test_the_places_of_an_article(row: dict[str, Any]) -> None:
    assert places(article(row)) == (set(row["districts"]), set(row["wards"]), set(row["provinces"]))


@pytest.mark.parametrize("row", GOLD, ids=lambda row: row["title"])
def test_decomposed_letters_and_no_break_spaces_change_nothing(row: dict[str, Any]) -> None:
    plain = article(row)
    other = replace(
        plain,
        title=unicodedata.normalize("NFD", plain.title),
        lead=(plain.lead or "").replace("phường ", "phường\u00a0"),
    )
    assert places(other) == places(plain)


@pytest.mark.parametrize("row", GOLD, ids=lambda row: row["title"])
def test_evidence_stands_where_it_says(row: dict[str, Any]) -> None:
    annotated = annotate(article(row))
    for piece in annotated.evidence:
        assert annotated.text(piece.field)[piece.start : piece.end] == piece.text


@pytest.mark.parametrize("ward", wards().values(), ids=lambda ward: ward.name)
def test_every_ward_is_found_with_its_districts(ward: Any) -> None:
    found = Article(
        "x", "article", f"Công đoàn {ward.name} ra mắt", source="Lao động Thủ đô", published="2025-09-01"
    )
    assert places(found) == (set(ward.districts), {ward.slug}, {"ha-noi"})


def test_the_gazetteers_are_whole() -> None:
    assert len(wards()) == 126
    assert len(provinces()) == 34
    assert sum(len(province.names) for province in provinces()) == 63
    assert sum(len(unit.dissolved) for unit in units().values()) == 78


@pytest.mark.parametrize(
    ("paper", "covers"),
    [
        ({"source": "Báo Lao động Thủ đô"}, "ha-noi"),
        ({"lead": "(LĐTĐ) Sáng nay, hội thi mở màn."}, "ha-noi"),
        ({"body": "LĐTĐ - Sáng nay, hội thi mở màn."}, "ha-noi"),
        ({"url": "https://m.laodongthudo.vn/a-1.html"}, "ha-noi"),
        ({"source": "laodongthudo.vn"}, "ha-noi"),
        ({"source": "Báo Bắc Giang"}, "bac-ninh"),
        ({"lead": "(Baonghean.vn) - Sáng nay, hội thi mở màn."}, "nghe-an"),
        ({"url": "https://baohoabinh.com.vn/1"}, "phu-tho"),
        ({"source": "Đài Phát thanh và Truyền hình Nam Định"}, "ninh-binh"),
        ({"url": "https://congdoanbinhdinh.org.vn/1"}, "gia-lai"),
        ({"lead": "Hà Nội (TTXVN) - Sáng nay, hội thi mở màn."}, None),
        ({"source": "Lao Động"}, None),
        ({"source": "Một tờ báo lạ"}, None),
    ],
)
def test_what_a_paper_covers(paper: dict[str, str], covers: str | None) -> None:
    assert home_of(Article("x", "article", "Tin", **paper)) == covers  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("published", "year"),
    [
        ("2023-12-31T17:30:00Z", 2024),
        ("2023-12-31T16:30:00+00:00", 2023),
        ("2024-01-01T01:00:00+07:00", 2024),
        ("2024-01-01T01:00:00+09:00", 2023),
        ("2023-12-31", 2023),
    ],
)
def test_the_year_is_the_one_in_hanoi(published: str, year: int) -> None:
    assert annotate(Article("x", "article", "Tin", published=published)).year == year


def test_the_last_hour_of_june_in_utc_is_july_in_hanoi() -> None:
    row = {"title": "Công đoàn phường Ngọc Hà ra mắt", "source": "Lao động Thủ đô"}
    late = Article("x", "article", **row, published="2025-06-30T18:00:00Z")
    early = Article("x", "article", **row, published="2025-06-30T10:00:00Z")
    assert places(late)[1] == {"phuong-ngoc-ha"}
    assert places(early)[1] == set()


@pytest.mark.parametrize(
    "text",
    [
        "Các phường: họp bàn về nhà ở cho công nhân.",
        "Năm xã gồm: đang chờ danh sách.",
        "Hai phường, xã (theo kế hoạch): chưa có tên.",
        "Công đoàn các xã, phường: " * 40,
    ],
)
def test_a_list_without_names_ends(text: str) -> None:
    assert places(Article("x", "article", "Tin", lead=text, published="2026-01-01"))[1] == set()
