"""Districts: the gazetteer is whole, and mentions are told from what only bears a district's name."""

import pytest

from indexer.article import Article
from indexer.facets import annotate, district_map, districts
from indexer.facets.gazetteer import load


def about(title: str, lead: str = "", body: str = "") -> set[str]:
    annotated = annotate(Article("x", "article", title, lead=lead or None, body=body))
    return {d.value for d in annotated.districts}


def test_thirty_districts_and_the_city() -> None:
    values = [d.value for d in districts()]
    assert len(values) == 31
    assert values[-1] == "toan-thanh-pho"
    kinds = [row["type"] for row in load("districts.toml")["district"]]
    assert (kinds.count("quận"), kinds.count("huyện"), kinds.count("thị xã")) == (12, 17, 1)


def test_the_tile_map_has_a_place_for_every_district() -> None:
    tiles = district_map()
    assert set(tiles) == {d.value for d in districts()} - {"toan-thanh-pho"}
    assert len(set(tiles.values())) == 30
    west, north = tiles["ba-vi"], tiles["soc-son"]
    assert west[0] < tiles["hoan-kiem"][0] < tiles["gia-lam"][0]
    assert north[1] < tiles["hoan-kiem"][1] < tiles["phu-xuyen"][1]


def test_the_wards_of_2025_are_all_there() -> None:
    wards = load("wards.toml")
    names = [ward["name"] for ward in wards["wards"]]
    assert len(set(names)) == len(names) == 126
    assert sum(name.startswith("phường ") for name in names) == 51
    assert {slug for ward in wards["wards"] for slug in ward["districts"]} == set(district_map())
    assert sum(map(len, wards["former"].values())) == 526


@pytest.mark.parametrize("slug", sorted(district_map()))
def test_the_union_of_every_district_is_found(slug: str) -> None:
    row = next(row for row in load("districts.toml")["district"] if row["slug"] == slug)
    assert about(f"LĐLĐ {row['type']} {row['label']}: Trao quà cho đoàn viên") == {slug}
    assert about("Trao quà cho đoàn viên", f"Công đoàn {row['type']} {row['label']} trao 50 suất quà.") == {
        slug
    }
    assert about(f"{row['label']}: Thêm ba công đoàn cơ sở", f"{row['type']} {row['label']} đi đầu.") == {
        slug
    }


@pytest.mark.parametrize("ward", load("wards.toml")["wards"], ids=lambda ward: ward["name"])
def test_the_union_of_every_ward_is_found_under_its_former_districts(ward: dict) -> None:
    found = about(f"Công đoàn {ward['name']} ra mắt", "Hà Nội có thêm một công đoàn cơ sở ở xã, phường.")
    assert found == set(ward["districts"])


@pytest.mark.parametrize(
    "lead",
    [
        "Liên đoàn Lao động (LĐLĐ) quận Thanh Xuân tặng quà.",
        "LĐLĐ Thanh Xuân tặng quà.",
        "Lãnh đạo Q. Thanh Xuân tặng quà.",
        "Đoàn viên Q.Thanh Xuân nhận quà.",
        "Quận ủy Thanh Xuân và công đoàn tặng quà.",
        "Trên địa bàn quận\u00a0Thanh Xuân có 300 đoàn viên nhận quà.",
        "Trong các quận: Thanh Xuân đi đầu.",
        "UBND quận thanh xuân tặng quà.",
    ],
)
def test_ways_to_name_a_district(lead: str) -> None:
    assert about("Quà đến tay đoàn viên", lead) == {"thanh-xuan"}


@pytest.mark.parametrize(
    "text",
    [
        "Đồng chí Huỳnh Thanh Xuân dự lễ.",
        "Nguyễn Thanh Xuân là thợ tiện.",
        "Chị Thanh Xuân là thợ tiện.",
        "Công ty Thanh Xuân tuyển thợ tiện.",
        "Khách sạn Thanh Xuân Palace tuyển thợ.",
        "Ngõ 5 phố Thanh Xuân bị ngập.",
        "Cả thời thanh xuân bên máy tiện.",
        "Gửi thanh xuân ở lại.",
    ],
)
def test_what_only_bears_the_name(text: str) -> None:
    assert about("Chuyện của người thợ", text, text) == set()


def test_districts_in_a_list_are_all_districts() -> None:
    assert about("Thi đua", "LĐLĐ các quận Ba Đình, Tây Hồ và Cầu Giấy cùng ký giao ước.") == {
        "ba-dinh",
        "tay-ho",
        "cau-giay",
    }


def test_before_2025_a_ward_belongs_where_it_did() -> None:
    assert about("Công đoàn phường Xuân Đỉnh, quận Bắc Từ Liêm", "Hà Nội") == {"bac-tu-liem"}
    assert about("Công đoàn phường Xuân Đỉnh ra mắt", "Hà Nội") == {"bac-tu-liem", "tay-ho"}


def test_evidence_says_which_words_and_why() -> None:
    annotated = annotate(Article("x", "article", "Tin", lead="Sáng nay, LĐLĐ quận Ba Đình họp."))
    (piece,) = [e for e in annotated.evidence if e.facet == "district"]
    assert (piece.facet, piece.value, piece.field, piece.text) == (
        "district",
        "ba-dinh",
        "lead",
        "LĐLĐ quận Ba Đình",
    )
    assert piece.rule == "body of the district"


def test_what_a_page_states_is_kept_in_the_gazetteers_terms() -> None:
    from indexer.article import FacetValue

    stated = Article("x", "article", "LĐLĐ quận Ba Đình", districts=(FacetValue("Tây Hồ", "Tây Hồ"),))
    assert annotate(stated).districts == (FacetValue("tay-ho", "Tây Hồ"),)
