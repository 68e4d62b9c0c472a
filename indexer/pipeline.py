"""Brings an index up to date with a corpus: pages → Articles → facets → analysis → segments → commit.

Only pages whose stamp changed are opened, and only documents that say something new are indexed again.
Reading works in two passes so that memory stays bounded and duplicates cost nothing: the first reads
pages in worker processes, annotates their Articles and spools them to disk; then, knowing every
record of the corpus, briefs are folded into their articles and repeated pages merged; the second pass
builds segments from the spooled Articles. One commit makes the whole update visible, or none of it.
"""

from __future__ import annotations

import os
import pickle
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import IO, Any, Protocol, TypeVar

from indexer.article import Article
from indexer.corpus import PageFile, Unreadable, walk
from indexer.engines import open_writer
from indexer.errors import IndexProblem, PageError
from indexer.facets import Registry, annotate, undeclared
from indexer.facets.declared import FILE, DeclaredFacet, registry_of
from indexer.pages import Skipped, read_page
from indexer.state import CorpusState, Document, PageState, Record, digest, documents, rules_fingerprint
from indexer.workers import Workers

BATCH_BYTES = 2 << 20
"""Pages are handed to a worker in batches of about this size: small enough to balance the cores."""

BATCH_ARTICLES = 512
"""Articles of one large page (a JSONL file) that are handed to a worker together."""

SEGMENT_ARTICLES = 8_000
"""Articles analysed into one segment: bounds a worker's memory to some hundreds of megabytes."""

SMALL_UPDATE = 256
"""Up to this many pages are read in this process: starting workers would take longer."""


class Progress(Protocol):
    """Told how far the work is. `total` is None while it is unknown."""

    def stage(self, name: str, total: int | None) -> None: ...

    def advance(self, count: int) -> None: ...


T = TypeVar("T")


class _Silent:
    def stage(self, name: str, total: int | None) -> None:
        pass

    def advance(self, count: int) -> None:
        pass


@dataclass(slots=True)
class Report:
    """What an update did. Counts are documents (articles and briefs), except for `pages_*`; `undeclared` counts the
    articles that have a field which neither an Article nor a declared facet is."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    articles: int = 0
    briefs: int = 0
    pages_read: int = 0
    pages: int = 0
    rebuilt: str | None = None
    skipped: list[tuple[str, str]] = field(default_factory=list)
    undeclared: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def indexed(self) -> int:
        return self.added + self.changed


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an annotated Article waits for the second pass."""

    file: str
    offset: int


def update(
    corpus: Path,
    index: Path,
    *,
    engine: str = "whoosh",
    full: bool = False,
    jobs: int = 0,
    progress: Progress | None = None,
    registry: Registry | None = None,
) -> Report:
    """Make `index` hold what `corpus` (a folder, or one file) holds now; returns what was done.

    `full` builds the index anew. `jobs` processes do the work; 0 means one per core. `registry`: the facets; by
    default those of every index and those that the corpus declares. Raises PageError when the corpus does not exist or
    has no pages, GazetteerError for a bad declaration, IndexLocked when another update is running.
    """
    started = time.perf_counter()
    progress = progress or _Silent()
    jobs = jobs or len(os.sched_getaffinity(0))
    files, unreadable = _walk(corpus)
    registry = registry or registry_of(corpus)
    declared = [DeclaredFacet.of(spec) for spec in registry.declared]
    report = Report(pages=len(files), skipped=list(unreadable.items()))
    with (
        open_writer(index, engine=engine, full=full) as writer,
        _spool() as spool,
    ):
        before = CorpusState() if full else CorpusState.from_bytes(writer.state())
        report.rebuilt = _why_rebuild(before, full, writer.found, repr(declared))
        kept = {} if report.rebuilt else _kept(before.pages, files, unreadable)
        changed = [file for file in files if file.name not in kept]
        with Workers(jobs if _is_large(changed) else 1) as workers:
            read, spooled = _read(changed, registry, spool, workers, progress, report.undeclared)
            after = CorpusState(rules_fingerprint(), kept | read, repr(declared))
            old, new = documents(before.pages), documents(after.pages)
            differs = [i for i, document in new.items() if report.rebuilt or old.get(i) != document]
            work = [i for i in differs if new[i].page not in unreadable]
            gone = [i for i in old if i not in new]
            unread = {new[i].page for i in work} - spooled.keys()
            again = [file for file in files if file.name in unread]
            spooled |= _read(again, registry, spool, workers, _Silent(), Counter())[1]
            segments = _build(work, new, spooled, writer.builder(), workers, progress)
        if (
            segments
            or gone
            or after.pages != before.pages
            or (after.rules, after.facets) != (before.rules, before.facets)
        ):
            progress.stage("committing", None)
            writer.commit(
                add=segments,
                delete=[*gone, *(i for i in work if i in old)],
                state=after.to_bytes(),
                facets=declared,
            )
    report.pages_read = len(changed)
    report.skipped += [refusal for page in after.pages.values() for refusal in page.refused]
    report.added = sum(i not in old for i in work)
    report.changed = len(work) - report.added
    report.removed = len(gone)
    report.unchanged = len(new) - len(work)
    report.briefs = sum(document.kind == "brief" for document in new.values())
    report.articles = len(new) - report.briefs
    report.seconds = time.perf_counter() - started
    return report


def _walk(corpus: Path) -> tuple[list[PageFile], dict[str, str]]:
    """The files of the corpus, and why others could not be read. Raises PageError if there are none."""
    files: list[PageFile] = []
    unreadable = {}
    for entry in walk(corpus):
        if isinstance(entry, Unreadable):
            unreadable[entry.name] = entry.reason
        else:
            files.append(entry)
    if not files:
        raise PageError(f"{corpus}: there are no pages here. The index was left as it is.")
    return files, unreadable


def _why_rebuild(before: CorpusState, full: bool, found: IndexProblem | None, facets: str) -> str | None:
    if found is not None:
        return str(found)
    if full:
        return "asked for with --full"
    if before.rules and before.rules != rules_fingerprint():
        return "the rules that read pages have changed since the index was built"
    if before.rules and before.facets != facets:
        return f"the facets that the corpus declares in {FILE} have changed"
    return None


def _kept(
    before: Mapping[str, PageState], files: Sequence[PageFile], unreadable: Mapping[str, str]
) -> dict[str, PageState]:
    """The pages that need not be read: unchanged ones, and those that cannot be read today (a page
    that cannot be read is not a page that is gone)."""
    kept = {
        file.name: before[file.name]
        for file in files
        if file.name in before and before[file.name].stamp == file.stamp
    }
    return kept | {name: before[name] for name in unreadable if name in before}


def _is_large(files: Sequence[PageFile]) -> bool:
    return len(files) > SMALL_UPDATE or sum(file.stamp[0] for file in files) > BATCH_BYTES


# First pass: pages → annotated Articles in the spool.


@contextmanager
def _spool() -> Iterator[Path]:
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
    records: tuple[Article | Skipped, ...] | None = None


@dataclass(slots=True)
class _Read:
    """What was read of one page, or of a part of it, and where its Articles are spooled."""

    file: PageFile
    records: list[Record] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    places: list[_Place] = field(default_factory=list)
    undeclared: Counter[str] = field(default_factory=Counter)


def _read(
    files: Sequence[PageFile],
    registry: Registry,
    spool: Path,
    workers: Workers,
    progress: Progress,
    undeclared: Counter[str],
) -> tuple[dict[str, PageState], dict[str, list[_Place]]]:
    """Read `files`; returns the state of each page and where its Articles are spooled, in page order. Fields that
    nobody declared are added to `undeclared`."""
    whole: dict[str, _Read] = {}
    progress.stage("reading pages", None)
    for parts in workers.map(_read_task, _tasks(files, registry, spool)):
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
            for records in _chunks(read_page(file.path, name=file.name), BATCH_ARTICLES):
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


def _annotate(
    file: PageFile, read: Iterable[Article | Skipped], registry: Registry, spool: IO[bytes]
) -> _Read:
    page = _Read(file)
    for record in read:
        if isinstance(record, Skipped):
            page.refused.append((record.page, record.reason))
            continue
        page.undeclared.update(undeclared(record, registry))
        article = annotate(record, registry)
        page.records.append(Record(article.id, article.kind, digest(article), article.url))
        page.places.append(_Place(spool.name, spool.tell()))
        pickle.dump(article, spool, protocol=pickle.HIGHEST_PROTOCOL)
    return page


# Second pass: spooled Articles → segments.


def _build(
    work: Sequence[str],
    new: Mapping[str, Document],
    spooled: Mapping[str, list[_Place]],
    builder: Callable[[list[Article]], Any],
    workers: Workers,
    progress: Progress,
) -> list[Any]:
    """Segments with the documents `work`, in order; returns the engine's handles."""
    progress.stage("indexing", len(work))
    size = min(SEGMENT_ARTICLES, max(1, -(-len(work) // workers.jobs)))
    tasks = (
        (builder, [(spooled[new[i].page][new[i].index], new[i].pages, new[i].urls) for i in ids])
        for ids in _chunks(work, size)
    )
    handles = []
    for handle, count in workers.map(_build_task, tasks):
        handles.append(handle)
        progress.advance(count)
    return handles


def _build_task(
    task: tuple[Callable[[list[Article]], Any], list[tuple[_Place, tuple[str, ...], tuple[str, ...]]]],
) -> tuple[Any, int]:
    builder, places = task
    articles = []
    files: dict[str, Any] = {}
    try:
        for place, pages, urls in places:
            if place.file not in files:
                files[place.file] = open(place.file, "rb")  # noqa: SIM115
            files[place.file].seek(place.offset)
            article = pickle.load(files[place.file])
            articles.append(
                replace(article, pages=pages, urls=urls, url=article.url or (urls[0] if urls else None))
            )
    finally:
        for file in files.values():
            file.close()
    return builder(articles), len(articles)


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
