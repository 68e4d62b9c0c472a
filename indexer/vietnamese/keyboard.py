"""Telex and VNI key strokes that were meant to become Vietnamese letters and did not.

`coong ddoafn` and `co6ng d9oa2n` are what arrives when the keyboard driver is off. Telex doubles a letter for its
hat (aa, ee, oo, dd), adds w for horn and breve and one of s f r x j for the tone; VNI uses the digits 1–9.
What does not look like either is left alone: whatever is decoded must be a properly spelt syllable, and English words that
happen to decode stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from indexer.vietnamese.letters import TONED, VOWEL_TONE
from indexer.vietnamese.orthography import is_plain_syllable, is_syllable
from indexer.vietnamese.tones import place

_TELEX_TONES = {"f": 1, "s": 2, "r": 3, "x": 4, "j": 5}
_VNI_TONES = {"2": 1, "1": 2, "3": 3, "4": 4, "5": 5}
_HATS = {"a": "â", "e": "ê", "o": "ô"}

_ENGLISH_WORDS = """
    air ar as ass asus ax bar bars bass bats bays bee beef been beer bees best bets bis bits bof boo
    boom boor boot boots born boss bow bows box boys burn bus buys cams cans caps car cars cas cast
    cats chair chef chips cops corn cos cost cow cows cups days deaf deer def des dis docs door
    doors dos dots down dux elf er est ex fans far fast fee fees for form gar gas gays gets goo gos
    gown guys hair haj has hats hee hens her hero hers hex hips his hits hoof hops host hots hour
    hours how if ir is its jar kaf keen keys kiss laf laps las last lays leaf lee lens les less lets
    lips loaf loans los lose loss lost lots low luis lux maj mans maps mar mars mas mass mats max
    mens mes mex mis miss mix moo moon moons moor mos most mow nas nest nets nis nix noo noon nor
    nos nose now nuts oaf of off oops or os our ours own ox pair pans par paris pas pass past pax
    pays peer pens per pets pics pis pix poor pops pos post pots queen raj ras rats rays ree reef
    ref rest rex roof room rooms ros rose row rows saif sas says see seen sees ses sets sex sir sis
    six sofa songs soo soon sos sur taj tans taps tar tas tax taxi tee teen teens tens test tex this
    thor thus tips tis too tops tor tos toss tour tow town towns toys tree trees turn ups us usa
    vans vas vest vex vimaru vis visa vow west
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())


# Letters in a row that English hardly has and Telex needs all the time.
_SURE = re.compile(
    r"^dd|aa|uw|uow|iee|yee|uoo|oo(?:ng|[cip])|ee(?:nh|[cmu])|(?:ow|aw)\w?[fsrxj]|[cghmnpt][frx]$|j$"
)
_TOKEN = re.compile(r"[^\W_]+")


def from_keystrokes(text: str, is_word: Callable[[str], bool] | None = None) -> str | None:
    """What was meant by leaked Telex or VNI typing, or None if the text does not look like it.

    `is_word`: says of a lower-case token that it is a word of the collection as it stands and not to be touched.

    >>> from_keystrokes("coong ddoafn cow sowr"), from_keystrokes("Co6ng d9oa2n"), from_keystrokes("red bus tour")
    ('công đoàn cơ sở', 'Công đoàn', None)
    """
    for method in (telex, vni):
        needed = 1 if is_word is not None and method is telex else 2
        decoded = _read(text, method, needed, is_word)
        if decoded is not None:
            return decoded
    return None


def _read(
    text: str, method: Callable[[str], str | None], needed: int, is_word: Callable[[str], bool] | None
) -> str | None:
    """Decode all tokens if those that speak for this keyboard outweigh those that speak against it."""
    evidence = against = 0
    doubtful = False
    pieces: list[str] = []
    at = 0
    for match in _TOKEN.finditer(text):
        token = match[0]
        lower = token.lower()
        pieces.append(text[at : match.start()])
        at = match.end()
        meant = None
        if not lower.isdigit() and lower.isascii() and not is_plain_syllable(lower):
            meant = None if is_word is not None and is_word(lower) else method(token)
            if meant is None:
                against += not token.isupper()
            elif lower in _ENGLISH:
                doubtful = True
            else:
                evidence += _strength(lower)
        pieces.append(meant or token)
    pieces.append(text[at:])
    if evidence < needed + doubtful or evidence <= against:
        return None
    return "".join(pieces)


def _strength(token: str) -> int:
    """How much a token that decodes speaks for a keyboard: 2 surely, 1 perhaps, 0 not by itself.

    English has words that end in a tone key or have one before a consonant (`thor`, `best`) and doubles e and o.
    """
    if any(letter.isdigit() for letter in token):
        return 1 if token[:-1].isalpha() else 2
    if _SURE.search(token):
        return 2
    doubled = "ee" in token or "oo" in token or "w" in token
    toned = token[-1] in _TELEX_TONES
    return 2 if doubled and toned else 1 if doubled or toned else 0


def telex(token: str) -> str | None:
    """One token of Telex as the syllable that was meant, or None if it is none or needs no decoding."""
    letters: list[str] = []
    tone = 0
    changed = False
    doubled = re.search(r"aa|ee|oo|dd|\ww", token.lower()) is not None
    for at, key in enumerate(token):
        lower = key.lower()
        vowels = [at for at, letter in enumerate(letters) if _vowel(letter)]
        late = lower in _HATS and vowels and not _vowel(letters[-1]) and _only_tones(token[at + 1 :])
        if late and _late_hat(letters, lower):
            changed = True
        elif lower in _TELEX_TONES and vowels:
            if tone:
                return None
            tone, changed = _TELEX_TONES[lower], True
        elif tone and _vowel(key) and not doubled:
            return None  # "visa", "hero": a tone is typed after all the vowels
        elif lower == "w" and letters:
            if not _horn(letters, "uoa"):
                return None
            changed = True
        elif lower == "d" and letters and letters[0] in "dD" and (len(letters) == 1 or vowels):
            letters[0] = "đ" if letters[0] == "d" else "Đ"
            changed = True
        elif lower in _HATS and letters and letters[-1].lower() == lower:
            letters[-1] = _like(letters[-1], _HATS[lower])
            changed = True
        else:
            letters.append(key)
    return _syllable(letters, tone) if changed else None


def _only_tones(keys: str) -> bool:
    return all(key in _TELEX_TONES for key in keys.lower())


def _late_hat(letters: list[str], key: str) -> bool:
    """Put the hat of `key` on its vowel, which a consonant has followed already: `congo` for *công*."""
    for at in range(len(letters) - 1, -1, -1):
        if letters[at].lower() == key:
            letters[at] = _like(letters[at], _HATS[key])
            return True
    return False


def vni(token: str) -> str | None:
    """One token of VNI as the syllable that was meant, or None if it is none or needs no decoding."""
    letters: list[str] = []
    tone = 0
    changed = False
    for key in token:
        if not key.isdigit():
            letters.append(key)
            continue
        changed = True
        done = False
        if key in _VNI_TONES and not tone and any(map(_vowel, letters)):
            tone, done = _VNI_TONES[key], True
        elif key == "6":
            done = _hat(letters)
        elif key == "7":
            done = _horn(letters, "uo")
        elif key == "8":
            done = _horn(letters, "a")
        elif key == "9" and letters and letters[0] in "dD":
            letters[0], done = ("đ" if letters[0] == "d" else "Đ"), True
        if not done:
            return None
    return _syllable(letters, tone) if changed else None


def _vowel(letter: str) -> bool:
    return letter in VOWEL_TONE


def _like(model: str, letter: str) -> str:
    return letter.upper() if model.isupper() else letter


def _hat(letters: list[str]) -> bool:
    """Put a circumflex on the last vowel that can have one."""
    for at in range(len(letters) - 1, -1, -1):
        if letters[at].lower() in _HATS:
            letters[at] = _like(letters[at], _HATS[letters[at].lower()])
            return True
    return False


def _horn(letters: list[str], which: str) -> bool:
    """Put a horn (u, o) or a breve (a) where the syllable takes it: both of `uo`, the u of `ua`, else the last."""
    vowels = [at for at, letter in enumerate(letters) if letter.lower() in "aouư"]
    if not vowels:
        return False
    at = vowels[-1]
    before = letters[at - 1].lower() if at else ""
    pair = before + letters[at].lower()
    if pair in ("uo", "ưo") and "o" in which and "".join(letters[:1]).lower() != "q":
        letters[at - 1] = _like(letters[at - 1], "ư")
        letters[at] = _like(letters[at], "ơ")
        return True
    if pair in ("ua", "uu") and "u" in which and "".join(letters[:1]).lower() != "q":
        at -= 1
    marked = {"u": "ư", "o": "ơ", "a": "ă"}.get(letters[at].lower())
    if marked is None or letters[at].lower() not in which:
        return False
    letters[at] = _like(letters[at], marked)
    return True


def _syllable(letters: list[str], tone: int) -> str | None:
    """The letters with the tone on the right vowel, if that is a properly spelt syllable."""
    text = "".join(letters)
    for candidate in (text, text.replace("ưo", "ươ"), text.replace("ươ", "uơ")):
        vowels = [at for at, letter in enumerate(candidate) if _vowel(letter)]
        if not vowels:
            return None
        toned = list(candidate)
        toned[vowels[-1]] = TONED[candidate[vowels[-1]], tone]
        meant = place("".join(toned))
        if is_syllable(meant.lower()):
            return meant
    return None
