"""Keys of one sign: from hit to hit, to the search box, the sheet of keys; and what a screen reader hears after a swap."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.test_accessibility import COLOURS, violations

RESULTS = "/search?q=cong+doan&lang=vi"
FOCUSED = "[...document.querySelectorAll('.hit-title a, .teaser-title a')].indexOf(document.activeElement)"
IN_SIGHT = "(() => { const b = document.activeElement.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight; })()"


def test_j_and_k_move_between_hits_and_keep_them_in_sight(read: Any) -> None:
    page = read(reduced_motion="reduce").open(RESULTS)
    last = page.locator(".hit-title a").count() - 1
    for expected in range(last + 1):
        page.keyboard.press("j")
        assert page.evaluate(FOCUSED) == expected
        assert page.evaluate(IN_SIGHT)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == last
    page.keyboard.press("k")
    assert page.evaluate(FOCUSED) == last - 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/**")


def test_j_and_k_go_on_after_a_filter_was_set(read: Any) -> None:
    page = read(reduced_motion="reduce").open(RESULTS)
    page.keyboard.press("j")
    page.locator("#filters input[type=checkbox]:not(:checked):not([disabled])").first.check()
    page.wait_for_url("**/search?*&*=*")
    expect(page.locator(".chip")).not_to_have_count(0)
    page.keyboard.press("j")  # with the focus on the checkbox, in which nothing is typed
    assert page.evaluate(FOCUSED) == 0


def test_j_and_k_move_between_the_matches_of_an_article(read: Any, pages: dict[str, str]) -> None:
    page = read(reduced_motion="reduce").open(pages["article"])
    position = page.locator("#hit-position")
    for key, expected in (("j", "1/"), ("j", "2/"), ("k", "1/"), ("n", "2/"), ("p", "1/")):
        page.keyboard.press(key)
        assert position.inner_text().startswith(expected), key


@pytest.mark.parametrize("name", ["home", "district", "campaign"])
def test_j_and_k_move_between_titles_on_other_pages(read: Any, pages: dict[str, str], name: str) -> None:
    page = read().open(pages[name])
    for key, expected in (("j", 0), ("j", 1), ("k", 0), ("k", 0)):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == expected


@pytest.mark.parametrize("field", [".search-input", "#f-from", "#filters select"])
def test_keys_are_left_to_whoever_fills_a_field(read: Any, field: str) -> None:
    page = read().open(RESULTS)
    page.locator(field).first.focus()
    for key in ("j", "?", "/"):
        page.keyboard.press(key)
        assert page.evaluate("chosen => document.activeElement.matches(chosen)", field)
    assert page.locator("dialog[open]").count() == 0


@pytest.mark.parametrize("keys", ["Alt+j", "Control+/", "Meta+k"])
def test_keys_with_modifiers_are_the_browsers(read: Any, keys: str) -> None:
    page = read().open(RESULTS)
    before = page.evaluate("document.activeElement.tagName")
    page.keyboard.press(keys)
    assert page.evaluate("document.activeElement.tagName") == before


@pytest.mark.parametrize("name", ["home", "results", "article", "help", "district"])
def test_the_sheet_opens_closes_and_gives_the_focus_back(read: Any, pages: dict[str, str], name: str) -> None:
    page = read().open(pages[name])
    page.locator(".brand").focus()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Phím tắt")
    expect(sheet).to_be_visible()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('.brand')")
    page.keyboard.press("?")
    sheet.get_by_role("button", name="Đóng").click()
    expect(sheet).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('.brand')")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_axe_finds_nothing_in_the_sheet(read: Any, lang: str) -> None:
    page = read(color_scheme="light").open(f"/search?q=cong+doan&lang={lang}")
    page.keyboard.press("?")
    expect(page.locator("#keys-sheet")).to_be_visible()
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, COLOURS) == []


def test_results_announce_themselves_after_each_swap(read: Any) -> None:
    page = read().open(RESULTS)
    status = page.locator("#status[role=status]")
    assert status.inner_text() == ""
    said = set()
    for link in (".sorts a >> nth=1", ".pages a[rel=next]", ".sorts a >> nth=2"):
        before = page.url
        page.locator(f".results {link}").click()
        page.wait_for_function("before => location.href !== before", arg=before)
        expect(page.locator("#results-grid[aria-busy]")).to_have_count(0)
        expect(status).to_contain_text("kết quả")
        said.add(status.inner_text())
    assert len(said) == 3, "an announcement that does not change is not read out"
