"""A corpus becomes an index and stays in step with it: only what changed is read and indexed again."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.check import problems
from indexer.engines import open_reader
from indexer.errors import PageError
from indexer.pipeline import Report, update

LEAD = "(TCĐ) Liên đoàn Lao động quận {district} vừa tổ chức tập huấn cho cán bộ công đoàn cơ sở năm 2021."
BODY = "Lớp tập huấn thu hút đông đảo cán bộ công đoàn trên địa bàn quận {district}.\n\nHọc viên trao đổi sôi nổi."


def page(title: str, district: str = "Thanh Xuân", teaser: str = "") -> str:
    text = (
        f"{title}\n\n{LEAD.format(district=district)}\n\n{BODY.format(district=district)}\n\nBan Biên tập\n"
    )
    if teaser:
        text += f"\nTin khác\n\n{teaser}\n\n{teaser}\n\n{LEAD.format(district='Đống Đa')}\nXem thêm\nPhiên bản di động\n"
    return text


class Corpus:
    """A corpus in a temporary folder, with its index beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "corpus"
        self.folder.mkdir()
        self.index = folder / "index"

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def update(self, **options: bool) -> Report:
        return update(self.folder, self.index, jobs=1, **options)

    def articles(self) -> dict[str, Article]:
        """The articles by title, without the moments at which the index took them."""
        with open_reader(self.index) as handle:
            reader = handle.reader()
            from indexer.engines.contract import EngineQuery

            found = reader.scan(EngineQuery())
            return {article.title: replace(article, added=None, changed=None) for article in found}


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus = Corpus(tmp_path)
    corpus.write("a.txt", page("Tập huấn cán bộ công đoàn ở Thanh Xuân"))
    corpus.write("b.txt", page("Nâng cao kỹ năng cho cán bộ công đoàn Hoàng Mai", "Hoàng Mai"))
    return corpus


def test_pages_become_documents_with_facets(corpus: Corpus) -> None:
    report = corpus.update()
    assert (report.added, report.articles, report.skipped) == (2, 2, [])
    article = corpus.articles()["Tập huấn cán bộ công đoàn ở Thanh Xuân"]
    assert [district.value for district in article.districts] == ["thanh-xuan"]
    assert article.page == "corpus/a.txt"


def test_indexing_twice_changes_nothing(corpus: Corpus) -> None:
    corpus.update()
    with open_reader(corpus.index) as handle:
        before = handle.reader().generation
    report = corpus.update()
    with open_reader(corpus.index) as handle:
        assert handle.reader().generation == before
    assert (report.added, report.changed, report.removed, report.unchanged, report.pages_read) == (
        0,
        0,
        0,
        2,
        0,
    )


def test_touching_a_page_reads_it_again_and_changes_nothing(corpus: Corpus) -> None:
    corpus.update()
    os.utime(corpus.folder / "a.txt", (1, 1))
    report = corpus.update()
    assert (report.pages_read, report.changed, report.unchanged) == (1, 0, 2)


def test_a_changed_page_replaces_its_article(corpus: Corpus) -> None:
    corpus.update()
    corpus.write("a.txt", page("Tập huấn cán bộ công đoàn ở Thanh Xuân").replace("sôi nổi", "thẳng thắn"))
    report = corpus.update()
    assert (report.added, report.changed, report.removed) == (0, 1, 0)
    assert "thẳng thắn" in corpus.articles()["Tập huấn cán bộ công đoàn ở Thanh Xuân"].body


def test_a_deleted_page_takes_its_article_with_it(corpus: Corpus) -> None:
    corpus.update()
    (corpus.folder / "a.txt").unlink()
    report = corpus.update()
    assert (report.removed, report.articles) == (1, 1)
    assert list(corpus.articles()) == ["Nâng cao kỹ năng cho cán bộ công đoàn Hoàng Mai"]


def test_a_brief_gives_way_to_its_article_and_comes_back_without_it(corpus: Corpus) -> None:
    title = "Công đoàn quận Đống Đa bồi dưỡng nghiệp vụ"
    corpus.write("a.txt", page("Tập huấn cán bộ công đoàn ở Thanh Xuân", teaser=title))
    corpus.write("b.txt", page("Nâng cao kỹ năng cho cán bộ công đoàn Hoàng Mai", "Hoàng Mai", teaser=title))
    corpus.update()
    assert corpus.articles()[title].kind == "brief"
    corpus.write("c.txt", page(title, "Đống Đa"))
    report = corpus.update()
    assert (report.added, report.changed) == (0, 1)
    assert corpus.articles()[title].kind == "article"
    (corpus.folder / "c.txt").unlink()
    report = corpus.update()
    assert (report.changed, report.removed) == (1, 0)
    assert corpus.articles()[title].kind == "brief"


def test_pages_that_are_no_articles_are_named_and_stop_nothing(corpus: Corpus) -> None:
    corpus.write("empty.txt", "")
    (corpus.folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    report = corpus.update()
    assert report.added == 2
    assert {name for name, _ in report.skipped} == {"corpus/empty.txt", "corpus/binary.txt"}
    assert all(reason for _, reason in report.skipped)
    assert corpus.update().skipped == report.skipped


def test_an_unreadable_page_keeps_the_article_it_gave(corpus: Corpus, tmp_path: Path) -> None:
    (corpus.folder / "a.txt").rename(tmp_path / "elsewhere.txt")
    (corpus.folder / "a.txt").symlink_to(tmp_path / "elsewhere.txt")
    corpus.update()
    (tmp_path / "elsewhere.txt").unlink()
    report = corpus.update()
    assert report.removed == 0
    assert report.skipped == [("corpus/a.txt", "link that leads nowhere")]
    assert len(corpus.articles()) == 2


def test_an_empty_corpus_is_refused_and_the_index_kept(corpus: Corpus) -> None:
    corpus.update()
    for file in corpus.folder.iterdir():
        file.unlink()
    with pytest.raises(PageError, match="no pages"):
        corpus.update()
    assert len(corpus.articles()) == 2


def test_a_gzipped_jsonl_file_is_read_line_by_line(tmp_path: Path) -> None:
    lines = [
        {"id": f"n{n}", "title": f"Bản tin số {n}", "body": f"Công đoàn cơ sở thứ {n} họp."}
        for n in range(3000)
    ]
    source = tmp_path / "news.jsonl.gz"
    source.write_bytes(gzip.compress("\n".join(json.dumps(line) for line in lines).encode()))
    one, two = tmp_path / "one", tmp_path / "two"
    report = update(source, one, jobs=1)
    assert report.added == 3000
    assert update(source, two, jobs=2).added == 3000
    with open_reader(one) as first, open_reader(two) as second:
        for document in ("n0", "n1500", "n2999"):
            one_way, other = first.reader().article(document), second.reader().article(document)
            assert replace(one_way, added=None, changed=None) == replace(other, added=None, changed=None)


def test_check_agrees_after_an_update_and_names_what_differs(corpus: Corpus) -> None:
    corpus.update()
    assert problems(corpus.folder, corpus.index) == []
    corpus.write("c.txt", page("Trang mới chưa có trong chỉ mục"))
    (corpus.folder / "b.txt").unlink()
    assert problems(corpus.folder, corpus.index) == [
        "corpus/c.txt: not in the index yet",
        "corpus/b.txt: in the index, but no longer in the corpus",
    ]


def test_a_full_build_gives_the_same_documents(corpus: Corpus) -> None:
    corpus.update()
    before = corpus.articles()
    report = corpus.update(full=True)
    assert report.rebuilt
    assert corpus.articles() == before


def test_a_damaged_index_is_mended_from_the_corpus(corpus: Corpus) -> None:
    corpus.update()
    before = corpus.articles()
    for file in corpus.index.glob("*.arrays"):
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    assert problems(corpus.folder, corpus.index)
    report = corpus.update()
    assert report.rebuilt
    assert corpus.articles() == before
    assert problems(corpus.folder, corpus.index) == []
