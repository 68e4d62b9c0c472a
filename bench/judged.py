"""Judged collections: articles, queries about them, and which articles are right.

They are read in place from `../shared/retrieval` and `../shared/articles`. Two are judged by people or by how they came to be:
`xquad` (questions, one passage each) and `headlines` (one article each). Two are made here: `phrases`, what short queries are
like, and `events`, several articles about one thing. Events are found by the rare pairs of syllables that articles share, which
flatters whatever ranks by pairs or by feedback: a choice that helps only there is none.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement, islice

import numpy as np

from indexer.article import Article
from indexer.settings import ROOT
from indexer.vietnamese import analyse, analyse_batch, has_diacritics
from search.evaluate import Qrels, read_qrels, read_queries

SHARED = ROOT.parent / "shared"
SEED = 11
QUERIES = 400
"""The most queries of a collection that is made here."""
COMMON = range(5, 26)
"""Titles that have a phrase in common."""
OPENING = 2_000
"""Characters of an article by which its event is known."""
RARE = range(2, 9)
"""Articles that have a pair of syllables which tells an event."""
SHARED_PAIRS = 12
"""Such pairs that two articles of one event have in common at least."""
EVENT = range(3, 9)
"""Articles about one event."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Articles with queries about them."""

    name: str
    articles: list[Article]
    queries: Mapping[str, str]
    qrels: Qrels


def xquad() -> Collection:
    """The 240 passages of XQuAD."""
    folder = SHARED / "retrieval"
    with (folder / "xquad-vi.corpus.jsonl").open(encoding="utf-8") as lines:
        articles = [_article(json.loads(line)) for line in lines]
    return Collection(
        "xquad-vi",
        articles,
        read_queries(folder / "xquad-vi.queries.tsv"),
        read_qrels(folder / "xquad-vi.qrels.txt"),
    )


def headlines(distractors: int) -> Collection:
    """Headlines, their articles without title, and so many other articles."""
    folder = SHARED / "retrieval"
    qrels = read_qrels(folder / "headlines.qrels.txt")
    relevant = {document for grades in qrels.values() for document in grades}
    articles, others = [], 0
    for record in _records():
        if record["id"] in relevant:
            articles.append(_article({**record, "title": ""}))
        elif others < distractors:
            articles.append(_article(record))
            others += 1
    return Collection(
        f"headlines, {others:,} other articles",
        articles,
        read_queries(folder / "headlines.queries.tsv"),
        qrels,
    )


def phrases(articles: int) -> Collection:
    """What short queries are like: runs of words that stand in some titles, for the articles with those titles."""
    news = [_article(record) for record in islice(_records(), articles)]
    titles: dict[str, set[str]] = {}
    written: dict[str, str] = {}
    for article in news:
        analysis = analyse(article.title)
        for (first, _), (_, last) in combinations_with_replacement(analysis.words, 2):
            run = " ".join(analysis.syllables[first:last])
            if 2 <= last - first <= 4 and has_diacritics(run) and run.replace(" ", "").isalpha():
                titles.setdefault(run, set()).add(article.id)
                written.setdefault(run, article.title[analysis.starts[first] : analysis.ends[last - 1]])
    several = sorted(run for run, ids in titles.items() if len(ids) in COMMON)
    chosen = random.Random(SEED).sample(several, min(QUERIES, len(several)))
    return Collection(
        "phrases of titles",
        news,
        {run: written[run] for run in chosen},
        {run: dict.fromkeys(sorted(titles[run]), 1) for run in chosen},
    )


def events(articles: int) -> Collection:
    """Articles about one event, asked for by the title of one of them, which has none in the index."""
    news = [_article(record) for record in islice(_records(), articles)]
    groups = [group for group in _clusters(news) if len(group) in EVENT]
    chance = random.Random(SEED)
    chosen = chance.sample(groups, min(QUERIES, len(groups)))
    queries, qrels = {}, {}
    for group in chosen:
        subject = chance.choice(group)
        article = news[subject]
        queries[article.id] = article.title
        qrels[article.id] = dict.fromkeys((news[place].id for place in group), 1)
        news[subject] = Article(article.id, article.kind, "", None, article.lead, article.body)
    return Collection("articles of one event", news, queries, qrels)


def _clusters(news: list[Article]) -> list[list[int]]:
    """Places of articles that are linked, directly or through others, by rare pairs of syllables."""
    texts = ["\n".join((one.title, one.lead or "", one.body[:OPENING])) for one in news]
    batch = analyse_batch(texts, words=False)
    owners = np.repeat(np.arange(len(news)), np.diff(batch.bounds))
    ids = batch.ids.astype(np.int64)
    near = batch.adjacent.nonzero()[0]
    both = np.unique(np.stack([ids[near] << 32 | ids[near + 1], owners[near]]), axis=1)
    starts = np.flatnonzero(np.diff(both[0], prepend=-1))
    counts = np.diff(starts, append=both.shape[1])
    links = []
    for size in RARE:
        groups = both[1][starts[counts == size][:, None] + np.arange(size)]
        links += [groups[:, a] << 32 | groups[:, b] for a, b in combinations(range(size), 2)]
    linked, shared = np.unique(np.concatenate(links), return_counts=True)
    leader = list(range(len(news)))

    def find(place: int) -> int:
        while leader[place] != place:
            leader[place] = place = leader[leader[place]]
        return place

    for link in linked[shared >= SHARED_PAIRS].tolist():
        leader[find(link >> 32)] = find(link & 0xFFFFFFFF)
    found: dict[int, list[int]] = {}
    for place in range(len(news)):
        found.setdefault(find(place), []).append(place)
    return list(found.values())


def news() -> Iterator[Article]:
    """The real articles, in their order."""
    return map(_article, _records())


def _records() -> Iterator[dict[str, str]]:
    with gzip.open(SHARED / "articles" / "news-45k.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _article(record: Mapping[str, str]) -> Article:
    return Article(record["id"], "article", record["title"], None, record.get("lead") or None, record["body"])
