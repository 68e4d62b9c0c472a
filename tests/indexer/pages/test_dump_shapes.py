"""Shapes of text dumps that once went wrong: what stands above the lead, under it, and after the byline."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from indexer.article import Article

ReadArticle = Callable[..., Article]

TITLE = "Đối thoại để thấu hiểu ở một xưởng bao bì"
LEAD = (
    "Ba tháng một lần, giám đốc ngồi cùng tổ trưởng các ca để nghe thợ nói về tiền lương, bữa ăn và nhà xe."
)
FIRST = "Trước mỗi buổi, công đoàn phát phiếu hỏi tới bốn trăm công nhân rồi gom lại thành từng nhóm việc."
SECOND = "Mười tám ý kiến được giải quyết ngay trong tuần, số còn lại có hẹn ngày trả lời trên bảng tin."
BODY = [FIRST, SECOND]
LINKS = ["Sóc Sơn: Thợ bao bì được khám mắt miễn phí", "Sau mùa mưa, nhà xe của xưởng đã có mái che?"]
TEASER = "Công đoàn Quốc Oai khen thưởng năm mươi sáng kiến"
TEASER_LEAD = "Năm mươi sáng kiến của thợ ở huyện Quốc Oai vừa được khen thưởng, làm lợi hơn hai tỷ đồng."


def page(*blocks: str) -> str:
    return "\n\n".join(blocks)


def paragraphs(found: Article) -> list[str]:
    return found.body.split("\n\n")


def check(found: Article, *, body: list[str] = BODY, author: str | None = "Minh Khuê") -> None:
    assert (found.title, found.lead, found.author) == (TITLE, LEAD, author)
    assert paragraphs(found) == body


def test_a_photograph_above_the_lead(article: ReadArticle) -> None:
    photo = "doi thoai de thau hieu\nMột buổi đối thoại tại phòng ăn ca."
    found = article(page(TITLE, photo, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê"))
    check(found)
    assert found.captions == ("Một buổi đối thoại tại phòng ăn ca.",)


def test_a_name_and_a_date_above_the_title(article: ReadArticle) -> None:
    found = article("\n".join(["Minh Khuê", "14:01 | 11/02/2021", TITLE, f"(LĐTĐ) {LEAD}", *BODY]))
    check(found)
    assert (found.kicker, found.published) == (None, "2021-02-11T14:01:00+07:00")


def test_links_above_the_lead(article: ReadArticle) -> None:
    found = article(page(f"{TITLE}\nXem thêm: {LINKS[0]}", f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê"))
    check(found)
    assert found.related == (LINKS[0],)


def test_a_long_question_under_a_kicker_is_the_title(article: ReadArticle) -> None:
    title = "Hỏi đáp: Muốn vào công đoàn thì làm gì, và lập công đoàn cơ sở cần mấy người đứng tên?"
    found = article(page("Huyện Đông Anh:", title, LEAD, *BODY))
    assert (found.kicker, found.title, found.lead) == ("Huyện Đông Anh", title, LEAD)


@pytest.mark.parametrize("mark", ["• ", "- ", "* ", "» ", ">> ", "► ", "Xem thêm: "])
def test_links_with_a_mark_before_them(article: ReadArticle, mark: str) -> None:
    under_lead = "\n".join(mark + link for link in LINKS)
    found = article(page(TITLE, f"(LĐTĐ) {LEAD}\n{under_lead}", *BODY, "Minh Khuê"))
    check(found)
    assert list(found.related) == LINKS


@pytest.mark.parametrize("order", [1, -1])
def test_links_that_ask(article: ReadArticle, order: int) -> None:
    links = LINKS[::order]
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", "\n".join(links), *BODY, "Minh Khuê")))
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}\n{TITLE} {links[0]}\n{TITLE} {links[1]}", *BODY, "Minh Khuê")))


@pytest.mark.parametrize(
    "heading", ["1. Từ phiếu hỏi", "II. Từ phiếu hỏi", "TỪ PHIẾU HỎI", "PV: Vì sao phải hỏi?"]
)
def test_what_under_a_lead_is_no_link(article: ReadArticle, heading: str) -> None:
    check(article("\n".join([TITLE, f"(LĐTĐ) {LEAD}", heading, *BODY, "Minh Khuê"])), body=[heading, *BODY])


def test_a_slug_with_a_number_is_no_link(article: ReadArticle) -> None:
    photo = "ba dinh hon 500 cong nhan duoc kham suc khoe\nThợ chờ đến lượt khám."
    found = article(page(TITLE, f"(LĐTĐ) {LEAD}", FIRST, photo, SECOND, "Minh Khuê"))
    check(found)
    assert (found.captions, found.related) == (("Thợ chờ đến lượt khám.",), ())


@pytest.mark.parametrize("credit", ["Ảnh minh họa: T.L", "Ảnh tư liệu: Bảo Duy"])
def test_more_credits(article: ReadArticle, credit: str) -> None:
    caption = f"Thợ trẻ trong giờ nghỉ. {credit}"
    found = article(page(TITLE, f"(LĐTĐ) {LEAD}", FIRST, caption, SECOND, "Minh Khuê"))
    check(found)
    assert found.captions == (caption,)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("M.Q (t/h)", "M.Q"),
        ("Mai Lan thực hiện", "Mai Lan"),
        ("Ghi chép của Trần Vũ", "Trần Vũ"),
        ("Phóng sự của Mai Lan", "Mai Lan"),
        ("Bài: Hoa Quỳnh - Ảnh: Mai Chi", "Hoa Quỳnh"),
        ("HỒNG NHUNG\nhongnhung@bao.example.vn", "HỒNG NHUNG"),
        ("Hồng Nhung (hongnhung@bao.example.vn)", "Hồng Nhung"),
        ("Lê Hà - Phương Bùi", "Lê Hà - Phương Bùi"),
    ],
)
def test_more_bylines(article: ReadArticle, line: str, author: str) -> None:
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, line)), author=author)


@pytest.mark.parametrize(
    "foot",
    [
        "Bài viết cùng chủ đề",
        "Bạn đọc quan tâm",
        "Chủ đề: Đối thoại",
        "Một dòng mà không danh sách nào biết",
        "Email: toasoan@bao.example.vn\n\nĐiện thoại: 024 1234 5678",
        "Theo dõi Lao động Thủ đô trên Google News",
        f"Tin liên quan\n\n{LINKS[0]}\n\n{LINKS[1]}",
    ],
)
@pytest.mark.parametrize("sign", ["(LĐTĐ) ", ""])
def test_what_follows_the_byline_is_not_the_article(article: ReadArticle, foot: str, sign: str) -> None:
    teaser = page(TEASER, TEASER, sign + TEASER_LEAD)
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", foot, teaser)))
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", foot)))


def test_a_name_before_a_list_is_no_byline(article: ReadArticle) -> None:
    winners = ["Danh sách đoạt giải:", "Trần Vũ", "- Giải Nhất tiện.", "Mai Lan", "- Giải Nhì may."]
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, *winners)), body=[*BODY, *winners], author=None)


def test_a_teaser_without_marker_or_sign(article: ReadArticle) -> None:
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", TEASER, TEASER, TEASER_LEAD)))


def test_related_links_at_the_end(article: ReadArticle) -> None:
    found = article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", "Bài liên quan", *LINKS))
    check(found)


@pytest.mark.parametrize(
    "foot", ["LAO ĐỘNG THỦ ĐÔ\n\nCơ quan của Liên đoàn Lao động thành phố Hà Nội", "Ảnh: Bảo Duy"]
)
def test_neither_a_newspaper_nor_a_photographer_is_the_author(article: ReadArticle, foot: str) -> None:
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, foot)), author=None)
    found = article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", foot))
    check(found)
    assert found.captions == ()


def test_a_section_above_a_long_title_is_no_title(article: ReadArticle) -> None:
    title = "Hỏi đáp: Muốn vào công đoàn thì làm gì, và lập công đoàn cơ sở cần mấy người đứng tên?"
    found = article(page("Công đoàn\nHoạt động công đoàn", title, LEAD, *BODY))
    assert (found.kicker, found.title, found.lead) == (None, title, LEAD)


def test_a_row_of_a_table_under_a_lead_is_no_link(article: ReadArticle) -> None:
    row = (
        "Kiểm tra, giám sát | thực hiện hợp đồng, thu chi các quỹ do chính người lao động đóng góp hằng tháng"
    )
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", row, *BODY, "Minh Khuê")), body=[row, *BODY])
