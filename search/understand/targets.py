"""What to mark of a run of words: each word in its best form, single syllables only for want of better."""

from __future__ import annotations

from indexer.vietnamese import fold_normal
from indexer.vietnamese.abbreviations import Expansion
from indexer.vietnamese.endings import usual
from search.present.highlight import Target, Variant
from search.term_stats import TermStats
from search.understand.word_run import Slot, chosen

COMMON_SHARE = 0.3
"""A syllable in more than this share of the documents is marked only beside other marks."""


def gain(slot: Slot, stats: TermStats) -> float:
    """How much a passage gains by showing this syllable."""
    return stats.idf(stats.frequency(slot.text))


def word_targets(
    slots: list[Slot],
    words: list[tuple[int, int]],
    glued: list[tuple[int, int]],
    expansions: list[Expansion],
    stats: TermStats,
    asks: frozenset[int] = frozenset(),
) -> list[Target]:
    """What to mark: abbreviations, then words, each in its best form; a lone syllable only for want of better. Words that
    only ask (`asks`) are marked beside others and never missed."""
    shorts = {e.start: e for e in expansions if e.kind == "short"}
    ranges = [(e.start, e.end) for e in shorts.values()] + glued
    taken = {at for first, last in ranges for at in range(first, last)}
    for first, last in words:
        free = not taken.intersection(range(first, last))
        ranges += [(first, last)] if free else [(at, at + 1) for at in range(first, last) if at not in taken]
    units = []
    for first, last in sorted(ranges):
        part = slots[first:last]
        forms = [Variant(" ".join(slot.text for slot in part))]
        if first in shorts:
            forms += _marked_forms(shorts[first])
        fallbacks: list[tuple[Variant, ...]] = [tuple(forms)]
        loose = [slot for slot in part if not slot.exact]
        if loose:
            text = " ".join(fold_normal(slot.text) for slot in part)
            fallbacks.append((Variant(text, folded=True, match_kind="unaccented"),))
        around = [e for e in expansions if e.kind != "short" and e.start <= first and last <= e.end]
        if around:
            fallbacks.append(tuple(form for e in around for form in _marked_forms(e)))
        whole = len(fallbacks)
        if len(part) > 1:
            fallbacks.append(tuple(Variant(slot.text) for slot in part))
            if loose:
                fallbacks.append(
                    tuple(
                        Variant(fold_normal(slot.text), folded=True, match_kind="unaccented")
                        for slot in loose
                    )
                )
        common = asks.issuperset(range(first, last)) or (last - first == 1 and _is_common(part[0], stats))
        label = part[0].reading.typed.upper() if first in shorts else usual(" ".join(s.text for s in part))
        weight = sum(gain(slot, stats) for slot in part)
        units.append(Target(tuple(fallbacks), weight, common, label, whole))
    units += [Target((tuple(_marked_forms(e)),), 2.0) for e in expansions if e.kind != "short"]
    return units


def _marked_forms(expansion: Expansion) -> list[Variant]:
    return [
        Variant(" ".join(form), match_kind="variant" if expansion.kind == "written" else "expanded")
        for form in chosen(expansion)[0]
    ]


def _is_common(slot: Slot, stats: TermStats) -> bool:
    frequency = stats.frequency(slot.text)
    return stats.documents >= 50 and frequency > COMMON_SHARE * stats.documents
