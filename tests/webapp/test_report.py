"""The report of a place and year as it opens in Word and in Excel: headings, numbers and dates are real ones."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import datetime

import docx
import openpyxl
import pytest
from docx.shared import Cm
from flask.testing import FlaskClient

from indexer.pipeline import update
from webapp import create_app, resource

ARTICLES = [
    {
        "id": "hoang-mai",
        "title": "Hoàng Mai tổng kết hoạt động công đoàn",
        "body": "Năm 2023, LĐLĐ quận Hoàng Mai kết nạp 820/800 đoàn viên và hỗ trợ 1,25 tỷ đồng cho đoàn viên khó khăn.\n\n"
        "LĐLĐ quận Hoàng Mai tặng Giấy khen cho 7 tập thể, 19 cá nhân.",
        "source": "Lao động Thủ đô",
        "published": "2023-12-21T08:30:00+07:00",
    },
    {
        "id": "hoang-mai-khong-ngay",
        "title": "=Hoàng Mai chăm lo đoàn viên",
        "body": "Trong năm 2023, LĐLĐ quận Hoàng Mai trao 60 suất quà cho công nhân.",
    },
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    corpus = tmp_path_factory.mktemp("report-corpus")
    lines = (json.dumps(article, ensure_ascii=False) for article in ARTICLES)
    (corpus / "articles.jsonl").write_text("\n".join(lines))
    index = tmp_path_factory.mktemp("report-index") / "index"
    update(corpus, index, jobs=1)
    app = create_app({"INDEX": str(index), "ACCESS_LOG": False})
    yield app.test_client()
    resource.close(app)


@pytest.fixture(scope="module")
def word(client: FlaskClient) -> docx.document.Document:
    return docx.Document(io.BytesIO(client.get("/report.docx?district=hoang-mai&year=2023&lang=vi").data))


@pytest.fixture(scope="module")
def excel(client: FlaskClient) -> openpyxl.Workbook:
    return openpyxl.load_workbook(
        io.BytesIO(client.get("/report.xlsx?district=hoang-mai&year=2023&lang=vi").data)
    )


def test_the_document_has_vietnamese_headings_in_order(word: docx.document.Document) -> None:
    headings = [p.text for p in word.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert headings == ["Báo cáo số liệu công đoàn", "Tổng cộng", "Số liệu", "Khen thưởng", "Các bài đã dùng"]


def test_the_document_is_a4_and_says_what_it_covers(word: docx.document.Document) -> None:
    assert (
        round(word.sections[0].page_width / Cm(1), 1),
        round(word.sections[0].page_height / Cm(1), 1),
    ) == (21.0, 29.7)
    text = "\n".join(p.text for p in word.paragraphs)
    assert "Hoàng Mai" in text
    assert "/report?district=hoang-mai&year=2023" in text.replace("&amp;", "&")
    assert "21/12/2023" in text


def test_the_tables_of_the_document_hold_the_rows(word: docx.document.Document) -> None:
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]
    assert [table[0] for table in tables] == [
        ["Đại lượng", "Việc", "Số", "Không cộng"],
        ["Con số", "Đại lượng", "Tình trạng", "Câu trong bài", "Bài"],
        ["Danh hiệu", "Số lượng", "Cơ quan khen", "Câu trong bài", "Bài"],
    ]
    cells = {cell for table in tables for row in table for cell in row}
    assert {"820", "1.250.000.000", "60 suất quà", "Giấy khen", "7", "19"} <= cells


def test_the_workbook_has_vietnamese_headings_numbers_and_dates(excel: openpyxl.Workbook) -> None:
    sheet = excel.worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    assert {"Số", "Đại lượng", "Tình trạng", "Câu trong bài", "Ngày đăng", "Bài"} <= set(head)
    values, dates = ([row[head.index(name)] for row in rows] for name in ("Số", "Ngày đăng"))
    assert {820, 800, 1_250_000_000, 60} <= set(values)
    assert datetime(2023, 12, 21, 8, 30) in dates
    assert None in dates
    column = head.index("Ngày đăng") + 1
    dated = next(
        sheet.cell(line, column) for line in range(2, sheet.max_row + 1) if sheet.cell(line, column).value
    )
    assert dated.is_date
    assert dated.number_format == "dd/mm/yyyy"


def test_the_workbook_has_the_sums_and_runs_nothing(excel: openpyxl.Workbook) -> None:
    assert len(excel.worksheets) == 2
    head, *sums = excel.worksheets[1].iter_rows(values_only=True)
    assert head[2] == "Số"
    assert {820, 60, 1_250_000_000} <= {row[2] for row in sums}
    assert all(cell.data_type != "f" for sheet in excel for row in sheet.iter_rows() for cell in row)


def test_the_english_report_has_english_headings(client: FlaskClient) -> None:
    made = docx.Document(io.BytesIO(client.get("/report.docx?district=hoang-mai&lang=en").data))
    assert [p.text for p in made.paragraphs if p.style.name.startswith("Heading")][-1] == "Articles used"
