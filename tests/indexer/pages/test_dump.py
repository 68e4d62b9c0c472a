"""Text dumps in the shapes that newspapers leave: each trap at least twice, in words of our own."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from indexer.article import Article

ReadArticle = Callable[..., Article]

TITLE = "Chăm lo bữa ăn ca cho công nhân may Đông Mỹ"
LEAD = "Sau ba tháng đối thoại, công đoàn cơ sở và giám đốc đã thống nhất nâng mức bữa ăn ca, kèm quy chế giám sát bếp ăn."
FIRST = "Theo thỏa thuận, mỗi suất ăn được nâng lên hai mươi lăm nghìn đồng. Tổ giám sát gồm ba đoàn viên được bầu tại hội nghị."
SECOND = "Chị Trần Thu Hà, công nhân chuyền 4, cho biết bữa trưa đã có thêm rau xanh và canh nóng. “Chúng tôi làm việc yên tâm hơn”, chị nói."
THIRD = "Trong quý tới, công đoàn cơ sở sẽ lấy phiếu đánh giá của người lao động rồi công bố kết quả tại bảng tin của xưởng."
TEASER = "Công đoàn Sóc Sơn mở lớp tập huấn cho cán bộ công đoàn cơ sở"
TEASER_LEAD = "(LĐTĐ) Hơn một trăm cán bộ công đoàn cơ sở của huyện dự lớp tập huấn về thương lượng tập thể."
FOOT = f"Có thể bạn quan tâm\n\nNên xem\n\n{TEASER}\n\n{TEASER}\n\n{TEASER_LEAD}\nXem thêm\nPhiên bản di động"
BODY = [FIRST, SECOND, THIRD]


def page(*blocks: str) -> str:
    return "\n\n".join(blocks)


def paragraphs(found: Article) -> list[str]:
    return found.body.split("\n\n") if found.body else []


PLAIN = page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", FOOT)


def check(
    found: Article, *, body: list[str] = BODY, author: str | None = "Minh Khuê", kicker: str | None = None
) -> None:
    assert found.title == TITLE
    assert found.lead == LEAD
    assert paragraphs(found) == body
    assert found.author == author
    assert found.kicker == kicker


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


LINKS = ["Công nhân Đông Mỹ được khám sức khỏe miễn phí", "Thanh Trì: Mười doanh nghiệp ký thỏa ước mới"]
SLUG = "cham lo bua an ca cho cong nhan may dong my"


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


@pytest.mark.parametrize("heading", ["Đổi mới từ bếp ăn", "Hiệu quả sau ba tháng"])
def test_subheadings_stay_in_the_body(article: ReadArticle, heading: str) -> None:
    after_lead = article(page(TITLE, f"(LĐTĐ) {LEAD}", heading, *BODY, "Minh Khuê", FOOT))
    check(after_lead, body=[heading, *BODY])
    after_links = article(page(TITLE, f"(LĐTĐ) {LEAD}\n{LINKS[0]}", heading, *BODY, "Minh Khuê", FOOT))
    check(after_links, body=[heading, *BODY])
    inside = article(page(TITLE, f"(LĐTĐ) {LEAD}", FIRST, heading, SECOND, THIRD, "Minh Khuê", FOOT))
    check(inside, body=[FIRST, heading, SECOND, THIRD])


CAPTION = "Bữa trưa của công nhân chuyền 4 tại xưởng may Đông Mỹ."


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
        ("Theo TTXVN", "Theo TTXVN"),
        ("Theo baochinhphu.vn", "Theo baochinhphu.vn"),
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
        ('{"title": "Không phải dòng JSONL", "body": "..."}', "JSON"),
        ("Trang chủ\nThời sự\nCông đoàn\nViệc làm\n", "no article"),
        (TITLE, "no article"),
    ],
)
def test_what_is_no_article_is_skipped_with_a_reason(
    reason: Callable[..., str], text: str, words: str
) -> None:
    assert words in reason(text)


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


@pytest.mark.parametrize("between", ["", "\n\nChia sẻ\n\nFacebook"])
def test_teasers_without_a_marker_end_the_article(article: ReadArticle, between: str) -> None:
    teasers = f"{TEASER}\n\n{TEASER}\n\n{TEASER_LEAD}"
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê" + between, teasers)))
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê" + between, TEASER, TEASER_LEAD)))


@pytest.mark.parametrize("note", ["(Còn nữa)", "(Tiếp theo và hết)", "Hết"])
def test_an_editors_note_hides_no_byline(article: ReadArticle, note: str) -> None:
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", note, FOOT)))
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, note, "Minh Khuê", FOOT)))


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


@pytest.mark.parametrize("image", [SLUG, "5320 img 0932", CAPTION])
def test_a_dump_with_an_empty_line_before_every_line(article: ReadArticle, image: str) -> None:
    found = article(page(TITLE, f"(LĐTĐ) {LEAD}", FIRST, image, CAPTION, SECOND, THIRD, "Minh Khuê"))
    check(found)
    assert found.captions == (CAPTION,)


def test_a_teaser_without_a_sign_among_others(article: ReadArticle) -> None:
    plain = "Đảng bộ huyện tổ chức gặp mặt các thế hệ cán bộ nhân dịp đầu xuân mới."
    teasers = "\n\n".join(["Gặp mặt đầu xuân", "Gặp mặt đầu xuân", plain, TEASER, TEASER, TEASER_LEAD])
    check(article(page(TITLE, f"(LĐTĐ) {LEAD}", *BODY, "Minh Khuê", teasers)))
