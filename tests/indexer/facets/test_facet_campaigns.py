"""Campaigns: the gazetteer, the ways in which names are quoted, and names it lacks."""

import pytest

from indexer.article import Article
from indexer.facets import annotate, campaign_info, campaigns, discover

TWO = "lao-dong-gioi-lao-dong-sang-tao"
GREEN = "xanh-sach-dep-an-toan-ve-sinh-lao-dong"
WOMEN = "gioi-viec-nuoc-dam-viec-nha"


def named(text: str) -> set[str]:
    return {c.value for c in annotate(Article("x", "article", "Tin", lead=text)).campaigns}


def test_the_gazetteer_says_what_each_campaign_is() -> None:
    values = [c.value for c in campaigns()]
    assert len(values) == len(set(values)) >= 40
    for value in values:
        info = campaign_info(value)
        assert info is not None
        assert info.about.endswith(".")
        assert info.since is None or info.until is None or info.since <= info.until
    assert campaign_info("khong-co") is None


@pytest.mark.parametrize("campaign", campaigns(), ids=lambda campaign: campaign.value)
def test_every_campaign_is_found_by_its_name(campaign) -> None:  # type: ignore[no-untyped-def]
    text = f"Đoàn viên công đoàn hưởng ứng phong trào “{campaign.label}” do cấp trên phát động."
    assert campaign.value in named(text)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("phong trào “Lao động giỏi”, “Lao động sáng tạo”", TWO),
        ('phong trào "Lao động giỏi - Lao động sáng tạo"', TWO),
        ("phong trào 'Lao động giỏi', 'Lao động sáng tạo'", TWO),
        ("phong trào «Lao động giỏi» và «Lao động sáng tạo»", TWO),
        ("phong trào Lao động giỏi, lao động sáng tạo", TWO),
        ("phong trào LAO ĐỘNG GIỎI – LAO ĐỘNG SÁNG TẠO", TWO),
        ("phong trào “Lao động sáng tạo - Lao động giỏi”", TWO),
        ("danh hiệu “Giỏi việc nước – Đảm việc nhà”", WOMEN),
        ("danh hiệu “Giỏi việc nước”, “Đảm việc nhà”", WOMEN),
        ("nữ đoàn viên giỏi việc nước, đảm việc nhà", WOMEN),
        ("nữ đoàn viên Đảm việc nhà - Giỏi việc nước", WOMEN),
        ("phong trào “Xanh-Sạch-Đẹp, bảo đảm an toàn vệ sinh lao động”", GREEN),
        ("phong trào “Xanh, sạch, đẹp; Đảm bảo ATVSLĐ”", GREEN),
        ("phong trào xanh - sạch - đẹp", GREEN),
        ("phong trao Xanh sach dep, bao dam an toan ve sinh lao dong", GREEN),
    ],
)
def test_ways_to_quote_a_name(text: str, slug: str) -> None:
    assert named(text) == {slug}


@pytest.mark.parametrize(
    "text",
    [
        "Xưởng cần công nhân giỏi, biết lao động sáng tạo.",
        "Khu phố xanh, sạch, đẹp hơn trước.",
        "Muốn nâng cao chất lượng hoạt động công đoàn cơ sở thì phải gần thợ.",
        "Hồi ấy tôi chưa biết Tết sum vầy là gì.",
    ],
)
def test_plain_words_are_no_campaign(text: str) -> None:
    assert named(text) == set()


def test_a_longer_name_hides_the_shorter() -> None:
    assert named("Tháng Công nhân và Tháng hành động về an toàn, vệ sinh lao động") == {
        "thang-cong-nhan",
        "thang-hanh-dong-an-toan-ve-sinh-lao-dong",
    }


def test_names_that_recur_are_discovered() -> None:
    def article(number: int, body: str) -> Article:
        return Article(str(number), "article", f"Bài {number}", body=body)

    texts = [
        "Công đoàn mở chương trình “Góc sách công nhân” ở khu trọ.",
        "Chương trình 'Góc sách công nhân' có thêm 200 cuốn.",
        "Chương trình: «Góc sách Công nhân». Danh hiệu “Giỏi việc nước - Đảm việc nhà”.",
        "Danh hiệu “Giỏi việc nước - Đảm việc nhà”. Chủ đề “Một lần rồi thôi”.",
    ]
    (only,) = discover(article(n, text) for n, text in enumerate(texts, start=1))
    assert (only.name, only.kind, only.count) == ("Góc sách công nhân", "programme", 3)
    assert only.examples == ("Bài 1", "Bài 2", "Bài 3")
