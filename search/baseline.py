"""What a tutorial builds, to compare with: stock Whoosh over the words of pyvi.

Comes in: a `Search`, whose documents are indexed anew in a temporary folder (title, and lead with body, in one field
each; a match in the title counts twice), or syllables in place of words. Goes out: a `Ranker` for
`search.evaluate`. Slow (some 200 articles a second); for measuring only.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator

from whoosh import fields, index, qparser, scoring
from whoosh.analysis import SpaceSeparatedTokenizer

from indexer.article import Article
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
    search: Search, tokens: Tokens = words, title: float = 2.0
) -> Callable[[str, int], list[tuple[str, float]]]:
    """Index all documents of `search` with stock Whoosh and give back its ranking."""
    return stock_of(search.export(), tokens, title)


def stock_of(
    articles: Iterable[Article], tokens: Tokens = words, title: float = 2.0
) -> Callable[[str, int], list[tuple[str, float]]]:
    """The same over any articles."""
    text = fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False, stored=False)
    heavy = fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False, stored=False, field_boost=title)
    schema = fields.Schema(id=fields.ID(stored=True), title=heavy, body=text)
    folder = tempfile.mkdtemp(prefix="stock-whoosh-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    opened = index.create_in(folder, schema)
    writer = opened.writer(limitmb=256)
    for article in articles:
        writer.add_document(
            id=article.id,
            title=tokens(article.title),
            body=tokens("\n".join(part for part in (article.lead, article.body) if part)),
        )
    writer.commit()
    searcher = opened.searcher(weighting=scoring.BM25F())
    parser = qparser.MultifieldParser(["title", "body"], schema, group=qparser.OrGroup, plugins=[])

    def rank(query: str, depth: int) -> list[tuple[str, float]]:
        hits = searcher.search(parser.parse(tokens(query)), limit=depth)
        return list(_found(hits))

    return rank


def _found(hits: Iterable) -> Iterator[tuple[str, float]]:
    for hit in hits:
        yield hit["id"], float(hit.score)
