"""What leaves the site can be read by those who take it: feed readers, sheets, programs, browsers, crawlers."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime

from flask.testing import FlaskClient
from lxml import etree

from indexer.facets.registry import REGISTRY
from tests.webapp.samples import HOSTILE, RECORDS
from webapp.feeds import EPOCH, csv_columns

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_feed_of_a_search_has_its_newest_hits(client: FlaskClient) -> None:
    response = client.get("/search.atom?q=cong+doan&sort=relevance")
    assert response.mimetype == "application/atom+xml"
    feed = etree.fromstring(response.data)
    for name in ("title", "id", "updated"):
        assert feed.find(ATOM + name).text
    entries = feed.findall(ATOM + "entry")
    assert len(entries) == len(RECORDS)
    dates = [e.find(ATOM + "published").text for e in entries if e.find(ATOM + "published") is not None]
    assert dates == sorted(dates, reverse=True)
    for entry in entries:
        assert datetime.fromisoformat(entry.find(ATOM + "updated").text).tzinfo
        assert entry.find(ATOM + "id").text.startswith("http")
        assert entry.find(f"{ATOM}author/{ATOM}name").text
    assert feed.find(ATOM + "updated").text == dates[0]


def test_a_feed_without_any_date_is_still_a_feed(client: FlaskClient) -> None:
    feed = etree.fromstring(client.get("/search.atom?q=khongcogi").data)
    assert feed.find(ATOM + "updated").text == EPOCH


def test_a_table_holds_all_hits_and_runs_nothing_in_a_sheet(client: FlaskClient) -> None:
    response = client.get("/search.csv?q=cong+doan")
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    text = response.data.decode("utf-8-sig")
    assert response.data.startswith(b"\xef\xbb\xbf"), "Excel reads Vietnamese only with the mark"
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(RECORDS)
    assert list(rows[0]) == list(csv_columns(REGISTRY))
    assert not [cell for row in rows for cell in row.values() if cell[:1] in ("=", "+", "-", "@")]
    hostile = next(row for row in rows if row["id"] == HOSTILE)
    assert hostile["url"] == ""


def test_lines_are_whole_articles_and_honour_the_filters(client: FlaskClient) -> None:
    response = client.get("/search.jsonl?q=cong+doan&district=thanh-xuan&district=dong-anh")
    found = [json.loads(line) for line in response.text.splitlines()]
    assert {a["id"] for a in found} == {"thanh-xuan-2020", "dong-anh-2022"}
    assert all(a["body"] for a in found)
    assert client.get("/search.jsonl?q=khongcogi").text == ""


def test_a_wrong_parameter_is_told_before_the_download_begins(client: FlaskClient) -> None:
    for path in ("/search.csv?year=x", "/search.jsonl?from=x", "/search.atom?sort=x"):
        response = client.get(path)
        assert response.status_code == 400
        assert response.mimetype == "application/problem+json"


def test_browsers_can_add_the_site_as_a_search_engine(client: FlaskClient) -> None:
    description = etree.fromstring(client.get("/opensearch.xml").data)
    templates = {url.get("type"): url.get("template") for url in description.iter("{*}Url")}
    assert set(templates) == {"text/html", "application/atom+xml", "application/x-suggestions+json"}
    for template in templates.values():
        assert client.get(template.replace("{searchTerms}", "cong+doan")).status_code == 200
    typed, completions = json.loads(client.get("/opensearch/suggest?q=thanh").data)
    assert typed == "thanh"
    assert all(isinstance(label, str) for label in completions)
    assert 'rel="search"' in client.get("/").text


def test_crawlers_find_every_article_and_page(client: FlaskClient) -> None:
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text
    index = etree.fromstring(client.get("/sitemap.xml").data)
    found = set()
    for part in index.iter(SITEMAP + "loc"):
        listed = etree.fromstring(client.get(part.text.removeprefix("http://localhost")).data)
        found |= {loc.text for loc in listed.iter(SITEMAP + "loc")}
    assert {f"http://localhost/articles/{r['id']}" for r in RECORDS} <= found
    assert "http://localhost/campaigns/tet-sum-vay" in found
    assert client.get("/sitemap-2.xml").status_code == 404


def test_pages_say_what_they_are_when_shared(client: FlaskClient) -> None:
    page = client.get("/articles/thanh-xuan-2020").text
    for name in ("og:title", "og:description", "og:type", "article:published_time", 'rel="canonical"'):
        assert name in page
    assert client.get("/manifest.webmanifest").json["name"] == "Tin Công Đoàn"  # type: ignore[index]
