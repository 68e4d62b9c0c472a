"""What holds for every page: reading never raises, gives no markup, and understands its own text again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import layouts
import pytest
from dumps import BODY, FOOT, LEAD, PLAIN, TITLE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import Article
from indexer.pages import Skipped, read_page
from indexer.pages.article_draft import ArticleDraft
from indexer.pages.boilerplate import classify, split_sign
from indexer.pages.byline import read_byline
from indexer.pages.dump import read_dump
from indexer.pages.html import read_html
from indexer.pages.related_links import split_titles
from indexer.pages.stated_date import parse_stated, split_date

QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
TAG = re.compile(r"</?(?:p|div|b|i|a|span|h1|script|table|td|img|br)\b[^>]*>", re.IGNORECASE)

LETTERS = st.sampled_from(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạ AĐÊ.,:;!?“”()-–/0123456789\n\n\t<>&\u200b\u00a0\ufeff"
)
MESS = st.text(LETTERS, max_size=400) | st.text(max_size=200)
PIECES = st.lists(
    st.sampled_from(
        [TITLE, f"(LĐTĐ) {LEAD}", LEAD, *BODY, "Minh Khuê", "Đ.L", "-->", "M", "11/02/2021 14:01", "Công đoàn quận:", "5320 img 0932",
         "Nên xem", "Tin khác", "Xem thêm", "Nguồn :", "Hiệu quả bước đầu", "Bài và ảnh: Lê Thắm", FOOT, "Ảnh: B.D", "2021", "<p>", "</div>"]
    )
    | MESS,
    max_size=14,
)  # fmt: skip


def fields(article: Article) -> Iterable[str]:
    return [
        article.title,
        article.kicker or "",
        article.lead or "",
        article.author or "",
        *article.captions,
        *article.related,
        article.body,
    ]


def parts_of(text: str) -> ArticleDraft | None:
    found = read_dump(text)
    return found if isinstance(found, ArticleDraft) else None


@QUICK
@given(
    st.lists(st.binary(max_size=300), max_size=3),
    st.sampled_from(["p.txt", "p.html", "p.jsonl", "p.txt.gz", "p"]),
)
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, chunks: list[bytes], name: str
) -> None:
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(b"\n".join(chunks))
    for found in read_page(path):
        assert isinstance(found, Article) or (isinstance(found, Skipped) and found.reason)


@QUICK
@given(PIECES, st.sampled_from(["\n", "\n\n", "\r\n"]), st.sampled_from(["utf-8", "utf-16", "cp1258"]))
def test_any_dump_gives_clean_fields(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], gap: str, encoding: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "p.txt"
    path.write_bytes(gap.join(pieces).encode(encoding, "ignore"))
    for found in read_page(path, name="p"):
        if isinstance(found, Article):
            assert found.title
            assert found.lead or found.body
            for text in fields(found):
                assert text == text.strip()
                assert not re.search(r"[\r\t\u200b\ufeff\u00a0]|  ", text)
            assert all(found.body.split("\n\n")) or not found.body


@QUICK
@given(st.sampled_from(list(layouts.LAYOUTS.values())), st.lists(st.tuples(st.floats(0, 1), st.sampled_from(
    ["<div>", "</div>", "</p>", "<p>", "<", ">", "&", "<!--", "-->", "<script>", "</script>", "<table>", "</table></td>", "\0", "]]>", "<b", "'\""])), max_size=6),
    st.floats(0.2, 1))  # fmt: skip
def test_broken_html_never_raises_and_gives_no_markup(
    page: str, breaks: list[tuple[float, str]], share: float
) -> None:
    for place, mark in breaks:
        at = int(place * len(page))
        page = page[:at] + mark + page[at:]
    found = read_html(page[: int(share * len(page))])
    if isinstance(found, ArticleDraft):
        assert found.title
        for text in (found.title, found.lead or "", *found.paragraphs):
            assert not TAG.search(text) or "&lt;" in page or "<" in "".join(mark for _, mark in breaks)


def as_dump(found: ArticleDraft) -> str:
    """A dump of what was read, as the newspaper would show it."""
    sign = "(LĐTĐ) " if found.lead else ""
    kicker = [f"{found.kicker}:"] if found.kicker else []
    return "\n\n".join(
        [
            *kicker,
            found.title,
            sign + (found.lead or ""),
            *found.paragraphs,
            *([found.author] if found.author else []),
        ]
    )


@settings(QUICK, max_examples=150)
@given(PIECES, st.sampled_from(["\n", "\n\n"]))
def test_what_was_read_reads_the_same_again(pieces: list[str], gap: str) -> None:
    first = parts_of(gap.join([TITLE, f"(LĐTĐ) {LEAD}", *pieces]))
    if first is None or not first.paragraphs:
        return
    again = parts_of(as_dump(first))
    assert again is not None
    assert (again.title, again.lead) == (first.title, first.lead)
    # without the links that stood under the lead, a heading there may be taken for one
    assert list(dict.fromkeys([*again.related, *again.paragraphs])) == list(dict.fromkeys(first.paragraphs))


@pytest.mark.parametrize("seed", ["000", "001", "002", "003", "004"])
def test_a_real_page_reads_the_same_again(seeds: Path, seed: str) -> None:
    first = parts_of(next(seeds.glob(f"{seed}_*")).read_text(encoding="utf-8"))
    assert first is not None
    again = parts_of(as_dump(first))
    assert again is not None
    assert (again.title, again.kicker, again.lead, again.author) == (
        first.title,
        first.kicker,
        first.lead,
        first.author,
    )
    assert again.paragraphs == first.paragraphs


@pytest.mark.parametrize("name", list(layouts.LAYOUTS))
def test_html_and_its_dump_agree(name: str) -> None:
    first = read_html(layouts.LAYOUTS[name])
    assert isinstance(first, ArticleDraft)
    again = parts_of(as_dump(first))
    assert again is not None
    assert (again.title, again.lead, again.author) == (first.title, first.lead, first.author)
    assert again.paragraphs == first.paragraphs


@QUICK
@given(MESS)
def test_the_small_readers_never_raise(text: str) -> None:
    line = " ".join(text.split())
    classify(line)
    parse_stated(line)
    lead, _ = split_sign(line)
    assert line.endswith(lead)
    assert split_sign(lead)[0] == lead
    stated, rest = split_date(line)
    assert stated is None or len(stated) >= 10
    assert len(rest) <= len(line)
    if line:
        assert " ".join(split_titles(line)) == line
        name = read_byline(line)
        assert name is None or name in line


def test_the_same_page_twice_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PLAIN, encoding="utf-8")
    assert list(read_page(tmp_path / "a.txt")) == list(read_page(tmp_path / "a.txt"))
