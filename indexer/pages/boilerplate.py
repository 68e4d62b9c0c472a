"""What the lines around an article are: markers, menus, links, agency signs (data: boilerplate.toml).

Functions take one cleaned line. Nothing here knows of positions;
where a class may end an article is decided by the readers.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from indexer.pages.text import line_key, plain
from indexer.papers import paper_of_host, paper_of_sign, papers

LineClass = Literal["end", "related", "link", "drop"]

_LONGEST = 240
"""Characters; a longer line is prose whatever it begins with."""
_LONGEST_MARKER = 60
"""Characters; no marker of the data is longer."""


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "boilerplate.toml").read_text(encoding="utf-8"))


@cache
def _exact() -> dict[str, LineClass]:
    data = _data()
    table: dict[str, LineClass] = {line_key(line): "drop" for line in data["drop"]}
    table.update({line_key(line): "related" for line in data["related"]})
    table.update({line_key(line): "end" for line in data["end"]})
    table.pop("", None)
    return table


@cache
def _beginnings() -> tuple[tuple[tuple[str, LineClass], ...], tuple[str, ...]]:
    data = _data()
    names: tuple[tuple[str, LineClass], ...] = (
        ("end_beginnings", "end"),
        ("related_beginnings", "link"),
        ("drop_beginnings", "drop"),
    )
    table = tuple((plain(line), kind) for name, kind in names for line in data[name])
    return table, tuple(beginning for beginning, _ in table)


def classify(line: str) -> LineClass | None:
    """What the line is if it is no part of an article, else None.

    `end`: what follows is no longer the article; `related`: links follow; `link`: the line is one
    link; `drop`: a menu, a button, an invitation.
    """
    if len(line) > _LONGEST:
        return None
    if len(line) <= _LONGEST_MARKER:
        exact = _exact().get(line_key(line))
        if exact:
            return exact
    table, beginnings = _beginnings()
    bare = plain(line[:_LONGEST_MARKER])
    if bare.startswith(beginnings):
        return next(kind for beginning, kind in table if bare.startswith(beginning))
    return None


def without_link_mark(line: str) -> str:
    """The title in a line of class `link`: without `Xem thêm:`, `>>` and the like."""
    bare = plain(line)
    for beginning, kind in _beginnings()[0]:
        if kind == "link" and bare.startswith(beginning):
            return without_link_mark(line[len(beginning) :].strip())
    return line.strip()


@cache
def _named(table: str) -> frozenset[str]:
    return frozenset(line_key(line) for line in _data()[table])


def is_section(line: str) -> bool:
    """Is the line the name of a section, or of a newspaper, as pages show it above a title?"""
    if line.endswith(":"):
        return False
    bare = line_key(line).removeprefix("bao dien tu ").removeprefix("bao ").removesuffix(" online")
    return bare in _named("sections") or bare in _source_names()


def is_note(line: str) -> bool:
    """Is the line an editor's note at the end of a text, such as “(Còn nữa)”?"""
    return len(line) < 40 and line_key(line) in _named("notes")


@cache
def _source_names() -> frozenset[str]:
    return frozenset(line_key(paper.name) for paper in papers())


def says_not_found(line: str) -> bool:
    """Is the line what a server says instead of an article?"""
    bare = line_key(line)
    if bare in _named("not_found"):
        return True
    parts = re.split(r"\s[-–|:»]\s|: ", line)
    return len(parts) > 1 and (
        line_key(parts[0]) in _named("not_found") or line_key(parts[-1]) in _named("not_found")
    )


def names_no_article(title: str) -> bool:
    """Is the title one that forms, templates and lists have, and no article?"""
    bare = line_key(title)
    if bare in _named("no_articles"):
        return True
    parts = re.split(r"\s[-–|:»]\s|: ", title)
    return len(parts) > 1 and line_key(parts[0]) in _named("no_articles")


_BRACKET_SIGN = re.compile(r"\(\s*([^()\d]{2,24}?)\s*\)\s*(?:[-–—:]\s*)?(?=\S)")
_DASH_SIGN = re.compile(r"([^\s\d(),;:–—-][^\d(),;:–—]{1,22}?)\s*(?:\s[-–—]|[–—])\s+(?=\S)")
_ACRONYM = re.compile(r"[^\W\d_][\w&.+]{1,9}")


def is_acronym(text: str) -> bool:
    """Is the text one word of capitals, as signs of newspapers are: LĐTĐ, GD&TĐ?"""
    return _ACRONYM.fullmatch(text) is not None and text.isupper()


def split_sign(lead: str) -> tuple[str, str | None]:
    """(lead without the agency's sign before it, name of the source or None).

    `(LĐTĐ) …`, `(LĐTĐ) - …`, `LĐO - …`, `TTXVN - …`. In brackets an unknown sign goes too when it is all
    capitals; before a dash only a known one does, since a sentence may begin with any word.
    """
    source: str | None = None
    while True:
        match = _BRACKET_SIGN.match(lead)
        if match:
            paper = paper_of_sign(match[1])
            if paper is None and not is_acronym(match[1]):
                return lead, source
        else:
            match = _DASH_SIGN.match(lead)
            paper = paper_of_sign(match[1]) if match else None
            if match is None or paper is None:
                return lead, source
        source = source or (paper.name if paper else None)
        lead = lead[match.end() :]


def has_sign(line: str) -> bool:
    """Does the line begin with an agency's sign, as leads do?"""
    return split_sign(line)[0] is not line


def site_name(address: str | None) -> str | None:
    """The newspaper that owns an address (host or URL), or None if it is not known."""
    if not address:
        return None
    paper = paper_of_host(address)
    return paper.name if paper else None
