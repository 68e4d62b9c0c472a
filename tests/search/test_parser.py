"""The query language: what is a sign and what is text, and that nothing typed ever fails."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.contract import And, Not, Or
from indexer.guard import valid
from search import Search
from search.parse.query import MAX_CHARACTERS, parse
from search.parse.query_tree import Clause, Parsed, Text
from search.parse.typed_dates import iso_date


def shape(clause: Clause) -> str:
    """A tree as text: [words], "phrase", prefix*, +(all), |(any), -(without)."""
    if isinstance(clause, Text):
        text = {"words": f"[{clause.text}]", "phrase": f'"{clause.text}"', "prefix": f"{clause.text}*"}
        return ",".join(clause.fields) + (":" if clause.fields else "") + text[clause.kind]
    if isinstance(clause, Not):
        return f"-{shape(clause.child)}"
    sign = "|" if isinstance(clause, Or) else "+"
    return f"{sign}({' '.join(map(shape, clause.children))})"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("công đoàn cơ sở", "+([công đoàn cơ sở])"),
        ('công "đoàn viên" mới', '+([công] "đoàn viên" [mới])'),
        ("a -b c", "+([a] -[b] [c])"),
        ("Giỏi việc nước - Đảm việc nhà", "+([Giỏi việc nước Đảm việc nhà])"),
        ("02-NQ/TW", "+([02-NQ/TW])"),
        ("Su -57", "+([Su -57])"),
        ('-"a b"', '+(-"a b")'),
        ("-(a OR b)", "+(-|([a] [b]))"),
        ("a OR b c", "+(|([a] [b c]))"),
        ("(a OR b) c", "+(|([a] [b]) [c])"),
        ("a or b", "+([a or b])"),
        ("a HOẶC b VÀ c", "+(|([a] [b c]))"),
        ("a OR OR b", "+(|([a] [b]))"),
        ("OR a", "+([a])"),
        ("OR", "+([OR])"),
        ("lao* động", "+(lao* [động])"),
        ("lao** đ*", "+(lao* [đ])"),
        ("title:a b", "+(title:[a] [b])"),
        ("title:(a b)", "+(title:[a b])"),
        ("Tiêu_Đề:a", "+(title:[a])"),
        ("tiêu đề:a", "+(title:[a])"),
        ("Hà Nội: công đoàn", "+([Hà Nội: công đoàn])"),
        ("http://a.vn", "+([http://a.vn])"),
        ("12:30", "+([12:30])"),
        ("(LĐTĐ) tin", "+([LĐTĐ tin])"),
        ("( ) a", "+([a])"),
        ("", "+()"),
    ],
)
def test_tree(query: str, expected: str) -> None:
    assert shape(parse(query).tree) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2/2021", "2021-02-01", "2021-02-28"),
        ("3/5/2021", "2021-05-03", "2021-05-03"),
        ("2021-05-03", "2021-05-03", "2021-05-03"),
        ("31/2/2021", None, None),
        ("2021-13", None, None),
        ("hôm qua", None, None),
    ],
)
def test_dates(text: str, first: str | None, last: str | None) -> None:
    assert iso_date(text) == first
    assert iso_date(text, last=True) == last


SIGNS = ("OR ", "VÀ ", "title:", "quận:")
ALPHABET = st.sampled_from([*'aáđ "“”()*:-|,.\x00\u200f\u202e\u0301\ud800\n', *SIGNS])
TYPED = st.lists(ALPHABET | st.characters(), max_size=120).map("".join)


@settings(deadline=None)
@given(TYPED)
def test_anything_is_understood_somehow(typed: str) -> None:
    parsed = parse(typed)
    assert isinstance(parsed, Parsed)
    assert isinstance(parsed.tree, And)


@settings(deadline=None)
@given(TYPED)
def test_anything_is_answered(search: Search, typed: str) -> None:
    results = search.search(typed, size=3)
    assert len(results.hits) <= 3
    assert results.total + results.partial_total >= len(results.hits)
    assert len(search.suggest(typed)) <= 10


@pytest.mark.parametrize(
    "typed",
    ["(" * 600, '"' * 601, "-" * 600, "a " * 400, "a OR " * 200, "title:" * 100, "a" * 70_000, "ạ\u0301" * 3_000,
     "*" * 512, "a*" * 256, "\x00" * 512, "\u202e" * 600, "🙂" * 300, "năm:1-9999", "từ_ngày:0000"],
)  # fmt: skip
def test_hostile_queries(search: Search, typed: str) -> None:
    assert search.search(typed).query.q == valid(typed)


def test_a_long_query_is_cut_at_a_word() -> None:
    parsed = parse("công đoàn " * 100)
    (text,) = parsed.tree.children
    assert isinstance(text, Text)
    assert len(text.text) <= MAX_CHARACTERS
    assert text.text.endswith(("công", "đoàn"))
    assert parsed.messages[0].code == "truncated"
