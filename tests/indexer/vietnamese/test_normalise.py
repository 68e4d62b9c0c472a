"""One normal form for all encodings of the same text, and the way back to the original."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from indexer.vietnamese import fold, fold_normal, has_diacritics, normalise, normalise_aligned
from indexer.vietnamese.tones import place

from .texts import texts

PLACED = {
    "hoà": "hòa", "hòan": "hoàn", "hoàn": "hoàn", "khoẻ": "khỏe", "khoái": "khoái", "khóai": "khoái",
    "thuý": "thúy", "thuỷ": "thủy", "thủy": "thủy", "qúy": "quý", "quý": "quý", "qủa": "quả", "quả": "quả",
    "vịêt": "việt", "nứơc": "nước", "ngừơi": "người", "huỳnh": "huỳnh", "hùynh": "huỳnh", "thuyền": "thuyền",
    "gìa": "già", "già": "già", "gì": "gì", "gìn": "gìn", "giếng": "giếng", "muà": "mùa", "mùa": "mùa", "caí": "cái",
    "của": "của", "cứu": "cứu", "khuỷu": "khuỷu", "thuở": "thuở", "tuý": "túy", "soát": "soát", "ngọeo": "ngoẹo",
    "quyền": "quyền", "quốc": "quốc", "giữ": "giữ", "ý": "ý", "ở": "ở", "HOÀ": "HÒA", "Thuý": "Thúy", "VỊÊT": "VIỆT",
    "Qúy": "Quý", "hoa": "hoa", "test": "test", "café": "café", "oà": "òa", "uỷ": "ủy", "Uỷ": "Ủy", "xoèn": "xoèn",
}  # fmt: skip


@pytest.mark.parametrize(("typed", "normal"), PLACED.items())
def test_the_tone_mark_has_one_place(typed: str, normal: str) -> None:
    assert place(typed) == normal
    assert normalise(typed) == normal
    assert normalise(unicodedata.normalize("NFD", typed)) == normal


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("Ðống Ða", "Đống Đa"),
        ("quận\u00a0Thanh\u2009Xuân", "quận Thanh Xuân"),
        ("công\u200bđoàn", "côngđoàn"),
        ("“Giỏi việc nước” – ‘Đảm việc nhà’…", "\"Giỏi việc nước\" - 'Đảm việc nhà'..."),
        ("Ｃông 𝐝oàn", "Công doàn"),
        ("một\nhai\n\nba", "một\nhai\n\nba"),
        ("a \n b", "a \n b"),
        ("H`Mông", "H'Mông"),
        ("", ""),
    ],
)
def test_look_alikes_meet(typed: str, normal: str) -> None:
    assert normalise(typed) == normal


@given(texts)
def test_normalising_twice_changes_nothing(text: str) -> None:
    normal = normalise(text)
    assert normalise(normal) == normal


@given(texts)
def test_every_character_leads_back_into_the_original(text: str) -> None:
    aligned = normalise_aligned(text)
    assert aligned.text == normalise(text)
    before = 0
    for at, letter in enumerate(aligned.text):
        start, end = aligned.span(at, at + 1)
        assert before <= start <= end <= len(text)
        before = start
        assert letter == "." or fold(letter) in fold(text[start:end])
    assert aligned.span(0, len(aligned.text))[1] <= len(text)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_spans_are_exact(form: str) -> None:
    original = unicodedata.normalize(form, "Nghị quyết… về Thuỷ\u200b lợi")
    aligned = normalise_aligned(original)
    for word in ("quyết", "về", "Thủy", "lợi"):
        start = aligned.text.index(word)
        first, last = aligned.span(start, start + len(word))
        assert normalise(original[first:last]) == word
        assert original[first - 1] in " …" or original[first - 1] == "\u200b" or first == 0


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đống Đa", "dong da"),
        ("HOÀ BÌNH", "hoa binh"),
        ("Thừa Thiên – Huế", "thua thien - hue"),
        ("ưu", "uu"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == fold(unicodedata.normalize("NFD", text)) == folded


@given(texts)
def test_folding_the_normal_form_keeps_every_offset(text: str) -> None:
    normal = normalise(text)
    assert len(fold_normal(normal)) == len(normal)
    assert fold(text) == fold_normal(normal)


@pytest.mark.parametrize(
    ("text", "expected"), [("công", True), ("đi", True), ("cong", False), ("ñ", False), ("", False)]
)
def test_has_diacritics(text: str, expected: bool) -> None:
    assert has_diacritics(text) is expected
