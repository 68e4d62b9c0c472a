"""axe-core on every page, in both languages and both colour schemes; reflow from 320 px to 4K."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""The rules that can differ between two colour schemes of one and the same document."""


def violations(page: Any, rules: Any = RULES) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", rules
    )
    return [
        f"{v['id']}: {v['help']} – {node['target']} {node['html'][:120]} {node['failureSummary'][:200]}"
        for v in found["violations"]
        for node in v["nodes"]
    ]


def test_axe_is_at_work(read: Any) -> None:
    page = read().open("/help")
    page.evaluate(
        "document.querySelector('h1').style.color = '#ddd'; document.querySelector('html').lang = ''"
    )
    assert {v.split(":")[0] for v in violations(page)} == {"color-contrast", "html-has-lang"}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_axe_finds_nothing_on_any_page_light_or_dark(read: Any, pages: dict[str, str], lang: str) -> None:
    reader = read(color_scheme="light")
    found = {}
    for name, path in pages.items():
        page = reader.open(path + ("&" if "?" in path else "?") + f"lang={lang}")
        found[name] = violations(page)
        page.emulate_media(color_scheme="dark")
        found[name] += violations(page, COLOURS)
        page.emulate_media(color_scheme="light")
    reader.complaints = [c for c in reader.complaints if "404" not in c and "400" not in c]  # the error pages
    assert found == {name: [] for name in pages}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_opens(read: Any, scheme: str) -> None:
    reader = read(color_scheme=scheme)
    page = reader.open("/search?q=cong+doan")
    page.locator(".search-input").fill("thanh")
    page.locator('[role="option"]').first.wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert violations(page) == []
    phone = read(color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = phone.open("/search?q=cong+doan")
    page.locator(".to-filters").click()
    page.locator(".filters.open").wait_for()
    page.wait_for_timeout(300)
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 390, 640, 1280, 3840])
def test_nothing_has_to_be_scrolled_sideways(read: Any, pages: dict[str, str], width: int) -> None:
    reader = read(viewport={"width": width, "height": 900})
    for name, path in pages.items():
        page = reader.open(path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (name, width, wide)
    reader.complaints.clear()


def test_the_site_can_be_used_at_200_percent_without_motion_and_in_forced_colours(read: Any) -> None:
    reader = read(
        viewport={"width": 640, "height": 450},
        device_scale_factor=2,
        reduced_motion="reduce",
        forced_colors="active",
    )
    page = reader.open("/search?q=cong+doan")
    assert violations(page) == []
    durations = page.evaluate(
        "[...document.querySelectorAll('*')].map(e => getComputedStyle(e).transitionDuration)"
    )
    assert set(durations) == {"0s"}
