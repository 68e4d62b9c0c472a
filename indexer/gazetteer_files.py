"""TOML files of the language and of places, and those of `TCD_GAZETTEER`, which extend or replace them.

A file of the folder `TCD_GAZETTEER` extends ours of the same name (`FILES`): its tables are merged into ours by key, its rows
(`[[district]]` …) replace ours with the same `slug`, `name` or `short` and else are added, and lists of texts get longer.
With `replace = true` at its top it stands instead of ours; a row or table with `remove = true` takes ours away.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from indexer.errors import GazetteerError
from indexer.settings import setting

KEYS = ("slug", "name", "short")
"""What a row is known by: the first of these that it has."""

FILES = (
    "abbreviations", "acts", "bodies", "bylines", "campaigns", "cues", "districts", "honours", "labels", "measures", "papers",
    "provinces", "synonyms", "union_news", "wards", "years",
)  # fmt: skip
"""The files that a folder may extend, without .toml."""


def override_files() -> list[Path]:
    """The TOML files of `TCD_GAZETTEER`, sorted; [] without it. Raises GazetteerError if there is no such folder."""
    folder = setting("gazetteer")
    if not folder:
        return []
    if not Path(folder).is_dir():
        raise GazetteerError(
            f"TCD_GAZETTEER={folder}: there is no such folder. Name one, or unset the variable."
        )
    files = sorted(Path(folder).glob("*.toml"))
    for file in files:
        if file.stem not in FILES:
            raise GazetteerError(
                f"{file}: there is no gazetteer of this name. Call it one of {', '.join(FILES)} (with .toml), or take it away."
            )
    return files


def load_tables(path: Path, *required: str) -> dict[str, Any]:
    """The tables of one of our files, with what `TCD_GAZETTEER` says of it.

    Raises GazetteerError when a file cannot be read or lacks one of the `required` tables.
    """
    tables = _read(path)
    for override in override_files():
        if override.name == path.name:
            more = _read(override)
            if more.pop("replace", False):
                tables = more
            else:
                with errors_of(str(override)):
                    tables = merged(tables, more)
    for table in required:
        if table not in tables:
            raise GazetteerError(f"{path.name}: there is no “{table}”. Add it, or restore the file.")
    return tables


@contextmanager
def errors_of(name: str) -> Iterator[None]:
    """Turn what goes wrong while the rows of a file are read into a GazetteerError that names the file."""
    try:
        yield
    except KeyError as error:
        raise GazetteerError(
            f"{name}: a row or table lacks {error}. Add it, as the rows of ours have it."
        ) from error
    except (TypeError, ValueError, AttributeError, IndexError) as error:
        raise GazetteerError(f"{name}: {error}. Write the rows as ours are written.") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GazetteerError(
            f"{path.name}: {error}. Mend the file, or restore it from the repository."
        ) from error


def merged(ours: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Merge the tables `more` into `ours`, as the head of this module says.

    Raises TypeError where one of the two has a list or table and the other has none.
    """
    tables = dict(ours)
    for key, value in more.items():
        before = tables.get(key)
        if isinstance(value, dict) and isinstance(before, dict):
            if value.get("remove") is True:
                del tables[key]
            else:
                tables[key] = merged(before, value)
        elif isinstance(value, list) and isinstance(before, list):
            tables[key] = _rows(before, value)
        elif before is not None and (isinstance(before, dict | list) or isinstance(value, dict | list)):
            raise TypeError(f"“{key}” is {_form(before)} in ours, not {_form(value)}")
        else:
            tables[key] = value
    return tables


def _form(value: Any) -> str:
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, list) else f"{value!r}"


def _rows(ours: list[Any], more: list[Any]) -> list[Any]:
    rows: dict[Any, Any] = {_key(row, number): row for number, row in enumerate(ours)}
    for number, row in enumerate(more, len(ours)):
        key = _key(row, number)
        if isinstance(row, dict) and row.get("remove") is True:
            rows.pop(key, None)
        elif isinstance(row, dict) and isinstance(rows.get(key), dict):
            rows[key] = {**rows[key], **row}
        else:
            rows[key] = row
    return list(rows.values())


def _key(row: Any, number: int) -> Any:
    """What tells a row from others: its key, the text itself, or its place."""
    if isinstance(row, dict):
        return next(((key, str(row[key])) for key in KEYS if key in row), number)
    return row if isinstance(row, str) else number
