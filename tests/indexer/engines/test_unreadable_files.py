"""Files of an index that cannot be read, for whatever reason: told in one line each, and mended by the next update."""

from __future__ import annotations

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


FAULTS = (gone, empty_folder, full_folder, loop, dangling, io_error)
FILES = ("*.manifest", "*.toc", "*.state", "*.arrays")


def tin(folder: Path) -> Path:
    """A corpus of five articles."""
    corpus = folder / "corpus"
    corpus.mkdir()
    lines = [f'{{"title": "Tin {n}", "lead": "Công đoàn cơ sở họp lần thứ {n}."}}' for n in range(5)]
    (corpus / "tin.jsonl").write_text("\n".join(lines))
    return corpus


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("pattern", FILES)
def test_a_file_that_cannot_be_read_is_told_and_mended(
    tmp_path: Path, pattern: str, fault: Callable[[Path], None]
) -> None:
    tell_and_mend(tmp_path, pattern, fault)


@pytest.mark.parametrize("pattern", FILES)
def test_a_file_that_may_not_be_read_is_told_and_mended(ordinary_user: Path, pattern: str) -> None:
    tell_and_mend(ordinary_user, pattern, lambda path: path.chmod(0))


@pytest.mark.parametrize("pattern", FILES)
def test_a_file_that_goes_while_it_is_served_loses_no_answer(tmp_path: Path, pattern: str) -> None:
    corpus, index = tin(tmp_path), tmp_path / "index"
    update(corpus, index, jobs=1)
    client = create_app({"INDEX": str(index), "ENGINE": "whoosh"}).test_client()
    assert client.get("/api/search?q=tin").get_json()["total"] == 5
    next(path for path in index.iterdir() if path.match(pattern)).unlink()
    for query in ("họp", "công đoàn", "tin"):
        answer = client.get("/api/search", query_string={"q": query})
        assert answer.status_code == 503 or answer.get_json()["total"] == 5
        assert answer.status_code in (200, 503)
    assert len(check(index)) == 1
    update(corpus, index, jobs=1)
    assert client.get("/api/search?q=họp").get_json()["total"] == 5


def tell_and_mend(folder: Path, pattern: str, fault: Callable[[Path], object]) -> None:
    """Spoil a file of an index: reader, `check` and site tell it, each in one line, and `index` mends it."""
    corpus, index = tin(folder), folder / "index"
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
