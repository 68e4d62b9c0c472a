"""Articles by an author or of a paper: `tác giả:lê hà`, with accents or without, or with some of them.

Some of the words of a name, in their order, are enough. The accents that were typed count, syllable by syllable.
"""

from __future__ import annotations

from indexer.credits import credit_windows
from indexer.engines.contract import And, Node, Or, Term, TermKind
from indexer.vietnamese import fold_normal, has_diacritics
from indexer.vietnamese.syllables import syllables
from search.term_stats import TermStats

MAX_FORMS = 100
"""Names that an unfinished one may stand for."""


def credit_node(name: str, text: str, stats: TermStats, prefix: bool = False) -> Node:
    """What matches the articles in whose field `name` the words of `text` stand in this order.

    With `prefix`, the last word may be only the beginning of one.
    """
    nodes = [
        Or(tuple(Term(TermKind.CREDIT, form) for form in forms))
        for forms in _forms(name, text, stats, prefix)
    ]
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def known_credit(name: str, text: str, stats: TermStats) -> bool:
    """Whether some author or paper in the index has these words in its name."""
    return all(_forms(name, text, stats))


def _forms(name: str, text: str, stats: TermStats, prefix: bool = False) -> list[list[str]]:
    """The terms that may stand for the text; of a long text, for each stretch that is one term."""
    windows = credit_windows(name, syllables(text))
    found = [stats.forms(TermKind.CREDIT, fold_normal(window)) for window in windows]
    if prefix:
        found[-1] = stats.reader.completions(TermKind.CREDIT, fold_normal(windows[-1]), MAX_FORMS)
    return [
        [form.text for form in forms if _agrees(window.split(), form.text.split())]
        for window, forms in zip(windows, found, strict=True)
    ]


def _agrees(typed: list[str], form: list[str]) -> bool:
    """Whether the form has every accent that was typed."""
    return all(
        not has_diacritics(a) or b.startswith(a) for a, b in zip(typed, form[: len(typed)], strict=True)
    )
