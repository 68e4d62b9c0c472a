"""The gold snippets, the labelled corpus and the seeds: the facets that a careful reader would claim."""

import tomllib
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.extraction import SEEDS, article_of, seed_rows
from indexer.article import Article
from indexer.facets import annotate, is_union_news

GOLD = Path(__file__).resolve().parents[2] / "gold"
TABLE = tomllib.loads((GOLD / "facets.toml").read_text(encoding="utf-8"))
SNIPPETS = TABLE["snippet"]


def article(row: dict[str, Any]) -> Article:
    return Article("x", "article", row["title"], row.get("kicker"), row.get("lead"), row.get("body", ""))


def facets(annotated: Article) -> tuple[set[str], int | None, set[str]]:
    return (
        {d.value for d in annotated.districts},
        annotated.year,
        {c.value for c in annotated.campaigns},
    )


def expected(row: dict[str, Any]) -> tuple[set[str], int | None, set[str]]:
    return set(row["districts"]), row.get("year"), set(row["campaigns"])


@pytest.mark.parametrize("row", SNIPPETS, ids=lambda row: f"{row['trap']}: {row['title']}")
def test_a_careful_reader_would_say_the_same(row: dict[str, Any]) -> None:
    assert facets(annotate(article(row))) == expected(row)


@pytest.mark.parametrize("row", SNIPPETS, ids=lambda row: f"{row['trap']}: {row['title']}")
def test_decomposed_letters_change_nothing(row: dict[str, Any]) -> None:
    plain = article(row)
    decomposed = replace(
        plain,
        title=unicodedata.normalize("NFD", plain.title),
        kicker=unicodedata.normalize("NFD", plain.kicker) if plain.kicker else None,
        lead=unicodedata.normalize("NFD", plain.lead or ""),
        body=unicodedata.normalize("NFD", plain.body),
    )
    annotated = annotate(decomposed)
    assert facets(annotated) == expected(row)
    for piece in annotated.evidence:
        assert annotated.text(piece.field)[piece.start : piece.end] == piece.text


def test_there_are_forty_snippets_and_every_trap_stands_twice() -> None:
    traps = [row["trap"] for row in SNIPPETS]
    assert len(traps) >= 40
    assert [trap for trap in set(traps) if traps.count(trap) < 2] == []


@pytest.mark.parametrize("teaser", TABLE["teasers"]["union"], ids=lambda teaser: teaser[0])
def test_union_news_becomes_a_brief(teaser: list[str]) -> None:
    assert is_union_news(*teaser)


@pytest.mark.parametrize("teaser", TABLE["teasers"]["other"], ids=lambda teaser: teaser[0])
def test_prices_sports_and_crime_do_not(teaser: list[str]) -> None:
    assert not is_union_news(*teaser)


@pytest.mark.skipif(not SEEDS.exists(), reason="the real pages (../shared/seeds) are not here")
@pytest.mark.parametrize(("row", "path"), list(seed_rows()), ids=lambda value: getattr(value, "name", ""))
def test_the_seeds_are_exact(row: dict[str, Any], path: Path) -> None:
    read = article_of(row, path)
    assert read is not None
    assert facets(read) == expected(row)
    assert read.year_basis == row["year_basis"]
