"""Syllables, positions and words of a text, with offsets into the text as it came."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.vietnamese import analyse, analyse_batch, fold, fold_normal, normalise, segment
from indexer.vietnamese.endings import spellings
from indexer.vietnamese.syllables import syllables

from .texts import texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Y tế cơ sở", "y tế cơ sở"),
        ("ý ở Ô", "ý ở ô"),
        ("1294/HD-TLĐ", "1294 hd tlđ"),
        ("02-NQ/TW", "02 nq tw"),
        ("1.011 đoàn viên", "1011 đoàn viên"),
        ("1.011.500,5 đồng", "1011500 5 đồng"),
        ("50.000đ", "50000 đ"),
        ("11.02.2021", "11 02 2021"),
        ("18/17", "18 17"),
        ("20%", "20"),
        ("3,5 triệu", "3 5 triệu"),
        ("ban.tuyengiao@ldld-hn.vn", "ban tuyengiao ldld hn vn"),
        ("https://congdoan.vn/tin-tuc?id=12", "https congdoan vn tin tuc id 12"),
        ("Covid-19, H'Mông", "covid 19 h mông"),
        ("T.Ư Đoàn", "t ư đoàn"),
        ("GD&ĐT", "gd đt"),
        ("công_đoàn", "công đoàn"),
        ("15h30", "15h30"),
        ("…–“”", ""),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_syllables(text: str, expected: str) -> None:
    assert analyse(text).syllables == expected.split()
    assert analyse(text, words=False).syllables == expected.split()
    assert syllables(text) == expected.split()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_offsets_point_into_the_text_that_came_in(form: str) -> None:
    text = unicodedata.normalize(form, "  Thuỷ\u00a0“Hoà”…\r\nCông\u200b đoàn 1.011")
    analysis = analyse(text)
    assert analysis.syllables == ["thủy", "hòa", "công", "đoàn", "1011"]
    surfaces = [text[a:b] for a, b in zip(analysis.starts, analysis.ends, strict=True)]
    assert [normalise(surface).lower().replace(".", "") for surface in surfaces] == analysis.syllables


def test_positions_leave_a_gap_at_each_line_break() -> None:
    analysis = analyse("\nCông đoàn\n\ncơ sở\nquận")
    assert analysis.positions == [0, 1, 3, 4, 6]
    assert analysis.pairs() == ["công đoàn", "cơ sở"]


def test_words_are_those_of_the_text_before_lowercasing() -> None:
    analysis = analyse("Liên đoàn Lao động quận Thanh Xuân chăm lo công nhân")
    assert analysis.word_terms() == ["liên đoàn", "lao động", "thanh xuân", "chăm lo", "công nhân"]
    assert analyse("công đoàn", words=False).words == []


@pytest.mark.parametrize("text", ["Giữ gìn hòa bình", "Giữ gìn hoà bình"])
def test_words_are_the_same_in_either_tone_placement(text: str) -> None:
    assert analyse(text).word_terms() == ["giữ gìn", "hòa bình"]


def test_words_do_not_cross_lines() -> None:
    analysis = analyse("công\nđoàn")
    assert analysis.words == [(0, 1), (1, 2)]


@given(texts)
def test_the_parts_fit_together(text: str) -> None:
    analysis = analyse(text)
    count = len(analysis.syllables)
    assert len(analysis.starts) == len(analysis.ends) == len(analysis.positions) == count
    for start, end, syllable in zip(analysis.starts, analysis.ends, analysis.syllables, strict=True):
        assert 0 <= start < end <= len(text)
        # The term of *hi* is *hy*: i and y at the end of a syllable are one.
        written = fold_normal(normalise(text[start:end])).replace(".", "")
        assert any(fold_normal(spelling) in written for spelling in spellings(syllable))
    assert all(a < b for a, b in itertools.pairwise(analysis.positions))
    assert all(a <= b for a, b in itertools.pairwise(analysis.ends))
    assert [i for first, last in analysis.words for i in range(first, last)] == list(range(count))
    assert analysis.syllables == analyse(text, words=False).syllables == syllables(text)


@given(texts)
def test_normal_form_and_original_have_the_same_terms(text: str) -> None:
    normal, original = analyse(normalise(text)), analyse(text)
    assert normal.syllables == original.syllables
    assert normal.words == original.words


@settings(max_examples=50)
@given(st.lists(texts, max_size=6))
def test_a_batch_is_its_texts_one_by_one(several: list[str]) -> None:
    batch = analyse_batch(several)
    assert [batch.analysis(k) for k in range(len(several))] == [analyse(text) for text in several]
    assert [batch.folds[number] for number in batch.ids.tolist()] == [
        fold_normal(batch.terms[number]) for number in batch.ids.tolist()
    ]
    ids = batch.ids.tolist()
    pairs = [f"{batch.terms[ids[i]]} {batch.terms[ids[i + 1]]}" for i in batch.adjacent.nonzero()[0].tolist()]
    assert pairs == [pair for text in several for pair in analyse(text).pairs()]
    terms = [batch.terms[number] for number in ids]
    words = [" ".join(terms[first : first + size]) for first, size in zip(*batch.words, strict=True)]
    assert words == [word for text in several for word in analyse(text).word_terms()]


@given(texts)
def test_words_are_the_segmenters(text: str) -> None:
    """The syllables of each word, run together, are the letters of the segmenter's tokens in order."""
    normal = normalise(text)
    words = ["".join(syllables(token)) for token in segment.tokenize(normal).split(" ")]
    analysis = analyse(text)
    ours = ["".join(analysis.syllables[first:last]) for first, last in analysis.words]
    # Folded: a stray mark is a token of its own, and where a tone stands depends on what it stands beside.
    assert fold("".join(ours).replace(".", "")) == fold("".join(words).replace(".", ""))
