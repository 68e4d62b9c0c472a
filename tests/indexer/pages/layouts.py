"""One article in the layouts that Vietnamese newspapers use, each with its own frame of menus and links.

The layouts imitate how such pages are built (names of classes, where the date stands, how a photograph
is wrapped); every sentence is ours.
"""

from __future__ import annotations

import json

TITLE = "Tủ sách ở khu trọ công nhân Kim Chung"
KICKER = "Công đoàn huyện Đông Anh"
LEAD = "Một căn phòng mười hai mét vuông vừa thành thư viện của hơn ba trăm công nhân thuê trọ, nhờ sách cũ do đoàn viên góp lại."
DATE = "2023-05-19T08:30:00+07:00"
AUTHOR = "Hoàng Lan"
PARAGRAPHS = [
    "Thư viện mở cửa từ 18 giờ đến 21 giờ mỗi ngày. Người trông coi là chị Vũ Thị Mơ, công nhân kiểm hàng, ở trọ tại thôn Bầu đã chín năm.",
    "Sách do công đoàn cơ sở vận động: 640 cuốn trong hai tháng, trong đó có 210 cuốn cho trẻ em & 45 cuốn về pháp luật lao động.",
    "Ai được mượn sách",
    "Ai cũng được mượn, không cần đặt cọc. Sau nửa năm, số sách thất lạc là bảy cuốn; chị Mơ bảo con số ấy ít hơn chị lo.",
    "Thời gian tới, tủ sách sẽ có thêm góc học tập cho con công nhân, với hai máy tính do doanh nghiệp tặng.",
]
QUOTE = "“Đọc xong một chương, tôi thấy ca đêm ngắn lại”, anh Lò Văn Pản, quê Sơn La, nói."
ITEMS = ["Mượn tối đa ba cuốn một lần.", "Giữ sách không quá hai tuần."]
ROWS = [("Loại sách", "Số cuốn"), ("Thiếu nhi", "210"), ("Pháp luật", "45")]
CAPTION = "Chị Mơ xếp lại giá sách thiếu nhi."
BODY = [*PARAGRAPHS[:4], QUOTE, *ITEMS, *(" | ".join(row) for row in ROWS), PARAGRAPHS[4]]
RELATED = ["Lớp học chữ giữa hai ca làm ở Quang Minh", "Nhà trọ tự quản: chuyện từ một tổ công nhân"]
FOREIGN = (
    "Giá vàng",
    "Đăng nhập",
    "Bình luận",
    "Thời sự",
    "Chia sẻ",
    "Tags",
    "tủ sách;",
    "quảng cáo",
    "Đặt báo",
    "window.",
)
"""What stands in the frames and must be nowhere in the article."""

MENU = '<nav class="main-nav"><ul><li><a href="/">Trang chủ</a></li><li><a href="/thoi-su">Thời sự</a></li><li><a href="/dang-nhap">Đăng nhập</a></li></ul></nav>'
SIDE = (
    '<aside class="sidebar"><h3>Đọc nhiều</h3><ul><li><a href="/1">Giá vàng chiều nay đảo chiều tăng mạnh</a></li>'
    '<li><a href="/2">Giá vàng nhẫn lập đỉnh mới</a></li></ul></aside>'
)
FOOT = (
    '<div class="tags">Tags: <a href="/t">tủ sách;</a></div><div id="comments"><h3>Bình luận (3)</h3><p>Bài viết rất hay, tôi cũng ở khu trọ ấy và '
    "mượn sách mỗi tuần, mong nhiều nơi làm theo cách làm này.</p></div><footer><p>Đặt báo: liên hệ phòng phát hành. Giấy phép số 1/GP.</p></footer>"
    "<script>window.dataLayer = window.dataLayer || []; function gtag(){dataLayer.push(arguments);}</script>"
)


def escape(text: str) -> str:
    return text.replace("&", "&amp;")


def linked_data(**extra: object) -> str:
    record = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": TITLE,
        "datePublished": DATE,
        **extra,
    }
    return f'<script type="application/ld+json">{json.dumps(record, ensure_ascii=False)}</script>'


def head(*more: str, title: str = f"{TITLE} - Báo Thử", charset: str = "utf-8") -> str:
    return f'<!DOCTYPE html><html lang="vi"><head><meta charset="{charset}"><title>{title}</title>{"".join(more)}</head>'


def text(
    paragraph: str = "<p>{}</p>", figure: str = "", heading: str = "<h2>{}</h2>", related: str = ""
) -> str:
    """The article's own text; `figure` has `{}` for the caption."""
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    return "\n".join(
        [
            paragraph.format(escape(PARAGRAPHS[0])),
            figure.format(CAPTION),
            paragraph.format(escape(PARAGRAPHS[1])),
            heading.format(PARAGRAPHS[2]),
            paragraph.format(PARAGRAPHS[3]),
            related,
            f"<blockquote><p>{QUOTE}</p></blockquote>",
            "<ul>" + "".join(f"<li>{item}</li>" for item in ITEMS) + "</ul>",
            f"<table><tbody>{table}</tbody></table>",
            paragraph.format(PARAGRAPHS[4]),
        ]
    )


def links(wrap: str) -> str:
    return wrap.format(
        "".join(f'<li><a href="/{i}.html" title="{t}">{t}</a></li>' for i, t in enumerate(RELATED))
    )


def layout_fck() -> str:
    """Metadata in `<meta>`, `title-detail`, `fck_detail`, right-aligned byline."""
    meta = (
        f'<meta property="og:title" content="{TITLE} - Báo Thử"><meta property="og:type" content="article">'
        f'<meta name="pubdate" content="{DATE}"><meta property="og:description" content="{LEAD[:90]}...">'
        '<meta property="og:url" content="https://thu.example.vn/tu-sach-1.html"><meta property="og:site_name" content="Báo Thử">'
    )
    figure = '<figure class="tplCaption"><div class="fig-picture"><img src="a.jpg" alt="tu sach cong nhan"></div><figcaption><p class="Image">{}</p></figcaption></figure>'
    return (
        head(meta)
        + f'<body>{MENU}<section class="container"><div class="header-content"><span class="date">Thứ sáu, 19/5/2023, 08:30 (GMT+7)</span></div>'
        f'<h1 class="title-detail">{TITLE}</h1><p class="description">{LEAD}</p>'
        f'<article class="fck_detail">{text("<p class=Normal>{}</p>", figure)}<p class="Normal" style="text-align:right;"><strong>{AUTHOR}</strong></p></article>'
        f"{links('<ul class=list-news>{}</ul>')}{SIDE}{FOOT}</section></body></html>"
    )


def layout_cms() -> str:
    """`data-role` attributes, sapo in an `h2`, a box of one related article inside the text."""
    figure = (
        '<figure class="VCSortableInPreviewMode" type="Photo"><div><img src="a.jpg" alt="Tủ sách"></div>'
        '<figcaption class="PhotoCMS_Caption"><p data-placeholder="Nhập chú thích ảnh">{}</p></figcaption></figure>'
    )
    box = "".join(
        f'<div class="VCSortableInPreviewMode link-content-footer" type="RelatedOneNews"><a href="/x">{t}</a></div>'
        for t in RELATED
    )
    return (
        head(
            linked_data(
                description=LEAD,
                author={"@type": "Person", "name": AUTHOR},
                publisher={"@type": "Organization", "name": "Báo Thử"},
            )
        )
        + f'<body>{MENU}<div class="detail__main"><div class="detail-top"><a class="detail-cate" href="/cd">Công đoàn</a>'
        f'<div class="detail-time" data-role="publishdate">19/05/2023 08:30 GMT+7</div></div><h1 class="detail-title" data-role="title">{TITLE}</h1>'
        f'<h2 class="detail-sapo" data-role="sapo">{LEAD}</h2><div class="detail-content afcbc-body" data-role="content" itemprop="articleBody">'
        f'{text(figure=figure, heading="<h3>{}</h3>", related=box)}</div><div class="detail-author-bot"><a class="name">{AUTHOR}</a></div></div>{SIDE}{FOOT}</body></html>'
    )


def layout_singular() -> str:
    """`<time datetime>` without a zone, an author's element above the text, the sign inside the sapo."""
    figure = '<figure class="image align-center"><img src="a.jpg"><figcaption><p>{}</p></figcaption></figure>'
    return (
        head('<meta property="og:type" content="article">', f'<meta property="og:title" content="{TITLE}">')
        + f'<body>{MENU}<main><article class="singular-container"><h1 class="title-page detail">{TITLE}</h1><div class="author-wrap">'
        f'<div class="author-name"><a href="/tg">{AUTHOR}</a></div><time class="author-time" datetime="2023-05-19 08:30">Thứ sáu, 19/05/2023 - 08:30</time></div>'
        f'<h2 class="singular-sapo">(Dân trí) - {LEAD}</h2><div class="singular-content">{text(figure=figure)}</div>'
        f'<ul class="dt-social share"><li><a href="#">Chia sẻ</a></li></ul></article></main>{SIDE}{FOOT}</body></html>'
    )


def layout_master() -> str:
    """Photographs in tables, slugs as alternative text, a kicker, related links inside the sapo's box."""
    figure = (
        '<table class="MASTERCMS_TPL_TABLE"><tbody><tr><td><img src="a.jpg" alt="tu sach o khu tro cong nhan kim chung"></td></tr>'
        "<tr><td>{}</td></tr></tbody></table>"
    )
    related = "".join(
        f'<a href="/r.html"><img src="t.jpg" alt="tu sach o khu tro cong nhan kim chung"> {t}</a>'
        for t in RELATED
    )
    return (
        head('<meta name="description" content="Báo Thử - tin tức mới nhất trong ngày, thời sự, công đoàn">')
        + f'<body>--&gt;<div class="menu"><a href="/">Trang chủ</a> <a href="/ts">Thời sự</a></div><div class="article-detail">'
        f'<span class="article-date format_date">19/05/2023 08:30</span><p class="article-kicker">{KICKER}:</p><h1 class="article-detail-title">{TITLE}</h1>'
        f'<div class="article-detail-desc">(LĐTĐ) {LEAD}</div><div class="article-relate">{related}</div>'
        f'<div class="article-detail-content __MASTERCMS_CONTENT">{text("<p style=text-align:justify>{}</p>", figure, "<p><strong>{}</strong></p>")}'
        f'<p style="text-align:right"><strong>{AUTHOR}</strong></p></div></div><div class="box-other"><h3>Nên xem</h3></div>{SIDE}{FOOT}</body></html>'
    )


def layout_chappeau() -> str:
    """JSON-LD in a graph with a trailing comma; the newspaper itself as author; the byline in the text."""
    broken = linked_data(author={"@type": "Organization", "name": "Báo Thử"}).replace(
        "}</script>", ",}</script>"
    )
    figure = '<figure class="insert-center-image"><img src="a.jpg"><figcaption class="image-caption">{}</figcaption></figure>'
    return (
        head(broken, '<meta property="og:site_name" content="Báo Thử">')
        + f'<body>{MENU}<div class="wrapper"><h1 class="title">{TITLE}</h1><div class="chappeau">{LEAD}</div>'
        f'<div class="art-body">{text(figure=figure)}<p>Bài và ảnh: {AUTHOR}</p></div></div>{SIDE}{FOOT}</body></html>'
    )


def layout_microdata() -> str:
    """Microdata only; the lead is the first paragraph, in bold, and named in the description."""
    figure = '<div class="wp-caption"><img src="a.jpg"><p class="wp-caption-text">{}</p></div>'
    return (
        head(f'<meta name="description" content="{LEAD}">')
        + f'<body>{MENU}<div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">{TITLE}</h1>'
        f'<span itemprop="author" itemscope><span itemprop="name">{AUTHOR}</span></span><meta itemprop="datePublished" content="{DATE}">'
        f'<div class="entry-content" itemprop="articleBody"><p><strong>{LEAD}</strong></p>{text(figure=figure)}'
        f'<div class="sharedaddy sd-block share"><p>Chia sẻ bài này:</p></div></div></div>{SIDE}{FOOT}</body></html>'
    )


def layout_tables() -> str:
    """An old page: tables for layout, `<font>`, `<br>` for paragraphs, no class that says anything."""
    breaks = "<br><br>".join(escape(p) for p in BODY)
    return (
        f"<html><head><title>{TITLE}</title></head><body bgcolor=white><table width=100%><tr><td width=20%><a href=/>Trang chủ</a><br><a href=/ts>Thời sự</a>"
        f"<br><a href=/v>Giá vàng hôm nay</a></td><td><font size=5><b>{TITLE}</b></font><br><i>19/05/2023 08:30</i><br><br>"
        f"<b>(LĐTĐ) {LEAD}</b><br><br>{breaks}<br><br><div align=right><b>{AUTHOR}</b></div></td></tr></table></body></html>"
    )


def layout_unknown() -> str:
    """Names of classes that mean nothing, prose in divs, everything else in other divs."""
    blocks = "".join(f'<div class="x{i % 3}">{escape(p)}</div>' for i, p in enumerate(BODY))
    return (
        head(linked_data(description=LEAD, author=[{"@type": "Person", "name": AUTHOR}]))
        + f'<body><div class="q1"><a href="/">Trang chủ</a> <a href="/ts">Thời sự</a> <a href="/gv">Giá vàng</a></div><div class="q2"><div class="q3"><h1>{TITLE}</h1>'
        f'<div class="q4">{blocks}</div></div></div><div class="q5"><a href="/a">Giá vàng chiều nay đảo chiều tăng mạnh sau ba phiên</a></div></body></html>'
    )


LAYOUTS = {
    name.removeprefix("layout_"): make()
    for name, make in list(globals().items())
    if name.startswith("layout_") and callable(make)
}
