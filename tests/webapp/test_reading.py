"""Reading on from a list of results, and citing a paragraph."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from indexer.article import Article
from tests.webapp.test_pages import soup
from webapp.citation import citation, passages_of
from webapp.i18n import catalogue


def hits(page: BeautifulSoup) -> list[str]:
    return [str(link["href"]) for link in page.select(".hit-title a")]


@pytest.mark.parametrize(
    "query",
    [
        "q=cong+doan",
        "q=cong+doan&sort=newest&size=10",
        "district=thanh-xuan",
        "q=cong+doan&from=2019-01-01&lang=en",
        "q=quận:thanh-xuan",
        "",
    ],
)
def test_one_reads_through_a_list_to_its_end_and_back(client: FlaskClient, query: str) -> None:
    first = soup(client, f"/search?{query}")
    ids = [href.partition("?")[0] for href in hits(first)]
    page = soup(client, hits(first)[0])
    seen = [ids[0]]
    assert page.select_one("[rel~=prev]") is None
    while following := page.select_one("[rel~=next][data-read]"):
        page = soup(client, str(following["href"]))
        seen.append(str(following["href"]).partition("?")[0])
    assert seen == ids
    while before := page.select_one("[rel~=prev]"):
        page = soup(client, str(before["href"]))
        seen.pop()
    assert len(seen) == 1
    back = page.select_one("a.back")
    assert back
    assert [href.partition("?")[0] for href in hits(soup(client, str(back["href"])))] == ids


def test_the_list_goes_on_over_its_pages(client: FlaskClient) -> None:
    whole = [href.partition("?")[0] for href in hits(soup(client, "/search?sort=newest&size=50"))]
    assert len(whole) > 4
    page, seen = soup(client, hits(soup(client, "/search?sort=newest&size=2"))[0]), [whole[0]]
    while following := page.select_one("[rel~=next][data-read]"):
        place = page.select_one(".list-steps span")
        assert place
        assert str(len(seen)) in place.text
        seen.append(str(following["href"]).partition("?")[0])
        page = soup(client, str(following["href"]))
    assert seen == whole


@pytest.mark.parametrize(
    "query", ["q=cong+doan&page=9", "year=abc", "page=0", "district=nowhere", "sort=best", "since=never"]
)
def test_an_article_is_shown_though_its_list_is_gone(client: FlaskClient, query: str) -> None:
    page = soup(client, f"/articles/thanh-xuan-2020?{query}")
    assert page.select_one("h1")
    assert page.select_one("[data-read]") is None


def test_an_article_of_no_list_has_no_way_back(client: FlaskClient) -> None:
    assert soup(client, "/articles/thanh-xuan-2020?lang=en").select_one(".list-place") is None


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_paragraph_can_be_cited_in_every_form(client: FlaskClient, lang: str) -> None:
    page = soup(client, f"/articles/thanh-xuan-2020?lang={lang}")
    links = page.select(".cite-passages a")
    assert len(links) == len(page.select("[id^=d][lang=vi]")) > 0
    for link in links:
        there = soup(client, str(link["href"]).partition("#")[0])
        marked = there.select_one(".cited")
        assert marked
        own = f"/articles/thanh-xuan-2020#{marked['id']}"
        for form in ("cite-text", "cite-bibtex", "cite-ris"):
            said = there.select_one(f"#{form}")
            assert said
            assert own in said.text, form
            assert ":~:text=" in said.text, form


@pytest.mark.parametrize("passage", ["d99", "x", "", "d1 "])
def test_a_paragraph_that_is_not_there_cites_the_article(client: FlaskClient, passage: str) -> None:
    page = soup(client, f"/articles/thanh-xuan-2020?passage={passage}")
    said = page.select_one("#cite-text")
    assert said
    assert ":~:text=" not in said.text
    assert page.select_one(".cited") is None


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Ngắn gọn", ["Ngắn gọn"]),
        ("Chi phí 10-15%, gồm A & B", ["Chi phí 10-15%, gồm A & B"]),
        (" ".join(f"từ{n}" for n in range(40)), ["từ0 từ1 từ2 từ3 từ4 từ5", "từ34 từ35 từ36 từ37 từ38 từ39"]),
    ],
)
def test_a_text_fragment_names_the_words_at_both_ends(text: str, ends: list[str]) -> None:
    article = Article(
        id="a/b", kind="article", title="T", body=f"Đầu.\n\n{text}", url="https://bao.example/bai#top"
    )
    passage = passages_of(article)[-1]
    directive = passage.fragment.removeprefix(":~:text=")
    assert [unquote(end) for end in directive.split(",")] == ends
    assert not set("-&") & set(directive)
    said = citation(article, "https://tin.example", passage, catalogue("vi"))
    assert f"https://bao.example/bai#top:~:text={directive}" in said.text
    assert "https://tin.example/articles/a%2Fb#d2" in said.text
    assert "đoạn 2" in said.ris


def test_preferences_hold_for_every_page_and_say_where_they_are_kept(client: FlaskClient) -> None:
    for lang, said in (("vi", "trình duyệt của bạn"), ("en", "in your browser")):
        page = soup(client, f"/preferences?lang={lang}")
        assert said in page.text
        assert page.select_one("noscript")
        assert page.select_one("head script[src*='display.js']:not([type=module])")


def test_the_worker_names_only_files_that_exist_and_changes_with_the_version(client: FlaskClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    listed = re.findall(r'"(/(?:static|offline)[^"]*)"', answer.text.partition("const STATIC")[0])
    assert len(listed) > 10
    for path in listed:
        assert client.get(path).status_code == 200, path
    assert client.application.config["VERSION"] in answer.text


def test_the_site_can_be_installed(client: FlaskClient) -> None:
    manifest = client.get("/manifest.webmanifest").json
    assert manifest
    assert manifest["display"] == "standalone"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    for path in (manifest["start_url"], *(row["url"] for row in manifest["shortcuts"])):
        assert client.get(path).status_code == 200
