"""Pages of places: wards of today, districts of before, and the ways from one to the other."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from indexer.facets.places.wards import former_names, wards
from indexer.facets.registry import REGISTRY
from indexer.pipeline import update
from webapp import create_app, resource

LINES = [
    ("a", "Công đoàn phường Vĩnh Tuy trao học bổng", "2025-09-10"),
    ("b", "Công đoàn phường Vĩnh Tuy gặp mặt công nhân", "2026-01-10"),
    ("c", "Công đoàn xã Đông Anh tập huấn", "2025-10-10"),
    ("d", "LĐLĐ quận Ba Đình tổng kết phong trào thi đua", "2024-01-10"),
    ("e", "LĐLĐ tỉnh Bắc Giang tuyên dương công nhân giỏi", "2024-05-10"),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    corpus, index = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("index") / "index"
    lines = [
        {
            "id": key,
            "title": title,
            "lead": f"{title}, Hà Nội." if key != "e" else title,
            "body": title,
            "published": day,
        }
        for key, title, day in LINES
    ]
    (corpus / "a.jsonl").write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    update(corpus, index, jobs=1)
    app = create_app({"INDEX": str(index), "ACCESS_LOG": False})
    yield app.test_client()
    resource.close(app)


def soup(client: FlaskClient, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.text, "lxml")


def links(page: BeautifulSoup | Tag | None, start: str) -> list[str]:
    assert page is not None
    return [
        str(a["href"]).split("?")[0] for a in page.find_all("a", href=lambda h: h and h.startswith(start))
    ]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_list_of_wards_has_each_once_under_a_district(client: FlaskClient, lang: str) -> None:
    page = soup(client, f"/wards?lang={lang}")
    listed = links(page.main, "/wards/")
    assert sorted(listed) == sorted(f"/wards/{slug}" for slug in wards())
    groups = {str(s.h2.a["href"]).split("?")[0]: s for s in page.find_all("section") if s.h2 and s.h2.a}
    assert "/wards/phuong-vinh-tuy" in links(groups["/districts/hai-ba-trung"], "/wards/")
    row = groups["/districts/hai-ba-trung"].find("a", href=lambda h: h and "phuong-vinh-tuy" in h)
    assert "Hoàng Mai" in row.text
    assert "2" in row.find(class_="counted-count").text


def test_ward_and_district_lead_to_each_other(client: FlaskClient) -> None:
    ward = soup(client, "/wards/phuong-vinh-tuy")
    assert ward.h1 is not None
    assert ward.h1.text == "Phường Vĩnh Tuy"
    assert links(ward.find("section", {"aria-labelledby": "related"}), "/districts/") == [
        "/districts/hai-ba-trung", "/districts/hoang-mai",
    ]  # fmt: skip
    district = soup(client, "/districts/hoang-mai")
    lying = links(district.find("section", {"aria-labelledby": "related"}), "/wards/")
    assert lying[0] != "/wards/phuong-vinh-tuy"
    assert "/wards/phuong-vinh-tuy" in lying
    assert lying == [f"/wards/{v.value}" for v in REGISTRY["district"].related("hoang-mai")]  # type: ignore[misc]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", ["/districts", "/wards"])
def test_both_lists_offer_each_other(client: FlaskClient, path: str, lang: str) -> None:
    nav = soup(client, f"{path}?lang={lang}").select_one(".place-head nav")
    assert nav is not None
    assert links(nav, "/districts") == ["/districts"]
    assert links(nav, "/wards") == ["/wards"]
    current = nav.find("a", {"aria-current": "page"})
    assert isinstance(current, Tag)
    assert str(current["href"]).startswith(path)


@pytest.mark.parametrize(
    ("typed", "through"),
    [
        ("phường kim mã", "phường Kim Mã"),
        ("kim ma", "phường Kim Mã"),
        ("phuong nguyen trung", "phường Nguyễn Trung Trực"),
    ],
)
def test_a_ward_of_before_is_completed_to_its_district(client: FlaskClient, typed: str, through: str) -> None:
    found = client.get("/api/suggest", query_string={"q": typed}).json
    assert found is not None
    rows = [row for row in found["suggestions"] if row["group"] == "district"]
    assert [(row["value"], row["through"]) for row in rows] == [("ba-dinh", through)]


@pytest.mark.parametrize(
    ("q", "ids"),
    [
        ("phường:vĩnh tuy", {"a", "b"}),
        ("phuong:vinh-tuy", {"a", "b"}),
        ("xã:đông anh", {"c"}),
        ("phường:kim mã", {"d"}),
        ("xã:trung mầu", set()),
        ("quận:ba đình", {"d"}),
        ("tỉnh:bắc giang", {"e"}),
        ("tinh:bac ninh", {"e"}),
        ("tỉnh:hà tây", {"a", "b", "c", "d"}),
    ],
)
def test_fields_of_places_in_a_query(client: FlaskClient, q: str, ids: set[str]) -> None:
    found = client.get("/api/search", query_string={"q": q}).json
    assert found is not None
    assert {row["id"] for row in found["results"]} == ids


def test_a_ward_of_before_says_where_it_was_looked_for(client: FlaskClient) -> None:
    page = soup(client, "/search?q=phường:kim mã&lang=vi")
    assert page.main is not None
    assert "trước ngày 1/7/2025" in page.main.text


def test_names_that_two_districts_had_lead_to_none() -> None:
    names = [
        name for district in REGISTRY["district"].known_values() for name in former_names(district.value)
    ]
    assert len(names) == len(set(names))
    assert "phường Quang Trung" not in names
    assert "phường Khương Đình" not in names  # a ward of today


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_help_names_every_field_of_the_registry(client: FlaskClient, lang: str) -> None:
    page = soup(client, f"/help?lang={lang}")
    codes = {code.text for code in page.find_all("code")}
    for spec in REGISTRY:
        for name in spec.query_names:
            assert f"{name}:" in codes
    for link in page.find_all("a", href=lambda h: h and "/search?q=" in h):
        assert client.get(str(link["href"])).status_code == 200
