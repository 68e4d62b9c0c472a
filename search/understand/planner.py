"""From the parsed query to what an engine is asked: what matches, how it ranks, what to mark.

A `QueryPlan` has one node for all of the words, weaker ones for when nothing has them all, weighted leaves, targets to
highlight, and what to tell the user.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from math import inf
from types import MappingProxyType

import numpy as np

from indexer.credits import CREDITS
from indexer.engines.contract import And, AtLeast, Leaf, Node, Not, Or, Term, Weighted
from indexer.vietnamese import fold_normal
from indexer.vietnamese.orthography import is_plain_syllable
from indexer.vietnamese.syllables import syllables
from search.parse.query_tree import Clause, Parsed, Text
from search.present.highlight import Target
from search.rank import ranking
from search.results import Interpretation, Message
from search.term_stats import TermStats
from search.understand.credit_match import credit_node
from search.understand.sentences import read_sentence
from search.understand.word_run import QueryWord, ReadingContext, WordRun
from search.understand.words import read_near, read_phrase, read_prefix, read_words

NO_AUTHORS: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class QueryPlan:
    """A query as the engine is asked. `required` are the parts that all must match, `forbidden` those
    that must not; `partial` those any of which makes a partial match; `words` the plain ones, of which a long query may lack some, `phrases` the quoted ones, `optional` the single syllables.
    `syllables`: those that rank, as read;
    `unknown`: those the index has in no form; `accented`: whether any accent was typed and honoured.
    `author`: the articles of the author whose name the query is; they match whatever their text says.
    """

    required: list[Node] = field(default_factory=list)
    words: list[QueryWord] = field(default_factory=list)
    partial: list[Node] = field(default_factory=list)
    phrases: list[QueryWord] = field(default_factory=list)
    optional: list[Node] = field(default_factory=list)
    forbidden: list[Node] = field(default_factory=list)
    rank: list[Weighted] = field(default_factory=list)
    emphasis: list[Weighted] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    interpretations: list[Interpretation] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    syllables: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    accented: bool = False
    author: Node | None = None

    def all(self) -> Node:
        """Everything that is required matches, and all of the words but what a query of so many may lack."""
        total = sum(word.telling for word in self.words)
        spare = self.slack * total
        light = [word for word in self.words if word.telling <= spare]
        firm = [word.node for word in self.words if word.telling > spare]
        least = sum(word.telling for word in light) - spare
        if light and least > 0:
            firm.append(AtLeast(tuple((word.node, word.telling) for word in light), least))
        words = (*self.required, *firm)
        if self.author is not None:
            words = (Or((And(words), self.author)),)
        return And((*words, *map(Not, self.forbidden)))

    @property
    def slack(self) -> float:
        """The share of what its words tell that a full match may lack."""
        return ranking.slack([word.telling for word in self.words])

    def any(self) -> Node:
        """At least one of the syllables matches."""
        return self._some(self.optional) if self.optional else self.all()

    def some(self) -> Node | None:
        """What matches partly; None where nothing does that does not match whole."""
        return self._some(self.partial) if self.partial else None

    def _some(self, nodes: Sequence[Node]) -> Node:
        return And((Or(tuple(nodes)), *map(Not, self.forbidden)))


def plan_query(
    parsed: Parsed,
    stats: TermStats,
    exact: Sequence[str] = (),
    *,
    unaccented: bool = False,
    authors: Mapping[str, str] = NO_AUTHORS,
) -> QueryPlan:
    """Analyse a query against an index. `exact`: the typed forms whose interpretation was declined; `authors`: the folded
    name of each author and how it is written.

    `unaccented`: match without the accents that were typed (when nothing has them), and say so.
    """
    context = ReadingContext(stats, tuple(exact), unaccented)
    result = QueryPlan(messages=list(parsed.messages))
    for clause in parsed.tree.children:
        if isinstance(clause, Not):
            result.forbidden.append(_node(clause.child, result, context, ranks=False))
        elif isinstance(clause, Text):
            run = _run(clause, context)
            if clause.kind == "phrase" and not clause.fields:
                telling = sum(target.weight for target in run.targets)
                result.phrases += [QueryWord(node, telling) for node in run.match]
            else:
                result.required += run.match
            result.words += run.words
            result.partial += run.partial
            result.optional += run.syllables_match
            _collect(run, result)
        else:
            node = _node(clause, result, context)
            result.required.append(node)
            result.partial.append(node)
            result.optional.append(node)
    _find_author(parsed, context, authors, result)
    if result.slack >= ranking.MOST_SLACK:
        # A headline or a question has quotation marks as its newspaper does.
        result.words += result.phrases
    else:
        result.required += [phrase.node for phrase in result.phrases]
    result.required = list(dict.fromkeys(result.required))
    result.words = list({word.node: word for word in result.words}.values())
    result.rank = _joined(result.rank)
    share = ranking.emphasised(len(result.syllables))
    result.emphasis = [
        Weighted(w.leaves, share * w.weight) for w in _joined(result.emphasis) if share * w.weight > 1e-3
    ]
    if len(result.syllables) > ranking.LONG:
        result.rank = _most_telling(result.rank, stats)
    if result.forbidden and not (result.required or result.words):
        result.messages.append(Message("only_exclusions"))
    return result


def _find_author(
    parsed: Parsed, context: ReadingContext, authors: Mapping[str, str], result: QueryPlan
) -> None:
    """A query that is an author's name, and nothing else, also finds what that author wrote; not one that is a syllable,
    which is too often a word."""
    typed = " ".join(syllables(parsed.plain or ""))
    folded = fold_normal(typed)
    name = authors.get(folded)
    if name is None or is_plain_syllable(folded) or context.declined(typed):
        return
    node = credit_node("author", typed, context.stats)
    if isinstance(node, Or) and not node.children:
        return  # the accents that were typed are those of another name
    result.author = node
    result.interpretations.append(Interpretation("author", typed, name, typed))
    terms = node.children if isinstance(node, Or) else ()
    result.rank += [Weighted((term,)) for term in terms if isinstance(term, Term)]


def _node(clause: Clause, result: QueryPlan, context: ReadingContext, ranks: bool = True) -> Node:
    if isinstance(clause, Text):
        run = _run(clause, context)
        if ranks:
            _collect(run, result)
        nodes = (*run.match, *(word.node for word in run.words))
        return nodes[0] if len(nodes) == 1 else And(nodes)
    if isinstance(clause, Not):
        return Not(_node(clause.child, result, context, ranks=False))
    children = tuple(_node(child, result, context, ranks) for child in clause.children)
    return Or(children) if isinstance(clause, Or) else And(children)


def _run(text: Text, context: ReadingContext) -> WordRun:
    if text.fields and text.fields[0] in CREDITS:
        node = credit_node(text.fields[0], text.text, context.stats, text.prefix or text.kind == "prefix")
        return WordRun([node], [node], [node])
    if text.kind == "sentence":
        return read_sentence(text, context)
    if text.kind == "near":
        return read_near(text, context)
    if text.kind == "phrase":
        return read_phrase(text.text, text.fields, text.prefix, context)
    if text.kind == "prefix":
        return read_prefix(text.text, text.fields, context)
    return read_words(text.text, text.fields, context)


def _collect(run: WordRun, result: QueryPlan) -> None:
    result.rank += run.rank
    result.emphasis += run.emphasis
    result.targets += run.targets
    result.interpretations += run.interpretations
    result.messages += run.messages
    result.syllables += run.syllables
    result.unknown += run.unknown
    result.accented |= run.accented


def _joined(rank: list[Weighted]) -> list[Weighted]:
    """Each leaf once, with the greatest of its weights."""
    weights: dict[tuple[Leaf, ...], float] = {}
    for weighted in rank:
        weights[weighted.leaves] = max(weights.get(weighted.leaves, 0.0), weighted.weight)
    return [Weighted(leaves, weight) for leaves, weight in weights.items()]


def _most_telling(rank: list[Weighted], stats: TermStats) -> list[Weighted]:
    """The leaves of a long query that add most to a score: the common ones cost most time and tell least. What was quoted,
    and what stands for an abbreviation, always counts."""
    gains = dict.fromkeys(range(len(rank)), inf)
    terms = [(at, leaf) for at, one in enumerate(rank) if isinstance(leaf := one.leaves[0], Term)]
    for kind in {leaf.kind for _, leaf in terms}:
        accented = [(at, leaf.text) for at, leaf in terms if leaf.kind is kind and not leaf.folded]
        places = [at for at, _ in accented]
        found = stats.reader.frequencies(kind, [text for _, text in accented])
        folded = [(at, leaf.text) for at, leaf in terms if leaf.kind is kind and leaf.folded]
        places += [at for at, _ in folded]
        found += [stats.folded_frequency(kind, text) for _, text in folded]
        gains |= {
            at: rank[at].weight * rarity
            for at, rarity in zip(places, stats.idfs(np.array(found)).tolist(), strict=True)
        }
    return [rank[at] for at in sorted(nlargest(ranking.LONG_RANKS, gains, key=gains.__getitem__))]
