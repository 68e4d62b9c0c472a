"""Accents restored: the likeliest reading of syllables that were typed without them.

How likely a form is, is judged from the index's own text: how often each form occurs, and next to which neighbours. A chain is
summed over both directions (forward and backward), so that the confidence of each syllable takes the whole query into account:
Rabiner, "A Tutorial on Hidden Markov Models" (1989), III.B. A syllable typed with its accents is left as it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

from indexer.engines.contract import TermKind
from indexer.facets.registry import REGISTRY
from indexer.vietnamese import fold_normal, has_diacritics
from indexer.vietnamese.syllables import syllables as syllables_of
from search.rank import ranking
from search.term_stats import TermStats

Forms = dict[str, float]
"""Form → probability; they add up to 1."""
Links = tuple[float, dict[tuple[str, str], float]]
"""Factor for any two neighbouring forms, and what is added to it for those that stand together."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A syllable as it was typed, as it is read, and the probability that this is right."""

    typed: str
    text: str
    confidence: float = 1.0

    @property
    def changed(self) -> bool:
        return self.typed != self.text


def restore(syllables: Sequence[str], stats: TermStats) -> list[Reading]:
    """Read a run of syllables (normal form, lower case) that stood next to each other."""
    half = any(map(has_diacritics, syllables))
    columns = [
        stats.worked_out(("reading", syllable, half), partial(_candidates, syllable, stats, half))
        for syllable in syllables
    ]
    if all(len(column) == 1 for column in columns):
        return [Reading(s, next(iter(column))) for s, column in zip(syllables, columns, strict=True)]
    links = [
        stats.worked_out(("link", a, b, half), partial(_links, left, right, stats))
        for (a, b), (left, right) in zip(pairwise(syllables), pairwise(columns), strict=True)
    ]
    before = [columns[0]]
    for (apart, together), column in zip(links, columns[1:], strict=True):
        last = before[-1]
        reached = dict.fromkeys(column, apart * sum(last.values()))
        for (x, y), more in together.items():
            reached[y] += more * last[x]
        before.append(_scaled({y: p * reached[y] for y, p in column.items()}, column))
    behind = [dict.fromkeys(columns[-1], 1.0)]
    for (apart, together), column, left in zip(links[::-1], columns[:0:-1], columns[-2::-1], strict=True):
        weights = {y: p * behind[-1][y] for y, p in column.items()}
        reached = dict.fromkeys(left, apart * sum(weights.values()))
        for (x, y), more in together.items():
            reached[x] += more * weights[y]
        behind.append(_scaled(reached, left))
    readings = []
    for typed, left, right in zip(syllables, before, reversed(behind), strict=True):
        both = {form: p * right[form] for form, p in left.items()}
        best = max(both, key=lambda form: (both[form], form == typed))
        total = sum(both.values())
        readings.append(Reading(typed, best, both[best] / total if total else 0.0))
    return readings


def _candidates(syllable: str, stats: TermStats, half: bool) -> Forms:
    if has_diacritics(syllable) or not syllable.isalpha():
        return {syllable: 1.0}
    forms = stats.forms(TermKind.SYLLABLE, syllable)[: ranking.CANDIDATES]
    total = sum(form.occurrences for form in forms)
    bonus = math.exp(ranking.TYPED_BONUS) if half else 1.0
    kept = {
        form.text: form.occurrences * (bonus if form.text == syllable else 1.0)
        for form in forms
        if form.occurrences >= ranking.RARE_FORM * total
    }
    return _scaled(kept, kept) or {syllable: 1.0}


def _links(left: Forms, right: Forms, stats: TermStats) -> Links:
    """How much likelier neighbouring forms are together than by chance."""
    if len(left) == len(right) == 1:
        return 1.0, {}
    folded = f"{fold_normal(next(iter(left)))} {fold_normal(next(iter(right)))}"
    counts = {form.text: form.occurrences for form in stats.forms(TermKind.PAIR, folded)}
    total = sum(counts.values())
    if max(counts.values(), default=0) < ranking.CLEAR * total:
        # People ask for words, and rarely for words that happen to meet: đô la, not đó là.
        for form in stats.forms(TermKind.WORD, folded):
            counts[form.text] = counts.get(form.text, 0) + ranking.AS_WORD * form.occurrences
        total = sum(counts.values())
    trust = ranking.TRUST * total / (total + 2)
    together = {}
    for text, occurrences in counts.items():
        x, _, y = text.partition(" ")
        if x in left and y in right:
            together[x, y] = trust * occurrences / total / (left[x] * right[y])
    for x, y in _name_pairs().get(folded, ()):
        if x in left and y in right:
            link = 1 - trust + together.get((x, y), 0.0)
            together[x, y] = ranking.NAME_BONUS * link - (1 - trust)
    return 1 - trust, together


@cache
def _name_pairs() -> dict[str, list[tuple[str, str]]]:
    """Neighbouring syllables of the names of districts and campaigns, by their folded form."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    for name in (value for spec in REGISTRY if spec.lifts for value in spec.known_values()):
        for x, y in pairwise(syllables_of(name.label)):
            readings = pairs.setdefault(f"{fold_normal(x)} {fold_normal(y)}", [])
            if (x, y) not in readings:
                readings.append((x, y))
    return pairs


def _scaled(values: Forms, otherwise: Forms) -> Forms:
    total = sum(values.values())
    if total <= 0 or math.isinf(total):
        return dict(otherwise)
    return {form: value / total for form, value in values.items()}
