"""The card above the results: shown for what the words name, true to the filter it offers, and gone when that is on."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree

NAMED = [
    ("công đoàn thanh xuân", "district", "thanh-xuan", "/districts/thanh-xuan"),
    ("thanh xuan chăm lo", "district", "thanh-xuan", "/districts/thanh-xuan"),
    ("tết sum vầy", "campaign", "tet-sum-vay", "/campaigns/tet-sum-vay"),
    ("đỗ đạt", "author", "do-dat", "/authors/do-dat"),
    ("công đoàn 2020", "year", "2020", None),
]


def _page(client: FlaskClient, **query: Any) -> etree._Element:
    answer = client.get("/search", query_string=query)
    assert answer.status_code == 200
    return etree.HTML(answer.text)


def _card(client: FlaskClient, **query: Any) -> etree._Element | None:
    cards = _page(client, **query).xpath("//section[@class='answer-card']")
    assert len(cards) <= 1
    return cards[0] if cards else None


@pytest.mark.parametrize(("q", "facet", "value", "page"), NAMED)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_card_shows_what_the_archive_has(
    client: FlaskClient, q: str, facet: str, value: str, page: str | None, lang: str
) -> None:
    card = _card(client, q=q, lang=lang)
    assert card is not None
    everything = client.get("/api/search", query_string={facet: value, "sort": "newest"}).get_json()
    assert str(everything["total"]) in card.findtext(".//h2/span[@class='quiet']")
    latest = card.xpath(".//ul[@class='answer-latest']//a/text()")
    assert latest == [hit["title"] for hit in everything["results"][:3]]
    bars = card.xpath(".//table//tr[td]")
    counts = {row.xpath("string(th)").strip(): int(row.findtext("td")) for row in bars}
    if facet == "year":
        assert len(counts) == 12
    else:
        years = {v["value"]: v["count"] for v in everything["facets"]["year"] if v["count"]}
        assert {year: n for year, n in counts.items() if n} == years
    if page:
        assert any(link.split("?")[0] == page for link in card.xpath(".//p//@href"))


@pytest.mark.parametrize(("q", "facet", "value", "page"), NAMED)
def test_its_filter_is_one_tap_and_then_it_is_gone(
    client: FlaskClient, q: str, facet: str, value: str, page: str | None
) -> None:
    card = _card(client, q=q)
    assert card is not None
    link = card.xpath(f".//p/a[contains(@href, 'q=') and contains(@href, '{facet}={value}')]")[0]
    filtered = client.get(link.get("href").replace("/search", "/api/search", 1)).get_json()
    assert f"({filtered['total']})" in link.text
    assert [v["value"] for v in filtered["facets"][facet] if v["selected"]] == [value]
    after = etree.HTML(client.get(link.get("href")).text)
    headings = after.xpath("//section[@class='answer-card']/h2/span[1]/text()")
    assert card.findtext(".//h2/span") not in headings


@pytest.mark.parametrize(
    "query",
    [
        {"q": "công đoàn thanh xuân", "page": 2, "size": 1},
        {"q": "đoàn viên"},
        {},
        {"q": "công đoàn", "district": "thanh-xuan"},
        {"q": 'công đoàn quận:"Thanh Xuân"'},
    ],
)
def test_there_is_none_past_the_first_page_or_where_nothing_is_named(
    client: FlaskClient, query: dict[str, Any]
) -> None:
    assert _card(client, **query) is None


@pytest.mark.parametrize(("q", "facet", "value", "page"), NAMED)
def test_no_link_stands_both_in_the_card_and_in_the_notices(
    client: FlaskClient, q: str, facet: str, value: str, page: str | None
) -> None:
    whole = _page(client, q=q)
    in_card = set(whole.xpath("//section[@class='answer-card']/p//@href"))
    assert in_card
    assert not in_card & set(whole.xpath("//p[contains(@class, 'notice')]//@href"))
