"""The archive: every response, with its headers, appended to the WARC file of the day before anything is made of it.

WARC (ISO 28500) is what pywb, SolrWayback, browsertrix and `run.py index` read. A response whose content is the one that lies
there already becomes a revisit record. Each record is one gzip member; a member that a kill cut short is cut off when
the folder is opened again, and whole ones that the frontier does not know yet are told to it.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import io
import os
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit, urlunsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from indexer.errors import TinCongDoanError
from indexer.fetch.frontier import HIDDEN, NAME, Capture, Frontier

MAX_FILE = 1 << 30
"""Bytes after which the day goes on in another file."""

_DECODED = 64 << 20
"""Bytes of decoded content that are looked at for the digest."""

_NOT_KEPT = {"transfer-encoding", "connection", "keep-alive", "content-length"}


class FolderInUse(TinCongDoanError):
    """Another fetch writes to the folder."""


class Archive:
    """The WARC files of one folder, and the frontier that knows what they hold. Holds the folder's lock until closed."""

    def __init__(self, folder: Path, software: str = "Tin Công Đoàn") -> None:
        """Open a folder, or create it, and mend what a kill left behind.

        Raises FolderInUse when another run writes there.
        """
        hidden = folder / HIDDEN
        hidden.mkdir(parents=True, exist_ok=True)
        self._folder, self._software = folder, software
        self._lock = (hidden / "lock").open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise FolderInUse(
                f"{folder}: another fetch is writing here. Wait for it, or give --into another folder."
            ) from None
        self.frontier = Frontier(hidden / NAME)
        self.recovered = sum(self._recover(path) for path in sorted(folder.glob("*.warc.gz")))
        self._file: BinaryIO | None = None
        self._name = ""
        self.written: list[Path] = []

    def close(self) -> None:
        """Close the files and let go of the lock."""
        if self._file:
            self._file.close()
        self.frontier.close()
        self._lock.close()

    def add(
        self,
        url: str,
        status_line: str,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        *,
        source: str,
        kind: str,
        moment: float,
        ip: str | None = None,
        asked_with: Sequence[tuple[str, str]] = (),
    ) -> Capture:
        """Append a response, on disk before this returns, then tell the frontier.

        `status_line` is "200 OK", `body` as it came over the line (content encoding untouched, chunks joined).
        `asked_with` are the headers of the request, which becomes a record of its own behind the response.
        """
        fields = {name.lower(): value for name, value in headers}
        status = int(status_line.split()[0])
        digest = content_digest(body, fields.get("content-encoding", ""))
        listed = self.frontier.get(url)
        date = _date(moment)
        kept = [(name, value) for name, value in headers if name.lower() not in _NOT_KEPT]
        http = StatusAndHeaders(status_line, [*kept, ("Content-Length", str(len(body)))], protocol="HTTP/1.1")
        warc = {"WARC-Date": date, "WARC-Payload-Digest": _payload_digest(body)}
        if ip:
            warc["WARC-IP-Address"] = ip
        file = self._open(date)
        buffer = io.BytesIO()
        writer = WARCWriter(buffer, gzip=True)
        is_same = status == 304 or (status == 200 and listed is not None and listed.digest == digest)
        if is_same and listed is not None and listed.checked:
            record = writer.create_revisit_record(
                url,
                warc["WARC-Payload-Digest"],
                url,
                _date(listed.changed or listed.first or moment),
                http_headers=http,
            )
            for name, value in warc.items():
                record.rec_headers.replace_header(name, value)
            if status == 304:
                profile = "http://netpreserve.org/warc/1.0/revisit/server-not-modified"
                record.rec_headers.replace_header("WARC-Profile", profile)
        else:
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict=warc
            )
        writer.write_record(record)
        writer.write_record(_request_record(writer, url, asked_with, date, record))
        record.raw_stream.close()  # warcio copies it to a file of its own and leaves that open
        file.write(buffer.getvalue())
        file.flush()
        os.fsync(file.fileno())
        modified = fields.get("last-modified")
        capture = Capture(
            url, source, kind, status, digest, fields.get("etag"), modified, moment, self._name, file.tell()
        )
        self.frontier.saw(capture)
        return capture

    def _open(self, date: str) -> BinaryIO:
        """The file of the day, opened for appending; begun with a record that says who wrote it."""
        day = date[:10]
        if self._file and self._name.startswith(day) and self._file.tell() < MAX_FILE:
            return self._file
        if self._file:
            self._file.close()
        number = 1
        while (
            path := self._folder / f"{day}-{number:03}.warc.gz"
        ).exists() and path.stat().st_size >= MAX_FILE:
            number += 1
        is_new = not path.exists()
        self._file, self._name = path.open("ab"), path.name
        self.written.append(path)
        if is_new:
            writer = WARCWriter(self._file, gzip=True)
            info = {"software": self._software, "format": "WARC File Format 1.0"}
            writer.write_record(writer.create_warcinfo_record(path.name, info))
            self._file.flush()
        return self._file

    def _recover(self, path: Path) -> int:
        """Tell the frontier of whole records it does not know, and cut off a record that is not whole."""
        begin, size = self.frontier.archived(path.name), path.stat().st_size
        if size <= begin:
            return 0
        end = whole_members(path, begin)
        if end < size:
            with path.open("r+b") as file:
                file.truncate(end)
                os.fsync(file.fileno())
        count = 0
        for capture in captures(path, begin, end):
            self.frontier.saw(capture)
            count += 1
        self.frontier.understood(path.name, end)
        return count


def _request_record(
    writer: WARCWriter, url: str, headers: Sequence[tuple[str, str]], date: str, response: ArcWarcRecord
) -> ArcWarcRecord:
    """The record of the request that `response` answered."""
    parts = urlsplit(url)
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    named = [*headers, ("Host", parts.netloc)]
    return writer.create_warc_record(
        url,
        "request",
        http_headers=StatusAndHeaders(f"GET {target} HTTP/1.1", named, is_http_request=True),
        warc_headers_dict={
            "WARC-Date": date,
            "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
        },
    )


def whole_members(path: Path, begin: int) -> int:
    """Return the offset behind the last whole gzip member that begins at or after `begin`."""
    end = begin
    with path.open("rb") as file:
        file.seek(begin)
        decoder, offset = zlib.decompressobj(31), begin
        data = file.read(1 << 20)
        while data:
            try:
                decoder.decompress(data)
            except zlib.error:
                return end
            offset += len(data) - len(decoder.unused_data)
            data = decoder.unused_data
            if decoder.eof:
                end, decoder = offset, zlib.decompressobj(31)
            data = data or file.read(1 << 20)
    return end


def captures(path: Path, begin: int, end: int) -> Iterator[Capture]:
    """Read the responses of a WARC file between two borders of records."""
    with path.open("rb") as file:
        file.seek(begin)
        window = io.BytesIO(file.read(end - begin))
    records = ArchiveIterator(window)
    for record in records:
        if record.rec_type not in ("response", "revisit") or record.http_headers is None:
            continue
        url = record.rec_headers.get_header("WARC-Target-URI")
        moment = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")).timestamp()
        body = record.raw_stream.read()
        http = record.http_headers
        status = int(http.get_statuscode())
        digest = content_digest(body, http.get_header("Content-Encoding") or "")
        if record.rec_type == "revisit" and status != 304:
            status, digest = 304, ""
        yield Capture(
            url,
            "",
            "page",
            status,
            digest,
            http.get_header("ETag"),
            http.get_header("Last-Modified"),
            moment,
            path.name,
            end,
        )


def content_digest(body: bytes, encoding: str) -> str:
    """Return the SHA-1 of the content behind gzip or deflate; of the bytes as they are if they cannot be decoded."""
    if encoding.strip().lower() in ("gzip", "x-gzip", "deflate"):
        with contextlib.suppress(zlib.error):
            body = zlib.decompressobj(47).decompress(body, _DECODED)
    return hashlib.sha1(body, usedforsecurity=False).hexdigest()


def _payload_digest(body: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def _date(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
