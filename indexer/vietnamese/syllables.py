"""The syllables of a text: what lies between spaces and punctuation, with its offsets.

A syllable is a run of letters and digits, one character or more (`Y tế`, `ý`, `ở`). Numbers, decision
numbers, dates and e-mail addresses fall into their parts (`1294/HD-TLĐ` → 1294, HD, TLĐ), so that a phrase
of the parts finds them as typed. A number with points between its thousands is one syllable without them
(`1.011` and `1011` are the same term). Comes in: text in any form. Goes out: `(start, end)` pairs.
"""

from __future__ import annotations

import re

SYLLABLE = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{3})+(?!\d|\.\d)|[^\W_]+")
"""Matches one syllable of a text in normal form."""


def term(surface: str) -> str:
    """The index term of a syllable as it stands in a normalised text: lower case, thousands joined.

    >>> term("1.011"), term("Đoàn")
    ('1011', 'đoàn')
    """
    lower = surface.lower()
    return lower.replace(".", "") if "." in lower else lower


def spans(text: str) -> list[tuple[int, int]]:
    """The (start, end) of every syllable of a text in normal form, in order."""
    return [match.span() for match in SYLLABLE.finditer(text)]
