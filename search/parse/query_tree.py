"""What was typed, as a tree: runs of words, phrases and beginnings of words, joined by and, or and not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, TypeGuard

from indexer.engines.contract import NO_FILTERS, And, Filters, Not, Or
from search.results import Message

TextKind = Literal["words", "phrase", "prefix", "near", "sentence"]


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words, a quoted phrase, or the beginning of a word. `fields` () means every field of the text; else
    some of those, or one of `indexer.credits.CREDITS`.

    In a phrase, `prefix` says that its last word is only the beginning of one. `near`: the `parts`, each a run of words,
    with at most `within` syllables between them; `()` means each word of the text. `sentence`: each word of
    the text in one sentence, of candidates that have them `near`.
    """

    text: str
    kind: TextKind = "words"
    fields: tuple[str, ...] = ()
    prefix: bool = False
    parts: tuple[str, ...] = ()
    within: int = 0


Clause: TypeAlias = "Text | And[Clause] | Or[Clause] | Not[Clause]"
"""A tree of what was typed: `indexer.engines.contract` has the same nodes over terms."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query as it was understood. `filters` are the facet values and dates asked for by name.

    `words` is the query without these and the dates: with the same filters chosen beside it, it asks for the same.
    """

    tree: And[Clause]
    filters: Filters = NO_FILTERS
    messages: tuple[Message, ...] = ()
    words: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is asked of the text itself."""
        return not self.tree.children

    @property
    def plain(self) -> str | None:
        """The text, when the query is one run of plain words and nothing else; else None."""
        children = self.tree.children
        if len(children) == 1 and isinstance(children[0], Text):
            only = children[0]
            return only.text if only.kind == "words" and not only.fields else None
        return None


def is_run(clause: Clause | None) -> TypeGuard[Text]:
    """Whether a clause is a run of words, quoted or not, or such runs near each other."""
    return (
        isinstance(clause, Text)
        and clause.kind in ("words", "phrase", "near")
        and not (clause.fields or clause.prefix)
    )


def joins(last: Clause | None, clause: Clause) -> bool:
    """Whether two neighbours are one run of plain words, to be analysed together."""
    return (
        isinstance(last, Text)
        and isinstance(clause, Text)
        and last.kind == clause.kind == "words"
        and last.fields == clause.fields
    )


def simplify(clause: Clause) -> Clause | None:
    """The same tree without needless nesting; None when nothing is left."""
    if isinstance(clause, Not):
        child = simplify(clause.child)
        return None if child is None else Not(child)
    if isinstance(clause, Text):
        return clause
    same = type(clause)
    flat: list[Clause] = []
    for child in clause.children:
        simple = simplify(child)
        if simple is None:
            continue
        if isinstance(simple, And | Or) and type(simple) is same:
            flat.extend(simple.children)
        elif flat and same is And and joins(flat[-1], simple):
            assert isinstance(flat[-1], Text)
            assert isinstance(simple, Text)
            flat[-1] = replace(flat[-1], text=f"{flat[-1].text} {simple.text}")
        else:
            flat.append(simple)
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else same(tuple(flat))
