"""axe-core over a running site, whatever its index: `python -m tests.e2e.survey ADDRESS [ARTICLES]`.

Every kind of page in both languages, light and dark, once more in forced colours, and as many ARTICLES (20) with their
matches; prints each violation and exits 1 if there is one. The tests hold this for the shipped corpus; this is for a large one.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.conftest import ARGUMENTS, PAGES
from tests.e2e.test_accessibility import COLOURS, violations

QUERIES = ("công đoàn", "công nhân", "lương", "tết")


def addresses(site: str, articles: int) -> dict[str, str]:
    """Name → path: every kind of page, and what the index itself leads to."""
    found = dict(PAGES)
    for q in QUERIES:
        with urlopen(f"{site}/api/search?q={quote(q)}&size={max(1, articles // len(QUERIES))}") as response:
            hits = json.load(response)["results"]
        found[f"results of {q}"] = f"/search?q={quote(q)}&size=50"
        for hit in hits:
            found[hit["link"]] = f"{hit['link']}?q={quote(q)}"
            found[f"{hit['link']} versions"] = f"{hit['link']}/versions"
            if hit.get("event"):
                found[f"event {hit['event']['id']}"] = f"/events/{quote(hit['event']['id'])}"
        with suppress(HTTPError), urlopen(f"{site}/s", data=f"q={quote(q)}".encode()) as response:
            found[f"cited {q}"] = response.url.removeprefix(site)
    return found


def survey(browser: Browser, site: str, articles: int) -> Counter[str]:
    """The violations of all pages, with how often each occurs."""
    counts: Counter[str] = Counter()
    usual = browser.new_context(color_scheme="light", locale="vi-VN").new_page()
    forced = browser.new_context(forced_colors="active", locale="vi-VN").new_page()
    for name, path in addresses(site, articles).items():
        for lang in ("vi", "en"):
            address = f"{site}{path}{'&' if '?' in path else '?'}lang={lang}"
            usual.emulate_media(color_scheme="light")
            usual.goto(address)
            here: list[Any] = violations(usual)
            usual.emulate_media(color_scheme="dark")
            here += violations(usual, COLOURS)
            forced.goto(address)
            here += violations(forced)
            print(f"{len(here)} {address}", file=sys.stderr, flush=True)
            for violation in here:
                counts[f"{violation.split(' – ')[0]} on {name}"] += 1
                print(f"{address}: {violation}", flush=True)
    return counts


def main(site: str, articles: str = "20") -> None:
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        counts = survey(browser, site.rstrip("/"), int(articles))
    print(f"{len(addresses(site, int(articles)))} pages, {counts.total()} violations")
    raise SystemExit(bool(counts))


if __name__ == "__main__":
    main(*sys.argv[1:])
