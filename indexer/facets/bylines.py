"""Sources and authors as facets: who published an article, and who wrote it, a person or an organisation.

A value is the name folded to a slug, so that spellings of one name with other case, accents or punctuation meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.article import Article, FacetValue
from indexer.vietnamese import fold

LONGEST = 120
"""Characters of a name; what is longer is none."""

_BETWEEN = re.compile(r"\s*(?:[,;/|&]|\s-\s|\s–\s|\s+và\s+|\n)\s*")
"""What stands between the names of several authors."""


def slug(name: str) -> str:
    """The value of a name: folded, with hyphens; "" for a name without letters or digits."""
    return re.sub(r"[\W_]+", "-", fold(name)).strip("-")


def source(article: Article) -> Iterator[FacetValue]:
    """The paper or site of an Article."""
    yield from _values([article.source] if article.source else [])


def authors(article: Article) -> Iterator[FacetValue]:
    """The authors of an Article, each by name."""
    yield from _values(_BETWEEN.split(article.author) if article.author else [])


def _values(names: list[str]) -> Iterator[FacetValue]:
    seen = set()
    for name in names:
        label = " ".join(name.split())
        value = slug(label) if len(label) <= LONGEST else ""
        if value and value not in seen:
            seen.add(value)
            yield FacetValue(value, label)
