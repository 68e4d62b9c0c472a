"""The articles that came by the write API: JSON lines in the folder `received/` of a corpus, which is indexed like any other.

An article lies in one of 256 files, chosen by the hash of its id, so that a change rewrites one small file and an id stands in
one place only. A file is written beside its place, synced and renamed: after a crash or a power cut it is as before or as
wanted, never half. `.pending` says that the index does not know all of it yet; it is there before the first file changes, and goes
when an update that began later is done.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from indexer.errors import PageError
from indexer.guard import Refusal, admit, internal
from indexer.pages.article_draft import Skipped
from indexer.pages.jsonl import article_of
from indexer.pages.record_fields import with_field_names

FOLDER = "received"

Change = Literal["added", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class ReceivedRecord:
    """A record that can be stored: the id of its article, and the line of JSON."""

    id: str
    line: bytes


def check_line(line: bytes) -> ReceivedRecord:
    """Return a line of JSON as it is stored: fields by their own names, in one order, with its id.

    Raises PageError with the reason, if the line is no article.
    """
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise PageError(f"not JSON: {str(error)[:120]}") from None
    if not isinstance(record, dict):
        raise PageError("not a JSON object")
    named = with_field_names(record)
    try:
        article = article_of(named, FOLDER)
        if isinstance(article, Skipped):
            raise PageError(article.reason)
        admit(article)
        line = json.dumps({**named, "id": article.id}, ensure_ascii=False, sort_keys=True).encode()
    except Refusal as refusal:
        raise PageError(str(refusal)) from None
    except UnicodeEncodeError:
        raise PageError("a text has a lone surrogate (\\ud800 to \\udfff), which is no character") from None
    except RecursionError:
        raise PageError("nested too deeply") from None
    except PageError:
        raise
    except Exception as error:
        raise PageError(internal(error)) from error
    return ReceivedRecord(article.id, line)


class ReceivedArticles:
    """What was received into a corpus. For several threads and processes."""

    def __init__(self, corpus: Path) -> None:
        self.folder = corpus / FOLDER

    @property
    def page_prefix(self) -> str:
        """How the pages of received articles begin, as the index names them."""
        return f"{self.folder.resolve().parent.name}/{FOLDER}/"

    def put(self, records: Mapping[str, ReceivedRecord]) -> dict[str, Change]:
        """Store records by id, durably, and say of each what that changed. Raises OSError; then some may be stored, each whole."""
        changes: dict[str, Change] = {}
        by_file: dict[str, list[ReceivedRecord]] = {}
        for record in records.values():
            by_file.setdefault(_file_of(record.id), []).append(record)
        with self._lock():
            for name, group in by_file.items():
                lines = self._read(name)
                for record in group:
                    before = lines.get(record.id)
                    changes[record.id] = (
                        "added" if before is None else "unchanged" if before == record.line else "changed"
                    )
                    lines[record.id] = record.line
                if any(changes[record.id] != "unchanged" for record in group):
                    self._write(name, lines)
        return changes

    def remove(self, identity: str) -> bool:
        """Take an article out, durably. False if it was never received. Raises OSError."""
        name = _file_of(identity)
        with self._lock():
            lines = self._read(name)
            if identity not in lines:
                return False
            del lines[identity]
            self._write(name, lines)
        return True

    def has(self, identity: str) -> bool:
        """Was the article with this id received?"""
        return identity in self._read(_file_of(identity))

    @property
    def is_pending(self) -> bool:
        """Is there anything that the index may not know yet?"""
        return self._pending.exists() or self._taken.exists()

    @contextmanager
    def updating(self) -> Iterator[bool]:
        """A block that updates the index: one process at a time; False if there is nothing to do. What comes meanwhile stays pending."""
        if not self.folder.is_dir():
            yield False
            return
        with (self.folder / ".updating").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with self._lock():  # not while something is being stored: it could come too late for this update
                if self._pending.exists():
                    self._pending.replace(self._taken)
            if not self._taken.exists():
                yield False
                return
            yield True
            self._taken.unlink()

    @property
    def _pending(self) -> Path:
        return self.folder / ".pending"

    @property
    def _taken(self) -> Path:
        return self.folder / ".taken"

    @contextmanager
    def _lock(self) -> Iterator[None]:
        if not self.folder.is_dir():
            self.folder.mkdir(exist_ok=True)
            _sync(self.folder.parent)
        with (self.folder / ".lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _read(self, name: str) -> dict[str, bytes]:
        """The lines of a file by id, in their order."""
        try:
            raw = (self.folder / name).read_bytes()
        except FileNotFoundError:
            return {}
        return {_id_of(line): line for line in raw.split(b"\n") if line}

    def _write(self, name: str, lines: Mapping[str, bytes]) -> None:
        if not self._pending.exists():
            self._pending.touch()
            _sync(self.folder)
        path = self.folder / name
        if lines:
            draft = self.folder / f".{name}.tmp"
            with draft.open("wb") as file:
                file.write(b"".join(line + b"\n" for line in lines.values()))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        else:
            path.unlink()
        _sync(self.folder)


def _file_of(identity: str) -> str:
    return f"{hashlib.sha256(identity.encode('utf-8', 'surrogatepass')).hexdigest()[:2]}.jsonl"


def _id_of(line: bytes) -> str:
    """The id of a stored line; of one that somebody spoiled by hand, the line itself: it is kept as it is."""
    try:
        record: dict[str, Any] = json.loads(line)
        return str(record["id"])
    except (ValueError, KeyError, TypeError):
        return line.decode("utf-8", "replace")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
