"""Random requests over a corpus with deletions and merges, against plain Python: set, ten best, count and facets.

The oracle is the one of the engine's tests (`plain_engine.py`): it goes through the articles one at a
time and knows nothing of postings, segments or deletions. Scores are compared to 1e-4; where two documents differ by
less, either may stand first.
"""

from __future__ import annotations

import math
import os
import random
import tempfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from bench.reliability import plain_engine as plain
from bench.reliability.outcome import Outcome
from indexer import engines
from indexer.article import FIELDS, Article, FacetValue
from indexer.engines.contract import (
    And,
    EngineQuery,
    Filters,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Ranking,
    Term,
    TermKind,
    Weighted,
)
from indexer.engines.whoosh import writer as writing
from indexer.engines.whoosh.manifest import read_manifest
from indexer.vietnamese import fold

ASKED = "10,000 random queries over a corpus with deletions and merges: set, top 10, count and facets as in plain Python"
PER_CORPUS = 250
WORDS = [
    "công",
    "cộng",
    "cong",
    "đoàn",
    "đoán",
    "lao",
    "láo",
    "động",
    "an",
    "ăn",
    "a",
    "y",
    "2020",
    "hà",
    "nội",
    "tết",
    "sum",
    "vầy",
    "quỹ",
]
DISTRICTS = ("ba-dinh", "dong-da", "toan-thanh-pho", "me-linh")
CAMPAIGNS = ("tet-sum-vay", "gioi-viec-nuoc")
DAYS = (
    "2019-12-31T23:30:00+07:00",
    "2020-01-01T06:00:00+07:00",
    "2020-06-15T08:00:00+00:00",
    "2021-03-02T09:15:00+07:00",
)


def run(queries: int = 10_000, seed: int = 1) -> Outcome:
    """Ask `queries` random requests."""
    outcome = Outcome("oracle", ASKED, seed)
    outcome.counts |= {"queries": 0, "corpora": 0, "with results": 0}
    rng = random.Random(seed)
    real_fsync, os.fsync = os.fsync, lambda fd: None  # durability is not what is tried here
    saved, saved_occurrences = writing.FANOUT, plain.occurrences
    try:
        while outcome.counts["queries"] < queries:
            writing.FANOUT = rng.choice((2, 8, 3, 8))
            with tempfile.TemporaryDirectory(prefix="reliability-") as place:
                corpus = _corpus(Path(place), rng)
                plain.occurrences = _remembered(saved_occurrences)
                oracle = plain.Oracle(corpus.values())
                outcome.add("corpora")
                with engines.open_reader(place) as engine:
                    reader = engine.reader()
                    segments = read_manifest(Path(place)).segments
                    outcome.add("segments", len(segments))
                    outcome.add("deleted documents in them", sum(s.documents for s in segments) - len(corpus))
                    for _ in range(min(PER_CORPUS, queries - outcome.counts["queries"])):
                        request = _request(rng)
                        expected = oracle.answer(request)
                        outcome.add("queries")
                        outcome.add("with results", expected.total > 0)
                        wrong = _compare(reader, request, expected)
                        outcome.expect(not wrong, f"{wrong}: {request}")
    finally:
        os.fsync, writing.FANOUT, plain.occurrences = real_fsync, saved, saved_occurrences
    return outcome


def _remembered(occurrences: Any) -> Any:
    """The oracle's counting, remembered: few different leaves are asked for again and again."""
    documents: dict[int, Any] = {}

    @lru_cache(maxsize=200_000)
    def count(document: int, leaf: Leaf) -> int:
        found: int = occurrences(documents[document], leaf)
        return found

    def counted(document: Any, leaf: Leaf) -> int:
        documents[id(document)] = document
        return count(id(document), leaf)

    return counted


def _compare(reader: Any, request: EngineQuery, expected: plain.Expected) -> str:
    """What differs; "" if nothing does."""
    answer = reader.answer(request)
    if answer.total != expected.total:
        return f"total {answer.total}, expected {expected.total}"
    if {name: dict(counts) for name, counts in answer.facets.items()} != expected.facets:
        return f"facets {answer.facets}, expected {expected.facets}"
    every = reader.answer(replace(request, offset=0, limit=len(expected.ranked), facets=()))
    articles = reader.articles([found.key for found in every.found])
    if {a.id for a in articles} != {i for i, _ in expected.ranked}:
        return "another set of documents"
    if every.found[request.offset : request.offset + request.limit] != answer.found:
        return "a page is not a part of the whole"
    scores = dict(expected.ranked)
    for article, found, (wanted, score) in zip(articles, every.found, expected.ranked, strict=True):
        if not math.isclose(found.score, score, rel_tol=1e-4, abs_tol=1e-5):
            return f"score {found.score} of {article.id}, expected {score}"
        if article.id != wanted and not math.isclose(scores[article.id], score, rel_tol=1e-5, abs_tol=1e-6):
            return f"{article.id} where {wanted} is expected"
    return ""


def _corpus(index: Path, rng: random.Random) -> dict[str, Article]:
    """Commits of new, newer and deleted articles; returns what must be left."""
    corpus: dict[str, Article] = {}
    for number in range(rng.randint(3, 7)):
        batches = [[_article(rng) for _ in range(rng.randint(1, 14))] for _ in range(rng.randint(1, 2))]
        gone = [f"id{rng.randrange(60):02}" for _ in range(rng.randint(0, 10))]
        with engines.open_writer(index) as writer:
            handles = [writer.build(batch) for batch in batches]
            writer.commit(add=handles, delete=gone, state=b"%d" % number)
        for article_id in gone:
            corpus.pop(article_id, None)
        corpus |= {article.id: article for batch in batches for article in batch}
    return corpus


def _text(rng: random.Random, most: int) -> str:
    words = rng.choices(WORDS, k=rng.randint(0, most))
    return " ".join(w + "\n\n" * (rng.random() < 0.05) for w in words).strip()


def _article(rng: random.Random) -> Article:
    published = rng.choice((None, *DAYS))
    year = int(published[:4]) if published else rng.choice((None, 2019, 2020, 2021))
    return Article(
        id=f"id{rng.randrange(60):02}",
        kind=rng.choice(("article", "article", "brief")),
        title=_text(rng, 8),
        kicker=rng.choice((None, _text(rng, 3))),
        lead=rng.choice((None, _text(rng, 10))),
        body=_text(rng, 40),
        captions=tuple(_text(rng, 5) for _ in range(rng.randint(0, 2))),
        published=published,
        year=year,
        year_basis=None if year is None else "published" if published else "inferred",
        districts=_values(rng, DISTRICTS),
        campaigns=_values(rng, CAMPAIGNS),
    )


def _values(rng: random.Random, values: tuple[str, ...]) -> tuple[FacetValue, ...]:
    chosen = rng.sample(values, rng.choice((0, 1, 1, 2)))
    return tuple(FacetValue(value, value.upper()) for value in chosen)


def _leaf(rng: random.Random, parts_only: bool = False) -> Leaf:
    folded = rng.random() < 0.5
    words = [fold(w) if folded else w for w in rng.choices(WORDS, k=2)]
    fields = tuple(rng.sample(FIELDS, rng.randint(1, 3))) if rng.random() < 0.25 and not parts_only else ()
    kind = rng.random()
    if kind < (0.8 if parts_only else 0.35):
        return Term(TermKind.SYLLABLE, words[0], folded, fields)
    if parts_only or kind < 0.5:
        return Prefix(words[0][: rng.randint(1, 4)], folded, fields)
    if kind < 0.75:
        return Term(rng.choice((TermKind.PAIR, TermKind.WORD)), " ".join(words), folded)
    parts = tuple(_leaf(rng, parts_only=True) for _ in range(rng.randint(1, 3)))
    return Phrase(parts, fields)  # type: ignore[arg-type]


def _node(rng: random.Random, depth: int = 0) -> Node:
    kind = rng.random()
    if depth > 2 or kind < 0.45:
        return _leaf(rng)
    if kind < 0.55:
        return Not(_node(rng, depth + 1))
    joined = And if kind < 0.78 else Or
    return joined(tuple(_node(rng, depth + 1) for _ in range(rng.randint(0, 3))))


def _some(rng: random.Random, values: tuple[str, ...], share: float = 0.15) -> tuple[str, ...]:
    return tuple(rng.sample(values, rng.randint(1, 2))) if rng.random() < share else ()


def _request(rng: random.Random) -> EngineQuery:
    leaves = [_leaf(rng) for _ in range(rng.randint(0, 5))]
    return EngineQuery(
        match=_node(rng),
        rank=tuple(Weighted((leaf,) if rng.random() < 0.8 else (leaf, _leaf(rng)), rng.choice((1.0, 0.5, 2.0))) for leaf in leaves),
        emphasis=tuple(
            Weighted((Term(TermKind.SYLLABLE, rng.choice(WORDS), rng.random() < 0.3, ("title", "lead")),), 0.4)
            for _ in range(rng.choice((0, 0, 3)))
        ),
        feedback=tuple((Term(TermKind.SYLLABLE, rng.choice(WORDS)), 0.3) for _ in range(rng.choice((0, 0, 4)))),
        filters=Filters(
            district=_some(rng, DISTRICTS),
            year=_some(rng, ("2019", "2020", "1999")),
            campaign=_some(rng, CAMPAIGNS),
            kind=("article",) if rng.random() < 0.1 else (),
            date_from=rng.choice((None, None, None, "2019-12-31", "2020-01-01", "2020-02-01")),
            date_to=rng.choice((None, None, None, "2019-12-31", "2020-12-31", "2021-03-02")),
            added_after=rng.choice((None, None, None, None, 1_600_000_000, 1_700_000_100)),
        ),
        sort=rng.choice(("relevance", "relevance", "newest", "oldest", "added")),
        offset=rng.choice((0, 0, 3)),
        ranking=Ranking(
            rng.choice((0.9, 1.2)), rng.choice((0.4, 0.75)), rng.choice((0.0, 0.5)), 200.0, rng.choice((1.0, 0.5))
        ),
    )  # fmt: skip


def trials(share: float, seed: int) -> list[Outcome]:
    """The check, at `share` of its full size."""
    return [run(int(10_000 * share), seed)]
