"""Details of newspapers' HTML that once went wrong: dates in two elements, names of sites as authors, kickers."""

from __future__ import annotations

from collections.abc import Callable

import layouts
import pytest

from indexer.article import Article

ReadArticle = Callable[..., Article]
MASTER = layouts.LAYOUTS["master"]
CMS = layouts.LAYOUTS["cms"]
DATE_IN_MASTER = '<span class="article-date format_date">19/05/2023 08:30</span>'
KICKER_IN_MASTER = f'<p class="article-kicker">{layouts.KICKER}:</p>'


@pytest.mark.parametrize(
    "stated",
    [
        '<div><span class="format_time">08:30</span> | <span class="format_date">19/05/2023</span></div>',
        "<div><span>Hoàng Lan</span> <span>Thứ Sáu, 19/5/2023 | 08:30</span></div>",
        '<p><i class="icon"></i><em>Thứ sáu, 19/05/2023 08:30 (GMT+7)</em></p>',
    ],
)
def test_where_the_date_stands(article: ReadArticle, stated: str) -> None:
    assert article(MASTER.replace(DATE_IN_MASTER, stated), "page.html").published == layouts.DATE


@pytest.mark.parametrize(
    "kicker",
    [
        f'<p class="article-detail-subtitle">{layouts.KICKER}</p>',
        f"<div><p>{layouts.KICKER}:</p></div>",
    ],
)
def test_a_kicker_above_the_title(article: ReadArticle, kicker: str) -> None:
    assert article(MASTER.replace(KICKER_IN_MASTER, kicker), "page.html").kicker == layouts.KICKER


@pytest.mark.parametrize("name", ["Báo Thử", "Báo Thử Online", "Báo Thử News", "https://thu.example.vn"])
def test_a_newspaper_is_no_author(article: ReadArticle, name: str) -> None:
    page = CMS.replace(f'"name": "{layouts.AUTHOR}"', f'"name": "{name}"')
    assert article(page, "page.html").author == layouts.AUTHOR


def test_a_name_beside_its_address(article: ReadArticle) -> None:
    box = (
        '<div class="author-name"><a class="name">Hoàng Lan</a><a class="email">lan@bao.example.vn</a></div>'
    )
    page = layouts.LAYOUTS["singular"].replace(
        '<div class="author-name"><a href="/tg">Hoàng Lan</a></div>', box
    )
    assert article(page, "page.html").author == "Hoàng Lan"


def test_links_side_by_side_are_links_apart(article: ReadArticle) -> None:
    box = '<div class="kbwc-body">' + "".join(f'<a href="/x">{t}</a>' for t in layouts.RELATED) + "</div>"
    page = CMS.replace(layouts.text.__name__, "").replace(
        f"<p>{layouts.PARAGRAPHS[4]}</p>", box + f"<p>{layouts.PARAGRAPHS[4]}</p>"
    )
    assert set(layouts.RELATED) <= set(article(page, "page.html").related)
    assert article(page, "page.html").body.split("\n\n") == layouts.BODY


def test_a_sections_front_page_is_no_article(reason: Callable[..., str]) -> None:
    teasers = "".join(
        f'<article><h2><a href="/{i}">{layouts.TITLE} {i}</a></h2><p>{layouts.LEAD}</p></article>'
        for i in range(6)
    )
    page = f'<html><head><meta property="og:type" content="website"></head><body><h1>Công đoàn</h1>{teasers}</body></html>'
    assert "no article" in reason(page, "page.html")


def test_a_lead_with_its_sign_in_the_text_is_not_repeated(article: ReadArticle) -> None:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in layouts.PARAGRAPHS)
    page = f"<html><body><table><tr><td><a>Trang chủ</a></td><td><h1>{layouts.TITLE}</h1><p><b>(LĐTĐ) {layouts.LEAD}</b></p>{paragraphs}</td></tr></table></body></html>"
    found = article(page.replace("45 cuốn", "40 cuốn"), "page.html")
    assert found.lead == layouts.LEAD
    assert layouts.LEAD not in found.body
