"""The sets of synonyms: enough of them, each of use, and what they find."""

from __future__ import annotations

import pytest

from indexer.vietnamese import synonyms
from indexer.vietnamese.syllables import syllables
from indexer.vietnamese.synonyms import find


def test_there_are_enough_sets() -> None:
    assert len(synonyms.sets()) >= 200


@pytest.mark.parametrize("row", synonyms.sets(), ids=lambda row: row[0])
def test_each_set_is_of_use(row: tuple[str, ...]) -> None:
    assert len(set(row)) == len(row)
    assert any(find(syllables(word)) for word in row)


@pytest.mark.parametrize(
    ("query", "others"),
    [
        ("đình công", {"ngừng việc tập thể", "lãn công"}),
        ("công nhân ngừng việc tập thể", {"đình công", "lãn công"}),
        ("nợ lương", {"chậm trả lương", "chậm lương", "khất lương"}),
        ("trade union", {"công đoàn"}),
        ("minimum wage", {"lương tối thiểu"}),
        ("định công", set()),
        ("dinh cong", set()),
        ("công đoàn", set()),
        ("hiến máu nhân đạo", {"hiến máu", "hiến máu tình nguyện"}),
        ("hiến máu", set()),
    ],
)
def test_what_has_synonyms(query: str, others: set[str]) -> None:
    assert {label for one in find(syllables(query)) for label in one.labels} == others
