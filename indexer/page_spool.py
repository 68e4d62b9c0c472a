"""First pass of an update: pages → annotated Articles, spooled to disk in worker processes.

Memory stays bounded: an Article waits on disk until the whole corpus is known and its segment is built.
"""

from __future__ import annotations

import os
import pickle
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import IO, Protocol, TypeVar

from indexer.article import Article
from indexer.corpus import PageFile
from indexer.corpus_manifest import PageState, Record, digest, text_digest
from indexer.events import trace
from indexer.facets import Registry, annotate, undeclared
from indexer.guard import Refusal, guard
from indexer.pages import PageEntry, Sighting, Skipped, read_page
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
"""The place of a record that holds no Article."""


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


@dataclass(frozen=True, slots=True)
class _Task:
    """Work for one process: some whole pages, or (`records`) a part of one large page."""

    files: tuple[PageFile, ...]
    spool: Path
    registry: Registry
    records: tuple[PageEntry, ...] | None = None


@dataclass(slots=True)
class _Read:
    """What was read of one page, or of a part of it, and where its Articles are spooled."""

    file: PageFile
    records: list[Record] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    undeclared: Counter[str] = field(default_factory=Counter)


def read_pages(
    files: Sequence[PageFile],
    registry: Registry,
    spool: Path,
    workers: Workers,
    progress: Progress,
    undeclared: Counter[str],
) -> tuple[dict[str, PageState], dict[str, list[Place]]]:
    """Read `files`; returns the state of each page and where its Articles are spooled, in page order. Fields that
    nobody declared are added to `undeclared`."""
    whole: dict[str, _Read] = {}
    progress.stage("reading pages", None)
    tasks = _tasks(files, registry, spool)
    for parts in workers.map(_read_task, tasks, split=_split_reading, lost=_lost_reading):
        for part in parts:
            page = whole.setdefault(part.file.name, _Read(part.file))
            page.records += part.records
            page.refused += part.refused
            page.places += part.places
            undeclared += part.undeclared
            progress.advance(len(part.records))
    states = {
        name: PageState(page.file.stamp, tuple(page.records), tuple(page.refused))
        for name, page in whole.items()
    }
    return states, {name: page.places for name, page in whole.items()}


def _tasks(files: Sequence[PageFile], registry: Registry, spool: Path) -> Iterator[_Task]:
    """Small pages go to the workers as they are; a large one is cut up here and its parts are sent."""
    batch: list[PageFile] = []
    size = 0
    for file in files:
        if file.stamp[0] > BATCH_BYTES:
            for records in chunks(read_page(file.path, name=file.name), BATCH_ARTICLES):
                yield _Task((file,), spool, registry, tuple(records))
            continue
        batch.append(file)
        size += file.stamp[0] + 512
        if size >= BATCH_BYTES:
            yield _Task(tuple(batch), spool, registry)
            batch, size = [], 0
    if batch:
        yield _Task(tuple(batch), spool, registry)


def _read_task(task: _Task) -> list[_Read]:
    with tempfile.NamedTemporaryFile(dir=task.spool, prefix="articles-", delete=False) as spool:
        if task.records is not None:
            return [_annotate(task.files[0], task.records, task.registry, spool)]
        return [
            _annotate(file, read_page(file.path, name=file.name), task.registry, spool) for file in task.files
        ]


def _annotate(file: PageFile, read: Iterable[PageEntry], registry: Registry, spool: IO[bytes]) -> _Read:
    page = _Read(file)
    for record in read:
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
        page.undeclared.update(missing)
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
        return [replace(task, files=(file,)) for file in task.files]
    return [replace(task, records=(record,)) for record in task.records]


def _lost_reading(task: _Task) -> list[_Read]:
    """What stands for a page or record that takes down the process which reads it."""
    file = task.files[0]
    record = task.records[0] if task.records else None
    where = (record.page if record else None) or file.name
    return [_Read(file, refused=[(where, DIED)])]


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
