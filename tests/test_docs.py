"""What the documentation names exists, and what exists is documented."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from commands import COMMANDS
from commands.bench import BENCHMARKS
from commands.facet_options import Command as FacetCommand
from indexer.facets import REGISTRY
from indexer.settings import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "corpus").glob("*.md")])
CODE = ("indexer", "search", "webapp", "commands")
OF_OTHERS = {"make: command not found"}
"""Messages of other programs."""


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


@pytest.mark.parametrize("page", ["README.md", "README.vi.md"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str, page: str) -> None:
    assert f"run.py {command}" in (ROOT / page).read_text()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_options_named_in_the_text_exist(page: Path) -> None:
    """In code, from the name of a command to the end of the line or of its code."""
    text = page.read_text().replace("\\\n", " ")
    spoken = re.findall(r"(?:run\.py|tin-cong-doan) ([a-z]+)\b([^\n`|;&]*)", text)
    wrong = []
    for command, arguments in spoken:
        if command == "bench" or command not in COMMANDS:  # its parts have options of their own
            continue
        parsed = import_module(f"commands.{command}").command
        options = {option for row in parsed.params for option in row.opts} | {"--help"}
        if isinstance(parsed, FacetCommand):
            options |= {f"--{spec.name}" for spec in REGISTRY}
        wrong += [
            option for option in re.findall(r"(?<=\s)--[a-z][a-z-]*", arguments) if option not in options
        ]
    assert wrong == []


def test_benchmarks_and_their_options_exist_and_the_readme_names_all() -> None:
    text = "".join(page.read_text() for page in PAGES if page.name != "CHANGELOG.md")
    spoken = re.findall(r"run\.py bench ([a-z]+)([^\n`|;&]*)", text)
    code = "".join(path.read_text() for path in (ROOT / "bench").rglob("*.py"))
    assert {name for name, _ in spoken} <= BENCHMARKS.keys()
    options = {option for _, rest in spoken for option in re.findall(r"(?<=\s)--[a-z][a-z-]*", rest)}
    assert {option for option in options if f'"{option}"' not in code} == set()
    assert f"runs a benchmark: {', '.join(BENCHMARKS)} |" in (ROOT / "README.md").read_text()


def test_messages_that_the_docs_explain_exist() -> None:
    """The first column of the tables of troubles quotes them; what varies in a message is left out of the comparison."""
    code = "".join(path.read_text() for folder in CODE for path in (ROOT / folder).rglob("*.py"))
    code = re.sub(r'"\s*\n\s*f?"', "", code) + (ROOT / "run.py").read_text() + (ROOT / "Makefile").read_text()
    for page in ("docs/vi/xu-ly-su-co.md", "docs/operating.md"):
        quoted = re.findall(r"^\| `([A-Za-z][^`]+)`", (ROOT / page).read_text(), re.M)
        assert quoted
        for message in set(quoted) - OF_OTHERS:
            longest = max(re.split(r"[^A-Za-z ,;]+", message), key=len).strip()
            assert longest in code, f"{page}: {message!r}"


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
