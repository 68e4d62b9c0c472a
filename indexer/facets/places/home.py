"""Home: the province that the paper of an article covers, by its source, its address or the sign before its text.

The three say the same; the source field speaks first, then the sign in the text, then the host. A national paper,
and one that papers.toml does not know, says nothing.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from indexer.article import Article
from indexer.errors import GazetteerError
from indexer.facets.places.provinces import provinces
from indexer.papers import (
    NATIONAL,
    by_host,
    by_name,
    is_host,
    local_forms,
    paper_key,
    paper_of_sign,
    papers,
    parent_hosts,
)

_IN_BRACKETS = re.compile(r"\s*(?:[^\W\d_][^\n()]{0,40}?[\s,])?\(\s*([^()\n]{2,60}?)\s*\)\s*[-–—:.]?\s*")
_BEFORE_DASH = re.compile(r"\s*([^\W\d_][^\n()–—]{1,40}?)\s*(?:\s-|[–—])\s+")
_NEEDED = {_IN_BRACKETS: ("(",), _BEFORE_DASH: ("-", "–", "—")}
"""What a text has where a pattern may match."""


def home_of(article: Article) -> str | None:
    """Return the slug of the province that the article's paper covers; None if it is national or not known."""
    for covers in (
        _by_name(article.source) if article.source else None,
        _sign((article.lead or "")[:120])[0],
        _sign(article.body[:120])[0],
        _by_host(article.url) if article.url else None,
    ):
        if covers:
            return None if covers == NATIONAL else covers
    return None


def sign_end(text: str) -> int:
    """Return where the text begins after the place and paper before it: "Hà Nội (TTXVN) - Sáng nay" → 18; 0 without."""
    return _sign(text)[1]


def _sign(text: str) -> tuple[str | None, int]:
    """What the paper that signs the text covers, and where the sign ends. A place alone is no sign."""
    for pattern in (_IN_BRACKETS, _BEFORE_DASH):
        match = pattern.match(text) if any(map(text.__contains__, _NEEDED[pattern])) else None
        if match and (key := paper_key(match[1])) not in _places():
            paper = paper_of_sign(match[1])
            whole = coverage()[0].get(key) if "," in match[1] else _by_name(match[1])
            if covers := paper.covers if paper else whole:
                return covers, match.end()
    return None, 0


@cache
def _places() -> frozenset[str]:
    return frozenset(
        paper_key(name) for province in provinces() for name in (*province.names, *province.also)
    )


@lru_cache(maxsize=4096)
def _by_name(name: str) -> str | None:
    """What the paper of a source field covers: its name, its host, or one of several names in it."""
    if is_host(name):
        return _by_host(name.strip())
    names, _ = coverage()
    parts = re.split(r"\s*[|/,;]\s*|\s+[-–]\s+", name)[:4]
    return next((names[key] for key in map(paper_key, (name, *parts)) if key in names), None)


@lru_cache(maxsize=4096)
def _by_host(address: str) -> str | None:
    _, hosts = coverage()
    return next((hosts[host] for host in parent_hosts(address) if host in hosts), None)


@cache
def coverage() -> tuple[dict[str, str], dict[str, str]]:
    """(what a paper covers by the key of its name, by its host). Raises GazetteerError."""
    forms, host_forms = local_forms()
    names: dict[str, str] = {}
    hosts: dict[str, str] = {}
    for province in provinces():
        for called in (*province.names, *province.also):
            names.update((paper_key(form.format(province=called)), province.slug) for form in forms)
            hosts.update((form.format(key=paper_key(called)), province.slug) for form in host_forms)
    slugs = {province.slug for province in provinces()}
    for paper in papers():
        if paper.covers != NATIONAL and paper.covers not in slugs:
            raise GazetteerError(
                f"papers.toml: {paper.name}: covers = {paper.covers!r} is no province's slug. "
                f'Write one of provinces.toml, as "nghe-an", or "{NATIONAL}".'
            )
    names.update((key, paper.covers) for key, paper in by_name().items())
    hosts.update((host, paper.covers) for host, paper in by_host().items())
    return names, hosts
