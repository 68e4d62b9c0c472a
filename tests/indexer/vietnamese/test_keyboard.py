"""Leaked keyboard codes and missing spaces are understood; other words are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.vietnamese.keyboard import from_keystrokes, telex, vni
from indexer.vietnamese.orthography import is_plain_syllable, is_syllable, split_syllables


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("coong ddoafn", "công đoàn"),
        ("Coong ddoanf cow sowr", "Công đoàn cơ sở"),
        ("coong", "công"),
        ("lieen ddoanf lao ddoongj", "liên đoàn lao động"),
        ("nguwowif lao ddoongj", "người lao động"),
        ("nguwowfi", "người"),
        ("dduowcj", "được"),
        ("dduwowcj", "được"),
        ("thanh xuaan", "thanh xuân"),
        ("quoocs hooij", "quốc hội"),
        ("phongf choongs covid", "phòng chống covid"),
        ("tieenf luwowng toois thieeur", "tiền lương tối thiểu"),
        ("nguyeenx thij haf", "nguyễn thị hà"),
        ("THANHF PHOOS", "THÀNH PHỐ"),
        ("hai baf truwng", "hai bà trưng"),
        ("thuowr", "thuở"),
        ("an toanf", "an toàn"),
        ("truwowngf hocj", "trường học"),
        ("bao hieemr xax hooij", "bao hiểm xã hội"),
        ("nghij quyeest", "nghị quyết"),
        ("DDoanf vieen", "Đoàn viên"),
        ("hoox trowj", "hỗ trợ"),
        ("an toa2n lao d9o65ng", "an toàn lao động"),
        ("nha2 tro5", "nhà trọ"),
        ("giuwx", "giữ"),
        ("quaays", "quấy"),
        ("co6ng d9oa2n", "công đoàn"),
        ("Co6ng d9oa2n", "Công đoàn"),
        ("ha2 no65i", "hà nội"),
        ("lao d9o65ng", "lao động"),
        ("tu72 lie6m", "từ liêm"),
        ("xa6y du75ng", "xây dựng"),
        ("nguo7i2 lao d9o65ng", "người lao động"),
        ("d9u7o75c", "được"),
    ],
)
def test_leaked_typing(typed: str, meant: str) -> None:
    assert from_keystrokes(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "", "công đoàn", "cong doan", "THÀNH PHỐ", "ldld thanh xuan", "red bus tour", "world bank", "covid 19", "h5n1",
        "co2", "u23", "iphone x", "samsung galaxy s21", "best of the best", "facebook", "windows", "Manchester United",
        "real madrid", "google", "as roma", "usd", "vnpt", "vingroup", "moscow", "washington", "test", "taxi", "visa",
        "HTX", "1294/HD-TLĐ", "02-NQ/TW", "ban@ldld.vn", "room", "too", "now", "hats", "15h30", "quận 1", "a1 b2", "java",
        "vitamin b12", "iso 9001", "may 10", "viettel 4g", "lô b52", "cúp c1", "sars cov 2", "Tổng liên đoàn lao dong",
    ],
)  # fmt: skip
def test_other_text_is_left_alone(text: str) -> None:
    assert from_keystrokes(text) is None


def test_words_of_the_collection_are_not_touched() -> None:
    assert from_keystrokes("hoas") is None
    assert from_keystrokes("hoas", is_word=lambda token: False) == "hóa"
    assert from_keystrokes("coong", is_word=lambda token: token == "coong") is None


TONES = {"á": "as", "ồ": "oof", "ữ": "uwx", "ị": "ij", "ẻ": "er"}


@pytest.mark.parametrize(("letter", "keys"), TONES.items())
def test_single_letters(letter: str, keys: str) -> None:
    assert telex(keys) == letter


def test_vni_marks() -> None:
    assert [vni(keys) for keys in ("a8n", "nu7o7c1", "d9i", "e61ch")] == ["ăn", "nước", "đi", "ếch"]


@given(st.text(max_size=30))
def test_decoding_never_fails(text: str) -> None:
    meant = from_keystrokes(text)
    assert meant is None or meant != text


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("côngđoàn", ("công", "đoàn")),
        ("congdoan", ("cong", "doan")),
        ("LaoĐộng", ("Lao", "Động")),
        ("thanhxuan", ("thanh", "xuan")),
        ("hanoi", ("ha", "noi")),
        ("ngườilaođộng", ("người", "lao", "động")),
        ("liêndoanlaodong", ("liên", "doan", "lao", "dong")),
        ("hoàbình", ("hòa", "bình")),
    ],
)
def test_missing_spaces(word: str, first: tuple[str, ...]) -> None:
    assert split_syllables(word)[0] == first


@pytest.mark.parametrize(
    "word", ["công", "nghiêng", "facebook", "covid", "best", "", "a", "h5n1", "x" * 100, "a" * 41]
)
def test_nothing_to_split(word: str) -> None:
    assert split_syllables(word) == ()


@given(st.text(alphabet="aăâeêioôơuưybcdđghklmnpqrstvxáàảãạ", max_size=45))
def test_splits_are_the_word(word: str) -> None:
    for split in split_syllables(word):
        assert len(split) > 1


SYLLABLES = """
công đoàn nghiêng quyết giếng gì gìn già quý quên khuỷu thuở ưu ý ở yêu kỳ nghỉ ghế xoong thuyền oanh uống
khoèo ngoằn quạnh giặt huýt tuyển
"""


@pytest.mark.parametrize(
    "syllable",
    SYLLABLES.split(),
)
def test_syllables(syllable: str) -> None:
    assert is_syllable(syllable)


@pytest.mark.parametrize(
    "text", ["best", "hòc", "cee", "kông", "ngi", "gha", "qan", "đđ", "w", "nướ", "công đoàn", ""]
)
def test_not_syllables(text: str) -> None:
    assert not is_syllable(text)


def test_plain_syllables() -> None:
    assert all(map(is_plain_syllable, ["cong", "doan", "hop", "nghieng", "quyet"]))
    assert not any(map(is_plain_syllable, ["coong", "ddoan", "best", "w"]))
