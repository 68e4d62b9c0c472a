"""Second pass of an update: spooled Articles → segments of the index, in worker processes.

A document that cannot be analysed is found by halving its segment, and left out.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import IO

from indexer.article import Article, Version
from indexer.corpus_manifest import Document, PageState
from indexer.engines.protocols import Builder
from indexer.guard import internal
from indexer.page_spool import Place, Progress, chunks
from indexer.workers import DIED, Workers

SEGMENT_ARTICLES = 8_000
"""Articles analysed into one segment: bounds a worker's memory to some hundreds of megabytes."""


@dataclass(frozen=True, slots=True)
class _BuildTask:
    """Documents for one segment: where each and its earlier versions are spooled, and the moments it was added and changed."""

    builder: Builder[object]
    ids: tuple[str, ...]
    documents: tuple[Document, ...]
    places: tuple[tuple[Place, ...], ...]
    moments: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Built:
    """Segments of some documents, how many documents they hold, and (id, reason) of those that could not be analysed."""

    segments: list[object]
    count: int
    refused: list[tuple[str, str]] = field(default_factory=list)


def build_segments(
    work: Sequence[str],
    new: Mapping[str, Document],
    spooled: Mapping[str, list[Place]],
    moments: Mapping[str, tuple[int, int]],
    builder: Builder[object],
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
            tuple(new[i] for i in ids),
            tuple(
                (
                    spooled[new[i].page][new[i].index],
                    *(spooled[page][index] for page, index in new[i].versions),
                )
                for i in ids
            ),
            tuple(moments[i] for i in ids),
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
    files: dict[str, IO[bytes]] = {}

    def load(place: Place) -> Article:
        if place.file not in files:
            files[place.file] = open(place.file, "rb")  # noqa: SIM115
        files[place.file].seek(place.offset)
        article: Article = pickle.load(files[place.file])
        return article

    try:
        return [
            _complete(load(places[0]), document, [load(place) for place in places[1:]], moments)
            for document, places, moments in zip(task.documents, task.places, task.moments, strict=True)
        ]
    finally:
        for file in files.values():
            file.close()


def _complete(
    article: Article, document: Document, earlier: Sequence[Article], moments: tuple[int, int]
) -> Article:
    """The Article with what only the whole corpus knows: where else it stands, its versions, when it came."""
    return replace(
        article,
        pages=document.pages,
        urls=document.urls,
        url=article.url or (document.urls[0] if document.urls else None),
        gone=document.gone,
        added=_iso(moments[0]),
        changed=_iso(moments[1]),
        event=document.event,
        versions=tuple(Version(v.captured or "", v.title, v.lead, v.body) for v in earlier),
    )


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")


def _halves(task: _BuildTask) -> list[_BuildTask]:
    middle = len(task.ids) // 2
    if not middle:
        return [task]
    return [
        replace(
            task,
            ids=task.ids[part],
            documents=task.documents[part],
            places=task.places[part],
            moments=task.moments[part],
        )
        for part in (slice(None, middle), slice(middle, None))
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
                records=tuple(
                    replace(record, kind="refused") if record.id == identity else record
                    for record in page.records
                ),
                refused=(*page.refused, (f"{name} ({identity})", reason)),
                members=(),
            )
    return changed
