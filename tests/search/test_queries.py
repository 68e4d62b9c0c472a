"""What people type and what they must get: one row per confusion, over the small corpus.

`first`: the id that comes first. `has`, `lacks`: ids among, or not among, the hits. `only`: exactly these.
`read`: what the query was read as. `suggests`: the better spelling,
`corrects`: the one that is answered at once. `code`: a message. `relaxed`: partial matches.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from search import Search


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


ACCENTS: list[tuple[str, dict[str, Any]]] = [
    ("công đoàn", {"first": "cham-lo", "lacks": {"cong-doan-may", "cong-dong"}}),
    ("Công Đoàn", {"first": "cham-lo", "lacks": {"cong-doan-may"}}),
    ("CÔNG ĐOÀN", {"first": "cham-lo", "lacks": {"cong-doan-may"}}),
    (nfd("công đoàn"), {"first": "cham-lo", "lacks": {"cong-doan-may"}}),
    ("công ðoàn", {"first": "cham-lo", "lacks": {"cong-doan-may"}}),
    ("công\u00a0đoàn", {"first": "cham-lo"}),
    ("công\u200b đoàn", {"first": "cham-lo"}),
    ("công đoạn", {"only": {"cong-doan-may"}}),
    ("cộng đồng", {"only": {"cong-dong"}}),
    ("chó", {"only": {"cho-dai"}}),
    ("đàn chó", {"only": {"cho-dai"}}),
    ("chợ", {"only": {"cho-que"}}),
    ("chợ quê", {"only": {"cho-que"}}),
    ("Đống", {"only": {"dong-da", "gioi-viec"}}),
    ("đống đa", {"first": "dong-da", "lacks": {"da-nang", "dong-dat"}}),
    ("động đất", {"only": {"dong-dat"}}),
    ("thanh niên", {"only": {"thanh-nien"}}),
    ("thành niên", {"only": {"thanh-vien"}}),
    ("thành viên", {"only": {"thanh-vien"}}),
    ("bão", {"only": {"bao-so-3"}}),
    ("bảo", {"only": {"bao-hiem"}}),
    ("đại hội", {"only": {"dai-hoi"}}),
    ("đại học", {"only": {"dai-hoc"}}),
    ("lương", {"has": {"luong", "luong-thuc"}}),
    ("lượng", {"only": {"luong-thuc"}}),
    ("lương thực", {"only": {"luong-thuc"}}),
    ("lương tối thiểu", {"only": {"luong"}}),
    ("quỹ", {"has": {"quy", "cho-vay"}, "lacks": {"cdcs"}}),
    ("quý", {"has": {"quy", "cdcs", "cho-vay"}}),
    ("tết", {"has": {"tet", "nld"}}),
    ("y tế", {"only": {"y-te"}}),
    ("ý", {"only": {"huong-dan"}}),
    ("ở trọ", {"has": {"nguoi-lao-dong"}}),
    ("giá vàng", {"first": "gia-vang"}),
    ("áo vàng", {"first": "ao-vang", "lacks": {"gia-vang"}}),
    ("huỳnh thanh xuân", {"only": {"thanh-xuan-nguoi"}}),
    ("thanh xuân", {"first": "ldld", "has": {"thanh-xuan-nguoi"}}),
    ("hoa phượng", {"only": {"hoa-phuong"}}),
]

PLACEMENT: list[tuple[str, dict[str, Any]]] = [
    ("hòa bình", {"only": {"hoa-binh"}}),
    ("hoà bình", {"only": {"hoa-binh"}}),
    ("HOÀ BÌNH", {"only": {"hoa-binh"}}),
    ("thủy điện", {"only": {"hoa-binh"}}),
    ("thuỷ điện", {"only": {"hoa-binh"}}),
    (nfd("thuỷ điện"), {"only": {"hoa-binh"}}),
    ("qúy", {"has": {"quy", "cdcs"}, "lacks": {"luong"}}),
    ("gía vàng", {"first": "gia-vang"}),
    ("vịêc làm", {"only": {"cho-vay"}}),
    ("cơ khí", {"only": {"nfd"}}),
    ("an toàn lao động", {"only": {"nfd"}}),
    (nfd("người thợ"), {"has": {"nfd", "hoa-binh"}}),
]

ENDINGS: list[tuple[str, dict[str, Any]]] = [
    ("kỹ sư", {"only": {"ki-thuat"}}),
    ("kĩ sư", {"only": {"ki-thuat"}}),
    ("kĩ thuật", {"only": {"ky-thuat"}}),
    ("ki thuat", {"only": {"ky-thuat"}, "read": "kỹ thuật"}),
    ("ky thuat", {"only": {"ky-thuat"}, "read": "kỹ thuật"}),
    ("quản lý", {"only": {"ky-thuat", "ki-thuat"}}),
    ("quan li", {"only": {"ky-thuat", "ki-thuat"}, "read": "quản lý"}),
    ("lý luận", {"only": {"ki-thuat"}}),
    ("Mĩ", {"only": {"ky-thuat"}}),
    ("quy định", {"only": {"ky-thuat", "ki-thuat"}}),
    ("qui dinh", {"only": {"ky-thuat", "ki-thuat"}, "read": "quy định"}),
    ('"qui định"', {"only": {"ky-thuat", "ki-thuat"}}),
    ("hy vọng", {"only": {"ki-thuat"}}),
    ("hi vong", {"only": {"ki-thuat"}, "read": "hy vọng"}),
    ("bác sĩ", {"only": {"y-te", "banh-mi"}}),
    ("bac sy", {"only": {"y-te", "banh-mi"}, "read": "bác sĩ"}),
    ("công ty", {"only": {"bhxh", "banh-mi"}}),
    ("bánh mỳ", {"only": {"banh-mi"}}),
    ("banh mi", {"only": {"banh-mi"}, "read": "bánh mì"}),
    ("mùa thi", {"only": {"ao-vang"}}),
    ("mùa thy", {"lacks": {"banh-mi"}, "relaxed": True}),
    ("hai", {"has": {"lien-doan"}, "lacks": {"ky-thuat"}}),
    ("li*", {"has": {"lien-doan"}}),
    ('"mức đóng mi*"', {"only": set()}),
]

UNACCENTED: list[tuple[str, dict[str, Any]]] = [
    ("cong doan", {"first": "cham-lo", "read": "công đoàn"}),
    ("CONG DOAN", {"first": "cham-lo", "read": "công đoàn"}),
    ("cong doan co so", {"first": "cham-lo", "read": "công đoàn cơ sở"}),
    ("cong dong", {"first": "cong-dong", "read": "cộng đồng"}),
    ("dong dat", {"first": "dong-dat", "read": "động đất"}),
    ("dong da", {"first": "dong-da", "read": "đống đa"}),
    ("gia vang", {"first": "gia-vang", "read": "giá vàng"}),
    ("thanh xuan", {"first": "ldld", "read": "thanh xuân"}),
    ("thanh vien", {"first": "thanh-vien", "read": "thành viên"}),
    ("thuy dien", {"first": "hoa-binh", "read": "thủy điện"}),
    ("hoa binh", {"first": "hoa-binh", "read": "hòa bình"}),
    ("hoa phuong", {"first": "hoa-phuong", "read": "hoa phượng"}),
    ("bao hiem xa hoi", {"first": "bao-hiem", "read": "bảo hiểm xã hội", "has": {"bhxh"}}),
    ("bao so 3", {"only": {"bao-so-3"}, "read": "bão số 3"}),
    ("gioi viec nuoc", {"only": {"gioi-viec"}, "read": "giỏi việc nước"}),
    ("dai hoi", {"first": "dai-hoi", "read": "đại hội"}),
    ("dai hoc", {"first": "dai-hoc", "read": "đại học"}),
    ("an toan", {"only": {"nfd"}, "read": "an toàn"}),
    ("y te", {"only": {"y-te"}, "read": "y tế"}),
    ("xe buyt", {"only": {"xe-buyt"}, "read": "xe buýt"}),
    ("luong toi thieu", {"only": {"luong"}, "read": "lương tối thiểu"}),
    ("nguoi lao dong", {"first": "nguoi-lao-dong", "has": {"nld"}}),
    ("tet sum vay", {"only": {"tet"}, "read": "tết sum vầy"}),
    ("da nang", {"first": "da-nang", "read": "đà nẵng"}),
    ("cho vay", {"first": "cho-vay"}),
    ("phien cho", {"first": "cho-que", "read": "phiên chợ"}),
    ("dan cho", {"first": "cho-dai"}),
    ("bac si y te", {"first": "y-te", "read": "bác sĩ y tế"}),
    ("quan li thi truong", {"relaxed": True}),
]

HALF: list[tuple[str, dict[str, Any]]] = [
    ("công doan", {"first": "cham-lo", "lacks": {"cong-dong"}, "read": "công đoàn"}),
    ("công doan co so", {"first": "cham-lo", "read": "công đoàn cơ sở"}),
    ("cong đoàn", {"first": "cham-lo", "lacks": {"cong-doan-may"}, "read": "công đoàn"}),
    ("cong đoạn", {"only": {"cong-doan-may"}}),
    ("công đoạn may", {"only": {"cong-doan-may"}}),
    ("giá vang", {"first": "gia-vang", "read": "giá vàng"}),
    ("động dat", {"only": {"dong-dat"}}),
    ("Đống da", {"first": "dong-da", "lacks": {"dong-dat"}}),
    ("đại hoc", {"only": {"dai-hoc"}}),
    ("chợ que", {"only": {"cho-que"}}),
    ("cho vay vốn", {"only": {"cho-vay"}}),
    ("hoa phượng", {"only": {"hoa-phuong"}}),
]

ABBREVIATIONS: list[tuple[str, dict[str, Any]]] = [
    ("CĐCS", {"first": "cdcs", "has": {"cham-lo"}, "read": "công đoàn cơ sở"}),
    ("cdcs", {"first": "cdcs", "has": {"cham-lo"}, "read": "công đoàn cơ sở"}),
    ("công đoàn cơ sở", {"first": "cham-lo", "has": {"cdcs"}}),
    ("LĐLĐ", {"first": "ldld", "has": {"lien-doan"}, "read": "Liên đoàn Lao động"}),
    ("ldld", {"first": "ldld", "has": {"lien-doan"}}),
    ("LDLD thanh xuan", {"only": {"ldld"}}),
    ("ldld hai ba trung", {"only": {"lien-doan"}}),
    ("liên đoàn lao động", {"first": "lien-doan", "has": {"ldld"}}),
    ("lien doan lao dong", {"first": "lien-doan", "has": {"ldld"}}),
    ("liên đoàn lao động thanh xuân", {"only": {"ldld"}}),
    ("NLĐ", {"first": "nld", "has": {"nguoi-lao-dong"}, "read": "người lao động"}),
    ("nld", {"first": "nld", "has": {"nguoi-lao-dong"}}),
    ("người lao động", {"first": "nguoi-lao-dong", "has": {"nld"}}),
    ("BHXH", {"has": {"bhxh", "bao-hiem"}, "read": "bảo hiểm xã hội"}),
    ("bảo hiểm xã hội", {"first": "bao-hiem", "has": {"bhxh"}}),
    ("doanh nghiệp", {"has": {"lien-doan", "doanh-nghiep"}}),
    ("DN nhỏ", {"first": "doanh-nghiep"}),
    ("DN du khách", {"only": {"da-nang"}}),
    ("đà nẵng", {"first": "da-nang", "lacks": {"doanh-nghiep"}}),
]

NUMBERS: list[tuple[str, dict[str, Any]]] = [
    ("1294/HD-TLĐ", {"only": {"huong-dan"}}),
    ("1294/hd-tld", {"only": {"huong-dan"}}),
    ("1294 HD TLĐ", {"only": {"huong-dan"}}),
    ("1294", {"only": {"huong-dan"}}),
    ("hướng dẫn 1294", {"only": {"huong-dan"}}),
    ("02-NQ/TW", {"only": {"nghi-quyet"}}),
    ("02-nq/tw", {"only": {"nghi-quyet"}}),
    ("nghị quyết 02", {"only": {"nghi-quyet"}}),
    ("1/1/2021", {"only": {"huong-dan"}}),
    ("taichinh@tld.example", {"only": {"huong-dan"}}),
    ("taichinh", {"only": {"huong-dan"}}),
    ("1.011", {"only": {"nld"}}),
    ("1011", {"only": {"nld"}}),
    ("Covid-19", {"only": {"covid"}}),
    ("covid 19", {"only": {"covid"}}),
    ("0 đồng", {"only": {"xe-buyt", "tet"}}),
    ("bão số 3", {"only": {"bao-so-3"}}),
    ("2019 -2021 công đoàn", {"lacks": {"cong-dong"}, "relaxed": True}),
]

LANGUAGE: list[tuple[str, dict[str, Any]]] = [
    ('"công đoàn cơ sở"', {"only": {"cham-lo", "brief-cham-lo"}}),
    ("“công đoàn cơ sở”", {"only": {"cham-lo", "brief-cham-lo"}}),
    ('"cơ sở công đoàn"', {"only": set()}),
    ('"cong doan co so"', {"only": {"cham-lo", "brief-cham-lo"}}),
    ('"Giỏi việc nước, đảm việc nhà"', {"only": {"gioi-viec"}}),
    ('"1294/HD-TLĐ"', {"only": {"huong-dan"}}),
    ("công nhân -máu", {"has": {"y-te"}, "lacks": {"thanh-nien"}}),
    ('công nhân -"hiến máu"', {"has": {"y-te"}, "lacks": {"thanh-nien"}}),
    ("công nhân NOT máu", {"has": {"y-te"}, "lacks": {"thanh-nien"}}),
    ("-chó", {"lacks": {"cho-dai"}, "has": {"cho-que"}, "code": "only_exclusions"}),
    ("chó OR bão", {"only": {"cho-dai", "bao-so-3"}}),
    ("chó HOẶC bão", {"only": {"cho-dai", "bao-so-3"}}),
    ("chó | bão", {"only": {"cho-dai", "bao-so-3"}}),
    ("(chó OR bão) dại", {"only": {"cho-dai"}}),
    ("chó hoặc bão", {"only": {"cho-dai", "bao-so-3"}, "relaxed": True}),
    ("công nhân VÀ máu", {"only": {"thanh-nien"}}),
    ("công nhân AND máu", {"only": {"thanh-nien"}}),
    ("lao*", {"has": {"lien-doan", "nguoi-lao-dong"}, "lacks": {"cho-dai"}}),
    ('"công đo*"', {"has": {"cham-lo", "cong-doan-may"}, "lacks": {"cong-dong"}}),
    ("tiêu_đề:tết", {"only": {"tet", "nld"}}),
    ("tiêu đề:tết", {"only": {"tet", "nld"}}),
    ("tieu_de:tet", {"only": {"tet", "nld"}}),
    ("title:tết", {"only": {"tet", "nld"}}),
    ('title:"xe buýt"', {"only": {"xe-buyt"}}),
    ("title:(xe buýt)", {"only": {"xe-buyt"}}),
    ("sapo:bão", {"only": {"bao-so-3"}}),
    ("lead:bão", {"only": {"bao-so-3"}}),
    ("nội_dung:giáo", {"only": {"cdcs"}}),
    ("chú_thích:vàng", {"only": {"tet"}}),
    ("công đoàn -title:đại", {"has": {"cham-lo"}, "lacks": {"dai-hoi"}}),
    ("quận:thanh-xuan", {"only": {"cham-lo", "ldld", "nghi-quyet", "nfd", "covid"}}),
    ("quận:thanh xuân", {"only": {"cham-lo", "ldld", "nghi-quyet", "nfd", "covid"}}),
    ('quận:"Hai Bà Trưng" đối thoại', {"only": {"lien-doan"}}),
    ("quận:hai bà trưng đối thoại", {"only": {"lien-doan"}}),
    ("huyện:đống_đa y tế", {"only": {"y-te"}}),
    ("district:bac-tu-liem tết", {"only": {"tet", "nld"}}),
    ("năm:2019", {"only": {"cong-dong"}}),
    ("year:2024 vàng", {"only": {"gia-vang", "ao-vang"}}),
    ("năm:2023-2024 bão", {"only": {"bao-so-3"}}),
    ('phong trào:"giỏi việc nước"', {"only": {"gioi-viec"}}),
    ("campaign:gioi-viec-nuoc-dam-viec-nha", {"only": {"gioi-viec"}}),
    ("loại:brief", {"only": {"brief-cham-lo"}}),
    ("kind:article chăm lo", {"only": {"cham-lo"}}),
    ("từ_ngày:2024 vàng", {"only": {"gia-vang", "ao-vang"}}),
    ("đến_ngày:2019-12-31", {"only": {"cong-dong"}}),
    ("quận:atlantis công đoàn", {"code": "unknown_value", "relaxed": True}),
    ("từ_ngày:hôm-qua vàng", {"code": "invalid_date"}),
    ('"giá vàng', {"first": "gia-vang", "code": "unbalanced_quote"}),
    ("(giá vàng", {"first": "gia-vang", "code": "unbalanced_parenthesis"}),
    ("giá vàng)", {"first": "gia-vang", "code": "unbalanced_parenthesis"}),
    ("l* công đoàn", {"code": "prefix_too_short", "relaxed": True}),
    ("!!!", {"code": "no_words"}),
    ("((((((((((((chó))))))))))))", {"first": "cho-dai", "code": "too_deep"}),
    ("chó " + "x" * 600, {"only": {"cho-dai"}, "relaxed": True, "code": "truncated"}),
    (" ".join(f"c{n} |" for n in range(40)), {"code": "too_many_clauses"}),
]

LE_HA = {"cham-lo", "cho-vay", "cho-que", "nghi-quyet", "quy", "nfd", "xe-buyt", "dai-hoi"}
CREDITS: list[tuple[str, dict[str, Any]]] = [
    ("tác giả:lê hà", {"only": LE_HA}),
    ("tác_giả:lê", {"only": {*LE_HA, "tet", "luong"}}),
    ('author:"Lê Hà"', {"only": LE_HA}),
    ("tac gia:(lê hà)", {"only": LE_HA}),
    ("tac gia:le ha", {"only": {*LE_HA, "tet"}}),
    ("tác giả:lê ha", {"only": {*LE_HA, "tet"}}),
    ("tác giả:le hà", {"only": LE_HA}),
    ("tác giả:lê hạ", {"only": {"tet"}}),
    ("tác giả:hà lê", {"only": {"luong"}}),
    ("tác giả:" + nfd("Lê Hạ"), {"only": {"tet"}}),
    ("tác giả:nguy*", {"only": {"dai-hoi"}}),
    ('tác giả:"lê h*"', {"only": {*LE_HA, "tet"}}),
    ("tác giả:nguyễn văn đoàn lê hà ảnh", {"only": {"dai-hoi"}}),
    ("tác giả:lê hà chợ quê", {"only": {"cho-que"}}),
    ("chợ quê tác giả:lê hà", {"only": {"cho-que"}}),
    ("tác giả:lê hạ OR tác giả:hà lê", {"only": {"tet", "luong"}}),
    ("tác giả:(lê hạ OR hà lê)", {"only": {"tet", "luong"}}),
    ("công đoàn -tác giả:lê", {"has": {"ldld"}, "lacks": LE_HA}),
    ("tác giả:xyzzy", {"only": set()}),
    ("nguồn:lao động", {"only": {"tet", "luong"}}),
    ('nguồn:"lao dong"', {"only": {"tet", "luong"}}),
    ("nguồn:thủ đô", {"only": {"tet"}}),
    ("source:ha noi", {"only": {"xe-buyt"}}),
    ("nguồn:lê", {"only": set()}),
    ("hà lê", {"only": {"luong"}}),
    ('"bản tin thử"', {"only": set()}),
]

MISTAKES: list[tuple[str, dict[str, Any]]] = [
    ("congdoan", {"corrects": "cong doan"}),
    ("côngđoàn", {"corrects": "công đoàn"}),
    ("cogn doan", {"corrects": "cong doan"}),
    ("công đoán", {"suggests": "công đoàn", "code": "accents_ignored"}),
    ("thnah xuân", {"corrects": "thanh xuân"}),
    ("coong ddoafn", {"first": "cham-lo", "read": "công đoàn"}),
    ("co6ng d9oa2n", {"first": "cham-lo", "read": "công đoàn"}),
    ("công đoàn xyzzy", {"first": "cham-lo", "relaxed": True}),
    ("xyzzy", {"only": set()}),
    ("chó mèo", {"only": {"cho-dai"}, "relaxed": True}),
    ("cho meo", {"only": set()}),
    ("mèo dại", {"only": {"cho-dai"}, "relaxed": True}),
    ("máu xyzzy", {"only": {"thanh-nien"}, "relaxed": True}),
    ("của mèo", {"only": set()}),
]

ROWS = [
    *ACCENTS,
    *PLACEMENT,
    *ENDINGS,
    *UNACCENTED,
    *HALF,
    *ABBREVIATIONS,
    *NUMBERS,
    *LANGUAGE,
    *CREDITS,
    *MISTAKES,
]


def test_the_table_is_long_enough() -> None:
    assert len(ROWS) >= 150


@pytest.mark.parametrize(("query", "expected"), ROWS, ids=[query[:40] for query, _ in ROWS])
def test_query(search: Search, query: str, expected: dict[str, Any]) -> None:
    results = search.search(query, size=50)
    full = [hit.article.id for hit in results.hits if hit.match != "partial"]
    assert results.total == len(full)
    assert results.partial_total == len(results.hits) - len(full)
    assert results.relaxed == (expected.get("relaxed", False) or (not full and results.partial_total > 0))
    found = [hit.article.id for hit in results.hits] if expected.get("relaxed") else full
    if "first" in expected:
        assert found[:1] == [expected["first"]]
    if "only" in expected:
        assert set(found) == expected["only"]
    assert expected.get("has", set()) <= set(found)
    assert not expected.get("lacks", set()) & set(found)
    if "read" in expected:
        assert expected["read"] in [one.read_as for one in results.interpretations]
    if "code" in expected:
        assert expected["code"] in [message.code for message in results.messages]
    assert (results.corrected.q if results.corrected else None) == expected.get("corrects")
    if "suggests" in expected:
        assert results.suggestion is not None
        assert results.suggestion.q == expected["suggests"]
