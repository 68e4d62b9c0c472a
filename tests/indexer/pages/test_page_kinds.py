"""Articles of every content management system are read whole; lists, logins and dashboards are refused as such."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sites
from click.testing import CliRunner

from commands.extract import command
from indexer.article import Article
from indexer.pages.links import read_links

ReadArticle = Callable[..., Article]


@pytest.mark.parametrize("name", sites.ARTICLES)
def test_the_article_of_a_system_is_whole_and_alone(article: ReadArticle, name: str) -> None:
    found = article(sites.ARTICLES[name], "page.html")
    assert found.title == sites.TITLE
    assert [*([found.lead] if found.lead else []), *found.body.split("\n\n")] == [sites.LEAD, *sites.BODY]
    assert (found.published or "").startswith("2024-05-06")
    assert found.author in ("Lê Mai", None)


@pytest.mark.parametrize("name", ["wordpress", "joomla", "nukeviet", "drupal", "old tables"])
def test_its_author_is_found(article: ReadArticle, name: str) -> None:
    assert article(sites.ARTICLES[name], "page.html").author == "Lê Mai"


@pytest.mark.parametrize("name", ["wordpress", "joomla", "nukeviet", "drupal", "sharepoint", "newspaper"])
def test_its_hour_is_found(article: ReadArticle, name: str) -> None:
    assert article(sites.ARTICLES[name], "page.html").published == "2024-05-06T08:15:00+07:00"


REASONS = {
    "section of a newspaper": "a section page",
    "front page": "a front page",
    "wordpress category": "a section page",
    "wordpress tag": "a page of a tag",
    "search results": "a page of search results",
    "list of videos": "a list of videos",
    "login": "names no article",
    "dashboard": "an application's page",
    "Document": "names no article",
    "joomla blog": "a section page",
    "nukeviet list": "a section page",
    "sharepoint list": "list of links",
    "blogger home": "a front page",
    "links only": "no article found",
}


@pytest.mark.parametrize("name", sites.LISTS)
def test_what_is_no_article_is_refused_as_what_it_is(reason: Callable[..., str], name: str) -> None:
    assert REASONS[name] in reason(sites.LISTS[name], "page.html")


@pytest.mark.parametrize(
    "claim",
    [
        '<meta property="og:type" content="article">',
        '<meta property="og:type" content="article"><meta name="description" content="Báo Ven Sông, tin tức mới nhất của người thợ">',
        '<script type="application/ld+json">{"@type": "CollectionPage", "name": "Công đoàn"}</script>',
        '<script type="application/ld+json">[{"@type": "NewsArticle", "headline": "Đội bóng xưởng nhuộm thắng trận đầu mùa"}, {"@type": "NewsArticle", "headline": "Lớp học may buổi tối"}]</script>',
    ],
)
@pytest.mark.parametrize("name", ["wordpress category", "joomla blog", "section of a newspaper"])
def test_what_a_list_calls_itself_proves_nothing(reason: Callable[..., str], name: str, claim: str) -> None:
    assert "no article found" in reason(sites.LISTS[name].replace("</head>", claim + "</head>"), "page.html")


@pytest.mark.parametrize("name", ["section of a newspaper", "wordpress tag", "joomla blog", "nukeviet list"])
def test_the_links_and_leads_of_a_list_are_at_hand(name: str) -> None:
    links = read_links(sites.LISTS[name])
    assert [link.title for link in links] == sites.HEADLINES
    assert [link.lead for link in links] == sites.SUMMARIES


def test_extract_prints_the_links_of_a_refused_page(tmp_path: Path) -> None:
    union = sites.LISTS["joomla blog"].replace(
        sites.HEADLINES[1], "Công đoàn cơ sở tặng quà đoàn viên khó khăn nhân Tháng Công nhân"
    )
    (tmp_path / "list.html").write_text(union, encoding="utf-8")
    result = CliRunner().invoke(command, ["--links", str(tmp_path / "list.html")])
    kinds = [line.split('"')[3] for line in result.stdout.splitlines()]
    assert [at for at, kind in enumerate(kinds) if kind == "brief"] == [1, 4]
    assert "no article found: a section page" in result.stderr


@pytest.mark.parametrize(
    "language",
    [
        ("Le marché de l'emploi à Lyon", "Les salariés de l'usine ont signé un accord sur les horaires de nuit, après trois semaines de négociations avec la direction."),
        ("Профсоюз подписал соглашение", "Работники завода подписали соглашение о ночных сменах после трёх недель переговоров с дирекцией предприятия."),
        ("La fábrica cambia el menú", "Los obreros de la fábrica eligieron cada semana un menú distinto, según cuenta la señora Peña, que cocina allí desde hace años."),
    ],
)  # fmt: skip
def test_pages_in_other_languages_are_articles(article: ReadArticle, language: tuple[str, str]) -> None:
    title, sentence = language
    found = article(
        sites.page("", f"<h1>{title}</h1><p>{sentence}</p><p>{sentence[-60:]}</p>", title), "page.html"
    )
    text = [found.lead, *found.body.split("\n\n")] if found.lead else found.body.split("\n\n")
    assert (found.title, text) == (title, [sentence, sentence[-60:]])
