"""Second pass of an update: spooled Articles → segments of the index, in worker processes.

A document that cannot be analysed is found by halving its segment, and left out.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from indexer.article import Article
from indexer.corpus_manifest import Document, PageState
from indexer.guard import internal
from indexer.page_spool import Place, Progress, chunks
from indexer.workers import DIED, Workers

SEGMENT_ARTICLES = 8_000
"""Articles analysed into one segment: bounds a worker's memory to some hundreds of megabytes."""

Builder = Callable[[list[Article]], Any]
"""Analyses articles into a segment and returns the engine's handle of it."""


@dataclass(frozen=True, slots=True)
class _BuildTask:
    """Documents for one segment: where each is spooled, the pages and the addresses it was found at."""

    builder: Builder
    ids: tuple[str, ...]
    places: tuple[tuple[Place, tuple[str, ...], tuple[str, ...]], ...]


@dataclass(slots=True)
class Built:
    """Segments of some documents, how many documents they hold, and (id, reason) of those that could not be analysed."""

    segments: list[Any]
    count: int
    refused: list[tuple[str, str]] = field(default_factory=list)


def build_segments(
    work: Sequence[str],
    new: Mapping[str, Document],
    spooled: Mapping[str, list[Place]],
    builder: Builder,
    workers: Workers,
    progress: Progress,
) -> Built:
    """Segments with the documents `work`, in order."""
    progress.stage("indexing", len(work))
    size = min(SEGMENT_ARTICLES, max(1, -(-len(work) // workers.jobs)))
    tasks = (
        _BuildTask(
            builder,
            tuple(ids),
            tuple((spooled[new[i].page][new[i].index], new[i].pages, new[i].urls) for i in ids),
        )
        for ids in chunks(work, size)
    )
    whole = Built([], 0)
    for built in workers.map(_build_task, tasks, split=_halves, lost=_lost_building):
        whole.segments += built.segments
        whole.count += built.count
        whole.refused += built.refused
        progress.advance(built.count)
    return whole


def _build_task(task: _BuildTask) -> Built:
    """Build one segment; where that fails, halves of it, until the documents that cannot be analysed are alone."""
    try:
        return Built([task.builder(_spooled(task))], len(task.ids))
    except OSError:
        raise  # a full disk is no fault of a document
    except Exception as error:
        parts = _halves(task)
        if len(parts) < 2:
            return Built([], 0, [(task.ids[0], internal(error))])
        built = [_build_task(part) for part in parts]
        return Built(
            [segment for part in built for segment in part.segments],
            sum(part.count for part in built),
            [refusal for part in built for refusal in part.refused],
        )


def _spooled(task: _BuildTask) -> list[Article]:
    articles = []
    files: dict[str, Any] = {}
    try:
        for place, pages, urls in task.places:
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
    return articles


def _halves(task: _BuildTask) -> list[_BuildTask]:
    middle = len(task.ids) // 2
    if not middle:
        return [task]
    return [
        replace(task, ids=task.ids[:middle], places=task.places[:middle]),
        replace(task, ids=task.ids[middle:], places=task.places[middle:]),
    ]


def _lost_building(task: _BuildTask) -> Built:
    return Built([], 0, [(task.ids[0], DIED)])


def without_refused(
    pages: dict[str, PageState], refused: Sequence[tuple[str, str]], new: Mapping[str, Document]
) -> dict[str, PageState]:
    """The state of the pages without documents that could not be analysed, which become refusals of their page."""
    changed = dict(pages)
    for identity, reason in refused:
        for name in dict.fromkeys((new[identity].page, *new[identity].pages)):
            page = changed[name]
            changed[name] = replace(
                page,
                records=tuple(record for record in page.records if record.id != identity),
                refused=(*page.refused, (f"{name} ({identity})", reason)),
            )
    return changed
