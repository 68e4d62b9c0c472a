"""HTML of the layouts that Vietnamese newspapers use: the article, all of it, and nothing else."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

import layouts
import pytest

from indexer.article import Article

ReadArticle = Callable[..., Article]
NAMES = list(layouts.LAYOUTS)


@pytest.mark.parametrize("name", NAMES)
def test_the_article_comes_out_whole_and_alone(article: ReadArticle, name: str) -> None:
    found = article(layouts.LAYOUTS[name], "page.html")
    assert found.title == layouts.TITLE
    assert found.lead == layouts.LEAD
    assert found.body.split("\n\n") == layouts.BODY
    assert found.author == layouts.AUTHOR


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_frame_is_in_the_article(article: ReadArticle, name: str) -> None:
    found = article(layouts.LAYOUTS[name], "page.html")
    everything = "\n".join(
        [found.title, found.lead or "", found.body, *found.captions, *found.related, found.author or ""]
    )
    for foreign in layouts.FOREIGN:
        assert foreign not in everything
    assert "<" not in everything


@pytest.mark.parametrize("name", NAMES)
def test_the_date_that_the_page_states(article: ReadArticle, name: str) -> None:
    expected = layouts.DATE
    assert article(layouts.LAYOUTS[name], "page.html").published == expected


@pytest.mark.parametrize("name", ["fck", "cms", "singular", "master", "chappeau", "microdata"])
def test_captions_are_apart_from_the_text(article: ReadArticle, name: str) -> None:
    assert article(layouts.LAYOUTS[name], "page.html").captions == (layouts.CAPTION,)


@pytest.mark.parametrize("name", ["cms", "master"])
def test_related_links_are_apart_from_the_text(article: ReadArticle, name: str) -> None:
    assert list(article(layouts.LAYOUTS[name], "page.html").related) == layouts.RELATED


def test_kicker_source_and_address(article: ReadArticle) -> None:
    assert article(layouts.LAYOUTS["master"], "page.html").kicker == layouts.KICKER
    assert article(layouts.LAYOUTS["master"], "page.html").source == "Lao động Thủ đô"
    first = article(layouts.LAYOUTS["fck"], "page.html")
    assert (first.kicker, first.source, first.url) == (
        None,
        "Báo Thử",
        "https://thu.example.vn/tu-sach-1.html",
    )


@pytest.mark.parametrize("name", ["fck", "master"])
def test_packed_and_in_other_encodings_it_is_the_same(article: ReadArticle, name: str) -> None:
    page = layouts.LAYOUTS[name]
    plain = article(page, "page.html")
    for number, data in enumerate(
        (gzip.compress(page.encode()), page.encode("utf-16"), b"\xef\xbb\xbf" + page.encode())
    ):
        other = article(data, f"page{number}.html.gz" if number == 0 else f"page{number}.html")
        assert (other.title, other.lead, other.body) == (plain.title, plain.lead, plain.body)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "tables"])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
def test_a_page_cut_short_is_refused_or_whole(read: Callable[..., list], name: str, share: float) -> None:
    page = layouts.LAYOUTS[name]
    start = page.index(layouts.PARAGRAPHS[0])
    end = page.index(layouts.PARAGRAPHS[4])
    found = read(page[: start + int(share * (end - start))], "page.html")
    assert len(found) == 1
    assert "truncated" in found[0].reason


def test_sloppy_but_whole_pages_are_read(article: ReadArticle) -> None:
    page = layouts.LAYOUTS["master"]
    without_ends = page.replace("</p>", "").replace("</body></html>", "</html>").replace("</li>", "")
    assert article(without_ends, "a.html").body.split("\n\n") == layouts.BODY
    one_div_open = page.replace('</div><div class="box-other">', '<div class="box-other">')
    assert article(one_div_open, "b.html").body.split("\n\n") == layouts.BODY
    fragment = f"<h1>{layouts.TITLE}</h1>" + "".join(
        f"<p>{p}</p>" for p in [layouts.LEAD, *layouts.PARAGRAPHS]
    )
    assert article(fragment, "c.html").title == layouts.TITLE


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (
            "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1><p>The requested URL was not found on this server.</p></body></html>",
            "not an article",
        ),
        (
            "<html><head><title>Không tìm thấy trang - Báo Thử</title></head><body><p>Trang bạn tìm không còn ở đây, mời bạn về trang chủ để đọc những tin khác.</p></body></html>",
            "not an article",
        ),
        (
            "<html><head><title>Báo Thử</title></head><body><script>location.href='/'</script></body></html>",
            "no article",
        ),
        (
            "<!DOCTYPE html><html><head><title>Báo Thử</title><meta property='og:type' content='website'></head><body><ul>"
            + "<li><a href='/1'>Giá vàng chiều nay đảo chiều tăng mạnh sau ba phiên giảm</a></li>" * 30
            + "</ul></body></html>",
            "no article",
        ),
        ("<div>" * 100_000 + "sâu quá" + "</div>" * 100_000, "nested"),
        ("<b><i>" * 50_000 + "sâu quá", "nested"),
        ("<html></html>", "no article"),
    ],
    ids=["404", "404 in Vietnamese", "script only", "list of links", "nested", "nested and open", "nothing"],
)
def test_what_is_no_article_is_skipped_with_a_reason(
    reason: Callable[..., str], page: str, words: str
) -> None:
    assert words in reason(page, "page.html")


@pytest.mark.parametrize(
    ("shown", "author"),
    [
        ("Báo Thử", None),
        ("https://thu.example.vn/tac-gia", None),
        ("admin", None),
        ("Trần Minh", "Trần Minh"),
    ],
)
def test_the_newspaper_is_not_the_author(article: ReadArticle, shown: str, author: str | None) -> None:
    page = layouts.head(
        layouts.linked_data(author={"@type": "Person", "name": shown}, publisher={"name": "Báo Thử"})
    ) + (f"<body><h1>{layouts.TITLE}</h1><div class='content'>{layouts.text()}</div></body></html>")
    assert article(page, "page.html").author == author


def test_a_heading_in_entities_and_twice_escaped_metadata(article: ReadArticle) -> None:
    page = (
        '<html><head><meta property="og:title" content="Gi&#7887;i vi&#7879;c n&#432;&#7899;c, &amp;quot;&#273;&#7843;m vi&#7879;c nh&agrave;&amp;quot;">'
        '<meta property="og:type" content="article"></head><body>'
        + f"<div class='content'>{layouts.text()}</div></body></html>"
    )
    assert article(page, "page.html").title == 'Giỏi việc nước, "đảm việc nhà"'


def test_teasers_with_a_lead_become_briefs(read: Callable[..., list]) -> None:
    teasers = (
        "<div class='list'><h3><a href='/a'>Công đoàn Mê Linh tập huấn cho cán bộ công đoàn cơ sở</a></h3><p>(LĐTĐ) Hơn trăm cán bộ công đoàn cơ sở dự lớp về thương lượng tập thể.</p>"
        "<h3><a href='/b'>Giá vàng miếng tăng một triệu đồng mỗi lượng</a></h3><p>Sáng nay, giá vàng trong nước tăng mạnh theo giá thế giới.</p></div></body>"
    )
    found = read(layouts.LAYOUTS["cms"].replace("</body>", teasers), "page.html")
    assert [(record.kind, record.title[:9]) for record in found] == [
        ("article", "Tủ sách ở"),
        ("brief", "Công đoàn"),
    ]


def test_a_sections_front_page_is_no_article(reason: Callable[..., str]) -> None:
    teasers = "".join(
        f"<article class='item'><h3><a href='/{i}'>Công đoàn cơ sở số {i} tổ chức hội nghị người lao động</a></h3>"
        f"<p class='sapo'>Hội nghị thứ {i} trong năm bàn về thỏa ước, bữa ăn ca và an toàn, vệ sinh lao động trong phân xưởng.</p></article>"
        for i in range(12)
    )
    page = (
        layouts.head(title="Công đoàn - Báo Thử")
        + f"<body>{layouts.MENU}<h1>Công đoàn</h1><div class='list'>{teasers}</div></body></html>"
    )
    assert "no article" in reason(page, "page.html")


@pytest.mark.parametrize("name", ["fck", "cms", "singular", "master", "chappeau"])
def test_a_layout_whose_names_say_nothing(article: ReadArticle, name: str) -> None:
    bare = re.sub(
        r"\s(?:class|id|itemprop|itemtype|data-role|type)=(\"[^\"]*\"|'[^']*'|[^\s>]+)",
        "",
        layouts.LAYOUTS[name],
    )
    found = article(bare, "page.html")
    assert (found.title, found.lead) == (layouts.TITLE, layouts.LEAD)
    assert found.body.split("\n\n")[: len(layouts.BODY)] == layouts.BODY or set(layouts.BODY) <= set(
        found.body.split("\n\n")
    )
    assert "Giá vàng" not in found.body


TEXT = f"<div class='content'>{layouts.text()}</div>"


def test_dates_and_names_of_other_articles_are_not_its_own(article: ReadArticle) -> None:
    side = (
        "<div class='list'>"
        + "<p>tin</p>" * 20
        + "<h3><a href='/x'>Tin khác</a></h3><time datetime='2020-01-01T00:00'>1/1/2020</time><span class='author'>Lê Khác</span></div>"
    )
    comments = "<div class='comment-item'><span class='comment-author'>Bạn Đọc</span><span class='comment-time date'>02/02/2024 10:00</span></div>"
    for frame in (
        f"<h1>{layouts.TITLE}</h1>{TEXT}{side}",
        f"{side}<div>{'<i>x</i>' * 30}</div><h1>{layouts.TITLE}</h1>{TEXT}{comments}",
    ):
        found = article(f"<html><body>{frame}</body></html>", "page.html")
        assert (found.published, found.author) == (None, None)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Tủ sách khu trọ - Báo Lao động Thủ đô", "Tủ sách khu trọ"),
        ("Tủ sách khu trọ | Tuổi Trẻ Online", "Tủ sách khu trọ"),
        ("Tủ sách khu trọ - Thời sự - Báo Thử", "Tủ sách khu trọ"),
        ("Phong trào “Giỏi việc nước - Đảm việc nhà”", "Phong trào “Giỏi việc nước - Đảm việc nhà”"),
        ("Tuyến metro Cát Linh - Hà Đông", "Tuyến metro Cát Linh - Hà Đông"),
    ],
)
def test_a_title_that_stands_in_the_head_only(article: ReadArticle, head: str, title: str) -> None:
    assert (
        article(f"<html><head><title>{head}</title></head><body>{TEXT}</body></html>", "page.html").title
        == title
    )
    heading = f"<html><head><title>{head}</title></head><body><h1>{title}</h1>{TEXT}</body></html>"
    assert article(heading, "page.html").title == title


@pytest.mark.parametrize(
    "logo",
    ["<h1 class='logo'>Báo Thử</h1>", "<h1><a href='/'><img alt='Báo Thử' src='l.png'>Báo Thử</a></h1>"],
)
def test_a_logo_in_a_heading_is_no_title(article: ReadArticle, logo: str) -> None:
    head = layouts.head(layouts.linked_data(publisher={"name": "Báo Thử"}))
    assert article(f"{head}<body>{logo}{TEXT}</body></html>", "page.html").title == layouts.TITLE


def test_a_kicker_inside_the_heading(article: ReadArticle) -> None:
    heading = f"<h1><span class='kicker'>{layouts.KICKER}:</span> <span>{layouts.TITLE}</span></h1>"
    found = article(f"{layouts.head(layouts.linked_data())}<body>{heading}{TEXT}</body></html>", "page.html")
    assert (found.title, found.kicker) == (layouts.TITLE, layouts.KICKER)


def test_a_place_before_the_lead_is_no_part_of_it(article: ReadArticle) -> None:
    lead = f"<p class='description'><span class='location-stamp'>Hà Nội</span>{layouts.LEAD}</p>"
    head = layouts.head(f'<meta name="description" content="{layouts.LEAD}">')
    assert (
        article(f"{head}<body><h1>{layouts.TITLE}</h1>{lead}{TEXT}</body></html>", "page.html").lead
        == layouts.LEAD
    )


def test_a_sites_motto_is_no_lead(article: ReadArticle) -> None:
    motto = '<meta name="description" content="Báo Thử: tin tức mới nhất về công nhân, công đoàn, sách và pháp luật lao động, cập nhật liên tục.">'
    assert (
        article(f"{layouts.head(motto)}<body><h1>{layouts.TITLE}</h1>{TEXT}</body></html>", "page.html").lead
        is None
    )


def test_text_that_stands_in_the_head_only(article: ReadArticle) -> None:
    data = layouts.linked_data(
        articleBody="\n".join([*layouts.PARAGRAPHS, layouts.AUTHOR]), description=layouts.LEAD
    )
    found = article(f"{layouts.head(data)}<body><div id='app'></div></body></html>", "page.html")
    assert found.body.split("\n\n") == layouts.PARAGRAPHS
    assert (found.lead, found.author) == (layouts.LEAD, layouts.AUTHOR)


@pytest.mark.parametrize(
    "mark",
    [
        "<p>Xem thêm: <a href='/x'>{}</a></p>",
        "<p><a href='/x'>{}</a></p>",
        "<p>&gt;&gt; <a href='/x'>{}</a></p>",
        "<ul><li><a href='/x'>{}</a></li></ul>",
    ],
)
def test_links_in_the_middle_of_the_text(article: ReadArticle, mark: str) -> None:
    found = article(
        f"<html><body><h1>{layouts.TITLE}</h1><div class='content'>{layouts.text(related=mark.format(layouts.RELATED[0]))}</div></body></html>",
        "page.html",
    )
    assert found.body.split("\n\n") == layouts.BODY
    assert list(found.related) == layouts.RELATED[:1]


def test_a_sentence_with_a_link_is_whole(article: ReadArticle) -> None:
    sentence = "Theo <a href='/l'>Luật Công đoàn</a> sửa đổi, <b>đoàn viên</b> được<br>hỗ trợ <i>pháp lý</i>."
    found = article(
        f"<html><body><h1>{layouts.TITLE}</h1><div class='content'><p>{sentence}</p>{layouts.text()}</div></body></html>",
        "page.html",
    )
    assert found.body.startswith("Theo Luật Công đoàn sửa đổi, đoàn viên được")
