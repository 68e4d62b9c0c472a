"""The contract of `indexer/engines/contract.py`, asked of every engine, against plain Python."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from indexer.article import Article
from indexer.engines import check, open_reader, open_writer
from indexer.engines.contract import (
    FACETS,
    AllOf,
    AnyOf,
    Filters,
    Node,
    Not,
    Phrase,
    Prefix,
    Ranking,
    Request,
    Term,
    TermKind,
    Weighted,
)
from indexer.errors import IndexLocked, IndexMissing, QueryError
from tests.indexer.engines import strategies as make
from tests.indexer.engines.oracle import Oracle
from tests.opensearch.corpora import READABLE, at_random

SYLLABLE, PAIR, WORD = TermKind.SYLLABLE, TermKind.PAIR, TermKind.WORD
RANDOM = at_random(120)
ORACLE = Oracle(RANDOM)

Place = Callable[[str], str]


@dataclass(frozen=True)
class Kept:
    """An engine, and where it keeps an index of a name."""

    engine: str
    place: Place

    def write(self, name: str, articles: list[Article], *, full: bool = False, **commit: Any) -> int:
        with open_writer(self.place(name), engine=self.engine, full=full) as writer:
            add = [writer.build(articles)] if articles else []
            generation: int = writer.commit(**{"add": add, "delete": [], "state": b"", **commit})
            return generation

    def open(self, name: str) -> Any:
        return open_reader(self.place(name), engine=self.engine)


@pytest.fixture(scope="module", params=["whoosh", "opensearch"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Each engine in turn."""
    if request.param == "whoosh":
        folder: Path = tmp_path_factory.mktemp("whoosh")
        return Kept("whoosh", lambda name: str(folder / name))
    hosts = request.getfixturevalue("cluster").hosts
    return Kept("opensearch", lambda name: f"{hosts}/contract-{name}")


@pytest.fixture(scope="module")
def readable(kept: Kept) -> Iterator[Any]:
    """A reader of the corpus that one can read."""
    kept.write("readable", list(READABLE), state=b"pages")
    with kept.open("readable") as engine:
        yield engine.reader()


@pytest.fixture(scope="module")
def random_reader(kept: Kept) -> Iterator[Any]:
    """A reader of the random corpus, written in three batches."""
    with open_writer(kept.place("random"), engine=kept.engine) as writer:
        add = [writer.build(RANDOM[start::3]) for start in range(3)]
        writer.commit(add=add, delete=[], state=b"")
    with kept.open("random") as engine:
        yield engine.reader()


def ids(reader: Any, request: Request) -> list[str]:
    return [article.id for article in reader.articles([hit.key for hit in reader.answer(request).found])]


def term(text: str, folded: bool = False, fields: tuple[str, ...] = ()) -> Term:
    return Term(SYLLABLE, text, folded, fields)


def phrase(*parts: Term | Prefix, fields: tuple[str, ...] = ()) -> Phrase:
    return Phrase(parts, fields)


CONG, DOAN = term("công"), term("đoàn")


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        (AllOf(), "tet thi-dua cong-dong tin-ngan khong-ngay"),
        (AnyOf(), ""),
        (CONG, "tet thi-dua cong-dong tin-ngan khong-ngay"),
        (term("cộng"), "cong-dong"),
        (term("cong", folded=True), "tet thi-dua cong-dong tin-ngan khong-ngay"),
        (term("tet", folded=True), "tet tin-ngan"),
        (term("công", fields=("title",)), "tet tin-ngan khong-ngay"),
        (term("quan", True, ("lead", "captions")), "tet tin-ngan"),
        (term("quê", fields=("captions",)), "tet"),
        (Term(PAIR, "công đoàn"), "tet thi-dua cong-dong tin-ngan khong-ngay"),
        (Term(PAIR, "cong dong", folded=True), "cong-dong"),
        (Term(PAIR, "đầu tiên"), "tet"),
        (Term(WORD, "gia đình"), "thi-dua"),
        (Term(WORD, "gia dinh", folded=True), "thi-dua"),
        (Term(WORD, "đình gia"), ""),
        (Prefix("ch"), "tet thi-dua cong-dong tin-ngan"),
        (Prefix("don", folded=True), "tet cong-dong tin-ngan"),
        (Prefix("đống"), "cong-dong tin-ngan"),
        (Prefix("d", True, ("kicker",)), "tet"),
        (phrase(CONG, DOAN, term("cơ"), term("sở")), "thi-dua"),
        (phrase(CONG, term("đống")), ""),
        (phrase(term("cong", True), term("dong", True)), "cong-dong"),
        (phrase(term("cong", True), term("đồng")), "cong-dong"),
        (phrase(CONG, Prefix("đo")), "tet thi-dua cong-dong tin-ngan khong-ngay"),
        (phrase(Prefix("con", True), term("đồng")), "cong-dong"),
        (phrase(CONG, DOAN, fields=("title",)), "tet tin-ngan khong-ngay"),
        (phrase(term("công", fields=("body",)), DOAN), "cong-dong"),
        (phrase(term("công", fields=("body",)), DOAN, fields=("title",)), ""),
        (phrase(term("bến"), DOAN), ""),
        (phrase(term("tết"), term("chăm")), ""),
        (phrase(term("1294"), term("hd"), term("tlđ")), "khong-ngay"),
        (AllOf((CONG, term("xe"))), "tet"),
        (AnyOf((term("xe"), term("đảm"))), "tet thi-dua"),
        (AllOf((CONG, Not(DOAN))), ""),
        (Not(term("tết")), "thi-dua cong-dong khong-ngay"),
        (AllOf((AnyOf((term("tết"), term("nữ"))), Not(term("xe")))), "thi-dua tin-ngan"),
        (term("không_có"), ""),
    ],
    ids=str,
)
def test_which_articles_match(readable: Any, match: Node, expected: str) -> None:
    answer = readable.answer(Request(match=match))
    assert sorted(article.id for article in readable.articles([hit.key for hit in answer.found])) == sorted(
        expected.split()
    )
    assert answer.total == len(expected.split())


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(district=("thanh-xuan",)), "tet thi-dua"),
        (Filters(district=("thanh-xuan", "dong-da")), "tet thi-dua cong-dong tin-ngan"),
        (Filters(year=("2020",)), "thi-dua cong-dong"),
        (Filters(year=("2020",), campaign=("tet-sum-vay",)), "cong-dong"),
        (Filters(kind=("brief",)), "tin-ngan"),
        (Filters(district=("khong-co",)), ""),
        (Filters(date_from="2020-03-08"), "thi-dua tet"),
        (Filters(date_to="2020-03-08"), "tin-ngan thi-dua"),
        (Filters(date_from="2020-01-01", date_to="2020-12-31"), "thi-dua cong-dong"),
        (Filters(date_from="2020-01-02", date_to="2020-12-31"), "thi-dua"),
        (Filters(date_from="2021-01-20", date_to="2021-01-20"), "tet"),
    ],
    ids=str,
)
def test_which_articles_pass_the_filters(readable: Any, filters: Filters, expected: str) -> None:
    assert sorted(ids(readable, Request(filters=filters))) == sorted(expected.split())


def test_counts_ignore_the_filter_of_their_own_facet(readable: Any) -> None:
    answer = readable.answer(
        Request(filters=Filters(district=("thanh-xuan",), year=("2020",)), timeline="month")
    )
    assert answer.total == 1
    assert answer.facets == {
        "district": {"thanh-xuan": 1, "dong-da": 2},
        "year": {"2020": 1, "2021": 1},
        "campaign": {"gioi-viec-nuoc": 1},
        "kind": {"article": 1},
    }
    assert answer.timeline == {"2020-03": 1}


def test_a_count_alone_needs_no_documents(readable: Any) -> None:
    answer = readable.answer(Request(match=DOAN, limit=0, facets=("kind",), timeline="year"))
    assert (answer.total, answer.found) == (5, ())
    assert answer.facets == {"kind": {"article": 4, "brief": 1}}
    assert answer.timeline == {"2019": 1, "2020": 2, "2021": 1}


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["tet", "thi-dua", "cong-dong", "tin-ngan", "khong-ngay"]),
        ("oldest", ["tin-ngan", "cong-dong", "thi-dua", "tet", "khong-ngay"]),
        ("relevance", ["tet", "thi-dua", "cong-dong", "tin-ngan", "khong-ngay"]),
    ],
)
def test_order_without_words_to_rank_by(readable: Any, sort: Any, expected: list[str]) -> None:
    assert ids(readable, Request(sort=sort)) == expected
    assert ids(readable, Request(sort=sort, offset=1, limit=2)) == expected[1:3]
    assert [article.id for article in readable.scan(Request(sort=sort))] == expected


def test_rank_prefers_what_has_more_of_the_words(readable: Any) -> None:
    rank = (Weighted((term("xe"),)), Weighted((term("quê"),)), Weighted((CONG,)))
    answer = readable.answer(Request(rank=rank))
    assert answer.total == 5
    assert ids(readable, Request(rank=rank))[0] == "tet"
    assert [hit.score for hit in answer.found] == sorted((hit.score for hit in answer.found), reverse=True)


def test_alternatives_count_as_one_term(readable: Any) -> None:
    """A rare alternative must not outweigh the frequent one: together they are as frequent as both."""
    both = Request(rank=(Weighted((term("cộng"), CONG)),), match=term("công"))
    alone = Request(rank=(Weighted((term("cộng"),)),), match=term("cộng"))
    together = {
        key: hit.score for key, hit in zip(ids(readable, both), readable.answer(both).found, strict=True)
    }
    assert readable.answer(alone).found[0].score > 2 * max(together.values())
    assert together["cong-dong"] == max(together.values())


def test_fresh_articles_gain_and_briefs_lose(readable: Any) -> None:
    rank = (Weighted((DOAN,)),)
    plain, moved = (
        {
            article.id: hit.score
            for article, hit in zip(readable.articles([h.key for h in found]), found, strict=True)
        }
        for found in (
            readable.answer(Request(rank=rank, ranking=ranking)).found
            for ranking in (Ranking(), Ranking(freshness=0.5, half_life=366.0, brief=0.5))
        )
    )
    factors = {key: moved[key] / plain[key] for key in plain}
    assert factors["tet"] == pytest.approx(1.5, rel=1e-3)
    assert factors["khong-ngay"] == factors["cong-dong"] == pytest.approx(1.0, rel=1e-3)
    days = 318 + 1.5 / 24
    assert factors["thi-dua"] == pytest.approx(1 + 0.5 * 2 ** (-days / 366), rel=1e-3)
    assert factors["tin-ngan"] < 0.5 * 1.2


def test_what_is_preferred_gains(readable: Any) -> None:
    rank = (Weighted((DOAN,)),)
    ranking = Ranking(preferred=2.0)

    def scores(**preference: Any) -> dict[str, float]:
        found = readable.answer(Request(rank=rank, ranking=ranking, **preference)).found
        articles = readable.articles([hit.key for hit in found])
        return {article.id: hit.score for article, hit in zip(articles, found, strict=True)}

    plain = scores()
    moved = scores(prefer=(("district", "thanh-xuan"), ("campaign", "khong-co")))
    factors = {key: moved[key] / plain[key] for key in plain}
    assert factors["tet"] == pytest.approx(2.0, rel=1e-3)
    assert factors["khong-ngay"] == pytest.approx(1.0, rel=1e-3)


def test_articles_come_back_as_they_went_in(readable: Any) -> None:
    for article in READABLE:
        assert readable.article(article.id) == article
    assert readable.article("khong-co") is None
    found = readable.answer(Request(sort="oldest")).found
    backwards = [hit.key for hit in reversed(found)]
    assert readable.articles(backwards)[0].id == "khong-ngay"


def test_labels_of_the_facets(readable: Any) -> None:
    assert dict(readable.labels("district")) == {"thanh-xuan": "Thanh Xuân", "dong-da": "Đống Đa"}
    assert dict(readable.labels("campaign"))["tet-sum-vay"] == "Tết sum vầy"
    assert set(readable.labels("year")) == {"2019", "2020", "2021"}
    assert set(readable.labels("kind")) == {"article", "brief"}


def test_accented_forms_of_a_folded_term(readable: Any) -> None:
    assert [stats.text for stats in readable.accented(SYLLABLE, "cong")] == ["công", "cộng"]
    cong = readable.accented(SYLLABLE, "cong")
    assert (cong[0].documents, cong[1].documents, cong[1].occurrences) == (5, 1, 2)
    assert {stats.text for stats in readable.accented(PAIR, "cong dong")} == {"cộng đồng"}
    assert {stats.text for stats in readable.accented(WORD, "gia dinh")} == {"gia đình"}
    assert readable.accented(SYLLABLE, "khongco") == []


def test_frequencies_of_many_terms(readable: Any) -> None:
    assert readable.frequencies(SYLLABLE, ["cộng", "đảm", "công", "cong"]) == [1, 1, 5, 0]
    assert readable.frequencies(PAIR, ["cộng đồng", "đồng cộng"]) == [1, 0]
    assert readable.frequencies(SYLLABLE, []) == []


def test_completions_of_what_is_being_typed(readable: Any) -> None:
    assert [stats.text for stats in readable.completions(SYLLABLE, "con", 2)] == ["công", "cộng"]
    assert readable.completions(PAIR, "cong d", 1)[0].text == "công đoàn"
    assert readable.completions(PAIR, "cong", 1)[0].documents == 5
    assert readable.completions(SYLLABLE, "zzz", 5) == []


def test_coverage_has_a_cell_per_campaign_district_and_year(readable: Any) -> None:
    assert readable.coverage(Request(match=DOAN, filters=Filters(campaign=("tet-sum-vay",)))) == {
        ("tet-sum-vay", "thanh-xuan", 2021): 1,
        ("tet-sum-vay", "dong-da", 2020): 1,
        ("gioi-viec-nuoc", "dong-da", 2020): 1,
        ("tet-sum-vay", "dong-da", 2019): 1,
    }


@pytest.mark.parametrize(
    "request_",
    [
        Request(offset=-1),
        Request(limit=-1),
        Request(offset=10**9),
        Request(filters=Filters(date_from="hôm qua")),
        Request(match=AnyOf(tuple(term(f"x{n}") for n in range(2_000)))),
    ],
    ids=["offset", "limit", "far", "date", "leaves"],
)
def test_what_cannot_be_asked_is_refused(readable: Any, request_: Request) -> None:
    with pytest.raises(QueryError):
        readable.answer(request_)


def test_a_tree_that_is_too_deep_is_refused(readable: Any) -> None:
    node: Node = CONG
    for _ in range(200):
        node = Not(AllOf((node,)))
    with pytest.raises(QueryError):
        readable.answer(Request(match=node))


# Against plain Python, on the random corpus.


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(request=make.requests)
def test_selection_counts_and_order_are_those_of_plain_python(random_reader: Any, request: Request) -> None:
    for sort in ("newest", "oldest"):
        asked = replace(request, sort=sort, timeline="year" if sort == "newest" else "month")
        expected = ORACLE.answer(asked)
        answer = random_reader.answer(asked)
        assert answer.total == expected.total
        assert {name: dict(counts) for name, counts in answer.facets.items()} == expected.facets
        assert answer.timeline == (expected.years if sort == "newest" else expected.months)
        page = expected.ranked[asked.offset : asked.offset + asked.limit]
        assert ids(random_reader, asked) == [article_id for article_id, _ in page]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    terms=make.st.lists(make.term().filter(lambda one: not one.fields), min_size=1, max_size=3, unique=True)
)
def test_scores_of_terms_are_those_of_the_formula(random_reader: Any, terms: list[Term]) -> None:
    """Within a tenth: a cluster keeps document lengths in one byte, and has one length for each kind of term."""
    ranking = Ranking(freshness=0.3, half_life=200.0, brief=0.8)
    rank = tuple(Weighted((one,), 1.0 / (n + 1)) for n, one in enumerate(terms) if one.kind is SYLLABLE)
    request = Request(match=AnyOf(tuple(terms)), rank=rank, ranking=ranking, limit=200)
    expected = dict(ORACLE.answer(request).ranked)
    answer = random_reader.answer(request)
    for article, hit in zip(random_reader.articles([h.key for h in answer.found]), answer.found, strict=True):
        assert hit.score == pytest.approx(expected[article.id], rel=0.1)


def test_coverage_is_that_of_plain_python(random_reader: Any) -> None:
    counts: dict[tuple[str, str, int | None], int] = {}
    for article in RANDOM:
        for campaign in article.campaigns:
            for district in article.districts:
                cell = (campaign.value, district.value, article.year)
                counts[cell] = counts.get(cell, 0) + 1
    assert random_reader.coverage(Request()) == counts


def test_pages_side_by_side_make_the_whole(random_reader: Any) -> None:
    request = Request(match=term("cong", True), rank=(Weighted((CONG,)), Weighted((DOAN,))))
    whole = ids(random_reader, replace(request, limit=200))
    parts = [ids(random_reader, replace(request, offset=start, limit=7)) for start in range(0, len(whole), 7)]
    assert [one for part in parts for one in part] == whole
    assert [article.id for article in random_reader.scan(request)] == whole
    assert len(set(whole)) == len(whole) == random_reader.answer(request).total


# Writing.


def test_an_index_that_is_not_there_says_how_to_build_it(kept: Kept) -> None:
    with pytest.raises(IndexMissing, match=r"run\.py index"):
        kept.open("nothing").reader()
    assert len(check(kept.place("nothing"), kept.engine)) == 1


def test_updates_replace_and_delete(kept: Kept) -> None:
    first, second, third = READABLE[:3]
    assert kept.write("updated", [first, second], state=b"one") == 1
    with kept.open("updated") as engine:
        before = engine.reader()
        assert (before.generation, before.document_count, before.state()) == (1, 2, b"one")
        changed = replace(first, title="Công đoàn tặng xe đạp", districts=())
        assert kept.write("updated", [changed, third], delete=["thi-dua", "tet"], state=b"two") == 2
        after = engine.reader()
        assert (after.generation, after.document_count, after.state()) == (2, 2, b"two")
        assert after.article("tet") == changed
        assert after.article("thi-dua") is None
        assert ids(after, Request(match=term("đảm"))) == []
        assert sorted(ids(after, Request())) == ["cong-dong", "tet"]
        assert ids(after, Request(filters=Filters(district=("thanh-xuan",)))) == []
    assert check(kept.place("updated"), kept.engine) == []


def test_a_full_rebuild_replaces_everything(kept: Kept) -> None:
    kept.write("rebuilt", list(READABLE[:2]))
    with kept.open("rebuilt") as engine:
        assert engine.reader().document_count == 2
        kept.write("rebuilt", list(READABLE[2:]), full=True, state=b"anew")
        reader = engine.reader()
        assert sorted(ids(reader, Request())) == ["cong-dong", "khong-ngay", "tin-ngan"]
        assert (reader.generation, reader.state()) == (2, b"anew")
    assert check(kept.place("rebuilt"), kept.engine) == []


def test_an_empty_index_answers(kept: Kept) -> None:
    kept.write("empty", [])
    with kept.open("empty") as engine:
        reader = engine.reader()
        answer = reader.answer(Request(match=CONG, rank=(Weighted((CONG,)),), ranking=Ranking(freshness=0.1)))
        assert (answer.total, answer.found, reader.document_count) == (0, (), 0)
        assert answer.facets == {facet: {} for facet in FACETS}
        assert list(reader.scan(Request())) == []
        assert reader.coverage(Request()) == {}


def test_what_was_built_and_not_committed_is_not_visible(kept: Kept) -> None:
    kept.write("pending", [READABLE[0]])
    with open_writer(kept.place("pending"), engine=kept.engine) as writer:
        writer.build([READABLE[1]])
        with kept.open("pending") as engine:
            assert ids(engine.reader(), Request()) == ["tet"]
    with kept.open("pending") as engine:
        assert ids(engine.reader(), Request()) == ["tet"]
    assert check(kept.place("pending"), kept.engine) == []


def test_two_writers_are_refused_and_told_why(kept: Kept) -> None:
    with (
        open_writer(kept.place("locked"), engine=kept.engine),
        pytest.raises(IndexLocked, match="is writing to this index"),
    ):
        open_writer(kept.place("locked"), engine=kept.engine)
    open_writer(kept.place("locked"), engine=kept.engine).close()


def test_builders_go_to_other_processes(kept: Kept) -> None:
    with open_writer(kept.place("pickled"), engine=kept.engine) as writer:
        builder = pickle.loads(pickle.dumps(writer.builder()))
        handle = pickle.loads(pickle.dumps(builder(list(READABLE))))
        writer.commit(add=[handle], delete=[], state=b"")
    with kept.open("pickled") as engine:
        assert engine.reader().document_count == len(READABLE)


def test_unusual_ids_and_texts_survive(kept: Kept) -> None:
    articles = [
        Article(id="x" * 700, kind="article", title="Mã rất dài"),
        Article(id="a b/c?d#ệ", kind="article", title="Mã có dấu cách"),
        Article(id="ctrl\x01", kind="article", title="Dòng\x00 lạ", body="a" * 300 + " " + "ă" * 3_000),
    ]
    kept.write("unusual", articles)
    with kept.open("unusual") as engine:
        reader = engine.reader()
        for article in articles:
            assert reader.article(article.id) == article
        assert ids(reader, Request(match=term("a" * 300))) == ["ctrl\x01"]
