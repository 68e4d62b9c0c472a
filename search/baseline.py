"""What a tutorial builds, to compare with: stock Whoosh over the words of pyvi.

The documents of a `Search` are indexed anew in a temporary folder (title, lead and body in one field, the title twice; words, or
syllables in place of words), for a `Ranker` of `search.evaluate`. Slow (some 200 articles a
second); for measuring only.

One field, because a field of its own for titles makes a poor peer: BM25 over the few words of a title outweighs the
article, and nDCG@10 for headlines without their title among 6,000 other articles falls from 0.88 to 0.65.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from indexer.article import Article
from indexer.engines.whoosh.library import (
    BM25F,
    ID,
    TEXT,
    OrGroup,
    QueryParser,
    Schema,
    SpaceSeparatedTokenizer,
    create_in,
)
from indexer.vietnamese import fold, normalise, segment
from search.search import Search

Tokens = Callable[[str], str]
"""Text → terms separated by spaces."""

_WORD = re.compile(r"\w+")


def words(text: str) -> str:
    """pyvi's words, lower case: "công_đoàn cơ_sở"."""
    return " ".join(_WORD.findall(segment.tokenize(normalise(text)).lower()))


def syllables(text: str) -> str:
    """Syllables, lower case."""
    return " ".join(_WORD.findall(normalise(text).lower()))


def folded(text: str) -> str:
    """Syllables without diacritics, as an ICU folding filter gives them."""
    return " ".join(_WORD.findall(fold(text)))


def stock(
    search: Search, tokens: Tokens = words, title: int = 2
) -> Callable[[str, int], list[tuple[str, float]]]:
    """Index all documents of `search` with stock Whoosh and give back its ranking."""
    return stock_of(search.export(), tokens, title)


def stock_of(
    articles: Iterable[Article], tokens: Tokens = words, title: int = 2
) -> Callable[[str, int], list[tuple[str, float]]]:
    """The same over any articles."""
    text = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False, stored=False)
    schema = Schema(id=ID(stored=True), text=text)
    folder = tempfile.mkdtemp(prefix="stock-whoosh-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    opened = create_in(folder, schema)
    writer = opened.writer(limitmb=256)
    for article in articles:
        parts = [tokens(part) for part in (*[article.title] * title, article.lead, article.body) if part]
        writer.add_document(id=article.id, text=" ".join(parts))
    writer.commit()
    searcher = opened.searcher(weighting=BM25F())
    parser = QueryParser("text", schema, group=OrGroup, plugins=[])

    def rank(query: str, depth: int) -> list[tuple[str, float]]:
        hits = searcher.search(parser.parse(tokens(query)), limit=depth)
        return list(_found(hits))

    return rank


def _found(hits: Iterable[Any]) -> Iterator[tuple[str, float]]:
    for hit in hits:
        yield hit["id"], float(hit.score)
