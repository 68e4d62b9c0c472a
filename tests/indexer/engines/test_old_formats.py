"""Indexes that earlier versions wrote: one of each format lies in tests/data/formats, built from ba-bai.jsonl by the code of its day.

When FORMAT goes up, add the one that the code before wrote: index ba-bai.jsonl with it and pack the folder as FORMAT.tar.gz.
"""

from __future__ import annotations

import json
import tarfile
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands import cli
from indexer import engines
from indexer.engines.whoosh.manifest import FORMAT, MANIFEST
from indexer.errors import IndexNewer, IndexOutdated
from search import Search

DATA = Path(__file__).resolve().parents[2] / "data" / "formats"
PAGES = DATA / "ba-bai.jsonl"
OLDER = range(1, FORMAT)


def unpacked(number: int, folder: Path) -> Path:
    with tarfile.open(DATA / f"{number}.tar.gz") as packed:
        packed.extractall(folder, filter="data")
    return folder


def indexed(index: Path, *options: str) -> Result:
    return CliRunner().invoke(
        cli, ["index", "--corpus", str(PAGES), "--index", str(index), "--jobs", "1", *options]
    )


def titles(index: Path) -> list[str]:
    return [hit.article.title for hit in Search.open(index).search("qua tet").hits]


EXPECTED = ["Công đoàn Thanh Xuân trao 40 suất quà Tết sum vầy"]


@pytest.mark.parametrize("number", OLDER)
def test_an_older_index_is_named_and_rebuilt_by_index(number: int, tmp_path: Path) -> None:
    index = unpacked(number, tmp_path)
    with pytest.raises(IndexOutdated, match=f"is of format {number}, not {FORMAT}; run `.* index "):
        engines.open_reader(index)
    done = indexed(index)
    assert done.exit_code == 0, done.output
    assert len(done.output.splitlines()) == 1
    assert done.output.startswith("Rebuilt (")
    assert titles(index) == EXPECTED


def test_an_index_of_this_format_is_read_as_it_is(tmp_path: Path) -> None:
    """It was written when the format was new: a change of what lies on disk needs another number."""
    assert titles(unpacked(FORMAT, tmp_path)) == EXPECTED
    assert engines.check(tmp_path) == []


@pytest.mark.parametrize("number", [FORMAT + 1, FORMAT + 92])
def test_an_index_of_a_newer_version_is_left_alone_unless_full(number: int, tmp_path: Path) -> None:
    index = unpacked(FORMAT, tmp_path)
    record = json.loads((index / MANIFEST).read_bytes().rpartition(b"\n")[0])
    body = json.dumps({**record, "format": number}).encode()
    (index / MANIFEST).write_bytes(body + f"\n{zlib.crc32(body):08x}".encode())
    before = {file.name: file.read_bytes() for file in index.iterdir()}
    with pytest.raises(IndexNewer, match=f"format {number}, which a newer version wrote"):
        engines.open_reader(index)
    refused = indexed(index)
    assert isinstance(refused.exception, IndexNewer)
    assert before.items() <= {file.name: file.read_bytes() for file in index.iterdir()}.items()
    assert indexed(index, "--full").exit_code == 0
    assert titles(index) == EXPECTED
