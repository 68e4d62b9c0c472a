"""Walk a corpus: which files are there, and which of them are new, changed or gone.

A corpus is a folder of pages, or one file. `PageFile`s come in a stable order, each with the stamp that tells
whether it must be read again; files that cannot be read at all have a reason.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import PageError
from indexer.guard import shown_name

Stamp = tuple[int, int, int]
"""Size in bytes, time of the last change of the content and of the inode, both in nanoseconds."""


NOTES = (".md", ".toml")
"""Endings of files that speak about the pages of a corpus and are none themselves."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file of the corpus. `name` is how articles and reports call it: `FOLDER/relative/path`."""

    path: Path
    name: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or folder that the walk could not enter or read."""

    name: str
    reason: str


def walk(corpus: Path) -> Iterator[PageFile | Unreadable]:
    """Every file below `corpus` (or `corpus` itself, if it is a file), sorted by path.

    Hidden files and folders are left out, and so are `NOTES`. Links are followed, but no folder is entered twice, so a
    loop of links ends. Raises PageError when `corpus` does not exist.
    """
    if not corpus.exists():
        raise PageError(f"{corpus}: no such file or folder. Name one with --corpus, or set TCD_CORPUS.")
    if corpus.is_file():
        yield _page_file(corpus, shown_name(corpus.name))
        return
    root = corpus.resolve()
    yield from _walk_folder(
        corpus, shown_name(root.name) or "corpus", {(root.stat().st_dev, root.stat().st_ino)}
    )


def _walk_folder(folder: Path, name: str, entered: set[tuple[int, int]]) -> Iterator[PageFile | Unreadable]:
    try:
        children = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Unreadable(name, f"folder cannot be read ({error.strerror})")
        return
    for child in children:
        if child.name.startswith(".") or child.name.lower().endswith(NOTES):
            continue
        child_name = f"{name}/{shown_name(child.name)}"
        try:
            info = child.stat()
        except OSError as error:
            reason = "link that leads nowhere" if child.is_symlink() else f"cannot be read ({error.strerror})"
            yield Unreadable(child_name, reason)
            continue
        if stat.S_ISDIR(info.st_mode):
            identity = (info.st_dev, info.st_ino)
            if identity in entered:
                yield Unreadable(child_name, "link to a folder that was read already")
                continue
            yield from _walk_folder(Path(child.path), child_name, entered | {identity})
        elif stat.S_ISREG(info.st_mode):
            yield _page_file(Path(child.path), child_name, info)
        else:
            yield Unreadable(child_name, "not a regular file")


def _page_file(path: Path, name: str, info: os.stat_result | None = None) -> PageFile:
    info = info or path.stat()
    return PageFile(path, name, (info.st_size, info.st_mtime_ns, info.st_ctime_ns))
