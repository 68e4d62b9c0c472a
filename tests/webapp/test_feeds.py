"""What leaves the site can be read by those who take it: feed readers, sheets, programs, browsers, crawlers."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from flask.testing import FlaskClient
from lxml import etree

from indexer.facets.registry import REGISTRY
from indexer.pipeline import update
from tests.webapp.samples import HOSTILE, RECORDS
from webapp import create_app, resource
from webapp.feeds import csv_columns

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_feed_of_a_search_says_when_each_article_came(client: FlaskClient) -> None:
    response = client.get("/search.atom?q=cong+doan&sort=relevance")
    assert response.mimetype == "application/atom+xml"
    feed = etree.fromstring(response.data)
    for name in ("title", "id", "updated"):
        assert feed.find(ATOM + name).text
    entries = feed.findall(ATOM + "entry")
    assert len(entries) == len(RECORDS)
    stated = {f"http://localhost/articles/{record['id']}": record.get("published") for record in RECORDS}
    arrivals = {c["link"]: c["moment"] for c in client.get("/api/changes").get_json()["changes"]}
    for entry in entries:
        address = entry.find(ATOM + "id").text
        published = entry.find(ATOM + "published")
        assert (published is not None) == bool(stated[address])
        if published is not None:
            assert datetime.fromisoformat(published.text).tzinfo
        assert entry.find(ATOM + "updated").text == arrivals[address.removeprefix("http://localhost")]
        assert entry.find(f"{ATOM}author/{ATOM}name").text
    assert feed.find(ATOM + "updated").text == max(arrivals.values())
    assert client.get("/search.atom?q=cong+doan&sort=relevance").data == response.data


def test_a_feed_without_entries_does_not_invent_a_date(client: FlaskClient) -> None:
    feed = etree.fromstring(client.get("/search.atom?q=khongcogi").data)
    assert feed.find(ATOM + "entry") is None
    arrivals = [change["moment"] for change in client.get("/api/changes").get_json()["changes"]]
    assert feed.find(ATOM + "updated").text == max(arrivals)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("campaign=tet-sum-vay&district=thanh-xuan", "Tết Sum vầy · Thanh Xuân – Tin Công Đoàn"),
        ("q=mái+ấm&year=2020", "mái ấm · 2020 – Tin Công Đoàn"),
        ("q=quà&from=2020-01-01&to=2020-12-31", "quà · 2020-01-01 – 2020-12-31 – Tin Công Đoàn"),
        ("", "Mới nhất – Tin Công Đoàn"),
    ],
)
def test_the_title_of_a_feed_says_the_search(client: FlaskClient, query: str, title: str) -> None:
    feed = etree.fromstring(client.get(f"/search.atom?{query}").data)
    assert feed.find(ATOM + "title").text == title


def test_what_comes_or_changes_leads_the_feed_whatever_its_date(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    rows = {
        f"a{number}": {"title": "Công đoàn tặng quà", "published": f"2024-01-{number:02}", "body": "Một."}
        for number in range(1, 6)
    }

    def build() -> list[str]:
        lines = [json.dumps({"id": identity, **row}) for identity, row in rows.items()]
        (corpus / "all.jsonl").write_text("\n".join(lines))
        update(corpus, index, jobs=1)
        feed = etree.fromstring(client.get("/search.atom?q=tặng+quà").data)
        return [entry.find(ATOM + "id").text.rpartition("/")[2] for entry in feed.iter(ATOM + "entry")]

    app = create_app({"INDEX": str(index), "ACCESS_LOG": False})
    client = app.test_client()
    try:
        assert set(build()) == set(rows)
        rows["old"] = {
            "title": "Công đoàn tặng quà",
            "published": "2009-01-01",
            "body": "Tin cũ mới tìm thấy.",
        }
        assert build()[0] == "old"
        rows["undated"] = {"title": "Công đoàn tặng quà", "body": "Không ghi ngày."}
        assert build()[:2] == ["undated", "old"]
        rows["a3"]["body"] = "Một, hai."
        assert build()[:3] == ["a3", "undated", "old"]
        before = client.get("/search.atom").data
        update(corpus, index, jobs=1, full=True)
        assert client.get("/search.atom").data == before
    finally:
        resource.close(app)


@pytest.mark.parametrize("path", ["/search.atom?q=x", "/search.csv?q=x", "/search.jsonl", "/api/docs"])
def test_robots_lets_what_is_meant_for_programs_be_fetched(client: FlaskClient, path: str) -> None:
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").text.splitlines())
    assert robots.can_fetch("feedreader", f"http://localhost{path}")
    assert not robots.can_fetch("feedreader", "http://localhost/search?q=x")
    assert not robots.can_fetch("feedreader", "http://localhost/api/search?q=x")


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


@pytest.mark.parametrize("path", ["/api/search", "/search", "/search.csv", "/search.jsonl", "/search.atom"])
def test_every_answer_of_a_search_takes_since(client: FlaskClient, path: str) -> None:
    moment = max(change["moment"] for change in client.get("/api/changes").get_json()["changes"])
    everything = client.get(f"{path}?q=cong+doan&since=2019-01-01&sort=added")
    nothing = client.get(f"{path}?q=cong+doan&since={moment}&sort=added")
    assert everything.status_code == nothing.status_code == 200
    assert RECORDS[0]["id"] in everything.text
    assert f"/articles/{RECORDS[0]['id']}" not in nothing.text
    for bad in ("hôm+nay", "2026-02-30", "17;"):
        assert client.get(f"{path}?since={bad}").status_code == 400, bad
    if path != "/search":
        assert "2026-01-31T08:00:00Z" in client.get(f"{path}?since=x&lang=en").get_json()["detail"]


def test_a_narrowing_by_arrival_is_a_filter_to_be_seen_and_dropped(client: FlaskClient) -> None:
    page = client.get("/search?q=cong+doan&since=2019-01-02T08:00:00%2B07:00").text
    assert "thêm vào kho sau 02/01/2019 08:00" in page
    assert 'href="/search?q=cong+doan&amp;sort=added"' in client.get("/search?q=cong+doan").text
