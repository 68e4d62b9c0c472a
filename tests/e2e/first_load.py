"""A first visit on a slow line and a slow processor: `python -m tests.e2e.first_load ADDRESS [RUNS]`.

Chromium with an empty cache at 1.6 Mbit/s down, 0.75 up, 150 ms there and back, the processor four times slower (the "slow
4G" of Lighthouse). Prints for home, results and an article the kilobytes that came over the line, the largest contentful
paint and the layout shift, each the median of RUNS (5) and the best. Run it on a quiet machine: the slow-down multiplies
whatever else the processor does.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.conftest import ARGUMENTS

LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4
WATCH = """
  window.paint = 0; window.shift = 0;
  new PerformanceObserver((list) => { for (const e of list.getEntries()) window.paint = e.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.shift += e.value; })
    .observe({ type: "layout-shift", buffered: true });
"""


def visit(
    browser: Browser, address: str, viewport: tuple[int, int], slower: int = SLOWER
) -> tuple[float, float, float]:
    """Kilobytes, seconds to the largest paint, and layout shift of one first visit."""
    context = browser.new_context(
        locale="vi-VN", viewport={"width": viewport[0], "height": viewport[1]}, service_workers="block"
    )
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    received = [0.0]

    def loaded(event: dict[str, float]) -> None:
        received[0] += event["encodedDataLength"]

    devtools.on("Network.loadingFinished", loaded)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.add_init_script(WATCH)
    page.goto(address, wait_until="networkidle")
    page.wait_for_function("() => window.paint > 0")
    paint, shift = page.evaluate("[window.paint, window.shift]")
    context.close()
    return received[0] / 1000, paint / 1000, shift


def main(site: str, runs: str = "5") -> None:
    with urlopen(f"{site}/api/search?q=tet+sum+vay&size=1") as response:
        link = json.load(response)["results"][0]["link"]
    pages = {"home": "/", "results": "/search?q=cong+doan", "article": f"{link}?q=tet+sum+vay"}
    print("| page | width | KB | LCP s, median | LCP s, best | CLS |\n|---|---|---|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for name, path in pages.items():
            for viewport in ((390, 844), (1280, 900)):
                visits = [visit(browser, site + path, viewport) for _ in range(int(runs))]
                size, paint, shift = zip(*visits, strict=True)
                print(
                    f"| {name} | {viewport[0]} | {max(size):.0f} | {statistics.median(paint):.2f} "
                    f"| {min(paint):.2f} | {max(shift):.3f} |",
                    flush=True,
                )
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
