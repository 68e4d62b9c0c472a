"""Sources and authors as facets: who published an article, and who wrote it, a person or an organisation.

A value is the name folded to a slug, so that spellings of one name with other case, accents or punctuation meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from indexer.article import Article, FacetValue
from indexer.facets.gazetteer import load
from indexer.papers import by_name, paper_key
from indexer.vietnamese import fold, has_diacritics, normalise

LONGEST = 120
"""Characters of a name; what is longer is none."""

MOST_SYLLABLES = 5
"""Syllables of a person's name; what is longer is an organisation's."""

SHORTEST_ACRONYM = 3
"""Letters of a word of capitals that stands for an organisation."""

MOST_NAMED_ALIKE = 3
"""Syllables of a person's name that begins as organisations may: *Trường Giang*."""

_APART = re.compile(r"\s*[;/|\n]\s*")
"""What stands between authors, whoever they are."""

_JOINED = (re.compile(r"\s+[-–]\s+"), re.compile(r"\s*[,&+]\s*|\s+và\s+"))
"""What stands between authors, and also inside the name of an organisation: of the first, one must be a person; of the
second, all."""

_ROLE = re.compile(
    r"(?:(?:bài|tin|ảnh|thơ|tranh|video|clip|đồ họa|đồ hoạ|thực hiện|tác giả|nội dung|nguồn|by|photo)(?:\s*(?:,|và|-|&|/)\s*(?:ảnh|bài|clip|video))*\s*:"
    r"|(?:phóng viên|cộng tác viên|biên tập viên|pv|ctv|btv|theo|by)\s+)\s*",
    re.IGNORECASE,
)
"""What a person does, before a name: "Bài, ảnh: Mai Lan", "PV Mai Lan"."""

_REMARK = re.compile(
    r"\s*\((?:tổng hợp|t/h|th|ghi|ghi chép|thực hiện|lược ghi|biên dịch|dịch|biên tập)\)\s*$", re.IGNORECASE
)

_TITLE = re.compile(
    r"(?:(?:gs|pgs|ts|ths|bs|cn|ks|ls|nsnd|nsưt|ngnd|ngưt)\b\.?\s*)+|(?:luật sư|tiến sĩ|thạc sĩ|giáo sư|phó giáo sư|bác sĩ|kỹ sư|nhà báo|nhà văn|nhà thơ|nhạc sĩ)\s+",
    re.IGNORECASE,
)
"""A title before a person's name."""

_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.\s?)+[^\W\d_]{0,12}\.?")


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
    for part in map(_without_role, _APART.split(line)):
        for between, enough in zip(_JOINED, (any, all), strict=True):
            apart = between.split(part)
            if len(apart) > 1 and enough(map(is_person, apart)):
                names += map(_without_role, apart)
                break
        else:
            names.append(part)
    return [name for name in names if name.strip()]


def _without_role(name: str) -> str:
    """A person's name without what she did; any other text as it is."""
    bare = _REMARK.sub("", _ROLE.sub("", name.strip(), count=1) if _ROLE.match(name.strip()) else name)
    return bare.strip() if is_person(bare) else name


@lru_cache(maxsize=10_000)
def is_person(name: str) -> bool:
    """Whether a name is a person's: a few capitalised syllables, or initials; else it is an organisation's."""
    name = " ".join(_TITLE.sub("", normalise(name).strip(), count=1).split())
    if paper_key(name) in by_name():
        return False
    if _INITIALS.fullmatch(name):
        return True
    words = name.split(" ")
    if not name or len(words) > MOST_SYLLABLES or _begins_as_organisation(words):
        return False
    if any(map(_is_unspeakable, words)):
        return False
    shouted = len(words) > 1 and name.isupper()
    if any(character.isdigit() for character in name) or (not shouted and any(map(_is_acronym, words))):
        return False
    return all(word[:1].isupper() for word in words)


def _is_acronym(word: str) -> bool:
    return len(word) >= SHORTEST_ACRONYM and word.isalpha() and word.isupper()


def _is_unspeakable(word: str) -> bool:
    return len(word) >= SHORTEST_ACRONYM and word.isalpha() and not set("aeiouy") & set(fold(word))


def _begins_as_organisation(words: list[str]) -> bool:
    if (
        1 < len(words) <= MOST_NAMED_ALIKE
        and all(word.istitle() for word in words)
        and fold(words[0]) in _also_names()
    ):
        return False
    marked = any(map(has_diacritics, words))
    spoken = " ".join(words).lower() if marked else fold(" ".join(words))
    return any(spoken == word or spoken.startswith(f"{word} ") for word in organisations(marked))


@cache
def _also_names() -> frozenset[str]:
    return frozenset(map(fold, load("bylines.toml", "organisations").get("also_names", ())))


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
