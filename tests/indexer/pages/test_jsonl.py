"""JSONL files: every good line an Article, every bad line named with its number, nothing in memory at once."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.article import Article, FacetValue
from indexer.pages import Skipped, read_page

GOOD = {
    "id": "a1",
    "title": "Công đoàn trao nhà",
    "lead": "Hai mái ấm được trao.",
    "body": "Đoạn một.\n\nĐoạn hai.",
}


def lines(*records: object) -> str:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records)


def test_what_a_line_states_is_kept(read: Callable[..., list]) -> None:
    record = GOOD | {
        "url": "https://vi.example/1",
        "published": "2024-03-08T07:00:00+07:00",
        "author": "Hà An",
        "source": "Báo Thử",
        "kind": "brief",
        "districts": ["ba-dinh", {"value": "dong-da", "label": "Đống Đa"}],
        "campaigns": [{"value": "x-y", "label": "X – Y"}],
        "captions": ["Ảnh một"],
        "unknown": 1,
    }
    (found,) = read(lines(record), "a.jsonl")
    assert found == Article(
        id="a1",
        kind="brief",
        title=GOOD["title"],
        lead=GOOD["lead"],
        body=GOOD["body"],
        author="Hà An",
        source="Báo Thử",
        url="https://vi.example/1",
        page="a.jsonl#1",
        published="2024-03-08T07:00:00+07:00",
        districts=(FacetValue("ba-dinh", "Ba Đình"), FacetValue("dong-da", "Đống Đa")),
        campaigns=(FacetValue("x-y", "X – Y"),),
        captions=("Ảnh một",),
        facets={"unknown": (FacetValue("1", "1"),)},
    )


def test_an_article_survives_its_own_json(read: Callable[..., list]) -> None:
    (found,) = read(lines(GOOD), "a.jsonl")
    (again,) = read(lines(found.to_dict()), "a.jsonl")
    assert again == found


def test_without_an_id_it_gets_one(read: Callable[..., list]) -> None:
    plain = {k: v for k, v in GOOD.items() if k != "id"}
    first, second, numbered = read(lines(plain, plain | {"lead": "Khác hẳn."}, GOOD | {"id": 17}), "a.jsonl")
    assert len(first.id) == 12
    assert first.id != second.id
    assert numbered.id == "17"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ('"chuỗi"', "not a JSON object"),
        ('{"body": "Không có tiêu đề."}', "no title"),
        ('{"title": "  "}', "no lead and no body"),
        ('{"title": "Chỉ có tiêu đề"}', "no lead and no body"),
        ('{"title": 5, "body": "Chữ."}', "no title"),
        ("[" * 100_000, "not JSON"),
        ('{"title": "\\ud800", "body": "\\udfff"}', "no title"),
    ],
)
def test_a_bad_line_is_named_and_the_next_is_read(read: Callable[..., list], line: str, words: str) -> None:
    bad, good = read(f"{line}\n\n{lines(GOOD)}\n", "a.jsonl")
    assert isinstance(bad, Skipped)
    assert bad.page == "a.jsonl#1"
    assert words in bad.reason
    assert good.page == "a.jsonl#3"


def test_a_blank_title_is_none_and_the_text_names_the_article(read: Callable[..., list]) -> None:
    body = "Đoàn viên công đoàn cơ sở phường vui Tết sum vầy cùng gia đình. Ai cũng có quà, có lời chúc, có hoa đào."
    bare, led = read(
        lines({"title": " ", "body": body}, {"title": "", "lead": "Vui Tết.", "body": body}), "a.jsonl"
    )
    assert (bare.title, led.title) == ("", "")
    assert bare.heading == "Đoàn viên công đoàn cơ sở phường vui Tết sum vầy cùng gia đình. Ai cũng có quà, …"
    assert led.heading == "Vui Tết."


def test_bytes_that_are_no_utf8_are_named(read: Callable[..., list]) -> None:
    bad, good = read(b'{"title": "\xff\xfe", "body": "x"}\n' + lines(GOOD).encode(), "a.jsonl")
    assert "not JSON" in bad.reason
    assert good.id == "a1"


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.ndjson.gz", "A.JSONL.GZ"])
def test_gzip_is_read_as_it_is(read: Callable[..., list], name: str) -> None:
    assert [record.id for record in read(gzip.compress(lines(GOOD, GOOD | {"id": "a2"}).encode()), name)] == [
        "a1",
        "a2",
    ]


def test_a_damaged_gzip_gives_what_it_can_and_says_so(read: Callable[..., list]) -> None:
    packed = gzip.compress(
        "\n".join(lines(GOOD | {"id": str(i), "body": f"{i * 7919}"}) for i in range(5000)).encode()
    )
    found = read(packed[: len(packed) // 2], "a.jsonl.gz")
    assert isinstance(found[-1], Skipped)
    assert "gzip" in found[-1].reason
    assert all(isinstance(record, Article) for record in found[:-1])


def test_a_line_without_end_is_passed_over(read: Callable[..., list]) -> None:
    found = read('{"title": "' + "x" * (5 * 2**20) + '"}\n' + lines(GOOD), "a.jsonl")
    assert [type(record) for record in found] == [Skipped, Article]
    assert "too long" in found[0].reason


def test_markup_in_a_line_is_removed_and_comparisons_stay(read: Callable[..., list]) -> None:
    (found,) = read(
        lines(
            GOOD
            | {"title": "Thưởng <b>Tết</b>", "body": "Lương &lt; 5 triệu, 3 < 5.<br/>Hết<script>x</script>"}
        ),
        "a.jsonl",
    )
    assert found.title == "Thưởng Tết"
    assert "3 < 5." in found.body
    assert "<br" not in found.body
    assert "script" not in found.body


def test_impossible_dates_are_none(read: Callable[..., list]) -> None:
    found = read(
        lines(
            GOOD | {"published": "hôm qua"},
            GOOD | {"published": "2024-02-31"},
            GOOD | {"published": 20240101},
        ),
        "a.jsonl",
    )
    assert [record.published for record in found] == [None, None, None]


def test_a_file_of_real_articles(shared: Path) -> None:
    path = shared / "articles" / "news-45k.jsonl.gz"
    articles = read_page(path, name="n")
    first = [next(articles) for _ in range(200)]
    assert all(isinstance(record, Article) and record.lead and record.body for record in first)
    assert [record.page for record in first[:2]] == ["n#1", "n#2"]  # type: ignore[union-attr]
