"""The searches that readers cited, by name, in one SQLite file beside the index.

It is made at the first citation and outlives a rebuild of the index. Its size is bounded: when it is full, nothing more is taken, and
nothing that was cited is forgotten. Safe for several threads and processes.
"""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

from indexer.errors import TinCongDoanError
from indexer.settings import HOME
from search.cited import CitedSearch

MOST_BYTES = 256 << 20
PAGE = 4_096
SECONDS = 5.0
"""How long another process that writes is waited for."""

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS citation (name TEXT PRIMARY KEY, cited TEXT NOT NULL, record BLOB NOT NULL)"
)


class CitationsUnavailable(TinCongDoanError):
    """The store cannot be written, or holds all that it may."""


def store_of(index: str, named: str = "") -> Path:
    """Where the citations of an index lie: `named`, else beside its folder; of a cluster, where the program's data lie."""
    if named:
        return Path(named)
    folder = HOME / Path(index).name if "://" in index else Path(index).resolve()
    return folder.parent / f"{folder.name}.citations.sqlite"


class CitationStore:
    """The citations in the file `path`. Opened anew for each call: a citation is rare, and a file may be put back under it."""

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        self.path = path
        self._pages = max(1, most_bytes // PAGE)

    def put(self, cited: CitedSearch, day: str) -> str:
        """Keep a citation; return its name. `day` is when it was first asked for. Raises CitationsUnavailable."""
        try:
            with closing(sqlite3.connect(self.path, timeout=SECONDS)) as database:
                database.execute(f"PRAGMA page_size = {PAGE}")
                database.execute(f"PRAGMA max_page_count = {self._pages}")
                with database:
                    database.execute(_SCHEMA)
                    database.execute(
                        "INSERT INTO citation VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                        (cited.name, day, cited.to_bytes()),
                    )
        except sqlite3.Error as error:
            raise CitationsUnavailable(f"{self.path}: {error}") from None
        return cited.name

    def get(self, name: str) -> tuple[CitedSearch, str] | None:
        """The citation of this name and the day it was first asked for; None if there is none."""
        row = self._row("SELECT record, cited FROM citation WHERE name = ?", name)
        if row is None:
            return None
        try:
            return CitedSearch.from_bytes(row[0]), row[1]
        except (ValueError, TypeError, zlib.error) as error:
            raise CitationsUnavailable(f"{self.path}: {name} cannot be read: {error}") from None

    def has(self, name: str) -> bool:
        """Whether there is a citation of this name."""
        return self._row("SELECT 1 FROM citation WHERE name = ?", name) is not None

    def copy_to(self, path: Path) -> int:
        """Copy all citations, as they are at one moment, to the new file `path`; return how many. Nothing is made where there are none.

        Raises CitationsUnavailable where they cannot be read or written, or `path` holds something already.
        """
        if path.exists():
            raise CitationsUnavailable(f"{path} exists: name a place that is not taken.")
        return _copy(self.path, path)

    def take_in(self, path: Path) -> int:
        """Take in the citations in the file `path` that are not here; return how many. What is here stays. Raises CitationsUnavailable."""
        if not path.exists():
            return 0
        if not self.path.exists():
            return _copy(path, self.path)
        try:
            with closing(sqlite3.connect(self.path, timeout=SECONDS)) as database:
                database.execute("ATTACH ? AS copy", (str(path),))
                with database:
                    return database.execute(
                        "INSERT INTO citation SELECT name, cited, record FROM copy.citation WHERE true ON CONFLICT DO NOTHING"
                    ).rowcount
        except sqlite3.Error as error:
            raise CitationsUnavailable(f"{self.path}: {path} cannot be taken in: {error}") from None

    def _row(self, question: str, name: str) -> tuple[bytes, str] | None:
        if not self.path.exists():
            return None
        try:
            uri = f"{self.path.resolve().as_uri()}?mode=ro"
            with closing(sqlite3.connect(uri, timeout=SECONDS, uri=True)) as database:
                row: tuple[bytes, str] | None = database.execute(question, (name,)).fetchone()
                return row
        except sqlite3.Error as error:
            raise CitationsUnavailable(f"{self.path}: {error}") from None


def _copy(source: Path, target: Path) -> int:
    """Copy the file `source`, whole or not at all, also while it is written; return how many citations it holds."""
    if not source.exists():
        return 0
    partial = target.with_name(f".{target.name}-partial")
    partial.unlink(missing_ok=True)
    try:
        with (
            closing(
                sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", timeout=SECONDS, uri=True)
            ) as held,
            closing(sqlite3.connect(partial)) as copy,
        ):
            held.backup(copy)
            count: int = copy.execute("SELECT count(*) FROM citation").fetchone()[0]
        partial.replace(target)
    except sqlite3.Error as error:
        partial.unlink(missing_ok=True)
        raise CitationsUnavailable(f"{source} cannot be copied: {error}") from None
    return count
