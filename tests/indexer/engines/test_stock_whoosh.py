"""A Whoosh user's scripts over our index: they find what `Search` finds, and cannot damage it."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from whoosh import index, query, writing
from whoosh.filedb.filestore import copy_to_ram
from whoosh.qparser import QueryParser

from indexer.article import Article, FacetValue
from indexer.engines import open_writer
from indexer.engines.contract import NO_FILTERS, Filters
from indexer.errors import IndexProblem, IndexReadOnly, QueryError
from indexer.vietnamese import fold
from search import Search

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = Path(__file__).with_name("stock_script.py")

DISTRICTS = {"ba-dinh": "Ba Đình", "thanh-xuan": "Thanh Xuân", "dong-anh": "Đông Anh"}
SENTENCES = [
    "Công đoàn cơ sở thăm công nhân ở nhà trọ.",
    "LĐLĐ quận tổ chức hội thao cho đoàn viên.",
    "Liên đoàn Lao động thành phố trao quà Tết Sum vầy.",
    "Người lao động được hỗ trợ trong mùa dịch.",
    "Cán bộ công đoàn thương lượng về bữa ăn ca.",
    "Công ty may tuyển thêm thợ.\n\nĐoàn thanh niên quét dọn ban công.",
    "Phường Khương Đình hiến máu, quận Thanh Xuân khen thưởng.",
    "Nữ công nhân được khám sức khỏe; chị em vui.",
    "Hội thảo về tiền lương, lão nông kể chuyện.",
]
QUERIES = [
    "công đoàn",
    "cong doan",
    "hội thao",
    "hoi thao",
    "công",
    "LĐLĐ",
    "lao động",
    "thanh xuân",
    '"công đoàn cơ sở"',
    '"cong doan"',
    '"lao động"',
    "công nhân nhà trọ",
    "công đoàn -tết",
    "cong nhan -tro",
    "tết sum vầy",
    "hiến máu khen thưởng",
    "công đoàn AND công nhân",
    "công đoàn - nhà trọ",
    "công đoàn -19",
    "không có gì cả",
    "doa*",
    "district:ba-dinh",
    "year:2021 công đoàn",
    "người lao động được hỗ trợ trong mùa dịch bệnh kéo dài",
]


def articles(count: int, seed: int) -> list[Article]:
    chance = random.Random(seed)
    made = []
    for number in range(count):
        said = chance.sample(SENTENCES, 3)
        year = chance.choice([2019, 2020, 2021, 2022, None])
        stated = year is not None and chance.random() < 0.7
        places = chance.sample(sorted(DISTRICTS), chance.choice([0, 1, 1, 2]))
        made.append(
            Article(
                f"{seed}-{number}",
                "article",
                said[0].split(";")[0].split("\n")[0],
                lead=said[1] if chance.random() < 0.5 else None,
                body="\n\n".join(said[1:]),
                published=f"{year}-{chance.randint(1, 12):02}-03T08:30:00+07:00" if stated else None,
                year=year,
                year_basis=None if year is None else "published" if stated else "inferred",
                districts=tuple(FacetValue(value, DISTRICTS[value]) for value in places),
                captions=("Ảnh: công đoàn Thủ đô",) if chance.random() < 0.3 else (),
            )
        )
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of three segments, two of which have deletions."""
    folder = tmp_path_factory.mktemp("stock")
    for seed, gone in enumerate(([], ["0-1", "0-2", "0-20"], ["1-3", "0-7"])):
        changed = [replace(articles(9, 0)[8], title="Hội thao của công đoàn Ba Đình")] if seed == 2 else []
        with open_writer(folder) as writer:
            writer.commit(add=[writer.build(articles(30, seed) + changed)], delete=gone, state=b"")
    return folder


OURS = {"district:ba-dinh": "quận:ba-dinh", "year:2021 công đoàn": "năm:2021 công đoàn"}
"""How `Search` says the same."""


def found(search: Search, q: str, filters: Filters = NO_FILTERS) -> list[str]:
    results = search.search(OURS.get(q, q), filters, size=100)
    return sorted(hit.article.id for hit in results.hits[: results.total])


@pytest.fixture(scope="module")
def asked() -> dict[str, Any]:
    return {
        "queries": QUERIES,
        "word": "công",
        "districts": sorted(DISTRICTS),
        "year": 2021,
        "terms": ["công", "cong", "đoàn", "công đoàn", "lao động", "vắng"],
        "id": "0-8",
        "gone": ["0-1", "1-3"],
    }


@pytest.fixture(scope="module")
def answers(folder: Path, asked: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the script says, run in another folder with nothing but the project on its path."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT)],
        input=json.dumps({"index": str(folder), **asked}),
        capture_output=True,
        text=True,
        cwd=tmp_path_factory.mktemp("elsewhere"),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


@pytest.fixture(scope="module")
def search(folder: Path) -> Search:
    return Search.open(folder)


def test_the_index_has_several_segments_and_deletions(folder: Path) -> None:
    with index.open_dir(folder).reader() as reader:
        leaves = [leaf for leaf, _ in reader.leaf_readers()]
        assert len(leaves) == 3
        assert sum(leaf.has_deletions() for leaf in leaves) == 2


@pytest.mark.parametrize("q", QUERIES)
def test_what_is_parsed_finds_what_search_finds(answers: dict[str, Any], search: Search, q: str) -> None:
    assert answers["parsed"][q] == found(search, q)
    assert set(answers["counted"][q]) == {len(found(search, q))}


def typed(chance: random.Random) -> str:
    """Words as somebody types them: a stretch of a sentence, some without marks, quoted, excluded, cut or in capitals."""
    words = re.sub(r"[.,;\n]", " ", chance.choice(SENTENCES)).split()
    first = chance.randrange(len(words))
    q = " ".join(words[first : first + chance.choice([1, 1, 2, 3, 4, 7])])
    form = chance.choice(["", "", "fold", "quote", "both", "without", "quote and words", "cut", "upper"])
    if form in ("fold", "both"):
        q = fold(q)
    if form in ("quote", "both", "quote and words"):
        q = f'"{q}"'
    if form in ("without", "quote and words"):
        q += " " + "-" * (form == "without") + chance.choice(chance.choice(SENTENCES).split()).strip(".,;")
    if form == "cut":
        at = chance.randrange(len(q))
        q = q[:at] + q[at + 1 :]
    return q.upper() if form == "upper" else q


def test_whatever_is_typed_finds_what_search_finds(folder: Path, search: Search) -> None:
    chance = random.Random(11)
    ix = index.open_dir(folder)
    parser = QueryParser("text", ix.schema)
    with ix.searcher() as searcher:
        for _ in range(300):
            q = typed(chance)
            if any(letter.isalnum() for letter in q):
                assert len(list(searcher.docs_for_query(parser.parse(q)))) == search.search(q).total, q


@pytest.mark.parametrize("limit", [1, 2, 5, 50])
@pytest.mark.parametrize("text", ["(công nhân) OR year:2020", "hội thao OR title:công", "công OR tết OR máu"])
def test_counts_do_not_depend_on_how_many_are_shown(folder: Path, text: str, limit: int) -> None:
    ix = index.open_dir(folder)
    q = QueryParser("text", ix.schema).parse(text)
    with ix.searcher() as searcher:
        every = {hit.docnum for hit in searcher.search(q, limit=None)}
        results = searcher.search(q, limit=limit)
        assert len(results) == len(results.docs()) == len(every)
        assert results.docs() == every


def test_filters_and_ranges_find_what_search_finds(answers: dict[str, Any], search: Search) -> None:
    assert answers["filtered"] == {
        value: found(search, "công", Filters(district=[value])) for value in DISTRICTS
    }
    of_the_year = set(found(search, "công", Filters(year=[2021])))
    assert answers["masked"] == sorted(set(found(search, "công")) - of_the_year)
    assert answers["years"] == answers["typed years"] == found(search, "", Filters(year=[2020, 2021]))
    # Without a date of its own, an article is in no range of dates here; `Search` takes its whole year.
    in_2021 = search.search("", Filters(date_from="2021-01-01", date_to="2021-12-31"), size=100)
    assert answers["dates"] == sorted(hit.article.id for hit in in_2021.hits if hit.article.published)
    assert answers["dates"]


def test_documents_are_those_that_live(answers: dict[str, Any], search: Search) -> None:
    every = sorted(article.id for article in search.export())
    assert answers["documents"] == len(every) == search.document_count
    assert answers["stored"] == answers["every"] == answers["every text"] == every
    assert answers["documents by id"] == ["Hội thao của công đoàn Ba Đình"]
    assert answers["gone"] == [[], []]


def test_terms_phrases_and_fields(answers: dict[str, Any], search: Search) -> None:
    assert answers["phrase"] == answers["as one term"] == found(search, '"công đoàn"')
    assert answers["prefix"] == found(search, "doa*")
    assert answers["title"] == found(search, "tiêu_đề:công")
    in_either = set(answers["title"]) | set(found(search, "nội_dung:công"))
    assert set(answers["multifield"]) == in_either


def test_groups_count_as_search_counts(answers: dict[str, Any], search: Search) -> None:
    facets = search.search("").facets
    for grouped, facet in (("districts", "district"), ("by year", "year")):
        counted = {row.value: row.count for row in facets[facet]}
        assert {value: n for value, n in answers[grouped].items() if value != "None"} == counted


def test_sorting_by_year_leaves_those_without_one_last(answers: dict[str, Any]) -> None:
    years = [year for year in answers["sorted"] if year is not None]
    rest = [None] * (len(answers["sorted"]) - len(years))
    assert answers["sorted"] == sorted(years) + rest
    assert answers["newest"] == sorted(years, reverse=True) + rest
    assert rest


def test_the_lexicon_has_what_is_written_and_what_is_typed(answers: dict[str, Any]) -> None:
    assert answers["lexicon"] == sorted(answers["lexicon"], key=str.encode)
    assert {"công", "cong", "đoàn", "lao", "lão", "thảo"} <= set(answers["lexicon"])
    frequencies = answers["frequencies"]
    assert frequencies["vắng"] == 0
    assert 0 < frequencies["công đoàn"] <= min(frequencies["công"], frequencies["đoàn"])
    assert frequencies["cong"] >= frequencies["công"]


def test_hits_are_shown_with_what_matched(answers: dict[str, Any]) -> None:
    assert len(answers["hits"]) == 5
    for hit in answers["hits"]:
        assert "công</b>" in hit["text"].lower()
        assert ["text", "công"] in hit["terms"]
        assert ("công</b>" in hit["body"].lower()) == (["body", "công"] in hit["terms"])
    total, matched, documents = answers["length"]
    assert matched
    assert total == documents == answers["page"][0]
    assert answers["page"][1:] == [2, 2]
    assert answers["like"] > 0
    assert len(answers["key terms"]) == 3


def test_spelling_is_suggested_by_distance(answers: dict[str, Any]) -> None:
    assert answers["suggested"][0] == "đoàn"
    assert answers["corrected"] == "công đoàn"


WRITERS: dict[str, Callable[[Any], Any]] = {
    "writer": lambda ix: ix.writer(),
    "several processes": lambda ix: ix.writer(procs=2),
    "optimize": lambda ix: ix.optimize(),
    "delete_by_term": lambda ix: ix.delete_by_term("id", "0-3"),
    "delete_by_query": lambda ix: ix.delete_by_query(query.Every()),
    "SegmentWriter": writing.SegmentWriter,
    "BufferedWriter": lambda ix: writing.BufferedWriter(ix, period=None),
    "AsyncWriter": writing.AsyncWriter,
    "another FileIndex": lambda ix: index.FileIndex(ix.storage).writer(),
    "opened by its storage": lambda ix: ix.storage.open_index().writer(),
    "opened with a schema": lambda ix: index.FileIndex(ix.storage, schema=ix.schema).writer(),
    "create_in": lambda ix: index.create_in(ix.storage.folder, ix.schema),
}


def files_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}


@pytest.mark.parametrize("way", WRITERS)
def test_writing_through_whoosh_is_refused_before_a_file_is_touched(folder: Path, way: str) -> None:
    before = files_of(folder)
    ix = index.open_dir(folder)
    with pytest.raises(IndexReadOnly, match=r"run `python run\.py index"):
        WRITERS[way](ix)
    assert files_of(folder) == before
    with open_writer(folder):  # the lock is free, even while the error is held
        pass


def test_an_index_that_is_not_ours_is_written_to_as_ever(tmp_path: Path, folder: Path) -> None:
    index.open_dir(folder).reader().close()
    from whoosh.fields import TEXT, Schema

    ix = index.create_in(tmp_path, Schema(title=TEXT(stored=True)))
    with ix.writer() as writer:
        writer.add_document(title="anything else")
    with ix.searcher() as searcher:
        assert len(searcher.search(query.Term("title", "else"))) == 1
        assert searcher.suggest("title", "elze") == ["else"]


def test_a_searcher_is_refreshed_with_what_was_deleted_meanwhile(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        writer.commit(add=[writer.build(articles(30, 0))], delete=[], state=b"")
    ix = index.open_dir(tmp_path)
    searcher = ix.searcher()
    with open_writer(tmp_path) as writer:
        fresh = replace(articles(1, 0)[0], title="Chim bồ câu")
        writer.commit(add=[writer.build([fresh])], delete=["0-4"], state=b"")
    assert not searcher.up_to_date()
    searcher = searcher.refresh()
    hits = sorted(hit["id"] for hit in searcher.search(query.Every(), limit=None))
    assert hits == sorted(a.id for a in Search.open(tmp_path).export())
    assert len(hits) == 29
    q = QueryParser("text", ix.schema).parse("chim bồ câu")
    assert [hit["id"] for hit in searcher.search(q)] == ["0-0"]


def test_a_generation_that_was_never_committed_is_not_read(tmp_path: Path) -> None:
    with open_writer(tmp_path) as writer:
        generation = writer.commit(add=[writer.build(articles(5, 0))], delete=[], state=b"")
    ix = index.open_dir(tmp_path)
    # As a commit leaves it that is cut off before it renames its manifest.
    index.TOC(ix.schema, [], generation + 1).write(ix.storage, "MAIN")
    for again in (ix, index.open_dir(tmp_path)):
        assert again.doc_count() == 5


@pytest.mark.parametrize("count", [0, 1])
def test_the_smallest_indexes_answer(tmp_path: Path, count: int) -> None:
    bare = [Article("a", "article", "Công đoàn")][:count]
    with open_writer(tmp_path) as writer:
        writer.commit(add=[writer.build(bare)] if bare else [], delete=[], state=b"")
    ix = index.open_dir(tmp_path)
    with ix.searcher() as searcher:
        for text in ("công đoàn", "cong", '"công đoàn"', "doan*", "year:2020", "-công"):
            hits = searcher.search(QueryParser("text", ix.schema).parse(text), groupedby="district")
            assert len(hits) == (count if "20" not in text and not text.startswith("-") else 0)
        assert len(list(searcher.documents())) == count
        assert len(searcher.search(query.Every(), sortedby="year")) == count


def test_what_cannot_be_right_is_an_error(folder: Path) -> None:
    ix = index.open_dir(folder)
    with ix.searcher() as searcher:
        with pytest.raises(QueryError, match="sort by title"):
            searcher.search(query.Every(), sortedby="body")
        hits = searcher.search(QueryParser("text", ix.schema).parse('"công đoàn"'))
        with pytest.raises(QueryError, match="strict_phrase"):
            hits[0].highlights("text", strict_phrase=True)
    copied = copy_to_ram(ix.storage).open_index()
    with pytest.raises(IndexProblem, match="open_dir"):
        copied.reader()
