"""Formats of files, one reader a module; the table says how each is recognised.

A file is told by its first bytes, and by its name only where the bytes say too little (CSV, JSON lines, mail). To add a format: a
module with `read(path, page)`, a row here, a test. A format of many members (`has_members`) also gets which are known, and marks
each with `member()`: an update then reads only those that are new.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from indexer.pages.article_draft import FileEntry, Known

HEAD = 4096
"""Bytes, unpacked if gzipped, by which a format is told."""


@dataclass(frozen=True, slots=True)
class Format:
    """One row: `matches(head, name)` gets the first bytes and the file's name in lower case without `.gz`."""

    module: str
    matches: Callable[[bytes, str], bool]
    has_members: bool = False

    def read(self, path: Path, page: str, previous: Known | None) -> Iterator[FileEntry]:
        """Read a file of this format; `previous` members of it are passed over."""
        reader: Callable[..., Iterator[FileEntry]] = import_module(f"{__name__}.{self.module}").read
        return reader(path, page, previous) if self.has_members else reader(path, page)


def _xml_root(head: bytes) -> bytes:
    """The name of the first element of an XML file, lower case; b"" where it does not begin as one."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text.startswith(b"<"):
        return b""
    found = re.search(
        rb"<([A-Za-z][\w:.-]*)", re.sub(rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>]*>", b"", text, flags=re.S)
    )
    return found[1].lower() if found else b""


def _is_feed(head: bytes, name: str) -> bool:
    return _xml_root(head) in (b"rss", b"feed", b"rdf:rdf")


def _is_mhtml(head: bytes, name: str) -> bool:
    return bool(re.match(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+", head)) and (
        b"multipart/related" in head.lower() or name.endswith((".mhtml", ".mht"))
    )


def _is_mail(head: bytes, name: str) -> bool:
    fields = {line.split(b":", 1)[0].lower() for line in head.split(b"\n\n")[0].split(b"\n") if b":" in line}
    return (
        name.endswith(".eml")
        or len(fields & {b"from", b"to", b"subject", b"date", b"mime-version", b"message-id"}) >= 4
    )


def _is_json(head: bytes, name: str) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not re.match(rb"\[\s*[{\]]|\{\s*[\"}]", text):
        return False
    return text.startswith(b"[") or not _is_lines(head, name)


def _is_lines(head: bytes, name: str) -> bool:
    """JSON lines: the first line is a whole object, or the name says so."""
    if name.endswith((".jsonl", ".ndjson")):
        return True
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)
    return len(first) == 2 and first[0].startswith(b"{") and first[0].rstrip().endswith(b"}")


def _is_table(head: bytes, name: str) -> bool:
    if name.endswith((".csv", ".tsv")):
        return True
    from indexer.pages.formats.table import has_header

    return name.endswith((".txt", "")) and has_header(head)


FORMATS = (
    Format("warc", lambda head, name: head.startswith(b"WARC/"), has_members=True),
    Format(
        "zip_and_tar",
        lambda head, name: head.startswith((b"PK\x03\x04", b"PK\x05\x06")) or head[257:262] == b"ustar",
        has_members=True,
    ),
    Format("pdf", lambda head, name: b"%PDF-" in head[:1024] and not head.lstrip().startswith(b"<")),
    Format("feed", _is_feed),
    Format(
        "json_lines",
        lambda head, name: head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and _is_lines(head, name),
        has_members=True,
    ),
    Format("json_file", _is_json, has_members=True),
    Format("mail", lambda head, name: _is_mhtml(head, name) or _is_mail(head, name)),
    Format("table", _is_table, has_members=True),
)
"""Every format that is neither HTML nor a text dump, in the order in which they are tried."""

REFUSED = (
    (
        lambda head, name: _xml_root(head) in (b"urlset", b"sitemapindex"),
        "a sitemap: it lists addresses; run.py fetch reads it",
    ),
    (lambda head, name: head.startswith(b"bplist00"), "a Safari web archive: save the page as HTML"),
    (lambda head, name: _xml_root(head) in (b"svg", b"svg:svg"), "an image"),
    (
        lambda head, name: _xml_root(head) in (b"opml", b"xsl:stylesheet", b"plist", b"kml", b"gpx"),
        "XML that holds no articles",
    ),
)
"""Other files that are told by their first bytes, with what they are."""


def format_of(head: bytes, name: str) -> Format | str | None:
    """Return the format of a file, why it is refused, or None for a page (HTML or a text dump)."""
    name = name.lower().removesuffix(".gz")
    for matches, what in REFUSED:
        if matches(head, name):
            return f"not a page: {what}"
    return next((format for format in FORMATS if format.matches(head, name)), None)
