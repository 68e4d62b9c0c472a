"""The screen on the wall renews itself softly, says when it is cut off, and fits screens from a phone to 4K."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.test_accessibility import violations

BOARD = "/board?refresh=1&lang=vi"


def test_it_renews_itself_without_loading_anew(read: Any) -> None:
    page = read().open(BOARD)
    page.evaluate(
        "document.body.dataset.stays = 'yes'; document.querySelector('.board-news h3').textContent = 'cũ'"
    )
    expect(page.locator(".board-news h3").first).not_to_have_text("cũ")
    assert page.evaluate("document.body.dataset.stays") == "yes"


def test_it_keeps_what_it_shows_and_says_that_it_is_cut_off(read: Any) -> None:
    reader = read()
    page = reader.open(BOARD)
    title = page.locator(".board-news h3").first.inner_text()
    reader.context.set_offline(True)
    expect(page.locator("#board-lost")).to_contain_text("Mất kết nối từ")
    expect(page.locator(".board-news h3").first).to_have_text(title)
    reader.context.set_offline(False)
    expect(page.locator("#board-lost")).to_be_hidden(timeout=10_000)
    reader.complaints[:] = [said for said in reader.complaints if "ERR_INTERNET_DISCONNECTED" not in said]


def test_it_does_not_take_the_focus_away(read: Any) -> None:
    page = read().open(BOARD)
    page.locator(".board-news a").first.focus()
    page.wait_for_timeout(2_500)
    assert page.evaluate("document.activeElement.closest('.board-news') !== null")


def test_without_a_script_it_loads_anew(read: Any) -> None:
    page = read(java_script_enabled=False).open(BOARD)
    with page.expect_navigation(timeout=10_000):
        pass
    assert page.locator(".board-news h3").count() > 0


def test_it_can_stand_still(read: Any) -> None:
    page = read().open(BOARD)
    page.get_by_role("link", name="Dừng tự làm mới").click()
    page.wait_for_url("**refresh=0**")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(2_500)
    assert [url for url in asked if "icons" not in url] == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280, 1920, 3840])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_every_screen(read: Any, width: int, scheme: str) -> None:
    page = read(viewport={"width": width, "height": max(640, width * 9 // 16)}, color_scheme=scheme).open(
        "/board"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width >= 1280:
        assert page.locator(".board-news li").nth(3).bounding_box()["y"] < width * 9 / 16  # type: ignore[index]
    if width == 3840:
        assert (
            page.evaluate("parseFloat(getComputedStyle(document.querySelector('.board-news h3')).fontSize)")
            > 40
        )
    assert violations(page) == []
