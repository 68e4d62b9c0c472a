"""Long texts are looked at as arrays: whatever they hold, the result is that of their parts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.vietnamese import fold_normal, is_regular, normalise

WORDS = (
    "Công đoàn",
    "Ðắk Lắk",
    "Ångström",
    "Ελλάδα",
    "Їжак",
    "한국",
    "日本",
    "𝐁𝐨𝐥𝐝",
    "🎉",
    "İstanbul",
    "a\u0301",
    "№ 5…",
)
PAD = "Tháng Công nhân năm nay có nhiều hoạt động thiết thực vì đoàn viên, người lao động. " * 2


@pytest.mark.parametrize("word", WORDS)
def test_a_long_text_is_folded_as_its_words_are(word: str) -> None:
    assert fold_normal(PAD + word) == fold_normal(PAD) + fold_normal(word)


@pytest.mark.parametrize("word", WORDS)
def test_a_long_text_is_regular_if_its_words_are(word: str) -> None:
    assert is_regular(PAD)
    assert is_regular(PAD + word) == is_regular(word)


@given(st.text(min_size=1, max_size=30))
def test_a_long_text_agrees_with_a_short_one(text: str) -> None:
    assert fold_normal(PAD + text) == fold_normal(PAD) + fold_normal(text)
    assert is_regular(PAD + "\n" + text) == is_regular("\n" + text)


@given(st.text(min_size=80, max_size=200))
def test_what_is_regular_has_its_letters_where_the_normal_form_has_them(text: str) -> None:
    if is_regular(text):
        assert unicodedata.is_normalized("NFC", text)
        assert is_regular(normalise(text))
