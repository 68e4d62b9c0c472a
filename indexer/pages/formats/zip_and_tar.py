"""Zip and tar archives → what they hold: pages, an Office document, or a crawl (WACZ). Bounded, one level deep."""

from __future__ import annotations

import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import IO

from indexer.errors import PageError
from indexer.guard import Refusal, guard, shown_name
from indexer.pages.article_draft import FileEntry, Known, Member, Skipped, member
from indexer.pages.damage import parsed, parsing
from indexer.pages.formats.document import read_docx, read_odt
from indexer.pages.limits import EXPANSION, PAGE_BYTES, check_file, read_head

_ArchiveMember = tuple[str, int, Callable[[], IO[bytes]]]
"""Name, bytes as the archive states them, and how it is opened."""

MAX_MEMBERS = 100_000
MAX_MEMBER = 1 << 30
"""Bytes of the largest member that is unpacked to disk (a WARC of a crawl)."""

_IGNORED = (
    ".css",
    ".js",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".svg",
    ".ico",
    ".woff",
    ".woff2",
    ".ttf",
    ".webp",
    ".mp3",
    ".mp4",
)


def read(path: Path, page: str, previous: Known | None) -> Iterator[FileEntry]:
    """Read every member of an archive; `page` of an article is `page#MEMBER`."""
    try:
        check_file(path)
        if zipfile.is_zipfile(path):
            yield from _zip(path, page, previous)
        elif read_head(path, 2) == b"PK":
            raise Refusal("a damaged zip archive")
        else:
            with parsing("tar archive"):
                archive = tarfile.open(path, "r:*")  # noqa: SIM115  closed below
            with archive:
                yield from _tar(archive, path.stat().st_size, page, previous)
    except (PageError, Refusal) as error:
        yield Skipped(page, str(error))
    except OSError as error:
        yield Skipped(page, f"cannot be read or unpacked: {error.strerror or error}")


def _zip(path: Path, page: str, previous: Known | None) -> Iterator[FileEntry]:
    with parsing("zip archive"):
        archive = zipfile.ZipFile(path)
    with archive:
        names = set(archive.namelist())
        mime = _mime(archive) if "mimetype" in names else ""
        if "word/document.xml" in names:
            yield guard(read_docx, path.read_bytes(), page)
        elif mime == "application/vnd.oasis.opendocument.text":
            yield guard(read_odt, path.read_bytes(), page)
        elif mime == "application/epub+zip":
            yield Skipped(page, "not a page: an electronic book (EPUB)")
        elif any(name.startswith("xl/") for name in names) or "spreadsheet" in mime:
            yield Skipped(page, "not a page: a spreadsheet; save it as CSV")
        elif any(name.startswith("ppt/") for name in names) or "presentation" in mime:
            yield Skipped(page, "not a page: a presentation; save it as text or PDF")
        else:
            is_crawl = "datapackage.json" in names and any(name.startswith("archive/") for name in names)
            members = [
                (info.filename, info.file_size, info)
                for info in archive.infolist()
                if not info.is_dir() and (not is_crawl or info.filename.startswith("archive/"))
            ]
            if any(info.flag_bits & 1 for _, _, info in members):
                raise Refusal("an archive that a password protects")
            yield from _members(
                ((name, size, partial(archive.open, info)) for name, size, info in members),
                "zip archive",
                path.stat().st_size,
                page,
                previous,
            )


def _mime(archive: zipfile.ZipFile) -> str:
    """What an Office document or a book says it is."""
    with parsing("zip archive"):
        return archive.read("mimetype")[:100].decode("ascii", "replace").strip()


def _tar(archive: tarfile.TarFile, size: int, page: str, previous: Known | None) -> Iterator[FileEntry]:
    members = ((info.name, info.size, partial(_open_tar, archive, info)) for info in archive if info.isreg())
    yield from _members(members, "tar archive", size, page, previous)


def _open_tar(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(info)
    assert file is not None  # of a regular file there always is one
    return file


def _members(
    members: Iterator[_ArchiveMember], kind: str, size: int, page: str, previous: Known | None
) -> Iterator[FileEntry]:
    """Unpack the members one after the other and read each; no more than `EXPANSION` times the archive in all."""
    total, most = 0, max(size * EXPANSION, 4 * PAGE_BYTES)
    pages = others = 0
    for number, (name, stated, unpack) in enumerate(parsed(kind, members)):
        if previous is not None:
            yield Member("")
        if number >= MAX_MEMBERS:
            yield Skipped(page, f"more than {MAX_MEMBERS:,} members: the rest is not read")
            return
        last = name.rpartition("/")[2]
        where = f"{page}#{shown_name(name)}"
        if (
            not last
            or last.startswith((".", "__MACOSX"))
            or "__MACOSX/" in name
            or last.lower().endswith(_IGNORED)
        ):
            others += 1
            continue
        pages += 1
        if stated > MAX_MEMBER:
            yield Skipped(where, f"too large: more than {MAX_MEMBER // 2**20} MB")
            continue
        total += stated
        if total > most:
            yield Skipped(page, f"unpacks to more than {EXPANSION} times its size: the rest is not read")
            return
        try:
            yield from _member(unpack, kind, last, where, previous)
        except Refusal as refusal:
            yield Skipped(where, str(refusal))
    if not pages:
        yield Skipped(page, f"an archive without pages: {others:,} pictures, scripts and the like")


def _member(
    unpack: Callable[[], IO[bytes]], kind: str, name: str, where: str, previous: Known | None
) -> Iterator[FileEntry]:
    """Read one member through a file of its own, so that every reader sees it as it would see any file."""
    from indexer.pages.page_reader import read_file

    with tempfile.TemporaryDirectory(prefix="tcd-member-") as folder:
        safe = "".join(letter if letter.isalnum() or letter in ".-_" else "_" for letter in shown_name(name))[
            -80:
        ]
        path = Path(folder) / (safe or "member")
        whole = blake2b()
        with path.open("wb") as copy:
            for data in parsed(kind, _content(unpack)):
                copy.write(data)
                whole.update(data)
        if mark := member(previous, where, whole.digest()):
            yield mark
            if mark.kept:
                return
        if read_head(path, 8).startswith((b"PK\x03\x04", b"PK\x05\x06")) and not name.lower().endswith(
            (".docx", ".odt")
        ):
            yield Skipped(where, "an archive inside an archive: unpack it first")
            return
        yield from read_file(path, where)


def _content(unpack: Callable[[], IO[bytes]]) -> Iterator[bytes]:
    """The bytes of a member, a megabyte at a time, no more than `MAX_MEMBER`."""
    with unpack() as file:
        left = MAX_MEMBER
        while left > 0 and (data := file.read(min(left, 1 << 20))):
            yield data
            left -= len(data)
