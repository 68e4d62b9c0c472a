"""The examples of docs/api.md, each run as a reader would run it: a shell, Python, a browser on another host's page."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from webapp.docs import ADDRESS, LANGUAGES, Chapter, chapters

CHAPTERS = [chapter for chapter in chapters() if chapter.examples]
EXPECTED = {
    "Search with filters": '"highlights"',
    "Page through all results": '"page": 3',
    "Take everything at once: exports and feeds": "<feed ",
    "Complete what is being typed": "/districts/thanh-xuan",
    "One article, and those like it": '"body"',
    "Count by district, year and campaign": '"campaign"',
    "Paragraphs to quote": '"passages"',
    "Follow what is new": '"changes"',
    "Cite what was found": "/s/",
    "When a call is wrong": '"parameter": "size"',
    "Ask again only for what has changed": "304",
    "Many queries at once": '"first"',
}
"""What the output of a chapter's curl must have in it."""

every_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.title)


def run(command: list[str], folder: Path) -> str:
    """The standard output of a program that is installed and succeeds."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    return done.stdout


def python(chapter: Chapter, site: str, folder: Path) -> str:
    # -I: nothing but the standard library could be meant; the project is not on the path
    return run([sys.executable, "-I", "-c", chapter.examples["python"].replace(ADDRESS, site)], folder)


def test_every_chapter_is_there_and_speaks_every_language() -> None:
    assert {chapter.title for chapter in CHAPTERS} == set(EXPECTED)
    for chapter in CHAPTERS:
        assert chapter.examples.keys() == LANGUAGES.keys()
        assert all(ADDRESS in code for code in chapter.examples.values())


@every_chapter
def test_curl(site: str, tmp_path: Path, chapter: Chapter) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    code = "set -e -o pipefail\n" + chapter.examples["sh"].replace(ADDRESS, site)
    assert EXPECTED[chapter.title] in run(["bash", "-c", code], tmp_path)


@every_chapter
def test_python_and_javascript_find_the_same(
    browser: Browser, site: str, foreign: str, tmp_path: Path, chapter: Chapter
) -> None:
    """In the browser the page is another host's, so that CORS is tried as well."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "log" else None)
    page.goto(foreign)
    page.evaluate(f"(async () => {{ {chapter.examples['js'].replace(ADDRESS, site)}\n }})()")
    page.close()
    assert said == python(chapter, site, tmp_path).splitlines()


@every_chapter
def test_javascript_without_a_browser(site: str, tmp_path: Path, chapter: Chapter) -> None:
    code = chapter.examples["js"].replace(ADDRESS, site)
    said = run(["node", "--input-type=module", "-e", code], tmp_path)
    assert said == python(chapter, site, tmp_path)


def test_the_page_shows_the_examples_with_its_own_address(read: Any, site: str) -> None:
    page = read().open("/api/docs")
    shown = page.locator(".docs pre").all_text_contents()
    written = [code.replace(ADDRESS, site) for chapter in CHAPTERS for code in chapter.examples.values()]
    assert shown == written


@pytest.fixture(scope="module")
def foreign() -> Iterator[str]:
    """An empty page on another origin."""

    class Empty(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>elsewhere</title>")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Empty)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()
