"""Engines: what keeps an index and answers requests. The contract is `contract.py`.

`open_reader` and `open_writer` import an engine only when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from indexer.errors import SettingsError

ENGINES = ("whoosh", "opensearch")


def _engine(name: str) -> Any:
    if name not in ENGINES:
        raise SettingsError(f"engine {name!r}: expected one of {', '.join(ENGINES)}")
    return import_module(f"indexer.engines.{name}")


def open_reader(index: str | Path, engine: str = "whoosh") -> Any:
    """An index, open for reading: `.reader()` is the current generation, `.close()` lets go of it.

    Raises IndexMissing, IndexDamaged, IndexOutdated or EngineUnavailable.
    """
    return _engine(engine).Engine(index)


def open_writer(index: str | Path, *, engine: str = "whoosh", full: bool = False) -> Any:
    """The one `Writer` of an index, a context manager. Raises IndexLocked when another is at work.

    `full`: the first commit replaces everything that is there.
    """
    return _engine(engine).Writer(index, full=full)


def check(index: str | Path, engine: str = "whoosh") -> list[str]:
    """The problems found in the files of an index, one sentence each; none: it is whole."""
    problems: list[str] = _engine(engine).check(index)
    return problems
