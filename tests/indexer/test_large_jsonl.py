"""A JSONL file that is read in parts by several processes gives what it gives when it is read in one go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.corpus_manifest import CorpusManifest
from indexer.engines import open_reader
from indexer.page_spool import BATCH_BYTES
from indexer.pages import Skipped, read_page
from indexer.pages.limits import BAD_LINES
from indexer.pipeline import update

BODY = "Công đoàn cơ sở chăm lo cho đoàn viên trong dịp Tết. " * 40


def line(number: int) -> str:
    title = f"Công đoàn cơ sở số {number} tổ chức hội nghị người lao động"
    return json.dumps({"id": f"a{number}", "title": title, "body": BODY}, ensure_ascii=False)


def corpus(folder: Path, bad: int, before: int = 700, after: int = 700) -> Path:
    """A file larger than a batch: articles, then `bad` lines that are none, then articles."""
    folder.mkdir(exist_ok=True)
    lines = [line(number) for number in range(before)]
    lines += ['{"title": "no text"}' if number % 2 else "no JSON" for number in range(bad)]
    lines += [line(before + number) for number in range(after)]
    file = folder / "news.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert file.stat().st_size > BATCH_BYTES
    return file


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("bad", [0, 3, BAD_LINES - 1, BAD_LINES, BAD_LINES + 1, 2 * BAD_LINES + 77])
def test_parts_stop_where_the_whole_does(tmp_path: Path, bad: int, jobs: int) -> None:
    file = corpus(tmp_path / "news", bad)
    whole = list(read_page(file, name="news/news.jsonl"))
    report = update(file.parent, tmp_path / "index", jobs=jobs)
    assert report.skipped == [(entry.page, entry.reason) for entry in whole if isinstance(entry, Skipped)]
    with open_reader(tmp_path / "index") as handle:
        state = CorpusManifest.from_bytes(handle.reader().state())
    found = [record.id for record in state.pages["news/news.jsonl"].records]
    assert found == [entry.id for entry in whole if not isinstance(entry, Skipped)]


def test_what_was_given_up_is_not_read_by_the_next_update(tmp_path: Path) -> None:
    file = corpus(tmp_path / "news", BAD_LINES)
    first = update(file.parent, tmp_path / "index", jobs=1)
    with file.open("a", encoding="utf-8") as more:
        more.write(line(9_999) + "\n")
    second = update(file.parent, tmp_path / "index", jobs=1)
    assert (second.added, second.removed) == (0, 0)
    assert second.skipped == first.skipped
