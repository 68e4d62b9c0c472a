"""What is typed counts: one row per query over `typed_corpus`, on each engine.

`only`: exactly these match in full. `has`, `lacks`: ids among, or not among, the full matches. `first`: the id that comes
first. `partial`: ids among those that follow below. `missing`: what the first hit lacks. `corrects`: the better spelling
that is answered at once (else none may be). `reads`: kinds of interpretations. `code`: a message.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from search import Search
from tests.engines import Kept
from tests.search.typed_corpus import articles

HOI_THAO = {"hoi-thao-1", "hoi-thao-2", "hoi-thao-3"}
HOI_THAO_DAU = {"hoi-thao-dau-1", "hoi-thao-dau-2"}
STRIKE = {"dinh-cong", "ngung-viec", "lan-cong"}
AUGUST = {"ngay-so", "ngay-so-ngan", "ngay-chu"}
U23 = {"u23", "u-23"}
GIFTS = {"cong-doan-1", "cong-doan-2"}

LEVEL_TONE: list[tuple[str, dict[str, Any]]] = [
    ("hội thao", {"only": HOI_THAO, "reads": set()}),
    ("Hội thao", {"only": HOI_THAO}),
    ("HỘI THAO", {"only": HOI_THAO}),
    ("hội thảo", {"only": HOI_THAO_DAU}),
    ('"hội thao"', {"only": HOI_THAO}),
    ('"hội thảo"', {"only": HOI_THAO_DAU}),
    ('"hội thao công nhân"', {"only": {"hoi-thao-2"}}),
    ("hội thao công nhân", {"only": {"hoi-thao-2"}}),
    ("hoi thao", {"has": HOI_THAO | HOI_THAO_DAU}),
    ("hội thao giáo viên", {"only": {"hoi-thao-3"}}),
    ("hội thao tiền lương", {"only": set()}),
    ('"định cong"', {"only": set()}),
    ("định công", {"only": {"phuong-dinh-cong"}, "reads": set()}),
    ("đình công", {"first": "dinh-cong", "lacks": {"phuong-dinh-cong"}}),
    ("thuốc la", {"only": {"thuoc-la-1", "thuoc-la-2"}, "reads": {"restored"}}),
    ("ứng vien", {"only": {"ung-vien-1", "ung-vien-2"}, "reads": {"restored"}}),
    ("khong gian xanh", {"only": {"khong-gian-2"}, "reads": {"restored"}}),
    ("không gian đọc sach", {"only": {"khong-gian-1"}, "reads": {"restored"}}),
    ("trao qua", {"only": GIFTS, "reads": {"restored"}}),
    ("bien hoa", {"only": {"bien-hoa-1", "bien-hoa-2"}, "reads": {"restored"}}),
    ("dinh cong bien hoa", {"only": set()}),
]

SYNONYMS: list[tuple[str, dict[str, Any]]] = [
    ("đình công", {"only": STRIKE, "first": "dinh-cong", "reads": {"synonym"}}),
    ("lãn công", {"only": STRIKE, "first": "lan-cong", "reads": {"synonym"}}),
    ("ngừng việc tập thể", {"has": STRIKE, "first": "ngung-viec", "reads": {"synonym"}}),
    ("nợ lương", {"only": {"no-luong", "cham-luong"}, "first": "no-luong", "reads": {"synonym"}}),
    ("chậm trả lương", {"only": {"no-luong", "cham-luong"}, "first": "cham-luong"}),
    ("thất nghiệp", {"only": {"that-nghiep", "mat-viec"}, "first": "that-nghiep"}),
    ("mất việc", {"only": {"that-nghiep", "mat-viec"}, "first": "mat-viec"}),
    ("chậm trả lương tài xế", {"only": {"cham-luong"}}),
    ("nợ lương tài xế", {"only": {"cham-luong"}}),
    ("nợ lương dệt", {"only": {"no-luong"}}),
    ("tai nạn nghề nghiệp", {"only": {"tai-nan"}}),
    ("sự cố lao động", {"only": {"tai-nan"}}),
    ("strike", {"only": {"dinh-cong", "ngung-viec"}, "reads": {"synonym"}}),
    ("strikes", {"only": {"dinh-cong", "ngung-viec"}}),
    ("trade union", {"only": GIFTS, "reads": {"synonym"}}),
    ("union", {"only": GIFTS}),
    ("minimum wage", {"only": {"minimum", "hoi-thao-dau-1"}}),
    ("unemployment", {"only": {"that-nghiep"}}),
    ("kindergarten", {"only": set()}),
    ('"đình công"', {"only": {"dinh-cong"}, "reads": set()}),
    ("đình công -lãn", {"only": {"dinh-cong", "ngung-viec"}}),
    ("bữa ăn đình công", {"has": {"ngung-viec"}}),
]

NUMBERS: list[tuple[str, dict[str, Any]]] = [
    ("U23", {"only": U23, "first": "u23"}),
    ("u23", {"only": U23}),
    ("U.23", {"only": U23, "first": "u-23"}),
    ("U-23", {"only": U23}),
    ("đội U23", {"only": U23}),
    ("đội U.23 luân lưu", {"only": {"u-23"}}),
    ("đội U23 luân lưu", {"only": {"u-23"}}),
    ("01/08/2014", {"only": AUGUST, "first": "ngay-so"}),
    ("1/8/2014", {"only": AUGUST, "first": "ngay-so-ngan"}),
    ("1-8-2014", {"only": AUGUST}),
    ("01.08.2014", {"only": AUGUST}),
    ("1 tháng 8 năm 2014", {"only": AUGUST, "first": "ngay-chu"}),
    ("8/1/2014", {"only": {"ngay-khac"}}),
    ("tuyển dụng 1/8/2014", {"only": {"ngay-so"}}),
    ("cầu 01/08/2014", {"only": {"ngay-chu"}}),
    ("2/8/2014", {"only": set()}),
    ("Q. Thanh Xuân", {"only": {"quan"}, "reads": {"expanded"}}),
    ("Q.Thanh Xuân", {"only": {"quan"}}),
    ("q thanh xuan", {"only": {"quan"}}),
    ("q. thanh xuân nấu ăn", {"only": {"quan"}}),
    ("quận Thanh Xuân", {"only": {"quan"}}),
    ("H. Thanh Xuân", {"only": set()}),
]

CORRECTED: list[tuple[str, dict[str, Any]]] = [
    ("bỏ thuoocs lá", {"corrects": "bỏ thuốc lá", "only": {"thuoc-la-1"}}),
    ("thuoocs lá", {"corrects": "thuốc lá", "only": {"thuoc-la-1", "thuoc-la-2"}}),
    ("thuo6c1 lá", {"corrects": "thuốc lá", "only": {"thuoc-la-1", "thuoc-la-2"}}),
    ("ứng vieen trẻ", {"corrects": "ứng viên trẻ", "only": {"ung-vien-2"}}),
    ("thuốclá", {"corrects": "thuốc lá", "only": {"thuoc-la-1", "thuoc-la-2"}}),
    ("thuocla", {"corrects": "thuoc la", "has": {"thuoc-la-1", "thuoc-la-2"}}),
    ("ứngviên giám đốc", {"corrects": "ứng viên giám đốc", "only": {"ung-vien-1"}}),
    ("khongo gian", {"corrects": "không gian", "only": {"khong-gian-1", "khong-gian-2"}}),
    ("khonog gian", {"corrects": "khong gian", "only": {"khong-gian-1", "khong-gian-2"}}),
    ("congo ddoanf", {"only": GIFTS, "reads": {"decoded"}}),
    ("thuốc láứng viên", {"corrects": "thuốc lá ứng viên"}),
    ("mike penceứng viên", {"corrects": "mike pence ứng viên"}),
    ("biên hòamike", {"corrects": "biên hòa mike"}),
    ("mikepence thuế", {"corrects": "mike pence thuế", "only": {"mike-2"}}),
    ("mikepence", {"corrects": "mike pence", "only": {"mike-1", "mike-2"}}),
    ("thốc lá", {"corrects": "thuốc lá", "only": {"thuoc-la-1", "thuoc-la-2"}}),
    ("thuốcc lá", {"corrects": "thuốc lá"}),
    ("ứgn viên", {"corrects": "ứng viên", "only": {"ung-vien-1", "ung-vien-2"}}),
    ("ứng viê", {"corrects": "ứng viên", "only": {"ung-vien-1", "ung-vien-2"}}),
    ("đôgn đảo múa lân", {"corrects": "đông đảo múa lân", "only": {"dong-dao-1"}}),
    ("khôgn gian", {"corrects": "không gian", "only": {"khong-gian-1", "khong-gian-2"}}),
    ("cogn doan", {"corrects": "cong doan", "has": GIFTS}),
    ("biêhn hòa", {"corrects": "biên hòa", "only": {"bien-hoa-1", "bien-hoa-2"}}),
    ("hội thoa", {"corrects": "hội thao", "only": HOI_THAO}),
    ("hậu quã", {"code": "accents_ignored", "only": {"hau-qua"}}),
    ("hậu qủa", {"only": {"hau-qua"}}),
]

LEFT_ALONE: list[tuple[str, dict[str, Any]]] = [
    ("bootstrap", {"only": {"bootstrap"}}),
    ("html5", {"only": {"bootstrap"}}),
    ("html5 bootstrap", {"only": {"bootstrap"}}),
    ("wolf", {"only": {"wolf"}}),
    ("đạo diễn Wolf", {"only": {"wolf"}}),
    ("Mike Pence", {"only": {"mike-1", "mike-2"}}),
    ("Wolf Pence", {"only": set()}),
    ("bootstrap thuốc", {"only": set()}),
    ("thợ mộc Wolf", {"only": set()}),
    ("kênh Định Công", {"only": {"phuong-dinh-cong"}}),
    ("múa lân", {"only": {"dong-dao-1"}}),
    ("kubernetes", {"only": set()}),
    ("Nguyễn Khuê Trâm", {"only": set()}),
    ("LĐLĐ", {"only": set()}),
    ("BHXH thuốc lá", {"only": set(), "partial": {"thuoc-la-1", "thuoc-la-2"}}),
]

OPERATORS: list[tuple[str, dict[str, Any]]] = [
    ("tiền lương GẦN/8 nhà trẻ", {"only": {"gan-1"}}),
    ("tiền lương NEAR/8 nhà trẻ", {"only": {"gan-1"}}),
    ("nhà trẻ GẦN/8 tiền lương", {"only": {"gan-1"}}),
    ("tiền lương GẦN nhà trẻ", {"only": {"gan-1"}}),
    ("tiền lương GẦN/1 nhà trẻ", {"only": set()}),
    ("tiền lương GẦN/100 nhà trẻ", {"has": {"gan-1"}}),
    ('"tiền lương" GẦN/8 "nhà trẻ"', {"only": {"gan-1"}}),
    ('"lương trẻ"~8', {"only": {"gan-1"}}),
    ('"lương trẻ"~1', {"only": set()}),
    ('"lương trẻ"', {"only": set()}),
    ("câu:(tiền lương nhà trẻ)", {"only": {"gan-1"}}),
    ("sentence:(tien luong nha tre)", {"only": {"gan-1"}}),
    ("câu:(đạo diễn thị trấn)", {"only": {"wolf"}}),
    ("câu:(hội thao cầu lông)", {"only": {"hoi-thao-1"}}),
    ("câu:(cầu lông kéo dài)", {"only": set()}),
    ("câu:(công nhân vận động viên)", {"only": set()}),
    ("câu:(múa lân người dân)", {"only": set()}),
    ("câu:(bootstrap html5) sáu tuần", {"only": {"bootstrap"}}),
    ("câu:wolf", {"only": {"wolf"}}),
    ("-câu:(bootstrap html5) bootstrap", {"only": set()}),
    ("GẦN thuốc lá", {"only": {"thuoc-la-1", "thuoc-la-2"}, "code": "near_needs_words"}),
    ("thuốc lá GẦN", {"only": {"thuoc-la-1", "thuoc-la-2"}, "code": "near_needs_words"}),
    ("lương^5 thưởng", {"first": "luong-thuong", "code": "weight_ignored"}),
    ("thuốc~1 lá", {"only": {"thuoc-la-1", "thuoc-la-2"}, "code": "fuzzy_ignored"}),
    ("thuốc~ lá", {"only": {"thuoc-la-1", "thuoc-la-2"}, "code": "fuzzy_ignored"}),
    ("/thuốc lá/", {"only": {"thuoc-la-1", "thuoc-la-2"}, "code": "regex_as_words"}),
    ("/thu.*c/", {"code": "regex_as_words"}),
    ("boot*rap", {"only": {"bootstrap"}, "code": "star_inside"}),
    ("boot*", {"only": {"bootstrap"}}),
    ("((thuốc lá) OR (múa lân))", {"only": {"thuoc-la-1", "thuoc-la-2", "dong-dao-1"}}),
    ("(wolf OR (bootstrap -html5)) OR (múa (lân OR rối))", {"only": {"wolf", "dong-dao-1"}}),
]

PARTIAL: list[tuple[str, dict[str, Any]]] = [
    ("múa lân xyzzy", {"only": set(), "partial": {"dong-dao-1"}, "missing": ("xyzzy",)}),
    ("thuốc lá thợ mỏ", {"only": {"thuoc-la-2"}, "partial": {"thuoc-la-1"}}),
    ("bootstrap múa lân", {"only": set(), "partial": {"bootstrap", "dong-dao-1"}}),
    ("hội thảo góp ý xyzzy", {"only": set(), "partial": {"hoi-thao-dau-2"}, "missing": ("xyzzy",)}),
    ('"múa lân" wolf', {"only": set(), "partial": {"wolf", "dong-dao-1"}}),
    ("thuốc lá -phổi", {"only": {"thuoc-la-1"}, "lacks": {"thuoc-la-2"}}),
]

# Words that only ask are not looked for: an article with all the others is a full match, and lacks nothing.
QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    ("hội thao công nhân ở đâu", {"only": {"hoi-thao-2"}}),
    ("hội thao công nhân khi nào", {"only": {"hoi-thao-2"}}),
    ("vì sao ngừng việc tập thể", {"has": {"ngung-viec"}, "first": "ngung-viec"}),
    ("hội thao giáo viên thế nào", {"only": {"hoi-thao-3"}}),
    ("ai chậm trả lương tài xế", {"only": {"cham-luong"}}),
    ("hoi thao cong nhan nhu the nao", {"has": {"hoi-thao-2"}}),
    ("thuốc lá thợ mỏ bao nhiêu", {"only": {"thuoc-la-2"}}),
]

ROWS = [*LEVEL_TONE, *SYNONYMS, *NUMBERS, *CORRECTED, *LEFT_ALONE, *OPERATORS, *PARTIAL, *QUESTIONS]


@pytest.fixture(scope="module")
def typed(kept: Kept) -> Iterator[Search]:
    kept.write("as-typed", articles(), full=True)
    opened = kept.search("as-typed")
    yield opened
    opened.close()


def test_the_table_is_long_enough() -> None:
    assert len({query for query, _ in ROWS}) >= 120


@pytest.mark.parametrize(("query", "expected"), ROWS, ids=[query for query, _ in ROWS])
def test_query(typed: Search, query: str, expected: dict[str, Any]) -> None:
    results = typed.search(query, size=50)
    full = [hit.article.id for hit in results.hits if hit.match != "partial"]
    partial = [hit.article.id for hit in results.hits if hit.match == "partial"]
    assert (results.total, results.partial_total) == (len(full), len(partial))
    assert (results.corrected.q if results.corrected else None) == expected.get("corrects")
    if "only" in expected:
        assert set(full) == expected["only"]
    assert expected.get("has", set()) <= set(full)
    assert not expected.get("lacks", set()) & set(full)
    assert expected.get("partial", set()) <= set(partial)
    if "first" in expected:
        assert full[:1] == [expected["first"]]
    if "missing" in expected:
        assert results.hits[0].missing == expected["missing"]
    if "reads" in expected:
        assert {one.kind for one in results.interpretations} == expected["reads"]
    if "code" in expected:
        assert expected["code"] in [message.code for message in results.messages]


def test_a_correction_can_be_declined(typed: Search) -> None:
    answered = typed.search("thuốclá")
    assert answered.to_dict()["corrected"] == {"q": "thuốc lá", "from": "thuốclá"}
    assert answered.query.q == "thuốclá"
    as_typed = typed.search("thuốclá", exact=["thuốclá"])
    assert (as_typed.total, as_typed.corrected, as_typed.suggestion) == (0, None, None)


def test_synonyms_can_be_declined(typed: Search) -> None:
    declined = typed.search("đình công", exact=["đình công"])
    assert {hit.article.id for hit in declined.hits if hit.match != "partial"} == {"dinh-cong"}
    assert declined.interpretations == ()


def test_pages_go_through_full_matches_and_the_rest(typed: Search) -> None:
    """The rest follows in one order, none twice, with a filter on as well."""
    for filters in ({}, {"kinds": ["article"]}):
        whole = typed.search("thuốc lá thợ mỏ", size=20, **filters)
        pages = [
            typed.search("thuốc lá thợ mỏ", size=2, page=n, **filters) for n in range(1, whole.pages * 10 + 1)
        ]
        found = [(hit.article.id, hit.match) for page in pages for hit in page.hits]
        assert found == [(hit.article.id, hit.match) for hit in whole.hits]
        assert {(page.total, page.partial_total) for page in pages} == {(whole.total, whole.partial_total)}


def test_a_filter_is_never_loosened(typed: Search) -> None:
    results = typed.search("múa lân xyzzy", years=["1999"])
    assert (results.total, results.partial_total, results.hits) == (0, 0, ())
