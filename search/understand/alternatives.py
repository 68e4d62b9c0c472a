"""What else the stretches of a query may be written as: abbreviations and long forms, numbers and dates, synonyms.

What was typed keeps its say: a stretch has alternatives of one kind only, in this order.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from indexer.engines.contract import TermKind
from indexer.vietnamese import abbreviations, synonyms
from indexer.vietnamese.abbreviations import Expansion
from indexer.vietnamese.endings import usual
from search.rank import ranking
from search.term_stats import TermStats
from search.understand.word_run import ReadingContext, Slot
from search.understand.written_forms import written_forms

Range = tuple[int, int]


def alternatives(
    typed: list[str], slots: list[Slot], glued: list[Range], places: list[Range], context: ReadingContext
) -> list[Expansion]:
    """The stretches that can be written otherwise, in order, without those that were declined.

    `glued`: ranges of syllables that are one word to the eye; `places`: ranges that are the name of a place.
    """
    found = _expansions(typed, glued, context)
    found = _with_written_forms(found, written_forms(typed, glued, places), context)
    return _with_synonyms(found, slots, glued, context) if len(slots) <= ranking.SYNONYMS_UP_TO else found


def _expansions(typed: list[str], glued: list[Range], context: ReadingContext) -> list[Expansion]:
    """The abbreviations and long forms that the user did not decline and that the index has."""
    found = [
        e
        for e in abbreviations.find(typed)
        if not context.declined(e.typed) and not any(a < e.end and e.start < b for a, b in glued)
    ]
    return [e for e in found if e.kind == "short" or any(map(context.stats.knows, e.reads))]


def _with_written_forms(
    expansions: list[Expansion], written: list[Expansion], context: ReadingContext
) -> list[Expansion]:
    """The expansions, and the other written forms of what none of them touches."""
    taken = {at for e in expansions for at in range(e.start, e.end)}
    found = [
        e
        for e in written
        if not taken.intersection(range(e.start, e.end))
        and (e.kind == "written" or not context.declined(e.typed))
    ]
    return sorted([*expansions, *found], key=lambda e: e.start)


def _with_synonyms(
    expansions: list[Expansion], slots: list[Slot], glued: list[Range], context: ReadingContext
) -> list[Expansion]:
    """The expansions, and the synonyms of what none of them touches, as far as the index has them. A synonym of more words
    than an expansion takes its place: *nợ BHXH* says more than *BHXH*."""
    solid = {at for first, last in glued for at in range(first, last)}
    found = []
    for synonym in synonyms.find([slot.text for slot in slots]):
        start, end = synonym.start, synonym.end
        inside = [
            e for e in expansions if start <= e.start and e.end <= end and e.end - e.start < end - start
        ]
        taken = solid | {at for e in expansions if e not in inside for at in range(e.start, e.end)}
        reads = tuple(form for form in synonym.reads if _occurs(form, context.stats))
        if not reads or taken.intersection(range(start, end)) or context.declined(synonym.typed):
            continue
        expansions = [e for e in expansions if e not in inside]
        found.append(replace(synonym, reads=reads, labels=tuple(usual(" ".join(form)) for form in reads)))
    return sorted([*expansions, *found], key=lambda e: e.start)


def _occurs(form: tuple[str, ...], stats: TermStats) -> bool:
    """Whether every two neighbours of a form stand together somewhere."""
    return all(stats.reader.frequencies(TermKind.PAIR, [f"{a} {b}" for a, b in pairwise(form)]))
