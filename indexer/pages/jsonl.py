"""A JSONL file → its Articles, one line at a time.

In: a file of JSON objects, one a line, plain or gzipped; each has `title` (it may be blank) and any of `id url
lead body published author source kind districts campaigns` (and the other fields of an Article). Out: Articles in
order; a line that is none comes out as Skipped with its number, and the next line is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from indexer.article import Article, FacetValue
from indexer.pages.article_draft import Skipped
from indexer.pages.dates import parse_stated
from indexer.pages.identity import article_id
from indexer.pages.limits import BAD_LINES, read_lines
from indexer.pages.mending import mend_record
from indexer.pages.text import clean_line, clean_text, without_markup

_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n ?")
_GAPS = re.compile(r"\n{3,}")


def read_jsonl(path: Path, name: str) -> Iterator[Article | Skipped]:
    """The Articles of a JSONL file; `page` is `name#LINE`. Never raises for what the file holds."""
    bad = 0
    for number, line in read_lines(path):
        page = f"{name}#{number}" if number else name
        if isinstance(line, str):
            yield Skipped(page, line)
        elif line.strip():
            record = read_record(line, page)
            yield record
            bad = bad + 1 if isinstance(record, Skipped) else 0
            if bad == BAD_LINES:
                yield Skipped(page, f"{BAD_LINES:,} lines in a row are no articles: the rest is not read")
                return


def read_record(line: bytes, page: str) -> Article | Skipped:
    """The Article of one line, or why there is none."""
    try:
        record = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        return Skipped(page, f"not JSON: {str(error)[:120]}")
    if not isinstance(record, dict):
        return Skipped(page, "not a JSON object")
    record = mend_record(record)
    title = _line(record, "title") or ""
    if not title and not _is_blank(record.get("title")):
        return Skipped(page, "no title")
    lead = _line(record, "lead")
    body = _text(record.get("body"))
    if not (lead or body):
        return Skipped(page, "no lead and no body")
    stated = record.get("id")
    identity = (
        str(stated).strip()[:200] if isinstance(stated, str | int) and not isinstance(stated, bool) else ""
    )
    return Article(
        id=identity or article_id(title, lead, body),
        kind="brief" if record.get("kind") == "brief" else "article",
        title=title,
        kicker=_line(record, "kicker"),
        lead=lead,
        body=body,
        author=_line(record, "author"),
        source=_line(record, "source"),
        url=_line(record, "url"),
        page=page,
        published=parse_stated(record.get("published")),
        districts=_values(record, "districts"),
        campaigns=_values(record, "campaigns"),
        captions=_lines(record, "captions"),
        related=_lines(record, "related"),
    )


def _is_blank(title: Any) -> bool:
    """Whether a line says that its article has no title, which is something else than not naming one."""
    return isinstance(title, str) and not title.strip()


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    text = clean_text(value.encode("utf-8", "ignore").decode("utf-8") if not value.isascii() else value)
    text = without_markup(text)
    return _GAPS.sub("\n\n", _BREAKS.sub("\n", _BLANKS.sub(" ", text))).strip()


def _line(record: Mapping[str, Any], field: str) -> str | None:
    return clean_line(_text(record.get(field))) or None


def _lines(record: Mapping[str, Any], field: str) -> tuple[str, ...]:
    values = record.get(field)
    if not isinstance(values, list):
        return ()
    return tuple(line for line in (clean_line(_text(value)) for value in values) if line)


def _values(record: Mapping[str, Any], field: str) -> tuple[FacetValue, ...]:
    """Facet values as a line states them: slugs, or objects with `value` and `label`."""
    values = record.get(field)
    found: list[FacetValue] = []
    for value in values if isinstance(values, list) else ():
        if isinstance(value, dict):
            slug, label = clean_line(_text(value.get("value"))), clean_line(_text(value.get("label")))
        else:
            slug, label = clean_line(_text(value)), ""
        if slug and all(slug != known.value for known in found):
            found.append(FacetValue(slug, label or _label(field, slug)))
    return tuple(found)


def _label(field: str, slug: str) -> str:
    """The gazetteer's label of a slug; the slug itself where the gazetteer does not know it."""
    from indexer import facets

    known = facets.districts() if field == "districts" else facets.campaigns()
    return next((value.label for value in known if value.value == slug), slug)
