"""Tables on their way out: CSV that Excel opens, workbooks (XlsxWriter), and the name of the file they are saved as."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from urllib.parse import quote

import xlsxwriter
from flask import Response

from indexer.facets.bylines import slug

Cell = str | int | float | date | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

MOST_IN_WORKBOOK = 20_000
"""Articles in a workbook, which is made whole before it is sent; CSV is streamed and has no limit."""

FORMULA = frozenset("=+-@\t\r\n＝＋－＠﹢﹣﹦﹫")
"""What a cell that a spreadsheet would run begins with; East Asian editions run the full-width signs too."""

_MOST_NAME = 80
"""Characters of a search in the name of a file at most."""
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f\ud800-\udfff/\\:*?"<>|\s]+')
_NOT_IN_A_CELL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CELL = 32_767
"""Characters in one cell of a workbook at most, by Excel's specification."""
EARLIEST = date(1900, 1, 1)
"""Workbooks know no day before."""
_AT_ONCE = 64
"""Rows of a workbook that are written before other requests of the worker have their turn."""


def csv_rows(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """CSV with a byte-order mark (Excel needs it for Vietnamese), a row at a time; cells that a sheet would run are quoted."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([_inert(heading) for heading in headings])
    yield "\ufeff" + _drain(buffer)
    for row in rows:
        writer.writerow([_inert(cell) for cell in row])
        yield _drain(buffer)


def workbook(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int]
) -> bytes:
    """An Excel workbook of one sheet: a frozen, filtered heading, numbers as numbers, days as days, text never as a formula."""
    stream = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31].strip("' ") or None)
        bold, day = (
            book.add_format({"bold": True, "bottom": 1}),
            book.add_format({"num_format": "dd/mm/yyyy"}),
        )
        sheet.freeze_panes(1, 1)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        line = 0
        for line, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float):
                    sheet.write_number(line, column, cell)
                elif isinstance(cell, date):
                    if cell >= EARLIEST:
                        sheet.write_datetime(line, column, datetime(cell.year, cell.month, cell.day), day)
                    else:
                        sheet.write_string(line, column, cell.isoformat())
                elif cell:
                    sheet.write_string(line, column, _NOT_IN_A_CELL.sub("", cell)[:_CELL])
            if line % _AT_ONCE == 0:
                time.sleep(0)
        sheet.autofilter(0, 0, line, len(headings) - 1)
    return stream.getvalue()


def save_as(response: Response, title: str, ending: str) -> Response:
    """Let a browser save `response` as a file named by `title`: UTF-8, with an ASCII form for old clients (RFC 6266)."""
    words = _NOT_IN_A_NAME.sub(" ", title.replace(" · ", ", "))[:_MOST_NAME].strip(" .")
    full = f"tin-cong-doan {words}.{ending}" if words else f"tin-cong-doan.{ending}"
    plain = "-".join(part for part in ("tin-cong-doan", re.sub("[^a-z0-9-]", "", slug(words))) if part)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{quote(full, safe='')}"
    )
    return response


def _inert(cell: Cell) -> str:
    text = "" if cell is None else str(cell)
    if isinstance(cell, int | float):
        return text
    return "'" + text if text.lstrip(" \u00a0\u3000\ufeff\u200b")[:1] in FORMULA and text else text


def _drain(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
