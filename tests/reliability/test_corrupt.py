"""Damage is named and stays in its file: a short version of `run.py bench reliability corrupt`, and the check itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.reliability import corrupt
from bench.reliability.file_samples import samples
from bench.reliability.outcome import Outcome
from indexer.article import Article
from indexer.pages import Skipped, read_page


@pytest.mark.parametrize("name", samples())
def test_a_sound_file_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(samples()[name])
    found = list(read_page(path, name=name))
    assert found
    assert all(isinstance(entry, Article) for entry in found)


def test_corrupted_files_are_read_or_refused_by_name() -> None:
    outcome = corrupt.run(80, seed=3)
    assert outcome.counts["refusals"] > 40
    assert outcome.problems == []


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("report.docx", b"PK\x01\x02", b"PK\x01\x03", "damaged"),
        ("report.pdf", b"/FlateDecode", b"/FlateDecodX", "damaged PDF: Unsupported filter /FlateDecodX"),
        ("crawl.warc", b"\r\nHTTP/1.1 200 OK\r\n", b"\r\nHT\x00P\r\n", "damaged WARC"),
        ("rss.xml", b'encoding="utf-8"', b'encoding="utf-7"', ""),
        ("page.html", b"<h1>", b"<h1\x00 x\x0b='\x00'>\x01", ""),
        ("saved.mhtml", b"charset=utf-8", b"charset=\x00", ""),
    ],
)
def test_a_fault_has_its_name(tmp_path: Path, name: str, old: bytes, new: bytes, reason: str) -> None:
    data = samples()[name]
    assert old in data
    path = tmp_path / name
    path.write_bytes(data.replace(old, new))
    reasons = [entry.reason for entry in read_page(path, name=name) if isinstance(entry, Skipped)]
    assert not [told for told in reasons if "internal error" in told]
    if reason:
        assert any(told.startswith(reason) for told in reasons), reasons


def test_a_member_of_a_zip_that_is_damaged_loses_no_other(tmp_path: Path) -> None:
    data = bytearray(samples()["pages.zip"])
    data[data.index(b"a/0.html") + 60] ^= 0xFF
    path = tmp_path / "pages.zip"
    path.write_bytes(bytes(data))
    refused, article = read_page(path, name="pages.zip")
    assert isinstance(refused, Skipped)
    assert refused.page == "pages.zip#a/0.html"
    assert refused.reason.startswith("damaged zip archive")
    assert isinstance(article, Article)


def test_a_fault_of_ours_is_counted() -> None:
    outcome = Outcome("corrupt", corrupt.ASKED, 1)
    said = "skipped a/b.csv#2: internal error: TypeError, please report\nskipped 3 more: damaged CSV: x\nTraceback (most recent"
    corrupt.count(outcome, "extract", said)
    assert outcome.counts == {"tracebacks": 1, "refusals": 2, "internal errors": 1}
    assert len(outcome.problems) == 2
