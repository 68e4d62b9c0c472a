"""What documents are about: their telling terms, on every engine, however the index came to be."""

from __future__ import annotations

from collections import Counter

import pytest

from indexer.article import Article
from indexer.engines import telling
from indexer.engines.contract import TermKind
from indexer.vietnamese import analyse
from tests.engines import Kept

STORIES = ("vải thiều mất mùa", "cầu vượt thông xe", "bão đêm mái tôn", "lũ quét bản làng")
COMMON = "công đoàn các cấp đã tổ chức thăm hỏi và động viên người lao động trong năm qua"


def articles(count: int) -> list[Article]:
    """Articles of four stories in turn, each told twice, among words that all of them have."""
    made = []
    for number in range(count):
        story = STORIES[number % len(STORIES)]
        text = f"{story} {COMMON} lạ{number}"
        made.append(Article(id=f"s{number:03}", kind="article", title=f"Tin {number}", body=text))
    return made


def build(kept: Kept, name: str, pieces: list[list[Article]], delete: list[str]) -> None:
    """The same documents, a commit for each of `pieces`."""
    for piece in pieces:
        kept.write(name, piece)
    if delete:
        kept.write(name, [], delete=delete)


ALL = articles(48)
OTHERS = [Article(id=f"o{n:02}", kind="article", title="Tin khác", body=COMMON) for n in range(12)]
WAYS = {
    "at once": ([ALL], []),
    "in two commits": ([ALL[:40], ALL[40:]], []),
    "one article after many": ([ALL[:47], ALL[47:]], []),
    "merged of many": ([ALL[n::8] for n in range(8)], []),
    "with others that are gone": ([ALL + OTHERS], [one.id for one in OTHERS]),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_words_of_the_story_tell_and_the_common_ones_do_not(kept: Kept, way: str) -> None:
    pieces, gone = WAYS[way]
    name = f"telling-{list(WAYS).index(way)}"
    build(kept, name, pieces, gone)
    with kept.open(name) as engine:
        reader = engine.reader()
        keys = [reader.key(article.id) for article in ALL]
        assert None not in keys
        for article, told in zip(ALL, reader.telling(keys), strict=True):
            story = STORIES[int(article.id[1:]) % len(STORIES)]
            assert set(story.split()) <= set(told.syllables)
            first, second = story.split()[:2]
            assert f"{first} {second}" in told.pairs
            assert not set(COMMON.split()) & set(told.syllables)
            assert all(weight > 0 for weight in (*told.syllables.values(), *told.pairs.values()))


@pytest.mark.parametrize("way", WAYS)
def test_telling_terms_stand_in_their_document_and_in_another(kept: Kept, way: str) -> None:
    pieces, gone = WAYS[way]
    name = f"telling-{list(WAYS).index(way)}"
    build(kept, name, pieces, gone)
    everywhere = Counter(word for article in ALL for word in set(analyse(article.body).syllables))
    with kept.open(name) as engine:
        reader = engine.reader()
        for article in ALL:
            (told,) = reader.telling([reader.key(article.id)])
            found = analyse(f"{article.title}\n{article.body}")
            assert set(told.syllables) <= set(found.syllables)
            assert set(told.pairs) <= set(found.pairs())
            assert all(everywhere[word] > 1 for word in set(told.syllables) & set(everywhere))


def test_what_is_kept_agrees_with_what_the_text_says(kept: Kept) -> None:
    """The terms kept at indexing are those that reading the text now would choose, with like weights."""
    kept.write("telling-text", ALL)
    with kept.open("telling-text") as engine:
        reader = engine.reader()
        fresh = telling.from_articles(ALL, reader.document_count, reader.frequencies)
        for stored, read in zip(reader.telling([reader.key(one.id) for one in ALL]), fresh, strict=True):
            for kind in (TermKind.SYLLABLE, TermKind.PAIR):
                best = sorted(read.of(kind), key=lambda term: -read.of(kind)[term])[:8]
                assert set(best) <= set(stored.of(kind))
                for term in best:
                    assert stored.of(kind)[term] == pytest.approx(read.of(kind)[term], rel=0.25)


def test_a_document_without_text_tells_nothing_and_an_unknown_id_has_no_key(kept: Kept) -> None:
    kept.write("telling-none", [*ALL[:4], Article(id="blank", kind="article", title="Ảnh")])
    with kept.open("telling-none") as engine:
        reader = engine.reader()
        (told,) = reader.telling([reader.key("blank")])
        assert (dict(told.syllables), dict(told.pairs)) == ({}, {})
        assert reader.key("nobody") is None
