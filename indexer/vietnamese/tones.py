"""Where the tone mark of a syllable stands: one placement for the several that people write.

The placement is the classic one of Vietnamese newspapers (hòa, thủy, khỏe, quý): on the vowel that has a
mark of its own (việt, người), else on the last vowel before a final consonant (hoàn, huỳnh), else on
the middle one of three (khoái, khuỷu), else on the first of two (hòa, thủy, múa). The `u` of `qu` and the
`i` of `gi` belong to the consonant (quý, già). NFC text keeps its length.
"""

from __future__ import annotations

import re
from functools import lru_cache

from indexer.vietnamese.letters import TONED, VOWEL_TONE, without_tone

_ONSETS = "b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|q|r|s|th|tr|t|v|x"
_VOWEL_LETTERS = "".join(sorted({letter.lower() for letter in VOWEL_TONE}))
_SYLLABLE = re.compile(rf"({_ONSETS})?([{_VOWEL_LETTERS}]+)(ch|ng|nh|c|m|n|p|t)?", re.IGNORECASE | re.UNICODE)


# A word before a stray combining mark is left alone: moving its tone might let the mark compose.
_WORD = re.compile("[^\\W\\d_]++(?![\u0300-\u036f])")
_known: dict[str, str] = {}


def place(syllable: str) -> str:
    """One NFC syllable with its tone mark where it belongs; anything else comes back as it is.

    >>> place("hoà"), place("Qúy"), place("VỊÊT"), place("hoàn"), place("gìa")
    ('hòa', 'Quý', 'VIỆT', 'hoàn', 'già')
    """
    match = _SYLLABLE.fullmatch(syllable)
    if match is None:
        # "qúy", "gìa": the mark hides the consonant's second letter from the pattern.
        head = syllable[:2]
        if len(syllable) > 2 and head[0] in "qQgG" and head[1] in VOWEL_TONE:
            vowel, tone = VOWEL_TONE[head[1]]
            if tone and (head[0] + vowel).lower() in ("qu", "gi"):
                match = _SYLLABLE.fullmatch(head[0] + vowel + syllable[2:])
        if match is None:
            return syllable
    onset, coda = match[1] or "", match[3] or ""
    plain, tones = [], []
    for letter in syllable:
        vowel, tone = VOWEL_TONE.get(letter, (letter, 0))
        plain.append(vowel)
        if tone:
            tones.append(tone)
    if len(tones) != 1 or "ı" in syllable or "İ" in syllable:  # Turkish; the pattern takes them for an i
        return syllable
    first = len(onset)
    if onset.lower() in ("gi", "g") and plain[0] in "gG" and len(plain) > 2 and plain[1] in "iI":
        # gi + vowel: the i is the consonant's (già, giếng), but not in gì, gìn.
        first = 2 if VOWEL_TONE.get(plain[2]) else 1
    elif plain[0] in "qQ" and len(plain) > 2 and plain[1] in "uU":
        first = 2
    count = len(syllable) - len(coda) - first
    at = first + _nucleus("".join(plain[first : first + count]).lower(), bool(coda))
    plain[at] = TONED[plain[at], tones[0]]
    return "".join(plain)


def _nucleus(vowels: str, closed: bool) -> int:
    """Which of a syllable's vowels carries the tone: an index into `vowels`."""
    for at in range(len(vowels) - 1, -1, -1):
        if vowels[at] in "ăâêôơ":
            return at
    if "ư" in vowels:
        return vowels.index("ư")
    if len(vowels) == 1 or closed:
        return len(vowels) - 1
    return 1 if len(vowels) == 3 else 0


@lru_cache(50_000)
def placements(syllable: str) -> tuple[str, ...]:
    """Every way to write a syllable that `place` brings to the one given, which comes first.

    >>> placements("hòa"), placements("công")
    (('hòa', 'hoà'), ('công',))
    """
    toned = [at for at, letter in enumerate(syllable) if VOWEL_TONE.get(letter, ("", 0))[1]]
    if len(toned) != 1:
        return (syllable,)
    _, tone = VOWEL_TONE[syllable[toned[0]]]
    plain = without_tone(syllable)
    spellings = [
        plain[:at] + TONED[vowel, tone] + plain[at + 1 :]
        for at, vowel in enumerate(plain)
        if (vowel, tone) in TONED
    ]
    return (syllable, *(other for other in spellings if other != syllable and place(other) == syllable))


def modern(syllable: str) -> str:
    """A syllable as dictionaries spell it: the tone of an open oa, oe or uy on its second vowel.

    >>> modern("hòa"), modern("Ủy"), modern("quý"), modern("hoàn")
    ('hoà', 'Uỷ', 'quý', 'hoàn')
    """
    if len(syllable) < 2 or syllable[-2] not in VOWEL_TONE or syllable[-1] not in "aeyAEY":
        return syllable
    vowel, tone = VOWEL_TONE[syllable[-2]]
    if not tone or (vowel + syllable[-1]).lower() not in ("oa", "oe", "uy"):
        return syllable
    return syllable[:-2] + vowel + TONED[syllable[-1], tone]


def place_all(text: str) -> str:
    """Every syllable of an NFC text with its tone mark in place; same length as what came in."""
    return _WORD.sub(_replace, text)


def _replace(match: re.Match[str]) -> str:
    word = match[0]
    if word.isascii() or len(word) > 7:
        return word
    placed = _known.get(word)
    if placed is None:
        if len(_known) > 50_000:
            _known.clear()
        placed = _known[word] = place(word)
    return placed
