"""What to do with a query that this archive cannot answer as it is: nothing typed, or words that are not Vietnamese."""

from __future__ import annotations

from indexer.engines.contract import Filters
from indexer.vietnamese import fold_normal
from indexer.vietnamese.orthography import is_plain_syllable
from indexer.vietnamese.syllables import syllables
from search.answering import Selection
from search.results import Message

FOREIGN_WORDS = 2
"""One foreign word may be a name; so many, which are half of the query, are another language."""


def advice(q: str, filters: Filters, selected: Selection) -> tuple[Message, ...]:
    """Return what to tell the user beside the answer; () where the query is an ordinary one."""
    if not q.strip():
        return () if filters else (Message("empty_query"),)
    if selected.answer.total or selected.corrected or selected.suggestion:
        return ()
    if any(one.kind == "decoded" for one in selected.plan.interpretations):
        return ()
    words = [word for word in syllables(q) if word.isascii() and word.isalpha()]
    foreign = [word for word in words if not is_plain_syllable(fold_normal(word))]
    if len(foreign) >= FOREIGN_WORDS and 2 * len(foreign) >= len(syllables(q)):
        return (Message("foreign_query"),)
    return ()
