"""The rules of the house, read from the code itself: imports go down only, docstrings, length of modules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("indexer", "search", "webapp", "bench", "commands")
"""From the ground up: a module may import from its own floor and those below; the product imports nothing of `bench`,
but for the command that runs it."""

MODULES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_go_down_only(path: Path) -> None:
    floor = FLOORS.index(path.relative_to(ROOT).parts[0])
    above = {*FLOORS[floor + 1 :], "tests"}
    wrong = [module for module in imports(path) if module.split(".")[0] in above]
    assert not wrong, f"{name(path)} imports from above: {wrong}"


@pytest.mark.parametrize("library", ["whoosh", "opensearchpy"])
def test_each_engine_library_stays_in_its_engine(library: str) -> None:
    folder = {"whoosh": "indexer/engines/whoosh", "opensearchpy": "indexer/engines/opensearch"}[library]
    users = {
        name(path)
        for path in MODULES
        if name(path).split("/")[0] != "bench"
        and any(module.split(".")[0] == library for module in imports(path))
    }
    strays = {user for user in users if not user.startswith(folder)}
    assert not strays, f"only {folder} may import {library}: {sorted(strays)}"


def test_one_module_imports_whoosh() -> None:
    users = [
        name(path)
        for path in MODULES
        if name(path).split("/")[0] != "bench"
        and any(module.split(".")[0] == "whoosh" for module in imports(path))
    ]
    assert users == ["indexer/engines/whoosh/library.py"]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text())), f"{name(path)} opens without a docstring"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_are_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400, f"{name(path)} has passed 400 lines: split it"


DOORS = ("commands", "bench", "webapp/pages")
"""A command, a benchmark and a page are called like the part of the product that they show."""

SAME_PART = {"errors.py", "reader.py"}
"""What a floor raises or answers with; what reads an index, or the rows of a ledger."""


def test_no_two_modules_share_a_name_by_chance() -> None:
    homes: dict[str, list[Path]] = {}
    for path in MODULES:
        if path.name != "__init__.py" and not name(path).startswith(DOORS):
            homes.setdefault(path.name, []).append(path.parent)
    shared = {
        module: [name(folder) for folder in folders]
        for module, folders in homes.items()
        if len({folder.parent for folder in folders}) > 1 and module not in SAME_PART
    }
    assert not shared, f"a fuzzy opener finds the wrong one: {shared}"
