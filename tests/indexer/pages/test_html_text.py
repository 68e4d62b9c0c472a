"""Where the text of an article lies, whatever names its page gives: each kind of trap in several forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sites

from indexer.article import Article

ReadArticle = Callable[..., Article]
NOTE = "Bạn đọc cần có tài khoản để gửi ý kiến; nếu quên mật khẩu, hãy làm theo lá thư mà tòa soạn gửi đến hộp thư của bạn."
BODY = "\n\n".join(sites.BODY)
TEXT = sites.paragraphs()


def read(article: ReadArticle, body: str, head: str = "") -> Article:
    return article(sites.page(head, f"<h1>{sites.TITLE}</h1>{body}"), "page.html")


@pytest.mark.parametrize(
    "name", ["modal-content", "story-list", "popup content", "content-body", "post", "entry-content"]
)
@pytest.mark.parametrize("side", ["before", "after"])
def test_a_name_never_beats_a_larger_body(article: ReadArticle, name: str, side: str) -> None:
    box = f'<div class="{name}"><p>{NOTE}</p></div>'
    body = f'<div class="khung">{TEXT}</div>'
    found = read(article, box + body if side == "before" else body + box)
    assert set(sites.BODY) <= {*found.body.split("\n\n"), found.lead}


@pytest.mark.parametrize(
    "name",
    [
        "read-more",
        "xem-them-content",
        "article-body read-more",
        "story-list",
        "sidebar-layout",
        "share-content",
        "news-list",
    ],
)
def test_no_name_is_a_reason_to_drop_the_body(article: ReadArticle, name: str) -> None:
    assert read(article, f'<div class="{name}">{TEXT}</div>').body == BODY


@pytest.mark.parametrize(
    "fold",
    [
        '<a href="#" class="btn">Xem tiếp</a><div style="display:none">{}</div>',
        '<button>Xem tiếp</button><div class="collapse" id="rest">{}</div>',
        "<details><summary>Xem tiếp</summary>{}</details>",
        '<span class="xem-tiep">Xem tiếp</span><div hidden>{}</div>',
    ],
)
def test_text_that_unfolds_on_a_click_is_kept(article: ReadArticle, fold: str) -> None:
    found = read(
        article,
        f'<div class="content">{"".join(f"<p>{p}</p>" for p in sites.BODY[:2])}{fold.format("".join(f"<p>{p}</p>" for p in sites.BODY[2:]))}</div>',
    )
    assert found.body == BODY


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("<span>Phường giữa:</span><span>Sửa xong sân chung</span>", "Phường giữa: Sửa xong sân chung"),
        ("<span>Sửa xong sân chung</span><span>ở phường giữa</span>", "Sửa xong sân chung ở phường giữa"),
        ("<b>Phường giữa</b><em>Sửa xong sân chung</em>", "Phường giữa Sửa xong sân chung"),
        ("Phường giữa<br>sửa xong sân chung", "Phường giữa sửa xong sân chung"),
        ("<span>S</span>ửa xong sân chung phường giữa", "Sửa xong sân chung phường giữa"),
    ],
)
def test_a_title_in_two_elements_keeps_its_blank(article: ReadArticle, heading: str, title: str) -> None:
    page = f"<html><body><h1>{heading}</h1><div class='content'>{TEXT}</div></body></html>"
    assert article(page, "page.html").title == title


@pytest.mark.parametrize(
    "box",
    [
        '<ul class="kbox"><li><span>Tham khảo thêm</span><div><h4><a href="/2.html">{}</a></h4></div></li></ul>',
        '<p><b>Tham khảo thêm</b></p><p><a href="/2.html">{}</a></p>',
        '<div><span>Bài hay cùng chủ đề</span><ul><li><a href="/2.html">{}</a></li></ul></div>',
        '<h3>Đọc tiếp</h3><ul><li><a href="/2.html">{}</a></li><li><a href="/3.html">Một bài khác của báo ấy</a></li></ul>',
        '<div class="relate"><p>Tin nên đọc</p><a href="/2.html">{}</a><p>Trận đấu diễn ra trên sân đất sau xưởng, có hơn hai trăm người xem.</p></div>',
    ],
)
def test_a_box_of_links_is_neither_text_nor_author(article: ReadArticle, box: str) -> None:
    found = read(article, f'<div class="content">{TEXT}{box.format(sites.HEADLINES[1])}</div>')
    assert (found.body, found.author) == (BODY, None)
    assert sites.HEADLINES[1] in found.related


@pytest.mark.parametrize(
    "line", ["Theo Lao Động", "Theo TTXVN", "(Theo baochinhphu.vn)", "<em>Theo VietNamNet</em>"]
)
def test_where_a_text_was_taken_from_is_no_author(article: ReadArticle, line: str) -> None:
    found = read(article, f'<div class="content">{TEXT}<p style="text-align:right">{line}</p></div>')
    assert (found.body, found.author) == (BODY, None)


@pytest.mark.parametrize(
    "line",
    [
        "<div><span>Hải An</span> • <span>28/01/2026 - 06:52</span></div>",
        "<p>Hải An • 28/01/2026 06:52</p>",
        "<div class='meta'>Hải An | Thứ Tư, 28/01/2026 06:52</div>",
        "<p>Đăng bởi Hải An lúc 06:52 28/01/2026</p>",
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_a_name_beside_a_date_is_both_and_no_paragraph(article: ReadArticle, line: str, inside: bool) -> None:
    text = (
        f'<div class="content">{line}{TEXT}</div>' if inside else f'{line}<div class="content">{TEXT}</div>'
    )
    found = read(article, text)
    assert (found.body, found.author, found.published) == (BODY, "Hải An", "2026-01-28T06:52:00+07:00")


def test_the_section_over_a_title_is_no_kicker(article: ReadArticle) -> None:
    for section in (
        '<span class="kicker"><a href="/c">Việc nhà thợ</a></span>',
        '<a class="kicker" href="/c">Việc nhà thợ</a>',
        '<div class="kicker">Đời sống</div>',
    ):
        page = sites.page("", f'{section}<h1>{sites.TITLE}</h1><div class="content">{TEXT}</div>')
        assert article(page, "page.html").kicker is None


@pytest.mark.parametrize("tag", ["p", "div", "blockquote"])
def test_a_paragraph_that_is_wholly_a_link_stays(article: ReadArticle, tag: str) -> None:
    body = "".join(
        f"<{tag}><a href='/x'>{text}</a></{tag}>" if number == 1 else f"<p>{text}</p>"
        for number, text in enumerate(sites.BODY)
    )
    assert read(article, f'<div class="content">{body}</div>').body == BODY


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        (
            "<p>– Có!</p><p>Ông hỏi lại lần nữa cho chắc.</p><p>– Có!</p>",
            ["– Có!", "Ông hỏi lại lần nữa cho chắc.", "– Có!"],
        ),
        (
            "<table><tr><td>Ca sáng</td><td>30</td></tr><tr><td>Nghỉ</td><td>0</td></tr><tr><td>Ca sáng</td><td>30</td></tr></table>",
            ["Ca sáng | 30", "Nghỉ | 0", "Ca sáng | 30"],
        ),
        (
            "<p>Hò ơ, ai về bến cũ</p><p>Nhớ con đò xưa</p><p>Hò ơ, ai về bến cũ</p>",
            ["Hò ơ, ai về bến cũ", "Nhớ con đò xưa", "Hò ơ, ai về bến cũ"],
        ),
    ],
)
def test_lines_that_are_said_twice_stay(article: ReadArticle, markup: str, lines: list[str]) -> None:
    found = read(article, f'<div class="content"><p>{sites.BODY[0]}</p>{markup}<p>{sites.BODY[1]}</p></div>')
    assert found.body.split("\n\n") == [sites.BODY[0], *lines, sites.BODY[1]]


@pytest.mark.parametrize(
    "toc",
    [
        '<div class="toc"><p>Nội dung</p><ul>{}</ul></div>',
        "<p>Mục lục bài viết</p><ul>{}</ul>",
        "<h2>Nội dung chính</h2><ol>{}</ol>",
        '<div id="ez-toc-container"><div><p class="ez-toc-title">Nội dung</p></div><nav><ul>{}</ul></nav></div>',
    ],
)
def test_a_table_of_contents_goes_with_its_heading(article: ReadArticle, toc: str) -> None:
    entries = '<li><a href="#m1">Thực đơn mới</a></li><li><a href="#m2">Phiếu góp ý</a></li>'
    assert read(article, f'<div class="content">{toc.format(entries)}{TEXT}</div>').body == BODY


@pytest.mark.parametrize(
    "figure",
    [
        '<figure><img src="a.jpg"><figcaption class="author">{}</figcaption></figure>',
        '<figure><img src="a.jpg"><figcaption><span class="author">{}</span></figcaption></figure>',
        '<div class="image-box"><img src="a.jpg"><p>{}</p></div>',
        '<div class="imageCaption">{}</div>',
    ],
)
def test_a_caption_is_a_caption_whatever_its_class(article: ReadArticle, figure: str) -> None:
    caption = "Công nhân xếp hàng lấy cơm trưa"
    found = read(article, f'<div class="content">{figure.format(caption)}{TEXT}</div>')
    assert (found.captions, found.author, found.body) == ((caption,), None, BODY)


@pytest.mark.parametrize(
    "shown",
    [
        '<span class="event-date">Triển lãm: 12/03/2024</span>',
        '<p>Hạn nộp hồ sơ: <span class="date">12/03/2024</span></p>',
        '<p class="birthday-date">Sinh ngày 12/03/1984</p>',
        '<span class="date">Ngày 10/3/2019 (âm lịch)</span>',
        '<div>Diễn ra từ <time datetime="2024-03-12">12/03/2024</time> đến <time datetime="2024-04-12">12/04/2024</time></div>',
        '<div class="time">12/03/2024 - 12/04/2024</div>',
        '<div class="lunar-date">12/03/2024</div>',
        '<p class="deadline">30/04/2024</p>',
    ],
)
def test_a_date_of_something_else_is_no_publication(article: ReadArticle, shown: str) -> None:
    assert read(article, f'{shown}<div class="content">{TEXT}</div>').published is None
    stated = '<span class="post-date">Đăng ngày 20/03/2024 08:00</span>'
    assert (
        read(article, f'{shown}{stated}<div class="content">{TEXT}</div>').published
        == "2024-03-20T08:00:00+07:00"
    )


@pytest.mark.parametrize(
    "shown",
    [
        "Thứ Bảy, 20/09/2025 5:30 CH", "20/09/2025 | 5:30 chiều", "20 Tháng Chín, 2025 lúc 17:30", "20 Th9 2025, 5:30 PM", "17g30 ngày 20-9-2025",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "element", ['<span class="date">{}</span>', "<p>{}</p>", '<div><i class="icon"></i> {}</div>']
)
def test_dates_as_they_are_shown(article: ReadArticle, shown: str, element: str) -> None:
    found = read(article, f'{element.format(shown)}<div class="content">{TEXT}</div>')
    assert found.published == "2025-09-20T17:30:00+07:00"
