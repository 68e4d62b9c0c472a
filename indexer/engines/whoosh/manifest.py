"""One generation of an index on disk: the manifest that seals it, and how it becomes durable.

An index folder holds `MAIN.manifest` (JSON and its CRC-32; replaced atomically by each commit), Whoosh's TOC
of that generation (segments and deletions), the pipeline's state, a file of arrays per segment, and the
lock. The manifest names every other file with its size and checksum. A commit writes and syncs all
new files, then the manifest under another name, renames it, syncs the folder, and only then removes
what the previous generation alone used: whenever the power fails, one whole generation stands.
"""

from __future__ import annotations

import json
import mmap
import os
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.array_file import damaged, repair, unreadable
from indexer.engines.whoosh.segment_files import EXTENSION, INDEX_NAME, Built
from indexer.errors import IndexMissing, IndexNewer, IndexOutdated, IndexProblem
from indexer.facets.declared import DeclaredFacet
from indexer.settings import program

FORMAT = 7
"""The version of the files' layout and of the analysis in them; another one means: rebuild."""

MANIFEST = f"{INDEX_NAME}.manifest"


@dataclass(frozen=True, slots=True)
class FileChecksum:
    """A file of the index: its name, size in bytes and CRC-32."""

    name: str
    size: int
    crc: int

    def read(self, folder: Path) -> bytes:
        """The file's content, verified; raises IndexDamaged."""
        return self.open(folder)()

    def open(self, folder: Path) -> Callable[[], bytes]:
        """Open the file; what comes back reads it, also when it was removed since. Both raise IndexDamaged."""
        path = folder / self.name
        try:
            with path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        except OSError as error:
            raise unreadable(path, error) from None

        def content() -> bytes:
            found = mapped[:]
            if len(found) != self.size or zlib.crc32(found) != self.crc:
                raise damaged(path, "the content does not match its checksum")
            return found

        if size != self.size:
            raise damaged(path, f"{size:,} bytes, expected {self.size:,}")
        return content


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation consists of. `documents` counts the living ones; `facets` are those its corpus declares."""

    generation: int
    documents: int
    toc: FileChecksum
    state: FileChecksum
    segments: tuple[Built, ...]
    facets: tuple[DeclaredFacet, ...] = ()
    deleted: tuple[str, ...] | None = None
    """The numbers of the deleted documents of each segment (uint16 in base64), so that a search needs no TOC; None in an
    index that was written before they stood here."""

    def files(self) -> set[str]:
        """The names of all files of the generation, the manifest's own left out."""
        return {built.file_name for built in self.segments} | {self.toc.name, self.state.name}


def sync(path: Path) -> None:
    """Make a file, or a folder's entries, durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the current generation.

    Raises IndexMissing, IndexOutdated (an older format), IndexNewer (one that a newer version wrote) or IndexDamaged.
    """
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        if any(folder.glob(f"*{EXTENSION}")) and any(folder.glob(f"_{INDEX_NAME}_*.toc")):
            raise damaged(path, "the file is missing") from None
        raise IndexMissing(
            f"{folder}: no index here; build one with `{program()} index --index {folder}`"
        ) from None
    except OSError as error:
        raise unreadable(path, error) from None
    body, _, seal = content.rpartition(b"\n")
    if f"{zlib.crc32(body):08x}".encode() != seal:
        raise damaged(path, "the content does not match its checksum")
    record = json.loads(body)
    if record["format"] > FORMAT:
        raise IndexNewer(
            f"{folder}: the index is of format {record['format']}, which a newer version wrote; this one knows {FORMAT} at most. "
            f"Upgrade, or build the index anew: `{program()} index --full --index {folder}`"
        )
    if record["format"] != FORMAT:
        raise IndexOutdated(
            f"{folder}: the index is of format {record['format']}, not {FORMAT}; {repair(folder)}"
        )
    return Manifest(
        record["generation"],
        record["documents"],
        FileChecksum(**record["toc"]),
        FileChecksum(**record["state"]),
        tuple(Built(**segment) for segment in record["segments"]),
        tuple(DeclaredFacet.from_record(facet) for facet in record["facets"]),
        tuple(record["deleted"]) if "deleted" in record else None,
    )


def read_deleted(folder: Path, manifest: Manifest) -> list[NDArray[np.intp]]:
    """The numbers of the deleted documents of each segment, ascending. Raises IndexDamaged where the TOC does not fit."""
    manifest.toc.read(folder)
    if manifest.deleted is None:
        from indexer.engines.whoosh.table_of_contents import read_segments

        return [segment.deleted_numbers() for segment in read_segments(folder, manifest)]
    return [np.frombuffer(b64decode(numbers), "<u2").astype(np.intp) for numbers in manifest.deleted]


def last_state(folder: Path) -> bytes:
    """The state of the generation that the manifest names, whatever its format; b"" if it cannot be read."""
    try:
        body, _, seal = (folder / MANIFEST).read_bytes().rpartition(b"\n")
        if f"{zlib.crc32(body):08x}".encode() != seal:
            return b""
        return FileChecksum(**json.loads(body)["state"]).read(folder)
    except (OSError, ValueError, KeyError, TypeError, IndexProblem):
        return b""


def _seal(folder: Path, name: str) -> FileChecksum:
    sync(folder / name)
    content = (folder / name).read_bytes()
    return FileChecksum(name, len(content), zlib.crc32(content))


def write_generation(
    folder: Path,
    generation: int,
    segments: Sequence[tuple[Built, NDArray[np.intp]]],
    state: bytes,
    facets: Sequence[DeclaredFacet] = (),
) -> Manifest:
    """Make a generation of these segments the current one, durably. Files are synced before they count.

    Of each segment the numbers of its deleted documents are given, ascending.
    """
    from indexer.engines.whoosh.table_of_contents import toc_name_of, write_toc

    state_name = f"{INDEX_NAME}_{generation}.state"
    toc_name = toc_name_of(generation)
    remove(folder, {state_name, toc_name})  # what a failed commit left
    write_toc(folder, generation, segments, facets)
    (folder / state_name).write_bytes(state)
    manifest = Manifest(
        generation,
        sum(built.documents - len(deleted) for built, deleted in segments),
        _seal(folder, toc_name),
        _seal(folder, state_name),
        tuple(built for built, _ in segments),
        tuple(facets),
        tuple(b64encode(deleted.astype("<u2").tobytes()).decode() for _, deleted in segments),
    )
    record = {"format": FORMAT, **asdict(manifest)}
    body = json.dumps(record, indent=1).encode()
    fresh = folder / f"{MANIFEST}.new"
    remove(folder, {fresh.name})
    fresh.write_bytes(body + f"\n{zlib.crc32(body):08x}".encode())
    sync(fresh)
    sync(folder)
    if (folder / MANIFEST).is_dir():
        remove(folder, {MANIFEST})
    fresh.replace(folder / MANIFEST)
    sync(folder)
    return manifest


def clean(folder: Path, keep: set[str]) -> None:
    """Remove what is not part of the generation with the files `keep`: what a killed run left behind."""
    ours = re.compile(rf"_?{INDEX_NAME}[_.].*({re.escape(EXTENSION)}|\.state|\.new|\.toc(\.[0-9.]+)?)")
    remove(folder, {path.name for path in folder.iterdir() if ours.fullmatch(path.name)} - keep)


def remove(folder: Path, names: set[str]) -> None:
    """Remove files; those that are gone already are no problem.

    A folder that stands in the place of a file goes too if it is empty; otherwise it is put aside under another name.
    Raises IndexProblem where that fails.
    """
    for name in names:
        path = folder / name
        try:
            if path.is_symlink() or not path.is_dir():
                path.unlink(missing_ok=True)
            elif any(path.iterdir()):
                path.rename(folder / f"{name}.displaced")
            else:
                path.rmdir()
        except OSError as error:
            raise IndexProblem(f"{path}: cannot be removed ({error.strerror}); move it away") from None
