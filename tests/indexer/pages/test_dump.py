"""The head of a text dump: junk above it, title, kicker, date, source, lead and the links below it. Words of our own."""

from __future__ import annotations

import pytest
from dumps import (
    BODY,
    FOOT,
    LEAD,
    LINKS,
    PLAIN,
    SECOND,
    SLUG,
    TEASER,
    TEASER_LEAD,
    TITLE,
    ReadArticle,
    check,
    page,
)


def test_a_plain_dump(article: ReadArticle) -> None:
    found = article(PLAIN)
    check(found)
    assert found.source == "Lao động Thủ đô"
    assert found.published is None
    assert found.page == "page.txt"
    assert found.url is None


@pytest.mark.parametrize(
    "junk",
    [
        "-->",
        "-->\n",
        "<!--\n-->",
        "M",
        "A\n\nA+\n\nA-",
        "Trang chủ\n\nChia sẻ\n\nFacebook",
        "•\n\n|",
        "\ufeff-->",
        "\u200b\u200b",
        "Trang chủ > Công đoàn > Hoạt động",
        "In bài viết\nGửi email",
        "logo 2021 png",
    ],
)
def test_junk_before_the_title(article: ReadArticle, junk: str) -> None:
    check(article(f"{junk}\n{PLAIN}"))
    check(article(f"{junk}\n\n{PLAIN}"))


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("11/02/2021 14:01", "2021-02-11T14:01:00+07:00"),
        ("Thứ Năm, 11/02/2021 | 14:01 GMT+7", "2021-02-11T14:01:00+07:00"),
        ("Thứ năm, ngày 11/2/2021, 14:01 (GMT+7)", "2021-02-11T14:01:00+07:00"),
        ("14:01 | 11/02/2021", "2021-02-11T14:01:00+07:00"),
        ("14h01, ngày 11-02-2021", "2021-02-11T14:01:00+07:00"),
        ("Cập nhật lúc 14:01, 11/02/2021", "2021-02-11T14:01:00+07:00"),
        ("11/02/2021", "2021-02-11"),
        ("Ngày 11 tháng 2 năm 2021", "2021-02-11"),
        ("31/02/2021 14:01", None),
    ],
)
def test_a_date_line(article: ReadArticle, line: str, published: str | None) -> None:
    assert article(f"M\n{line}\n\n{PLAIN}").published == published
    below_title = page(TITLE, line, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê")
    if published:
        found = article(below_title)
        check(found)
        assert found.published == published


def test_a_date_in_the_text_or_in_a_teaser_is_no_date_of_publication(article: ReadArticle) -> None:
    dated = "Ngày 15/3/2022, hội nghị người lao động đã thông qua quy chế mới với đa số phiếu tán thành."
    assert article(page(TITLE, f"(LĐTĐ) {LEAD}", dated, SECOND, "Minh Khuê", FOOT)).published is None
    assert (
        article(
            page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Nên xem", "16/03/2022 08:00", TEASER, TEASER, TEASER_LEAD)
        ).published
        is None
    )


@pytest.mark.parametrize(
    "kicker", ["Công đoàn huyện Thanh Trì:", "Công đoàn huyện Thanh Trì :", "Công đoàn huyện Thanh Trì"]
)
def test_a_kicker_with_or_without_its_colon(article: ReadArticle, kicker: str) -> None:
    found = article(page("-->\n" + kicker, TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", FOOT))
    check(found, kicker="Công đoàn huyện Thanh Trì")


@pytest.mark.parametrize("kicker", ["Hà Nội:", "Đông Anh:", "Bài 2:"])
def test_a_short_kicker_is_no_author(article: ReadArticle, kicker: str) -> None:
    found = article(page(kicker, TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê"))
    check(found, kicker=kicker.rstrip(":"))


@pytest.mark.parametrize(
    ("sign", "source"),
    [
        ("(LĐTĐ) ", "Lao động Thủ đô"),
        ("(LĐTĐ) - ", "Lao động Thủ đô"),
        ("(LĐTĐ)", "Lao động Thủ đô"),
        ("LĐO - ", "Lao Động"),
        ("TTXVN - ", "Thông tấn xã Việt Nam"),
        ("(Dân trí) - ", "Dân trí"),
        ("(XYZĐ) ", None),
        ("", None),
    ],
)
def test_the_agencys_sign_is_no_part_of_the_lead(article: ReadArticle, sign: str, source: str | None) -> None:
    found = article(page(TITLE, sign + LEAD, *BODY, "Minh Khuê"))
    check(found)
    assert found.source == source


def test_brackets_that_are_no_sign_stay(article: ReadArticle) -> None:
    lead = "(Người lao động) và doanh nghiệp là hai bên của một bản thỏa ước lao động tập thể, theo luật hiện hành."
    assert article(page(TITLE, lead, *BODY)).lead == lead


def test_the_newspaper_is_known_by_its_teasers(article: ReadArticle) -> None:
    assert article(page(TITLE, LEAD, *BODY, "Minh Khuê", FOOT)).source == "Lao động Thủ đô"


@pytest.mark.parametrize(
    "under_lead",
    [
        "\n".join(LINKS),
        "\n".join(f"{SLUG} {link}" for link in LINKS),
        "\n".join(f"{TITLE} {link}" for link in LINKS),
        " ".join(LINKS),
        "\n".join(f"{link} {link}" for link in LINKS),
    ],
    ids=["one a line", "with the image's slug", "with the article's title", "glued", "twice each"],
)
def test_related_links_under_the_lead(article: ReadArticle, under_lead: str) -> None:
    found = article(page(TITLE, f"(LĐTĐ) {LEAD}\n{under_lead}", *BODY, "Minh Khuê", FOOT))
    check(found)
    assert list(found.related) == LINKS


@pytest.mark.parametrize(
    "links",
    [" ".join([*LINKS, "Phát động Tháng An toàn, vệ sinh lao động trong toàn huyện"]), "\n".join(LINKS)],
)
def test_related_links_in_a_block_after_the_lead(article: ReadArticle, links: str) -> None:
    found = article(page(TITLE, f"(LĐTĐ) {LEAD}", links, *BODY, "Minh Khuê", "Nguồn :"))
    check(found)
    assert list(found.related[:2]) == LINKS


@pytest.mark.parametrize(
    "above",
    [
        "Báo Lao động Thủ đô",
        "Công đoàn",
        "Hoạt động công đoàn",
        "Thời sự",
        TITLE,
        f"{TITLE} - Lao động Thủ đô",
    ],
)
def test_a_section_or_the_page_s_name_is_no_kicker(article: ReadArticle, above: str) -> None:
    check(article(page(above, TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", FOOT)))
    check(article(page("M\n11/02/2021 14:01", above, TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", FOOT)))


@pytest.mark.parametrize("end", [".", "…", "...", "!", "?"])
def test_a_lead_without_a_sign(article: ReadArticle, end: str) -> None:
    lead = LEAD.rstrip(".") + end
    assert article(page(TITLE, lead, *BODY)).lead == lead
    assert article(page("Thanh Trì:", TITLE, lead, *BODY)).title == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "Vì sao bữa ăn ca của công nhân còn đạm bạc?",
        "Bếp ăn sạch, công nhân khỏe!",
        "Khi tổ trưởng là “người nhà”...",
    ],
)
def test_titles_that_end_like_sentences(article: ReadArticle, title: str) -> None:
    for lead in (LEAD, f"(LĐTĐ) {LEAD}"):
        found = article(page("Thanh Trì:", title, lead, *BODY, "Minh Khuê"))
        assert (found.title, found.lead, found.kicker) == (title, LEAD, "Thanh Trì")


def test_the_author_below_the_title(article: ReadArticle) -> None:
    check(article(page(TITLE, "Minh Khuê", f"(LĐTĐ) {LEAD}", *BODY)))
    check(article(page(TITLE, "Minh Khuê - 11/02/2021 14:01", f"(LĐTĐ) {LEAD}", *BODY)))
