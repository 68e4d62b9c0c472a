"""First pass of an update: pages → annotated Articles, spooled to disk in worker processes.

Memory stays bounded: an Article waits on disk until the whole corpus is known and its segment is built.
"""

from __future__ import annotations

import os
import pickle
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import IO, Protocol, TypeVar

from indexer.article import Article
from indexer.article_digest import digest, text_digest
from indexer.corpus import PageFile
from indexer.corpus_manifest import PageState, Record
from indexer.events import trace
from indexer.facets import Registry, annotate, undeclared
from indexer.guard import Refusal, guard
from indexer.hanoi_time import HANOI
from indexer.pages import (
    FileEntry,
    Known,
    Member,
    Sighting,
    Skipped,
    Unread,
    find_members,
    is_jsonl,
    read_found,
    read_members,
)
from indexer.pages.jsonl import TOO_MANY_BAD
from indexer.pages.limits import BAD_LINES
from indexer.pages.stated_date import is_ahead
from indexer.workers import DIED, Workers

T = TypeVar("T")

BATCH_BYTES = 2 << 20
"""Pages are handed to a worker in batches of about this size: small enough to balance the cores."""

BATCH_ARTICLES = 512
"""Articles of one large page (a JSONL file) that are handed to a worker together."""


class Progress(Protocol):
    """Told how far the work is. `total` is None while it is unknown."""

    def stage(self, name: str, total: int | None) -> None: ...

    def advance(self, count: int) -> None: ...


class Silent:
    def stage(self, name: str, total: int | None) -> None:
        pass

    def advance(self, count: int) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Place:
    """Where an annotated Article waits for the second pass."""

    file: str
    offset: int


NOWHERE = Place("", 0)
"""The place of a record that holds no Article, or whose member was not read because it is known."""


@contextmanager
def spool() -> Iterator[Path]:
    """A folder for the spool. What runs that were killed left behind is removed."""
    prefix = "tcd-spool-"
    for left in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        owner = left.name.removeprefix(prefix).partition("-")[0]
        if owner.isdigit() and not _lives(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{prefix}{os.getpid()}-") as folder:
        yield Path(folder)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


@dataclass(slots=True)
class Remarks:
    """What an operator shall know of articles that were taken: fields that nobody declared, with how many articles have them, and
    dates of the future, with where they stand."""

    undeclared: Counter[str] = field(default_factory=Counter)
    ahead: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: Remarks) -> None:
        """Take over what was remarked elsewhere."""
        self.undeclared += other.undeclared
        self.ahead += other.ahead


@dataclass(frozen=True, slots=True)
class _Task:
    """Work for one process: some whole pages, or (`records`) a part of one large page."""

    files: tuple[PageFile, ...]
    spool: Path
    registry: Registry
    known: tuple[Known, ...] = ()
    records: tuple[FileEntry | Unread, ...] | None = None
    is_lines: bool = False


@dataclass(slots=True)
class _Read:
    """What was read of one page, or of a part of it, and where its Articles are spooled.

    `members` says of each member how many records and refusals stand before it.
    """

    file: PageFile
    records: list[Record] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    members: list[tuple[Member, int, int]] = field(default_factory=list)
    remarks: Remarks = field(default_factory=Remarks)
    is_lines: bool = False
    """Whether this is a part of a JSONL file."""

    def stop_at_bad_lines(self, bad: int, previous: Known) -> int:
        """Leave out what follows `BAD_LINES` lines in a row that are no articles, `bad` of which stand before this part.

        Returns how many of them stand at its end.
        """
        ends = [*self.members[1:], (Member(""), len(self.records), len(self.refused))]
        for at, ((mark, start, _), (_, end, refused)) in enumerate(zip(self.members, ends, strict=True), 1):
            is_article = previous[mark.key][0] if mark.kept else end > start
            bad = 0 if is_article else bad + 1
            if bad == BAD_LINES:
                where = self.refused[refused - 1][0] if refused else self.file.name
                del self.members[at:], self.records[end:], self.places[end:], self.refused[refused:]
                self.refused.append((where, TOO_MANY_BAD))
                break
        return bad

    def add(self, part: _Read) -> None:
        """Take over the next part of the page."""
        before = len(self.records), len(self.refused)
        self.members += [
            (m, before[0] + records, before[1] + refused) for m, records, refused in part.members
        ]
        self.records += part.records
        self.refused += part.refused
        self.places += part.places


def read_pages(
    files: Sequence[PageFile],
    registry: Registry,
    spool: Path,
    workers: Workers,
    progress: Progress,
    remarks: Remarks,
    earlier: Mapping[str, PageState],
) -> tuple[dict[str, PageState], dict[str, list[Place]]]:
    """Read `files`; returns the state of each page and where its Articles are spooled, in page order. Fields that
    nobody declared and dates of the future are added to `remarks`. Of a file with many members that has a state in `earlier`, only those that
    are new are read: the records of the others are those of that state, and their place is `NOWHERE`."""
    whole: dict[str, _Read] = {}
    progress.stage("reading pages", None)
    bad_lines: Counter[str] = Counter()
    previous = cache(lambda name: _known(earlier.get(name)))
    tasks = _tasks(files, registry, spool, previous, bad_lines)
    for parts in workers.map(_read_task, tasks, split=_split_reading, lost=_lost_reading):
        for part in parts:
            name = part.file.name
            if bad_lines[name] == BAD_LINES:
                continue
            if part.is_lines:
                bad_lines[name] = part.stop_at_bad_lines(bad_lines[name], previous(name))
            page = whole.setdefault(name, _Read(part.file))
            page.add(part)
            remarks.add(part.remarks)
            progress.advance(len(part.records))
    states, places = {}, {}
    for name, page in whole.items():
        states[name], places[name] = _state(page, earlier.get(name))
    return states, places


def _state(page: _Read, earlier: PageState | None) -> tuple[PageState, list[Place]]:
    """The state of a page and the places of its records, with those of members that were kept put back in their place."""
    if not page.members:
        return PageState(page.file.stamp, tuple(page.records), tuple(page.refused)), page.places
    was = earlier.by_member() if earlier else {}
    records: list[Record] = []
    refused: list[tuple[str, str]] = []
    places: list[Place] = []
    members: list[tuple[str, int, int]] = []
    starts = [(Member(""), 0, 0), *page.members]
    ends = [*page.members, (Member(""), len(page.records), len(page.refused))]
    for (mark, record, refusal), (_, next_record, next_refusal) in zip(starts, ends, strict=True):
        if mark.kept:
            more_records, more_refused = was[mark.key]
            places += [NOWHERE] * len(more_records)
        else:
            more_records = tuple(page.records[record:next_record])
            more_refused = tuple(page.refused[refusal:next_refusal])
            places += page.places[record:next_record]
        records += more_records
        refused += more_refused
        if mark.key or more_records or more_refused:
            members.append((mark.key, len(more_records), len(more_refused)))
    return PageState(page.file.stamp, tuple(records), tuple(refused), tuple(members)), places


def _tasks(
    files: Sequence[PageFile],
    registry: Registry,
    spool: Path,
    previous: Callable[[str], Known],
    bad_lines: Mapping[str, int],
) -> Iterator[_Task]:
    """Small pages go to the workers as they are; a large one is cut up here and its parts are sent, until `bad_lines` says
    that the rest is not read."""
    batch: list[PageFile] = []
    size = 0
    for file in files:
        if file.stamp[0] > BATCH_BYTES:
            is_lines = is_jsonl(file.path)
            entries = find_members(file.path, file.name, previous(file.name))
            for records in chunks(entries, BATCH_ARTICLES):
                if bad_lines.get(file.name) == BAD_LINES:
                    break
                yield _Task((file,), spool, registry, records=tuple(records), is_lines=is_lines)
            continue
        batch.append(file)
        size += file.stamp[0] + 512
        if size >= BATCH_BYTES:
            yield _whole(batch, spool, registry, previous)
            batch, size = [], 0
    if batch:
        yield _whole(batch, spool, registry, previous)


def _whole(
    batch: Sequence[PageFile], spool: Path, registry: Registry, known: Callable[[str], Known]
) -> _Task:
    return _Task(tuple(batch), spool, registry, tuple(known(file.name) for file in batch))


def _known(earlier: PageState | None) -> Known:
    """What a reader has to know of the members of a page as it was."""
    return {key: (records, refused) for key, records, refused in earlier.members if key} if earlier else {}


@lru_cache(maxsize=2)
def _shared(registry: Registry) -> Registry:
    """The first registry that is equal to this one: what is remembered of it is found fastest by the object itself."""
    return registry


def _read_task(task: _Task) -> list[_Read]:
    registry = _shared(task.registry)
    with tempfile.NamedTemporaryFile(dir=task.spool, prefix="articles-", delete=False) as spool:
        if task.records is not None:
            page = _annotate(task.files[0], read_found(task.records), registry, spool)
            page.is_lines = task.is_lines
            return [page]
        return [
            _annotate(file, read_members(file.path, file.name, known), registry, spool)
            for file, known in zip(task.files, task.known, strict=True)
        ]


def _annotate(file: PageFile, read: Iterable[FileEntry], registry: Registry, spool: IO[bytes]) -> _Read:
    page = _Read(file)
    today = datetime.now(tz=HANOI).date()
    for record in read:
        if isinstance(record, Member):
            page.members.append((record, len(page.records), len(page.refused)))
            continue
        if isinstance(record, Skipped):
            page.refused.append((record.page, record.reason))
            continue
        if isinstance(record, Sighting):
            page.records.append(Record(record.id, record.kind, "", record.url, "", record.captured))
            page.places.append(NOWHERE)
            continue
        try:
            article, missing, mark, told = guard(_annotated, record, registry)
        except Refusal as refusal:
            page.refused.append((record.page or file.name, str(refusal)))
            continue
        page.remarks.undeclared.update(missing)
        if is_ahead(article.published, today):
            page.remarks.ahead.append((record.page or file.name, (article.published or "")[:10]))
        page.records.append(
            Record(article.id, article.kind, mark, article.url, text_digest(article), article.captured, told)
        )
        page.places.append(Place(spool.name, spool.tell()))
        pickle.dump(article, spool, protocol=pickle.HIGHEST_PROTOCOL)
    return page


def _annotated(record: Article, registry: Registry) -> tuple[Article, Iterable[str], str, str]:
    """The Article with its facets, the names of fields that nobody declared, its digest and its trace."""
    article = annotate(record, registry)
    return article, undeclared(record, registry), digest(article), trace(article)


def _split_reading(task: _Task) -> list[_Task]:
    """The task in pieces of one page or one record."""
    if task.records is None:
        return [
            replace(task, files=(file,), known=(known,))
            for file, known in zip(task.files, task.known, strict=True)
        ]
    return [replace(task, records=(record,)) for record in task.records]


def _lost_reading(task: _Task) -> list[_Read]:
    """What stands for a page or record that takes down the process which reads it."""
    file = task.files[0]
    record = task.records[0] if task.records else None
    where = getattr(record, "page", None) or file.name
    return [_Read(file, refused=[(where, DIED)])]


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
