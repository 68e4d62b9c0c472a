"""How a Vietnamese syllable is spelt: which onsets and rhymes there are and which go together.

Used to tell Vietnamese from other words (leaked keyboard codes, missing spaces), not to correct anybody: rare
loans (`xoong`, `pin`) count as syllables, foreign names do not. Tables after Đoàn Thiện Thuật, *Ngữ âm tiếng
Việt* (1977), and the spelling taught in schools. Functions take lower-case letters in normal form, with or
without diacritics.
"""

from __future__ import annotations

from functools import lru_cache

from indexer.vietnamese.fold import fold_normal
from indexer.vietnamese.letters import has_diacritics, tone_of, without_tone
from indexer.vietnamese.normalise import normalise
from indexer.vietnamese.tones import place

_ONSET_LIST = "b ch c d đ gh gi g h kh k l m ngh ng nh n ph p qu r s th tr t v x"
_ONSETS = tuple(_ONSET_LIST.split())

_RHYME_LIST = """
    a ac ach ai am an ang anh ao ap at au ay  ăc ăm ăn ăng ăp ăt  âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et  ê êch êm ên ênh êp êt êu
    i ich im in inh ip it iu  ia iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot  oa oac oach oai oam oan oang oanh oao oap oat oay  oăc oăm oăn oăng oăt
    oe oen oeo oet  ooc oong  ô ôc ôi ôm ôn ông ôp ôt  ơ ơi ơm ơn ơp ơt
    u uc ui um un ung up ut  ua uân uâng uât uây  uê uêch uênh  uơ  uôc uôi uôm uôn uông uôt
    uy uya uych uyn uynh uyp uyt uyu uyên uyêt
    ư ưc ưi ưm ưn ưng ưt ưu  ưa ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu
"""
_RHYMES = frozenset(_RHYME_LIST.split())
_AFTER_QU = {rhyme[1:] for rhyme in _RHYMES if rhyme[0] in "ou" and rhyme[1:2] and rhyme[1] in "aăâeêơy"} | {
    "ôc", "i", "it", "ich", "inh", "a", "ap", "au", "âu", "ăp", "âm", "ên", "ênh", "êt", "êch", "êu", "ơi", "ơn", "ơt",
}  # fmt: skip
_AFTER_GI = {rhyme for rhyme in _RHYMES if rhyme[0] in "aăâoôơuưe"} | {"ên", "êng", "êt", "êm", "êc", "êu"}
_STOPPED = ("p", "t", "c", "ch")
_FRONT = "eêiy"
_ONSET_Y = {"", "h", "k", "l", "m", "s", "t", "v"}


def _allowed(onset: str, rhyme: str) -> bool:
    if onset == "qu":
        return rhyme in _AFTER_QU
    if onset == "gi":
        return rhyme in _AFTER_GI
    if rhyme not in _RHYMES:
        return False
    front = rhyme[0] in _FRONT
    if onset in ("k", "gh", "ngh"):
        return front
    if onset in ("c", "ng"):
        return not front
    if onset == "g":
        return not front or rhyme in ("i", "in")
    if rhyme[0] == "y":
        return onset in _ONSET_Y if rhyme == "y" else not onset
    if not onset:
        return not rhyme.startswith("iê")
    return True


_TONELESS = {
    onset + rhyme
    for onset in ("", *_ONSETS)
    for rhyme in _RHYMES | _AFTER_QU | _AFTER_GI
    if _allowed(onset, rhyme)
}
_FOLDED = {fold_normal(syllable) for syllable in _TONELESS}
# "xoong" and its like are real, but typed without a mark "coong" is far more often a keyboard's "công".
_RARE = {syllable for syllable in _TONELESS if "oo" in syllable}
LONGEST = max(map(len, _TONELESS))
"""Letters of the longest syllable (`nghiêng`)."""


def is_syllable(text: str) -> bool:
    """Whether a lower-case text in normal form is spelt as one Vietnamese syllable with its tone in place.

    A syllable that ends in a stop (p, t, c, ch) has sắc or nặng.

    >>> [is_syllable(word) for word in ("đoàn", "nghiêng", "cống", "hóc", "hòc", "best", "congty")]
    [True, True, True, True, False, False, False]
    """
    if len(text) > LONGEST or without_tone(text) not in _TONELESS:
        return False
    return not text.endswith(_STOPPED) or tone_of(text) in (2, 5)


def is_plain_syllable(text: str) -> bool:
    """Whether a lower-case text without diacritics is some syllable's spelling (`doan`, `hop`, `cong`)."""
    return text in _FOLDED and text not in _RARE


@lru_cache(maxsize=4096)
def split_syllables(word: str, limit: int = 8) -> tuple[tuple[str, ...], ...]:
    """The ways in which a run of letters is two or more syllables written together, fewest syllables first.

    Case is kept. A word with diacritics is split into properly spelt syllables, each of which may also be
    one that was typed without marks; at most `limit` ways are given, none for a word that cannot be split, is one
    syllable itself, or has more than 40 letters.

    >>> split_syllables("côngđoàn"), split_syllables("best")
    ((('công', 'đoàn'),), ())
    """
    normal = normalise(word)
    lower = normal.lower()
    if not 2 < len(lower) <= 40 or not lower.isalpha() or _spelt(lower):
        return ()
    # Shortest splits of each suffix; ways[at] are splits of lower[at:].
    ways: list[list[tuple[int, ...]]] = [[] for _ in range(len(lower) + 1)]
    ways[len(lower)] = [()]
    for at in range(len(lower) - 1, -1, -1):
        found = [
            (end, *rest)
            for end in range(at + 1, min(at + LONGEST, len(lower)) + 1)
            if ways[end] and _spelt(lower[at:end])
            for rest in ways[end]
        ]
        ways[at] = sorted(found, key=lambda ends: (len(ends), _unevenness(at, ends)))[:limit]
    return tuple(
        tuple(place(normal[start:end]) for start, end in zip((0, *ends[:-1]), ends, strict=True))
        for ends in ways[0]
    )


def _spelt(text: str) -> bool:
    if has_diacritics(text):
        placed = place(text)
        return is_syllable(placed) or is_syllable_without_tone(placed)
    return is_plain_syllable(text)


def is_syllable_without_tone(text: str) -> bool:
    """Whether a text is a syllable whose tone was left out (`đông`, `đôc`)."""
    return not tone_of(text) and text in _TONELESS


def _unevenness(at: int, ends: tuple[int, ...]) -> int:
    """Even splits first: one-letter syllables are rare."""
    return sum((end - start) ** 2 for start, end in zip((at, *ends[:-1]), ends, strict=True))
