"""Unicode text whose Vietnamese is TCVN3, VNI or twice-encoded UTF-8 read as Latin, put right field by field.

A field is what was written in one go: an element of a page, a line of a dump, a value of a record. It is
judged by all its letters, never by one sign: `©`, `®` and `°` beside right Vietnamese are what they are. A
short field that cannot be judged by itself follows the longer ones around it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from indexer.guard import valid
from indexer.pages.dom import BLOCK_TAGS, HtmlElement
from indexer.pages.legacy import from_tcvn3, from_twice_encoded, from_vni, reads_as_syllable
from indexer.pages.text import is_vietnamese

SURE = 0.85
"""Share of Vietnamese syllables from which a reading is believed."""
FEWEST = 4
"""Words by which a field can be judged by itself."""
BETTER = 0.25
"""By how much more of a field's words a reading must make Vietnamese."""
LONG = 64
"""From so many characters on, a text is looked at as an array."""
_SAMPLE = 600
"""Words by which a field is judged."""

Reading = Callable[[str], str]

_SIGNS = "®µ¶¸¹¬\u00ad«ª©¨¦§·×÷"
_LETTERS = "ñÑöÖøØûÛïÏåÅäÄëËüÜæÆçÇîÎÞßð"
_PAIR_BEGINS = "\u00c2\u00c3\u00c4\u00c5\u00c6\u00e1\u00e2"
_PAIR_ENDS = "".join(map(chr, range(0x80, 0xC0))) + "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
"""UTF-8 that was read as Latin letters: the first byte of a letter, and the next."""
_HINT = re.compile(f"[{_SIGNS}{_LETTERS}]|[{_PAIR_BEGINS}][{_PAIR_ENDS}]")
_SUSPECT = re.compile(f"[A-Za-z\u00c0-\u00ff][{_SIGNS}]|[{_SIGNS}][A-Za-z\u00c0-\u00ff]|[{_LETTERS}]")
"""What legacy text has and right Vietnamese hardly: signs in mid-word, letters that Vietnamese does not write."""
_TWICE = re.compile(f"[{_PAIR_BEGINS}][{_PAIR_ENDS}]|\u00c3 ")
_BREAK = re.compile(r"[\s\"'()\[\]{}<>.,:;!?/\\\\|+*=&%$#@^_~`“”‘’–—…•\\-]+")
_CAPITAL_INSIDE = re.compile("[a-zà-ÿ][\u00c0-\u00df]|[A-Z\u00c0-\u00df][\u00c0-\u00df][a-zà-ÿ]")
_QUOTES = "«»·°"


def mend_fields(fields: Sequence[str]) -> list[str]:
    """`fields` of one document, those in a legacy encoding in Unicode."""
    readings = [find_reading(field) for field in fields]
    usual = Counter(reading for reading in readings if reading).most_common(1)
    mended = []
    for field, reading in zip(fields, readings, strict=True):
        if reading is None and usual and _follows(field, usual[0][0]):
            reading = usual[0][0]
        mended.append(reading(field) if reading else field)
    return mended


def mend_record(record: dict[str, object]) -> dict[str, object]:
    """A record of a data file with its texts mended; what is no text, and addresses and ids, stay."""
    names = [name for name, value in record.items() if isinstance(value, str) and may_be_legacy(value)]
    if not names:
        return record
    mended = mend_fields([str(record[name]) for name in names])
    return record | dict(zip(names, mended, strict=True))


def mend_text(text: str) -> str:
    """A text of many lines, each line a field."""
    if not may_be_legacy(text):
        return text
    return "\n".join(mend_fields(text.split("\n")))


def may_be_legacy(text: str) -> bool:
    """Does the text hold anything at all that gives legacy text away? (A quick look before a closer one.)"""
    if text.isascii():
        return False
    if len(text) < LONG:
        return _HINT.search(text) is not None
    parts = _parts().take(np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16))
    if parts.max() < _SECOND:
        return False
    return bool((parts == _GIVEAWAY).any() or ((parts[:-1] == _FIRST) & (parts[1:] == _SECOND)).any())


_FIRST, _SECOND, _GIVEAWAY = 1, 2, 3


@cache
def _parts() -> NDArray[np.uint8]:
    """Of each UTF-16 code unit its part in `_HINT`: begins a pair, ends one, or is enough alone; shape (65536,)."""
    parts = np.zeros(1 << 16, np.uint8)
    for letters, part in ((_PAIR_BEGINS, _FIRST), (_PAIR_ENDS, _SECOND), (_SIGNS + _LETTERS, _GIVEAWAY)):
        parts[[ord(letter) for letter in letters]] = part
    return parts


def find_reading(field: str) -> Reading | None:
    """The reading that makes a field Vietnamese, by all its letters; None where it is right, or too short to say."""
    if field.isascii():
        return None
    if _is_twice_encoded(field):
        return _decode_again
    if is_vietnamese(field) or not _SUSPECT.search(field):
        return None
    words = _words(field)
    if len(words) < FEWEST:
        return None
    share, reading = max(
        ((_share(map(read, words)), read) for read in (from_tcvn3, from_vni)), key=lambda pair: pair[0]
    )
    return reading if share >= SURE and share >= _right(words) + BETTER else None


def _decode_again(text: str) -> str:
    """Text that was encoded twice, or oftener, in Unicode."""
    for _ in range(4):
        text = from_twice_encoded(text)
        if not _is_twice_encoded(text):
            break
    return text


def _is_twice_encoded(field: str) -> bool:
    """Is there UTF-8 in the field that was taken for Latin letters? Right text holds such a pair by chance (“ĐÃ”)."""
    if not _TWICE.search(field):
        return False
    decoded = from_twice_encoded(field)
    if len(field) - len(decoded) < 2:
        return False
    return not is_vietnamese(field) or _right(_words(field)) < SURE <= _right(_words(decoded))


def _follows(field: str, usual: Reading) -> bool:
    """Is a field that cannot be judged by itself wrong as it is, and right in the document's usual reading?"""
    if field.isascii() or is_vietnamese(field):
        return False
    words = _words(field)
    return bool(words) and _share(map(usual, words)) == 1.0 and _right(words) < SURE


def _words(field: str) -> list[str]:
    """The words with other than ASCII letters, without letters and signs that stand alone."""
    words: list[str] = []
    for word in _BREAK.split(field):
        if len(word) > 1 and not word.isascii():
            words.append(word)
            if len(words) == _SAMPLE:
                break
    return words


def _right(words: list[str]) -> float:
    """Share of the words that are right as they are: a capital after a small letter is none of Vietnamese."""
    bare = _bare(words)
    return (
        sum(reads_as_syllable(word) and not _CAPITAL_INSIDE.search(word) for word in bare) / len(bare)
        if bare
        else 1.0
    )


def _bare(words: Iterable[str]) -> list[str]:
    return [bare for word in words if not (bare := word.strip(_QUOTES)).isascii()]


def _share(words: Iterable[str]) -> float:
    """Share of the words that are Vietnamese syllables; 1 if there are none."""
    judged = [reads_as_syllable(word) for word in words]
    return sum(judged) / len(judged) if judged else 1.0


def mend_tree(root: HtmlElement) -> None:
    """Mend the text of a page's tree: each block with all that is inline in it, each attribute, each record."""
    pieces = _blocks(root)
    suspects = [
        block
        for block, texts in pieces.items()
        if any(may_be_legacy((e.tail if is_tail else e.text) or "") for e, is_tail in texts)
    ]
    readings = {block: find_reading(_field(pieces[block])) for block in suspects}
    usual = Counter(reading for reading in readings.values() if reading).most_common(1)
    reading = usual[0][0] if usual else None
    for block in pieces if reading else ():
        found = readings.get(block)
        if found is None and reading and _follows(_field(pieces[block]), reading):
            found = reading
        if found:
            _rewrite(pieces[block], found)
    _mend_attributes(root, reading)


_Piece = tuple[HtmlElement, bool]
"""An element whose text (or, if True, whose tail) belongs to a block."""


def _blocks(root: HtmlElement) -> dict[HtmlElement, list[_Piece]]:
    """The pieces of text of each block, in order."""
    blocks: dict[HtmlElement, HtmlElement] = {}
    pieces: dict[HtmlElement, list[_Piece]] = {}
    for element in root.iter():
        parent = element.getparent()
        is_block = parent is None or element.tag in BLOCK_TAGS or element.tag in ("title", "script")
        block = blocks[element] = element if is_block else blocks[parent]
        if element.text and (element.tag != "script" or "ld+json" in (element.get("type") or "")):
            pieces.setdefault(block, []).append((element, False))
        if element.tail and parent is not None:
            pieces.setdefault(blocks[parent], []).append((element, True))
    return pieces


def _field(pieces: list[_Piece]) -> str:
    return "".join((element.tail if is_tail else element.text) or "" for element, is_tail in pieces)


def _rewrite(pieces: list[_Piece], reading: Reading) -> None:
    for element, is_tail in pieces:
        if is_tail:
            element.tail = valid(reading(element.tail or ""))
        else:
            element.text = valid(reading(element.text or ""))


def _mend_attributes(root: HtmlElement, usual: Reading | None) -> None:
    for meta in root.iter("meta"):
        content = meta.get("content") or ""
        reading = find_reading(content) if may_be_legacy(content) else None
        if reading is None and usual and _follows(content, usual):
            reading = usual
        if reading:
            meta.set("content", valid(reading(content)))
