"""A handful of articles in our own words, enough for every page of the site to have something to show."""

from __future__ import annotations

from indexer.article import Article, Evidence, FacetValue

DISTRICTS = {
    "thanh-xuan": "Thanh Xuân",
    "bac-tu-liem": "Bắc Từ Liêm",
    "nam-tu-liem": "Nam Từ Liêm",
    "hai-ba-trung": "Hai Bà Trưng",
    "toan-thanh-pho": "Toàn thành phố",
    "dong-anh": "Đông Anh",
}
CAMPAIGNS = {
    "gioi-viec-nuoc-dam-viec-nha": "Giỏi việc nước - Đảm việc nhà",
    "thang-cong-nhan": "Tháng Công nhân",
    "tet-sum-vay": "Tết sum vầy",
}


def _article(
    number: int,
    title: str,
    lead: str,
    body: str,
    districts: tuple[str, ...],
    campaigns: tuple[str, ...] = (),
    published: str | None = None,
    year: int | None = None,
    **more: object,
) -> Article:
    stated = int(published[:4]) if published else year
    return Article(
        id=f"{number:012x}",
        kind=more.pop("kind", "article"),  # type: ignore[arg-type]
        title=title,
        lead=lead,
        body=body,
        source="Lao động Thủ đô",
        published=published,
        year=stated,
        year_basis="published" if published else ("inferred" if year else None),
        districts=tuple(FacetValue(d, DISTRICTS[d]) for d in districts),
        campaigns=tuple(FacetValue(c, CAMPAIGNS[c]) for c in campaigns),
        page=f"corpus/{number:03}.html",
        **more,  # type: ignore[arg-type]
    )


ARTICLES = (
    _article(
        1,
        "Công đoàn quận Thanh Xuân chăm lo cho người lao động giữa mùa dịch",
        "Năm 2020, Liên đoàn Lao động quận Thanh Xuân dồn sức hỗ trợ đoàn viên khó khăn và giữ việc làm.",
        "Ba mươi đoàn viên bị ảnh hưởng bởi dịch Covid-19 đã nhận hỗ trợ, tổng cộng 30 triệu đồng.\n\n"
        "Quận cũng trao 10 máy đo thân nhiệt cho các trường học và doanh nghiệp trên địa bàn. "
        "Các công đoàn cơ sở khối giáo dục tự làm tấm chắn giọt bắn để tặng trạm y tế phường.\n\n"
        "Phong trào “Giỏi việc nước - Đảm việc nhà” được phát động lại sau khi hết giãn cách.",
        ("thanh-xuan",),
        ("gioi-viec-nuoc-dam-viec-nha",),
        year=2020,
        author="Đỗ Đạt",
        captions=("Cán bộ công đoàn quận Thanh Xuân trao quà cho đoàn viên.",),
        evidence=(
            Evidence("year", "2020", "lead", 0, 8, "Năm 2020", "stated year"),
            Evidence("district", "thanh-xuan", "title", 10, 25, "quận Thanh Xuân", "union of the district"),
        ),
    ),
    _article(
        2,
        "Bắc Từ Liêm: phát triển đoàn viên đi cùng chất lượng công đoàn cơ sở",
        "Liên đoàn Lao động quận Bắc Từ Liêm khảo sát từng doanh nghiệp trước khi vận động thành lập công đoàn.",
        "Bà Nguyễn Thùy Chi, Phó Chủ tịch Liên đoàn Lao động quận, cho biết việc khảo sát giúp nắm chắc số lao động.\n\n"
        "Quận giao chỉ tiêu cụ thể cho từng cán bộ và kiểm tra hằng quý.",
        ("bac-tu-liem",),
        (),
        published="2021-02-11T14:01:00+07:00",
        kicker="Liên đoàn Lao động quận Bắc Từ Liêm",
        author="Mai Quý",
        url="https://example.org/bac-tu-liem-2021.html",
    ),
    _article(
        3,
        "Nam Từ Liêm đồng hành cùng doanh nghiệp ổn định sản xuất",
        "Đợt thi đua năm 2020 của công đoàn quận Nam Từ Liêm chào mừng Đại hội Đảng các cấp.",
        "Công đoàn quận phát động thi đua trong công nhân, viên chức, lao động.\n\nCác điển hình tiên tiến được biểu dương.",
        ("nam-tu-liem",),
        (),
        published="2020-05-20T08:00:00+07:00",
    ),
    _article(
        4,
        "Hai Bà Trưng: 380 công đoàn cơ sở giữ chân đoàn viên",
        "Liên đoàn Lao động quận Hai Bà Trưng quản lý 380 công đoàn cơ sở với 21.418 đoàn viên.",
        "Năm 2021 nhiều doanh nghiệp tạm ngừng hoạt động vì dịch bệnh.\n\nQuận vẫn thành lập thêm công đoàn cơ sở mới.",
        ("hai-ba-trung",),
        ("thang-cong-nhan",),
        year=2021,
    ),
    _article(
        5,
        "Cụm thi đua số 6 tổng kết phong trào công nhân, viên chức, lao động",
        "Các đơn vị của Cụm thi đua số 6 thuộc Liên đoàn Lao động thành phố Hà Nội đẩy mạnh thi đua yêu nước.",
        "Các đơn vị ký giao ước thi đua và tổ chức hội diễn văn nghệ.\n\nCông đoàn các ngành cùng tham gia.",
        ("toan-thanh-pho",),
        ("gioi-viec-nuoc-dam-viec-nha", "thang-cong-nhan"),
        published="2019-12-03T09:30:00+07:00",
    ),
    _article(
        6,
        "Tết sum vầy đến với công nhân Đông Anh",
        "Công đoàn huyện Đông Anh tặng vé xe và quà Tết cho công nhân ở lại khu công nghiệp.",
        "Chương trình Tết sum vầy năm nay diễn ra ở Khu công nghiệp Bắc Thăng Long.\n\nCông nhân được bốc thăm vé xe về quê.",
        ("dong-anh",),
        ("tet-sum-vay",),
        published="2022-01-18T10:00:00+07:00",
    ),
    _article(
        7,
        "Hai Bà Trưng kịp thời động viên người lao động khó khăn",
        "Công đoàn quận Hai Bà Trưng thăm hỏi các gia đình công nhân.",
        "",
        ("hai-ba-trung",),
        kind="brief",
    ),
    _article(
        8,
        'Bài thử <script>alert("1")</script> & ký tự lạ',
        "Đoạn dẫn có <img src=x onerror=alert(1)> và ký tự & lạ của công đoàn.",
        "Thân bài có <b>thẻ</b> và liên kết javascript:alert(1).",
        (),
        url="javascript:alert(1)",
        author='"><script>alert(2)</script>',
    ),
)
