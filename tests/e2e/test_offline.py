"""What was read opens without a network; a search never answers with anything old."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_accessibility import violations

RESULTS = "/search?q=cong+doan&lang=vi"
KEPT = "JSON.parse(localStorage.getItem('tcd-read') ?? '[]').length"


@pytest.fixture
def offline_reader(read: Any) -> Iterator[Any]:
    """Makes Readers whose lost connection is no complaint."""
    made: list[Any] = []

    def make(**options: Any) -> Any:
        made.append(read(**options))
        return made[-1]

    yield make
    for reader in made:
        reader.complaints[:] = [
            said
            for said in reader.complaints
            if "ERR_INTERNET_DISCONNECTED" not in said and "503" not in said
        ]


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true (the policy of the site lets Playwright wait for none by itself)."""
    for _ in range(200):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(expression)


def read_article(reader: Any, number: int = 0, path: str = RESULTS) -> tuple[Page, str, str]:
    """Open a hit, and wait until it is kept and the worker stands."""
    page = reader.open(path)
    before = page.evaluate(KEPT)
    page.locator(".hit-title a").nth(number).click()
    until(page, f"{KEPT} > {before}")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(page, "Boolean(navigator.serviceWorker.controller)")
    return page, page.url, page.locator("h1").inner_text()


@pytest.mark.parametrize("query", ["", "?lang=en", "?q=kh%C3%A1c&sort=newest&page=2&lang=vi"])
def test_an_article_that_was_read_opens_and_says_that_it_is_a_copy(offline_reader: Any, query: str) -> None:
    reader = offline_reader()
    page, url, title = read_article(reader)
    assert not page.locator(".kept-copy").is_visible()
    reader.context.set_offline(True)
    page.goto(url.partition("?")[0] + query)
    expect(page.locator("h1")).to_have_text(title)
    assert page.locator(".kept-copy").is_visible()
    assert page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"')")
    assert page.evaluate("getComputedStyle(document.querySelector('.article')).maxWidth") != "none"


@pytest.mark.parametrize("path", [RESULTS, "/", "/districts/thanh-xuan", "/articles/never-read"])
def test_whatever_needs_the_network_says_so_and_lists_what_was_read(offline_reader: Any, path: str) -> None:
    reader = offline_reader()
    page, url, title = read_article(reader)
    reader.open(
        path if path != "/articles/never-read" else "/help"
    )  # seen before, and yet not answered from memory
    reader.context.set_offline(True)
    answer = page.goto(reader.site + path)
    assert answer
    assert answer.status == 503
    expect(page.locator("h1")).to_have_text("Không có mạng")
    assert page.locator(".hit, .hits").count() == 0
    listed = page.locator("#kept a")
    expect(listed).to_have_text([title])
    listed.click()
    page.wait_for_url(f"{url.partition('?')[0]}**")
    expect(page.locator("h1")).to_have_text(title)


def test_the_page_without_a_network_is_in_the_reader_s_language_and_accessible(offline_reader: Any) -> None:
    reader = offline_reader()
    page, _, _ = read_article(reader)
    reader.context.set_offline(True)
    page.goto(f"{reader.site}/search?q=x&lang=en")
    expect(page.locator("h1")).to_have_text("No connection")
    assert violations(page) == []
    reader.context.set_offline(False)
    page.wait_for_url("**/search?q=x&lang=en")
    expect(page.locator("#results-title")).to_be_attached()  # it comes back by itself


def test_filters_and_the_api_are_never_answered_from_memory(offline_reader: Any) -> None:
    reader = offline_reader()
    read_article(reader)
    page = reader.open(RESULTS)
    page.evaluate("fetch('/api/search?q=cong+doan').then((answer) => answer.json())")
    reader.context.set_offline(True)
    failed = page.evaluate("fetch('/api/search?q=cong+doan').then(() => 'answered', () => 'failed')")
    assert failed == "failed"
    page.locator("#filters input[type=checkbox]:not(:checked):not([disabled])").first.check()
    expect(page.locator("#connection")).to_be_visible()


def test_what_is_kept_can_be_cleared_and_switched_off(offline_reader: Any) -> None:
    reader = offline_reader()
    _, url, _ = read_article(reader)
    read_article(reader, 1)
    page = reader.open("/preferences")
    expect(page.locator("[data-kept-count]")).to_have_text("Đang giữ 2 bài.")
    page.get_by_role("button", name="Xóa các bài đang giữ").click()
    expect(page.locator("[data-kept-count]")).to_have_text("Chưa có bài nào được giữ trên máy này.")
    read_article(reader)
    page = reader.open("/preferences")
    page.get_by_label("Giữ các bài đã đọc, đã lưu").uncheck()
    until(page, "caches.keys().then((names) => !names.length)")
    until(page, "navigator.serviceWorker.getRegistrations().then((all) => !all.length)")
    page.goto(url)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(KEPT) == 0
    assert page.evaluate("caches.keys()") == []


def test_what_is_put_on_the_reading_list_opens_too(offline_reader: Any) -> None:
    reader = offline_reader()
    page = reader.open(RESULTS)
    title = page.locator(".hit-title a").nth(2)
    heading, path = title.inner_text(), str(title.get_attribute("href")).partition("?")[0]
    page.locator(".hit .save").nth(2).click()
    until(page, f"{KEPT} > 0")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(page, "Boolean(navigator.serviceWorker.controller)")
    reader.context.set_offline(True)
    page.goto(f"{reader.site}{path}")
    expect(page.locator("h1")).to_have_text(heading)
    assert page.locator(".kept-copy").is_visible()


def test_the_oldest_of_many_goes(offline_reader: Any) -> None:
    reader = offline_reader()
    page, _, _ = read_article(reader)
    page.evaluate(
        """async () => {
          const cache = await caches.open("tcd-read");
          const rows = JSON.parse(localStorage.getItem("tcd-read"));
          for (let n = 0; n < 199; n += 1) {
            rows.push({ link: `/articles/made-${n}`, title: `${n}` });
            await cache.put(`/articles/made-${n}`, new Response("x"));
          }
          localStorage.setItem("tcd-read", JSON.stringify(rows));
        }"""
    )
    page = reader.open(RESULTS)
    page.locator(".hit-title a").nth(1).click()
    until(
        page, "JSON.parse(localStorage.getItem('tcd-read')).every((row) => row.link !== '/articles/made-198')"
    )
    assert page.evaluate(KEPT) == 200
    assert page.evaluate("caches.open('tcd-read').then((cache) => cache.match('/articles/made-198'))") is None
    assert page.evaluate(
        "caches.open('tcd-read').then((cache) => cache.match('/articles/made-197')).then(Boolean)"
    )


def test_nothing_is_kept_before_an_article_is_read(read: Any) -> None:
    page = read().open(RESULTS)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
