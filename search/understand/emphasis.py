"""Words that count for more where an article begins: in its title, kicker and lead, which say what it is about.

After BM25F (Robertson, Zaragoza & Taylor, 2004), but as terms of their own: what is found in the head of an article is added
to what is found anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import pairwise

from indexer.engines.contract import Term, TermKind, Weighted
from indexer.vietnamese.abbreviations import Expansion
from search.rank import ranking
from search.understand.word_run import Slot

HEAD = ("title", "kicker", "lead")


def emphasis(slots: Sequence[Slot], in_word: Set[int], expansions: Sequence[Expansion]) -> list[Weighted]:
    """The syllables and pairs of a run that count for more in the head of an article. `in_word`: the places of those that are part of a
    longer word. What is also written otherwise (`expansions`), a date or an abbreviation, does not count for more in one of its forms."""
    several = {at for e in expansions if e.kind != "synonym" for at in range(e.start, e.end)}
    found = []
    for at, slot in enumerate(slots):
        if at in several:
            continue
        weight = ranking.HEAD * (ranking.IN_WORD if at in in_word else 1.0)
        accented = Term(TermKind.SYLLABLE, slot.text, fields=HEAD)
        found.append(Weighted((accented,), weight * slot.share))
        if not slot.exact:
            found.append(Weighted((replace(slot.leaf, fields=HEAD),), weight * (1.0 - slot.share)))
    for at, (left, right) in enumerate(pairwise(slots)):
        if several.isdisjoint((at, at + 1)):
            pair = Term(TermKind.PAIR, f"{left.text} {right.text}", fields=HEAD)
            found.append(Weighted((pair,), ranking.HEAD_PAIR * min(left.share, right.share)))
    return found
