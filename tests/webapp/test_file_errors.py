"""Files that a program reads: their errors are problems, and no cell of theirs is a formula."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.pipeline import update
from tests.webapp.samples import record
from webapp import create_app, resource

BAD = (
    "/search.csv?from=soon",
    "/search.jsonl?foo=" + "x" * 8_000,
    "/compare.csv?q=a&year=abc",
    "/compare.xlsx?q=a&q=b&q=c&q=d&q=e",
    "/compare.svg?q=a&share=9",
    "/coverage/years.csv?year=abc",
    "/coverage/districts.xlsx?lang=xx",
    "/coverage/wards.csv",
    "/ledger.csv?measure=none",
    "/honours.xlsx?year=abc",
    "/report.docx?from=soon",
    "/ledger.pdf",
    "/s/0123456789abcdef.bib",
    "/s/0123456789abcdef.ris?lang=en",
    "/s/0123456789abcdef.txt",
    "/s/x.pdf",
    "/share/article/nothing.png",
    "/share/search.png?year=abc",
)


@pytest.mark.parametrize("address", BAD)
def test_an_address_of_a_file_fails_with_a_problem(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code in (400, 404, 414)
    assert answer.mimetype == "application/problem+json"
    problem = answer.get_json()
    assert problem["status"] == answer.status_code
    assert problem["detail"]


@pytest.mark.parametrize("form", ["csv", "bib", "ris"])
def test_a_list_that_is_too_long_to_export_fails_with_a_problem(client: FlaskClient, form: str) -> None:
    answer = client.post(f"/saved.{form}", data={"id": ["x" * 1_000] * 100})
    assert answer.status_code == 413
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("address", ["/compare?q=a&year=abc", "/coverage?year=abc", "/ledger?measure=none"])
def test_the_page_beside_it_fails_with_a_page(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize("sign", ["=", "＝", "\u200b=", "@", "+"])
def test_no_cell_of_the_ledger_runs_in_a_spreadsheet(tmp_path: Path, sign: str) -> None:
    line = record(
        "cong-thuc",
        f'{sign}HYPERLINK("http://x")',
        "",
        "Năm 2020, Công đoàn quận Thanh Xuân kết nạp 1.250 đoàn viên.",
        ("thanh-xuan",),
        published="2020-08-20T09:00:00+07:00",
    )
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "one.jsonl").write_text(json.dumps(line))
    update(corpus, tmp_path / "index", jobs=1)
    app = create_app({"INDEX": str(tmp_path / "index"), "ACCESS_LOG": False})
    text = app.test_client().get("/ledger.csv").data.decode("utf-8-sig")
    resource.close(app)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["value"] for row in rows] == ["1250"]
    assert rows[0]["article"].startswith("'")
