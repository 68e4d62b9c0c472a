"""The edges of an article: how short it may be, where its text begins, what over it is no paragraph."""

import pytest

from indexer.pages.article_draft import ArticleDraft
from indexer.pages.html import read_html

TITLE = "Bữa cơm chung ở xưởng may số ba"
MENU = (
    '<nav><a href="/">Trang chủ</a> <a href="/doi-song">Đời sống</a> <a href="/cong-doan">Công đoàn</a></nav>'
)


def page(inner: str, title: str = TITLE, head: str = "") -> str:
    return f'<html lang="vi"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{inner}</body></html>'


def read(source: str) -> ArticleDraft:
    draft = read_html(source)
    assert isinstance(draft, ArticleDraft), draft
    return draft


@pytest.mark.parametrize(
    ("inner", "head", "texts"),
    [
        (
            f"<h1>{TITLE}</h1><p>Sáng nay tổ may mời cơm.</p><p>Có 40 người dự.</p>",
            "",
            ["Sáng nay tổ may mời cơm.", "Có 40 người dự."],
        ),
        (
            f'<article><h1>{TITLE}</h1><span class="date">21/09/2025 5:30 CH</span><p>Sáng nay tổ may mời cơm.</p></article>',
            "",
            ["Sáng nay tổ may mời cơm."],
        ),
        (
            f"{MENU}<h1>{TITLE}</h1><p>Sáng nay tổ may mời cơm trưa cả xưởng.</p><p>Ai cũng vui.</p><footer>Bản tin</footer>",
            '<meta property="article:published_time" content="2024-05-01T08:00:00+07:00">',
            ["Sáng nay tổ may mời cơm trưa cả xưởng.", "Ai cũng vui."],
        ),
        (
            f"<h1>{TITLE}</h1><p>– Ông có dự không?</p><p>– Có!</p><p>– Bà có dự không?</p><p>– Có!</p>",
            "",
            ["– Ông có dự không?", "– Có!", "– Bà có dự không?", "– Có!"],
        ),
    ],
    ids=["two paragraphs", "one sentence and a date", "beside a menu", "dialogue"],
)
def test_a_few_sentences_are_an_article(inner: str, head: str, texts: list[str]) -> None:
    draft = read(page(inner, head=head))
    assert draft.title == TITLE
    assert [*filter(None, [draft.lead]), *draft.paragraphs] == texts


@pytest.mark.parametrize("menu", ["", MENU], ids=["bare", "menu"])
@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Hệ thống đang được bảo trì",
            "<p>Xin quý khách vui lòng quay lại sau. Cảm ơn.</p><p>Ban quản trị.</p>",
        ),
        ("Cảm ơn bạn đã đăng ký nhận tin", "<p>Chúng tôi đã gửi thư xác nhận.</p><p>Hãy mở thư.</p>"),
        ("Kết quả tìm kiếm cho từ tương trợ", "<p>Không tìm thấy kết quả nào.</p>"),
        ("Xác nhận bạn không phải là robot", "<p>Hãy hoàn thành bước kiểm tra.</p><p>Xong thì bấm nút.</p>"),
        ("Đăng nhập vào hệ thống văn phòng", "<p>Nhập tên.</p><p>Nhập mật khẩu.</p><input type=password>"),
    ],
)
def test_a_notice_of_the_site_is_no_article(menu: str, title: str, text: str) -> None:
    assert isinstance(read_html(page(f"{menu}<h1>{title}</h1>{text}", title)), str)


@pytest.mark.parametrize(
    ("opening", "lead", "first"),
    [
        ("<h2>Mở đầu</h2>", None, "Mở đầu"),
        ("<p>Sáng nay tổ may mời cơm.</p>", None, "Sáng nay tổ may mời cơm."),
        ("<h2>Sáng nay tổ may mời cơm.</h2>", "Sáng nay tổ may mời cơm.", None),
    ],
    ids=["heading", "short paragraph", "short lead"],
)
def test_text_keeps_its_order(opening: str, lead: str | None, first: str | None) -> None:
    long = (
        "Người đại diện của xí nghiệp nói rằng quỹ sẽ được duy trì đến hết năm và mở thêm lớp dạy nghề vào buổi tối.",
        "Cuối buổi, mọi người cùng nhau dọn lại sân chung, trồng hai hàng cây trước cổng và hẹn gặp lại vào quý sau.",
    )
    body = "".join(f"<p>{text}</p>" for text in long)
    draft = read(page(f"<article><h1>{TITLE}</h1>{opening}{body}</article>"))
    assert draft.lead == lead
    assert draft.paragraphs == [*([first] if first else []), *long]


def test_the_headline_shown_wins_over_a_shorter_title_of_the_window() -> None:
    body = "<p>16 tháng 10, 2019</p><p>Sáng nay tổ may mời cơm trưa ở xưởng số ba, có bốn mươi người dự.</p><p>Ai cũng vui.</p>"
    draft = read(page(f"<h1>{TITLE}</h1>{body}", title="Bữa cơm chung"))
    assert draft.title == TITLE
    assert draft.published == "2019-10-16"
    assert draft.paragraphs[-1] == "Ai cũng vui."


LONG = (
    "Sáng nay, tại hội trường xã, công đoàn cơ sở một nhà máy dệt gặp mặt những người thợ có hoàn cảnh khó khăn.",
    "Ban chấp hành đã chọn năm mươi hai người để tặng quà, mỗi phần gồm gạo, dầu ăn và một khoản tiền nhỏ.",
)


@pytest.mark.parametrize(
    ("line", "published", "author"),
    [
        ('<span class="birth-date">01/02/1970</span>', None, None),
        ('<span class="date">Rằm tháng Bảy, 15/7/2025 ÂL</span>', None, None),
        ("<div>Đời sống</div><div>Hải Vân • 12/03/2025 09:15</div>", "2025-03-12T09:15:00+07:00", "Hải Vân"),
        ("<div>Chuyện xưởng dệt</div><p>12/03/2025</p>", "2025-03-12", None),
    ],
    ids=["birthday", "lunar", "section and byline", "own section and date"],
)
def test_lines_over_the_text_are_no_paragraphs(line: str, published: str | None, author: str | None) -> None:
    body = "".join(f"<p>{text}</p>" for text in LONG)
    draft = read(page(f"<article><h1>{TITLE}</h1>{line}{body}</article>"))
    assert (draft.published, draft.author) == (published, author)
    assert [*filter(None, [draft.lead]), *draft.paragraphs] == [*LONG]
