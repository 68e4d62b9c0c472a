"""Every link that an answer gives to an article leads to it, whatever its id is made of."""

from __future__ import annotations

import html
import json
import re

import pytest
from flask.testing import FlaskClient

from indexer.pipeline import update
from webapp import create_app
from webapp.api import article_link

IDS = (
    "a/b", "a.b", "a%2Fb", 'a"b', "a b", "..", "../x", "/x", "x?y", "x#y", "x/related", "x/versions", "a//b", "công-đoàn", "😀", "a'b",
    "x/related/related", "%", "%zz", "a\\b", ".", "x/", "//", "a;b", "a&b=c", "<b>", "x.bib", "a+b", "x/versions/1", "a:b",
)  # fmt: skip
PLACES = (
    "/search?q=cong+doan&size=100", "/api/search?q=cong+doan&size=100", "/search.atom?q=cong+doan", "/sitemap-1.xml", "/search.csv?q=",
    "/api/changes?since=0", "/ledger", "/api/ledger?size=100", "/honours", "/api/honours", "/api/passages?q=cong+doan&size=50",
)  # fmt: skip
_LINK = re.compile(r"(?:http://tin\.vn)?(/(?:api/)?articles/[^\"\s<>,'\]}#]+)")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("ids")
    body = "Công đoàn cơ sở may {0} đã trao 12{0} suất quà cho đoàn viên. LĐLĐ thành phố Hà Nội tặng bằng khen cho 1{0} tập thể."
    records = [
        {"id": i, "title": f"Công đoàn cơ sở {n}", "body": body.format(n), "published": "2024-01-05"}
        for n, i in enumerate(IDS)
    ]
    (folder / "tin.jsonl").write_text("\n".join(map(json.dumps, records)))
    update(folder / "tin.jsonl", folder / "index", jobs=1)
    config = {
        "INDEX": str(folder / "index"),
        "ENGINE": "whoosh",
        "ACCESS_LOG": False,
        "BASE_URL": "http://tin.vn",
    }
    return create_app(config).test_client()


@pytest.mark.parametrize("place", PLACES)
def test_every_link_of_a_place_leads_to_its_article(client: FlaskClient, place: str) -> None:
    text = html.unescape(client.get(place).get_data(as_text=True))
    links = set(_LINK.findall(text))
    assert len(links) >= len(IDS)
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("article_id", IDS)
def test_the_api_gives_the_article_of_an_id(client: FlaskClient, article_id: str) -> None:
    answer = client.get("/api" + article_link(article_id))
    assert answer.status_code == 200
    assert answer.get_json()["id"] == article_id
