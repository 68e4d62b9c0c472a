"""The pictures of the help and of the documents, taken of the site over the shipped corpus: `python -m tests.e2e.pictures`.

Writes webapp/static/help/TASK-LANG.webp (the part of a page that a task is about, what to click in a red frame) and
docs/screenshots/*.webp.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from indexer.pipeline import update
from tests.e2e.conftest import ARGUMENTS, CORPUS, serving_index
from webapp.i18n import catalogue
from webapp.pages.home import task_pages

ROOT = Path(__file__).resolve().parents[2]
HELP = ROOT / "webapp" / "static" / "help"
SCREENSHOTS = ROOT / "docs" / "screenshots"
WIDTH, HEIGHT = 760, 520
"""CSS pixels of the largest picture of the help."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a task shows: from the top of `top` on, `framed` in red, after a click on each of `clicks`."""

    top: str
    framed: tuple[str, ...]
    clicks: tuple[str, ...] = ()
    height: int = HEIGHT
    viewport: tuple[int, int] = (WIDTH, 1000)
    path: str = ""
    left: str = field(default="body")


PICTURES = {
    "search": Picture("body", (".search-field", ".hit-title a"), height=760),
    "filters": Picture("[data-facet=district]", (".facet-value:has(:checked)", "[data-facet=year] .facet-value:has(:checked)"),
                       viewport=(960, 1000), left=".filters", height=700),
    "period": Picture(".results-title", (".timeline-svg", ".notice:has(a[href*='year=2020'])")),
    "article": Picture(".article-side", (".evidence summary",), (".evidence summary",), viewport=(960, 1000), left=".article-side"),
    "figures": Picture(".ledger-filters", (".ledger-filters button", ".ledger-filters select", "a[href*='/report']", ".ledger-source a"), height=800),
    "district": Picture(".place-head", (".place-count a", ".timeline-svg"), height=600),
    "coverage": Picture(".place-head", (".sorts", ".matrix-districts td a", ".matrix-column a"), height=620),
    "compare": Picture("main form", ("main form select", "main form input", "main form input >> nth=1"), height=560),
    "export": Picture(".take", ("a[href*='search.xlsx']", ".cite-search .button", "[data-print]"), height=260),
    "saved": Picture(".hits", (".save",), (".hit .save",), height=300, path="/search?q=tet+sum+vay&lang="),
}  # fmt: skip
DOCUMENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "home": ("/", {"viewport": {"width": 1280, "height": 900}}),
    "home-phone": ("/", {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}),
    "results": ("/search?q=cong+doan+co+so", {"viewport": {"width": 1280, "height": 900}}),
    "results-dark": (
        "/search?q=tet+sum+vay",
        {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    ),
    "results-phone-dark": (
        "/search?q=tet+sum+vay",
        {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "color_scheme": "dark"},
    ),
    "article": ("/articles/{article}?q=tet+sum+vay", {"viewport": {"width": 1280, "height": 900}}),
    "campaign": ("/campaigns/tet-sum-vay", {"viewport": {"width": 1280, "height": 900}}),
    "coverage": ("/coverage", {"viewport": {"width": 1280, "height": 900}}),
    "help": ("/help", {"viewport": {"width": 1280, "height": 900}}),
}


def save(image: bytes, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    Image.open(io.BytesIO(image)).convert("RGB").save(path, quality=72, method=6)


def frame(page: Page, selector: str) -> None:
    """Draw a red frame around what `selector` names, if it is there."""
    found = page.locator(selector)
    if found.count():
        found.first.evaluate("e => { e.style.outline = '3px solid #d0021b'; e.style.outlineOffset = '1px'; }")


def take(page: Page, site: str, path: str, picture: Picture) -> bytes:
    page.set_viewport_size({"width": picture.viewport[0], "height": picture.viewport[1]})
    page.goto(f"{site}{path}", wait_until="networkidle")
    for selector in picture.clicks:
        page.locator(selector).first.click()
    for selector in picture.framed:
        frame(page, selector)
    page.evaluate(
        "document.querySelectorAll('.fold').forEach((fold) => { fold.open = true; }); scrollTo(0, 0)"
    )
    page.mouse.move(0, 0)
    top, left = (
        page.locator(picture.top).first.bounding_box(),
        page.locator(picture.left).first.bounding_box(),
    )
    whole = page.evaluate("document.documentElement.scrollHeight")
    assert top
    assert left
    x, y = max(0, left["x"] - 16), max(0, top["y"] - 16)
    clip = {
        "x": x,
        "y": y,
        "width": min(left["width"] + 32, picture.viewport[0] - x),
        "height": min(picture.height, whole - y),
    }
    return page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        update(CORPUS, Path(folder) / "index", jobs=1)
        (site,) = sites = [next(serving := serving_index(Path(folder) / "index"))]
        browser: Browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        with urlopen(f"{sites[0]}/api/search?q=tet+sum+vay&size=1") as response:
            article = json.load(response)["results"][0]["id"]
        for lang, locale in (("vi", "vi-VN"), ("en", "en-GB")):
            page = browser.new_context(locale=locale, reduced_motion="reduce").new_page()
            shown = task_pages(lang)
            for task in catalogue(lang).list("help.tasks.rows"):
                picture = PICTURES[task["id"]]
                path = (
                    f"{picture.path}{lang}"
                    if picture.path
                    else shown.get(task["id"], f"/articles/{article}?lang={lang}")
                )
                save(take(page, site, path, picture), HELP / f"{task['id']}-{lang}.webp")
        for name, (path, options) in DOCUMENTS.items():
            page = browser.new_context(locale="vi-VN", **options).new_page()
            page.goto(site + path.format(article=article), wait_until="networkidle")
            save(page.screenshot(), SCREENSHOTS / f"{name}.webp")
        browser.close()
        serving.close()


if __name__ == "__main__":
    main()
