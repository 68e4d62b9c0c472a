"""What a tab, a bookmark and an empty filter say: titles name the search, nothing leads to an empty page."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect


@pytest.mark.fault(8)
@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/search?district=thanh-xuan&year=2020", ["Thanh Xuân", "2020"]),
        ("/search?q=cong+doan&page=2", ["cong doan", "trang 2"]),
        ("/search?q=cong+doan&from=2020-01-01&to=2020-12-31", ["cong doan", "01/01/2020", "31/12/2020"]),
        ("/search?campaign=tet-sum-vay&page=1", ["Tết Sum vầy"]),
        ("/search?q=cong+doan&lang=en&page=3", ["cong doan", "page 3"]),
        ("/search?kind=article&year=2019", ["Bài viết", "2019"]),
    ],
)
def test_a_title_names_the_words_the_filters_and_the_page(read: Any, path: str, parts: list[str]) -> None:
    title = read().open(path).title()
    assert [part for part in parts if part not in title] == []


@pytest.mark.fault(8)
def test_the_title_follows_filters_that_act_at_once(read: Any) -> None:
    page = read().open("/search?q=cong+doan")
    page.locator("#filters input[name=year]:enabled").first.check()
    page.wait_for_url("**year=*")
    year = page.locator("#filters input[name=year]:checked").first.get_attribute("value")
    page.wait_for_function("year => document.title.includes(year)", arg=year)
    assert "cong doan" in page.title()


@pytest.mark.fault(8)
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/districts",
        "/search?q=tet+sum+vay&year=2019",
        "/campaigns/tet-sum-vay",
        "/search?q=qwzxv",
        "/coverage",
    ],
)
def test_no_tile_bar_or_cell_leads_to_an_empty_page(read: Any, path: str) -> None:
    page = read().open(path)
    empty = page.evaluate(
        """() => [...document.querySelectorAll(".map-svg a, .timeline-svg a, .matrix td a, .counted a")]
            .filter((link) => /(^|\\s)0$/.test((link.querySelector(".tile-count, .counted-count") ?? link).textContent.trim()))
            .map((link) => link.getAttribute("href"))"""
    )
    assert empty == []


@pytest.mark.fault(8)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize(
    "path",
    [
        "/search?q=mai+am+cong+doan+hien+mau&district=thanh-xuan",
        "/search?q=luong+toi+thieu+hien+mau+dinh+cong&year=2019",
        "/search?q=luong+toi+thieu+hien+mau&year=2019&kind=article",
    ],
)
def test_a_relaxed_answer_offers_to_drop_the_filters(read: Any, path: str, script: bool) -> None:
    page = read(java_script_enabled=script).open(path)
    page.locator(".notice", has_text="phạm vi bộ lọc").get_by_role("link", name="Bỏ tất cả bộ lọc").click()
    expect(page.locator(".chip")).to_have_count(0)
    assert page.url.endswith(path.split("&")[0])


@pytest.mark.fault(8)
def test_the_home_page_says_of_its_archive_only_what_is_so(read: Any, long_site: str) -> None:
    page = read().open(long_site + "/")
    lead = page.locator(".hero-lead").inner_text()
    assert "2019" not in lead
    assert "Kho có" in lead
