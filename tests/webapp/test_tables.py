"""What an officer saves as a table opens in her sheet: CSV and workbooks of searches and of the matrix."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from lxml import etree

from webapp import tables

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))


def _cells(data: bytes) -> list[list[str]]:
    """The rows of a workbook's first sheet, read by its XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert book.testzip() is None
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{MAIN}row")]


def test_a_column_of_dates_has_one_form(client: FlaskClient) -> None:
    days = [row["Ngày đăng"] for row in _rows(client, "/search.csv?lang=vi")]
    assert any(days)
    assert [day for day in days if not re.fullmatch(r"(\d{4}-\d\d-\d\d)?", day)] == []


def test_a_program_finds_the_names_of_the_fields(client: FlaskClient) -> None:
    rows = _rows(client, "/search.csv")
    assert {"id", "title", "published", "year", "year_basis", "districts", "link"} <= set(rows[0])
    assert {row["year_basis"] for row in rows} <= {"published", "inferred", ""}


def test_the_page_asks_for_tables_in_its_language(client: FlaskClient) -> None:
    for lang in ("vi", "en"):
        page = etree.HTML(client.get("/search?q=cong+doan", headers={"Accept-Language": lang}).text)
        links = page.xpath("//section[@class='take']//a/@href")
        assert [link for link in links if "/search.csv" in link and f"lang={lang}" in link]


def test_a_year_says_what_it_rests_on(client: FlaskClient) -> None:
    rows = _rows(client, "/search.csv?lang=vi")
    assert {row["Căn cứ của năm"] for row in rows if row["Ngày đăng"]} == {"ngày đăng"}
    assert all(bool(row["Căn cứ của năm"]) == bool(row["Năm"]) for row in rows)


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/search.csv?lang=vi", "Ngày đăng"),
        ("/search.csv?lang=en", "Published"),
        ("/coverage/years.csv", "Phong trào"),
        ("/coverage/districts.csv?lang=en", "Campaign"),
    ],
)
def test_headings_are_in_the_language_of_the_page(client: FlaskClient, path: str, heading: str) -> None:
    assert heading in _rows(client, path)[0]


@pytest.mark.parametrize(
    ("path", "plain", "full"),
    [
        ("/search.csv?q=mái+ấm&year=2020", "tin-cong-doan-mai-am-2020.csv", "tin-cong-doan mái ấm, 2020.csv"),
        ("/search.xlsx?q=Đống", "tin-cong-doan-dong.xlsx", "tin-cong-doan Đống.xlsx"),
        ("/search.jsonl", "tin-cong-doan.jsonl", "tin-cong-doan.jsonl"),
        ('/search.csv?q=a%2F..%5C%22b%0d%0ax:+y', "tin-cong-doan-a-b-x-y.csv", "tin-cong-doan a .. b x y.csv"),
        ("/search.csv?q=联合", "tin-cong-doan.csv", "tin-cong-doan 联合.csv"),
    ],
)  # fmt: skip
def test_the_file_is_named_by_the_search(client: FlaskClient, path: str, plain: str, full: str) -> None:
    said = client.get(path).headers["Content-Disposition"]
    found = re.fullmatch(r"attachment; filename=\"([!-~ ]+)\"; filename\*=UTF-8''([!-~]+)", said)
    assert found, said
    assert (found[1], unquote(found[2])) == (plain, full)


def test_a_workbook_holds_what_the_csv_holds(client: FlaskClient) -> None:
    response = client.get("/search.xlsx?q=cong+doan")
    assert response.mimetype == tables.XLSX
    heading, *rows = _cells(response.data)
    written = _rows(client, "/search.csv?q=cong+doan&lang=vi")
    assert heading == list(written[0])
    assert len(rows) == len(written)
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(response.data)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("across", ["districts", "years"])
def test_the_matrix_is_a_table_with_its_sums(client: FlaskClient, across: str) -> None:
    rows = _rows(client, f"/coverage/{across}.csv")
    page = client.get("/coverage").text
    assert rows
    for row in rows:
        assert row["Phong trào"] in page
        cells = [int(n) for name, n in row.items() if name not in ("Phong trào", "Cộng")]
        assert max(cells) <= int(row["Cộng"]) <= max(sum(cells), int(row["Cộng"]))
    heading, *lines = _cells(client.get(f"/coverage/{across}.xlsx").data)
    assert heading == list(rows[0])
    assert [line[-1] for line in lines] == [row["Cộng"] for row in rows]


def test_the_matrix_of_a_year_counts_that_year(client: FlaskClient) -> None:
    everything = {r["Phong trào"]: r["Cộng"] for r in _rows(client, "/coverage/districts.csv")}
    one_year = {r["Phong trào"]: r["Cộng"] for r in _rows(client, "/coverage/districts.csv?year=2020")}
    by_year = {r["Phong trào"]: r["2020"] for r in _rows(client, "/coverage/years.csv")}
    assert one_year == by_year
    assert one_year != everything


@pytest.mark.parametrize("path", ["/districts/thanh-xuan", "/campaigns/tet-sum-vay", "/search?q=cong+doan"])
def test_every_list_can_be_taken_followed_and_cited(client: FlaskClient, path: str) -> None:
    page = etree.HTML(client.get(path).text)
    links = page.xpath("//section[@class='take']//a/@href")
    for ending in ("csv", "xlsx", "jsonl", "atom"):
        link = next(link for link in links if f"/search.{ending}" in link)
        assert client.get(link).status_code == 200
    assert page.xpath("//section[@class='take']//form[@action='/s']//input")


def test_the_matrix_links_its_tables(client: FlaskClient) -> None:
    links = etree.HTML(client.get("/coverage?year=2020").text).xpath(
        "//a[contains(@href, '/coverage/')]/@href"
    )
    assert {link.partition("?")[0] for link in links} >= {
        f"/coverage/{across}.{form}" for across in ("districts", "years") for form in ("csv", "xlsx")
    }
    assert all(client.get(link).status_code == 200 for link in links)
