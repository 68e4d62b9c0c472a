"""The frontier: every address that fetch knows, in a SQLite file beside the WARC files.

It answers what has to be asked (never fetched, or due for another look) and remembers what came. What it says of a
response is written after the response lies in the WARC file (`archive.py`), together with how far that file was understood,
so that after a kill the rest of the file tells what is missing here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

HIDDEN, NAME = ".fetch", "frontier.sqlite"
"""Folder beside the WARC files, and the file in it."""

MAX_TRIES = 5
"""Runs in which an address may fail before it is given up."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS address (
  url TEXT PRIMARY KEY, source TEXT NOT NULL, kind TEXT NOT NULL,
  status INTEGER, digest TEXT, etag TEXT, modified TEXT, listed TEXT,
  first REAL, checked REAL, changed REAL, gone REAL, twin TEXT,
  tries INTEGER NOT NULL DEFAULT 0, error TEXT, depth INTEGER NOT NULL DEFAULT 0, unread INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS by_source ON address (source, kind, status);
CREATE TABLE IF NOT EXISTS archive (file TEXT PRIMARY KEY, size INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS run (started REAL NOT NULL, ended REAL);
"""


@dataclass(frozen=True, slots=True)
class Address:
    """What is known of one address.

    Moments are seconds since 1970 (UTC); `listed` is what a list says of its last change, `depth` the number of a section's
    page, `unread` 1 for a list that came and whose links are not safe yet.
    """

    url: str
    source: str
    kind: str
    status: int | None
    digest: str | None
    etag: str | None
    modified: str | None
    listed: str | None
    first: float | None
    checked: float | None
    changed: float | None
    gone: float | None
    twin: str | None
    tries: int
    error: str | None
    depth: int
    unread: int


@dataclass(frozen=True, slots=True)
class Capture:
    """One response as it lies in a WARC file that is `end` bytes long with it. `digest`: SHA-1 of the decoded content."""

    url: str
    source: str
    kind: str
    status: int
    digest: str
    etag: str | None
    modified: str | None
    moment: float
    file: str
    end: int


@dataclass(frozen=True, slots=True)
class LastRun:
    """When the last fetch into a folder began, when the last one that came to its end did (seconds since 1970), and how many
    addresses failed when they were last tried."""

    started: float
    ended: float | None
    failing: int


def last_run(folder: Path) -> LastRun | None:
    """Return what is known of the last fetch into a folder; None if there was none. Reads beside a fetch that is under way."""
    path = folder / HIDDEN / NAME
    if not path.exists():
        return None
    for mode in ("mode=ro", "immutable=1"):  # the second for a reader who may not write beside the file
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True)) as db,
        ):
            started, ended = db.execute("SELECT max(started), max(ended) FROM run").fetchone()
            (failing,) = db.execute("SELECT count(*) FROM address WHERE error IS NOT NULL").fetchone()
            return LastRun(started, ended, failing) if started else None
    return None


class Frontier:
    """The addresses of one folder. Not for several threads; one process at a time holds the folder's lock."""

    def __init__(self, path: Path) -> None:
        """Open or create the file. Raises sqlite3.DatabaseError when it is none of ours."""
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        # What a power cut takes from here is told again by the WARC files, which are synced record by record.
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def get(self, url: str) -> Address | None:
        """Return what is known of an address."""
        row = self._db.execute("SELECT * FROM address WHERE url = ?", (url,)).fetchone()
        return Address(*row) if row else None

    def pending(self, source: str) -> list[str]:
        """Return the articles that were listed and never came, oldest first."""
        rows = self._db.execute(
            "SELECT url FROM address WHERE source = ? AND kind = 'article' AND status IS NULL AND twin IS NULL AND tries < ? "
            "ORDER BY rowid",
            (source, MAX_TRIES),
        )
        return [url for (url,) in rows]

    def due(self, source: str, now: float, every: float, until: float) -> list[str]:
        """Return the articles that want another look.

        Those taken within the last `until` seconds that were not looked at for `every` seconds. An article that its
        source has removed is looked at no more.
        """
        rows = self._db.execute(
            "SELECT url FROM address WHERE source = ? AND kind = 'article' AND status = 200 AND twin IS NULL AND gone IS NULL "
            "AND first > ? AND checked <= ? ORDER BY checked",
            (source, now - until, now - every),
        )
        return [url for (url,) in rows]

    def unread(self, source: str) -> list[tuple[str, str, int]]:
        """Return the lists that a run found and did not come to read: (address, kind, depth)."""
        rows = self._db.execute(
            "SELECT url, kind, depth FROM address WHERE source = ? AND kind IN ('feed', 'sitemap', 'section') "
            "AND (status IS NULL OR unread = 1) AND tries < ? ORDER BY rowid",
            (source, MAX_TRIES),
        )
        return list(rows)

    def listed(
        self,
        page: str,
        source: str,
        found: Iterable[tuple[str, str | None]],
        lists: Iterable[tuple[str, str, str | None, int]] = (),
        etag: str | None = None,
        modified: str | None = None,
        following: tuple[str, int] | None = None,
    ) -> tuple[list[str], list[tuple[str, str, int]]]:
        """Note what a list names and, in the same transaction, that it was read.

        `found` are (address, moment of last change as the list states it), `lists` are further lists as (address, kind,
        moment, depth); `following` is a section's next page with its depth, taken only where this one names something new.
        Returns what to ask for: articles never seen or whose stated moment is another than last time; and
        lists except those whose stated moment is the same as when they were read.
        """
        wanted: list[str] = []
        further: list[tuple[str, str, int]] = []
        with self._transaction():
            for url, moment in found:
                before = self._note(url, source, "article", moment, 0)
                is_newer = before is not None and moment and before.listed and moment != before.listed
                if before is None or (is_newer and before.status == 200):
                    wanted.append(url)
            for url, kind, moment, depth in lists:
                before = self._note(url, source, kind, moment, depth)
                is_same = (
                    before is not None
                    and moment
                    and moment == before.listed
                    and before.status
                    and not before.unread
                )
                if not is_same:
                    further.append((url, kind, depth))
            if following and wanted:
                self._note(following[0], source, "section", None, following[1])
                further.append((following[0], "section", following[1]))
            self._db.execute(
                "UPDATE address SET etag = ?, modified = ?, unread = 0 WHERE url = ?", (etag, modified, page)
            )
        return wanted, further

    def _note(self, url: str, source: str, kind: str, moment: str | None, depth: int) -> Address | None:
        """Insert an address or bring its stated moment up to date; returns what was known before."""
        before = self.get(url)
        if before is None:
            self._db.execute(
                "INSERT INTO address (url, source, kind, listed, depth) VALUES (?, ?, ?, ?, ?)",
                (url, source, kind, moment, depth),
            )
        elif before.kind != kind or not before.source or (moment and moment != before.listed):
            self._db.execute(
                "UPDATE address SET kind = ?, source = ?, listed = coalesce(?, listed) WHERE url = ?",
                (kind, source, moment, url),
            )
        return before

    def saw(self, capture: Capture) -> Address | None:
        """Note a response; returns what was known of its address before.

        The validators of a list are noted by `listed`, once its links are safe. A failure of the server (5xx, 429) changes
        nothing that is known of the page.
        """
        before = self.get(capture.url)
        keeps = capture.status < 400 or capture.status in (404, 410)
        with self._transaction():
            self._db.execute(
                "INSERT INTO address (url, source, kind) VALUES (?, ?, ?) ON CONFLICT (url) DO NOTHING",
                (capture.url, capture.source, capture.kind),
            )
            if keeps and capture.status == 304:
                self._db.execute(
                    "UPDATE address SET checked = ?, tries = 0, error = NULL WHERE url = ?",
                    (capture.moment, capture.url),
                )
            elif keeps:
                is_gone = capture.status in (404, 410)
                differs = before is not None and before.digest is not None and before.digest != capture.digest
                self._db.execute(
                    "UPDATE address SET status = ?, checked = ?, first = coalesce(first, ?), tries = 0, error = NULL, "
                    "gone = ?, changed = coalesce(?, changed), digest = coalesce(?, digest) WHERE url = ?",
                    (
                        capture.status,
                        capture.moment,
                        capture.moment,
                        capture.moment if is_gone else None,
                        capture.moment if differs and not is_gone else None,
                        None if is_gone else capture.digest,
                        capture.url,
                    ),
                )
                if (before.kind if before else capture.kind) == "article":
                    self._db.execute(
                        "UPDATE address SET etag = ?, modified = ? WHERE url = ?",
                        (capture.etag, capture.modified, capture.url),
                    )
                elif capture.status == 200:
                    self._db.execute("UPDATE address SET unread = 1 WHERE url = ?", (capture.url,))
            self._db.execute("INSERT OR REPLACE INTO archive VALUES (?, ?)", (capture.file, capture.end))
        return before

    def is_no_article(self, url: str) -> None:
        """Note that a page turned out to hold no article (a polite "not found"), so that it is not looked at again."""
        self._db.execute("UPDATE address SET kind = 'none' WHERE url = ?", (url,))

    def failed(self, url: str, source: str, kind: str, reason: str) -> None:
        """Note that an address did not come in this run."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO address (url, source, kind, tries, error) VALUES (?, ?, ?, 1, ?) "
                "ON CONFLICT (url) DO UPDATE SET tries = tries + 1, error = excluded.error",
                (url, source, kind, reason),
            )

    def is_twin(self, url: str, of: str, source: str) -> None:
        """Note that `url`, which need not have been listed, is another address of the page `of`."""
        self._db.execute(
            "INSERT INTO address (url, source, kind, twin) VALUES (?, ?, 'article', ?) "
            "ON CONFLICT (url) DO UPDATE SET twin = excluded.twin",
            (url, source, of),
        )

    def archived(self, file: str) -> int:
        """Return up to which byte the WARC file of this name was understood."""
        row = self._db.execute("SELECT size FROM archive WHERE file = ?", (file,)).fetchone()
        return int(row[0]) if row else 0

    def understood(self, file: str, size: int) -> None:
        """Note that a WARC file was understood up to a byte."""
        self._db.execute("INSERT OR REPLACE INTO archive VALUES (?, ?)", (file, size))

    def started(self, moment: float) -> None:
        """Note that a run begins."""
        self._db.execute("INSERT INTO run (started) VALUES (?)", (moment,))

    def ended(self, moment: float) -> None:
        """Note that the run is over."""
        self._db.execute("UPDATE run SET ended = ? WHERE rowid = (SELECT max(rowid) FROM run)", (moment,))
