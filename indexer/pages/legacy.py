"""The encodings of Vietnamese before Unicode: TCVN3 (ABC), VNI, and UTF-8 taken for Latin.

Old pages keep such text either as bytes or, worse, as the Latin characters those bytes look like
(“Liªn ®oµn”, “Lieân ñoaøn”, “LiÃªn Ä‘oÃ n”). The right reading is
chosen by a measure of how much a text reads like Vietnamese.
"""

from __future__ import annotations

import re
from functools import lru_cache

from indexer.vietnamese import normalise, orthography

# TCVN 5712:1993 VN3. Capitals with tones do not exist in it: a capital font shows the small letters.
_TCVN3 = {
    code: letter
    for start, letters in (
        (0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"),
        (0xB5, "àảãáạ"),
        (0xBB, "ằẳẵắ"),
        (0xC6, "ặầẩẫấậè"),
        (0xCE, "ẻẽéẹềểễếệìỉ"),
        (0xDC, "ĩíịò"),
        (0xE1, "ỏõóọồổỗốộờởỡớợù"),
        (0xF1, "ủũúụừửữứựỳỷỹýỵ"),
    )
    for code, letter in enumerate(letters, start)
}

# VNI for Windows: a vowel and then a letter for its marks; six letters stand alone.
_VNI_MARKS = {
    "a": dict(zip("ùøûõïâáàåãäêéèúüë", "áàảãạâấầẩẫậăắằẳẵặ", strict=True)),
    "e": dict(zip("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ", strict=True)),
    "o": dict(zip("ùøûõïâáàåãä", "óòỏõọôốồổỗộ", strict=True)),
    "u": dict(zip("ùøûõï", "úùủũụ", strict=True)),
    "y": dict(zip("ùøûõ", "ýỳỷỹ", strict=True)),
    "ô": dict(zip("ùøûõï", "ớờởỡợ", strict=True)),
    "ö": dict(zip("ùøûõï", "ứừửữự", strict=True)),
}
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI = re.compile("[aeouyôö][ùøûõïâáàåãäêéèúüë]|[ôöñæóòî]", re.IGNORECASE)

_EDGES = "“”‘’–—…«»•·°\"'()[]{}<>.,:;!?/\\|-+*=&%$#@^_~`"
_TOKEN_BREAK = re.compile(r"[\s\"'()\[\]{}<>.,:;!?/\\|\-+*=&%$#@^_~`“”‘’–—…•]+")
_SAMPLE = 600
"""Words with other than ASCII letters by which a text is judged."""


def from_tcvn3(text: str) -> str:
    """TCVN3 (ABC) text, read as Latin-1, in Unicode."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """VNI text, read as windows-1252, in Unicode."""
    return _VNI.sub(_vni_letter, text)


def _vni_letter(match: re.Match[str]) -> str:
    letters = match[0]
    small = letters.lower()
    if len(small) == 2:
        marked = _VNI_MARKS[small[0]].get(small[1])
        if marked is None:
            rest = from_vni(letters[1])
            return (from_vni(letters[0]) if small[0] in _VNI_ALONE else letters[0]) + rest
        return marked.upper() if letters[0].isupper() else marked
    return _VNI_ALONE[small].upper() if letters.isupper() else _VNI_ALONE[small]


def _as_byte(character: str) -> int | None:
    try:
        return character.encode("cp1252")[0]
    except UnicodeEncodeError:
        return ord(character) if ord(character) <= 0xFF else None


_BYTES = {character: byte for code in (*range(0x80, 0x100), *map(ord, "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"))
          if (byte := _as_byte(character := chr(code))) is not None}  # fmt: skip
_LEADS = "".join(re.escape(c) for c, byte in _BYTES.items() if 0xC2 <= byte <= 0xE2)
_FOLLOWERS = "".join(re.escape(c) for c, byte in _BYTES.items() if 0x80 <= byte <= 0xBF)
_TWICE = re.compile(f"[{_LEADS}][{_FOLLOWERS} ][{_FOLLOWERS}]?")


def from_twice_encoded(text: str) -> str:
    """Text with what is UTF-8 taken for windows-1252 (or Latin-1) decoded, each character by itself.

    `LiÃªn Ä‘oÃ n` → `Liên đoàn`. What does not decode to a letter or a mark of Western or Vietnamese text
    stays as it is.
    """
    return _TWICE.sub(_decode_twice, text)


def _decode_twice(match: re.Match[str]) -> str:
    for length in (3, 2):
        piece = match[0][:length]
        if len(piece) < length:
            continue
        data = bytes(0xA0 if c == " " else _BYTES[c] for c in piece)
        try:
            decoded = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        code = ord(decoded[0])
        if len(decoded) == 1 and (code < 0x370 or 0x1E00 <= code < 0x1F00 or 0x2000 <= code < 0x2300):
            return decoded + from_twice_encoded(match[0][length:])
    return match[0][0] + from_twice_encoded(match[0][1:])


def vietnamese_share(text: str) -> tuple[float, int]:
    """(share of syllables that Vietnamese can have, number judged) among words with non-ASCII letters."""
    judged = good = 0
    for word in _TOKEN_BREAK.split(text):
        word = word.strip(_EDGES)
        if not word or word.isascii():
            continue
        judged += 1
        good += reads_as_syllable(word)
        if judged >= _SAMPLE:
            break
    return (good / judged if judged else 0.0), judged


@lru_cache(maxsize=4096)
def reads_as_syllable(word: str) -> bool:
    """Can the word be one Vietnamese syllable, in Unicode?"""
    syllable = normalise(word).lower()
    return orthography.is_syllable(syllable) or orthography.is_syllable_without_tone(syllable)
