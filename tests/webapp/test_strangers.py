"""What strangers send to the server itself: slow, malformed, forged, or about ids with every character."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from bench.reliability import slow
from bench.reliability.outcome import Outcome
from bench.reliability.site import Site
from indexer.article import Article
from indexer.pipeline import update
from webapp import create_app, resource
from webapp.citation import citation
from webapp.rates import client_of
from webapp.segments import segment

IDS = ("x/related", "a/b/c", ".", "..", "../..", "50%", "%2F", "a%2Fb", "nói \"thế\" 'này'", "q?x=1#y", "a b", "công đoàn", "a\\b", "//x", "http://vi-du.example/1?a=b&c#d")  # fmt: skip


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd")
    lines = [
        json.dumps({"id": i, "title": f"Công đoàn cơ sở số {n}", "body": f"Bài {n} về nhà máy."})
        for n, i in enumerate(IDS)
    ]
    (folder / "odd.jsonl").write_text("\n".join(lines))
    update(folder / "odd.jsonl", folder / "index", jobs=1)
    return folder / "index"


@pytest.fixture(scope="module")
def site(odd: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(odd, tmp_path_factory.mktemp("log") / "log", 1, access_log=0) as site:
        yield site


def _get(site: Site, path: str, **headers: str) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    connection.request(
        "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, answer.headers["Content-Type"], text


def test_every_link_to_an_article_is_answered_whatever_its_id(site: Site) -> None:
    hits = json.loads(_get(site, "/api/search?q=c%C3%B4ng+%C4%91o%C3%A0n&size=50")[2])["results"]
    assert {hit["id"] for hit in hits} == set(IDS)
    for name in IDS:
        for path in (
            f"/articles/{segment(name)}",
            f"/api/articles/{segment(name)}",
            f"/api/articles/{segment(name)}/related",
        ):
            status = _get(site, path)[0]
            assert status == 200, (name, path)
        assert json.loads(_get(site, f"/api/articles/{segment(name)}")[2])["id"] == name


def test_links_of_sitemap_feed_and_table_lead_to_their_articles(site: Site) -> None:
    import csv
    import io
    import re

    places = re.findall("<loc>([^<]*)</loc>", _get(site, "/sitemap-1.xml")[2])
    table = list(csv.DictReader(io.StringIO(_get(site, "/search.csv?q=")[2].lstrip("\ufeff"))))
    feed = re.findall(r'<link[^>]*href="([^"]*/articles/[^"]*)"', _get(site, "/search.atom?q=")[2])
    assert len(places) == len(table) == len(IDS)
    assert feed
    for link in [*places, *(row["link"] for row in table), *feed]:
        assert _get(site, urlsplit(link).path)[0] == 200, link


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Forwarded-Proto", "https"), ("X-Forwarded-Ssl", "on"), ("X-Forwarded-Protocol", "ssl"), ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Prefix", "/evil"), ("Script-Name", "/articles"), ("X-Script-Name", "/evil"), ("Forwarded", "host=evil.example;proto=https"),
    ],
)  # fmt: skip
def test_no_header_of_a_peer_on_loopback_changes_addresses(site: Site, name: str, value: str) -> None:
    plain = _get(site, "/robots.txt")
    assert _get(site, "/robots.txt", **{name.replace("-", "_"): value}) == plain


@pytest.mark.parametrize("host", ["a b", "evil.example/x", "<script>", "a@b", "x:port", "é", "[::1", "a,b"])
def test_a_host_that_is_none_is_a_bad_request(client: FlaskClient, host: str) -> None:
    answer = client.get("/api/facets", headers={"Host": host.encode("utf-8").decode("latin-1")})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "tin-cong-doan.example"])
def test_a_host_is_accepted(client: FlaskClient, host: str) -> None:
    assert client.get("/api/facets", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /api/search?q=" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(99)) + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 9000 + b"\r\n\r\n", 431),
        (b"no request at all\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", 400),
    ],
)
def test_what_cannot_be_read_is_answered_with_a_problem(site: Site, sent: bytes, status: int) -> None:
    with socket.create_connection(("127.0.0.1", site.port), 20) as plug:
        plug.sendall(sent)
        answer = http.client.HTTPResponse(plug)
        answer.begin()
        assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json")
        assert json.loads(answer.read())["status"] == status


def test_slow_clients_hold_nobody_up(odd: Path) -> None:
    # In a thread of its own: a browser of another test may have left its event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        outcome = thread.submit(slow.run, Outcome("slow", slow.ASKED, 1), odd, 24, 4, 6).result()
    assert outcome.counts["ordinary answers"] > 4
    assert outcome.counts["of them lost"] == 0
    assert not [problem for problem in outcome.problems if "hundredth" not in problem], outcome.problems


@pytest.mark.parametrize("path", ["/articles/none", "/api/articles/none", "/api/search?q=" + "x" * 9000])
def test_any_tag_matches_nothing_that_is_not_there(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"If-None-Match": "*"}).status_code in (404, 400, 414)
    assert client.get("/api/facets", headers={"If-None-Match": "*"}).status_code == 304


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True), ("2001:db8::1", "2001:db8:0:1::1", False), ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False), ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)  # fmt: skip
def test_a_subscriber_of_ipv6_is_one_client(first: str, second: str, same: bool) -> None:
    assert (client_of(first) == client_of(second)) is same


def test_the_limit_leaves_probes_alone(index: Path) -> None:
    app = create_app({"INDEX": str(index), "RATE_LIMIT": 1, "ACCESS_LOG": False})
    client = app.test_client()
    for path in ("/metrics", "/healthz", "/readyz"):
        assert [client.get(path).status_code for _ in range(3)] == [200] * 3
    resource.close(app)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "ftp://a.example/x", "//a.example", "https://", "http:///x"],
)
def test_an_article_has_no_address_but_a_web_address(url: str) -> None:
    made = Article("1", "article", "Tiêu đề", url=url, urls=(url, "https://a.example/x"))
    assert (made.url, made.urls) == (None, ("https://a.example/x",))


@pytest.mark.parametrize(
    ("author", "written"),
    [
        ("Ban Biên tập", "author = {{Ban Biên tập}}"), ("Báo Lao động", "author = {{Báo Lao động}}"), ("Nguyễn Văn An", "author = {Nguyễn Văn An}"),
        ("Thu Hà, Minh Anh", "author = {Thu Hà and Minh Anh}"), ("An & {Bình}_%", r"An and \textbraceleft{}Bình\textbraceright{}\_\%"),
    ],
)  # fmt: skip
def test_bibtex_escapes_every_field(author: str, written: str) -> None:
    made = citation(
        Article("a b,{c}", "article", r"100% \input{x} ~ #1 ^2", author=author, source="A & B"),
        "https://x.example",
    )
    assert written in made.bibtex
    assert made.bibtex.startswith("@article{tcd-a-b-c-,")
    assert made.bibtex.count("{") == made.bibtex.count("}")
    assert r"100\% \textbackslash{}input" in made.bibtex
    assert r"journal = {A \& B}" in made.bibtex


@pytest.mark.parametrize("title", ["một\nER  - \nTY  - X", "một\r\nAU  - kẻ khác", "một\u2028TI  - hai"])
def test_no_value_of_ris_begins_a_line_of_its_own(title: str) -> None:
    lines = citation(Article("1", "article", title), "https://x.example").ris.split("\n")
    assert [line[:2] for line in lines] == ["TY", "TI", "UR", "ID", "ER"]
