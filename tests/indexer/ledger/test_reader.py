"""The ledger's reader, from outside: sentences in, rows out."""

from __future__ import annotations

import gzip
import itertools
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.ledger import load, measure
from indexer.facets import annotate
from indexer.ledger import Figure, Honour, read, rows_of
from indexer.ledger.articles import sentences
from indexer.pages.page_reader import read_page

SHARED = Path(__file__).resolve().parents[4] / "shared"
NEWS = SHARED / "articles" / "news-45k.jsonl.gz"
SEEDS = SHARED / "seeds"


def figures(text: str) -> list[tuple[object, str, str, str]]:
    return [(row.value, row.measure, row.act, row.status) for row in read(text) if isinstance(row, Figure)]


def test_the_labelled_sentences_are_read_as_well_as_is_promised() -> None:
    tallies = measure(load())
    assert tallies["figures"].precision >= 0.95
    assert tallies["figures"].recall >= 0.85
    assert tallies["figures, closely"].precision >= 0.80
    assert tallies["figures, closely"].recall >= 0.72
    assert tallies["honours"].precision >= 0.85
    assert tallies["honours"].recall >= 0.75
    assert tallies["sentences without rows"].found <= 3


@pytest.mark.parametrize(
    "text",
    [
        "UBND huyện tặng 40 suất quà cho hộ nghèo.",
        "Công ty chi 5 tỷ đồng thưởng Tết cho 800 công nhân.",
        "Hội nghị đại biểu công đoàn khóa 8 họp ngày 12/5 tại nhà 25 phố Huế.",
        "Chưa kết nạp được 20 đoàn viên như đã hứa.",
        "Lương công nhân đạt 9 triệu đồng/tháng.",
        "Công đoàn đề nghị tặng Bằng khen cho 5 tập thể.",
        "Hàng nghìn đoàn viên được tặng quà trị giá hàng chục tỷ đồng.",
        "Doanh nghiệp có từ 25 lao động trở lên phải thành lập công đoàn.",
    ],
)
def test_what_is_no_row_gives_none(text: str) -> None:
    assert read(text) == []


def test_a_union_s_figure_stands_beside_another_body_s() -> None:
    assert figures("UBND xã tặng 40 suất quà, CĐCS tặng 25 suất quà.") == [(25, "gifts", "support", "done")]


def test_done_against_plan_gives_two_rows() -> None:
    assert figures("LĐLĐ quận kết nạp 640/600 đoàn viên.") == [
        (640, "members", "admit", "done"),
        (600, "members", "admit", "target"),
    ]


def test_one_title_for_two_kinds_of_recipients_gives_two_rows() -> None:
    rows = [
        row for row in read("LĐLĐ tỉnh tặng Giấy khen cho 9 tập thể, 14 cá nhân.") if isinstance(row, Honour)
    ]
    assert [(row.title, row.count, row.recipient_kind) for row in rows] == [
        ("Giấy khen", 9, "collective"),
        ("Giấy khen", 14, "person"),
    ]


def test_decomposed_letters_are_read_with_offsets_into_the_text_as_it_is() -> None:
    text = unicodedata.normalize("NFD", "Công đoàn trao gần 120 suất quà.")
    (row,) = read(text)
    assert text[row.start : row.end] == row.text
    assert unicodedata.normalize("NFC", row.text) == "gần 120 suất quà"


@given(st.text(alphabet='công đoàn tặg suấtquà1234567890.,/-% \n"(“;', max_size=120))
def test_any_text_gives_rows_whose_words_are_in_it(text: str) -> None:
    for row in read(text):
        assert text[row.start : row.end] == row.text


def test_a_dot_of_an_abbreviation_ends_no_sentence() -> None:
    text = "LĐLĐ TP. Hồ Chí Minh trao 20 suất quà. Sau đó đoàn ra về."
    assert next(text[a:b] for a, b in sentences(text)).endswith("20 suất quà.")


@pytest.mark.skipif(not NEWS.is_file(), reason="the articles of ../shared are not here")
def test_rows_of_real_news_are_words_of_their_sentences() -> None:
    with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
        for line in itertools.islice(lines, 0, None, 60):
            body = json.loads(line).get("body") or ""
            for start, end in sentences(body):
                for row in read(body[start:end]):
                    assert body[start:end][row.start : row.end] == row.text
                    if isinstance(row, Figure):
                        assert any(c.isdigit() for c in row.text) or row.value


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed pages of ../shared are not here")
def test_the_seed_pages_give_their_figures() -> None:
    found = set()
    for path in sorted(SEEDS.glob("*.txt")):
        for article in read_page(path):
            for placed in rows_of(annotate(article)):
                row = placed.row
                found.add(
                    (row.value, row.measure, row.status)
                    if isinstance(row, Figure)
                    else (row.title, row.count)
                )
                assert article.text(placed.field)[placed.start : placed.end] == row.text
    assert found >= {
        (1011, "members", "done"),
        (850, "members", "target"),
        (18, "unions", "done"),
        (17, "unions", "target"),
        (103, "members", "done"),
        (50, "collectives", "done"),
        (41, "individuals", "done"),
        (200_000_000, "money", "done"),
        ("Công nhân giỏi cấp ngành", 276),
        ("Công nhân giỏi Thủ đô", 18),
        (178, "individuals", "done"),
    }
