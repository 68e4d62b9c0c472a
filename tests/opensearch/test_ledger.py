"""The ledger, honours, events and a campaign's life say the same whichever engine keeps the index."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from indexer.check import problems
from indexer.pipeline import update
from tests.engines import Kept
from webapp import create_app, resource

MAIN = (
    "Sáng 6/5/2024, LĐLĐ quận Tây Hồ tổ chức lễ phát động Tháng Công nhân. "
    "Dịp này, LĐLĐ quận Tây Hồ trao 90 suất quà, mỗi suất 500.000 đồng, cho đoàn viên khó khăn. "
    "Đông đảo cán bộ, đoàn viên các công đoàn cơ sở trên địa bàn đã có mặt từ rất sớm để tham gia ngày hội lớn của công nhân. "
    "LĐLĐ quận tặng Giấy khen cho 8 tập thể, 15 cá nhân có thành tích xuất sắc."
)
ARTICLES = [
    {"id": "goc", "title": "Tây Hồ phát động Tháng Công nhân", "body": MAIN, "source": "Lao động Thủ đô", "published": "2024-05-06"},
    {"id": "in-lai", "title": "Quận Tây Hồ phát động Tháng Công nhân", "body": MAIN, "source": "Hà Nội mới", "published": "2024-05-07"},
    {
        "id": "cau-giay",
        "title": "Cầu Giấy phát triển đoàn viên",
        "body": "Năm 2023, LĐLĐ quận Cầu Giấy kết nạp 1.250/1.200 đoàn viên, thành lập 14 công đoàn cơ sở.",
        "source": "Lao động Thủ đô",
        "published": "2023-12-25",
    },
    {"id": "khac", "title": "Thời tiết", "body": "Ngày mai trời mưa, nhiệt độ 25 độ.", "published": "2024-05-06"},
]  # fmt: skip
JSON = [
    "/api/ledger",
    "/api/ledger?year=2023&status=done",
    "/api/ledger?district=tay-ho&measure=gifts",
    "/api/honours",
    "/api/honours?giver=tay+ho",
    "/api/campaigns/thang-cong-nhan/life",
    "/api/articles/in-lai",
]


@pytest.fixture(scope="module")
def clients(
    kept: Kept, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FlaskClient, FlaskClient]]:
    """(the site over the engine, the site over Whoosh)."""
    corpus = tmp_path_factory.mktemp("ledger-engines")
    lines = (json.dumps(article, ensure_ascii=False) for article in ARTICLES)
    (corpus / "articles.jsonl").write_text("\n".join(lines))
    places = [
        (kept.engine, str(kept.place("ledger"))),
        ("whoosh", str(tmp_path_factory.mktemp("w") / "index")),
    ]
    apps = []
    for engine, place in places:
        update(corpus, Path(place), engine=engine, jobs=1)
        assert problems(corpus, Path(place), engine=engine) == []
        apps.append(create_app({"INDEX": place, "ENGINE": engine, "ACCESS_LOG": False}))
    yield apps[0].test_client(), apps[1].test_client()
    for app in apps:
        resource.close(app)


def _steady(said: object) -> object:
    """An answer without what the moment of indexing decides."""
    if isinstance(said, dict):
        return {
            name: _steady(value) for name, value in said.items() if name not in ("added", "changed", "page")
        }
    return [_steady(one) for one in said] if isinstance(said, list) else said


@pytest.mark.parametrize("path", JSON)
def test_the_api_says_the_same(clients: tuple[FlaskClient, FlaskClient], path: str) -> None:
    ours, theirs = (client.get(path) for client in clients)
    assert ours.status_code == theirs.status_code == 200
    assert _steady(ours.json) == _steady(theirs.json)
    assert ours.json != {}


@pytest.mark.parametrize("path", ["/ledger.csv", "/ledger.jsonl", "/honours.csv", "/honours.jsonl"])
def test_the_exports_are_the_same(clients: tuple[FlaskClient, FlaskClient], path: str) -> None:
    ours, theirs = (client.get(path).text for client in clients)
    assert ours == theirs
    assert len(ours.splitlines()) > 1


def test_the_workbooks_hold_the_same_cells(clients: tuple[FlaskClient, FlaskClient]) -> None:
    ours, theirs = (
        [
            [[cell.value for cell in row] for row in sheet.iter_rows()]
            for sheet in openpyxl.load_workbook(io.BytesIO(client.get("/ledger.xlsx?lang=vi").data))
        ]
        for client in clients
    )
    assert ours == theirs


@pytest.mark.parametrize(
    "path",
    ["/ledger?lang=vi", "/honours?lang=en", "/events/goc?lang=vi", "/campaigns/thang-cong-nhan?lang=vi"],
)
def test_the_pages_show_the_same(clients: tuple[FlaskClient, FlaskClient], path: str) -> None:
    ours, theirs = (
        BeautifulSoup(client.get(path).text, "lxml").main.get_text(" ", strip=True) for client in clients
    )
    assert ours == theirs


def test_the_figures_are_there(clients: tuple[FlaskClient, FlaskClient]) -> None:
    values = sorted(row["value"] for row in clients[0].get("/api/ledger").json["rows"])
    assert values == [14, 90, 90, 1200, 1250, 500_000, 500_000]
    honours = clients[0].get("/api/honours").json["rows"]
    assert sorted(row["count"] for row in honours) == [8, 8, 15, 15]
