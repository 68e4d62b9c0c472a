"""Which articles are one text, which are reports of one event, and which only look alike."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from indexer.article import Article, Event
from indexer.check import problems
from indexer.engines import open_reader
from indexer.events import group, trace
from indexer.pipeline import update

WORDS = [
    "công",
    "đoàn",
    "trao",
    "quà",
    "đoàn",
    "viên",
    "công",
    "nhân",
    "hội",
    "nghị",
    "quận",
    "huyện",
    "chăm",
    "lo",
    "đời",
    "sống",
    "phong",
    "trào",
    "thi",
    "đua",
    "sản",
    "xuất",
    "nhà",
    "máy",
    "tổ",
    "chức",
    "hoạt",
    "động",
    "tháng",
    "năm",
    "lao",
    "động",
    "cán",
    "bộ",
    "cơ",
    "sở",
    "tuyên",
    "truyền",
    "pháp",
    "luật",
    "an",
    "toàn",
    "vệ",
    "sinh",
    "doanh",
    "nghiệp",
    "thành",
    "phố",
    "lãnh",
    "đạo",
]


def prose(seed: int, words: int = 220) -> str:
    """Text that no other seed gives."""
    chosen = random.Random(seed)
    return " ".join(chosen.choice(WORDS) for _ in range(words)) + "."


def article(identity: str, title: str, body: str, published: str | None = None, source: str = "") -> Article:
    return Article(
        id=identity,
        kind="article",
        title=title,
        body=body,
        published=published,
        source=source or None,
        page="x",
    )


def events(*articles: Article) -> set[tuple[str, ...]]:
    found = group({one.id: trace(one) for one in articles})
    return {event.articles for event in found.values()}


FIRE = (
    "Sáng 12/3, ông Lê Hữu Phước và bà Đoàn Thị Bích Ngà đến thăm gia đình anh Trịnh Bá Quyết ở xóm Cồn Sẻ, "
    "cùng đi có ông Vương Khắc Toàn. "
)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text.replace("công đoàn trao", "Công đoàn đã trao"),
        lambda text: "(Báo khác) " + text + " Theo báo bạn.",
        lambda text: text[: len(text) * 4 // 5],
        lambda text: re.sub(r" ", "  ", text),
    ],
    ids=["whole", "edited", "framed", "shortened", "spaced"],
)
def test_a_text_that_another_paper_prints_again_is_a_copy(change) -> None:  # type: ignore[no-untyped-def]
    text = prose(1)
    found = group(
        {
            one.id: trace(one)
            for one in (
                article("a", "Trao quà", text),
                article("b", "Báo khác trao quà", change(text)),
                article("c", "Khác", prose(2)),
            )
        }
    )
    assert set(found) == {"a", "b"}
    assert found["a"] == Event("a", ("a", "b"), ("b",))


def test_reports_of_one_event_in_other_words_stand_together_without_being_copies() -> None:
    found = group(
        {
            one.id: trace(one)
            for one in (
                article("a", "Thăm gia đình gặp nạn", FIRE + prose(3), "2024-03-12"),
                article(
                    "b", "Chia sẻ với người lao động", prose(4, 40) + " " + FIRE + prose(5), "2024-03-13"
                ),
                *(article(f"x{k}", "Tin khác", prose(10 + k), "2024-03-12") for k in range(4)),
            )
        }
    )
    assert set(found) == {"a", "b"}
    assert found["b"].copies == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # The same programme of another year, in nearly the same words.
        (
            ("Tết Sum vầy", "Sáng 20/1, " + prose(6), "2023-01-20"),
            ("Tết Sum vầy", "Sáng 3/2, " + prose(6), "2024-02-03"),
        ),
        # A table of prices of two days.
        (
            ("Giá vàng ngày 5/6", "Ngày 5/6: " + prose(7), "2024-06-05"),
            ("Giá vàng ngày 6/6", "Ngày 6/6: " + prose(7), "2024-06-06"),
        ),
        # A weekly column.
        (
            ("Xổ số 1/3", "Kết quả ngày 1/3 " + prose(8), None),
            ("Xổ số 8/3", "Kết quả ngày 8/3 " + prose(8), None),
        ),
        # The same people on another day.
        (
            ("Thăm", FIRE + prose(20), "2024-03-12"),
            ("Thăm", FIRE.replace("12/3", "2/9") + prose(21), "2024-09-02"),
        ),
    ],
    ids=["yearly", "prices", "column", "people"],
)
def test_articles_of_a_kind_do_not_fold(
    first: tuple[str, str, str | None], second: tuple[str, str, str | None]
) -> None:
    others = [article(f"x{k}", "Tin khác", prose(30 + k)) for k in range(4)]
    assert events(article("a", *first), article("b", *second), *others) == set()


def test_a_brief_is_no_report() -> None:
    brief = Article(id="b", kind="brief", title="Trao quà", lead=prose(1), page="x")
    assert trace(brief) == ""
    assert group({"a": trace(article("a", "Trao quà", prose(1))), "b": ""}) == {}


def test_any_order_of_the_articles_gives_the_same_events() -> None:
    articles = [article(f"a{k}", "Tin", prose(k // 2)) for k in range(20)]
    shuffled = random.Random(5).sample(articles, len(articles))
    assert events(*articles) == events(*shuffled)
    assert len(events(*articles)) == 10


def _write(corpus: Path, name: str, *articles: dict[str, str]) -> None:
    lines = (json.dumps(one, ensure_ascii=False) for one in articles)
    (corpus / name).write_text("\n".join(lines), encoding="utf-8")


def _events(index: Path) -> dict[str, Event | None]:
    with open_reader(index) as handle:
        reader = handle.reader()
        return {i: found.event for i in ("a", "b", "c") if (found := reader.article(i))}


def test_an_event_grows_and_shrinks_with_its_reports_and_keeps_its_id(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    text = prose(1)
    _write(corpus, "1.jsonl", {"id": "b", "title": "Trao quà", "body": text})
    update(corpus, index, jobs=1)
    assert _events(index) == {"b": None}

    _write(corpus, "2.jsonl", {"id": "a", "title": "Tặng quà", "body": text})
    report = update(corpus, index, jobs=1)
    assert (report.added, report.changed, report.unchanged) == (1, 0, 1)
    pair = Event("b", ("b", "a"), ("a",))
    assert _events(index) == {"a": pair, "b": pair}
    assert problems(corpus, index) == []

    _write(corpus, "3.jsonl", {"id": "c", "title": "Lại trao quà", "body": text})
    update(corpus, index, jobs=1)
    whole = Event("b", ("b", "a", "c"), ("a", "c"))
    assert _events(index) == {"a": whole, "b": whole, "c": whole}
    update(corpus, index, jobs=1, full=True)
    assert _events(index)["c"] == whole

    (corpus / "3.jsonl").unlink()
    update(corpus, index, jobs=1)
    assert _events(index) == {"a": pair, "b": pair}
    (corpus / "1.jsonl").unlink()
    update(corpus, index, jobs=1)
    assert _events(index) == {"a": None}
    assert problems(corpus, index) == []
