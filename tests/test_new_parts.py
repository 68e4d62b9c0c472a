"""What `ARCHITECTURE.md` promises to whoever adds a part: a format is a module and a row, an engine its package and a line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from indexer import engines
from indexer.article import Article
from indexer.check import problems
from indexer.engines import whoosh
from indexer.engines.protocols import Engine, EnginePackage, Writer
from indexer.pages import formats, read_page
from indexer.pages.article_draft import PageEntry
from indexer.pipeline import update
from search import Search

PAGES = {
    "a.parcel": "PARCEL Công đoàn Ba Đình thăm thợ mỏ\nCông đoàn quận Ba Đình thăm thợ mỏ về hưu năm 2021.",
    "b.parcel": "PARCEL Hội thao công nhân\nCông nhân ở Thanh Xuân thi kéo co.",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def parcels(monkeypatch: pytest.MonkeyPatch) -> None:
    """A format as somebody adds it: a module with `read`, and its row."""

    def read(path: Path, page: str) -> Iterator[PageEntry]:
        title, _, body = path.read_text().removeprefix("PARCEL ").partition("\n")
        yield Article(path.stem, "article", title, body=body, page=page)

    module = ModuleType("indexer.pages.formats.parcel")
    module.read = read  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    row = formats.Format("parcel", lambda head, name: head.startswith(b"PARCEL "))
    monkeypatch.setattr(formats, "FORMATS", (row, *formats.FORMATS))


@pytest.fixture
def cellar(monkeypatch: pytest.MonkeyPatch) -> str:
    """An engine as somebody adds it: a package with `PACKAGE`, and its line. It keeps its indexes in a folder below."""

    def open_reader(index: str | Path) -> Engine:
        return whoosh.PACKAGE.open_reader(Path(index) / "cellar")

    def open_writer(index: str | Path, *, full: bool = False) -> Writer[object]:
        return whoosh.PACKAGE.open_writer(Path(index) / "cellar", full=full)

    def check(index: str | Path) -> list[str]:
        return whoosh.PACKAGE.check(Path(index) / "cellar")

    module = ModuleType("cellar")
    module.PACKAGE = EnginePackage(open_reader, open_writer, check)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "cellar", module)
    monkeypatch.setitem(engines.ENGINES, "cellar", "cellar")
    return "cellar"


def titles(search: Search, q: str) -> list[str]:
    return [hit.article.title for hit in search.search(q).hits]


@pytest.mark.usefixtures("parcels")
def test_a_new_format_is_read_from_page_to_answer(corpus: Path, tmp_path: Path) -> None:
    (entry,) = read_page(corpus / "a.parcel")
    assert isinstance(entry, Article)
    update(corpus, tmp_path / "index", jobs=1)
    search = Search.open(tmp_path / "index")
    assert titles(search, "thợ mỏ") == ["Công đoàn Ba Đình thăm thợ mỏ"]
    assert [row.value for row in search.search("thợ mỏ").facets["district"]] == ["ba-dinh"]


@pytest.mark.usefixtures("parcels")
def test_a_new_engine_keeps_updates_and_checks_an_index(corpus: Path, tmp_path: Path, cellar: str) -> None:
    index = tmp_path / "index"
    assert update(corpus, index, engine=cellar, jobs=1).added == 2
    assert (index / "cellar").is_dir()
    search = Search.open(index, engine=cellar)
    assert titles(search, "keo co") == ["Hội thao công nhân"]
    (corpus / "b.parcel").unlink()
    assert update(corpus, index, engine=cellar, jobs=1).removed == 1
    assert titles(search, "keo co") == []
    assert problems(corpus, index, engine=cellar) == []
