"""A file of many articles that changed is read where it is new: its other lines, rows, captures and files stay as they are."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from bench.reliability.file_samples import tarred, zipped
from indexer.article import Article
from indexer.corpus_manifest import CorpusManifest
from indexer.engines import open_reader
from indexer.engines.contract import EngineQuery
from indexer.pipeline import Report, update

TITLES = [f"Công đoàn cơ sở số {number} tổ chức hội nghị người lao động" for number in range(1, 5)]
BODY = "Hội nghị có đông đủ đại biểu của các phòng ban tham dự.\n\nLãnh đạo đơn vị trả lời mười hai ý kiến."


def record(title: str) -> dict[str, str]:
    return {"id": title[:22], "title": title, "body": f"{title}. {BODY}"}


def jsonl(titles: list[str]) -> bytes:
    return "".join(json.dumps(record(title), ensure_ascii=False) + "\n" for title in titles).encode()


def table(titles: list[str]) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["id", "title", "body"])
    rows.writerows(record(title).values() for title in titles)
    return text.getvalue().encode()


def array(titles: list[str]) -> bytes:
    return json.dumps([record(title) for title in titles]).encode()


def page(title: str) -> bytes:
    paragraphs = "".join(f"<p>{part}</p>" for part in f"{title}. {BODY}".split("\n\n"))
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><article><h1>{title}</h1>'
        f"{paragraphs * 3}</article></body></html>"
    ).encode()


def pages(titles: list[str]) -> dict[str, bytes]:
    return {f"{number}.html": page(title) for number, title in enumerate(titles)}


def warc(titles: list[str]) -> bytes:
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True)
    for number, title in enumerate(titles):
        for address, kind, data in (
            (f"https://bao.example/{number}.html", "text/html", page(title)),
            (f"https://bao.example/{number}.css", "text/css", b"p {}"),
        ):
            headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
            moment = {"WARC-Date": "2026-01-01T00:00:00Z"}
            entry = writer.create_warc_record(
                address, "response", io.BytesIO(data), http_headers=headers, warc_headers_dict=moment
            )
            writer.write_record(entry)
            entry.raw_stream.close()
    return file.getvalue()


KINDS: dict[str, Callable[[list[str]], bytes]] = {
    "a.jsonl": jsonl,
    "a.jsonl.gz": lambda titles: gzip.compress(jsonl(titles)),
    "a.csv": table,
    "a.json": array,
    "a.zip": lambda titles: zipped(pages(titles)),
    "a.tar.gz": lambda titles: tarred(pages(titles)),
    "a.warc.gz": warc,
}


class Corpus:
    """A file in a folder, and its index."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder / "corpus"
        self.folder.mkdir()
        self.index = folder / "index"
        self.name = name

    def update(self, titles: list[str], **options: bool) -> Report:
        (self.folder / self.name).write_bytes(KINDS[self.name](titles))
        return update(self.folder, self.index, jobs=1, **options)

    def articles(self) -> list[Article]:
        """The articles as the index holds them."""
        with open_reader(self.index) as handle:
            return sorted(handle.reader().scan(EngineQuery()), key=lambda article: article.title)

    def state(self) -> CorpusManifest:
        """What the index remembers of the file."""
        with open_reader(self.index) as handle:
            return CorpusManifest.from_bytes(handle.reader().state())


@pytest.fixture(params=KINDS)
def corpus(request: pytest.FixtureRequest, tmp_path: Path) -> Corpus:
    return Corpus(tmp_path, request.param)


def test_what_is_added_is_read_and_the_rest_is_not(corpus: Corpus) -> None:
    corpus.update(TITLES[:3])
    report = corpus.update(TITLES)
    assert (report.added, report.changed, report.removed, report.unchanged) == (1, 0, 0, 3)
    assert report.members_known == 3
    assert [article.title for article in corpus.articles()] == TITLES


def test_what_changed_and_what_is_gone_is_seen(corpus: Corpus) -> None:
    corpus.update(TITLES)
    changed = [TITLES[0], TITLES[1].replace("hội nghị", "tập huấn cho"), TITLES[2]]
    report = corpus.update(changed)
    assert report.members_known == 2
    assert report.removed + report.changed >= 1
    assert [article.title for article in corpus.articles()] == sorted(changed)


def test_the_index_is_as_if_all_had_been_read(corpus: Corpus) -> None:
    """The state too, so that a third update knows what it would after a full one."""
    corpus.update(TITLES[:2])
    corpus.update(TITLES[:3])
    corpus.update([TITLES[1], *TITLES[1:]])
    articles, state = corpus.articles(), corpus.state()
    corpus.update([TITLES[1], *TITLES[1:]], full=True)
    assert corpus.articles() == articles
    (page,), (whole,) = state.pages.values(), corpus.state().pages.values()
    assert (page.records, page.refused, page.members) == (whole.records, whole.refused, whole.members)


def test_a_known_article_that_is_needed_again_is_read_again(corpus: Corpus) -> None:
    """Its words come into question when another page holds the same article."""
    corpus.update(TITLES[:3])
    known = corpus.articles()[0]
    twin = {**record(TITLES[0]), "id": known.id, "body": known.body, "url": "https://khac.example/bai-1.html"}
    (corpus.folder / "b.jsonl").write_text(json.dumps(twin) + "\n")
    corpus.update(TITLES)
    article = corpus.articles()[0]
    assert "https://khac.example/bai-1.html" in (article.url, *article.urls)
    assert (article.id, article.body) == (known.id, known.body)


def test_what_was_refused_stays_named(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    file = corpus / "a.jsonl"
    file.write_bytes(jsonl(TITLES[:1]) + b'{"body": "no title"}\n' + jsonl(TITLES[1:2]))
    first = update(corpus, tmp_path / "index", jobs=1)
    file.write_bytes(file.read_bytes() + jsonl(TITLES[2:3]))
    second = update(corpus, tmp_path / "index", jobs=1)
    assert [where for where, _ in first.skipped] == ["corpus/a.jsonl#2"]
    assert second.skipped == first.skipped
    assert (second.added, second.members_known) == (1, 3)
