"""Single lines: dates, bylines, signs and glued titles, each in the spellings that newspapers use."""

from __future__ import annotations

import pytest

from indexer.pages.boilerplate import classify, site_name, split_sign
from indexer.pages.byline import read_byline
from indexer.pages.identity import article_id
from indexer.pages.related_links import split_titles
from indexer.pages.stated_date import date_line, parse_stated, split_date
from indexer.pages.text import is_image_name


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2021-02-11T14:01:00+07:00", "2021-02-11T14:01:00+07:00"),
        ("2021-02-11T14:01:00+0700", "2021-02-11T14:01:00+07:00"),
        ("2021-02-11T07:01:00Z", "2021-02-11T14:01:00+07:00"),
        ("2023-12-31T17:30:00Z", "2024-01-01T00:30:00+07:00"),
        ("Sun, 31 Dec 2023 17:30:00 GMT", "2024-01-01T00:30:00+07:00"),
        ("2023-12-31T12:30:00-05:00", "2024-01-01T00:30:00+07:00"),
        ("2021-02-11T14:01:00.123+07:00", "2021-02-11T14:01:00+07:00"),
        ("2021-02-11T14:01", "2021-02-11T14:01:00+07:00"),
        ("2021-02-11 14:01:30", "2021-02-11T14:01:30+07:00"),
        ("2021-2-1 9:05", "2021-02-01T09:05:00+07:00"),
        ("2021-02-11", "2021-02-11"),
        ("2/11/2021 2:01:00 PM", "2021-11-02T14:01:00+07:00"),
        ("Thu, 11 Feb 2021 14:01:00 +0700", "2021-02-11T14:01:00+07:00"),
        ("11/02/2021 14:01", "2021-02-11T14:01:00+07:00"),
        ("0000-00-00 00:00:00", None),
        ("2021-02-30T10:00:00", None),
        ("2021-02-11T25:00:00", None),
        ("0001-01-01T00:00:00", None),
        ("", None),
        ("hôm nay", None),
        (None, None),
        (20210211, None),
    ],
)
def test_stated_dates(value: object, expected: str | None) -> None:
    assert parse_stated(value) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Chủ nhật, 14/02/2021, 07:15", "2021-02-14T07:15:00+07:00"),
        ("CN, 14/2/2021 - 7h15", "2021-02-14T07:15:00+07:00"),
        ("Ngày đăng: 14-02-2021", "2021-02-14"),
        ("14 tháng 2, 2021", "2021-02-14"),
        ("Thứ 2, 15.02.2021 | 22:40", "2021-02-15T22:40:00+07:00"),
        ("21 Tháng Chín, 2025", "2025-09-21"),
        ("Tháng Mười Hai 3, 2024", "2024-12-03"),
        ("ngày 5 tháng mười một năm 2023", "2023-11-05"),
        ("16 Th10 2019", "2019-10-16"),
        ("Th9 21, 2025", "2025-09-21"),
        ("21 thg 9, 2025 lúc 10:05", "2025-09-21T10:05:00+07:00"),
        ("September 21, 2025 5:30 pm", "2025-09-21T17:30:00+07:00"),
        ("5 May 2024", "2024-05-05"),
        ("Thứ Bảy, 20/09/2025 5:30 CH", "2025-09-20T17:30:00+07:00"),
        ("20/09/2025 5:30 SA", "2025-09-20T05:30:00+07:00"),
        ("20/09/2025 12:30 SA", "2025-09-20T00:30:00+07:00"),
        ("20/09/2025 12:30 CH", "2025-09-20T12:30:00+07:00"),
        ("8:05 tối 20/09/2025", "2025-09-20T20:05:00+07:00"),
        ("20/09/2025, 5 giờ chiều", "2025-09-20T17:00:00+07:00"),
        ("20/09/2025 17:30 chiều", "2025-09-20T17:30:00+07:00"),
        ("20/09/2025 6:15 sáng", "2025-09-20T06:15:00+07:00"),
        ("Ngày 10/3/2019 (âm lịch)", None),
        ("Mùng 10 tháng 3 năm 2019 âm lịch", None),
        ("Rằm tháng 7 năm 2024", None),
        ("15 tháng Giêng năm 2024", None),
        ("10/3/2019 (ÂL)", None),
        ("Thứ Bảy, 20/9/2025 (29/7 âm lịch)", "2025-09-20"),
        ("20/9/2025, tức 29/7 năm Ất Tỵ", "2025-09-20"),
        ("Từ 25/12/2024 phụ huynh phải đăng ký", None),
        ("Kỷ niệm ngày 3/2", None),
        ("1.011/850", None),
        ("32/13/2021", None),
    ],
)
def test_lines_that_are_a_date_and_nothing_else(line: str, expected: str | None) -> None:
    assert date_line(line) == expected


def test_a_date_beside_a_name() -> None:
    assert split_date("Lê Thắm - 11/02/2021 14:01") == ("2021-02-11T14:01:00+07:00", "Lê Thắm")


@pytest.mark.parametrize(
    "line",
    [
        "Hà Nội",
        "Kết luận",
        "Chăm lo đời sống đoàn viên",
        "Người lao động được hưởng lợi gì?",
        "Đoàn viên Nguyễn Văn An nhận quà.",
        "Lan tỏa phong trào thi đua",
        "Theo đó, mỗi đoàn viên được nhận một suất quà trị giá 500.000 đồng",
        "Công đoàn Việt Nam",
        "Bài 1: Từ một sáng kiến nhỏ",
        "",
        "12.000",
    ],
)
def test_lines_that_are_no_byline(line: str) -> None:
    assert read_byline(line) is None


@pytest.mark.parametrize(
    ("line", "rest", "source"),
    [
        ("(LĐTĐ) Sáng nay", "Sáng nay", "Lao động Thủ đô"),
        ("(LĐTĐ)- Sáng nay", "Sáng nay", "Lao động Thủ đô"),
        ("(LĐTĐ) (LĐTĐ) Sáng nay", "Sáng nay", "Lao động Thủ đô"),
        ("TTO - Sáng nay", "Sáng nay", "Tuổi Trẻ"),
        ("Kinhtedothi - Sáng nay", "Sáng nay", "Kinh tế & Đô thị"),
        ("(GD&TĐ) Sáng nay", "Sáng nay", "Giáo dục & Thời đại"),
        ("(ABCD) Sáng nay", "Sáng nay", None),
        ("Hà Nội - thành phố vì hòa bình", "Hà Nội - thành phố vì hòa bình", None),
        ("(Sáng nay) trời mưa", "(Sáng nay) trời mưa", None),
        ("Sáng nay", "Sáng nay", None),
    ],
)
def test_signs_before_a_lead(line: str, rest: str, source: str | None) -> None:
    assert split_sign(line) == (rest, source)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Có thể bạn quan tâm", "end"),
        ("CÓ THỂ BẠN QUAN TÂM", "end"),
        ("Có thể bạn quan tâm:", "end"),
        ("Nguồn :", "end"),
        ("Xem thêm", "end"),
        ("Tin liên quan", "related"),
        ("Xem thêm: Mười doanh nghiệp ký thỏa ước", "link"),
        (">> Mười doanh nghiệp ký thỏa ước", "link"),
        ("Chia sẻ", "drop"),
        ("Chia sẻ khó khăn với công nhân", None),
        ("Xem thêm nhiều cách làm hay ở cơ sở", None),
        ("Nguồn lực cho công đoàn cơ sở", None),
        ("Theo dõi sức khỏe người lao động", None),
        ("Công đoàn", None),
    ],
)
def test_lines_around_an_article(line: str, expected: str | None) -> None:
    assert classify(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("nhieu giai phap doi moi nang cao", True),
        ("5320 img 0932", True),
        ("1846 2e1cb6c978f81f1a2e93b499909999dc", True),
        ("IMG_0932.JPG", True),
        ("cong-doan-tang-qua.jpg", True),
        ("2020", False),
        ("1.011", False),
        ("145%", False),
        ("Covid-19", False),
        ("Lan Anh", False),
        ("công nhân", False),
        ("VNPT", False),
    ],
)
def test_names_of_images(line: str, expected: bool) -> None:
    assert is_image_name(line) is expected


@pytest.mark.parametrize(
    "titles",
    [
        [
            "LĐLĐ huyện Thanh Oai: Chăm lo Tết cho đoàn viên",
            "LĐLĐ huyện Thanh Oai: Kết nạp 300 đoàn viên mới",
        ],
        [
            "Nâng cao tay nghề cho công nhân may",
            "Phát huy sáng kiến trong sản xuất",
            "Tuyên dương thợ giỏi ngành điện",
        ],
        ["Ai được vay vốn từ quỹ trợ vốn công đoàn?", "Bốn bước lập công đoàn cơ sở trong doanh nghiệp nhỏ"],
        ["Chăm lo bữa ăn ca cho thợ mỏ"],
    ],
)
def test_glued_titles_are_taken_apart(titles: list[str]) -> None:
    assert split_titles(" ".join(titles)) == titles


def test_the_id_forgives_case_accents_and_a_lead_cut_short() -> None:
    lead = "Hơn một trăm cán bộ công đoàn cơ sở của huyện dự lớp tập huấn về thương lượng tập thể, đối thoại tại nơi làm việc và chăm lo phúc lợi."
    assert article_id("Mở lớp tập huấn", lead) == article_id(
        "MỞ LỚP TẬP HUẤN", lead + " Lớp kéo dài hai ngày."
    )
    assert article_id("Mở lớp tập huấn", lead) != article_id("Mở lớp tập huấn", "Lead khác")
    assert article_id("Mở lớp", None, "Thân bài một") != article_id("Mở lớp", None, "Thân bài hai")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://laodongthudo.vn/bai-1.html", "Lao động Thủ đô"),
        ("https://www.laodongthudo.vn/", "Lao động Thủ đô"),
        ("amp.vnexpress.net", "VnExpress"),
        ("https://vi.example.org", None),
        (None, None),
    ],
)
def test_the_newspaper_behind_an_address(address: str | None, name: str | None) -> None:
    assert site_name(address) == name
