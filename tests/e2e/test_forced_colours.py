"""High contrast: every label of a chart, a map or a matrix stands out from what is under it, on every page."""

from __future__ import annotations

from typing import Any

import pytest

UNDER = """() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const clear = (colour) => colour === "none" || colour === "transparent" || (parse(colour).length > 3 && parse(colour)[3] === 0);
  const luminance = (colour) => {
    const [r, g, b] = parse(colour).slice(0, 3).map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => { const [x, y] = [luminance(a), luminance(b)].sort((m, n) => n - m); return (x + 0.05) / (y + 0.05); };
  const paper = getComputedStyle(document.body).backgroundColor;
  const faults = [];
  for (const text of document.querySelectorAll("main svg text")) {
    const box = text.getBoundingClientRect();
    if (!box.width || !text.checkVisibility()) continue;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const shapes = [...text.ownerSVGElement.querySelectorAll("rect")].filter((shape) => {
      const b = shape.getBoundingClientRect();
      return b.left <= x && x <= b.right && b.top <= y && y <= b.bottom && !clear(getComputedStyle(shape).fill);
    });
    const under = shapes.length ? getComputedStyle(shapes.at(-1)).fill : paper;
    if (contrast(getComputedStyle(text).fill, under) < 4.5) faults.push(`${text.textContent}: ${getComputedStyle(text).fill} on ${under}`);
  }
  for (const shape of document.querySelectorAll(".bar-fill, .counted-bar rect, .compare-one rect")) {
    if (shape.checkVisibility() && shape.getBoundingClientRect().height && contrast(getComputedStyle(shape).fill, paper) < 3)
      faults.push(`${shape.getAttribute("class")}: ${getComputedStyle(shape).fill} on ${paper}`);
  }
  for (const cell of document.querySelectorAll(".matrix td a, .matrix-sum")) {
    const style = getComputedStyle(cell), back = getComputedStyle(cell.closest("td")).backgroundColor;
    if (contrast(style.color, clear(back) ? paper : back) < 4.5) faults.push(`${cell.textContent}: ${style.color} on ${back}`);
  }
  return [...new Set(faults)];
}"""
CHARTED = [
    "home",
    "results",
    "filtered",
    "months",
    "districts",
    "district",
    "campaign",
    "coverage",
    "compare",
    "card",
]


@pytest.mark.fault(4)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", CHARTED)
def test_figures_of_charts_stand_out_in_forced_colours(
    read: Any, pages: dict[str, str], name: str, scheme: str
) -> None:
    reader = read(forced_colors="active", color_scheme=scheme)
    assert reader.open(pages[name]).evaluate(UNDER) == []


@pytest.mark.fault(4)
@pytest.mark.parametrize("name", ["long-home", "long-district", "long-coverage"])
def test_the_fullest_of_a_large_archive_stand_out_too(
    read: Any, long_pages: dict[str, str], name: str
) -> None:
    assert read(forced_colors="active").open(long_pages[name]).evaluate(UNDER) == []
