"""The pipeline and the search, on every engine: what a person sees does not depend on where the index lies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.engines import check
from indexer.pipeline import update
from search import Search
from tests.engines import Kept
from tests.indexer.engines.corpora import READABLE


@pytest.fixture(scope="module")
def place(kept: Kept) -> tuple[str, Path]:
    """Each engine, and where it keeps its index."""
    return kept.engine, Path(kept.place("door"))


def jsonl(path: Path, articles: Any) -> None:
    names = ("id", "kind", "title", "lead", "body", "published")
    records = [
        {name: getattr(article, name) for name in names if getattr(article, name)} for article in articles
    ]
    for record in records:
        record.setdefault("body", "Hội nghị bàn về đại hội các cấp.")
    path.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records))


@pytest.fixture(scope="module")
def corpus(place: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    jsonl(folder / "a.jsonl", READABLE[:2])
    jsonl(folder / "b.jsonl", READABLE[2:])
    report = update(folder, place[1], engine=place[0], jobs=1)
    assert (report.added, report.articles, report.briefs) == (5, 4, 1)
    return folder


@pytest.fixture(scope="module")
def search(place: tuple[str, Path], corpus: Path) -> Iterator[Search]:
    opened = Search.open(place[1], place[0])
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("query", "filters", "expected"),
    [
        ("công đoàn", {}, {"tet", "thi-dua", "cong-dong", "tin-ngan", "khong-ngay"}),
        ("cong dong doanh nghiep", {}, {"cong-dong"}),
        ('"tết sum vầy"', {}, {"tin-ngan"}),
        ("đoàn viên -xe", {}, {"thi-dua"}),
        ("công đoàn", {"kinds": ["brief"]}, {"tin-ngan"}),
        ("công đoàn", {"date_from": "2020-01-01", "date_to": "2020-12-31"}, {"thi-dua"}),
        ("", {"years": ["2019"]}, {"tin-ngan"}),
    ],
)
def test_a_query_finds_the_same(
    search: Search, query: str, filters: dict[str, Any], expected: set[str]
) -> None:
    results = search.search(query, **filters)
    assert {hit.article.id for hit in results.hits} >= expected
    assert results.total == len(results.hits)
    if query != "công đoàn" or "date_from" not in filters:
        assert {hit.article.id for hit in results.hits} == expected


def test_articles_are_read_marked_related_and_completed(search: Search) -> None:
    found = search.article("tet")
    assert found is not None
    assert "<mark>" in search.highlight(found, "cong nhan")["title"]
    assert all(one.id != "tet" for one in search.related("tet"))
    assert search.suggest("công đ")
    assert {article.id for article in search.export("công đoàn")} >= {"tet", "tin-ngan"}
    assert search.document_count == 5


def test_an_update_changes_only_what_changed(place: tuple[str, Path], corpus: Path, search: Search) -> None:
    engine, index = place
    (corpus / "c.jsonl").write_text(
        json.dumps({"id": "moi", "title": "Hội thi tay nghề giỏi", "body": "Thợ hàn."})
    )
    report = update(corpus, index, engine=engine, jobs=1)
    assert (report.added, report.changed, report.removed, report.unchanged) == (1, 0, 0, 5)
    assert [hit.article.id for hit in search.search("thợ hàn").hits] == ["moi"]
    (corpus / "c.jsonl").unlink()
    report = update(corpus, index, engine=engine, jobs=1)
    assert (report.added, report.changed, report.removed) == (0, 0, 1)
    assert search.article("moi") is None
    assert check(index, engine) == []
