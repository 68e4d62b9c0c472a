"""What a phone has room for: labels that do not meet, a first hit that begins in the upper half, targets for a finger."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.test_accessibility import violations

PHONES = [(360, 740), (390, 844), (412, 915)]
TARGETS = {"type": "rule", "values": ["target-size"]}
MEETING = """() => {
  const found = [];
  for (const chart of document.querySelectorAll(".timeline-svg")) {
    const boxes = [...chart.querySelectorAll("text")].map((text) => text.getBoundingClientRect()).filter((box) => box.width);
    boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
      if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4) found.push([a.x, b.x]);
    }));
  }
  return found;
}"""


@pytest.mark.fault(5)
@pytest.mark.parametrize("years", [6, 12, 20, 36])
@pytest.mark.parametrize("width", [320, 390, 640, 1280])
def test_labels_of_the_timeline_never_meet(read: Any, years: int, width: int) -> None:
    page = read(viewport={"width": width, "height": 800}).open("/")
    page.evaluate(
        """years => {
          const svg = document.querySelector(".timeline-svg"), bucket = [8, 16, 24, 40].find(n => years <= n);
          svg.closest(".timeline").className = "timeline timeline-" + bucket;
          const bars = [...svg.querySelectorAll(".bar")], model = bars.find(b => b.querySelector(".bar-label"));
          for (const bar of bars) bar.remove();
          for (let i = 0; i < years; i += 1) {
            const bar = model.cloneNode(true), x = (i + 0.5) * 100 / years;
            for (const text of bar.querySelectorAll("text")) text.setAttribute("x", x + "%");
            const label = bar.querySelector(".bar-label");
            label.textContent = 1990 + i;
            label.setAttribute("class", "bar-label rank-" + [8, 4, 2, 1].find(step => i % step === 0));
            const count = bar.querySelector(".bar-count");
            if (count) {
              count.textContent = "1.234";
              if (years > 16 && i) count.remove();
              else if (i) count.setAttribute("class", "bar-count count-low");
            }
            svg.append(bar);
          }
        }""",
        years,
    )
    assert page.evaluate(MEETING) == []


@pytest.mark.fault(5)
@pytest.mark.parametrize("width", [320, 360, 390, 640, 768, 1280, 2560])
@pytest.mark.parametrize("name", ["long-home", "long-results", "long-district"])
def test_labels_of_36_years_never_meet(read: Any, long_pages: dict[str, str], name: str, width: int) -> None:
    page = read(viewport={"width": width, "height": 800}).open(long_pages[name])
    page.evaluate("document.querySelectorAll('.fold').forEach((fold) => { fold.open = true; })")
    assert page.locator(".timeline-svg text").count() > 30
    assert page.evaluate(MEETING) == []


@pytest.mark.fault(5)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_years_of_coverage_take_little_room(read: Any, long_pages: dict[str, str], width: int) -> None:
    page = read(viewport={"width": width, "height": 800}).open(long_pages["long-coverage"])
    box = page.locator("main nav.sorts").bounding_box()
    assert box
    assert box["height"] < 160, box
    page.locator(".years-more summary").click()
    expect(page.get_by_role("link", name="1990", exact=True).first).to_be_visible()


@pytest.mark.fault(12)
@pytest.mark.parametrize(("width", "height"), PHONES)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_on_a_phone_the_first_hit_begins_in_the_upper_half(
    read: Any, width: int, height: int, script: bool
) -> None:
    page = read(viewport={"width": width, "height": height}, java_script_enabled=script).open(
        "/search?q=cong+doan"
    )
    box = page.locator(".hit").first.bounding_box()
    assert box
    assert box["y"] < height / 2, box


@pytest.mark.fault(12)
def test_two_readings_of_the_same_words_are_one_line_with_one_way_back(read: Any) -> None:
    page = read().open("/search?q=cong+doan")
    links = page.locator(".notice a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert links
    assert len(links) == len(set(links))


@pytest.mark.fault(10)
@pytest.mark.parametrize("width", [360, 1280])
def test_every_target_is_large_enough(read: Any, pages: dict[str, str], width: int) -> None:
    reader = read(viewport={"width": width, "height": 900})
    found = {name: violations(reader.open(path), TARGETS) for name, path in pages.items()}
    reader.complaints.clear()  # the error pages
    assert found == {name: [] for name in pages}


@pytest.mark.fault(10)
def test_rows_of_filters_are_tall_enough_for_a_finger(read: Any) -> None:
    page = read(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).open("/search")
    page.locator(".to-filters").click()
    heights = page.locator(".facet-value:visible").evaluate_all("rows => rows.map(r => r.offsetHeight)")
    assert heights
    assert min(heights) >= 44


@pytest.mark.fault(10)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_bar_of_hits_covers_no_text_halfway(read: Any, pages: dict[str, str], width: int) -> None:
    page = read(viewport={"width": width, "height": 740}).open(pages["article"])
    bar, text = page.locator("#hit-bar").bounding_box(), page.locator(".prose").bounding_box()
    assert bar
    assert text
    assert bar["x"] <= text["x"] + 1
    assert bar["x"] + bar["width"] >= text["x"] + text["width"] - 1
    alpha = page.evaluate("getComputedStyle(document.getElementById('hit-bar')).backgroundColor")
    assert alpha.startswith("rgb(")
    page.keyboard.press("n")
    page.wait_for_timeout(600)
    mark = page.locator("mark.current").bounding_box()
    shown = page.locator("#hit-bar").bounding_box()
    assert mark
    assert shown
    assert mark["y"] + mark["height"] <= shown["y"] or mark["y"] >= shown["y"] + shown["height"]


@pytest.mark.fault(5)
def test_lists_fold_away_what_has_no_article(read: Any) -> None:
    page = read().open("/campaigns")
    counts = page.locator(".campaign-cards .meta").all_inner_texts()
    assert counts
    assert not [text for text in counts if text.startswith("0 ")]
    page.goto(page.url.replace("/campaigns", "/search?q=cong+doan&year=2019"))
    assert page.locator(".map-svg .tile.shade-0").count() > 0
    assert page.locator(".map-svg a.shade-0").count() == 0
