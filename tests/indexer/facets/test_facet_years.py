"""Years: when an article was written, and nothing where it does not say."""

import pytest

from indexer.article import Article
from indexer.facets import annotate


def year(lead: str, body: str = "", title: str = "Tin", **given: str) -> tuple[int | None, str | None]:
    annotated = annotate(Article("x", "article", title, lead=lead, body=body, **given))  # type: ignore[arg-type]
    return annotated.year, annotated.year_basis


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("Ngày 19/5/2020, công đoàn phát động thi đua.", 2020),
        ("Sáng 22 tháng 11 năm 2024, công đoàn ngành họp.", 2024),
        ("Trong năm 2021, quận thành lập 25 công đoàn cơ sở.", 2021),
        ("Sáu tháng đầu năm 2022, huyện kết nạp 900 đoàn viên.", 2022),
        ("Năm 2023, huyện vượt chỉ tiêu.", 2023),
        ("Đợt thi đua từ ngày 19/5/2020 đến ngày 10/10/2020.", 2020),
        ("Đại hội Công đoàn quận nhiệm kỳ 2023-2028 thành công.", 2023),
        ("Hội nghị tổng kết giai đoạn 2015-2020 khen thưởng 30 tập thể.", 2020),
        ("Tết Nguyên đán Ất Tỵ, công đoàn tặng quà.", 2025),
        ("Tết Giáp Thìn, công đoàn tặng quà.", 2024),
        ("Xuân Tân Sửu, công đoàn tặng quà.", 2021),
        ("Tết Kỷ Hợi, công đoàn tặng quà.", 2019),
        ("Kỷ niệm 91 năm thành lập Công đoàn Việt Nam (28/7/1929-28/7/2020).", 2020),
        ("Những ngày cuối tháng 11/2024, khi Tết Ất Tỵ đến gần, công đoàn lo quà.", 2024),
        ("Kỷ niệm 95 năm Ngày thành lập Công đoàn Việt Nam, quận trao 30 suất quà.", 2024),
        ("Chào mừng 70 năm Giải phóng Thủ đô, đoàn viên trồng cây.", 2024),
        ("Thi đua chào mừng Đại hội đại biểu toàn quốc lần thứ XIV của Đảng.", 2025),
        # what does not date an article
        ("Thực hiện Nghị quyết Đại hội XIII của Đảng, công đoàn đổi mới.", None),
        ("Chị Hoa có 20 năm làm công tác công đoàn.", None),
        ("Bộ luật Lao động 2019 có nhiều điểm mới.", None),
        ("Thực hiện Nghị định 145/2020/NĐ-CP về đối thoại.", None),
        ("Thực hiện hướng dẫn số 1294/HD-TLĐ, ngày 14/8/2019.", None),
        ("Cán bộ công đoàn nhiệm kỳ 2017-2022 được tập huấn.", None),
        ("Mục tiêu đến năm 2030 là có hai triệu đoàn viên.", None),
        ("Bà Tín, sinh năm 1965, vào nghề từ năm 1983.", None),
        ("Ngày 20/5, công đoàn họp.", None),
        ("Anh Quý Mùi kể chuyện nghề.", None),
        ("Phong trào có từ năm 1996.", None),
        ("Năm 2039, con người sẽ sống trên Mặt Trăng.", None),
    ],
)
def test_inferred(lead: str, expected: int | None) -> None:
    assert year(lead) == (expected, "inferred" if expected else None)


def test_the_stated_date_wins() -> None:
    assert year("Năm 2020, quận vượt chỉ tiêu.", published="2021-02-11T14:01:00+07:00") == (2021, "published")


def test_of_several_years_the_one_reported_on() -> None:
    body = "Năm 2018 có 10 cơ sở, năm 2019 có 12 cơ sở.\n\nTrong năm 2020 có thêm 18 cơ sở; kế hoạch năm 2021 là 20."
    assert year("Tổng kết công tác năm 2020, quận vượt chỉ tiêu.", body) == (2020, "inferred")


def test_a_year_of_history_in_the_body_is_not_the_articles() -> None:
    body = "Xưởng mở năm 2008.\n\nÔng chủ xưởng từng học nghề ở nhà máy cũ."
    assert year("Nghề cũ, thợ mới.", body) == (None, None)
