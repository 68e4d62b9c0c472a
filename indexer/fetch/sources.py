"""Sources: which papers are read, where they list their articles, and at what pace, as data.

A source is a table of a TOML file (`sources.toml` of this folder, or the operator's own). Four lines are enough: a name, the
host, what is listed where, and that it is switched on.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from indexer.errors import SettingsError
from indexer.fetch.addresses import canonical, looks_like_article
from indexer.papers import paper_of_host

SHIPPED = Path(__file__).with_name("sources.toml")


@dataclass(frozen=True, slots=True)
class Source:
    """One paper.

    `hosts`: where its pages may lie; the first is its home, asked by `scheme`. `feeds`, `sitemaps`, `sections`: addresses that list
    articles; with none of them, the home page and robots.txt are searched for them. `articles`: regular expressions, one
    of which an article's address matches; without them the address is judged by its form. `pace`: seconds between two
    requests to one host. `pages`: how many pages of a section are followed at most. `recheck`: hours after which an
    article is looked at again; `recheck_days`: for how many days after it was first taken. `covers`: the province that it
    reports on, from papers.toml unless the file says otherwise.
    """

    name: str
    hosts: tuple[str, ...]
    enabled: bool = False
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    articles: tuple[re.Pattern[str], ...] = ()
    covers: str = ""
    pace: float = 5.0
    pages: int = 5
    recheck: float = 12.0
    recheck_days: float = 7.0
    terms: str = ""
    scheme: str = "https"

    @property
    def home(self) -> str:
        """The address that is asked where no list is named."""
        return f"{self.scheme}://{self.hosts[0]}/"

    @property
    def searches_itself(self) -> bool:
        """Whether its lists have to be found first."""
        return not (self.feeds or self.sitemaps or self.sections)

    def is_article(self, address: str) -> bool:
        """Say whether an address is one of its articles."""
        if self.articles:
            return any(pattern.search(address) for pattern in self.articles)
        return looks_like_article(address)


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of a file, and who is to be written to about them (`contact`: a mail or web address)."""

    path: Path
    contact: str
    sources: tuple[Source, ...]

    @property
    def enabled(self) -> tuple[Source, ...]:
        return tuple(source for source in self.sources if source.enabled)


_LISTS = ("feeds", "sitemaps", "sections")
_NUMBERS = {
    "pace": (0.0, 3600.0),
    "pages": (1, 500),
    "recheck": (0.0, 24 * 365.0),
    "recheck_days": (0.0, 3650.0),
}
_NAMES = tuple(field.name for field in fields(Source) if field.name != "scheme")


def load(path: Path) -> Sources:
    """Read a file of sources.

    Raises SettingsError that names the table, the key and what to write instead.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be read ({error.strerror}). Name a file of sources that exists."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not a TOML file ({error}).") from None
    rows = data.get("source", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SettingsError(f"{path}: write each source as a table [[source]].")
    unknown = sorted(data.keys() - {"source", "contact"})
    if unknown:
        raise SettingsError(f"{path}: unknown key {unknown[0]!r}; known are contact and [[source]].")
    sources = tuple(_source(path, number, row) for number, row in enumerate(rows, 1))
    names = [source.name for source in sources]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise SettingsError(f"{path}: two sources are called {twice!r}; a name stands once.")
    return Sources(path, str(data.get("contact", "")).strip(), sources)


def _source(path: Path, number: int, row: dict[str, Any]) -> Source:
    name = row.get("name")
    where = f"{path}: source {number}" + (f" ({name})" if isinstance(name, str) else "")
    if not isinstance(name, str) or not name.strip():
        raise SettingsError(f'{where}: give it a name, as name = "Lao Động".')
    row = dict(row)
    host = row.pop("host", None)
    hosts = tuple(_strings(where, "hosts", row.pop("hosts", []), extra=host))
    is_plain = bool(hosts) and hosts[0].startswith("http://")
    hosts = tuple(re.sub(r"^https?://|/$", "", spelled) for spelled in hosts)
    if not hosts:
        raise SettingsError(f'{where}: say where it lies, as host = "laodong.vn".')
    for spelled in hosts:
        if "/" in spelled or not spelled or " " in spelled:
            raise SettingsError(
                f"{where}: host {spelled!r} is not the name of a host; write laodong.vn, without a path."
            )
    unknown = sorted(row.keys() - set(_NAMES))
    if unknown:
        raise SettingsError(f"{where}: unknown key {unknown[0]!r}; known are host, {', '.join(_NAMES)}.")
    values: dict[str, Any] = {"name": name.strip(), "hosts": tuple(spelled.lower() for spelled in hosts)}
    values["scheme"] = "http" if is_plain else "https"
    for key in _LISTS:
        values[key] = tuple(_address(where, key, text) for text in _strings(where, key, row.get(key, [])))
    try:
        values["articles"] = tuple(
            re.compile(text) for text in _strings(where, "articles", row.get("articles", []))
        )
    except re.error as error:
        raise SettingsError(
            f"{where}: articles: {error.pattern!r} is not a regular expression ({error})."
        ) from None
    for key, (low, high) in _NUMBERS.items():
        if key in row:
            value = row[key]
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
                raise SettingsError(f"{where}: {key} is a number from {low:g} to {high:g}, not {value!r}.")
            values[key] = value
    if not isinstance(row.get("enabled", False), bool):
        raise SettingsError(f"{where}: enabled is true or false.")
    values["enabled"] = row.get("enabled", False)
    paper = next(filter(None, map(paper_of_host, values["hosts"])), None)
    values["covers"] = str(row.get("covers", paper.covers if paper else ""))
    values["terms"] = str(row.get("terms", ""))
    return Source(**values)


def _strings(where: str, key: str, value: Any, extra: Any = None) -> list[str]:
    found = [extra] if extra is not None else []
    found += value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in found):
        raise SettingsError(f'{where}: {key} is a list of strings, as {key} = ["…"].')
    return [text.strip() for text in found]


def _address(where: str, key: str, text: str) -> str:
    address = canonical(text)
    if address is None:
        raise SettingsError(f"{where}: {key}: {text!r} is not an http or https address.")
    return address
