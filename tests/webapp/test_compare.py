"""Searches side by side: the page, its table, its picture and the API tell the same counts."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient
from lxml import etree

QUERIES = "q=tết+sum+vầy&q=cong+doan"


def _counts(client: FlaskClient, query: str) -> dict[str, int]:
    return {v["value"]: v["count"] for v in client.get(f"/api/search?{query}").get_json()["facets"]["year"]}


def test_a_series_counts_what_its_search_counts(client: FlaskClient) -> None:
    answer = client.get(f"/api/timeline?{QUERIES}").get_json()
    assert answer["unit"] == "year"
    assert [series["q"] for series in answer["series"]] == ["tết sum vầy", "cong doan"]
    everything = _counts(client, "")
    for series in answer["series"]:
        counted = _counts(client, f"q={series['q']}")
        for point in series["points"]:
            count = counted.get(point["key"], 0)
            assert point["count"] == count
            assert point["share"] == pytest.approx(count / (everything.get(point["key"]) or 1), abs=1e-6)
        assert (
            series["total"]
            == client.get(series["link"].replace("/search", "/api/search")).get_json()["total"]
        )


@pytest.mark.parametrize("filters", ["year=2020", "from=2019-06-01&to=2020-12-31"])
def test_one_or_two_years_are_counted_by_month(client: FlaskClient, filters: str) -> None:
    answer = client.get(f"/api/timeline?q=cong+doan&{filters}").get_json()
    assert answer["unit"] == "month"
    dated = client.get(f"/api/search?q=cong+doan&{filters}&size=100").get_json()["results"]
    found: dict[str, int] = {}
    for hit in dated:
        if hit["published"]:
            found[hit["published"][:7]] = found.get(hit["published"][:7], 0) + 1
    assert {p["key"]: p["count"] for p in answer["series"][0]["points"] if p["count"]} == found


@pytest.mark.parametrize("share", ["", "&share=1"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_page_and_table_hold_every_year_and_search(client: FlaskClient, share: str, lang: str) -> None:
    page = etree.HTML(client.get(f"/compare?{QUERIES}{share}&lang={lang}").text)
    assert [box.get("value") for box in page.xpath("//main//input[@name='q']")] == [
        "tết sum vầy",
        "cong doan",
        "",
        "",
    ]
    rows = list(
        csv.reader(io.StringIO(client.get(f"/compare.csv?{QUERIES}&lang={lang}").data.decode("utf-8-sig")))
    )
    answer = client.get(f"/api/timeline?{QUERIES}").get_json()
    assert [row[0] for row in rows[1:]] == [point["key"] for point in answer["all"]]
    assert [int(row[1]) for row in rows[1:]] == [p["count"] for p in answer["series"][0]["points"]]
    drawn = page.xpath("//svg[@class='compare-all']/rect")
    assert len(drawn) == sum(1 for s in answer["series"] for p in s["points"] if p["count"])
    for link in page.xpath("//section[@class='take']//a/@href"):
        assert client.get(link).status_code == 200, link


def test_the_picture_is_whole_by_itself(client: FlaskClient) -> None:
    response = client.get('/compare.svg?q=công+đoàn+<"%26&q=tết')
    assert response.mimetype == "image/svg+xml"
    picture = etree.fromstring(response.data)
    words = " ".join(picture.itertext())
    assert 'công đoàn <"&' in words
    assert not picture.xpath("//@href | //@style | //@class")


@pytest.mark.parametrize("path", ["/compare", "/compare.csv", "/compare.svg", "/api/timeline"])
def test_a_fifth_search_is_refused_and_none_is_no_error(client: FlaskClient, path: str) -> None:
    five = "&".join(f"q=w{n}" for n in range(5))
    assert client.get(f"{path}?{five}").status_code == 400
    assert client.get(path).status_code == 200
    assert client.get(f"{path}?q=&q=cong+doan&q=").status_code == 200
