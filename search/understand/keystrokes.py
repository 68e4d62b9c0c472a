"""A query that is leaked Telex or VNI keys, read as what was meant, and that disclosed."""

from __future__ import annotations

from itertools import pairwise

from indexer.engines.contract import TermKind
from indexer.vietnamese import keyboard
from indexer.vietnamese.syllables import syllables
from search.results import Interpretation
from search.term_stats import TermStats
from search.understand.word_run import ReadingContext, WordRun


def decoded(text: str, context: ReadingContext, run: WordRun) -> str:
    """The text, or what leaked Telex or VNI keys in it meant, if the index knows that.

    A word of the index stays as it is, unless its neighbours say otherwise: *congo* beside `ddoanf` is *công*.
    """

    def known(token: str) -> bool:
        return context.stats.frequency(token) > 0

    if not text.isascii() or context.declined(text.lower()):
        return text
    meant = keyboard.from_keystrokes(text, known)
    throughout = keyboard.from_keystrokes(text) if meant else None
    if meant and throughout and _together(throughout, context.stats) > _together(meant, context.stats):
        meant = throughout
    if meant is None or not context.stats.knows(syllables(meant)):
        return text
    run.interpretations.append(Interpretation("decoded", text, meant, text.lower()))
    return meant


def _together(text: str, stats: TermStats) -> int:
    """In how many documents the neighbours of a text stand together, added up."""
    return sum(stats.reader.frequencies(TermKind.PAIR, [f"{a} {b}" for a, b in pairwise(syllables(text))]))
