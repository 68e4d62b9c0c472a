"""What came since a reader's last visit is marked; when that was is kept in her browser alone."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

PATH = "/search?q=cong+doan&lang=vi"


def seen(page: Any) -> str:
    found: str = page.evaluate("localStorage.getItem('tcd-seen')")
    return found


def test_the_first_visit_marks_nothing_and_is_remembered(read: Any) -> None:
    page = read().open(PATH)
    expect(page.locator("#added-since")).to_be_hidden()
    assert page.locator(".added-badge:visible").count() == 0
    assert seen(page) == page.locator("#added-since").get_attribute("data-moment")
    assert page.context.cookies() == []


def test_what_came_since_the_last_visit_is_marked_and_counted(read: Any) -> None:
    reader = read()
    page = reader.open("/help")
    page.evaluate("localStorage.setItem('tcd-seen', '2001-02-03T04:05:06Z')")
    page = reader.open(PATH)
    expect(page.locator("#added-since a")).to_contain_text("bài mới thêm từ lần trước")
    assert page.locator(".added-badge:visible").count() == page.locator(".hit").count()
    assert seen(page) > "2026"
    page.locator("#added-since a").click()
    expect(page.locator(".chip").filter(has_text="thêm vào kho sau 03/02/2001")).to_be_visible()
    assert "sort=added" in page.url
    # the visit goes on in its tab, also after a filter was set without reloading
    page.locator("#filters input[type=checkbox]:not(:checked):not([disabled])").first.check()
    page.wait_for_url("**/search?*")
    expect(page.locator(".added-badge:visible").first).to_be_visible()


def test_a_browser_that_keeps_nothing_gets_plain_results(read: Any) -> None:
    reader = read()
    reader.context.add_init_script("delete Object.getPrototypeOf(window).localStorage; "
                                   "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")  # fmt: skip
    page = reader.open(PATH)
    expect(page.locator(".hit").first).to_be_visible()
    expect(page.locator("#added-since")).to_be_hidden()


def test_without_javascript_there_is_a_link_to_what_was_added_last(read: Any) -> None:
    page = read(java_script_enabled=False).open(PATH)
    page.locator(".sorts a", has_text="Mới thêm vào kho").click()
    assert "sort=added" in page.url
