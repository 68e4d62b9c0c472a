"""The one writer of an index: builds segments, and commits them as a new generation.

A commit marks deleted documents, adds segments, merges small ones, and makes all of it visible and
durable at once (`manifest.py`). A writer that finds the index damaged or outdated starts from an empty
one and says so in `recovered_from`; the old one stays readable, as far as it is, until the commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.article import Article
from indexer.engines.whoosh.array_layout import MAX_DOCUMENTS, id_hash
from indexer.engines.whoosh.build import Builder, write_segment
from indexer.engines.whoosh.lock import LOCK, WriteLock
from indexer.engines.whoosh.manifest import (
    MANIFEST,
    clean,
    last_state,
    read_deleted,
    read_manifest,
    remove,
    write_generation,
)
from indexer.engines.whoosh.merge import merge_arrays
from indexer.engines.whoosh.segment import Segment
from indexer.engines.whoosh.segment_files import INDEX_NAME, Built
from indexer.errors import IndexDamaged, IndexMissing, IndexNewer, IndexOutdated, IndexProblem
from indexer.facets.declared import DeclaredFacet

FANOUT = 4
"""As many segments of about one size are merged into one."""

SMALLEST_TIER = 256
"""Segments of up to this many documents count as one size."""

LARGE_TIER = 2
"""Segments of this tier (8,192 documents and more) are merged when there are half as many."""

Handle = tuple[Built, ...]


@dataclass(slots=True)
class _Live:
    """A segment of the generation that is being put together."""

    built: Built
    data: Segment
    alive: np.ndarray

    @property
    def count(self) -> int:
        return int(np.count_nonzero(self.alive))


class Writer:
    """Holds the index's lock until closed; a context manager. Raises IndexLocked.

    `full`: the first commit replaces everything, also an index of a newer version, which is refused otherwise. `recovered_from` is the problem that made the writer start
    anew (IndexDamaged, IndexOutdated), or None.
    """

    def __init__(self, index: str | Path, *, full: bool = False) -> None:
        self.folder = Path(index)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise IndexProblem(f"{index}: the folder cannot be made ({error.strerror})") from None
        self._lock = WriteLock(self.folder)
        self.recovered_from: IndexProblem | None = None
        self._live: list[_Live] = []
        self._state = b""
        self._generation = 0
        self._files: set[str] = set()
        try:
            self._open(full)
        except BaseException:
            self._lock.release()
            raise

    @property
    def generation(self) -> int:
        """The generation that is current, 0 if there is none."""
        return self._generation

    def _open(self, full: bool) -> None:
        keep = {MANIFEST, LOCK}
        try:
            manifest = read_manifest(self.folder)
            self._generation = manifest.generation
            self._files = manifest.files()
            keep |= self._files
            if not full:
                self._live = self._load(manifest.segments, read_deleted(self.folder, manifest))
                self._state = manifest.state.read(self.folder)
        except IndexMissing:
            pass
        except (IndexDamaged, IndexOutdated, IndexNewer) as problem:
            if isinstance(problem, IndexNewer) and not full:
                raise
            self.recovered_from = problem
            self._live, self._state = [], b""
            self._generation = max(self._generation, _last_generation(self.folder))
            return
        clean(self.folder, keep)

    def _load(self, segments: Sequence[Built], deleted: Sequence[NDArray[np.intp]]) -> list[_Live]:
        live = []
        for built, numbers in zip(segments, deleted, strict=True):
            data = self._segment(built)
            alive = np.ones(built.documents, bool)
            alive[numbers] = False
            live.append(_Live(built, data, alive))
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda one: one.data.file.verify_all(), live))
        return live

    def _segment(self, built: Built) -> Segment:
        return Segment(self.folder / built.file_name, built.seal, built.size)

    def state(self) -> bytes:
        """The `state` of the current generation; b"" at first, and when starting anew."""
        return self._state

    def last_state(self) -> bytes:
        """The `state` of the last commit, as far as it can be read: also when starting anew."""
        return self._state or last_state(self.folder)

    def builder(self) -> Builder:
        """What worker processes build segments with; picklable."""
        return Builder(self.folder, tuple(one.built for one in self._live))

    def build(self, articles: Iterable[Article]) -> Handle:
        """Analyse `articles` into new segments that are not visible yet."""
        return self.builder()(articles)

    def commit(
        self,
        *,
        add: Sequence[Handle],
        delete: Iterable[str],
        state: bytes,
        facets: Sequence[DeclaredFacet] = (),
    ) -> int:
        """Make the segments of `add` visible and drop the documents `delete` of earlier generations.

        An Article of `add` replaces an earlier one with its id. `facets`: those that the corpus declares. Returns the new generation. When it
        fails, the generation before stays current.
        """
        live = [_Live(segment.built, segment.data, segment.alive.copy()) for segment in self._live]
        _mark(live, list(delete))
        for built in (built for handle in add for built in handle):
            fresh = _Live(built, self._segment(built), np.ones(built.documents, bool))
            if live:
                _mark(live, fresh.data.ids())
            live.append(fresh)
        used = {segment.built.file_name for segment in live}
        live = self._merged([segment for segment in live if segment.count], used)
        entries = [(segment.built, np.flatnonzero(~segment.alive)) for segment in live]
        # A number is not given twice: files of it may be there already when a commit fails half-way.
        self._generation += 1
        generation = self._generation
        manifest = write_generation(self.folder, generation, entries, state, facets)
        self._live, self._state = live, state
        self.recovered_from = None
        remove(self.folder, (self._files | used) - manifest.files())
        self._files = manifest.files()
        return generation

    def _merged(self, live: list[_Live], used: set[str]) -> list[_Live]:
        """The segments after merging; the names of files made on the way are added to `used`."""
        while groups := plan([(segment.count, segment.built.documents) for segment in live]):
            merged = []
            for group in groups:
                arrays, meta = merge_arrays([(live[i].data, live[i].alive) for i in group])
                built = write_segment(self.folder, arrays, meta)
                used.add(built.file_name)
                merged.append(_Live(built, self._segment(built), np.ones(built.documents, bool)))
            gone = {i for group in groups for i in group}
            live = [segment for i, segment in enumerate(live) if i not in gone] + merged
        return live

    def close(self) -> None:
        """Release the lock. What was built and not committed is removed by the next writer."""
        self._lock.release()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _last_generation(folder: Path) -> int:
    numbers = [path.stem.rpartition("_")[2] for path in folder.glob(f"_{INDEX_NAME}_*.toc")]
    return max((int(number) for number in numbers if number.isdigit()), default=0)


def _mark(live: Sequence[_Live], ids: Sequence[str]) -> None:
    """Mark the documents with these ids as deleted."""
    hashes = np.array([id_hash(article_id) for article_id in ids], np.uint64)
    for segment in live:
        stored_hashes = segment.data.column("hash")
        for place in np.flatnonzero(np.isin(hashes, stored_hashes)).tolist():
            document = segment.data.document(ids[place])
            if document is not None:
                segment.alive[document] = False


def plan(sizes: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Which segments to merge: groups of places in `sizes`, (living, all) documents of each segment.

    Segments are of a tier by the logarithm of their size; a tier of `FANOUT` is merged, into as few
    segments as `MAX_DOCUMENTS` allows. A segment that is mostly deleted is written anew.
    """
    tiers: dict[int, list[int]] = {}
    for place, (living, every) in enumerate(sizes):
        if living * 2 < every:
            return [[place]]
        if living * 2 <= MAX_DOCUMENTS:
            tier = max(0, (living - 1) // SMALLEST_TIER).bit_length() // 3
            tiers.setdefault(tier, []).append(place)
    for tier, places in sorted(tiers.items()):
        if len(places) >= (FANOUT if tier < LARGE_TIER else max(2, FANOUT // 2)):
            groups: list[list[int]] = [[]]
            total = 0
            for place in places:
                if total + sizes[place][0] > MAX_DOCUMENTS:
                    groups.append([])
                    total = 0
                groups[-1].append(place)
                total += sizes[place][0]
            return [group for group in groups if len(group) > 1]
    return []
