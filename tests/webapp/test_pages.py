"""The pages: what stands on them, what their links do, and that they hold without a script."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from indexer.pipeline import update
from tests.webapp.samples import HOSTILE, THANH_XUAN, UNDATED
from webapp import create_app, resource
from webapp.request import SearchRequest

PAGES = (
    "/",
    "/help",
    "/search",
    "/search?q=cong+doan",
    "/search?q=cong+doan&year=2020",
    "/search?q=cong+doan&district=thanh-xuan&district=bac-tu-liem&from=2020-01-01&to=2021-12-31",
    "/search?q=kh%C3%B4ng+c%C3%B3+g%C3%AC+xyzxyz",
    "/search?q=cong+doan&year=1999",
    f"/articles/{THANH_XUAN}",
    f"/articles/{THANH_XUAN}?q=cong+doan",
    f"/articles/{HOSTILE}?q=cong+doan",
    f"/articles/{UNDATED}",
    "/districts",
    "/districts/thanh-xuan",
    "/wards",
    "/wards/phuong-khuong-dinh",
    "/provinces",
    "/districts/ba-vi",
    "/districts/toan-thanh-pho",
    "/campaigns",
    "/campaigns/tet-sum-vay",
    "/coverage",
    "/coverage?year=2020&district=thanh-xuan",
    "/api/docs",
)


def soup(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return BeautifulSoup(response.text, "lxml")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_in_both_languages(client: FlaskClient, path: str, lang: str) -> None:
    page = soup(client, path + ("&" if "?" in path else "?") + f"lang={lang}")
    assert page.html is not None
    assert page.html["lang"] == lang
    assert page.title
    assert page.title.string
    assert len(page.find_all("h1")) == 1
    for landmark in ("header", "main", "footer", "nav"):
        assert page.find(landmark), landmark


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_what_refers_to_them_finds_them(client: FlaskClient, path: str) -> None:
    page = soup(client, path)
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for name in ("for", "aria-labelledby", "aria-controls"):
        for tag in page.find_all(attrs={name: True}):
            assert set(str(tag[name]).split()) <= set(ids), tag
    for link in page.select('a[href^="#"]'):
        assert str(link["href"])[1:] in ids


def links(page: BeautifulSoup) -> set[str]:
    return {str(a["href"]) for a in page.find_all("a", href=True)}


def test_every_link_of_the_site_leads_to_a_page(client: FlaskClient) -> None:
    seen: set[str] = set()
    ahead = ["/", "/search?q=cong+doan&year=2020", "/search?q=cong+doan&year=1999"]
    while ahead and len(seen) < 250:
        path = ahead.pop()
        seen.add(path)
        response = client.get(path)
        assert response.status_code == 200, path
        if response.mimetype != "text/html" or path.count("&") > 3:
            continue
        found = {h.split("#")[0] for h in links(BeautifulSoup(response.text, "lxml")) if h.startswith("/")}
        ahead += sorted(found - seen - set(ahead))
    assert len(seen) > 60


@pytest.mark.parametrize(
    ("header", "lang"),
    [("", "vi"), ("vi", "vi"), ("en-GB,en;q=0.9", "en"), ("fr", "vi"), ("vi;q=0.3,en;q=0.8", "en")],
)
def test_the_browser_s_preference_chooses_the_language(client: FlaskClient, header: str, lang: str) -> None:
    response = client.get("/", headers={"Accept-Language": header})
    assert f'<html lang="{lang}"' in response.text
    assert "Accept-Language" in response.headers["Vary"]


def test_a_stated_language_stays_through_the_links(client: FlaskClient) -> None:
    page = soup(client, "/search?q=cong+doan&lang=en")
    inner = [h for h in links(page) if h.startswith(("/articles", "/districts", "/search?", "/help"))]
    assert inner
    assert all("lang=" in href for href in inner)
    assert page.select_one('input[type="hidden"][name="lang"][value="en"]')


def test_results_show_counts_highlights_and_a_reason(client: FlaskClient) -> None:
    page = soup(client, "/search?q=%22công+đoàn+cơ+sở%22")
    assert page.h1 is not None
    assert "3" in page.h1.text
    hits = page.select(".hits > li")
    assert len(hits) == 3
    assert all(hit.select("mark") for hit in hits)
    assert all(hit.select_one(".why summary") for hit in hits)


def test_facets_are_a_form_that_needs_no_script(client: FlaskClient) -> None:
    page = soup(client, "/search?q=cong+doan&district=thanh-xuan")
    form = page.select_one("#filters-form")
    assert form is not None
    assert form["method"] == "get"
    assert form.select_one('input[type="hidden"][name="q"]')
    ticked = form.select_one('input[name="district"][checked]')
    assert ticked is not None
    assert ticked["value"] == "thanh-xuan"
    offered = {box["value"] for box in form.select('input[name="district"]')}
    assert {"thanh-xuan", "ba-vi", "toan-thanh-pho"} <= offered, "values of count zero are disabled, not gone"
    assert form.select_one('input[name="district"][value="ba-vi"][disabled]')
    assert form.select_one('button[type="submit"]')


def test_each_chip_drops_its_own_filter(client: FlaskClient) -> None:
    page = soup(client, "/search?q=cong+doan&district=thanh-xuan&year=2020&from=2020-01-01")
    chips = page.select(".chips .chip")
    assert [c.find(string=True, recursive=False).strip() for c in chips] == [
        "Thanh Xuân",
        "2020",
        "từ 01/01/2020",
    ]  # type: ignore[union-attr]
    left = [set(parse_qs(urlsplit(str(c["href"])).query)) for c in chips]
    assert left == [{"q", "year", "from"}, {"q", "district", "from"}, {"q", "district", "year"}]
    clear = page.select_one(".chip-clear")
    assert clear is not None
    assert clear["href"] == "/search?q=cong+doan"


def test_an_empty_result_offers_what_to_loosen_with_its_count(client: FlaskClient) -> None:
    page = soup(client, "/search?q=doan+vien&district=dong-anh")
    offers = page.select(".loosened li")
    assert offers
    for offer in offers:
        assert offer.a is not None
        there = soup(client, str(offer.a["href"]))
        shown = re.search(r"\d+", offer.select_one(".count").text)  # type: ignore[union-attr]
        assert there.h1 is not None
        assert shown is not None
        assert shown[0] in there.h1.text


def test_a_reading_of_the_query_can_be_declined_and_taken_back(client: FlaskClient) -> None:
    page = soup(client, "/search?q=cong+doan")
    decline = page.select_one(".notice a")
    assert decline is not None
    assert "exact=" in str(decline["href"])
    declined = soup(client, str(decline["href"]))
    back = declined.select_one(".notice a")
    assert back is not None
    assert "exact=" not in str(back["href"])


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("page=0", "page"),
        ("page=hai", "page"),
        ("size=1000", "size"),
        ("page=5000&size=10", "10.000"),
        ("from=2021-02-30", "2021-02-30"),
        ("from=2021-01-01&to=2020-01-01", "2021-01-01"),
        ("sort=best", "relevance"),
        ("year=20", "2020"),
    ],
)
def test_a_wrong_parameter_is_a_page_that_names_it(client: FlaskClient, query: str, text: str) -> None:
    page = soup(client, f"/search?q=x&{query}", 400)
    detail = page.select_one(".error-detail")
    assert detail is not None
    assert text in detail.text


def test_parameters_that_the_world_appends_are_left_alone(client: FlaskClient) -> None:
    assert client.get("/search?q=x&utm_source=mail&fbclid=abc").status_code == 200


@pytest.mark.parametrize(
    "path", ["/nothing", "/articles/nothing", "/districts/nowhere", "/campaigns/x", "/sitemap-x.xml"]
)
def test_what_does_not_exist_is_a_page_of_the_site(client: FlaskClient, path: str) -> None:
    page = soup(client, path, 404)
    assert page.select_one("form[role=search]")
    assert "Không tìm thấy" in page.text


def test_the_article_page_has_all_there_is(client: FlaskClient) -> None:
    page = soup(client, f"/articles/{THANH_XUAN}?q=giáo+dục")
    text = page.get_text(" ", strip=True)
    assert "20/08/2020 09:00" in text
    assert "Đỗ Đạt" in text
    assert page.select('.filed a[href^="/districts/thanh-xuan"]')
    assert page.select(".prose mark")
    assert "@article{tcd-thanh-xuan-2020" in text
    assert '"@type": "NewsArticle"' in str(page.select_one('script[type="application/ld+json"]'))


def test_only_safe_addresses_become_links(client: FlaskClient) -> None:
    assert soup(client, "/articles/bac-tu-liem-2021").select(
        'a[href="https://example.org/bac-tu-liem-2021.html"]'
    )
    hostile = soup(client, f"/articles/{HOSTILE}")
    assert not [href for href in links(hostile) if "javascript" in href.lower()]


def test_nothing_is_invented_for_an_article_without_a_date(client: FlaskClient) -> None:
    page = soup(client, f"/articles/{UNDATED}")
    assert not page.select(".article time")


def test_the_timeline_is_of_years_then_of_months(client: FlaskClient) -> None:
    years = soup(client, "/search?q=cong+doan")
    bars = years.select(".timeline a.bar")
    assert [bar["data-key"] for bar in bars] == ["2019", "2020", "2021", "2022"]
    months = soup(client, str(next(b["href"] for b in bars if b["data-key"] == "2020")))
    assert [bar["data-key"] for bar in months.select(".timeline a.bar")] == ["2020-05", "2020-08"]
    assert len(months.select(".timeline tbody tr")) == 12
    may = soup(client, str(months.select(".timeline a.bar")[0]["href"]))
    assert len(may.select(".hits > li")) == 1


def test_the_map_shows_every_district_and_links_those_with_articles(client: FlaskClient) -> None:
    page = soup(client, "/")
    tiles = page.select(".map a.tile")
    assert len(page.select(".map .tile")) == 30
    assert 0 < len(tiles) < 30
    assert len(page.select(".map tbody tr")) == 30
    named = {str(tile["aria-label"]) for tile in tiles}
    assert "Thanh Xuân: 1 bài" in named
    assert not [name for name in named if ": 0 " in name]
    assert "Ba Vì: 0 bài" in {title.text for title in page.select(".map .tile title")}


def test_the_matrix_shows_what_is_missing_and_each_figure_is_a_search(client: FlaskClient) -> None:
    page = soup(client, "/coverage")
    matrix = page.select_one(".matrix-districts")
    assert matrix is not None
    rows = matrix.select("tbody tr")
    assert len(rows) == 3
    assert all(len(row.select("td")) == 32 for row in rows)
    for cell in matrix.select("td a"):
        there = soup(client, str(cell["href"]))
        assert there.h1 is not None
        assert cell.text in there.h1.text


def test_paging_goes_both_ways_and_stops_at_the_end(client: FlaskClient) -> None:
    first = soup(client, "/search?q=cong+doan&size=3")
    follow = first.select_one('.pages a[rel="next"]')
    assert follow is not None
    assert not first.select('.pages a[rel="prev"]')
    second = soup(client, str(follow["href"]))
    assert second.select('.pages a[rel="prev"]')
    assert second.select_one('.pages [aria-current="page"]').text.strip().endswith("2")  # type: ignore[union-attr]


def test_the_name_of_an_author_leads_to_the_articles_of_that_author(client: FlaskClient) -> None:
    link = soup(client, f"/articles/{THANH_XUAN}").select_one(".byline .author a")
    assert link is not None
    found = soup(client, str(link["href"])).select(".hit-title a")
    assert [urlsplit(str(a["href"])).path for a in found] == [f"/articles/{THANH_XUAN}"]


@pytest.mark.parametrize(
    ("typed", "words", "values"),
    [
        ('quận:"Thanh Xuân" công đoàn', "công đoàn", {"district": ["thanh-xuan"]}),
        ("công đoàn quận:thanh xuân năm:2020", "công đoàn", {"district": ["thanh-xuan"], "year": ["2020"]}),
        ("công đoàn AND năm:2020", "công đoàn", {"year": ["2020"]}),
        ("(năm:2020 công đoàn) -covid", "(công đoàn) -covid", {"year": ["2020"]}),
    ],
)
def test_a_filter_typed_into_the_query_can_be_taken_away(
    client: FlaskClient, typed: str, words: str, values: dict[str, list[str]]
) -> None:
    page = BeautifulSoup(client.get("/search", query_string={"q": typed}).text, "lxml")
    chips = {parse_qs(urlsplit(str(a["href"])).query)["q"][0]: a for a in page.select("a.chip")}
    assert set(chips) == {words}
    assert len(page.select("a.chip")) == len(values)
    box = page.select_one("input[name=q].search-input")
    assert box is not None
    assert box["value"] == words
    for name, ticked in values.items():
        assert [str(i["value"]) for i in page.select(f"input[name={name}][checked]")] == ticked
    beside = client.get("/api/search", query_string={"q": words, **values}).json
    assert beside is not None
    answer = client.get("/api/search", query_string={"q": typed}).json
    assert answer is not None
    assert [hit["id"] for hit in beside["results"]] == [hit["id"] for hit in answer["results"]]
    assert answer["query"]["words"] == words


@pytest.mark.parametrize("path", ["/", "/search", "/districts", "/districts/toan-thanh-pho", "/coverage"])
def test_the_whole_city_has_a_name_in_each_language(client: FlaskClient, path: str) -> None:
    english = client.get(path, query_string={"lang": "en"}).text
    assert "The whole city" in english
    assert "Toàn thành phố" not in re.sub(r"<script.*?</script>", "", english, flags=re.S)
    assert "Toàn thành phố" in client.get(path).text


@pytest.mark.parametrize(
    ("lang", "sentence"), [("vi", "phải từ 1 trở lên"), ("en", "must be 1 or more")], ids=["vi", "en"]
)
def test_what_search_itself_refuses_is_said_in_the_reader_s_language(
    app: Flask, monkeypatch: pytest.MonkeyPatch, lang: str, sentence: str
) -> None:
    asked = SearchRequest(q="công đoàn", page=0)
    monkeypatch.setattr(SearchRequest, "parse", lambda *args, **names: asked)
    for path in ("/search", "/api/search"):
        response = app.test_client().get(path, query_string={"lang": lang, "page": "0"})
        assert response.status_code == 400
        assert sentence in response.text


def test_an_article_without_a_title_is_called_by_its_beginning(tmp_path: Path) -> None:
    """In the list, on its page, in feeds and completions; the API says that it has none."""
    body = "Công đoàn cơ sở may áo ấm cho đoàn viên. " * 5
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "ao-am", "title": "", "body": body}))
    update(tmp_path, tmp_path / "index", jobs=1)
    app = create_app({"INDEX": str(tmp_path / "index"), "ACCESS_LOG": False})
    client = app.test_client()
    heading = "Công đoàn cơ sở may áo ấm cho đoàn viên. Công đoàn cơ sở may áo ấm cho đoàn …"
    for path in (
        "/search?q=cong+doan",
        "/articles/ao-am",
        "/articles/ao-am?q=cong+doan",
        "/search.atom?q=cong+doan",
    ):
        assert heading in client.get(path).get_data(as_text=True)
    (result,) = client.get("/api/search?q=cong+doan").get_json()["results"]
    assert (result["title"], result["highlights"]["title"]) == ("", "")
    resource.close(app)


@pytest.mark.parametrize("days", ["from=2020-01-01&to=2020-12-31", "from=2019-01-01", "to=2022-12-31"])
def test_days_tell_how_many_articles_state_none_and_offer_them(client: FlaskClient, days: str) -> None:
    page = client.get(f"/search?q=cong+doan&{days}").text
    without = client.get("/api/search?q=cong+doan").json
    dated = client.get("/api/search?q=cong+doan&from=0001-01-01").json
    assert without
    assert dated
    missing = without["total"] - dated["total"]
    assert missing > 0
    assert f"{missing} bài khớp nhưng không ghi ngày" in page
    assert 'href="/search?q=cong+doan"' in page
    assert "Tìm theo năm" in page


def test_without_days_nothing_is_said_of_undated_articles(client: FlaskClient) -> None:
    assert "không ghi ngày" not in client.get("/search?q=cong+doan").text
