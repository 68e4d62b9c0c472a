"""Files of an index that cannot be read, for whatever reason: told in one line each, and mended by the next update."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.check import command as check_command
from indexer.engines import check, open_reader
from indexer.errors import IndexDamaged
from indexer.pipeline import update
from webapp import create_app


def gone(path: Path) -> None:
    path.unlink()


def empty_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def full_folder(path: Path) -> None:
    empty_folder(path)
    (path / "theirs.txt").write_text("kept")


def loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def io_error(path: Path) -> None:
    """Reading the memory of a process at address 0 is an I/O error (EIO)."""
    if not Path("/proc/self/mem").exists():
        pytest.skip("no /proc/self/mem, whose reading fails with an I/O error")
    path.unlink()
    path.symlink_to("/proc/self/mem")


def forbidden(path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read every file")
    path.chmod(0)


FAULTS = (gone, empty_folder, full_folder, loop, dangling, io_error, forbidden)
FILES = ("*.manifest", "*.toc", "*.state", "*.arrays")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    lines = [f'{{"title": "Tin {n}", "lead": "Công đoàn cơ sở họp lần thứ {n}."}}' for n in range(5)]
    (folder / "tin.jsonl").write_text("\n".join(lines))
    return folder


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("pattern", FILES)
def test_a_file_that_cannot_be_read_is_told_and_mended(
    corpus: Path, tmp_path: Path, pattern: str, fault: Callable[[Path], None]
) -> None:
    index = tmp_path / "index"
    update(corpus, index, jobs=1)
    path = next(path for path in index.iterdir() if path.match(pattern))
    fault(path)

    with pytest.raises(IndexDamaged, match=r"cannot be read|is missing|bytes, expected") as raised:
        open_reader(index)
    assert f"--index {index}" in str(raised.value)
    assert len(check(index)) == 1
    told = CliRunner().invoke(check_command, ["--corpus", str(corpus), "--index", str(index)])
    assert told.exit_code == 1
    assert path.name in told.output
    assert "Traceback" not in told.output

    client = create_app({"INDEX": str(index), "ENGINE": "whoosh"}).test_client()
    assert client.get("/readyz").status_code == 503
    assert client.get("/?q=tin").status_code == 503

    update(corpus, index, jobs=1)
    with open_reader(index) as engine:
        assert engine.reader().document_count == 5
    assert not check(index)
    assert client.get("/readyz").status_code == 200
    if fault is full_folder:
        assert [file.read_text() for file in index.rglob("theirs.txt")] == ["kept"]
