"""The syllables of a text: what lies between spaces and punctuation, with its offsets.

A syllable is a run of letters and digits, one character or more (`Y tế`, `ý`, `ở`). Numbers, decision
numbers, dates and e-mail addresses fall into their parts (`1294/HD-TLĐ` → 1294, HD, TLĐ), so that a phrase
of the parts finds them as typed. A number with points between its thousands is one syllable without them
(`1.011` and `1011` are the same term); so are two spellings of one (`endings`).
"""

from __future__ import annotations

import re

from indexer.vietnamese.endings import merged
from indexer.vietnamese.normalise import normalise

SYLLABLE = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{3})+(?!\d|\.\d)|[^\W_]+")
"""Matches one syllable of a text in normal form."""


def term(surface: str) -> str:
    """The index term of a syllable as it stands in a normalised text: lower case, thousands joined, one spelling.

    >>> term("1.011"), term("Đoàn"), term("Kĩ")
    ('1011', 'đoàn', 'kỹ')
    """
    lower = surface.lower()
    return lower.replace(".", "") if "." in lower else merged(lower)


def syllables(text: str, finished: bool = True) -> list[str]:
    """The terms of a short text in any form; what `analyse` gives, without offsets and quicker for a few words.

    If the text is not `finished`, its last syllable stays as typed: `li` may become `liên`.
    """
    found = SYLLABLE.findall(normalise(text))
    terms = [term(surface) for surface in found]
    if found and not finished:
        terms[-1] = found[-1].lower()
    return terms
