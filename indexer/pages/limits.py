"""How much of anything is read: bounds on bytes, lines and nesting, so that no page takes the run down.

Nothing is read past a bound: PageError says which.
"""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path

from indexer.errors import PageError

PAGE_BYTES = 8 * 2**20
"""The longest page that is parsed, in bytes; a newspaper's are under 1 MB."""
LINE_BYTES = 4 * 2**20
"""The longest line of a JSONL file, in bytes."""
EXPANSION = 50
"""How many times its own size a compressed file may unpack to (text packs 3 to 20 times)."""
NESTING = 500
"""How deep the tags of a page may be nested."""

TAGS = 60_000
"""How many tags a page may have; a newspaper's has 2,000 to 8,000."""
BAD_LINES = 1_000
"""After so many lines in a row that are no articles, the rest of a JSONL file is not read."""
EMPTY_LINES = 100_000
"""After so many empty lines in a row, the rest of a JSONL file is not read."""


def check_file(path: Path) -> os.stat_result:
    """`stat` of a regular file. PageError for anything else: a folder, a device, a loop of links."""
    try:
        status = path.stat()
    except OSError as error:
        raise PageError(_why(error)) from None
    if not stat.S_ISREG(status.st_mode):
        raise PageError("not a regular file")
    return status


def read_bytes(path: Path, most: int = PAGE_BYTES) -> bytes:
    """The bytes of one file, unpacked if gzipped. PageError if more than `most`, unreadable or damaged."""
    size = check_file(path).st_size
    try:
        with path.open("rb") as file:
            head = file.read(2)
            file.seek(0)
            if head != b"\x1f\x8b":
                if size > most:
                    raise PageError(f"too large: {size / 2**20:.1f} MB, at most {most // 2**20} MB are read")
                return file.read(most + 1)
            with gzip.GzipFile(fileobj=file) as unpacked:
                data = unpacked.read(most + 1)
    except OSError as error:
        raise PageError(_why(error)) from None
    except (EOFError, zlib.error) as error:
        raise PageError(f"damaged gzip file: {error}") from None
    if len(data) > most:
        raise PageError(f"too large: unpacks to more than {most // 2**20} MB from {size} bytes")
    return data


def read_head(path: Path, length: int) -> bytes:
    """The first bytes of a file, unpacked if gzipped. PageError if it cannot be read; of a damaged gzip what there is."""
    check_file(path)
    try:
        with path.open("rb") as file:
            head = file.read(length)
    except OSError as error:
        raise PageError(_why(error)) from None
    if head[:2] != b"\x1f\x8b":
        return head
    try:
        return zlib.decompressobj(31).decompress(head, length)
    except zlib.error:
        return b""


def read_lines(path: Path) -> Iterator[tuple[int, bytes | str]]:
    """(line number from 1, bytes of the line) of a large file, plain or gzipped, one at a time.

    A line that is too long comes as the reason (str) and is passed over. When the file itself fails
    (unreadable, damaged, a gzip bomb), the last item is (number, reason). Memory: one line.
    """
    number = 0
    try:
        size = check_file(path).st_size
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            stream = gzip.GzipFile(fileobj=file) if packed else file
            most = max(size * EXPANSION, PAGE_BYTES) if packed else 0
            total = empty = 0
            while True:
                line = stream.readline(LINE_BYTES)
                if not line:
                    return
                number += 1
                total += len(line)
                empty = empty + 1 if line.isspace() else 0
                if empty > EMPTY_LINES:
                    yield number, f"{EMPTY_LINES:,} empty lines in a row: the rest is not read"
                    return
                if len(line) >= LINE_BYTES and not line.endswith(b"\n"):
                    while line and not line.endswith(b"\n") and (not packed or total <= most):
                        line = stream.readline(LINE_BYTES)
                        total += len(line)
                    yield number, f"too long: more than {LINE_BYTES // 2**20} MB in one line"
                else:
                    yield number, line
                if packed and total > most:
                    yield number, f"unpacks to more than {EXPANSION} times its size: the rest is not read"
                    return
    except PageError as error:
        yield number, str(error)
    except OSError as error:
        yield number, _why(error)
    except (EOFError, zlib.error) as error:
        yield number, f"damaged gzip file: {error}"


def _why(error: OSError) -> str:
    if isinstance(error, gzip.BadGzipFile):
        return f"damaged gzip file: {error}"
    return f"cannot be read: {error.strerror or error}"
