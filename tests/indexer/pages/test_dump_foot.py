"""What ends a text dump: bylines, what stands below the article, teasers and briefs; and what is no article."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from dumps import BODY, FOOT, LEAD, PLAIN, TEASER, TEASER_LEAD, TITLE, ReadArticle, check, page


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Đỗ Đạt", "Đỗ Đạt"),
        ("Đ.L", "Đ.L"),
        ("N.Hà", "N.Hà"),
        ("Bài và ảnh: Lê Thắm", "Lê Thắm"),
        ("Bài, ảnh: Lê Thắm", "Lê Thắm"),
        ("Tin, ảnh: Phương Bùi", "Phương Bùi"),
        ("Nhóm PV", "Nhóm PV"),
        ("Nhóm phóng viên", "Nhóm phóng viên"),
        ("PV", "PV"),
        ("Hà Phong - Mai Quý", "Hà Phong - Mai Quý"),
        ("Minh Khuê (ghi)", "Minh Khuê"),
        ("Nguyễn Thị Thu Hằng", "Nguyễn Thị Thu Hằng"),
        ("T.H (tổng hợp)", "T.H"),
        ("Theo TTXVN", None),
        ("Theo baochinhphu.vn", None),
        ("BẢO DUY", "BẢO DUY"),
        ("Bảo Duy/.", "Bảo Duy"),
        ("Ban Biên tập", "Ban Biên tập"),
    ],
)
def test_bylines(article: ReadArticle, line: str, author: str) -> None:
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, line, FOOT)), author=author)
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, line)), author=author)
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, line, "Nguồn :")), author=author)


def test_without_a_byline_there_is_no_author(article: ReadArticle) -> None:
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, FOOT)), author=None)
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY)), author=None)


def test_a_byline_and_a_source_below_it(article: ReadArticle) -> None:
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", "Theo TTXVN", FOOT)))
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", "Ảnh: Bảo Duy", FOOT)))


@pytest.mark.parametrize(
    "marker",
    [
        "Có thể bạn quan tâm",
        "Nên xem",
        "Tin khác",
        "Xem thêm",
        "Phiên bản di động",
        "TIN KHÁC",
        "Tin cùng chuyên mục",
        "Nguồn :",
    ],
)
def test_what_stands_below_the_article_is_not_in_it(article: ReadArticle, marker: str) -> None:
    foreign = "Giá vàng trong nước chiều nay tăng thêm hai trăm nghìn đồng mỗi lượng so với phiên sáng, theo các tiệm vàng lớn."
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", marker, foreign, foreign)))


def test_the_address_after_nguon(article: ReadArticle) -> None:
    address = "https://bao.example.vn/cham-lo-bua-an-ca-1234.html"
    assert article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", f"Nguồn : {address}")).url == address
    assert article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", f"Nguồn:\n{address}")).url == address


def test_teasers_become_briefs(read: Callable[..., list]) -> None:
    gold = "Giá vàng hôm nay tăng mạnh"
    foot = FOOT.replace(
        "Xem thêm",
        f"{gold}\n\n{gold}\n\n(LĐTĐ) Sáng nay, giá vàng miếng tăng thêm một triệu đồng mỗi lượng.\n\nTin khác\n\n{TEASER}\n\n{TEASER}\n\n{TEASER_LEAD}\nXem thêm",
    )
    found = read(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", foot))
    assert [record.kind for record in found] == ["article", "brief"]
    assert found[1].title == TEASER
    assert found[1].lead == TEASER_LEAD.removeprefix("(LĐTĐ) ")
    assert found[1].source == "Lao động Thủ đô"
    assert found[1].page == "page.txt"


def test_a_brief_has_the_id_of_its_article(read: Callable[..., list]) -> None:
    brief = read(PLAIN, "a.txt")[1]
    whole = read(page(TEASER, TEASER_LEAD, *BODY, "Minh Khuê"), "b.txt")[0]
    assert brief.id == whole.id
    assert len(brief.id) == 12


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("  \n\n\u00a0 \n", "empty"),
        (
            "404 Not Found\n\nKhông tìm thấy trang mà bạn yêu cầu, xin quay lại trang chủ để đọc tin khác.",
            "404",
        ),
        (
            "Không tìm thấy trang\n\nĐường dẫn bạn truy cập không tồn tại hoặc đã bị xóa khỏi hệ thống, xin thử lại.",
            "not an article",
        ),
        ("body { color: red; margin: 0 }\n.menu > li { float: left; padding: 2px }\n", "stylesheet"),
        ("@media print {\n  .ads { display: none; }\n  body { font-size: 12pt; }\n}\n", "stylesheet"),
        ('{"ten": "Không phải bài báo", "so": 5}', "JSON"),
        ("Trang chủ\nThời sự\nCông đoàn\nViệc làm\n", "no article"),
        (TITLE, "no article"),
    ],
)
def test_what_is_no_article_is_skipped_with_a_reason(
    reason: Callable[..., str], text: str, words: str
) -> None:
    assert words in reason(text)


@pytest.mark.parametrize("between", ["", "\n\nChia sẻ\n\nFacebook"])
def test_teasers_without_a_marker_end_the_article(article: ReadArticle, between: str) -> None:
    teasers = f"{TEASER}\n\n{TEASER}\n\n{TEASER_LEAD}"
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê" + between, teasers)))
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê" + between, TEASER, TEASER_LEAD)))


@pytest.mark.parametrize("note", ["(Còn nữa)", "(Tiếp theo và hết)", "Hết"])
def test_an_editors_note_hides_no_byline(article: ReadArticle, note: str) -> None:
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", note, FOOT)))
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, note, "Minh Khuê", FOOT)))


def test_a_teaser_without_a_sign_among_others(article: ReadArticle) -> None:
    plain = "Đảng bộ huyện tổ chức gặp mặt các thế hệ cán bộ nhân dịp đầu xuân mới."
    teasers = "\n\n".join(["Gặp mặt đầu xuân", "Gặp mặt đầu xuân", plain, TEASER, TEASER, TEASER_LEAD])
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", teasers)))
