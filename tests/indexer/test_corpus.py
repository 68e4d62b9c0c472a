"""Walking a corpus: everything that is there is named once, and nothing makes the walk hang."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.corpus import PageFile, Unreadable, walk
from indexer.errors import PageError


def names(corpus: Path) -> list[str]:
    return [entry.name for entry in walk(corpus) if isinstance(entry, PageFile)]


def refusals(corpus: Path) -> dict[str, str]:
    return {entry.name: entry.reason for entry in walk(corpus) if isinstance(entry, Unreadable)}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "2020").mkdir(parents=True)
    (folder / "2020" / "b.txt").write_text("b")
    (folder / "a.html").write_text("a")
    return folder


def test_pages_are_named_by_folder_and_path_in_a_stable_order(corpus: Path) -> None:
    assert names(corpus) == ["corpus/2020/b.txt", "corpus/a.html"]


def test_a_single_file_is_a_corpus(corpus: Path) -> None:
    assert names(corpus / "a.html") == ["a.html"]


@pytest.mark.parametrize("name", [".DS_Store", "README.md", "labels.toml"])
def test_hidden_files_and_notes_are_left_out(corpus: Path, name: str) -> None:
    (corpus / name).write_text("x")
    assert names(corpus) == ["corpus/2020/b.txt", "corpus/a.html"]


def test_a_missing_corpus_says_how_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="--corpus"):
        list(walk(tmp_path / "nowhere"))


def test_a_loop_of_links_ends_and_is_named(corpus: Path) -> None:
    (corpus / "2020" / "loop").symlink_to(corpus, target_is_directory=True)
    assert "already" in refusals(corpus)["corpus/2020/loop"]
    assert names(corpus) == ["corpus/2020/b.txt", "corpus/a.html"]


def test_a_broken_link_is_named(corpus: Path) -> None:
    (corpus / "gone.txt").symlink_to(corpus / "nothing.txt")
    assert "nowhere" in refusals(corpus)["corpus/gone.txt"]


def test_a_pipe_is_not_opened(corpus: Path) -> None:
    os.mkfifo(corpus / "pipe.txt")
    assert refusals(corpus)["corpus/pipe.txt"] == "not a regular file"
