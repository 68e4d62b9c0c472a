"""Read everything on one file, whatever form it has.

A page's own article comes first, then the briefs among its teasers; what is none is `Skipped` with a reason. The form is told
by what the file holds rather than by its name: JSONL, HTML or a text dump.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from indexer.article import Article
from indexer.errors import PageError
from indexer.guard import Refusal, admit, guard, internal, shown_name
from indexer.hanoi_time import HANOI
from indexer.pages.article_draft import (
    ArticleDraft,
    FileEntry,
    Known,
    Member,
    PageEntry,
    Skipped,
    Unread,
    build,
)
from indexer.pages.charset import decode_page
from indexer.pages.dump import read_dump
from indexer.pages.formats import HEAD, Format, format_of
from indexer.pages.jsonl import find_lines, read_jsonl
from indexer.pages.limits import read_bytes, read_head
from indexer.pages.sniff import looks_like_html, why_no_page, why_no_prose
from indexer.pages.stated_date import doubt

_log = logging.getLogger(__name__)


_JSONL = (".jsonl", ".ndjson")


def read_page(path: Path, *, name: str | None = None) -> Iterator[PageEntry]:
    """Read everything on one file; `name` is what `Article.page` says (default: the path).

    Yields Articles without facets (but for what a JSONL line states) and Skipped for what is refused.
    Never raises for what the file holds or for a file that cannot be read; an Article that comes out has valid text.
    """
    page = shown_name(str(path)) if name is None else name
    return (entry for entry in _read(path, page, None) if not isinstance(entry, Member))


def read_members(path: Path, page: str, previous: Known) -> Iterator[FileEntry]:
    """Read a file as `read_page` does, but for the members that are known; a `Member` stands before what each holds.

    Files of one page have no members and are read whole.
    """
    return _read(path, page, previous)


def find_members(path: Path, page: str, known: Known) -> Iterator[FileEntry | Unread]:
    """Read a file as `read_members` does, but leave the lines of a JSONL file to whoever calls `read_found` with them."""
    return find_lines(path, page, known) if is_jsonl(path) else _read(path, page, known)


def read_found(entries: Iterable[FileEntry | Unread]) -> Iterator[FileEntry]:
    """Read what `find_members` left to be read among `entries`."""
    for entry in entries:
        if isinstance(entry, Unread):
            yield entry.mark
            yield _admitted(entry.read(entry.data, entry.page), entry.page)
        else:
            yield entry


def is_jsonl(path: Path) -> bool:
    """Whether a file is JSONL, and can be read."""
    try:
        found = format_of(read_head(path, HEAD), path.name)
    except PageError:
        return False
    return _is_lines(found, path)


def _is_lines(found: Format | str | None, path: Path) -> bool:
    if found is None:
        return path.name.lower().removesuffix(".gz").endswith(_JSONL)
    return isinstance(found, Format) and found.module == "json_lines"


def _read(path: Path, page: str, known: Known | None) -> Iterator[FileEntry]:
    found = read_file(path, page, known)
    while True:
        try:
            entry = next(found, None)
        except Exception as error:
            yield Skipped(page, internal(error))
            return
        if entry is None:
            return
        yield _admitted(entry, page)


def _admitted(entry: FileEntry, page: str) -> FileEntry:
    """An Article with all its text valid, or why it is refused; a doubtful date is logged."""
    if not isinstance(entry, Article):
        return entry
    if reason := doubt(entry.published, datetime.now(tz=HANOI).date()):
        _log.warning("%s: %s", entry.page, reason)
    try:
        return admit(entry)
    except Refusal as refusal:
        return Skipped(entry.page or page, str(refusal))


def read_file(path: Path, page: str, previous: Known | None = None) -> Iterator[FileEntry]:
    """Read a file of any format, told by what it holds; what comes out was not yet admitted (see `read_page`)."""
    try:
        head = read_head(path, HEAD)
    except PageError as error:
        yield Skipped(page, str(error))
        return
    found = format_of(head, path.name)
    if isinstance(found, str):
        yield Skipped(page, found)
    elif _is_lines(found, path):
        yield from read_jsonl(path, page, previous)
    elif found is not None:
        yield from found.read(path, page, previous)
    else:
        try:
            data = read_bytes(path)
        except PageError as error:
            yield Skipped(page, str(error))
            return
        yield from read_data(data, page)


def read_data(data: bytes, page: str) -> list[Article | Skipped]:
    """Read one page that is in memory; `page` is what its Articles say of where they stand."""
    try:
        return guard(_read_data, data, page)
    except Refusal as refusal:
        return [Skipped(page, str(refusal))]


def _read_data(data: bytes, page: str) -> list[Article | Skipped]:
    try:
        reason = why_no_page(data)
        if reason:
            raise PageError(reason)
        text, lost = decode_page(data)
        if lost:
            _log.warning("%s: %d characters could not be decoded", page, lost)
        draft = _read_text(text)
    except PageError as error:
        return [Skipped(page, str(error))]
    return [Skipped(page, draft)] if isinstance(draft, str) else list(build(draft, page))


def _read_text(text: str) -> ArticleDraft | str:
    html = looks_like_html(text)
    if not (html and text.lstrip("\ufeff \t\r\n").startswith("<")):
        reason = why_no_prose(text)
        if reason:
            return reason
    if html:
        from indexer.pages.html import read_html

        return read_html(text)
    return read_dump(text)
