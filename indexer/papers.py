"""Papers: newspapers, stations and sites of unions, as papers.toml lists them, and what tells them apart.

One table for whoever needs a paper: pages (the name behind a sign or a host), places (the province that it covers) and
fetch (what a source covers).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from indexer.errors import GazetteerError
from indexer.gazetteer_files import load_tables
from indexer.vietnamese import fold

NATIONAL = "national"
"""What a paper covers that says nothing about a place."""

_HOST = re.compile(r"(?:https?://)?[\w.-]+\.[a-z]{2,4}(?:/.*)?")


@dataclass(frozen=True, slots=True)
class Paper:
    """One row of papers.toml. `codes`: what stands before a lead; `covers`: a province's slug, or `NATIONAL`."""

    name: str
    spellings: tuple[str, ...]
    codes: tuple[str, ...]
    hosts: tuple[str, ...]
    covers: str


def paper_key(name: str) -> str:
    """Return a name without accents, spaces, case and punctuation, in which spellings of one name meet."""
    return re.sub(r"[^a-z0-9+]+", "", fold(name))


@cache
def papers() -> tuple[Paper, ...]:
    """Return all papers, in the order of the file. Raises GazetteerError."""
    return tuple(map(_paper, load_tables(_FILE, "local", "paper")["paper"]))


@cache
def local_forms() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the forms of names and of hosts that papers of any province have. Raises GazetteerError."""
    local = load_tables(_FILE, "local", "paper")["local"]
    return tuple(local.get("names", ())), tuple(local.get("hosts", ()))


@cache
def by_name() -> dict[str, Paper]:
    """Return the papers by the keys of their names, spellings and codes; the first of two that share one."""
    table: dict[str, Paper] = {}
    for paper in papers():
        for name in (paper.name, *paper.spellings, *paper.codes):
            table.setdefault(paper_key(name), paper)
    return table


@cache
def by_host() -> dict[str, Paper]:
    """Return the papers by host."""
    return {host: paper for paper in papers() for host in paper.hosts}


@lru_cache(maxsize=4096)
def paper_of_sign(sign: str) -> Paper | None:
    """Return the paper that signs a text: "LĐTĐ", "Dân trí". Capitals count as written: "Lào" is not "LAO"."""
    exact, folded = _signs()
    return exact.get(sign) or folded.get(paper_key(sign))


@lru_cache(maxsize=4096)
def host_of(address: str) -> str:
    """Return the host of an address with or without a scheme, in lower case; "" if there is none."""
    try:
        return (urlsplit(address if "//" in address else f"//{address}").hostname or "").lower()
    except ValueError:
        return ""


def is_host(name: str) -> bool:
    """Return whether a name is a host or an address: "laodongthudo.vn"."""
    return _HOST.fullmatch(name.strip().lower()) is not None


def paper_of_host(address: str) -> Paper | None:
    """Return the paper to which an address belongs: m.laodongthudo.vn is laodongthudo.vn's."""
    return next((by_host()[host] for host in parent_hosts(address) if host in by_host()), None)


def parent_hosts(address: str) -> list[str]:
    """Return the host of an address and those above it: m.a.com.vn, a.com.vn, com.vn."""
    labels = host_of(address).split(".")
    return [".".join(labels[at:]) for at in range(len(labels) - 1)]


_FILE = Path(__file__).with_name("papers.toml")


def _paper(row: Any) -> Paper:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str):
        raise GazetteerError('papers.toml: each [[paper]] needs a name, as name = "Lao Động".')
    where = f"papers.toml: {row['name']}"
    lists: dict[str, tuple[str, ...]] = {}
    for field in ("spellings", "codes", "hosts"):
        value = row.get(field, [])
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise GazetteerError(f'{where}: {field} is a list of texts, as {field} = ["…"].')
        lists[field] = tuple(value)
    if not isinstance(row.get("covers"), str):
        raise GazetteerError(f'{where}: covers is a province\'s slug, as "nghe-an", or "{NATIONAL}".')
    hosts = tuple(host.lower().removeprefix("www.") for host in lists["hosts"])
    return Paper(row["name"], lists["spellings"], lists["codes"], hosts, row["covers"])


@cache
def _signs() -> tuple[dict[str, Paper], dict[str, Paper]]:
    """(codes in capitals, as written; other codes by key)."""
    exact: dict[str, Paper] = {}
    folded: dict[str, Paper] = {}
    for paper in papers():
        for code in paper.codes:
            if code.isupper():
                exact.setdefault(code, paper)
            else:
                folded.setdefault(paper_key(code), paper)
    return exact, folded
