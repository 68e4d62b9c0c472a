"""The search box for other sites, on a page of another origin with a strict policy."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_accessibility import AXE, RULES

ROOT = Path(__file__).resolve().parents[2]
JS = ROOT / "webapp/static/js"
DEMO = (ROOT / "docs/examples/embed.html").read_text()


class Host(BaseHTTPRequestHandler):
    """Another site: the page of the documents, under a policy that allows the archive's script and nothing else."""

    def __init__(self, site: str, *arguments: Any) -> None:
        self.site = site
        super().__init__(*arguments)

    def do_GET(self) -> None:
        script = f"{self.site}/static/x/js/embed.js" if "source" in self.path else f"{self.site}/embed.js"
        page = DEMO.replace("http://127.0.0.1:8000/embed.js", script).replace(
            "http://127.0.0.1:8000", self.site
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header(
            "Content-Security-Policy",
            f"default-src 'none'; script-src {self.site}; connect-src {self.site}; require-trusted-types-for 'script'",
        )
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture(scope="module")
def host(site: str) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(60_000)
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: complaints.append(str(e)))
    yield page
    context.close()
    assert [c for c in complaints if "favicon" not in c] == []


def test_the_script_is_small_of_its_source_and_may_be_asked_for_from_anywhere(site: str) -> None:
    source, small = (JS / "embed.js").read_bytes(), (JS / "embed.min.js").read_bytes()
    assert len(small) <= 3_072
    assert small.startswith(f"/*{hashlib.sha256(source).hexdigest()[:12]}*/".encode()), "do: make embed"
    with urlopen(f"{site}/embed.js") as response:
        assert response.read() == small
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert response.headers["Content-Type"].startswith("text/javascript")
        tag = response.headers["ETag"]
    with pytest.raises(OSError, match="304"):
        urlopen(Request(f"{site}/embed.js", headers={"If-None-Match": tag}))


@pytest.mark.parametrize("path", ["/", "/source"])
def test_a_reader_finds_an_article_from_another_site(host: str, site: str, page: Page, path: str) -> None:
    page.goto(host + path)
    box = page.locator("tin-cong-doan").first
    box.get_by_role("combobox").fill("cong doan co so")
    box.get_by_role("button").click()
    expect(box.get_by_role("status")).to_contain_text(re.compile(r"\d+ kết quả"))
    links = box.locator("ol a")
    assert links.count() == 5
    assert box.locator("ol mark").count() > 0
    assert "&" not in box.locator("ol").inner_text().replace(" & ", "")
    page.evaluate("window.scrollTo(0, 0)")
    everything = box.get_by_role("status").get_by_role("link")
    assert (everything.get_attribute("href") or "").startswith(f"{site}/search?q=cong+doan+co+so")
    address = links.first.get_attribute("href") or ""
    assert address.startswith(f"{site}/articles/")
    with urlopen(address) as article:
        assert article.status == 200


def test_keys_choose_a_suggestion(host: str, page: Page) -> None:
    page.goto(host)
    box = page.locator("tin-cong-doan").first
    field = box.get_by_role("combobox")
    field.fill("cong")  # one change: what comes for the next letter would take the choice back
    box.get_by_role("option").first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    chosen = box.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    field.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") == ""
    field.press("Escape")
    expect(box.get_by_role("listbox")).to_be_hidden()
    field.fill("cong doan")
    box.get_by_role("option").first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('tin-cong-doan').shadowRoot.querySelector('ol').children.length > 0 || location.pathname != '/'"
    )


def test_filters_and_language_follow_the_element(host: str, page: Page) -> None:
    page.goto(host)
    campaign, english = page.locator("tin-cong-doan").nth(1), page.locator("tin-cong-doan").nth(2)
    for box in (campaign, english):
        box.get_by_role("combobox").fill("tet")
        box.get_by_role("combobox").press("Enter")
    expect(campaign.get_by_role("status").get_by_role("link")).to_have_attribute(
        "href", re.compile("campaign=tet-sum-vay")
    )
    assert 0 < campaign.locator("ol li").count() <= 3
    expect(english.get_by_role("status")).to_contain_text("results")
    assert english.get_by_role("combobox").get_attribute("aria-label") == "Search Tin Công Đoàn"


def test_axe_finds_nothing(host: str, browser: Browser) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(host)
    box = page.locator("tin-cong-doan").first
    box.get_by_role("combobox").fill("công đoàn")
    box.get_by_role("combobox").press("Enter")
    box.locator("ol a").first.wait_for()
    box.get_by_role("combobox").fill("công đoàn c")
    box.get_by_role("option").first.wait_for()
    page.evaluate(AXE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = page.evaluate(
            "rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES
        )
        assert [f"{v['id']}: {n['html'][:120]}" for v in found["violations"] for n in v["nodes"]] == []
    context.close()


def test_a_site_that_is_away_is_told(host: str, site: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(host)
    page.route(f"{site}/api/**", lambda route: route.abort())
    box = page.locator("tin-cong-doan").first
    box.get_by_role("combobox").fill("công đoàn")
    box.get_by_role("combobox").press("Enter")
    expect(box.get_by_role("status")).to_contain_text("Chưa tìm được")
    context.close()


def test_without_javascript_the_form_is_there(host: str, site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(host)
    form = page.locator("tin-cong-doan form").first
    expect(form).to_be_visible()
    assert form.get_attribute("action") == f"{site}/search"
    context.close()
