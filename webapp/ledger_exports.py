"""Rows of the ledger on their way out: JSON, CSV, JSONL, a workbook (XlsxWriter) and a document (python-docx)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import docx
import xlsxwriter
from docx.shared import Cm, Pt
from flask import json

from search.ledger import LedgerEntry, Total, row_json
from webapp import tables
from webapp.api import article_link
from webapp.i18n import Catalogue

COLUMNS = (
    "type", "value", "value_max", "approx", "measure", "act", "status", "title", "giver", "recipient", "count", "year",
    "district", "campaign", "body", "text", "sentence", "article", "source", "published", "link",
)  # fmt: skip


def total_json(total: Total) -> dict[str, Any]:
    """One sum as JSON, with what was left out and why."""
    value = int(total.value) if total.value == int(total.value) else total.value
    return {
        "measure": total.measure,
        "act": total.act,
        "group": total.group,
        "value": value,
        "approximate": total.approximate,
        "rows": len(total.added),
        "left_out": dict(total.left_out),
    }


def flat(entry: LedgerEntry, base: str) -> dict[str, Any]:
    """One row as the cells of a table."""
    said = row_json(entry) | {"link": article_link(entry.article.id)}
    return {
        **{name: said.get(name) for name in COLUMNS},
        "district": "; ".join(d["label"] for d in said["districts"]),
        "campaign": "; ".join(c["label"] for c in said["campaigns"]),
        "article": said["article"]["title"],
        "source": said["article"]["source"],
        "published": said["article"]["published"],
        "link": base + said["link"],
    }


def jsonl(found: Iterable[LedgerEntry]) -> Iterator[str]:
    """One JSON object a line."""
    for entry in found:
        yield json.dumps(row_json(entry), ensure_ascii=False) + "\n"


def table(found: Iterable[LedgerEntry], base: str) -> Iterator[str]:
    """CSV, a row at a time (`tables.csv_rows`)."""
    rows = (flat(entry, base) for entry in found)
    return tables.csv_rows(COLUMNS, ([cells[name] for name in COLUMNS] for cells in rows))


def workbook(found: Sequence[LedgerEntry], sums: Sequence[Total], t: Catalogue, base: str) -> bytes:
    """An Excel workbook: a sheet of rows, with real numbers and dates, and one of sums where there are any."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    number, day = book.add_format({"num_format": "#,##0.##"}), book.add_format({"num_format": "dd/mm/yyyy"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(str(t("ledger.rows"))[:31])
    sheet.freeze_panes(1, 0)
    columns = [
        name for name in COLUMNS if name != "type" and any(flat(e, base)[name] is not None for e in found)
    ]
    for at, name in enumerate(columns):
        sheet.write_string(0, at, str(t(f"ledger.column.{name}")), head)
        sheet.set_column(
            at, at, 60 if name == "sentence" else 18 if name not in ("value", "count", "year") else 11
        )
    for line, entry in enumerate(found, 1):
        cells = readable(flat(entry, base), t)
        for at, name in enumerate(columns):
            cell = cells[name]
            if name == "published" and cell:
                sheet.write_datetime(line, at, datetime.fromisoformat(str(cell)).replace(tzinfo=None), day)
            elif isinstance(cell, int | float):
                sheet.write_number(line, at, cell, number if name != "year" else None)
            elif cell:
                sheet.write_string(line, at, str(cell), wrapped if name == "sentence" else None)
    if sums:
        second = book.add_worksheet(str(t("ledger.sums"))[:31])
        for at, key in enumerate(("measure", "act", "value", "rows", "left_out")):
            second.write_string(0, at, str(t(f"ledger.column.{key}")), head)
            second.set_column(at, at, 26)
        for line, total in enumerate(sums, 1):
            second.write_string(line, 0, str(t(f"ledger.measure.{total.measure}")))
            second.write_string(line, 1, str(t(f"ledger.act.{total.act}")))
            second.write_number(line, 2, total.value, number)
            second.write_number(line, 3, len(total.added))
            second.write_string(line, 4, left_out_text(total, t))
    book.close()
    return stream.getvalue()


def left_out_text(total: Total, t: Catalogue) -> str:
    """What was left out of a sum, in words."""
    return "; ".join(
        str(t(f"ledger.left_out.{reason}", count=count)) for reason, count in total.left_out.items()
    )


def readable(cells: dict[str, Any], t: Catalogue) -> dict[str, Any]:
    """The cells of a row with the catalogue's words for measure, act, status and approximation."""
    words = {
        name: str(t(f"ledger.{name}.{cells[name]}"))
        for name in ("measure", "act", "status", "approx")
        if cells.get(name)
    }
    return cells | words


def document(
    title: str, lines: Sequence[str], figures: Sequence[LedgerEntry], honours: Sequence[LedgerEntry], sums: Sequence[Total],
    t: Catalogue, base: str, number: Any,
) -> bytes:  # fmt: skip
    """A Word document on A4: figures, sums, honours, the articles and where they were found."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    style = made.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    made.add_heading(title, 0)
    for line in lines:
        made.add_paragraph(line)
    if sums:
        made.add_heading(str(t("ledger.sums")), 1)
        _word_table(
            made,
            [str(t(f"ledger.column.{key}")) for key in ("measure", "act", "value", "left_out")],
            [
                [
                    str(t(f"ledger.measure.{s.measure}")),
                    str(t(f"ledger.act.{s.act}")),
                    number(s.value),
                    left_out_text(s, t),
                ]
                for s in sums
            ],
        )
    if figures:
        made.add_heading(str(t("ledger.title")), 1)
        _word_table(
            made,
            [str(t(f"ledger.column.{key}")) for key in ("text", "measure", "status", "sentence", "article")],
            [
                [e.placed.row.text, str(t(f"ledger.measure.{e.figure.measure}")), str(t(f"ledger.status.{e.figure.status}")), e.sentence, e.article.heading]
                for e in figures
                if e.figure
            ],
        )  # fmt: skip
    if honours:
        made.add_heading(str(t("honours.title")), 1)
        _word_table(
            made,
            [str(t(f"ledger.column.{key}")) for key in ("title", "count", "giver", "sentence", "article")],
            [
                [e.honour.title, "" if e.honour.count is None else number(e.honour.count), e.honour.giver or "", e.sentence, e.article.heading]
                for e in honours
                if e.honour
            ],
        )  # fmt: skip
    articles = {e.article.id: e.article for e in [*figures, *honours]}
    if articles:
        made.add_heading(str(t("report.articles")), 1)
        for article in articles.values():
            published = f", {t.date(article.published)}" if article.published else ""
            made.add_paragraph(
                f"{article.heading}. {article.source or ''}{published}. {base}{article_link(article.id)}",
                style="List Number",
            )
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _word_table(made: Any, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    grid = made.add_table(rows=1, cols=len(heads))
    grid.style = "Table Grid"
    for cell, head in zip(grid.rows[0].cells, heads, strict=True):
        cell.text = head
        cell.paragraphs[0].runs[0].bold = True
    for row in rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = _printable(text)


def _printable(text: str) -> str:
    """Text without the characters that XML forbids."""
    return "".join(c for c in text if c in "\t\n" or ord(c) >= 32)
