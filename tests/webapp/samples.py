"""A handful of articles in our own words, enough for every page of the site to have something to show."""

from __future__ import annotations

from typing import Any

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
    "tet-sum-vay": "Tết Sum vầy",
}


def record(
    id: str,
    title: str,
    lead: str,
    body: str,
    districts: tuple[str, ...] = (),
    campaigns: tuple[str, ...] = (),
    **more: Any,
) -> dict[str, Any]:
    """One line of a JSONL corpus."""
    return {
        "id": id,
        "title": title,
        "lead": lead,
        "body": body,
        "source": "Lao động Thủ đô",
        "districts": [{"value": d, "label": DISTRICTS[d]} for d in districts],
        "campaigns": [{"value": c, "label": CAMPAIGNS[c]} for c in campaigns],
        **more,
    }


THANH_XUAN, HOSTILE, UNDATED = "thanh-xuan-2020", "ky-tu-la", "hai-ba-trung-2021"

RECORDS = (
    record(
        THANH_XUAN,
        "Công đoàn quận Thanh Xuân chăm lo cho người lao động giữa mùa dịch",
        "Năm 2020, Liên đoàn Lao động quận Thanh Xuân dồn sức hỗ trợ đoàn viên khó khăn và giữ việc làm.",
        "Ba mươi đoàn viên bị ảnh hưởng bởi dịch Covid-19 đã nhận hỗ trợ, tổng cộng 30 triệu đồng.\n\n"
        "Quận cũng trao 10 máy đo thân nhiệt cho các trường học và doanh nghiệp trên địa bàn. "
        "Các công đoàn cơ sở khối giáo dục tự làm tấm chắn giọt bắn để tặng trạm y tế phường.\n\n"
        "Phong trào “Giỏi việc nước - Đảm việc nhà” được phát động lại sau khi hết giãn cách.",
        ("thanh-xuan",),
        ("gioi-viec-nuoc-dam-viec-nha",),
        published="2020-08-20T09:00:00+07:00",
        author="Đỗ Đạt",
    ),
    record(
        "bac-tu-liem-2021",
        "Bắc Từ Liêm: phát triển đoàn viên đi cùng chất lượng công đoàn cơ sở",
        "Liên đoàn Lao động quận Bắc Từ Liêm khảo sát từng doanh nghiệp trước khi vận động thành lập công đoàn.",
        "Bà Nguyễn Thùy Chi, Phó Chủ tịch Liên đoàn Lao động quận, cho biết việc khảo sát giúp nắm chắc số lao động.",
        ("bac-tu-liem",),
        published="2021-02-11T14:01:00+07:00",
        author="Mai Quý",
        url="https://example.org/bac-tu-liem-2021.html",
    ),
    record(
        "nam-tu-liem-2020",
        "Nam Từ Liêm đồng hành cùng doanh nghiệp ổn định sản xuất",
        "Đợt thi đua năm 2020 của công đoàn quận Nam Từ Liêm chào mừng Đại hội Đảng các cấp.",
        "Công đoàn quận phát động thi đua trong công nhân, viên chức, lao động.",
        ("nam-tu-liem",),
        published="2020-05-20T08:00:00+07:00",
    ),
    record(
        UNDATED,
        "Hai Bà Trưng: 380 công đoàn cơ sở giữ chân đoàn viên",
        "Liên đoàn Lao động quận Hai Bà Trưng quản lý 380 công đoàn cơ sở với 21.418 đoàn viên.",
        "Năm 2021, trước ảnh hưởng của dịch bệnh, nhiều doanh nghiệp tạm ngừng hoạt động.",
        ("hai-ba-trung",),
        ("thang-cong-nhan",),
    ),
    record(
        "cum-6-2019",
        "Cụm thi đua số 6 tổng kết phong trào công nhân, viên chức, lao động",
        "Các đơn vị của Cụm thi đua số 6 thuộc Liên đoàn Lao động thành phố Hà Nội đẩy mạnh thi đua yêu nước.",
        "Các đơn vị ký giao ước thi đua và tổ chức hội diễn văn nghệ. Công đoàn các ngành cùng tham gia.",
        ("toan-thanh-pho",),
        ("gioi-viec-nuoc-dam-viec-nha", "thang-cong-nhan"),
        published="2019-12-03T09:30:00+07:00",
    ),
    record(
        "dong-anh-2022",
        "Tết sum vầy đến với công nhân Đông Anh",
        "Công đoàn huyện Đông Anh tặng vé xe và quà Tết cho công nhân ở lại khu công nghiệp.",
        "Chương trình Tết Sum vầy diễn ra ở Khu công nghiệp Bắc Thăng Long. Công nhân bốc thăm vé xe về quê.",
        ("dong-anh",),
        ("tet-sum-vay",),
        published="2022-01-18T10:00:00+07:00",
    ),
    record(
        "tin-hai-ba-trung",
        "Hai Bà Trưng kịp thời động viên người lao động khó khăn",
        "Công đoàn quận Hai Bà Trưng thăm hỏi các gia đình công nhân.",
        "",
        ("hai-ba-trung",),
        kind="brief",
    ),
    record(
        HOSTILE,
        'Bài thử <script>alert("1")</script> & ký tự lạ',
        "Đoạn dẫn có <img src=x onerror=alert(1)> và ký tự & lạ của công đoàn.",
        "Thân bài có <b>thẻ</b> và liên kết javascript:alert(1) của công đoàn ]]> --> {{ 7 * 7 }}.",
        url="javascript:alert(1)",
        author='=HYPERLINK("http://x")"><script>alert(2)</script>',
    ),
)
