"""A real Chromium over a real server: the corpus of the project, indexed once per session."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from indexer.pipeline import update
from tests.e2e import long_archive
from tests.webapp.serving import serving
from webapp import create_app, resource

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.user_properties += [("fault", mark.args[0]) for mark in item.iter_markers("fault")]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, or the one that TCD_CHROMIUM names."""
    path = os.environ.get("TCD_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("needs Chromium: apt-get install chromium, or name one in TCD_CHROMIUM")
    browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Firefox, or the one that TCD_FIREFOX names, driven by WebDriver BiDi: Playwright's own build is not needed."""
    path = os.environ.get("TCD_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    if not path:
        pytest.skip("needs Firefox: apt-get install firefox-esr, or name one in TCD_FIREFOX")
    browser = playwright.firefox.launch(channel="moz-firefox", executable_path=path)
    yield browser
    browser.close()


def serving_index(folder: Path) -> Iterator[str]:
    app = create_app({"INDEX": str(folder), "ACCESS_LOG": False})
    with serving(app) as address:
        yield address
    resource.close(app)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site over the project's own corpus, or of a running one that TCD_SITE names."""
    if named := os.environ.get("TCD_SITE"):
        yield named
        return
    folder = tmp_path_factory.mktemp("index") / "index"
    update(CORPUS, folder, jobs=1)
    yield from serving_index(folder)


@pytest.fixture(scope="session")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site over an archive of 36 years (`long_archive`), or of a running one that TCD_SITE_LONG names."""
    if named := os.environ.get("TCD_SITE_LONG"):
        yield named
        return
    folder = tmp_path_factory.mktemp("long")
    long_archive.write(folder / "long.jsonl")
    update(folder / "long.jsonl", folder / "index", jobs=1)
    long_archive.write(folder / "long.jsonl", changed=True)
    update(folder / "long.jsonl", folder / "index", jobs=1)
    yield from serving_index(folder / "index")


PAGES = {
    "home": "/",
    "results": "/search?q=cong+doan",
    "filtered": "/search?q=cong+doan&district=thanh-xuan&district=bac-tu-liem&year=2020&size=20",
    "months": "/search?year=2025",
    "all": "/search?page=2",
    "emptied": "/search?q=cong+doan&district=thanh-xuan&year=1999",
    "nothing": "/search?q=qwzxv+zzkq",
    "follow": "/follow?q=tet+sum+vay&district=thanh-xuan",
    "saved": "/saved",
    "batch": "/batch",
    "card": "/search?q=thanh+xuan",
    "preferences": "/preferences",
    "board": "/board?district=thanh-xuan&district=bac-tu-liem",
    "offline": "/offline",
    "districts": "/districts",
    "wards": "/wards",
    "ward": "/wards/phuong-khuong-dinh",
    "district": "/districts/thanh-xuan",
    "campaigns": "/campaigns",
    "campaign": "/campaigns/tet-sum-vay",
    "life": "/campaigns/gioi-viec-nuoc-dam-viec-nha",
    "coverage": "/coverage?year=2024&district=thanh-xuan",
    "compare": "/compare?q=tet+sum+vay&q=mai+am+cong+doan&q=cong+doan",
    "compare-empty": "/compare?lang=en",
    "advanced": "/advanced?q=tet+%22sum+vay%22&year=2025",
    "ledger": "/ledger",
    "figures": "/ledger?district=bac-tu-liem&measure=members",
    "honours": "/honours",
    "report": "/report?year=2024",
    "how-many": "/search?q=bao+nhiêu+đoàn+viên+bắc+từ+liêm+2020",
    "help": "/help",
    "documents": "/api/docs",
    "missing": "/nothing-here",
    "refused": "/search?page=0",
}
"""One page of each kind; `article` joins them when the corpus is indexed."""


@pytest.fixture(scope="session")
def pages(site: str) -> dict[str, str]:
    """Name → path of one page of each kind."""
    with urlopen(f"{site}/api/search?q=tet+sum+vay&size=1") as response:
        link = json.load(response)["results"][0]["link"]
    found = {**PAGES, "article": f"{link}?q=tet+sum+vay", "versions": f"{link}/versions"}
    # older sites, which TCD_SITE may name, cite no searches
    with suppress(HTTPError), urlopen(f"{site}/s", data=b"q=tet+sum+vay") as response:
        found["cited"] = response.url.removeprefix(site)
    return found


@pytest.fixture(scope="session")
def long_pages(long_site: str) -> dict[str, str]:
    """Name → whole address of the pages that the long archive shows otherwise than the shipped corpus."""
    paths = {
        "long-home": "/",
        "long-results": "/search?q=cong+doan",
        "undated": "/search?q=cong+doan&from=2000-01-01&to=2019-12-31",
        "long-district": "/districts/thanh-xuan",
        "long-coverage": "/coverage",
        "long-ward": "/wards/phuong-khuong-dinh",
        "event": "/events/e0",
        "changed": "/articles/e0/versions",
    }
    return {name: long_site + path for name, path in paths.items()}


class Reader:
    """A person at a browser: opens pages, and remembers what the console and the network said."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        context.set_default_timeout(float(os.environ.get("TCD_PATIENCE", 30_000)))
        self.site = site
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        context.on("request", self._request)

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _request(self, request: Any) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.strangers.append(request.url)

    def open(self, path: str) -> Page:
        self.page.goto(path if path.startswith("http") else self.site + path, wait_until="load")
        return self.page

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.page.wait_for_load_state("networkidle")


@pytest.fixture
def read(browser: Browser, site: str) -> Iterator[Any]:
    """Makes Readers in Chromium; afterwards none of them may have had an error or asked another host."""
    yield from readers_of(browser, site)


@pytest.fixture
def read_in_firefox(firefox: Browser, site: str) -> Iterator[Any]:
    """Makes Readers in Firefox, as `read` does in Chromium."""
    yield from readers_of(firefox, site)


def readers_of(browser: Browser, site: str) -> Iterator[Any]:
    readers: list[Reader] = []

    def make(**options: Any) -> Reader:
        chosen = {"locale": "vi-VN", "viewport": {"width": 1280, "height": 900}, **options}
        reader = Reader(browser.new_context(**chosen), site)
        readers.append(reader)
        return reader

    yield make
    for reader in readers:
        reader.context.close()
    assert [c for r in readers for c in r.complaints] == []
    assert [s for r in readers for s in r.strangers] == []
