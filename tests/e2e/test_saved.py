"""The reading list and the saved searches: kept in the reader's browser alone, exported, printed."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.test_accessibility import COLOURS, violations

RESULTS = "/search?q=cong+doan&lang=vi"


def save_two(reader: Any) -> list[str]:
    """Save two hits and the search; the titles, newest first."""
    page = reader.open(RESULTS)
    for number in (0, 1):
        page.locator(".hit .save").nth(number).click()
    page.get_by_role("button", name="Lưu tìm kiếm này").click()
    titles = page.locator(".hit-title a").all_inner_texts()[:2]
    return [" ".join(title.split()) for title in reversed(titles)]


def titles_of(page: Any, kind: str) -> list[str]:
    return [t.strip() for t in page.locator(f'[data-list="{kind}"] .teaser-title').all_inner_texts()]


def test_what_was_saved_is_listed_and_leads_back(read: Any) -> None:
    reader = read()
    titles = save_two(reader)
    page = reader.open("/saved?lang=vi")
    assert titles_of(page, "articles") == titles
    assert titles_of(page, "searches") == ["Tìm “cong doan”"]
    assert page.context.cookies() == []
    page.locator('[data-list="searches"] a').click()
    page.wait_for_url("**/search?q=cong*")
    assert page.locator('.save[aria-pressed="true"]').count() == 3


def test_saving_again_takes_out_also_on_the_article(read: Any) -> None:
    reader = read()
    save_two(reader)
    page = reader.page
    page.locator(".hit-title a").first.click()
    page.wait_for_url("**/articles/**")
    button = page.get_by_role("button", name="Lưu để đọc")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert len(titles_of(reader.open("/saved?lang=vi"), "articles")) == 1


def test_buttons_know_what_is_kept_after_a_swap(read: Any) -> None:
    reader = read()
    save_two(reader)
    page = reader.page
    page.locator(".pages a[rel=next]").click()
    page.wait_for_url("**page=2*")
    expect(page.locator('.hit .save[aria-pressed="true"]')).to_have_count(0)
    expect(page.locator('.save-search .save[aria-pressed="true"]')).to_have_count(1)
    page.go_back()
    expect(page.locator('.hit .save[aria-pressed="true"]')).to_have_count(2)


def test_removing_by_keyboard_keeps_the_focus_in_the_list(read: Any) -> None:
    reader = read()
    titles = save_two(reader)
    page = reader.open("/saved?lang=vi")
    page.get_by_role("button", name=f"Xóa: {titles[0]}").press("Enter")
    expect(page.locator("#saved-status")).to_have_text(f"Đã xóa: {titles[0]}")
    expect(page.get_by_role("button", name=f"Xóa: {titles[1]}")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#saved-title")).to_be_focused()
    expect(page.locator('[data-empty="articles"]')).to_be_visible()
    expect(page.locator(".saved-export")).to_be_hidden()


@pytest.mark.parametrize(("button", "sign"), [("RIS", "TY  - NEWS"), ("BibTeX", "@article{"), ("CSV", "")])
def test_the_list_is_exported(read: Any, tmp_path: Path, button: str, sign: str) -> None:
    reader = read()
    titles = save_two(reader)
    page = reader.open("/saved?lang=vi")
    with page.expect_download() as saving:
        page.locator(".saved-export button", has_text=button).click()
    saving.value.save_as(tmp_path / "list")
    text = (tmp_path / "list").read_text("utf-8-sig")
    if sign:
        assert text.count(sign) == 2
    else:
        rows = list(csv.reader(text.splitlines()))
        assert [row[2] for row in rows[1:]] == titles


@pytest.mark.parametrize(
    "kept",
    [
        '{"articles":[{"key":"x","link":"/articles/x","title":"<img src=x onerror=alert(1)>","note":"<b>n</b>"}]}',
        '{"articles":[{"key":"\\"><script>alert(1)</script>","link":"/articles/x","title":"</a><script>alert(1)</script>"}]}',
        '{"searches":[{"key":"y","link":"/search?q=%3Cb%3E","title":"<b>y</b>"}],"articles":7}',
    ],
)
def test_what_is_kept_is_shown_as_text(read: Any, kept: str) -> None:
    reader = read()
    page = reader.open("/help")
    page.evaluate("kept => localStorage.setItem('tcd-saved', kept)", kept)
    page = reader.open("/saved?lang=vi")
    assert len(titles_of(page, "articles") + titles_of(page, "searches")) == 1
    assert page.locator("#saved :is(img, script, b)").count() == 0


@pytest.mark.parametrize(
    "kept",
    [
        "not json",
        "[]",
        '{"articles":[null, 3, {"key":"a"}]}',
        '{"articles":[{"key":"a","link":"javascript:alert(1)","title":"t"},{"key":"b","link":"//evil.example/","title":"t"}]}',
    ],
)
def test_what_is_no_list_is_left_out(read: Any, kept: str) -> None:
    reader = read()
    page = reader.open("/help")
    page.evaluate("kept => localStorage.setItem('tcd-saved', kept)", kept)
    page = reader.open("/saved?lang=vi")
    expect(page.locator('[data-empty="articles"]')).to_be_visible()
    assert page.locator("#saved a").count() == 0


def test_a_browser_that_keeps_nothing_shows_no_buttons(read: Any) -> None:
    reader = read()
    reader.context.add_init_script("delete Object.getPrototypeOf(window).localStorage; "
                                   "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")  # fmt: skip
    page = reader.open(RESULTS)
    expect(page.locator(".save").first).to_be_hidden()
    expect(reader.open("/saved").locator('[data-empty="articles"]')).to_be_visible()


def test_without_a_script_nothing_is_offered_that_needs_one(read: Any) -> None:
    reader = read(java_script_enabled=False)
    expect(reader.open("/saved").locator("#saved")).to_be_hidden()
    expect(reader.open(RESULTS).locator(".save").first).to_be_hidden()


def test_the_printed_list_has_titles_and_addresses_and_no_buttons(read: Any) -> None:
    reader = read()
    save_two(reader)
    page = reader.open("/saved?lang=vi")
    page.emulate_media(media="print")
    assert page.locator("button:visible").count() == 0
    address = page.locator('[data-list="articles"] .saved-address').first
    expect(address).to_be_visible()
    assert address.inner_text().startswith(reader.site + "/articles/")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_axe_finds_nothing_in_a_filled_list(read: Any, lang: str) -> None:
    reader = read(color_scheme="light")
    save_two(reader)
    page = reader.open(f"/saved?lang={lang}")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, COLOURS) == []
