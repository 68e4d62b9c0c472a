"""What reading a run of words produces, and what the reading depends on."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from indexer.engines.contract import Leaf, Node, Phrase, Term, TermKind, Weighted
from indexer.vietnamese import fold_normal
from indexer.vietnamese.abbreviations import Expansion
from search.present.highlight import Target
from search.rank import ranking
from search.results import Interpretation, Message
from search.term_stats import TermStats
from search.understand.restore import Reading

SYLLABLE = TermKind.SYLLABLE
EVERYTHING = "*"
"""The value of `exact` that declines every interpretation."""


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """What the reading of words depends on: the index, what was declined, whether typed accents count."""

    stats: TermStats
    exact: tuple[str, ...] = ()
    unaccented: bool = False

    def declined(self, typed: str) -> bool:
        """Whether the user switched this interpretation off."""
        return EVERYTHING in self.exact or typed in self.exact


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word of a query: what matches it, and how much it tells (idf; of a word of several syllables, of its rarest pair)."""

    node: Node
    telling: float


@dataclass(slots=True)
class WordRun:
    """What some words became.

    `words` has one entry per plain word: the syllables of a word stand next to each other. `match` are other nodes that
    must match, such as a quoted phrase.
    `partial` are the nodes any of which makes a partial match worth showing (a common syllable alone is not);
    `syllables_match` has one node per syllable.
    """

    match: list[Node] = field(default_factory=list)
    partial: list[Node] = field(default_factory=list)
    syllables_match: list[Node] = field(default_factory=list)
    rank: list[Weighted] = field(default_factory=list)
    emphasis: list[Weighted] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    interpretations: list[Interpretation] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    syllables: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    accented: bool = False
    words: list[QueryWord] = field(default_factory=list)


@dataclass(frozen=True)
class Slot:
    """One syllable of the run: `exact` if it is matched with its accents, else folded."""

    reading: Reading
    exact: bool
    fields: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        return self.reading.typed if self.exact else self.reading.text

    @cached_property
    def leaf(self) -> Term:
        typed = self.reading.typed
        text = typed if self.exact else fold_normal(typed)
        return Term(SYLLABLE, text, folded=not self.exact, fields=self.fields)

    @cached_property
    def share(self) -> float:
        """The share of the weight that the reading has; the folded form has the rest."""
        if self.exact:
            return 1.0
        return ranking.RESTORED * self.reading.confidence**ranking.CONFIDENCE_POWER


def chosen(expansion: Expansion) -> tuple[list[tuple[str, ...]], list[str]]:
    """The forms that count: those of the likeliest reading if it is sure, else all."""
    rows = list(zip(expansion.reads, expansion.labels, strict=True))
    if expansion.sure and expansion.kind == "short":
        rows = [row for row in rows if row[1] == expansion.labels[0]]
    return [form for form, _ in rows], [label for _, label in rows]


def other_forms(expansion: Expansion) -> list[Leaf]:
    """What else the stretch may be written as, each as a leaf."""
    leaves: list[Leaf] = []
    for form in chosen(expansion)[0]:
        terms = tuple(Term(SYLLABLE, syllable) for syllable in form)
        leaves.append(Phrase(terms) if len(terms) > 1 else terms[0])
    return leaves
