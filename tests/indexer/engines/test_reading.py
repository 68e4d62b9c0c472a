"""What an index hands back beside answers: articles, labels, its vocabulary; asked of every engine."""

from __future__ import annotations

from typing import Any

from indexer.article import Article
from indexer.engines.contract import EngineQuery, Prefix, TermKind
from tests.engines import Kept
from tests.indexer.engines.asking import PAIR, SYLLABLE, WORD
from tests.indexer.engines.corpora import READABLE


def test_articles_come_back_as_they_went_in(readable: Any) -> None:
    for article in READABLE:
        assert readable.article(article.id) == article
    assert readable.article("khong-co") is None
    found = readable.answer(EngineQuery(sort="oldest")).found
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


def test_terms_of_an_index(kept: Kept) -> None:
    texts = ["công đoàn công ty", "cộng đồng", "công đoàn cong", "công nhân"]
    with kept.writer("terms") as writer:
        handles = [writer.build([Article(str(i), "article", text)]) for i, text in enumerate(texts)]
        writer.commit(add=handles, delete=[], state=b"")
    reader = kept.open("terms").reader()
    forms = reader.accented(TermKind.SYLLABLE, "cong")
    assert [(s.text, s.documents, s.occurrences) for s in forms] == [
        ("công", 3, 4),
        ("cong", 1, 1),
        ("cộng", 1, 1),
    ]
    pairs = reader.completions(TermKind.PAIR, "cong d", 5)
    assert [(s.text, s.documents) for s in pairs] == [("công đoàn", 2), ("cộng đồng", 1)]
    assert [s.text for s in reader.completions(TermKind.PAIR, "co", 1)] == ["công đoàn"]
    assert reader.answer(EngineQuery(Prefix("co", folded=True))).total == 4
