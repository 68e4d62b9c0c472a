"""The page that says how to follow a search gives lines that the command takes, whatever is searched for."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from search.alerts import load

QUERIES = [
    {"q": "tết sum vầy", "district": "thanh-xuan", "sort": "newest", "page": "3"},
    {"q": '"quà" \\ [[alert]]\nname = 1 <b>', "year": "2020"},
    {"q": "quà 🎁 \x07", "from": "2020-01-01", "to": "2020-12-31"},
    {"q": "", "campaign": "tet-sum-vay"},
]


def lines(page: str, id: str) -> str:
    found = re.search(rf'<pre [^>]*id="{id}"[^>]*>(.*?)</pre>', page, re.S)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_its_lines_are_an_alert_for_the_same_search(
    client: FlaskClient, tmp_path: Path, query: dict[str, str], lang: str
) -> None:
    page = client.get("/follow", query_string={**query, "lang": lang}).text
    file = tmp_path / "alerts.toml"
    file.write_text(lines(page, "alert-head") + lines(page, "alert-lines"), encoding="utf-8")
    [alert] = load(file).alerts
    wanted = {name: value for name, value in query.items() if name not in ("sort", "page") and value}
    assert dict(alert.search) == wanted
    feed = lines(page, "feed-address")
    assert dict(parse_qsl(urlsplit(feed).query)) == wanted
    assert client.get(feed).status_code == 200


@pytest.mark.parametrize(
    "path", ["/search?q=cong+doan", "/districts/thanh-xuan", "/campaigns/tet-sum-vay", "/"]
)
def test_it_is_linked_where_something_can_be_followed(client: FlaskClient, path: str) -> None:
    for address in re.findall(r'href="(/follow[^"]*)"', client.get(path).text):
        assert client.get(html.unescape(address)).status_code == 200
    assert "/follow" in client.get(path).text


def test_a_search_that_cannot_be_is_told(client: FlaskClient) -> None:
    assert client.get("/follow?from=x").status_code == 400
