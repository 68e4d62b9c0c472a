"""Authors as facets: names apart, persons and organisations told apart."""

from __future__ import annotations

import pytest

from indexer.article import Article
from indexer.facets import REGISTRY
from indexer.facets.bylines import author_names, is_person, slug


@pytest.mark.parametrize(
    "name",
    ["Nguyễn Thị Hồng Vân", "Mai Lan", "Lê Hà", "Đ.L", "H. A", "NGUYỄN VĂN BÌNH", "Nguyễn Công Đoàn", "Le Van Ban",
     "Phương", "Anna Schmidt", "LÊ HÀ", "MAI AN", "Trường Giang", "Trang Thu", "Khoa Nguyễn", "TS. Vũ Hải", "Luật sư Trần Hải",
     "NSND Lan Hương", "H'Hen Niê", "Đoàn Văn Hùng", "Nguye\u0302\u0303n Hội An", "Tôn Nữ Thị Ninh"],
)  # fmt: skip
def test_a_person(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize(
    "name",
    ["Công đoàn ngành Y tế", "Ban Tuyên giáo", "Nhóm PV", "LĐLĐ quận Tây Hồ", "BAN BIÊN TẬP", "TTXVN", "Báo Xây dựng",
     "Phòng Lao động và Xã hội", "cong doan co so", "Cong ty May Mười", "Lien doan Lao dong", "PV", "24h",
     "Tổng hợp tin của bạn đọc gửi về", "theo Báo mới", "Ban CSPL", "UBKT LĐLĐ", "Cổng TTĐT Hà Nội", "Người Lao Động", "Thanh Niên",
     "Hànộimới", "VietnamPlus", "Admin", "Hội đồng Biên tập", "Tòa soạn", "Trường Mầm non Sao Mai", "Ban Chính sách - Pháp luật",
     "Công đoàn phường Láng", "CĐCS Trường THCS Hoa Sen", "Nhà văn hóa Lao động", "Đảng ủy xã Ba Vì", "Phong Tuyen giao"],
)  # fmt: skip
def test_an_organisation(name: str) -> None:
    assert not is_person(name)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Mai Lan", ["Mai Lan"]),
        ("Mai Lan - Hà An", ["Mai Lan", "Hà An"]),
        ("Mai Lan, Hà An và Lê Bình", ["Mai Lan", "Hà An", "Lê Bình"]),
        ("Sở Lao động, Thương binh và Xã hội", ["Sở Lao động, Thương binh và Xã hội"]),
        ("Mai Lan; Ban Nữ công và Gia đình", ["Mai Lan", "Ban Nữ công và Gia đình"]),
        ("Mai Lan & Hà An", ["Mai Lan", "Hà An"]),
        (" ", []),
        ("Bài, ảnh: Mai Lan", ["Mai Lan"]),
        ("Bài: Mai Lan - Ảnh: Hà An", ["Mai Lan", "Hà An"]),
        ("PV Mai Lan", ["Mai Lan"]),
        ("Mai Lan (tổng hợp)", ["Mai Lan"]),
        ("Mai Lan - TTXVN", ["Mai Lan", "TTXVN"]),
        ("Ban Chính sách - Pháp luật", ["Ban Chính sách - Pháp luật"]),
        ("Phòng Văn hóa - Xã hội phường Láng", ["Phòng Văn hóa - Xã hội phường Láng"]),
        ("Theo Lao động Thủ đô", ["Theo Lao động Thủ đô"]),
    ],
)
def test_the_names_in_a_line(line: str, names: list[str]) -> None:
    assert author_names(line) == names


def test_spellings_of_a_name_are_one_value() -> None:
    assert {slug(name) for name in ("Lê Hà", "lê hà", "LÊ  HÀ", "Le\u0302 Ha\u0300")} == {"le-ha"}
    article = Article(id="a", kind="article", title="", author="Lê Hà, LÊ HÀ; Mai Lan", source="Báo Thử")
    assert [v.label for v in REGISTRY["author"].values_of(article)] == ["Lê Hà", "Mai Lan"]
    assert [v.value for v in REGISTRY["source"].values_of(article)] == ["bao-thu"]


def test_a_line_that_is_no_name_is_no_value() -> None:
    article = Article(id="a", kind="article", title="", author="x" * 500, source="…")
    assert REGISTRY["author"].values_of(article) == REGISTRY["source"].values_of(article) == ()
