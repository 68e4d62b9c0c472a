"""What a command does not need it does not import: asked of a fresh process, since a test process has imported everything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from indexer.pipeline import update

ROOT = Path(__file__).resolve().parent.parent

READING = (
    "indexer.pipeline", "indexer.pages", "indexer.corpus_manifest", "indexer.facets.places.finder", "indexer.facets.year",
    "indexer.ledger", "indexer.events", "lxml",
)  # fmt: skip
"""What only reading pages needs."""

WRITING = ("indexer.engines.whoosh.writer", "indexer.engines.whoosh.build", "whoosh")
SERVING = ("flask", "werkzeug", "jinja2", "webapp", "requests", "urllib.request", "http.client", "asyncio")
MODELS = ("sklearn", "joblib", "scipy", "pyvi", "sklearn_crfsuite", "pycrfsuite")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cold")
    page = folder / "news.jsonl"
    page.write_text(
        '{"title": "Hội nghị người lao động", "body": "Công đoàn cơ sở họp."}\n', encoding="utf-8"
    )
    update(page, folder / "index", jobs=1)
    return folder / "index"


def imported(code: str) -> set[str]:
    """The modules that a fresh process has imported when it has run `code`."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint('\\nmodules', *sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.rpartition("modules")[2].split())


@pytest.mark.parametrize(
    "query", ["hội nghị", "cong doan co so", '"người lao động" năm:2024', "quận thanh xuân"]
)
def test_a_search_imports_nothing_that_reads_writes_or_serves(index: Path, query: str) -> None:
    modules = imported(
        "from commands import cli\n"
        f"cli.main(['search', '--index', {str(index)!r}, '--json', {query!r}], standalone_mode=False)"
    )
    assert "search.search" in modules
    assert modules.isdisjoint((*READING, *WRITING, *SERVING, *MODELS))


def test_an_update_imports_neither_the_site_nor_the_search(index: Path) -> None:
    modules = imported(
        "from commands import cli\n"
        f"cli.main(['index', '--index', {str(index)!r}, '--corpus', {str(index.parent / 'news.jsonl')!r}], standalone_mode=False)"
    )
    assert "indexer.pipeline" in modules
    assert modules.isdisjoint(("flask", "webapp", "search", *MODELS))
