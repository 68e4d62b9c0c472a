"""Five real pages come out exactly: nothing of the article is lost, nothing else is in it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.pages import read_page

# name: title begins, kicker, author, published, length of the lead, paragraphs, sha256 of the body, captions, related, teasers
SEEDS = {
    "000": ("Nhiều giải pháp đổi mới", None, "Đỗ Đạt", None, 177, 7, "a6eb661300975fee", 1, 3),
    "001": (
        "Nâng cao chất lượng",
        "Liên đoàn Lao động quận Bắc Từ Liêm",
        "Lê Thắm",
        "2021-02-11T14:01:00+07:00",
        333,
        9,
        "716f12b42907ac3a",
        1,
        3,
    ),
    "002": ("Cú hích để các cấp", None, "Phương Bùi", None, 509, 15, "9861bb7f152ae34c", 1, 2),
    "003": ("Đã làm tốt", None, "Lê Hà", None, 248, 12, "ae08bc25ead3bcbc", 1, 2),
    "004": (
        "Đẩy mạnh thi đua yêu nước",
        "Cụm thi đua số 6 Liên đoàn Lao động thành phố Hà Nội",
        "Đ.L",
        None,
        541,
        8,
        "9cdf3b697dd88de6",
        2,
        4,
    ),
}


@pytest.fixture
def seed(seeds: Path, request: pytest.FixtureRequest) -> list[Article]:
    path = next(seeds.glob(f"{request.param}_*.txt"))
    found = list(read_page(path, name=path.name))
    assert all(isinstance(record, Article) for record in found), found
    return found  # type: ignore[return-value]


@pytest.mark.parametrize(("seed", "expected"), SEEDS.items(), indirect=["seed"], ids=SEEDS)
def test_each_part_of_a_seed_is_exact(seed: list[Article], expected: tuple) -> None:
    title, kicker, author, published, lead, paragraphs, body, captions, related = expected
    page = seed[0]
    assert page.title.startswith(title)
    assert (page.kicker, page.author, page.published) == (kicker, author, published)
    assert page.source == "Lao động Thủ đô"
    assert page.lead is not None
    assert len(page.lead) == lead
    assert not page.lead.startswith("(")
    assert len(page.body.split("\n\n")) == paragraphs
    assert hashlib.sha256(page.body.encode()).hexdigest()[:16] == body
    assert (len(page.captions), len(page.related)) == (captions, related)


@pytest.mark.parametrize("seed", SEEDS, indirect=True)
def test_no_boilerplate_is_in_a_body(seed: list[Article]) -> None:
    page = seed[0]
    for foreign in (
        "Nên xem",
        "Tin khác",
        "Xem thêm",
        "Phiên bản di động",
        "Nguồn",
        "giá vàng",
        "Giá vàng",
        "(LĐTĐ)",
        "-->",
        "img",
    ):
        assert foreign not in page.body
    assert page.title not in page.body.split("\n\n")
    assert not set(page.captions) & set(page.body.split("\n\n"))


@pytest.mark.parametrize("seed", SEEDS, indirect=True)
def test_teasers_are_briefs_only_when_they_are_union_news(seed: list[Article]) -> None:
    briefs = seed[1:]
    assert all(brief.kind == "brief" and brief.lead and not brief.body for brief in briefs)
    titles = " ".join(brief.title for brief in briefs)
    for foreign in ("Giá vàng", "giá vàng", "Tỷ giá", "xăng dầu", "Chelsea", "thời tiết", "ngáo đá"):
        assert foreign not in titles
    assert len({brief.id for brief in seed}) == len(seed)
    if len(briefs):
        assert "Công đoàn" in titles or "LĐLĐ" in titles


def test_glued_titles_under_the_lead_are_separate(seeds: Path) -> None:
    page = next(iter(read_page(next(seeds.glob("001_*.txt")))))
    assert isinstance(page, Article)
    assert [title.split()[0] for title in page.related] == ["Công", "Tuổi", "Phát"]


def test_the_id_is_the_same_on_every_page_that_announces_an_article(seeds: Path) -> None:
    briefs: dict[str, set[str]] = {}
    for path in seeds.glob("*.txt"):
        for record in read_page(path):
            assert isinstance(record, Article)
            if record.kind == "brief":
                briefs.setdefault(record.title, set()).add(record.id)
    assert all(len(ids) == 1 for ids in briefs.values())
    assert len(briefs) > 20
