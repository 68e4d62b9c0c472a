"""CSV and TSV → an article a row, any delimiter, headers in Vietnamese or English."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from indexer.errors import PageError
from indexer.guard import Refusal, guard
from indexer.pages.article_draft import FileEntry, Known, Skipped, member
from indexer.pages.charset import decode_page
from indexer.pages.damage import parsing
from indexer.pages.jsonl import article_of
from indexer.pages.limits import read_bytes
from indexer.pages.record_fields import field_of, known_names

MAX_BYTES = 256 * 2**20
"""Bytes of the largest table, which is held in memory as a whole."""

MAX_CELL = 4 * 2**20
"""Characters of the longest cell."""

DELIMITERS = ",;\t|"


def read(path: Path, page: str, previous: Known | None) -> Iterator[FileEntry]:
    """Read the rows of a table; `page` of an article is `page#LINE`. Columns that no field is called are facets of the corpus."""
    try:
        text, _ = decode_page(read_bytes(path, MAX_BYTES))
    except PageError as error:
        yield Skipped(page, str(error))
        return
    text = text.removeprefix("\ufeff")
    lines = text.splitlines()
    while lines and (not lines[0].strip() or lines[0].lower().startswith(("sep=", "#"))):
        lines.pop(0)
    if not lines:
        yield Skipped(page, "empty: no rows")
        return
    csv.field_size_limit(MAX_CELL)
    begin = text.index(lines[0])
    try:
        with parsing("CSV"):
            delimiter = _delimiter(lines[0])
            header = next(csv.reader([lines[0]], delimiter=delimiter), [])
            reader = csv.reader(io.StringIO(text[begin:], newline=""), delimiter=delimiter)
            next(reader)
    except Refusal as refusal:
        yield Skipped(page, str(refusal))
        return
    fields = {field_of(name) for name in header}
    if not ({"title", "lead", "body"} & fields):
        yield Skipped(
            page, f"a table without a column of titles (known names: {known_names('title')}) or texts"
        )
        return
    while True:
        try:
            with parsing("CSV"):
                cells = next(reader, None)
        except Refusal as refusal:
            yield Skipped(f"{page}#{reader.line_num}", str(refusal))
            continue
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        record = {
            name.strip(): cell
            for name, cell in zip(header, cells, strict=False)
            if name.strip() and cell.strip()
        }
        where = f"{page}#{reader.line_num}"
        mark = member(previous, where, repr(record).encode("utf-8", "surrogatepass"))
        if mark:
            yield mark
            if mark.kept:
                continue
        try:
            yield guard(article_of, record, where)
        except Refusal as refusal:
            yield Skipped(where, str(refusal))


def has_header(head: bytes) -> bool:
    """Say whether a file begins as a table of articles: a first line of which a title's and another field's names are cells."""
    line = re.split(rb"[\r\n]", head.removeprefix(b"\xef\xbb\xbf"), maxsplit=1)[0].decode("utf-8", "replace")
    if len(line) > 500 or not any(delimiter in line for delimiter in DELIMITERS):
        return False
    fields = {field_of(name) for name in next(csv.reader([line], delimiter=_delimiter(line)), [])}
    return "title" in fields and bool(fields & {"lead", "body", "url"})


def _delimiter(line: str) -> str:
    """The delimiter that parts the header into the most names of fields; then the most cells."""

    def score(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([line], delimiter=delimiter), [])
        return sum(field_of(cell) is not None for cell in cells), len(cells)

    return max(DELIMITERS, key=score)
