"""Sources and authors as facets: who published an article, and who wrote it, a person or an organisation.

A value is the name folded to a slug, so that spellings of one name with other case, accents or punctuation meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from indexer.article import Article, FacetValue
from indexer.facets.gazetteer import load
from indexer.vietnamese import fold, has_diacritics, normalise

LONGEST = 120
"""Characters of a name; what is longer is none."""

MOST_SYLLABLES = 5
"""Syllables of a person's name; what is longer is an organisation's."""

_APART = re.compile(r"\s*[;/|\n]\s*|\s+[-–]\s+")
"""What stands between authors, whoever they are."""

_JOINED = re.compile(r"\s*[,&+]\s*|\s+và\s+")
"""What stands between persons, and also inside the name of an organisation."""

_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.\s?)+[^\W\d_]{0,12}\.?")
_ACRONYM = re.compile(r"[^\W\d_a-zđà-ỹ]{3,}")


def slug(name: str) -> str:
    """The value of a name: folded, with hyphens; "" for a name without letters or digits."""
    return re.sub(r"[\W_]+", "-", fold(name)).strip("-")


def source(article: Article) -> Iterator[FacetValue]:
    """The paper or site of an Article."""
    yield from _values([article.source] if article.source else [])


def authors(article: Article) -> Iterator[FacetValue]:
    """The authors of an Article, each by name."""
    yield from _values(author_names(article.author) if article.author else [])


@lru_cache(maxsize=10_000)
def author_names(line: str) -> list[str]:
    """The names in a line of authors: "Mai Lan, Hà An" is two, "Sở Lao động, Thương binh và Xã hội" one."""
    names: list[str] = []
    for part in _APART.split(line):
        persons = _JOINED.split(part)
        names += persons if all(map(is_person, persons)) else [part]
    return [name for name in names if name.strip()]


@lru_cache(maxsize=10_000)
def is_person(name: str) -> bool:
    """Whether a name is a person's: a few capitalised syllables, or initials; else it is an organisation's."""
    name = " ".join(normalise(name).split())
    if _INITIALS.fullmatch(name):
        return True
    words = name.split(" ")
    if not name or len(words) > MOST_SYLLABLES or _begins_as_organisation(words):
        return False
    if _ACRONYM.fullmatch(name) or any(character.isdigit() for character in name):
        return False
    return all(word[:1].isupper() for word in words)


def _begins_as_organisation(words: list[str]) -> bool:
    marked = any(map(has_diacritics, words))
    spoken = " ".join(words).lower() if marked else fold(" ".join(words))
    return any(spoken == word or spoken.startswith(f"{word} ") for word in organisations(marked))


@cache
def organisations(marked: bool) -> tuple[str, ...]:
    """The words that organisations begin with, in lower case; folded unless `marked`.

    Without accents only those of two syllables or more count: *ban*, *to* and *vu* may be anybody's name.
    """
    words = load("bylines.toml", "organisations")["organisations"]
    if marked:
        return tuple(word.lower() for word in words)
    return tuple(fold(word) for word in words if " " in word or word.isupper())


def _values(names: list[str]) -> Iterator[FacetValue]:
    seen = set()
    for name in names:
        label = " ".join(name.split())
        value = slug(label) if len(label) <= LONGEST else ""
        if value and value not in seen:
            seen.add(value)
            yield FacetValue(value, label)
