"""The parts of each score add up to it and say what they are, on each engine."""

from __future__ import annotations

from math import fsum

import pytest

from search import Search

QUERIES = [
    "công đoàn cơ sở",
    "ldld thanh xuan",
    "quận Thanh Xuân",
    '"người lao động"',
    "công đoàn -quận",
    "đoàn*",
    "BHXH",
    "lê hà",
    "chăm lo xyzzy",
    "năm 2020",
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_the_parts_add_up_to_the_score(search: Search, query: str, sort: str) -> None:
    results = search.search(query, sort=sort, size=20, explain=True)  # type: ignore[arg-type]
    assert results.hits
    for hit in results.hits:
        assert hit.parts is not None
        assert fsum(part.amount for part in hit.parts) == pytest.approx(hit.score, rel=0.01, abs=0.002)
        assert [part.amount for part in hit.parts] == sorted(
            (part.amount for part in hit.parts), reverse=True
        )


@pytest.mark.parametrize(
    ("query", "kind", "words"),
    [
        ("công đoàn cơ sở", "syllable", "công"),
        ("công đoàn cơ sở", "word", "công đoàn"),
        ("cong doan co so", "syllable", "công"),
        ('"đoàn viên"', "phrase", "đoàn viên"),
        ("đoàn*", "beginning", "đoàn"),
        ("quận Thanh Xuân", "preferred", ""),
    ],
)
def test_a_part_says_what_was_found(search: Search, query: str, kind: str, words: str) -> None:
    first = search.search(query, explain=True).hits[0]
    assert first.parts is not None
    assert (kind, words) in {(part.kind, part.words) for part in first.parts}


def test_nobody_pays_for_what_was_not_asked_for(search: Search) -> None:
    results = search.search("công đoàn")
    assert all(hit.parts is None for hit in results.hits)
    assert "parts" not in results.to_dict()["results"][0]


def test_explaining_changes_neither_order_nor_score(search: Search) -> None:
    plain, explained = search.search("công đoàn"), search.search("công đoàn", explain=True)
    assert [(h.article.id, h.score) for h in plain.hits] == [(h.article.id, h.score) for h in explained.hits]
