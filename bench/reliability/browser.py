"""Script in articles and queries, in a real browser under the site's policy: nothing runs, nothing is refused.

Pages that show vectors are opened in Chromium; completions are opened by typing. A dialog, a function of the page called by a
vector, a request to another host, or a message that the policy refused something (then something had been let
through that the policy had to stop) is a problem. Skipped, saying so, without Playwright or Chromium.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.reliability.outcome import Outcome
from bench.reliability.script import WHOLE, poisoned, vectors
from bench.reliability.site import Site
from indexer import engines

ASKED = "a sample of the vectors in a real browser under the CSP: nothing runs"
WATCH = "window.fired = []; for (const name of ['alert', 'prompt', 'confirm', 'msgbox']) window[name] = (x) => window.fired.push(name)"


def run(count: int = 60, seed: int = 1) -> Outcome:
    """Open the pages of `count` vectors."""
    outcome = Outcome("script (browser)", ASKED, seed)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if not chromium:
        outcome.counts["skipped"] = "needs Playwright and Chromium, which are not here"
        return outcome
    every = [*WHOLE[: count // 2], *vectors(500, seed)[-(count - count // 2) :]]
    articles = [poisoned(vector, number) for number, vector in enumerate(every)]
    with tempfile.TemporaryDirectory(prefix="reliability-") as place:
        index = Path(place) / "index"
        with engines.open_writer(index) as writer:
            writer.commit(add=[writer.build(articles)], delete=[], state=b"")
        with Site(index, Path(place) / "log", 1, access_log=0) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            try:
                context = browser.new_context()
                context.add_init_script(WATCH)
                page = context.new_page()
                _listen(outcome, page, site.port)
                for vector, article in zip(every, articles, strict=True):
                    _open(outcome, page, site.port, f"/search?q={quote(vector, safe='')}", vector)
                    _open(outcome, page, site.port, f"/articles/{quote(article.id, safe='')}", vector)
                for path in (
                    "/",
                    "/campaigns",
                    "/districts",
                    "/coverage",
                    f"/search?q={quote('công đoàn')}&size=50",
                ):
                    _open(outcome, page, site.port, path, path)
                for typed in ("công đ", "<img", '"><scr', "phong trào"):
                    _open(outcome, page, site.port, "/", typed)
                    page.locator("input[name=q]").first.press_sequentially(typed)
                    page.wait_for_timeout(400)
                    outcome.add("completions opened")
                    _fired(outcome, page, f"typing {typed!r}")
            finally:
                browser.close()
    return outcome


def _listen(outcome: Outcome, page: Any, port: int) -> None:
    def said(message: Any) -> None:
        if "Refused" in message.text or "Content Security Policy" in message.text:
            outcome.problems.append(f"{page.url}: {message.text[:200]}")

    def asked(request: Any) -> None:
        if not request.url.startswith((f"http://127.0.0.1:{port}/", "data:", "about:")):
            outcome.problems.append(f"{page.url}: asks {request.url[:200]}")

    def opened(dialog: Any) -> None:
        outcome.problems.append(f"{page.url}: a dialog")
        dialog.dismiss()

    page.on("console", said)
    page.on("request", asked)
    page.on("dialog", opened)


def _open(outcome: Outcome, page: Any, port: int, path: str, label: str) -> None:
    page.goto(f"http://127.0.0.1:{port}{path}", wait_until="load")
    outcome.add("pages opened")
    for element in page.locator("mark, .search-input, h1 a, h2 a").all()[:3]:
        element.dispatch_event("mouseover")
        element.dispatch_event("focus")
    _fired(outcome, page, label)


def _fired(outcome: Outcome, page: Any, label: str) -> None:
    fired = page.evaluate("window.fired")
    outcome.expect(not fired, f"{label!r} at {page.url}: {fired}")
    inline = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => e.getAttributeNames().some(n => n.startsWith('on')) || /^\\s*(javascript|data|vbscript):/i.test(e.getAttribute('href') || '')).length"
    )
    outcome.expect(
        inline == 0, f"{label!r} at {page.url}: {inline} elements with handlers or script addresses"
    )
