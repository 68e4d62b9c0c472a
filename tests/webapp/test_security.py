"""Nothing typed or read from a page becomes markup, a script, a link that runs, a path or a 500."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from urllib.parse import quote

import lxml.html
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from indexer.article import Article, FacetValue, web_address
from indexer.engines import open_writer
from tests.webapp.samples import THANH_XUAN
from tests.webapp.vectors import VECTORS
from webapp import create_app, resource
from webapp.security import HEADERS

PLACES = (
    "/",
    "/search?q=x",
    "/nothing",
    "/api/search",
    "/api/nothing",
    "/search.csv",
    "/sitemap.xml",
    "/robots.txt",
    "/healthz",
)


def hostile(number: int, vector: str) -> Article:
    """An article that has `vector` wherever a page could have put it."""
    value = FacetValue(f"v{number}", vector)
    return Article(
        id=f"x{number:04}",
        kind="article",
        title=f"{vector} công đoàn",
        kicker=vector,
        lead=f"{vector} công đoàn",
        body=f"công đoàn {vector}\n\n{vector}",
        author=vector,
        source=vector,
        url=vector,
        captions=(vector,),
        districts=(value,),
        campaigns=(value,),
        published="2020-01-02T03:04:05+07:00",
        year=2020,
        year_basis="published",
    )


@pytest.fixture(scope="module")
def hostile_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The site over an index in which every article is an attack."""
    folder = tmp_path_factory.mktemp("hostile") / "index"
    articles = [hostile(n, v) for n, v in enumerate(VECTORS)]
    with open_writer(folder) as writer:
        writer.commit(add=[writer.builder()(articles)], delete=[], state=b"")
    app = create_app({"INDEX": str(folder), "ACCESS_LOG": False})
    yield app
    resource.close(app)


def dangers(html: str) -> list[str]:
    """What in a page could run, leave it unasked, or style it past the policy."""
    found = []
    for element in lxml.html.document_fromstring(html).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in (
            "iframe",
            "object",
            "embed",
            "base",
            "style",
            "frame",
            "applet",
            "math",
            "img",
            "video",
            "audio",
        ):
            found.append(element.tag)
        if element.tag == "script":
            inline = (element.text or "").strip()
            if element.get("type") == "application/ld+json":
                json.loads(inline)
            elif inline or not (element.get("src") or "").startswith("/static/"):
                found.append(f"script {inline[:40]}")
        if element.tag == "meta" and element.get("http-equiv"):
            found.append("meta http-equiv")
        for name, value in element.attrib.items():
            lower = str(value).strip().lower()
            if str(name).lower().startswith("on") or name in ("style", "srcdoc"):
                found.append(f"{element.tag} {name}")
            if name in ("href", "src", "action", "formaction", "xlink:href") and not re.match(
                r"(https?://|/(?!/)|#)", lower
            ):
                found.append(f"{element.tag} {name}={value[:40]!r}")
    return found


def test_there_are_500_vectors() -> None:
    assert len(set(VECTORS)) >= 500


@pytest.mark.parametrize("part", range(10))
def test_no_vector_in_an_article_gets_out_of_its_text(hostile_app: Flask, part: int) -> None:
    client = hostile_app.test_client()
    for number in range(part, len(VECTORS), 10):
        html = client.get(f"/articles/x{number:04}?q={quote(VECTORS[number][:200])}").text
        assert dangers(html) == [], VECTORS[number]


def test_no_vector_gets_out_of_results_facets_chips_and_feeds(hostile_app: Flask) -> None:
    client = hostile_app.test_client()
    for page in range(1, 11):
        html = client.get(f"/search?q=c%C3%B4ng+%C4%91o%C3%A0n&size=50&page={page}").text
        assert dangers(html) == []
    for path in ("/", "/districts", "/campaigns", "/coverage", "/search?district=v1&campaign=v2"):
        assert dangers(client.get(path).text) == [], path
    for path in ("/search.atom", "/sitemap.xml", "/sitemap-1.xml", "/sitemap-pages.xml", "/opensearch.xml"):
        etree.fromstring(client.get(path).data)  # well-formed, or it raises
    feed = etree.fromstring(client.get("/search.atom").data)
    assert {etree.QName(e).localname for e in feed.iter()} <= {
        "feed", "title", "id", "link", "updated", "generator", "entry", "published", "author", "name", "category", "summary",
    }  # fmt: skip
    hrefs = [e.get("href") for e in feed.iter("{http://www.w3.org/2005/Atom}link")]
    assert all(re.match(r"https?://", href) for href in hrefs)


def test_no_vector_gets_out_of_the_api(hostile_app: Flask) -> None:
    client = hostile_app.test_client()
    for page in range(1, 6):
        response = client.get(f"/api/search?q=c%C3%B4ng+%C4%91o%C3%A0n&size=100&page={page}")
        assert response.mimetype == "application/json"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        for hit in response.json["results"]:  # type: ignore[index]
            marked = hit["highlights"]["title"] + "".join(hit["highlights"]["text"])
            assert "<" not in re.sub(r"</?mark>", "", marked)
            assert hit["url"] is None or re.match(r"https?://", hit["url"])


@pytest.mark.parametrize("part", range(5))
def test_no_vector_gets_out_of_a_query(client: FlaskClient, part: int) -> None:
    for number, vector in enumerate(VECTORS[part::5]):
        paths = [f"/search?q={quote(vector)}&size=1"]
        if number % 5 == 0:
            short = quote(vector[:150])
            paths += [f"/search?q=x&district={short}&exact={short}", f"/search?page={short}"]
            paths += [f"/{quote(vector)}", f"/articles/{quote(vector)}"]
        for path in paths:
            response = client.get(path)
            assert response.status_code in (200, 400, 404, 308), path
            assert dangers(response.text) == [], path


@pytest.mark.parametrize("path", PLACES)
def test_no_response_goes_without_its_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    for name, value in HEADERS.items():
        assert headers[name] == value, name
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Request-ID"]
    assert "Strict-Transport-Security" not in headers
    assert "Strict-Transport-Security" in client.get(path, base_url="https://example.org").headers


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=c#d", True),
        ("HTTP://EXAMPLE.ORG", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("\x01javascript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("vbscript:x", False),
        ("//example.org", False),
        ("https:", False),
        ("http://[", False),
        ("/articles/1", False),
        ("", False),
        (None, False),
    ],
)
def test_only_http_addresses_become_links(url: str | None, safe: bool) -> None:
    assert bool(web_address(url)) is safe


@pytest.mark.parametrize(
    "name",
    [
        "../app.py",
        "..%2Fapp.py",
        "%2e%2e/app.py",
        "css/../../app.py",
        "....//app.py",
        "/etc/passwd",
        "%00",
        "css/site.css%00.png",
        "..\\app.py",
    ],
)
def test_no_path_leaves_the_static_folder(client: FlaskClient, name: str) -> None:
    response = client.get(f"/static/x/{name}", follow_redirects=True)
    assert response.status_code == 404
    assert b"create_app" not in response.data


HOSTILE_QUERIES = (
    "", " ", '"', '""', '"""', "(", ")", "()" * 300, "(" * 500, "-", "--", "- -", "OR", "AND NOT OR", "a OR", "OR a",
    "*", "?", "**", "a*", "lao*" * 40, "~9", "*e*", "[a TO z]", "{a TO z}", "title:", ":", "::::", "a:b:c", "năm:", "năm:abc",
    "quận:" + "x" * 400, "/.*/", "^$", "\\", "\\\\", "\x00", "a\x00b", "\ufeff", "\u202e\u202d", "e" + "\u0301" * 1000,
    "\U0001f600", "đ" * 4000, "a" * 4000, "a " * 2000, "1294/HD-TLĐ", "%", "%%s", "%(a)s", "{0}", "{{7*7}}", "${7*7}", "<%= 7 %>",
    "'; DROP TABLE", "\r\nSet-Cookie: a=b", "+", "&&", "||", "!", "a^2", "a~", "_id:1", "null", "NaN", "-1", "0x10", "١٢٣",
)  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE_QUERIES, ids=range(len(HOSTILE_QUERIES)))
@pytest.mark.parametrize(
    "path",
    ["/search", "/api/search", "/api/suggest", "/search.atom", "/search.csv", f"/articles/{THANH_XUAN}"],
)
def test_whatever_is_typed_the_answer_is_no_500(client: FlaskClient, path: str, query: str) -> None:
    response = client.get(path, query_string={"q": query})
    assert response.status_code in (200, 400, 414), response.text[:500]
    assert "7777777" not in response.text
    assert "Set-Cookie" not in response.headers


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    parameters=st.lists(
        st.tuples(
            st.sampled_from(
                (
                    "q",
                    "district",
                    "year",
                    "campaign",
                    "kind",
                    "from",
                    "to",
                    "sort",
                    "page",
                    "size",
                    "exact",
                    "lang",
                )
            ),
            st.one_of(
                st.text(max_size=40),
                st.sampled_from(("2020", "1", "2020-02-30", "oldest", "thanh-xuan", "en")),
            ),
        ),
        max_size=8,
    ),
    path=st.sampled_from(("/search", "/api/search", "/coverage", "/api/suggest", "/search.jsonl")),
)
def test_no_combination_of_parameters_gives_a_500(
    client: FlaskClient, parameters: list[tuple[str, str]], path: str
) -> None:
    query = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in parameters)
    response = client.get(f"{path}?{query}")
    assert response.status_code in (200, 400, 414)


def test_a_500_shows_nothing_of_its_cause(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        generation, committed = 1, None

        def __getattr__(self, name: str) -> object:
            raise RuntimeError("secret detail")

    broken = create_app({"SEARCH": Broken(), "INDEX": "", "ACCESS_LOG": False})
    for path, kind in (("/search?q=x", "text/html"), ("/api/search?q=x", "application/problem+json")):
        response = broken.test_client().get(path)
        assert response.status_code == 500
        assert response.mimetype == kind
        assert "secret" not in response.text
        assert "Traceback" not in response.text


@pytest.mark.parametrize(
    ("method", "length", "status"), [("post", 70_000, 413), ("get", 70_000, 413), ("post", 10, 405)]
)
def test_bodies_are_bounded(client: FlaskClient, method: str, length: int, status: int) -> None:
    response = getattr(client, method)("/api/search", data=b"x" * length)
    assert response.status_code == status


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_forwarded_headers_count_only_behind_configured_proxies(
    index: Path, caplog: pytest.LogCaptureFixture, proxies: int, seen: str
) -> None:
    app = create_app({"INDEX": str(index), "PROXIES": proxies, "RATE_LIMIT": 1, "ACCESS_LOG": False})
    client = app.test_client()
    client.get("/api/facets", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    other = client.get("/api/facets", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.8"})
    assert (other.status_code == 200) is (seen != "127.0.0.1")


@pytest.mark.parametrize(("kind", "value"), list(product(("font/woff2", "text/javascript"), ("immutable",))))
def test_assets_are_cached_for_good(client: FlaskClient, kind: str, value: str) -> None:
    page = client.get("/").text
    pattern = {
        "font/woff2": r'href="(/static/[^"]+\.woff2)"',
        "text/javascript": r'src="(/static/[^"]+\.js)"',
    }[kind]
    address = re.search(pattern, page)
    assert address is not None
    response = client.get(address[1])
    assert response.mimetype == kind
    assert value in response.headers["Cache-Control"]
    assert response.data
    response.close()
