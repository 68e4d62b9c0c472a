"""Relevance: nDCG@10 of our default ranking beside what simpler engines give, for three ways of typing.

Reads the queries and judgements of `../shared/retrieval` and the articles of `../shared/articles`, builds a temporary
index of each collection, and asks every query as written, without diacritics, and with diacritics on half
of its words. Headlines are asked of the articles they stand above, with the title blanked, among other articles;
phrases, two to four syllables that several titles have in common, are asked of the articles below those titles.
The peers: stock Whoosh over pyvi's words, over syllables, and over folded syllables (`search.baseline`). Prints
one table per collection with the p-value of the difference to ours; nothing is asserted. `--vary NAME --values A,B`
prints instead what each value of one constant of `search.ranking` gives.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement, islice

from indexer.article import Article
from indexer.engines import open_writer
from indexer.settings import ROOT
from indexer.vietnamese import analyse, fold, has_diacritics
from search import Search, ranking
from search.baseline import folded, stock_of, syllables, words
from search.evaluate import Measures, Qrels, Ranker, measure, ranker, read_qrels, read_queries, significance

SHARED = ROOT.parent / "shared"
DISTRACTORS = 20_000
SEED = 11
PHRASES = 400
COMMON = range(5, 26)
"""Titles that have a phrase in common."""
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Collection:
    """Articles with queries about them."""

    name: str
    articles: list[Article]
    queries: Mapping[str, str]
    qrels: Qrels


def half(text: str) -> str:
    """The text with every other word, by chance, without its diacritics; the same each time."""
    chance = random.Random(f"{SEED} {text}")
    return " ".join(word if chance.random() < 0.5 else fold(word) for word in text.split())


TYPED: dict[str, Callable[[str], str]] = {"accented": str, "unaccented": fold, "half": half}


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
    for record in _news():
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
    news = [_article(record) for record in islice(_news(), articles)]
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
    chosen = random.Random(SEED).sample(several, min(PHRASES, len(several)))
    return Collection(
        "phrases of titles",
        news,
        {run: written[run] for run in chosen},
        {run: dict.fromkeys(sorted(titles[run]), 1) for run in chosen},
    )


def _news() -> Iterator[dict[str, str]]:
    with gzip.open(SHARED / "articles" / "news-45k.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _article(record: Mapping[str, str]) -> Article:
    return Article(record["id"], "article", record["title"], None, record.get("lead") or None, record["body"])


def open_index(articles: list[Article], folder: str) -> Search:
    """A new index of the articles."""
    with open_writer(folder, full=True) as writer:
        handles = [writer.build(articles[at : at + BATCH]) for at in range(0, len(articles), BATCH)]
        writer.commit(add=handles, delete=[], state=b"")
    return Search.open(folder)


def compare(collection: Collection, peers: bool) -> None:
    """Print the table of one collection."""
    asked = len(collection.queries)
    print(f"\n{collection.name}: {asked:,} queries, {len(collection.articles):,} documents; nDCG@10 (p)")
    print(f"{'':<32}" + "".join(f"{name:>18}" for name in TYPED) + f"{'ms/query':>11}")
    with tempfile.TemporaryDirectory(prefix="relevance-") as folder:
        ours = _row("default", ranker(open_index(collection.articles, folder)), collection, None)
    if not peers:
        return
    for name, tokens in (("pyvi words", words), ("syllables", syllables), ("folded syllables", folded)):
        _row(f"stock Whoosh, {name}", stock_of(collection.articles, tokens), collection, ours)


def vary(collections: list[Collection], name: str, values: list[float]) -> None:
    """Print nDCG@10 of each collection for each value of a constant of `search.ranking`, typed in each way."""
    for collection in collections:
        print(f"\n{collection.name}: {len(collection.queries):,} queries; nDCG@10", flush=True)
        print(f"{name:<24}" + "".join(f"{way:>14}" for way in TYPED))
        with tempfile.TemporaryDirectory(prefix="relevance-") as folder:
            open_index(collection.articles, folder).close()
            for value in [None, *values]:
                with _constant(name, value) as shown:
                    rank = ranker(Search.open(folder))  # a new one, that remembers no answers
                    cells = [
                        measure(rank, {q: typed(t) for q, t in collection.queries.items()}, collection.qrels)
                        for typed in TYPED.values()
                    ]
                print(f"{shown:<24}" + "".join(f"{cell.ndcg:>14.4f}" for cell in cells), flush=True)


@contextmanager
def _constant(name: str, value: float | None) -> Iterator[str]:
    """`search.ranking` with another value of a constant (None: its own); yields what to call it."""
    old = ranking.RANKING
    inner = hasattr(old, name)
    before = getattr(old if inner else ranking, name)
    if value is None:
        yield f"{before} (as it is)"
        return
    try:
        if inner:
            ranking.RANKING = replace(old, **{name: value})
        else:
            setattr(ranking, name, type(before)(value))
        yield f"{value:g}"
    finally:
        setattr(ranking, "RANKING" if inner else name, old if inner else before)


def _row(
    name: str, rank: Ranker, collection: Collection, ours: Mapping[str, Measures] | None
) -> dict[str, Measures]:
    measured, cells = {}, []
    begun = time.perf_counter()
    for way, typed in TYPED.items():
        queries = {qid: typed(text) for qid, text in collection.queries.items()}
        measured[way] = measure(rank, queries, collection.qrels)
        p = f" ({significance(ours[way], measured[way]):.4f})" if ours else ""
        cells.append(f"{measured[way].ndcg:.4f}{p}")
    spent = (time.perf_counter() - begun) / (len(TYPED) * max(1, len(collection.queries))) * 1000
    print(f"{name:<32}" + "".join(f"{cell:>18}" for cell in cells) + f"{spent:>11.1f}", flush=True)
    return measured


def main(argv: list[str] | None = None) -> int:
    """`run.py bench relevance`; 1 when the shared collections are missing."""
    parser = argparse.ArgumentParser(prog="run.py bench relevance", description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "--set", choices=("xquad", "headlines", "phrases", "all"), default="all", help="which collection"
    )
    parser.add_argument(
        "--distractors", type=int, default=DISTRACTORS, help="other articles beside headlines'"
    )
    parser.add_argument("--queries", type=int, help="only the first so many queries of each collection")
    parser.add_argument("--no-peers", action="store_true", help="only our own ranking")
    parser.add_argument(
        "--vary", metavar="NAME", help="a constant of search/ranking.py (or of RANKING in it)"
    )
    parser.add_argument("--values", default="", help="what it is set to, one after the other: 0.1,0.2")
    given = parser.parse_args(argv)
    if given.vary and not hasattr(ranking, given.vary) and not hasattr(ranking.RANKING, given.vary):
        parser.error(f"search/ranking.py has no {given.vary}")
    if not (SHARED / "retrieval").is_dir():
        print(f"there is no {SHARED / 'retrieval'}: nothing to measure with")
        return 1
    collections = []
    if given.set in ("xquad", "all"):
        collections.append(xquad())
    if given.set in ("headlines", "all"):
        collections.append(headlines(given.distractors))
    if given.set in ("phrases", "all"):
        collections.append(phrases(given.distractors))
    collections = [
        replace(one, queries=dict(list(one.queries.items())[: given.queries])) for one in collections
    ]
    if given.vary:
        vary(collections, given.vary, [float(value) for value in given.values.split(",") if value])
        return 0
    for collection in collections:
        compare(collection, not given.no_peers)
    return 0
