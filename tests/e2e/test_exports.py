"""Taking a page along: tables, feed, print and citation, wherever articles are listed."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from typing import Any
from urllib.request import urlopen

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]
from playwright.sync_api import expect

LISTS = ["filtered", "district", "long-ward", "campaign", "coverage"]
EXPORTS = [*LISTS, "compare"]


@pytest.fixture
def lists(pages: dict[str, str], long_pages: dict[str, str]) -> dict[str, str]:
    return {**pages, **long_pages}


def words_of(name: str) -> str:
    """A name of a file, folded to its words."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain.replace("đ", "d")))


def download(page: Any, link: Any) -> tuple[str, bytes]:
    """File name and content of what a click on `link` saves."""
    with page.expect_download() as saving:
        link.first.click()
    return saving.value.suggested_filename, saving.value.path().read_bytes()


@pytest.mark.fault(7)
@pytest.mark.parametrize("name", EXPORTS)
def test_a_table_is_saved_as_csv_and_as_workbook_of_the_same_rows(
    read: Any, lists: dict[str, str], name: str
) -> None:
    page = read().open(lists[name])
    main = page.locator("main")
    csv_name, text = download(page, main.locator('a[href*=".csv"]'))
    xlsx_name, book = download(page, main.locator('a[href*=".xlsx"]'))
    assert csv_name.rsplit(".", 1)[0] == xlsx_name.rsplit(".", 1)[0]
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(book), read_only=True).worksheets[0]
    assert len(rows) > 1
    assert len(list(sheet.iter_rows())) == len(rows)


@pytest.mark.fault(7)
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/search?q=tết+sum+vầy", "tet sum vay"),
        ("/search?q=cong+doan&district=thanh-xuan&year=2020", "cong doan thanh xuan 2020"),
        ("/districts/thanh-xuan", "thanh xuan"),
        ("/campaigns/tet-sum-vay", "tet sum vay"),
    ],
)
def test_a_saved_table_is_named_by_what_was_looked_for(read: Any, path: str, said: str) -> None:
    page = read().open(path)
    name, _ = download(page, page.locator('main a[href*="/search.csv"]'))
    assert said in words_of(name)


@pytest.mark.fault(7)
@pytest.mark.parametrize(
    ("lang", "headings"), [("vi", {"Tiêu đề", "Ngày đăng"}), ("en", {"Title", "Published"})]
)
@pytest.mark.parametrize("name", ["results", "district", "campaign"])
def test_columns_are_headed_in_the_language_of_the_page(
    read: Any, pages: dict[str, str], lang: str, headings: set[str], name: str
) -> None:
    path = pages[name]
    page = read().open(f"{path}{'&' if '?' in path else '?'}lang={lang}")
    _, text = download(page, page.locator('main a[href*="/search.csv"]'))
    assert headings <= set(next(csv.reader(io.StringIO(text.decode("utf-8-sig")))))


@pytest.mark.fault(7)
def test_every_date_of_a_column_has_one_form_and_each_year_its_basis(site: str) -> None:
    with urlopen(f"{site}/search.csv?lang=en") as response:
        rows = list(csv.DictReader(io.StringIO(response.read().decode("utf-8-sig"))))
    dates = {re.sub(r"\d", "9", row["Published"]) for row in rows if row["Published"]}
    assert len(dates) == 1, dates
    basis = next(column for column in rows[0] if "basis" in column.lower())
    assert all(bool(row[basis]) == bool(row["Year"]) for row in rows)


@pytest.mark.fault(7)
@pytest.mark.parametrize("name", LISTS)
def test_feed_citation_and_print_stand_on_every_list(read: Any, lists: dict[str, str], name: str) -> None:
    page = read().open(lists[name])
    main = page.locator("main")
    expect(main.locator('a[href*="/search.atom"]').first).to_be_visible()
    page.evaluate("window.printed = 0; window.print = () => { window.printed += 1; }; 0")
    main.get_by_role("button", name="In trang này").click()
    assert page.evaluate("window.printed") == 1
    main.get_by_role("button", name="Trích dẫn kết quả này").click()
    page.wait_for_url("**/s/*")
    expect(page.locator("#cite-text")).to_be_visible()
