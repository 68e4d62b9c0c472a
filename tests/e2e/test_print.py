"""Any page on paper: whole, black on white, with its address."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

A4 = {"width": 657, "height": 986}
"""Pixels of a sheet of A4 within the margins of 18 mm that the style sheet asks for."""
FOUND = """() => {
  const black = new Set(), paper = new Set(), wide = [];
  const luminance = (colour) => {
    const parts = colour.match(/[\\d.]+/g).map(Number);
    return parts.length > 3 && parts[3] === 0 ? null : 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  for (const element of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (style.display === "none" || !element.checkVisibility() || element.matches(".sr, .sr *, title, title *")) continue;
    const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!words) continue;
    if (box.right > document.documentElement.clientWidth + 1) wide.push(element.outerHTML.slice(0, 80));
    if (luminance(element.closest("svg") ? style.fill : style.color) > 60) black.add(element.outerHTML.slice(0, 80));
    const under = luminance(style.backgroundColor);
    if (under !== null && under < 230) paper.add(element.outerHTML.slice(0, 80));
  }
  return { pale: [...black], dark: [...paper], wide };
}"""


@pytest.mark.fault(2)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_prints_whole_and_black_on_white(
    read: Any, pages: dict[str, str], long_pages: dict[str, str], scheme: str
) -> None:
    reader = read(viewport=A4, color_scheme=scheme)
    faults = {}
    for name, path in {**pages, **long_pages}.items():
        page = reader.open(path)
        page.emulate_media(media="print", color_scheme=scheme)
        faults[name] = page.evaluate(FOUND)
        page.emulate_media(media="screen", color_scheme=scheme)
    reader.complaints.clear()  # the error pages
    assert faults == {name: {"pale": [], "dark": [], "wide": []} for name in {**pages, **long_pages}}


@pytest.mark.fault(2)
@pytest.mark.parametrize("name", ["results", "article", "coverage", "campaign", "help"])
def test_a_printed_page_says_where_it_is_from(read: Any, pages: dict[str, str], name: str) -> None:
    reader = read(viewport=A4)
    page = reader.open(pages[name])
    assert not page.locator(".printed-from").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".printed-from").is_visible()
    assert page.locator("#address").inner_text() == reader.site + pages[name]


@pytest.mark.fault(2)
def test_the_printed_address_follows_the_filters(read: Any) -> None:
    page = read().open("/search?q=cong+doan")
    page.locator(".results .sorts a").nth(1).click()
    page.wait_for_url("**sort=newest")
    page.emulate_media(media="print")
    assert page.locator("#address").inner_text() == page.url


@pytest.mark.fault(2)
@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", ["coverage", "long-coverage"])
def test_the_printed_matrix_has_every_column_and_its_sums(
    read: Any, pages: dict[str, str], long_pages: dict[str, str], name: str, paper: str
) -> None:
    page = read().open({**pages, **long_pages}[name])
    columns = page.locator(".matrix-years thead th").all_inner_texts()
    sheets = PdfReader(io.BytesIO(page.pdf(format=paper, prefer_css_page_size=False))).pages
    text = "\n".join(sheet.extract_text() for sheet in sheets)
    assert [column for column in columns if column.strip() and column.strip() not in text] == []
    assert page.url in text.replace("\n", "")
