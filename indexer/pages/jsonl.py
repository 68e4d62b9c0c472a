"""A JSONL file → its Articles, one line at a time.

A file of JSON objects, one a line, plain or gzipped; each has `title` (it may be blank) and any of `id url lead body
published author source kind districts campaigns` (and the other fields of an Article), and facets of the corpus's own
(`facets`, see `indexer.facets.declared`). A line that is no article comes out as Skipped with its number, and the next
line is read.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from indexer.article import FACET_LISTS, Article, FacetValue
from indexer.facets.bylines import slug
from indexer.facets.registry import REGISTRY
from indexer.guard import Refusal, guard
from indexer.pages.article_draft import Known, Member, Skipped, Unread, member
from indexer.pages.identity import article_id
from indexer.pages.limits import BAD_LINES, read_lines
from indexer.pages.mending import mend_record
from indexer.pages.record_fields import known_names, with_field_names
from indexer.pages.stated_date import parse_stated
from indexer.pages.text import break_blocks, clean_line, clean_text, is_tidy, without_markup

_SLUG = re.compile(r"[A-Za-z0-9._~-]+")
_GAPS = re.compile(r"\n{3,}")


KNOWN = {field.name for field in fields(Article)} | {"date", "link", "score", "match", "highlights"}
"""Fields of a line that need no declaration: those of an Article, and what an export or an answer adds."""

LONGEST_ID = 200
"""Characters of an id. A longer one is not cut: it might become another's."""

LONGEST_VALUE = 200
"""Characters of a facet value; what is longer is none."""

TOO_MANY_BAD = f"{BAD_LINES:,} lines in a row are no articles: the rest is not read"
"""Why the rest of a file is not read."""


def read_jsonl(path: Path, name: str, previous: Known | None = None) -> Iterator[Article | Skipped | Member]:
    """The Articles of a JSONL file; `page` is `name#LINE`. Never raises for what the file holds."""
    bad = 0
    for page, mark, line in _found_lines(path, name, previous):
        if mark:
            yield mark
        if isinstance(line, Skipped):
            yield line
            continue
        if mark and mark.kept:
            is_bad = previous is not None and not previous[mark.key][0]
        else:
            record = read_line(line, page)
            yield record
            is_bad = isinstance(record, Skipped)
        bad = bad + 1 if is_bad else 0
        if bad == BAD_LINES:
            yield Skipped(page, TOO_MANY_BAD)
            return


def find_lines(path: Path, name: str, known: Known) -> Iterator[Skipped | Member | Unread]:
    """The lines of a JSONL file that are not known, to be read by someone else, who also has to stop after `BAD_LINES`."""
    for page, mark, line in _found_lines(path, name, known):
        if isinstance(line, Skipped):
            yield line
        elif mark:
            yield mark if mark.kept else Unread(mark, page, line, read_line)


def _found_lines(
    path: Path, name: str, previous: Known | None
) -> Iterator[tuple[str, Member | None, bytes | Skipped]]:
    """(page, mark, line) of each line with something on it, or why it cannot be read."""
    for number, line in read_lines(path):
        page = f"{name}#{number}" if number else name
        if isinstance(line, str):
            yield page, None, Skipped(page, line)
        elif line.strip():
            yield page, member(previous, page, line), line


def read_line(line: bytes, page: str) -> Article | Skipped:
    """The Article of one line, or why there is none; never raises."""
    try:
        return guard(read_record, line, page)
    except Refusal as refusal:
        return Skipped(page, str(refusal))


def read_record(line: bytes, page: str) -> Article | Skipped:
    """The Article of one line, or why there is none."""
    try:
        record = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        return Skipped(page, f"not JSON: {str(error)[:120]}")
    if not isinstance(record, dict):
        return Skipped(page, "not a JSON object")
    return article_of(record, page)


def article_of(record: Mapping[str, Any], page: str) -> Article | Skipped:
    """The Article of a record, whatever names its fields go by (`field_names`), or why there is none."""
    record = mend_record(with_field_names(record))
    title = _line(record, "title") or ""
    if not title and not _is_blank(record.get("title")):
        return Skipped(page, f"no title (known names: {known_names('title')})")
    lead = _line(record, "lead")
    body = _text(record.get("body"))
    if not (lead or body):
        names = f"{known_names('lead')}; {known_names('body')}"
        return Skipped(page, f"no lead and no body (known names: {names})")
    stated = record.get("id")
    identity = str(stated).strip() if isinstance(stated, str | int) and not isinstance(stated, bool) else ""
    if len(identity) > LONGEST_ID:
        return Skipped(
            page,
            f"its id has {len(identity):,} characters, at most {LONGEST_ID} are taken: give it a shorter one",
        )
    lists: dict[str, Any] = {name: _values(record.get(name), name) for name in FACET_LISTS}
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
        **lists,
        facets=_facets(record),
        captions=_lines(record, "captions"),
        related=_lines(record, "related"),
    )


def _is_blank(title: Any) -> bool:
    """Whether a line says that its article has no title, which is something else than not naming one."""
    return isinstance(title, str) and not title.strip()


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    if is_tidy(value):
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        value = value.encode("utf-8", "ignore").decode("utf-8")
    text = without_markup(break_blocks(clean_text(value)))
    text = "\n".join([" ".join(line.split()) for line in text.split("\n")]).strip("\n")
    return _GAPS.sub("\n\n", text) if "\n\n\n" in text else text


def text_of_markup(value: Any) -> str:
    """The text of a value with HTML in it, its paragraphs apart."""
    return _text(
        html.unescape(value) if isinstance(value, str) and "&lt;" in value and "<" not in value else value
    )


def _line(record: Mapping[str, Any], field: str) -> str | None:
    return clean_line(_text(record.get(field))) or None


def _lines(record: Mapping[str, Any], field: str) -> tuple[str, ...]:
    values = record.get(field)
    if not isinstance(values, list):
        return ()
    return tuple(line for line in (clean_line(_text(value)) for value in values) if line)


def _facets(record: Mapping[str, Any]) -> dict[str, tuple[FacetValue, ...]]:
    """The values of facets that an Article has no field for, from `facets` or from fields of the line's own.

    A field that holds no values is there with none: the summary names it, if nobody declared it.
    """
    extra = {name: value for name, value in record.items() if name not in KNOWN}
    stated = record.get("facets")
    return {
        name[:80]: _values(value)
        for name, value in {**extra, **(stated if isinstance(stated, dict) else {})}.items()
        if value not in (None, "", [])
    }


def _values(stated: Any, key: str = "") -> tuple[FacetValue, ...]:
    """Facet values as a line states them: names or slugs, or objects with `value` and `label`."""
    found: dict[str, FacetValue] = {}
    if stated is None:
        return ()
    for value in stated if isinstance(stated, list) else [stated]:
        if isinstance(value, dict):
            label = clean_line(_text(value.get("label")))
            name = clean_line(_text(value.get("value"))) or slug(label)
        else:
            label = clean_line(_text(str(value) if isinstance(value, int | float) else value))
            name = label if _SLUG.fullmatch(label) else slug(label)
            label = _labels(key).get(name, label)
        if name and len(name) <= LONGEST_VALUE:
            found.setdefault(name, FacetValue(name, label or _labels(key).get(name, name)))
    return tuple(found.values())


@cache
def _labels(key: str) -> dict[str, str]:
    """The gazetteer's label of each value of the facet that a field of an Article holds."""
    return {value.value: value.label for spec in REGISTRY if spec.key == key for value in spec.known_values()}
