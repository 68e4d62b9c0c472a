"""The house language: short forms find long ones and the other way round; the words around choose."""

from __future__ import annotations

import pytest

from indexer.vietnamese import abbreviations
from indexer.vietnamese.abbreviations import agrees, entries, expand, readings
from indexer.vietnamese.orthography import is_syllable


@pytest.mark.parametrize(
    ("query", "typed", "label"),
    [
        ("LĐLĐ Thanh Xuân", "lđlđ", "Liên đoàn Lao động"),
        ("ldld thanh xuan", "ldld", "Liên đoàn Lao động"),
        ("cnvcld", "cnvcld", "công nhân viên chức lao động"),
        ("CNVC-LĐ", "cnvc lđ", "công nhân viên chức lao động"),
        ("Phòng GD&ĐT", "gd đt", "Giáo dục và Đào tạo"),
        ("gd dt quan", "gd dt", "Giáo dục và Đào tạo"),
        ("các KCN&CX", "kcn cx", "khu công nghiệp và chế xuất"),
        ("nghị quyết T.Ư", "t ư", "Trung ương"),
        ("ký tulđtt", "tulđtt", "thỏa ước lao động tập thể"),
        ("đóng BHXH", "bhxh", "bảo hiểm xã hội"),
        ("ubndtp", "ubndtp", "Ủy ban nhân dân thành phố"),
        ("atvsld", "atvsld", "an toàn vệ sinh lao động"),
        ("DN nợ lương công nhân", "dn", "doanh nghiệp"),
        ("DN", "dn", "doanh nghiệp"),
        ("bão vào TP DN, quận Hải Châu", "dn", "Đà Nẵng"),
        ("lao động tại dn o Hai Chau Son Tra", "dn", "Đà Nẵng"),
        ("TP Hà Nội", "tp", "thành phố"),
        ("ngộ độc TP bếp ăn", "tp", "thực phẩm"),
        ("CĐ ngành", "cđ", "công đoàn"),
        ("trường ĐH, CĐ tuyển sinh", "cđ", "cao đẳng"),
        ("BCH quân sự quận", "bch", "Bộ Chỉ huy"),
        ("BCH LĐLĐ", "bch", "Ban Chấp hành"),
        ("NĐ của CP về thuế", "cp", "chính phủ"),
        ("công ty CP may 10", "cp", "cổ phần"),
        ("ĐH công đoàn nhiệm kỳ mới", "đh", "đại hội"),
        ("sinh viên ĐH", "đh", "đại học"),
        ("KH của UBND", "kh", "kế hoạch"),
        ("sở KH công nghệ nghiên cứu", "kh", "khoa học"),
        ("TTCK lao dốc", "ttck", "thị trường chứng khoán"),
        ("doi gplx qua mang", "gplx", "giấy phép lái xe"),
        ("quan ly NƠXH", "nơxh", "nhà ở xã hội"),
        ("người DTTS", "dtts", "dân tộc thiểu số"),
        ("trung tam dvvl", "dvvl", "dịch vụ việc làm"),
    ],
)
def test_short_forms(query: str, typed: str, label: str) -> None:
    found = {expansion.typed: expansion for expansion in expand(query)}
    assert found[typed].kind == "short"
    assert found[typed].labels[0] == label


@pytest.mark.parametrize(
    ("query", "typed", "short"),
    [
        ("công đoàn cơ sở", "công đoàn cơ sở", "CĐCS"),
        ("cong doan co so", "cong doan co so", "CĐCS"),
        ("công doan cơ so", "công doan cơ so", "CĐCS"),
        ("liên đoàn lao động hai bà trưng", "liên đoàn lao động", "LĐLĐ"),
        ("bảo hiểm y tế tự nguyện", "bảo hiểm y tế", "BHYT"),
        ("uỷ ban nhân dân quận", "ủy ban nhân dân", "UBND"),
        ("doanh nghiệp", "doanh nghiệp", "DN"),
        ("cấp giấy phép lái xe", "giấy phép lái xe", "GPLX"),
    ],
)
def test_long_forms(query: str, typed: str, short: str) -> None:
    found = {expansion.typed: expansion for expansion in expand(query)}
    assert found[typed].kind == "long"
    assert short in found[typed].labels


@pytest.mark.parametrize("query", ["tư tưởng", "tu", "chó", "cho", "Đà Nẵng mưa", "", "đông anh", "cái tâm"])
def test_ordinary_words_are_left_alone(query: str) -> None:
    assert expand(query) == []


@pytest.mark.parametrize(
    "query", ["1294/HD-TLĐ", "02-NQ/TW", "1294 hd tld", "05-CT/TW", "152/2020/NĐ-CP", "số 43/KH-LĐLĐ"]
)
def test_a_documents_number_is_left_as_typed(query: str) -> None:
    assert expand(query) == []


def test_an_open_choice_says_so() -> None:
    (open_,) = expand("dn")
    assert not open_.sure
    assert open_.reads[:2] == (("doanh", "nghiệp"), ("đà", "nẵng"))
    (closed,) = expand("ldld")
    assert closed.sure


def test_ranges_lie_in_the_query() -> None:
    query = ["ldld", "quận", "công", "đoàn", "cơ", "sở", "gd", "đt"]
    found = abbreviations.find(query)
    assert [(e.start, e.end) for e in found] == [(0, 1), (2, 6), (6, 8)]
    assert all(e.typed == " ".join(query[e.start : e.end]) and len(e.reads) == len(e.labels) for e in found)


def test_readings_by_context() -> None:
    assert readings("DN", ["hải", "châu"])[0].long == "Đà Nẵng"
    assert readings("dn", ["cong", "nhan"])[0].long == "doanh nghiệp"
    assert [r.long for r in readings("GD&ĐT")] == ["Giáo dục và Đào tạo"]
    assert readings("xyz") == []


@pytest.mark.parametrize(
    ("typed", "full", "expected"),
    [
        ("ldld", "lđlđ", True),
        ("lđld", "lđlđ", True),
        ("cho", "chó", True),
        ("chó", "cho", False),
        ("chò", "chó", False),
    ],
)
def test_a_typed_accent_must_agree(typed: str, full: str, expected: bool) -> None:
    assert agrees(typed, full) is expected


def test_the_file_is_sound() -> None:
    shorts = [entry.short for entry in entries()]
    assert len(shorts) == len(set(shorts))
    for entry in entries():
        plain = len(entry.syllables) == 1 and is_syllable(entry.syllables[0])
        for reading in entry.readings:
            assert reading.long
            assert all(reading.forms)
            # A short form that is a word by itself may only be read where something says so.
            assert not plain or reading.only_near, entry.short
            assert len(reading.forms[0]) >= 2, reading.long
