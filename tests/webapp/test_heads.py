"""Heads of pages: titles, addresses in both languages, icons."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from lxml import etree

from indexer.pipeline import update
from tests.webapp.samples import RECORDS
from tests.webapp.test_pages import soup
from webapp import create_app, resource


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("district=thanh-xuan&year=2020", "Thanh Xuân, 2020: 1 bài"),
        ("q=cong+doan&district=thanh-xuan", "Tìm “cong doan”, Thanh Xuân: 1 bài"),
        ("size=1&page=3", "Tất cả bài viết: 8 bài – trang 3"),
        ("q=cong+doan&from=2020-01-01&lang=en", "Search for “cong doan”, from 1 January 2020: 4 articles"),
    ],
)
def test_a_title_names_words_filters_count_and_page(client: FlaskClient, query: str, title: str) -> None:
    page = soup(client, f"/search?{query}")
    assert page.title
    assert page.title.text == f"{title} – Tin Công Đoàn"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?q=tet&page=1",
        "/districts/thanh-xuan",
        "/coverage?year=2020",
        "/help?utm_source=x",
        "/api/docs",
    ],
)
@pytest.mark.parametrize("lang", ["", "vi", "en"])
def test_the_addresses_of_a_page_in_its_languages_agree(client: FlaskClient, path: str, lang: str) -> None:
    address = f"{path}{'&' if '?' in path else '?'}lang={lang}" if lang else path
    head = soup(client, address)
    links = {link["hreflang"]: str(link["href"]) for link in head.select("link[hreflang]")}
    canonical = head.select_one("link[rel=canonical]")
    assert set(links) == {"vi", "en", "x-default"}
    assert canonical
    assert canonical["href"] == links[lang or "x-default"]
    for other, href in links.items():
        there = soup(client, href.removeprefix("http://localhost"))
        assert {link["hreflang"]: link["href"] for link in there.select("link[hreflang]")} == links, other
    assert "utm_" not in "".join(links.values())


def test_an_article_is_canonical_without_what_is_highlighted(client: FlaskClient) -> None:
    canonical = soup(client, "/articles/thanh-xuan-2020?q=cong+doan").select_one("link[rel=canonical]")
    assert canonical
    assert canonical["href"] == "http://localhost/articles/thanh-xuan-2020"


def test_every_icon_exists_and_is_what_it_says(client: FlaskClient) -> None:
    head = soup(client, "/")
    links = [(str(link["href"]), link.get("type")) for link in head.select("link[rel*=icon]")]
    manifest = client.get("/manifest.webmanifest").json
    assert manifest
    links += [(icon["src"], icon["type"]) for icon in manifest["icons"]]
    image = head.select_one('meta[property="og:image"]')
    assert image
    links.append((str(image["content"]).removeprefix("http://localhost"), "image/png"))
    assert len(links) >= 6
    for href, kind in links:
        answer = client.get(href)
        assert answer.status_code == 200, href
        assert kind in (None, answer.mimetype)
    assert len(head.select('meta[name="theme-color"]')) == 2
    assert client.get("/favicon.ico").mimetype == "image/x-icon"


def test_the_home_sentence_speaks_of_the_archive_alone(client: FlaskClient) -> None:
    lead = soup(client, "/").select_one(".hero-lead")
    assert lead
    assert "Thủ đô" not in lead.text


def test_reference_managers_read_every_article_page(client: FlaskClient) -> None:
    for record in RECORDS:
        page = etree.HTML(client.get(f"/articles/{quote(str(record['id']), safe='')}").text)
        said: dict[str, list[str]] = {}
        for meta in page.xpath("//meta[starts-with(@name, 'citation_')]"):
            said.setdefault(meta.get("name"), []).append(meta.get("content"))
        assert said["citation_title"][0]
        assert said["citation_language"] == ["vi"]
        assert said["citation_public_url"][0].startswith("http")
        if published := str(record.get("published") or ""):
            assert said["citation_publication_date"] == [published[:10].replace("-", "/")]
        if record.get("author") in ("Đỗ Đạt", "Mai Quý"):
            assert said["citation_author"] == [record["author"]]


@pytest.mark.parametrize(
    ("byline", "kinds"),
    [
        ("Nguyễn Văn An", {"Nguyễn Văn An": "Person"}),
        ("Ban Biên tập", {"Ban Biên tập": "Organization"}),
        ("TTXVN", {"TTXVN": "Organization"}),
        ("Công đoàn quận Hoàng Mai", {"Công đoàn quận Hoàng Mai": "Organization"}),
        ("Mai Quý – Đỗ Đạt", {"Mai Quý": "Person", "Đỗ Đạt": "Person"}),
    ],
)
def test_search_engines_are_told_who_is_a_person_and_who_is_not(
    tmp_path: Path, byline: str, kinds: dict[str, str]
) -> None:
    record = {
        "id": "a",
        "title": "Tặng quà",
        "body": "Công đoàn tặng quà Tết.",
        "author": byline,
        "source": "Báo Thử",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(record))
    update(tmp_path / "a.jsonl", tmp_path / "index", jobs=1)
    app = create_app({"INDEX": str(tmp_path / "index"), "ACCESS_LOG": False})
    script = soup(app.test_client(), "/articles/a").select_one("script[type='application/ld+json']")
    resource.close(app)
    assert script
    said = json.loads(script.text)
    authors = said["author"] if isinstance(said["author"], list) else [said["author"]]
    assert {row["name"]: row["@type"] for row in authors} == kinds
    assert said["publisher"] == {"@type": "Organization", "name": "Báo Thử"}
    assert said["image"].startswith("http://localhost/share/article/a.png")
