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
    again = [
        (box.get("name"), box.get("value") or "")
        for box in page.xpath("//main//form//input[not(@type='checkbox') or @checked]")
    ]
    written = urlencode([*again, ("go", "1")])
    assert parse_qs(urlsplit(client.get(f"/advanced?{written}").headers["Location"]).query) == leads
    assert page.xpath("//input[@name='district'][@checked]/@value") == ["thanh-xuan"]


@pytest.mark.parametrize(
    "address",
    [
        "district=bac-tu-liem&district=thanh-xuan",
        "q=tet&year=2020&year=2021&campaign=tet-sum-vay",
        "district=thanh-xuan&ward=phuong-khuong-dinh&author=Mai+Quý&since=2020-01-01",
        "year=1999",
    ],
)
def test_a_filter_takes_several_values_and_none_is_lost(client: FlaskClient, address: str) -> None:
    page = etree.HTML(client.get(f"/advanced?{address}").text)
    boxes = page.xpath("//main//form//input[not(@type='checkbox') or @checked]")
    sent = urlencode([*[(box.get("name"), box.get("value") or "") for box in boxes], ("go", "1")])
    leads = parse_qs(urlsplit(client.get(f"/advanced?{sent}").headers["Location"]).query)
    assert {name: sorted(values) for name, values in leads.items()} == parse_qs(address)
    for group in page.xpath("//main//form//details[.//input[@checked]]"):
        assert group.get("open") is not None
    assert len(page.xpath("//main//form//input[@name='district']")) > 2


def test_a_word_that_is_excluded_is_not_found(client: FlaskClient) -> None:
    every = client.get("/api/search?q=cong+doan").get_json()["total"]
    leads = client.get("/advanced?w_all=cong+doan&w_without=tết&go=1").headers["Location"]
    assert client.get(leads.replace("/search", "/api/search")).get_json()["total"] < every
