"""What the documentation names exists, and what exists is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from commands import COMMANDS
from indexer.facets import REGISTRY
from indexer.settings import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "corpus").glob("*.md")])


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text())
    local = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in local if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_files_named_in_the_text_exist(page: Path) -> None:
    if page.name == "CHANGELOG.md":
        pytest.skip("the changelog speaks of the past")
    named = re.findall(
        r"`((?:indexer|search|webapp|commands|bench|tests|docs|corpus|deploy)/[\w./-]+)`", page.read_text()
    )
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_named_in_the_text_exist(page: Path) -> None:
    named = set(re.findall(r"run\.py ([a-z]+)\b", page.read_text()))
    assert named <= COMMANDS.keys()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"run.py {command}" in (ROOT / "README.md").read_text()


def test_the_table_of_facets_is_that_of_the_registry() -> None:
    rows = re.findall(
        r"^\| [^|]+ \| `(\w+)`, `--\1` \| (.*?) \| `(\w+)` \| (.*?) ?\|$",
        (ROOT / "docs/facets.md").read_text(),
        re.M,
    )
    assert rows == [
        (
            spec.name,
            ", ".join(f"`{name}:`" for name in spec.query_names),
            spec.key,
            f"`/{spec.page}`" if spec.page else "",
        )
        for spec in REGISTRY
    ]


def test_the_table_of_settings_is_that_of_the_code() -> None:
    rows = re.findall(
        r"^\| `(TCD_\w+)` \| `?(.*?)`? \| (.*?) \|$", (ROOT / "docs/settings.md").read_text(), re.M
    )
    root = f"{ROOT}/"
    expected = []
    for row in SETTINGS:
        default = str(row.default)
        expected.append((row.variable, default.removeprefix(root) + "/" * default.startswith(root), row.help))
    assert rows == expected
