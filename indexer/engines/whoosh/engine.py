"""The door to a Whoosh index on disk: a reader of the current generation, and the check of its files.

`Engine.reader()` costs one `stat` while nothing changes. A reader that someone still holds keeps working
on its own generation: its files are mapped, and stay so after they were removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from indexer.engines.whoosh.manifest import MANIFEST, Manifest, read_deleted, read_manifest
from indexer.engines.whoosh.reader import WhooshReader
from indexer.engines.whoosh.segment import Segment
from indexer.engines.whoosh.segment_files import Built
from indexer.errors import IndexMissing, IndexProblem
from indexer.facets.declared import with_declared

RETRIES = 20
"""How often a generation is looked up again when a commit replaced it while it was being opened."""

Stamp = tuple[int, int, int]


class Engine:
    """An index, open for reading. Thread-safe. Raises IndexMissing, IndexDamaged or IndexOutdated."""

    def __init__(self, index: str | Path) -> None:
        self.folder = Path(index)
        self._lock = Lock()
        self._stamp: Stamp | None = None
        self._reader: WhooshReader | None = None
        self._open_segments: dict[str, Segment] = {}
        self.reader()

    def reader(self) -> WhooshReader:
        """The current generation."""
        stamp = self._now()
        reader = self._reader
        if reader is not None and stamp == self._stamp:
            return reader
        with self._lock:
            if self._reader is None or self._now() != self._stamp:
                self._reader = self._open()
            return self._reader

    def close(self) -> None:
        """Let go of everything. Readers that were handed out keep working."""
        self._reader = None
        self._stamp = None
        self._open_segments = {}

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _now(self) -> Stamp | None:
        try:
            found = (self.folder / MANIFEST).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    def _committed(self) -> float | None:
        """When the manifest got its name: of the times of a file, `ctime` is that of the rename."""
        try:
            return (self.folder / MANIFEST).stat().st_ctime
        except OSError:
            return None

    def _open(self) -> WhooshReader:
        for _ in range(RETRIES):
            stamp = self._now()
            try:
                manifest = read_manifest(self.folder)
                deleted = read_deleted(self.folder, manifest)
                segments = self._segments(manifest.segments)
                state = manifest.state.open(self.folder)
            except IndexProblem:
                if self._now() == stamp:
                    raise
                continue
            reader = WhooshReader(
                manifest.generation,
                segments,
                deleted,
                state,
                self._committed(),
                with_declared(manifest.facets),
            )
            self._stamp = stamp
            return reader
        raise IndexMissing(f"{self.folder}: the index changes faster than it can be opened; try again")

    def _segments(self, listed: Sequence[Built]) -> list[Segment]:
        """The segments of a generation; those that are open already are used again."""
        opened = {}
        for built in listed:
            segment = self._open_segments.get(built.segid)
            path = self.folder / built.file_name
            opened[built.segid] = segment or Segment(path, built.seal, built.size)
        self._open_segments = opened
        return list(opened.values())


def check(index: str | Path) -> list[str]:
    """What is wrong with the files of an index; every byte is looked at. Empty: it is whole."""
    folder = Path(index)
    try:
        manifest: Manifest = read_manifest(folder)
    except IndexProblem as problem:
        return [str(problem)]
    found = []
    for part in (manifest.toc, manifest.state):
        try:
            part.read(folder)
        except IndexProblem as problem:
            found.append(str(problem))
    if not found:
        from indexer.engines.whoosh.table_of_contents import read_segments

        try:
            read_segments(folder, manifest)
        except IndexProblem as problem:
            found.append(str(problem))
    for built in manifest.segments:
        try:
            path = folder / built.file_name
            Segment(path, built.seal, built.size).file.verify_all()
        except IndexProblem as problem:
            found.append(str(problem))
    return found
