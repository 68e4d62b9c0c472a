"""What each alert has told, and what is still to be sent, in one SQLite file.

A message and the fact that its articles count as told are written in one transaction, before it is sent.
"""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import SettingsError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS alert (name TEXT PRIMARY KEY, search TEXT NOT NULL, period TEXT NOT NULL, messages INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS told (alert TEXT, id TEXT, digest TEXT NOT NULL, PRIMARY KEY (alert, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (
  number INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, alert TEXT NOT NULL, kind TEXT NOT NULL, destination TEXT NOT NULL,
  content TEXT NOT NULL, moment INTEGER NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one destination. `name` identifies it for ever: a repeat bears the same; `content` is JSON."""

    name: str
    alert: str
    kind: str
    destination: str
    content: str
    moment: int


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered of an alert: its search, the period of its last message, how many it has sent."""

    search: str
    period: str
    messages: int


class Memory:
    """An open memory; one process at a time. A context manager."""

    def __init__(self, path: Path) -> None:
        self._lock = open(path.with_name(path.name + ".lock"), "wb")  # noqa: SIM115
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise SettingsError(f"{path}: another run of these alerts is under way") from None
        self._database = sqlite3.connect(path, isolation_level=None)
        try:
            self._database.execute("PRAGMA synchronous = FULL")
            self._database.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            self.close()
            raise SettingsError(
                f"{path}: the memory of the alerts cannot be read ({error}). Restore it, or move it away: then alerts begin anew"
            ) from None

    def __enter__(self) -> Memory:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
        self._lock.close()

    def state(self, alert: str) -> State | None:
        """What is remembered of an alert; None if it is new."""
        row = self._database.execute(
            "SELECT search, period, messages FROM alert WHERE name = ?", (alert,)
        ).fetchone()
        return State(*row) if row else None

    def told(self, alert: str) -> dict[str, str]:
        """The articles that an alert has told, or found when it began, with the digest of their text."""
        return dict(self._database.execute("SELECT id, digest FROM told WHERE alert = ?", (alert,)))

    def begin(self, alert: str, state: State, found: Mapping[str, str]) -> None:
        """An alert begins, or its search was changed: what it finds now is not news."""
        self._write(alert, state, found, ())

    def tell(self, alert: str, state: State, news: Mapping[str, str], messages: Iterable[Message]) -> None:
        """Write down messages and that their articles count as told: both or neither."""
        self._write(alert, state, news, messages)

    def _write(self, alert: str, state: State, told: Mapping[str, str], messages: Iterable[Message]) -> None:
        with self._database:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute(
                "INSERT OR REPLACE INTO alert VALUES (?, ?, ?, ?)",
                (alert, state.search, state.period, state.messages),
            )
            self._database.executemany(
                "INSERT OR REPLACE INTO told VALUES (?, ?, ?)",
                ((alert, identity, digest) for identity, digest in told.items()),
            )
            self._database.executemany(
                "INSERT OR IGNORE INTO outbox (name, alert, kind, destination, content, moment) VALUES (?, ?, ?, ?, ?, ?)",
                ((m.name, m.alert, m.kind, m.destination, m.content, m.moment) for m in messages),
            )

    def outbox(self) -> list[Message]:
        """What is still to be sent, oldest first."""
        rows = self._database.execute(
            "SELECT name, alert, kind, destination, content, moment FROM outbox ORDER BY number"
        )
        return [Message(*row) for row in rows]

    def sent(self, message: Message) -> None:
        """A message has left."""
        self._database.execute("DELETE FROM outbox WHERE name = ?", (message.name,))
