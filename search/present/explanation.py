"""Of what a score is made, in words: each leaf that ranks, what the best articles added, age, kind and preference."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from math import fsum

from indexer.engines.contract import (
    EngineQuery,
    Explained,
    Leaf,
    Phrase,
    Prefix,
    ScoredDoc,
    Term,
    TermKind,
    Weighted,
)
from indexer.engines.protocols import Reader
from indexer.vietnamese.endings import usual
from search.results import PartKind, ScorePart

SHOWN_FEEDBACK = 5
"""Terms of feedback that are named; all of them count."""
LEAST = 5e-5
"""What adds less is not shown by itself."""
_KINDS: dict[TermKind, PartKind] = {
    TermKind.SYLLABLE: "syllable",
    TermKind.PAIR: "pair",
    TermKind.WORD: "word",
    TermKind.CREDIT: "author",
}


def explain(reader: Reader, request: EngineQuery, found: Sequence[ScoredDoc]) -> list[tuple[ScorePart, ...]]:
    """Return for each document the parts of its score, the greatest first; they add up to it."""
    if not found:
        return []
    rows = reader.explain(request, [scored.key for scored in found])
    return [_parts(request, row, scored.score) for row, scored in zip(rows, found, strict=True)]


def _parts(request: EngineQuery, row: Explained, score: float) -> tuple[ScorePart, ...]:
    if not score:
        return ()
    typed, emphasised = len(request.rank), len(request.emphasis)
    typed_amounts, more = row.amounts[:typed], row.amounts[typed:]
    factor = row.fresh * row.brief * row.preferred
    # Feedback orders the first documents of a long list only.
    if abs(fsum(typed_amounts) * factor - score) <= abs(fsum(row.amounts) * factor - score):
        more = ()
    parts = [
        ScorePart(*_said(term), amount) for term, amount in zip(request.rank, typed_amounts, strict=True)
    ]
    if more:
        headed, fed = more[:emphasised], more[emphasised:]
        words = ", ".join(
            dict.fromkeys(
                _said(term)[1] for term, amount in zip(request.emphasis, headed, strict=True) if amount > 0
            )
        )
        parts.append(ScorePart("head", words, fsum(headed)))
        best = nlargest(SHOWN_FEEDBACK, zip(fed, request.feedback, strict=True), key=lambda pair: pair[0])
        words = ", ".join(usual(term.text) for amount, (term, _) in best if amount > 0)
        parts.append(ScorePart("feedback", words, fsum(fed)))
    total = fsum(part.amount for part in parts)
    for kind, times in (("fresh", row.fresh), ("brief", row.brief), ("preferred", row.preferred)):
        parts.append(ScorePart(kind, "", total * (times - 1)))  # type: ignore[arg-type]
        total *= times
    shown = [part for part in parts if abs(part.amount) >= LEAST]
    return tuple(sorted(shown, key=lambda part: -part.amount))


def _said(weighted: Weighted) -> tuple[PartKind, str]:
    """What a leaf is, and its words."""
    first = weighted.leaves[0]
    words = " / ".join(dict.fromkeys(_text(leaf) for leaf in weighted.leaves))
    if len(weighted.leaves) > 1:
        return "forms", words
    if isinstance(first, Prefix):
        return "beginning", words
    if isinstance(first, Term) and first.folded:
        return "folded", words
    return ("phrase" if isinstance(first, Phrase) else _KINDS[first.kind]), words


def _text(leaf: Leaf) -> str:
    if isinstance(leaf, Phrase):
        return usual(" ".join(part.text for part in leaf.parts))
    text = (
        leaf.text
        if isinstance(leaf, Prefix) or leaf.kind is not TermKind.CREDIT
        else leaf.text.split(" ", 1)[1]
    )
    return usual(text)
