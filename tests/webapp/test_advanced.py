"""The form that writes a query: what is filled in is searched for, and a query opens in it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree

CASES = [
    ({"all": "tặng quà", "phrase": "công đoàn"}, 'tặng quà "công đoàn"'),
    ({"all": "thi đua", "without": "covid dịch"}, 'thi đua -"covid" -"dịch"'),
    ({"near": "quà tết", "title": "mái ấm"}, "câu:(quà tết) tít:(mái ấm)"),
    ({"author": "Mai Quý"}, 'tác_giả:"Mai Quý"'),
    ({"phrase": 'a" OR (b', "near": "x) y"}, '"a OR b" câu:(x y)'),
]


@pytest.mark.parametrize(("filled", "query"), CASES)
def test_the_form_writes_the_query_and_opens_it_again(
    client: FlaskClient, filled: dict[str, str], query: str
) -> None:
    sent = client.get(
        f"/advanced?{urlencode({**{f'w_{name}': text for name, text in filled.items()}, 'district': 'thanh-xuan', 'from': '2020-01-01', 'go': '1'})}"
    )
    assert sent.status_code == 303
    leads = parse_qs(urlsplit(sent.headers["Location"]).query)
    assert leads == {"q": [query], "district": ["thanh-xuan"], "from": ["2020-01-01"]}
    assert client.get(sent.headers["Location"]).status_code == 200
    page = etree.HTML(client.get(f"/advanced?{urlencode(leads, doseq=True)}").text)
    again = {box.get("name"): box.get("value") for box in page.xpath("//main//form//input")}
    written = urlencode({**again, "district": "thanh-xuan", "go": "1"})
    assert parse_qs(urlsplit(client.get(f"/advanced?{written}").headers["Location"]).query) == leads
    assert page.xpath("//select[@name='district']/option[@selected]/@value") == ["thanh-xuan"]


def test_a_word_that_is_excluded_is_not_found(client: FlaskClient) -> None:
    every = client.get("/api/search?q=cong+doan").get_json()["total"]
    leads = client.get("/advanced?w_all=cong+doan&w_without=tết&go=1").headers["Location"]
    assert client.get(leads.replace("/search", "/api/search")).get_json()["total"] < every
