"""A JSON file → its articles: an array of records, an object that holds one, or a JSON Feed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indexer.errors import PageError
from indexer.guard import Refusal, guard
from indexer.pages.article_draft import FileEntry, Known, Skipped, member
from indexer.pages.jsonl import article_of
from indexer.pages.limits import read_bytes

MAX_BYTES = 256 * 2**20
"""Bytes of the largest JSON file, which is held in memory as a whole; JSON lines have no such bound."""


def read(path: Path, page: str, previous: Known | None) -> Iterator[FileEntry]:
    """Read the records of a file; `page` of an article is `page#NUMBER`, counted from 1."""
    try:
        whole = json.loads(read_bytes(path, MAX_BYTES).decode("utf-8-sig"))
    except PageError as error:
        yield Skipped(page, f"{error}; as JSON lines (.jsonl) a file may be longer")
        return
    except (ValueError, RecursionError) as error:
        yield Skipped(page, f"not a page: JSON that is damaged ({str(error)[:100]})")
        return
    records = _records(whole)
    if records is None:
        yield Skipped(
            page, "not a page: JSON without articles (an array of records with title and body is read)"
        )
        return
    for number, record in enumerate(records, 1):
        where = f"{page}#{number}"
        mark = member(previous, where, json.dumps(record).encode()) if previous is not None else None
        if mark:
            yield mark
            if mark.kept:
                continue
        if not isinstance(record, dict):
            yield Skipped(where, "not a JSON object")
            continue
        try:
            yield guard(article_of, _of_feed(record), where)
        except Refusal as refusal:
            yield Skipped(where, str(refusal))


def _records(whole: Any) -> list[Any] | None:
    """The list of records, wherever the file keeps it; the whole, if it is one record."""
    if isinstance(whole, list):
        return whole
    if isinstance(whole, dict):
        lists = [
            value
            for value in whole.values()
            if isinstance(value, list) and value and isinstance(value[0], dict)
        ]
        if lists:
            return max(lists, key=len)
        if any(name in whole for name in ("title", "headline", "body", "content")):
            return [whole]
    return None


def _of_feed(record: dict[str, Any]) -> dict[str, Any]:
    """An item of a JSON Feed (jsonfeed.org) as a record; others as they are."""
    authors = record.get("authors")
    if isinstance(authors, list) and authors and isinstance(authors[0], dict):
        names = [
            str(author.get("name")) for author in authors if isinstance(author, dict) and author.get("name")
        ]
        return {**record, "authors": ", ".join(names)}
    return record
