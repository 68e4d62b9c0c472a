"""How people type a query: eight forms, each the same for the same text and seed.

Accented; without accents; with accents on half of the words; hỏi and ngã exchanged; one syllable of leaked Telex; a letter
missing; two letters swapped; a space missing.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from indexer.vietnamese import fold, normalise
from indexer.vietnamese.letters import TONED, VOWEL_TONE
from indexer.vietnamese.orthography import is_syllable

Slip = Callable[[str, random.Random], str]

_TELEX = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
_TELEX_TONES = ("", "f", "s", "r", "x", "j")
_HOOK, _TILDE = 3, 4


def telex(syllable: str) -> str:
    """The keystrokes of a lower-case syllable in normal form, the tone last."""
    keys, tone = "", ""
    for letter in syllable:
        vowel, number = VOWEL_TONE.get(letter, (letter, 0))
        keys += _TELEX.get(vowel, vowel)
        tone = _TELEX_TONES[number] or tone
    return keys.replace("uwow", "uow") + tone


def _accented(text: str, rng: random.Random) -> str:
    return text


def _unaccented(text: str, rng: random.Random) -> str:
    return fold(text)


def half(text: str, rng: random.Random) -> str:
    """The text with every other word, by chance, without its diacritics."""
    return " ".join(word if rng.random() < 0.5 else fold(word) for word in text.split())


def _hook_for_tilde(text: str, rng: random.Random) -> str:
    def other(letter: str) -> str:
        vowel, number = VOWEL_TONE.get(letter, ("", 0))
        return TONED[vowel, _HOOK + _TILDE - number] if number in (_HOOK, _TILDE) else letter

    return "".join(map(other, text))


def _telex(text: str, rng: random.Random) -> str:
    return _with_one(text, rng, lambda word: is_syllable(word) and not word.isascii(), telex)


def _missing(text: str, rng: random.Random) -> str:
    def shorter(word: str) -> str:
        at = rng.randrange(1, len(word))
        return word[:at] + word[at + 1 :]

    return _with_one(text, rng, lambda word: len(word) > 3 and word.isalpha(), shorter)


def _swapped(text: str, rng: random.Random) -> str:
    def swap(word: str) -> str:
        at = rng.randrange(len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return _with_one(text, rng, lambda word: len(word) > 2 and word.isalpha(), swap)


def _no_space(text: str, rng: random.Random) -> str:
    words = text.split()
    places = [at for at in range(1, len(words)) if (words[at - 1] + words[at]).isalpha()]
    if not places:
        return text
    at = rng.choice(places)
    return " ".join([*words[: at - 1], words[at - 1] + words[at], *words[at + 1 :]])


def _with_one(
    text: str, rng: random.Random, fits: Callable[[str], bool], change: Callable[[str], str]
) -> str:
    """The text with one of the words that fit changed; as it is if none fits."""
    words = text.split()
    places = [at for at, word in enumerate(words) if fits(word)]
    if places:
        at = rng.choice(places)
        words[at] = change(words[at])
    return " ".join(words)


SLIPS: dict[str, Slip] = {
    "accented": _accented,
    "unaccented": _unaccented,
    "half": half,
    "hỏi/ngã": _hook_for_tilde,
    "Telex": _telex,
    "missing": _missing,
    "swapped": _swapped,
    "no space": _no_space,
}


def typed(text: str, form: str, seed: int) -> str:
    """A text in one of the forms of `SLIPS`."""
    return SLIPS[form](normalise(text), random.Random(f"{seed} {form} {text}"))
