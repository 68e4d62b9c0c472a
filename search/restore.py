"""Accents restored: the likeliest reading of syllables that were typed without them.

Comes in: a query's syllables, some or all without diacritics. Goes out: for each syllable its likeliest accented
form and how likely that is, judged from the index's own text: how often each form occurs, and next to which
neighbours. A chain is summed over both directions (forward and backward), so that the confidence of each
syllable takes the whole query into account: Rabiner, "A Tutorial on Hidden Markov Models" (1989), III.B.
A syllable typed with its accents is left as it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from indexer import facets
from indexer.engines.contract import TermKind
from indexer.vietnamese import fold_normal, has_diacritics
from indexer.vietnamese.syllables import syllables as syllables_of
from search.lexis import Lexis
from search.ranking import CANDIDATES, NAME_BONUS, RARE_FORM, TRUST, TYPED_BONUS

Forms = dict[str, float]
"""Form → probability; they add up to 1."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A syllable as it was typed, as it is read, and the probability that this is right."""

    typed: str
    text: str
    confidence: float = 1.0

    @property
    def changed(self) -> bool:
        return self.typed != self.text


def restore(syllables: Sequence[str], lexis: Lexis) -> list[Reading]:
    """Read a run of syllables (normal form, lower case) that stood next to each other."""
    half = any(map(has_diacritics, syllables))
    columns = [_candidates(syllable, lexis, half) for syllable in syllables]
    if all(len(column) == 1 for column in columns):
        return [Reading(s, next(iter(column))) for s, column in zip(syllables, columns, strict=True)]
    links = [_links(a, b, lexis) for a, b in pairwise(columns)]
    before = [columns[0]]
    for link, column in zip(links, columns[1:], strict=True):
        last = before[-1]
        before.append(
            _scaled({y: p * sum(last[x] * link[x, y] for x in last) for y, p in column.items()}, column)
        )
    behind = [dict.fromkeys(columns[-1], 1.0)]
    for at in range(len(links) - 1, -1, -1):
        after, column, link = behind[-1], columns[at + 1], links[at]
        behind.append(
            _scaled(
                {x: sum(link[x, y] * p * after[y] for y, p in column.items()) for x in columns[at]},
                columns[at],
            )
        )
    readings = []
    for typed, left, right in zip(syllables, before, reversed(behind), strict=True):
        both = {form: p * right[form] for form, p in left.items()}
        best = max(both, key=lambda form: (both[form], form == typed))
        total = sum(both.values())
        readings.append(Reading(typed, best, both[best] / total if total else 0.0))
    return readings


def _candidates(syllable: str, lexis: Lexis, half: bool) -> Forms:
    if has_diacritics(syllable) or not syllable.isalpha():
        return {syllable: 1.0}
    forms = lexis.forms(TermKind.SYLLABLE, syllable)[:CANDIDATES]
    total = sum(form.occurrences for form in forms)
    bonus = math.exp(TYPED_BONUS) if half else 1.0
    kept = {
        form.text: form.occurrences * (bonus if form.text == syllable else 1.0)
        for form in forms
        if form.occurrences >= RARE_FORM * total
    }
    return _scaled(kept, kept) or {syllable: 1.0}


def _links(left: Forms, right: Forms, lexis: Lexis) -> dict[tuple[str, str], float]:
    """For every two neighbouring forms: how much likelier they are together than by chance."""
    if len(left) == len(right) == 1:
        return {(x, y): 1.0 for x in left for y in right}
    folded = f"{fold_normal(next(iter(left)))} {fold_normal(next(iter(right)))}"
    together = {form.text: form.occurrences for form in lexis.forms(TermKind.PAIR, folded)}
    total = sum(together.values())
    trust = TRUST * total / (total + 2)
    links = {}
    for x, p in left.items():
        for y, q in right.items():
            seen = trust * together.get(f"{x} {y}", 0) / total if total else 0.0
            links[x, y] = (seen + (1 - trust) * p * q) / (p * q)
            if f"{x} {y}" in _name_pairs():
                links[x, y] *= NAME_BONUS
    return links


@cache
def _name_pairs() -> frozenset[str]:
    """Neighbouring syllables of the names of districts and campaigns."""
    names = (*facets.districts(), *facets.campaigns())
    return frozenset(" ".join(pair) for name in names for pair in pairwise(syllables_of(name.label)))


def _scaled(values: Forms, otherwise: Forms) -> Forms:
    total = sum(values.values())
    if total <= 0 or math.isinf(total):
        return dict(otherwise)
    return {form: value / total for form, value in values.items()}
