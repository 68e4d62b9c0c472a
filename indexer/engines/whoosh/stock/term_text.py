"""How a term of a text field is written, and which leaf of the engine it stands for.

| term | stands for |
|---|---|
| `công` | this accented syllable |
| `cong` | every accented form of it, as in a search |
| `=lao` | the syllable without marks itself |
| `công đoàn` | these syllables next to each other; with any mark among them, those without have none |
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from indexer.article import FIELDS
from indexer.engines.contract import Leaf, Phrase, Prefix, Term, TermKind
from indexer.vietnamese import has_diacritics, normalise
from indexer.vietnamese.syllables import term

EXACT = "="
"""Stands before a syllable without marks that is meant as it is."""

TEXT = "text"
"""The field that has every field of an article."""

TEXT_FIELDS: dict[str, tuple[str, ...]] = {TEXT: (), **{name: (name,) for name in FIELDS}}
"""Text field → the fields of an article whose occurrences count in it; () for all."""

KINDS = {kind.value: kind for kind in TermKind if kind is not TermKind.SYLLABLE}
"""Field → its kind of terms: each is one term as it is written."""


def written(text: str) -> str:
    """Return a term, or the beginning of one, composed (NFC) and in lower case, its syllables joined by a space.

    Where a mark stands in a syllable is not changed here: *hoà* may be all of one, or become *hoàn*.
    """
    return " ".join(unicodedata.normalize("NFC", text).lower().replace("_", " ").split())


def leaf(text: str, fields: tuple[str, ...] = ()) -> Term | Phrase | None:
    """Return what a term of a text field stands for; None for nothing."""
    syllables = text.split()
    marked = any(map(has_diacritics, syllables))
    terms = []
    for syllable in syllables:
        bare = syllable.removeprefix(EXACT)
        folded = bare == syllable and not marked
        terms.append(Term(TermKind.SYLLABLE, term(normalise(bare)), folded))
    if len(terms) > 1:
        return Phrase(tuple(terms), fields)
    return Term(terms[0].kind, terms[0].text, terms[0].folded, fields) if terms else None


def text_of(syllable: Term) -> str:
    """Return how the syllable of a leaf is written as a term."""
    if syllable.folded or has_diacritics(syllable.text):
        return syllable.text
    return EXACT + syllable.text


def syllables_in(found: Leaf) -> Iterator[Term]:
    """Yield the syllables of a leaf; a prefix has none."""
    if isinstance(found, Phrase):
        for part in found.parts:
            yield from syllables_in(part)
    elif not isinstance(found, Prefix) and found.kind is TermKind.SYLLABLE:
        yield found
