"""The body of a text dump: paragraphs, subheadings, photographs, marks and odd characters. Words of our own."""

from __future__ import annotations

import unicodedata

import pytest
from dumps import (
    BODY,
    CAPTION,
    FIRST,
    FOOT,
    LEAD,
    LINKS,
    PLAIN,
    SECOND,
    SLUG,
    THIRD,
    TITLE,
    ReadArticle,
    check,
    page,
)


@pytest.mark.parametrize("heading", ["Đổi mới từ bếp ăn", "Hiệu quả sau ba tháng"])
def test_subheadings_stay_in_the_body(article: ReadArticle, heading: str) -> None:
    after_lead = article(page(TITLE, f"(LĐTĐ) {LEAD}", heading, *BODY, "Minh Khuê", FOOT))
    check(after_lead, body=[heading, *BODY])
    after_links = article(page(TITLE, f"(LĐTĐ) {LEAD}\n{LINKS[0]}", heading, *BODY, "Minh Khuê", FOOT))
    check(after_links, body=[heading, *BODY])
    inside = article(page(TITLE, f"(LĐTĐ) {LEAD}", FIRST, heading, SECOND, THIRD, "Minh Khuê", FOOT))
    check(inside, body=[FIRST, heading, SECOND, THIRD])


@pytest.mark.parametrize(
    "image",
    [
        SLUG,
        "5320 img 0932",
        "1846 2e1cb6c978f81f1a2e93b499909999dc",
        "0917 4915 c62afd668950d2812c39badfb37ee27f",
        "IMG_0932.JPG",
        "DSC01234",
        "20210211 140158",
        "z2345678901234 a1b2c3",
        TITLE,
        CAPTION,
        CAPTION.rstrip("."),
        "Bữa trưa của công nhân chuyền 4",
    ],
)
def test_a_photograph_is_a_caption_and_no_paragraph(article: ReadArticle, image: str) -> None:
    found = article(
        page(TITLE, f"(LĐTĐ) {LEAD}", FIRST, f"{image}\n{CAPTION}", SECOND, THIRD, "Minh Khuê", FOOT)
    )
    check(found)
    assert found.captions == (CAPTION,)


@pytest.mark.parametrize("image", [SLUG, "5320 img 0932", TITLE, TITLE.upper(), "anh 1"])
def test_a_photograph_without_a_caption_leaves_nothing(article: ReadArticle, image: str) -> None:
    found = article(page(TITLE, f"(LĐTĐ) {LEAD}", FIRST, image, SECOND, THIRD, "Minh Khuê", FOOT))
    check(found)
    assert found.captions == ()


@pytest.mark.parametrize(
    "caption",
    [
        "Công nhân nhận suất ăn ca. Ảnh: B.D",
        "Công nhân nhận suất ăn ca (Ảnh: Bảo Duy)",
        "Công nhân nhận suất ăn ca. Ảnh minh họa",
        "Công nhân nhận suất ăn ca - Ảnh: Bảo Duy",
    ],
)
def test_a_line_that_credits_its_photograph_is_a_caption(article: ReadArticle, caption: str) -> None:
    found = article(page(TITLE, f"(LĐTĐ) {LEAD}", FIRST, caption, SECOND, THIRD, "Minh Khuê", FOOT))
    check(found)
    assert found.captions == (caption,)


def test_a_gallery_of_photographs(article: ReadArticle) -> None:
    other = "Tổ giám sát kiểm tra bếp ăn vào buổi sáng."
    found = article(
        page(
            TITLE,
            f"(LĐTĐ) {LEAD}",
            FIRST,
            f"{SLUG}\n5320 img 0933\n{CAPTION}",
            f"{SLUG}\n{other}",
            SECOND,
            THIRD,
            "Minh Khuê",
        )
    )
    check(found)
    assert found.captions == (CAPTION, other)


def test_the_same_paragraph_twice_is_kept_once(article: ReadArticle) -> None:
    found = article(page(TITLE, f"(LĐTĐ) {LEAD}", FIRST, SECOND, FIRST, THIRD, SECOND, "Minh Khuê", FOOT))
    check(found)


def test_nearly_the_same_paragraph_stays(article: ReadArticle) -> None:
    nearly = FIRST.replace("Theo thỏa thuận, mỗi", "Từ tháng sau, mỗi")
    found = article(page(TITLE, f"(LĐTĐ) {LEAD}", FIRST, nearly, SECOND, "Minh Khuê"))
    check(found, body=[FIRST, nearly, SECOND])


def test_links_in_the_middle_of_the_text(article: ReadArticle) -> None:
    found = article(
        page(
            TITLE,
            f"(LĐTĐ) {LEAD}",
            FIRST,
            f"Xem thêm: {LINKS[0]}",
            SECOND,
            "Tin liên quan",
            LINKS[1],
            THIRD,
            "Minh Khuê",
        )
    )
    check(found)
    assert list(found.related) == LINKS


def test_a_dump_without_empty_lines(article: ReadArticle) -> None:
    check(article("\n".join([TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", *FOOT.split("\n\n")])))


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems(article: ReadArticle, end: str) -> None:
    check(article(PLAIN.replace("\n", end)))


def test_invisible_characters_and_odd_spaces_are_gone(article: ReadArticle) -> None:
    odd = (
        PLAIN.replace("công nhân", "công\u00a0nhân")
        .replace("bữa", "\u200bbữ\u200ba\ufeff")
        .replace("giám sát", "giám   sát")
    )
    check(article(odd))


def test_decomposed_letters_are_composed(article: ReadArticle) -> None:
    check(article(unicodedata.normalize("NFD", PLAIN)))


@pytest.mark.parametrize(
    "paragraph",
    [
        "30 trong 40 Công đoàn cơ sở của ngành đã ký thỏa ước mới; mười đơn vị còn lại hẹn ký trong tháng sau.",
        "2 trong 3 Tổ trưởng được khen là nữ, theo danh sách mà hội nghị vừa thông qua sáng nay",
        "“Nên xem” là tên chuyên mục mới trên bảng tin nội bộ của công đoàn nhà máy.",
        "Nguồn kinh phí lấy từ quỹ công đoàn cơ sở, mỗi năm trích bốn mươi triệu đồng.",
        "Chia sẻ với công nhân, giám đốc nói bếp ăn là nơi thấy rõ nhất lòng tin.",
        "a) Người lao động được tham gia giám sát;",
        "- Bữa ăn ca có ít nhất bốn món;",
    ],
)
def test_paragraphs_that_only_look_like_something_else(article: ReadArticle, paragraph: str) -> None:
    check(
        article(page(TITLE, f"(LĐTĐ) {LEAD}", FIRST, paragraph, SECOND, THIRD, "Minh Khuê", FOOT)),
        body=[FIRST, paragraph, SECOND, THIRD],
    )


@pytest.mark.parametrize(
    "image", ["Chăm lo bữa ăn ca cho công nhân Đông Mỹ", "Bữa trưa của công nhân chuyền 4 xưởng may Đông Mỹ"]
)
def test_an_alternative_text_that_differs_a_little(article: ReadArticle, image: str) -> None:
    found = article(
        page(TITLE, f"(LĐTĐ) {LEAD}", FIRST, f"{image}\n{CAPTION}", SECOND, THIRD, "Minh Khuê", FOOT)
    )
    check(found)
    assert found.captions == (CAPTION,)


def test_stray_tags_and_entities_in_a_dump(article: ReadArticle) -> None:
    found = article(
        PLAIN.replace("hai mươi lăm", "<b>hai mươi lăm</b>").replace(
            "rau xanh và canh", "rau xanh&nbsp;v&#224; canh<br/>"
        )
    )
    check(found)
    assert (
        "A & B"
        in article(
            page(
                TITLE,
                f"(LĐTĐ) {LEAD}",
                *BODY,
                "Công ty A &amp; B đã ký, với mức thưởng > 5 triệu và < 7 triệu đồng.",
            )
        ).body
    )


@pytest.mark.parametrize("image", [SLUG, "5320 img 0932", CAPTION])
def test_a_dump_with_an_empty_line_before_every_line(article: ReadArticle, image: str) -> None:
    found = article(page(TITLE, f"(LĐTĐ) {LEAD}", FIRST, image, CAPTION, SECOND, THIRD, "Minh Khuê"))
    check(found)
    assert found.captions == (CAPTION,)
