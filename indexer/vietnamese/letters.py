"""The letters of Vietnamese: every vowel with every tone, and what each is made of.

Everything else in this package that needs to take a letter apart (tone placement, keyboard decoding,
orthography) looks it up here. Keys are single NFC characters.
"""

from __future__ import annotations

import unicodedata

TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
"""No tone, huyền, sắc, hỏi, ngã, nặng; the combining marks by which Unicode writes them."""

VOWELS = "aăâeêioôơuưy"
"""The twelve vowels without tone, lower case."""

TONED: dict[tuple[str, int], str] = {}
"""(vowel, tone number) → letter, both cases: `TONED["ê", 5] == "ệ"`."""

VOWEL_TONE: dict[str, tuple[str, int]] = {}
"""letter → (vowel, tone number), both cases: `VOWEL_TONE["ệ"] == ("ê", 5)`."""

for _vowel in VOWELS + VOWELS.upper():
    for _number, _mark in enumerate(TONES):
        _letter = unicodedata.normalize("NFC", _vowel + _mark)
        TONED[_vowel, _number] = _letter
        VOWEL_TONE[_letter] = (_vowel, _number)


def tone_of(syllable: str) -> int:
    """The tone number (0…5) of an NFC syllable: that of its first letter that carries one."""
    for letter in syllable:
        number = VOWEL_TONE.get(letter, ("", 0))[1]
        if number:
            return number
    return 0


def without_tone(syllable: str) -> str:
    """An NFC syllable with its tone taken away and its vowels kept: `"người" → "ngươi"`."""
    return "".join([VOWEL_TONE[letter][0] if letter in VOWEL_TONE else letter for letter in syllable])


def has_diacritics(text: str) -> bool:
    """Whether any letter carries a tone, a circumflex, a breve or a horn, or is đ.

    >>> has_diacritics("công"), has_diacritics("cong")
    (True, False)
    """
    if text.isascii():
        return False
    return any(letter in "đĐ" or (letter in VOWEL_TONE and not letter.isascii()) for letter in text)
