"""A period leaves out articles without a date: how many is said, and one click has them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.long_archive import UNDATED

PERIODS = ["from=2000-01-01&to=2019-12-31", "from=2010-06-01", "to=1999-12-31", "year=2020&from=2020-01-01"]


def total(page: Any) -> int:
    return int(re.sub(r"\D", "", page.locator("#results-title").inner_text().split(" ")[0]))


@pytest.mark.fault(3)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("period", PERIODS[:3])
def test_a_period_says_how_many_have_no_date_and_offers_them(
    read: Any, long_site: str, period: str, script: bool
) -> None:
    reader = read(java_script_enabled=script)
    whole = total(reader.open(f"{long_site}/search?q=cong+doan"))
    page = reader.open(f"{long_site}/search?q=cong+doan&{period}")
    notice = page.locator(".notice", has_text="không ghi ngày")
    expect(notice).to_contain_text(f"{UNDATED} bài")
    notice.get_by_role("link", name="Bỏ lọc thời gian").click()
    page.wait_for_url(re.compile(r"/search\?q=cong(\+|%20)doan$"))
    expect(page.locator("#results-title")).to_contain_text(f"{whole} ")


@pytest.mark.fault(3)
def test_a_period_chosen_in_the_filters_says_so_too(read: Any, long_site: str) -> None:
    page = read().open(f"{long_site}/search?q=cong+doan")
    page.locator("#filters [name=from]").fill("2010-01-01")
    expect(page.locator(".notice", has_text="không ghi ngày")).to_contain_text(f"{UNDATED} bài")


@pytest.mark.fault(3)
def test_where_every_article_has_a_date_nothing_is_said(read: Any, long_site: str) -> None:
    page = read().open(f"{long_site}/search?q=thao+hoi&from=2000-01-01")
    expect(page.locator(".notice", has_text="không ghi ngày")).to_have_count(0)
