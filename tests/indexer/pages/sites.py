"""Pages as content management systems write them: one article and one list of articles for each.

The markup imitates WordPress, Joomla, NukeViet, Drupal, Blogger, SharePoint and the systems of newspapers;
every sentence is ours.
"""

from __future__ import annotations

TITLE = "Bếp ăn tập thể của xưởng mộc đổi thực đơn mỗi tuần"
LEAD = "Từ đầu tháng, bếp ăn của xưởng mộc ven sông có thực đơn mới mỗi tuần, do chính các tổ sản xuất thay nhau chọn món."
BODY = [
    "Chị nuôi Trần Thị Lụa cho biết mỗi sáng bếp nhận rau từ hợp tác xã cách xưởng hai cây số, cân đủ phần cho một trăm hai mươi suất.",
    "Tổ tiện gỗ chọn cá kho, tổ sơn chọn canh chua; phiếu góp ý treo ngay cửa bếp và được đọc vào chiều thứ sáu hằng tuần.",
    "Công đoàn cơ sở ghi lại từng lần đổi món để cuối quý so với quý trước, xem món nào còn thừa nhiều thì bỏ.",
    "Anh em nói bữa trưa nay dài thêm mười phút, vì ai cũng ngồi lại uống chén nước rồi mới quay về máy.",
]
HEADLINES = [
    "Đội bóng xưởng nhuộm thắng trận đầu mùa",
    "Lớp học may buổi tối nhận thêm hai mươi người",
    "Nhà trẻ của khu trọ mở cửa từ sáu giờ sáng",
    "Tổ cơ điện sửa miễn phí quạt cho bà con",
    "Chuyến xe đưa công nhân về quê chạy thêm ngày",
    "Thư viện nhỏ trong kho vải cũ đón bạn đọc",
    "Hội diễn văn nghệ của thợ mỏ kéo dài ba đêm",
    "Bữa cơm cuối năm của tổ lái cẩu bên cảng",
]
SUMMARIES = [
    "Trận đấu diễn ra trên sân đất sau xưởng, có hơn hai trăm người đến xem và cổ vũ.",
    "Lớp mở ba buổi mỗi tuần, người học chỉ cần mang theo kéo và một quyển vở kẻ ô.",
    "Nhiều gia đình đi ca sớm từ nay yên tâm gửi con trước khi vào làm.",
    "Mỗi chủ nhật, các anh đem đồ nghề ra sân khu trọ và làm đến tận trưa.",
    "Vé được phát tại phòng công đoàn, ưu tiên người có con nhỏ và người ở xa.",
    "Sách do các tổ góp lại, xếp theo màu bìa vì chưa ai biết phân loại.",
    "Mỗi phân xưởng góp hai tiết mục, trong đó có một tiết mục tự sáng tác.",
    "Mâm cơm có cá kho, dưa muối và một câu chuyện cũ kể lại lần thứ mười.",
]
ADDRESS = "Cơ quan chủ quản: hội những người thợ ven sông. Trụ sở số 5 ngõ Chợ, phường Giữa. Điện thoại trực ban cả ngày lẫn đêm, kể cả ngày nghỉ lễ."
MENU = '<ul class="menu"><li><a href="/">Trang chủ</a></li><li><a href="/tin-tuc">Tin tức</a></li><li><a href="/cong-doan">Công đoàn</a></li></ul>'
FOOT = f'<div class="footer"><p>{ADDRESS}</p></div>'


def paragraphs(tag: str = "p", attributes: str = "") -> str:
    return "".join(f"<{tag}{attributes}>{text}</{tag}>" for text in BODY)


def page(head: str, body: str, title: str = TITLE) -> str:
    return f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'


def teasers(card: str) -> str:
    """Every teaser as `card`, a format of `number`, `title`, `summary`."""
    return "".join(
        card.format(number=number, title=title, summary=summary)
        for number, (title, summary) in enumerate(zip(HEADLINES, SUMMARIES, strict=True))
    )


ARTICLES = {
    "wordpress": page(
        '<meta property="og:type" content="article"><link rel="canonical" href="https://tho.example/2024/05/bep-an-tap-the-cua-xuong-moc/">',
        f'{MENU}<div id="primary" class="content-area"><main id="main" class="site-main"><article id="post-12" class="post-12 post type-post hentry category-tin">'
        f'<header class="entry-header"><h1 class="entry-title">{TITLE}</h1><div class="entry-meta"><span class="posted-on"><time class="entry-date published" datetime="2024-05-06T08:15:00+07:00">06/05/2024</time></span>'
        f'<span class="byline"> bởi <span class="author vcard"><a class="url fn n" href="/author/lua">Lê Mai</a></span></span></div></header>'
        f'<div class="entry-content"><p>{LEAD}</p>{paragraphs()}<div class="sharedaddy"><h3>Chia sẻ:</h3></div></div></article>'
        f'<nav class="post-navigation"><a href="/cu">Bài trước: {HEADLINES[0]}</a></nav><div id="comments"><p>Bài hay quá, mong xưởng tôi cũng làm được như vậy, xin cảm ơn các chị nuôi.</p></div></main></div>{FOOT}',
    ),
    "joomla": page(
        '<link rel="canonical" href="https://tho.example/index.php/tin/123-bep-an-tap-the">',
        f'{MENU}<div class="item-page" itemscope itemtype="https://schema.org/Article"><div class="page-header"><h2 itemprop="headline">{TITLE}</h2></div>'
        f'<dl class="article-info muted"><dd class="createdby" itemprop="author" itemscope><span itemprop="name">Lê Mai</span></dd><dd class="published"><time datetime="2024-05-06T08:15:00+07:00" itemprop="datePublished">Được đăng: 06 Tháng 5 2024</time></dd></dl>'
        f'<div itemprop="articleBody"><p><strong>{LEAD}</strong></p>{paragraphs()}</div><ul class="pager"><li><a href="/truoc">Trang trước</a></li></ul></div>{FOOT}',
    ),
    "nukeviet": page(
        '<meta property="og:type" content="website"><meta property="og:url" content="https://tho.example/vi/news/tin-tuc/bep-an-tap-the-cua-xuong-moc-45.html">',
        f'{MENU}<div class="news_column panel panel-default"><div class="panel-body"><h1 class="title margin-bottom-lg">{TITLE}</h1><div class="row"><div class="col-md-12"><em class="fa fa-clock-o"></em> Thứ hai - 06/05/2024 08:15</div></div>'
        f'<div class="hometext m-bottom">{LEAD}</div><div id="news-bodyhtml" class="bodytext margin-bottom-lg">{paragraphs("div")}</div>'
        f'<div class="margin-bottom-lg"><p class="h5 text-right"><strong>Tác giả: </strong>Lê Mai</p></div></div></div>'
        f'<div class="news_column panel"><h4>Những tin mới hơn</h4><ul class="related">{teasers("<li><a href=/n{number}.html>{title}</a></li>")}</ul></div>{FOOT}',
    ),
    "drupal": page(
        '<link rel="canonical" href="https://tho.example/node/4512">',
        f'{MENU}<div class="region region-content"><h1 class="page-header"><span class="field field--name-title">{TITLE}</span></h1><article class="node node--type-article" about="/node/4512">'
        f'<footer class="node__meta">Gửi bởi <span>Lê Mai</span> vào T2, 06/05/2024 - 08:15</footer><div class="node__content"><div class="clearfix field field--name-body field--type-text-with-summary"><p>{LEAD}</p>{paragraphs()}</div></div></article></div>{FOOT}',
    ),
    "blogger": page(
        '<link rel="canonical" href="https://tho.blogspot.example/2024/05/bep-an-tap-the.html">',
        f'{MENU}<div class="main section" id="main"><div class="widget Blog"><div class="blog-posts hfeed"><div class="date-outer"><h2 class="date-header"><span>Thứ Hai, 6 tháng 5, 2024</span></h2>'
        f'<div class="post hentry"><h3 class="post-title entry-title">{TITLE}</h3><div class="post-body entry-content">{LEAD}<br/><br/>{"<br/><br/>".join(BODY)}</div></div></div></div></div></div>{FOOT}',
    ),
    "sharepoint": page(
        "",
        f'<form method="post" action="./chitiet.aspx?ItemID=45" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="x"/>{MENU}<div id="s4-workspace"><div class="ms-webpart-zone"><div class="chitiettin">'
        f'<h1 class="tieude">{TITLE}</h1><span class="ngaydang">06/05/2024 08:15</span><div class="ms-rtestate-field"><p>{LEAD}</p>{paragraphs("div", " style=text-align:justify")}</div></div></div></div>{FOOT}</form>',
    ),
    "newspaper": page(
        '<meta property="og:type" content="article"><meta property="article:published_time" content="2024-05-06T08:15:00+07:00"><meta property="og:url" content="https://bao.example/bep-an-tap-the-cua-xuong-moc-doi-thuc-don-20240506.htm">',
        f'{MENU}<div class="detail-cmain"><h1 class="detail-title">{TITLE}</h1><h2 class="detail-sapo">{LEAD}</h2><div class="detail-content afcbc-body">{paragraphs()}</div></div>'
        f'<div class="box-category">{teasers("<div class=box-category-item><a href=/t{number}.htm><h3>{title}</h3></a><p class=sapo>{summary}</p></div>")}</div>{FOOT}',
    ),
    "old tables": page(
        "",
        f'<table width="100%"><tr><td width="160">{MENU}</td><td><p class="pTitle"><b>{TITLE}</b></p><p class="pDate">06/05/2024</p><p class="pHead"><b>{LEAD}</b></p>{paragraphs("p", " class=pBody")}<p align="right"><b>Lê Mai</b></p></td></tr></table>',
    ),
}

LISTS = {
    "section of a newspaper": page(
        '<meta property="og:type" content="article"><meta property="og:url" content="https://bao.example/cong-doan.htm">',
        f'{MENU}<h1><a href="/cong-doan.htm">Công đoàn</a></h1><div class="list__focus">{teasers("<div class=box><a href=/t{number}.htm><h3>{title}</h3></a><p class=sapo>{summary}</p></div>")}</div>{FOOT}',
        "Tin công đoàn mới nhất - Báo Ven Sông",
    ),
    "front page": page(
        '<meta property="og:type" content="website"><meta property="og:url" content="https://bao.example/">',
        f'{MENU}<h1 class="logo">Báo Ven Sông</h1><div class="focus"><article class="item"><h2><a href="/0.htm">{HEADLINES[0]}</a></h2><p>{SUMMARIES[0]} {SUMMARIES[1]}</p></article></div>'
        f'<div class="stream">{teasers("<article class=item><h3><a href=/{number}.htm>{title}</a></h3><p>{summary}</p></article>")}</div><div class="popup-vip"><p>Bạn đọc thân thiết được đọc báo không quảng cáo, chữ to hơn, đọc cả khi mất mạng và lưu bài không giới hạn.</p></div>{FOOT}',
        "Báo Ven Sông - tin tức của người thợ",
    ),
    "wordpress category": page(
        "",
        f'{MENU}<main><header class="page-header"><h1 class="page-title">Chuyên mục: Đời sống</h1><div class="archive-description"><p>Chuyện ăn, ở, đi lại của người thợ trong các khu công nghiệp ven sông, cập nhật hằng ngày.</p></div></header>'
        f"{teasers('<article class=post><header class=entry-header><h2 class=entry-title><a href=/?p={number}>{title}</a></h2></header><div class=entry-summary><p>{summary}</p></div></article>')}</main>{FOOT}",
        "Đời sống – Ven Sông",
    ),
    "wordpress tag": page(
        '<link rel="canonical" href="https://tho.example/tag/bep-an/">',
        f'{MENU}<main><h1 class="page-title">Thẻ: bếp ăn</h1>{teasers("<article class=post><h2><a href=/?p={number}>{title}</a></h2><div><p>{summary}</p></div></article>")}</main>{FOOT}',
        "bếp ăn – Ven Sông",
    ),
    "search results": page(
        '<meta property="og:url" content="https://bao.example/tim-kiem.htm?keywords=cong%20doan">',
        f'{MENU}<form action="/tim-kiem"><input name="keywords" value="công đoàn"><button>Tìm</button></form><p>Có 8 kết quả cho từ khóa công đoàn, sắp xếp theo thời gian đăng, mới nhất ở trên cùng.</p>'
        f"<ul>{teasers('<li><a href=/{number}.htm>{title}</a><div>{summary}</div></li>')}</ul>{FOOT}",
        "Kết quả tìm kiếm: công đoàn",
    ),
    "list of videos": page(
        '<meta property="og:type" content="video.other"><meta property="og:url" content="https://bao.example/video.htm">',
        f'{MENU}<h1>Video</h1><div class="player"><video></video><p>{SUMMARIES[0]}</p></div><div class="list-video">{teasers("<div class=v><a href=/v{number}.htm title=x><h3>{title}</h3></a><span>0{number}:15</span><p>{summary}</p></div>")}</div>{FOOT}',
        "Video mới nhất | Báo Ven Sông",
    ),
    "login": page(
        "",
        '<div class="login-box"><h1>Đăng nhập</h1><form><input name="user"><input type="password" name="pass"><button>Đăng nhập</button></form>'
        "<p>Nếu quên mật khẩu, hãy liên hệ văn phòng công đoàn để được cấp lại trong giờ hành chính, từ thứ hai đến thứ sáu hằng tuần.</p><p>Không chia sẻ tài khoản cho người khác dưới bất kỳ hình thức nào; hệ thống ghi lại mọi lần truy cập.</p></div>",
        "Hệ thống quản lý đoàn viên",
    ),
    "dashboard": page(
        "",
        '<div class="sidebar"><a href="/a">Văn bản đến</a><a href="/b">Văn bản đi</a></div><div class="content"><div class="card"><h4>Văn bản chờ xử lý</h4><p>12</p></div><div class="card"><h4>Lịch họp</h4><p>3</p></div>'
        + "<button>Duyệt</button>" * 5
        + "<select></select>" * 4
        + '<table class="table"><tr><th>Số</th><th>Trích yếu</th></tr><tr><td>12/CV</td><td>Về việc tổ chức hội nghị người lao động năm nay tại các đơn vị trực thuộc</td></tr></table>'
        '<div class="notice"><p>Hệ thống sẽ bảo trì vào đêm thứ bảy, các đơn vị hoàn thành xử lý văn bản trước mười bảy giờ cùng ngày.</p></div></div>',
        "Quản lý văn bản và điều hành",
    ),
    "Document": page(
        "",
        "<div id='app'><p>Đây là trang mẫu của hệ thống, nội dung sẽ được cập nhật trong thời gian tới, mời quý vị quay lại sau.</p><p>Đây là trang mẫu của hệ thống, mọi số liệu chỉ để minh họa cho giao diện mới.</p></div>",
        "Document",
    ),
    "joomla blog": page(
        '<link rel="canonical" href="https://tho.example/index.php/tin">',
        f'{MENU}<div class="blog"><h1>Tin hoạt động</h1>{teasers("<div class=item><h2 itemprop=name><a href=/tin/{number}>{title}</a></h2><p>{summary}</p><p class=readmore><a href=/tin/{number}>Đọc thêm...</a></p></div>")}</div>{FOOT}',
        "Tin hoạt động",
    ),
    "nukeviet list": page(
        '<meta property="og:type" content="website"><meta property="og:url" content="https://tho.example/vi/news/tin-tuc/">',
        f'{MENU}<div class="viewlist">{teasers("<div class=panel><div class=panel-body><a href=/vi/news/{number}.html><img src=a.jpg></a><h2><a href=/vi/news/{number}.html>{title}</a></h2><div class=text-muted>06/05/2024 08:1{number}</div>{summary}</div></div>")}</div>{FOOT}',
        "Tin tức - Liên đoàn Ven Sông",
    ),
    "sharepoint list": page(
        "",
        f'<form id="aspnetForm">{MENU}<div class="danhsachtin"><div class="tieude-muc">Tin hoạt động</div><table>{teasers("<tr><td><a href=chitiet.aspx?ItemID={number}>{title}</a><br><span>06/05/2024</span><br>{summary}</td></tr>")}</table></div>{FOOT}</form>',
        "Trang tin Liên đoàn",
    ),
    "blogger home": page(
        '<link rel="canonical" href="https://tho.blogspot.example/">',
        f'<div class="blog-posts hfeed">{teasers("<div class=post-outer><div class=post><h3 class=post-title><a href=/{number}.html>{title}</a></h3><div class=post-body>{summary} <a href=/{number}.html>Xem thêm</a></div></div></div>")}</div>',
        "Chuyện thợ ven sông",
    ),
    "links only": page(
        "", f"{MENU}<ul>{teasers('<li><a href=/{number}.htm>{title}</a></li>')}</ul>{FOOT}", "Trang tin"
    ),
}
