"""The pages, exports and API of the ledger over articles with figures."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from indexer.pipeline import update
from webapp import create_app, resource

ARTICLES = [
    {
        "id": "ba-dinh-2023",
        "title": "Công đoàn quận Ba Đình tổng kết năm",
        "body": "Trong năm 2023, LĐLĐ quận Ba Đình kết nạp 640/600 đoàn viên.\n\n"
        "LĐLĐ quận Ba Đình tặng Giấy khen cho 9 tập thể, 14 cá nhân.",
        "published": "2023-12-20",
    },
    {
        "id": "ba-dinh-2023-lai",
        "title": "Ba Đình phát triển đoàn viên",
        "body": "Trong năm 2023, LĐLĐ quận Ba Đình kết nạp 640 đoàn viên.",
        "published": "2023-12-22",
    },
    {
        "id": "dong-da-2024",
        "title": "Công đoàn quận Đống Đa phát triển đoàn viên",
        "body": "Năm 2024, LĐLĐ quận Đống Đa kết nạp 500 đoàn viên. Phấn đấu năm 2025 kết nạp 900 đoàn viên.",
        "published": "2024-12-01",
    },
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    corpus: Path = tmp_path_factory.mktemp("ledger-corpus")
    lines = [json.dumps(article, ensure_ascii=False) for article in ARTICLES]
    (corpus / "articles.jsonl").write_text("\n".join(lines))
    index = tmp_path_factory.mktemp("ledger-index") / "index"
    update(corpus, index, jobs=1)
    app = create_app({"INDEX": str(index), "ACCESS_LOG": False})
    yield app.test_client()
    resource.close(app)


def test_every_figure_stands_with_its_sentence_and_leads_to_its_article(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/ledger?lang=vi").text, "lxml")
    rows = page.select(".ledger-table tbody tr")
    assert len(rows) == 5
    assert "kết nạp 500 đoàn viên" in page.text
    assert any(a["href"].startswith("/articles/dong-da-2024") for a in page.select(".ledger-source a"))


def test_a_sum_counts_an_event_once_and_says_what_it_left_out(client: FlaskClient) -> None:
    (total,) = (s for s in client.get("/api/ledger").json["sums"] if s["act"] == "admit")
    assert total["value"] == 1140
    assert total["left_out"] == {"target": 2, "repeated": 1}


def test_rows_are_filtered_by_the_year_they_speak_of(client: FlaskClient) -> None:
    rows = client.get("/api/ledger?year=2025").json["rows"]
    assert [(row["value"], row["status"]) for row in rows] == [(900, "target")]


def test_rows_are_filtered_by_place_measure_and_status(client: FlaskClient) -> None:
    rows = client.get("/api/ledger?district=dong-da&measure=members&status=done").json["rows"]
    assert [row["value"] for row in rows] == [500]
    assert client.get("/api/ledger?measure=money").json["total"] == 0


def test_honours_have_a_page_and_an_api(client: FlaskClient) -> None:
    rows = client.get("/api/honours?giver=ba+dinh").json["rows"]
    assert [(row["title"], row["count"]) for row in rows] == [("Giấy khen", 9), ("Giấy khen", 14)]
    assert "Giấy khen" in client.get("/honours").text


def test_offsets_of_the_api_point_at_the_words(client: FlaskClient) -> None:
    for row in client.get("/api/ledger").json["rows"]:
        article = client.get(f"/api/articles/{row['article']['id']}").json
        assert article[row["field"]][row["start"] : row["end"]] == row["text"]


def test_exports_hold_every_row(client: FlaskClient) -> None:
    assert len(client.get("/ledger.jsonl").text.splitlines()) == 5
    assert client.get("/ledger.csv").text.startswith("\ufefftype,value")
    assert client.get("/ledger.xlsx").data[:2] == b"PK"


def test_the_report_is_a_page_a_document_and_a_workbook(client: FlaskClient) -> None:
    page = client.get("/report?district=ba-dinh&lang=vi").text
    assert "640" in page
    address = BeautifulSoup(page, "html.parser").select_one("main a[href^='/report?']")
    assert address is not None
    assert address.text.endswith("/report?district=ba-dinh&lang=vi"), "the query's address"
    made = docx.Document(io.BytesIO(client.get("/report.docx?district=ba-dinh&lang=vi").data))
    assert made.paragraphs[0].text == "Báo cáo số liệu công đoàn"
    assert any("640" in cell.text for table in made.tables for row in table.rows for cell in row.cells)
    assert client.get("/report.xlsx?district=ba-dinh").data[:2] == b"PK"


def test_no_figures_is_said(client: FlaskClient) -> None:
    assert "Không có số liệu" in client.get("/ledger?measure=houses&lang=vi").text


@pytest.mark.parametrize("path", ["/api/ledger?measure=x", "/api/honours?status=done", "/ledger?year=abc"])
def test_a_parameter_that_cannot_be_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 400


def test_a_question_of_quantity_is_answered_with_rows_or_with_none(client: FlaskClient) -> None:
    answered = BeautifulSoup(client.get("/search?q=bao+nhiêu+đoàn+viên+ba+đình+2023&lang=vi").text, "lxml")
    assert "640" in answered.select_one(".ledger-card").text
    nothing = BeautifulSoup(client.get("/search?q=bao+nhiêu+mái+ấm+ba+đình+2023&lang=vi").text, "lxml")
    assert "Không có số liệu" in nothing.select_one(".ledger-card").text
    plain = BeautifulSoup(client.get("/search?q=đoàn+viên&lang=vi").text, "lxml")
    assert plain.select_one(".ledger-card") is None


def test_who_got_a_title_is_answered_with_its_sentence(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/search?q=ai+được+giấy+khen&lang=vi").text, "lxml")
    assert "9 tập thể" in page.select_one(".ledger-card").text


@pytest.mark.parametrize("path", ["/articles/ba-dinh-2023", "/districts/ba-dinh"])
def test_figures_stand_beside_articles_and_places(client: FlaskClient, path: str) -> None:
    assert "640" in BeautifulSoup(client.get(f"{path}?lang=vi").text, "lxml").select_one(".ledger-short").text
