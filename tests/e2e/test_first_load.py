"""Nothing moves while a first page arrives over a slow line, and it is light. How fast it is, `first_load` measures."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.e2e.first_load import visit


@pytest.mark.parametrize("viewport", [(390, 844), (768, 1024), (1280, 900)])
@pytest.mark.parametrize("name", ["home", "results", "article", "district", "coverage", "card", "help"])
def test_nothing_moves_and_little_comes(
    browser: Browser, site: str, pages: dict[str, str], name: str, viewport: tuple[int, int]
) -> None:
    kilobytes, _, shift = visit(browser, site + pages[name], viewport, slower=1)
    assert shift < 0.01
    assert kilobytes <= 120
