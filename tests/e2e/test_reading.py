"""Reading on from a list, a comfortable size, light or dark, and single keys that can be switched off."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.test_accessibility import violations

RESULTS = "/search?q=cong+doan&sort=newest&lang=vi"


def test_brackets_turn_to_the_next_article_and_back(read: Any) -> None:
    page = read().open(RESULTS)
    titles = page.locator(".hit-title a").all_inner_texts()
    page.locator(".hit-title a").first.click()
    for expected in (1, 2):
        expect(page.locator("h1")).to_have_text(titles[expected - 1])
        page.wait_for_load_state("networkidle")  # the keys are there once the script of the new page has run
        page.keyboard.press("]")
        expect(page.locator("h1")).to_have_text(titles[expected])
    page.wait_for_load_state("networkidle")
    page.keyboard.press("[")
    expect(page.locator("h1")).to_have_text(titles[1])
    page.locator("a.back").click()
    expect(page.locator(".hit-title a").first).to_have_text(titles[0])


def test_without_a_script_one_reads_on_by_links(read: Any) -> None:
    page = read(java_script_enabled=False).open(RESULTS)
    second = page.locator(".hit-title a").nth(1).inner_text()
    page.locator(".hit-title a").first.click()
    page.locator(".list-steps a[rel~=next]").click()
    assert page.locator("h1").inner_text() == second
    assert not page.locator(".size-controls").first.is_visible()


def test_the_size_of_the_text_is_kept(read: Any, pages: dict[str, str]) -> None:
    reader = read()
    page = reader.open(pages["article"])
    size = "parseFloat(getComputedStyle(document.querySelector('.prose')).fontSize)"
    before = page.evaluate(size)
    larger, smaller = (page.get_by_role("button", name=name) for name in ("Chữ to hơn", "Chữ nhỏ hơn"))
    for _ in range(9):
        larger.click(force=True)
    assert page.evaluate(size) == pytest.approx(before * 1.75, abs=0.1)
    expect(larger).to_have_attribute("aria-disabled", "true")
    page = reader.open(pages["article"])
    assert page.evaluate(size) == pytest.approx(before * 1.75, abs=0.1)
    for _ in range(4):
        smaller.click()
    assert page.evaluate(size) == before
    assert page.evaluate("localStorage.getItem('tcd-preferences')") == "{}"


@pytest.mark.parametrize("name", ["article", "results", "preferences"])
def test_the_largest_text_fits_a_phone(read: Any, pages: dict[str, str], name: str) -> None:
    reader = read(viewport={"width": 360, "height": 740}, has_touch=True)
    page = reader.open("/preferences")
    page.evaluate("localStorage.setItem('tcd-preferences', '{\"size\":\"4\"}')")
    page = reader.open(pages[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(("device", "chosen"), [("light", "Tối"), ("dark", "Sáng")])
def test_light_or_dark_is_the_reader_s_choice(
    read: Any, pages: dict[str, str], device: str, chosen: str
) -> None:
    reader = read(color_scheme=device)
    page = reader.open("/preferences")
    expect(page.get_by_label("Theo thiết bị")).to_be_checked()
    paper = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(paper)
    page.get_by_label(chosen).check()
    assert page.evaluate(paper) != before
    for name in ("article", "compare", "coverage", "district"):
        page = reader.open(pages[name])
        assert page.evaluate(paper) != before
        assert violations(page) == []
    shown = page.locator("meta[name=theme-color]").evaluate_all(
        "all => all.filter((one) => matchMedia(one.media).matches).map((one) => one.content)"
    )
    assert shown == ["#131519" if chosen == "Tối" else "#ffffff"]
    page = reader.open("/preferences")
    expect(page.get_by_label(chosen)).to_be_checked()
    page.get_by_label("Theo thiết bị").check()
    assert page.evaluate(paper) == before


def test_single_keys_can_be_switched_off(read: Any) -> None:
    reader = read()
    page = reader.open(RESULTS)
    page.keyboard.press("?")
    page.locator("#keys-sheet a").click()
    page.get_by_label("Dùng phím tắt").uncheck()
    page = reader.open(RESULTS)
    for key in ("j", "/", "?"):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement === document.body"), key
    assert not page.locator("#keys-sheet").is_visible()
    page = reader.open("/preferences")
    expect(page.get_by_label("Dùng phím tắt")).not_to_be_checked()
    page.get_by_label("Dùng phím tắt").check()
    page = reader.open(RESULTS)
    page.keyboard.press("/")
    expect(page.locator(".search-input").first).to_be_focused()


def test_a_cited_paragraph_is_shown_and_its_citation_leads_to_it(read: Any, pages: dict[str, str]) -> None:
    page = read().open(pages["article"])
    page.locator(".cite-passages summary").click()
    page.locator(".cite-passages a").nth(1).click()
    expect(page.locator(".cited")).to_have_count(1)
    identity = page.locator(".cited").get_attribute("id")
    cited = page.locator("#cite-text").inner_text()
    assert f"#{identity}" in cited
    assert violations(page) == []
    address = next(part for part in cited.split() if ":~:text=" in part)
    page.goto("about:blank")
    page.goto(address)
    assert page.locator(f"#{identity}:target").count() == 1
    box = page.locator(f"#{identity}").bounding_box()
    assert box
    assert 0 <= box["y"] < 900
