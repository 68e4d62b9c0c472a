"""i or y at the end of a syllable: `kĩ thuật` and `kỹ thuật`, `lí do` and `lý do`, `qui định` and `quy định`.

Both spellings are taught and printed. They concern syllables whose whole rhyme is that one letter, after h, k, l, m, s, t
and qu: never `hai` and `hay`, nor `thi` and the name `Thy`. For the index they are one term; whatever the tone,
an onset has the same letter, so that folded terms agree too. Functions take one lower-case syllable in normal form.
"""

from __future__ import annotations

from indexer.vietnamese.letters import TONED, TONES

_TERM: dict[str, str] = {}
_OTHER: dict[str, str] = {}
for _onsets, _letter, _less in (("h k l m t qu", "y", "i"), ("s", "i", "y")):
    for _onset in _onsets.split():
        for _tone in range(len(TONES)):
            _kept, _variant = _onset + TONED[_letter, _tone], _onset + TONED[_less, _tone]
            _TERM[_variant] = _kept
            _OTHER[_kept], _OTHER[_variant] = _variant, _kept

_USUAL = {
    _TERM[syllable]: syllable for syllable in ("hí", "hì", "hĩ", "lì", "mí", "mì", "mỉ", "mị", "tí", "tị")
}
"""What newspapers write with the other letter than the term has (counted over 22,000 articles)."""


def merged(syllable: str) -> str:
    """The term of a syllable: the same for both spellings.

    >>> merged("kĩ"), merged("kỹ"), merged("qui"), merged("sỹ"), merged("thi"), merged("hai")
    ('kỹ', 'kỹ', 'quy', 'sĩ', 'thi', 'hai')
    """
    return _TERM.get(syllable, syllable)


def spellings(syllable: str) -> tuple[str, ...]:
    """A syllable in each of its spellings, itself first."""
    other = _OTHER.get(syllable)
    return (syllable,) if other is None else (syllable, other)


def usual(text: str) -> str:
    """Terms, with spaces between, as newspapers spell them: to be shown.

    >>> usual("bánh mỳ"), usual("kỹ thuật")
    ('bánh mì', 'kỹ thuật')
    """
    return " ".join([_USUAL.get(term, term) for term in text.split(" ")])
