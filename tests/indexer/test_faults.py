"""A fault stays in the page or record that caused it; everything else is indexed, and the summary names it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from indexer import page_spool, pipeline
from indexer.article import Article
from indexer.engines import open_reader
from indexer.guard import ARTICLE_CHARACTERS, Refusal, guard
from indexer.pages import Skipped, read_page
from search import Search

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str | bytes | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "run.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        text=True,
        errors="replace",
        capture_output=True,
        timeout=300,
    )


def record(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"bai-{number}",
        "title": f"Công đoàn tặng quà đợt {number}",
        "body": "Đoàn viên nhận quà tại nhà văn hóa.",
        **fields,
    }


def write(folder: Path, *records: dict[str, Any], name: str = "news.jsonl") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return folder


def ids(index: Path) -> set[str]:
    search = Search.open(index)
    try:
        return {hit.article.id for hit in search.search("", size=100).hits}
    finally:
        search.close()


BAD_IDS = {
    "a lone surrogate": "x\ud800y",
    "the other half": "\udcff",
    "NUL": "a\x00b",
    "escape": "a\x1bb",
}


@pytest.mark.parametrize("kind", BAD_IDS)
def test_an_id_that_is_no_text_is_refused_alone(tmp_path: Path, kind: str) -> None:
    corpus = write(tmp_path / "pages", record(1), {**record(2), "id": BAD_IDS[kind]}, record(3))
    done = run("index", "--corpus", corpus, "--index", tmp_path / "index")
    assert "Traceback" not in done.stderr
    assert "news.jsonl#2" in done.stderr
    assert "id" in done.stderr
    assert ids(tmp_path / "index") == {"bai-1", "bai-3"}


BAD_TEXTS = {
    "title": "Công đoàn \ud83d tặng quà",
    "lead": "Sapô \udfff cụt",
    "body": "Thân \ud800 bài\x00 có chữ",
    "author": "Lê \ud801 Hà",
    "source": "Báo \udc00",
    "url": "https://vi-du.vn/\ud800",
    "districts": ["thanh-xuan", "a\ud800"],
    "campaigns": [{"value": "x\udfff", "label": "Y\ud800"}],
    "captions": ["Ảnh \ud800"],
    "related": ["Bài \udc01"],
    "facets": {"nganh\ud800": ["dệt\udfff"]},
    "unknown\ud800": "x",
}


@pytest.mark.parametrize("field", BAD_TEXTS)
def test_text_that_is_no_unicode_is_made_so(tmp_path: Path, field: str) -> None:
    corpus = write(tmp_path / "pages", record(1), record(2, **{field: BAD_TEXTS[field]}))
    done = run("index", "--corpus", corpus, "--index", tmp_path / "index")
    assert done.returncode == 0, done.stderr
    assert ids(tmp_path / "index") == {"bai-1", "bai-2"}
    assert run("extract", corpus).returncode == 0


def test_surrogates_that_are_a_pair_are_one_letter(tmp_path: Path) -> None:
    corpus = write(tmp_path / "pages", record(1, title="Vui \ud83d\ude00 Tết"))
    (article,) = read_page(corpus / "news.jsonl")
    assert isinstance(article, Article)
    assert article.title == "Vui 😀 Tết"


@pytest.mark.parametrize("name", [b"b\xe0i.txt", b"\xff\xfe.jsonl", b"C\xf4ng \xf0o\xe0n.html"])
def test_a_file_name_that_is_no_utf8_is_read_and_shown(tmp_path: Path, name: bytes) -> None:
    corpus = write(tmp_path / "pages", record(1))
    page = (
        "<html><body><h1>Công đoàn thăm hỏi</h1>"
        + "<p>Sáng nay công đoàn thăm hỏi đoàn viên ốm đau tại nhà.</p>" * 5
    )
    text = json.dumps(record(2)) if name.endswith(b".jsonl") else page + "</body></html>"
    Path(os.fsdecode(os.fsencode(corpus) + b"/" + name)).write_text(text, encoding="utf-8")
    done = run("index", "--corpus", corpus, "--index", tmp_path / "index")
    assert "Traceback" not in done.stderr
    assert len(ids(tmp_path / "index")) + done.stderr.count("skipped") == 2
    assert run("check", "--corpus", corpus, "--index", tmp_path / "index").returncode == 0
    assert "Traceback" not in run("extract", corpus).stderr


def test_a_query_that_is_no_utf8_is_answered(tmp_path: Path) -> None:
    corpus = write(tmp_path / "pages", record(1))
    pipeline.update(corpus, tmp_path / "index", jobs=1)
    done = run("search", "--json", "--index", tmp_path / "index", "tặng ".encode() + b"\xff\xfe")
    assert "Traceback" not in done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x", "http:", "//a.vn"]
)
def test_an_address_that_is_no_web_address_is_dropped(tmp_path: Path, url: str) -> None:
    (article,) = read_page(write(tmp_path / "pages", record(1, url=url)) / "news.jsonl")
    assert isinstance(article, Article)
    assert article.url is None


def _spoil(monkeypatch: pytest.MonkeyPatch, action: Any) -> None:
    """Let annotation of one article do `action`."""
    annotate = page_spool.annotate

    def spoilt(article: Article, *rest: Any) -> Article:
        if article.id == "bai-7":
            action()
        return annotate(article, *rest)

    monkeypatch.setattr(page_spool, "annotate", spoilt)


def _loop() -> None:
    while True:
        pass


FAULTS = {
    "an error": lambda: [][1],
    "a deep recursion": lambda: (_ for _ in ()).throw(RecursionError()),
    "no memory": lambda: (_ for _ in ()).throw(MemoryError()),
    "an endless loop": _loop,
}


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_a_record_raises_is_its_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str, jobs: int
) -> None:
    monkeypatch.setenv("TCD_PAGE_SECONDS", "0.5")
    monkeypatch.setattr(pipeline, "SMALL_UPDATE", 0)
    _spoil(monkeypatch, FAULTS[fault])
    corpus = write(tmp_path / "pages", *map(record, range(20)))
    write(corpus, record(30), name="other.jsonl")
    report = pipeline.update(corpus, tmp_path / "index", jobs=jobs)
    assert len(ids(tmp_path / "index")) == 20
    ((page, reason),) = report.skipped
    assert page.endswith("news.jsonl#8")
    assert reason


def test_a_process_that_dies_costs_its_page_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "SMALL_UPDATE", 0)
    parent = os.getpid()
    _spoil(monkeypatch, lambda: os.getpid() != parent and os.kill(os.getpid(), signal.SIGKILL))
    corpus = tmp_path / "pages"
    for number in range(20):
        write(corpus, record(number), name=f"{number:02}.jsonl")
    report = pipeline.update(corpus, tmp_path / "index", jobs=2)
    assert len(ids(tmp_path / "index")) == 19
    assert [page for page, _ in report.faults] == ["pages/07.jsonl"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_document_that_cannot_be_analysed_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    from indexer.engines.whoosh.build import Builder

    monkeypatch.setattr(pipeline, "SMALL_UPDATE", 0)
    whole = Builder.__call__

    def spoilt(self: Builder, articles: Any) -> Any:
        if any(article.id == "bai-7" for article in articles):
            raise ValueError("no")
        return whole(self, articles)

    monkeypatch.setattr(Builder, "__call__", spoilt)
    corpus = write(tmp_path / "pages", *map(record, range(20)))
    report = pipeline.update(corpus, tmp_path / "index", jobs=jobs)
    assert "bai-7" not in ids(tmp_path / "index")
    assert len(report.faults) == 1


def test_time_is_counted_in_processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TCD_PAGE_SECONDS", "0.2")
    with pytest.raises(Refusal, match="processor time"):
        guard(_loop)
    guard(time.sleep, 0.4)  # waiting is no work


def test_faults_end_with_exit_status_1(tmp_path: Path) -> None:
    corpus = tmp_path / "pages"
    corpus.mkdir()
    (corpus / "slow.txt").write_text(
        "Theo báo\n" + "Công đoàn tặng quà cho đoàn viên. " * 20_000, encoding="utf-8"
    )
    write(corpus, record(1))
    done = run("index", "--corpus", corpus, "--index", tmp_path / "index", TCD_PAGE_SECONDS="0.001")
    assert done.returncode == 1
    assert "processor time" in done.stderr
    with open_reader(tmp_path / "index") as handle:
        assert handle.reader().document_count >= 0


@pytest.mark.parametrize("field", ["title", "lead", "body", "captions"])
def test_an_article_longer_than_any_is_refused_and_its_neighbours_stay(tmp_path: Path, field: str) -> None:
    words = "công đoàn " * (ARTICLE_CHARACTERS // 10 + 1)
    huge = {"id": "to", "title": "Dài", "body": "Bài dài."} | {
        field: [words] if field == "captions" else words
    }
    small = {"id": "nho", "title": "Ngắn", "body": "Bài ngắn."}
    page = tmp_path / "a.jsonl"
    page.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in (huge, small)))
    refused, kept = read_page(page)
    assert isinstance(refused, Skipped)
    assert f"at most {ARTICLE_CHARACTERS:,}" in refused.reason
    assert isinstance(kept, Article)
    assert kept.id == "nho"


def test_a_long_id_is_refused_rather_than_cut_to_anothers(tmp_path: Path) -> None:
    page = tmp_path / "a.jsonl"
    page.write_text(
        "\n".join(json.dumps({"id": "x" * 200 + end, "title": "T", "body": "B"}) for end in ("", "1", "2"))
    )
    first, *others = read_page(page)
    assert isinstance(first, Article)
    assert all(isinstance(one, Skipped) and "at most 200" in one.reason for one in others)


def _spin(seconds: float) -> str:
    begun = time.thread_time()
    while time.thread_time() < begun + seconds:
        pass
    return "done"


def _in_thread(function: Callable[[], str]) -> str:
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(function).result()


@pytest.mark.parametrize("where", ["main", "thread"])
@pytest.mark.parametrize("parts", ["one", "part within a whole", "many parts"])
def test_the_budget_holds_in_every_thread_and_for_parts_together(
    where: str, parts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TCD_PAGE_SECONDS", "0.3")
    work: dict[str, Callable[[], str]] = {
        "one": lambda: guard(_spin, 30),
        "part within a whole": lambda: guard(lambda: guard(_spin, 30)),
        "many parts": lambda: guard(lambda: "".join([guard(_spin, 0.1) for _ in range(100)])),
    }
    begun = time.process_time()
    with pytest.raises(Refusal, match="took more than"):
        work[parts]() if where == "main" else _in_thread(work[parts])
    assert time.process_time() - begun < 5
    assert (_in_thread if where == "thread" else lambda f: f())(lambda: guard(_spin, 0.01)) == "done"
