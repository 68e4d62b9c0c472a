"""Home: the province that the paper of an article covers, by its source, its address or the sign before its text.

The three say the same; the source field speaks first, then the sign in the text, then the host. A national paper,
and one that sources.toml does not know, says nothing.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from urllib.parse import urlsplit

from indexer.article import Article
from indexer.errors import GazetteerError
from indexer.facets.places.provinces import load_places, provinces
from indexer.vietnamese import fold

NATIONAL = "national"

_IN_BRACKETS = re.compile(r"\s*(?:[^\W\d_][^\n()]{0,40}?[\s,])?\(\s*([^()\n]{2,40}?)\s*\)\s*[-–—:.]?\s*")
_BEFORE_DASH = re.compile(r"\s*([^\W\d_][^\n()–—]{1,40}?)\s*(?:\s-|[–—])\s+")
_LAST_LINE = re.compile(r"(?:Theo|Nguồn)\s*:?\s*([^\n]{2,50}?)\.?\s*$")


def home_of(article: Article) -> str | None:
    """The slug of the province that the article's paper covers; None if it is national or not known."""
    for covers in (
        _by_name(article.source) if article.source else None,
        _by_sign(article.lead or ""),
        _by_sign(article.body[:200]),
        _by_host(article.url) if article.url else None,
    ):
        if covers:
            return None if covers == NATIONAL else covers
    return None


def sign_end(text: str) -> int:
    """Where the text begins after the place and paper before it: "Hà Nội (TTXVN) - Sáng nay" → 18; 0 without."""
    return _sign(text)[1]


def _by_sign(text: str) -> str | None:
    return _sign(text[:120])[0]


def _sign(text: str) -> tuple[str | None, int]:
    """What the paper that signs the text covers, and where the sign ends. A place alone is no sign."""
    for pattern in (_IN_BRACKETS, _BEFORE_DASH):
        match = pattern.match(text)
        if (
            match
            and _key(match[1]) not in _places()
            and "," not in match[1]
            and (covers := _by_name(match[1]))
        ):
            return covers, match.end()
    return None, 0


@cache
def _places() -> frozenset[str]:
    return frozenset(_key(name) for province in provinces() for name in (*province.names, *province.also))


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9+]+", "", fold(name))


@lru_cache(maxsize=4096)
def _by_name(name: str) -> str | None:
    names, hosts = _sources()
    text = name.strip().lower()
    if re.fullmatch(r"(?:https?://)?[\w.-]+\.[a-z]{2,4}(?:/.*)?", text):
        return _host(text.split("://")[-1].split("/")[0], hosts)
    found = names.get(_key(name))
    if found:
        return found
    for part in re.split(r"\s*[|/,;]\s*|\s+[-–]\s+", name)[:4]:
        if found := names.get(_key(part)):
            return found
    return None


@lru_cache(maxsize=4096)
def _by_host(url: str) -> str | None:
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return None
    return _host(host, _sources()[1])


def _host(host: str, hosts: dict[str, str]) -> str | None:
    host = host.lower()
    while "." in host:
        if host in hosts:
            return hosts[host]
        host = host.split(".", 1)[1]
    return None


@cache
def _sources() -> tuple[dict[str, str], dict[str, str]]:
    """(covers by key of name or code, covers by host). Raises GazetteerError."""
    tables = load_places("sources.toml", "local", "source")
    names: dict[str, str] = {}
    hosts: dict[str, str] = {}
    for province in provinces():
        for called in (*province.names, *province.also):
            slug = _key(called)
            for form in tables["local"]["names"]:
                names[_key(form.format(province=called))] = province.slug
            for form in tables["local"]["hosts"]:
                hosts[form.format(key=slug)] = province.slug
    for row in tables["source"]:
        covers = row.get("covers")
        if covers != NATIONAL and covers not in {province.slug for province in provinces()}:
            raise GazetteerError(
                f"sources.toml: {row.get('name')}: covers = {covers!r} is no province's slug."
            )
        for name in (row["name"], *row.get("spellings", ()), *row.get("codes", ())):
            names[_key(name)] = covers
        for host in row.get("hosts", ()):
            hosts[host] = covers
    return names, hosts
