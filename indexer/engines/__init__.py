"""Engines: what keeps an index and answers queries. What passes to and from them is in `contract.py`, what they are in
`protocols.py`. An engine is imported only when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from indexer.engines.protocols import Engine, EnginePackage, Writer
from indexer.errors import SettingsError

ENGINES = {
    "whoosh": "indexer.engines.whoosh",
    "opensearch": "indexer.engines.opensearch",
}
"""Name of an engine → its package."""


def _package(name: str) -> EnginePackage[object]:
    if name not in ENGINES:
        raise SettingsError(f"engine {name!r}: expected one of {', '.join(ENGINES)}")
    package: EnginePackage[object] = import_module(ENGINES[name]).PACKAGE
    return package


def open_reader(index: str | Path, engine: str = "whoosh") -> Engine:
    """Open an index for reading: `.reader()` is the current generation, `.close()` lets go of it.

    Raises IndexMissing, IndexDamaged, IndexOutdated or EngineUnavailable.
    """
    return _package(engine).open_reader(index)


def open_writer(index: str | Path, *, engine: str = "whoosh", full: bool = False) -> Writer[object]:
    """Open the one `Writer` of an index, a context manager. Raises IndexLocked when another is at work.

    `full`: the first commit replaces everything that is there.
    """
    return _package(engine).open_writer(index, full=full)


def check(index: str | Path, engine: str = "whoosh") -> list[str]:
    """The problems found in the files of an index, one sentence each; none: it is whole."""
    return _package(engine).check(index)
