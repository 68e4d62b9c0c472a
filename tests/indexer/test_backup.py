"""A copy of an index is whole, also while the index is being written; and it can be put back."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import engines
from indexer.backup import copy_index, restore_index
from indexer.errors import IndexDamaged, IndexLocked, IndexMissing, SettingsError
from indexer.pipeline import update


def _page(corpus: Path, number: int) -> None:
    record = {"id": str(number), "title": f"Công đoàn cơ sở {number}", "body": "Bài về nhà máy."}
    (corpus / f"{number}.jsonl").write_text(json.dumps(record))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    _page(folder, 0)
    update(folder, tmp_path / "index", jobs=1)
    return folder


def _documents(index: Path) -> int:
    with engines.open_reader(index) as handle:
        return handle.reader().document_count


def test_every_copy_made_while_the_index_is_written_is_whole(corpus: Path, tmp_path: Path) -> None:
    def write() -> None:
        for number in range(1, 8):
            _page(corpus, number)
            update(corpus, tmp_path / "index", jobs=1)

    writer = threading.Thread(target=write)
    writer.start()
    copies = []
    while writer.is_alive():
        copies.append(tmp_path / f"copy-{len(copies)}")
        copy_index(tmp_path / "index", copies[-1])
        assert engines.check(copies[-1]) == []
    writer.join()
    counts = [_documents(copy) for copy in copies]
    assert counts == sorted(counts)
    assert counts


def test_a_copy_comes_back(corpus: Path, tmp_path: Path) -> None:
    copy_index(tmp_path / "index", tmp_path / "copy")
    _page(corpus, 1)
    update(corpus, tmp_path / "index", jobs=1)
    assert _documents(tmp_path / "index") == 2
    restore_index(tmp_path / "copy", tmp_path / "index")
    assert _documents(tmp_path / "index") == 1
    restore_index(tmp_path / "copy", tmp_path / "elsewhere")
    assert _documents(tmp_path / "elsewhere") == 1


def test_what_cannot_be_copied_or_put_back_is_said_and_nothing_is_changed(
    corpus: Path, tmp_path: Path
) -> None:
    index, copy = tmp_path / "index", tmp_path / "copy"
    with pytest.raises(SettingsError):
        copy_index(index, corpus)
    with pytest.raises(IndexMissing):
        copy_index(tmp_path / "nothing", copy)
    copy_index(index, copy)
    with engines.open_writer(index), pytest.raises(IndexLocked):
        restore_index(copy, index)
    largest = max(copy.iterdir(), key=lambda file: file.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-9] + b"x" * 9)
    with pytest.raises(IndexDamaged):
        restore_index(copy, index)
    assert engines.check(index) == []


FILE_SYSTEM = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.copyfile", "ctypes.dlsym"}
"""What a program is about to do when it is killed; the last stands before folders change places."""


def _killed_at(step: int, function: Callable[[], object]) -> bool:
    """Run in a process of its own that is killed before its `step`-th act on the file system; whether it was."""
    process = os.fork()
    if process == 0:
        acts = 0

        def count(event: str, arguments: object) -> None:
            nonlocal acts
            if event not in FILE_SYSTEM:
                return
            acts += 1
            if acts == step:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            function()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    status = os.waitpid(process, 0)[1]
    assert os.waitstatus_to_exitcode(status) in (0, -signal.SIGKILL)
    return os.WIFSIGNALED(status)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("first", [1, 2, 3])
def test_a_backup_that_is_killed_leaves_a_whole_copy_or_none(
    corpus: Path, tmp_path: Path, first: int
) -> None:
    step = first
    while _killed_at(step, lambda: copy_index(tmp_path / "index", tmp_path / "copy")):
        if (tmp_path / "copy").exists():
            assert engines.check(tmp_path / "copy") == []
            shutil.rmtree(tmp_path / "copy")
        step += 3
    assert step > 9
    assert engines.check(tmp_path / "copy") == []
    assert engines.check(tmp_path / "index") == []


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("first", [1, 2, 3])
def test_a_restore_that_is_killed_leaves_the_index_of_before_or_the_copy(
    corpus: Path, tmp_path: Path, first: int
) -> None:
    copy_index(tmp_path / "index", tmp_path / "copy")
    _page(corpus, 1)
    update(corpus, tmp_path / "index", jobs=1)
    step, counts = first, []
    while _killed_at(step, lambda: restore_index(tmp_path / "copy", tmp_path / "index")):
        assert engines.check(tmp_path / "index") == []
        counts.append(_documents(tmp_path / "index"))
        step += 3
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == 2
    assert _documents(tmp_path / "index") == 1
    assert sorted(tmp_path.glob(".index*")) == []
