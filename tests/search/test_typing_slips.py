"""The ways of typing in which made queries are asked: each is what a person's fingers do, and what the search mends."""

import pytest

from bench.typing_slips import SLIPS, telex, typed
from indexer.vietnamese import fold, keyboard


@pytest.mark.parametrize("word", ["đoàn", "thưởng", "người", "thuốc", "quỹ", "nghiệp", "hòa", "giỏi", "thuở"])
def test_keystrokes_are_those_that_the_search_decodes(word: str) -> None:
    assert keyboard.telex(telex(word)) == word


@pytest.mark.parametrize("text", ["thưởng tết công nhân", "nghỉ hưu trước tuổi", "liên đoàn lao động"])
@pytest.mark.parametrize("form", SLIPS)
def test_a_slip_touches_one_word_or_only_accents(text: str, form: str) -> None:
    slipped = typed(text, form, 3)
    assert slipped == typed(text, form, 3)
    if form in ("accented", "unaccented", "half", "hỏi/ngã"):
        assert fold(slipped) == fold(text)
    elif form == "no space":
        assert slipped.count(" ") == text.count(" ") - 1
        assert slipped.replace(" ", "") == text.replace(" ", "")
    else:
        pairs = zip(slipped.split(), text.split(), strict=True)
        assert sum(a != b for a, b in pairs) <= 1
