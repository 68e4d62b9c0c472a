"""An index knows what it was built from: commands without --corpus go there, and another corpus does not empty it unasked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "TCD_CORPUS"}
    return subprocess.run(
        [sys.executable, "run.py", *arguments],
        cwd=ROOT,
        env=environment,
        text=True,
        capture_output=True,
        timeout=300,
    )


def pages(folder: Path, numbers: range) -> Path:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        line = {"id": f"bai-{number}", "title": f"Tin số {number}", "body": "Công đoàn họp."}
        (folder / f"{number}.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def built(tmp_path: Path) -> tuple[Path, Path]:
    corpus, index = pages(tmp_path / "pages", range(6)), tmp_path / "index"
    assert run("index", "--corpus", corpus, "--index", index).returncode == 0
    return corpus, index


def test_an_update_without_a_corpus_goes_where_the_index_came_from(built: tuple[Path, Path]) -> None:
    corpus, index = built
    pages(corpus, range(6, 8))
    done = run("index", "--index", index)
    assert "2 added, 0 changed, 0 removed, 6 unchanged" in done.stdout
    assert run("check", "--index", index).returncode == 0
    (corpus / "0.jsonl").unlink()
    assert "no longer in the corpus" in run("check", "--index", index).stderr


def test_another_corpus_is_asked_about(built: tuple[Path, Path], tmp_path: Path) -> None:
    _, index = built
    other = pages(tmp_path / "other", range(20, 22))
    done = run("index", "--corpus", other, "--index", index)
    assert done.returncode == 2
    assert "--replace" in done.stderr
    assert "6 of its 6 documents" in done.stderr
    assert run("check", "--index", index).returncode == 0
    assert "2 added" in run("index", "--corpus", other, "--index", index, "--replace").stdout
    assert run("check", "--index", index).returncode == 0


def test_another_corpus_that_holds_most_of_it_is_taken(built: tuple[Path, Path], tmp_path: Path) -> None:
    _, index = built
    moved = pages(tmp_path / "moved", range(1, 9))
    assert run("index", "--corpus", moved, "--index", index).returncode == 0


def test_the_same_corpus_may_shrink_to_nothing_much(built: tuple[Path, Path]) -> None:
    corpus, index = built
    for number in range(1, 6):
        (corpus / f"{number}.jsonl").unlink()
    assert "5 removed" in run("index", "--index", index).stdout


def test_a_corpus_that_is_gone_is_told(built: tuple[Path, Path]) -> None:
    corpus, index = built
    shutil.move(corpus, corpus.with_name("elsewhere"))
    for command in ("index", "check"):
        done = run(command, "--index", index)
        assert done.returncode == 2
        assert "--corpus" in done.stderr
    assert run("search", "--index", index, "công đoàn").returncode == 0


def test_a_full_rebuild_keeps_when_articles_came(built: tuple[Path, Path]) -> None:
    _, index = built

    def moments() -> list[str]:
        found = json.loads(run("search", "--json", "--index", index, "").stdout)
        return sorted(f"{hit['id']} {hit.get('added')}" for hit in found["results"])

    before = moments()
    assert run("index", "--index", index, "--full").returncode == 0
    assert moments() == before
