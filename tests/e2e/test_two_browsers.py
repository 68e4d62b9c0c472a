"""The journeys that people make, in Chromium and in Firefox, with a script and without one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture(params=["chromium", "firefox"])
def in_browser(request: pytest.FixtureRequest) -> Any:
    """Makes Readers, in each browser."""
    return request.getfixturevalue("read" if request.param == "chromium" else "read_in_firefox")


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def reader(in_browser: Any, script: bool) -> Iterator[Any]:
    """A reader in each browser. Debian's Firefox cannot be told to run no scripts and still be driven: there none arrives."""
    reader = in_browser(java_script_enabled=script)
    blocked = not script and reader.context.browser.browser_type.name == "firefox"
    if blocked:
        reader.context.route(re.compile(r"\.js(\?|$)"), lambda route: route.abort())
    yield reader
    if blocked:
        reader.complaints = [c for c in reader.complaints if "script" not in c.lower()]


def submit(page: Page, name: str) -> None:
    page.locator("main form").get_by_role("button", name=name, exact=True).click()


def test_search_read_and_back(reader: Any) -> None:
    page = reader.open("/")
    page.locator(".search-input").fill("tet sum vay")
    page.get_by_role("button", name="Tìm", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("tet sum vay")
    title = page.locator(".hit-title a").first.inner_text()
    page.locator(".hit-title a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert page.locator("#article mark").count() > 0
    page.get_by_role("link", name=re.compile("Trở lại kết quả")).click()
    expect(page).to_have_url(re.compile(r"/search\?q=tet\+sum\+vay"))


def test_filter_by_place_and_year_and_clear(reader: Any, script: bool) -> None:
    page = reader.open("/search?q=cong+doan")
    everything = page.locator("#results-title").inner_text()
    for name, label in (("district", "Thanh Xuân"), ("year", "2020")):
        page.locator("#filters-form").get_by_label(re.compile(rf"^{label} ")).first.check()
        if not script:
            page.get_by_role("button", name="Áp dụng").click()
        page.wait_for_url(re.compile(f"{name}="))
        expect(page.locator(".chips")).to_contain_text(label)
    assert "Thanh Xuân, 2020" in page.title()
    page.get_by_role("link", name="Bỏ tất cả bộ lọc").first.click()
    expect(page.locator("#results-title")).to_have_text(everything)


def test_a_period_by_its_days(reader: Any, script: bool) -> None:
    page = reader.open("/search?q=cong+doan")
    page.locator("#filters [name=from]").fill("2024-01-01")
    if script:
        page.wait_for_url(re.compile("from=2024-01-01"))
    page.locator("#filters [name=to]").fill("2024-12-31")
    if not script:
        page.get_by_role("button", name="Áp dụng").click()
    page.wait_for_url(re.compile("from=2024-01-01&to=2024-12-31"))
    expect(page.locator(".chip")).to_have_count(2)
    years = set(re.findall(r"\d{4}", " ".join(page.locator(".hit time").all_inner_texts())))
    assert years == {"2024"}


def test_article_shows_its_filing_and_its_citation(reader: Any, pages: dict[str, str], script: bool) -> None:
    page = reader.open(pages["article"])
    page.locator(".evidence summary").click()
    expect(page.locator(".evidence q").first).to_be_visible()
    expect(page.locator("#cite-text")).to_be_visible()
    page.locator(".cite summary").first.click()
    expect(page.locator("#cite-bibtex")).to_contain_text("@article")
    if script:
        page.keyboard.press("n")
        expect(page.locator("#hit-position")).to_contain_text("1/")


def test_compare_two_searches(reader: Any) -> None:
    page = reader.open("/compare")
    for number, words in enumerate(("tết sum vầy", "mái ấm công đoàn")):
        page.locator("main form input[name=q]").nth(number).fill(words)
    page.locator("main form select").select_option("1")
    submit(page, "So sánh")
    expect(page.locator(".compare-legend li")).to_have_count(2)
    expect(page.locator(".compare-table tbody tr").first).to_contain_text("%")
    expect(page.locator(".compare-all rect").first).to_be_visible()


def test_advanced_search_writes_the_query(reader: Any) -> None:
    page = reader.open("/advanced")
    page.get_by_label("Đúng cụm từ").fill("công đoàn cơ sở")
    page.get_by_label("Không có các từ").fill("covid")
    submit(page, "Tìm")
    page.wait_for_url(re.compile("/search"))
    assert page.locator(".search-input").first.input_value() == '"công đoàn cơ sở" -"covid"'
    expect(page.locator(".hit").first).to_be_visible()


def test_many_queries_at_once(reader: Any, tmp_path: Any) -> None:
    page = reader.open("/batch")
    page.locator("textarea").fill("tet sum vay\nldld thanh xuan\nqwzxv zzkq")
    submit(page, "Tìm tất cả")
    expect(page.locator(".batch-table tbody tr")).to_have_count(3)
    expect(page.locator(".batch-table tbody tr").last).to_contain_text("Không có bài nào")
    file = tmp_path / "queries.txt"
    file.write_text("mai am cong doan\nthi dua\n")
    page = reader.open("/batch")
    page.locator("input[type=file]").set_input_files(file)
    submit(page, "Tìm tất cả")
    expect(page.locator(".batch-table tbody tr")).to_have_count(2)


def test_save_an_article_and_a_search(reader: Any, script: bool) -> None:
    page = reader.open("/search?q=cong+doan")
    if not script:
        expect(page.locator(".save").first).to_be_hidden()
        expect(reader.open("/saved").locator("#saved")).to_be_hidden()
        return
    title = " ".join(page.locator(".hit-title a").first.inner_text().split())
    page.locator(".hit .save").first.click()
    page.get_by_role("button", name="Lưu tìm kiếm này").click()
    page = reader.open("/saved")
    expect(page.locator('[data-list="articles"] .teaser-title')).to_have_text([title])
    expect(page.locator('[data-list="searches"] .teaser-title')).to_have_count(1)
    page.locator('[data-list="articles"] .remove').click()
    expect(page.locator('[data-empty="articles"]')).to_be_visible()


def test_the_map_and_the_matrix_lead_to_articles(reader: Any) -> None:
    page = reader.open("/districts")
    page.locator(".map-svg a").first.click()
    page.wait_for_url(re.compile("/districts/"))
    expect(page.locator(".teaser").first).to_be_visible()
    page = reader.open("/coverage")
    page.locator(".matrix td a").first.click()
    page.wait_for_url(re.compile("/search"))
    expect(page.locator(".hit").first).to_be_visible()


def test_the_other_language_stays(reader: Any) -> None:
    page = reader.open("/search?q=cong+doan")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(".hit-title a").first.click()
    page.wait_for_url(re.compile("/articles/"))
