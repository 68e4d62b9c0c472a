"""A run of plain words, or a phrase: what it matches, how it ranks, what to mark.

Comes in: the words as typed, the statistics of the index (`Lexis`) and what the user declined. Goes out: a `Run`.
Accents that were typed are honoured, syllable by syllable; what was typed without is matched without and ranked
towards its likeliest reading; abbreviations and what they stand for find each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from indexer.article import FIELDS
from indexer.engines.contract import AllOf, AnyOf, Leaf, Node, Phrase, Prefix, Term, TermKind, Weighted
from indexer.vietnamese import abbreviations, analyse, fold_normal, has_diacritics, keyboard
from indexer.vietnamese.abbreviations import Expansion
from indexer.vietnamese.endings import usual
from indexer.vietnamese.orthography import is_plain_syllable
from indexer.vietnamese.syllables import SYLLABLE as SYLLABLE_PATTERN
from indexer.vietnamese.syllables import syllables as syllables_of
from indexer.vietnamese.syllables import term
from search import ranking
from search.highlight import Sought, Unit
from search.lexis import Lexis
from search.restore import Reading, restore
from search.results import Interpretation, Message

SYLLABLE, PAIR, WORD = TermKind.SYLLABLE, TermKind.PAIR, TermKind.WORD
EVERYTHING = "*"
TEXT_FIELDS = tuple(name for name in FIELDS if name != "captions")
COMMON_SHARE = 0.3
"""A syllable in more than this share of the documents is marked only beside other marks."""

TELLING_SHARE = 0.05
"""A word of one syllable in more than this share of the documents is no partial match by itself."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reading of words depends on: the index, what was declined, whether typed accents count."""

    lexis: Lexis
    exact: tuple[str, ...] = ()
    unaccented: bool = False

    def declined(self, typed: str) -> bool:
        """Whether the user switched this interpretation off."""
        return EVERYTHING in self.exact or typed in self.exact


@dataclass(slots=True)
class Run:
    """What some words became.

    `match` has one node per word that must be there: the syllables of a word stand next to each other.
    `partial` are the nodes any of which makes a partial match worth showing (a common syllable alone is not);
    `syllables_match` has one node per syllable.
    """

    match: list[Node] = field(default_factory=list)
    partial: list[Node] = field(default_factory=list)
    syllables_match: list[Node] = field(default_factory=list)
    rank: list[Weighted] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    interpretations: list[Interpretation] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    syllables: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    accented: bool = False


@dataclass(frozen=True)
class _Slot:
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


def read_words(text: str, fields: tuple[str, ...], asked: Asked) -> Run:
    """Plain words that stood next to each other."""
    run = Run()
    text = _decoded(text, asked, run)
    found = list(SYLLABLE_PATTERN.finditer(text))
    typed = [term(match[0]) for match in found]
    if not typed:
        return run
    slots = _slots(typed, fields, asked, run)
    run.syllables = [slot.text for slot in slots]
    glued = _glued(text, [match.span() for match in found])
    expansions = [] if fields else _expansions(typed, glued, asked)
    _interpret(slots, expansions, run)
    words = _word_ranges(text, slots)
    _match(slots, words, glued, expansions, asked.lexis, run)
    _rank(slots, words, expansions, run)
    run.units = _units(slots, words, glued, expansions, asked.lexis)
    return run


def read_phrase(text: str, fields: tuple[str, ...], prefix: bool, asked: Asked) -> Run:
    """A quoted phrase, or (`prefix`) one whose last word is only the beginning of one."""
    run = Run()
    typed = syllables_of(text, finished=not prefix)
    if not typed:
        return run
    slots = _slots(typed, (), asked, run)
    run.syllables = [slot.text for slot in slots]
    parts: list[Term | Prefix] = [slot.leaf for slot in slots]
    if prefix:
        folded = not has_diacritics(typed[-1])
        parts[-1] = Prefix(typed[-1], folded=folded)
    leaf: Leaf = Phrase(tuple(parts), fields) if len(parts) > 1 else replace(parts[0], fields=fields)
    run.match = run.partial = run.syllables_match = [leaf]
    if not fields:
        _rank(slots[:-1] if prefix else slots, [], [], run)
    run.rank.append(Weighted((leaf,), ranking.PHRASE if len(parts) > 1 else 1.0))
    accented = Sought(" ".join(s.text for s in slots), False, prefix)
    folded_form = Sought(" ".join(fold_normal(s.text) for s in slots), True, prefix)
    levels = ((accented,),) if all(s.exact for s in slots) and not prefix else ((accented,), (folded_form,))
    run.units = [Unit(levels, sum(_gain(s, asked.lexis) for s in slots) + 1.0)]
    return run


def read_prefix(text: str, fields: tuple[str, ...], asked: Asked) -> Run:
    """The beginning of a word: `lao*`."""
    typed = syllables_of(text, finished=False)
    if not typed:
        return Run()
    if len(typed) > 1:
        return read_phrase(text, fields, True, asked)
    folded = not has_diacritics(typed[0])
    leaf = Prefix(typed[0], folded=folded, fields=fields)
    unit = Unit(((Sought(typed[0], folded, True),),), 3.0)
    return Run([leaf], [leaf], [leaf], [Weighted((leaf,))], [unit], syllables=typed)


def _decoded(text: str, asked: Asked, run: Run) -> str:
    """The text, or what leaked Telex or VNI keys in it meant, if the index knows that."""

    def known(token: str) -> bool:
        return asked.lexis.frequency(token) > 0

    if not text.isascii() or asked.declined(text.lower()):
        return text
    meant = keyboard.decode(text, known)
    if meant is None or not asked.lexis.knows(syllables_of(meant)):
        return text
    run.interpretations.append(Interpretation("decoded", text, meant, text.lower()))
    return meant


def _slots(typed: list[str], fields: tuple[str, ...], asked: Asked, run: Run) -> list[_Slot]:
    plain = [not has_diacritics(syllable) for syllable in typed]
    half = not all(plain)
    run.accented = half
    literal = any(plain) and asked.declined(" ".join(typed))
    slots = []
    for reading, unaccented in zip(restore(typed, asked.lexis), plain, strict=True):
        syllable = reading.typed
        forms = asked.lexis.forms(SYLLABLE, fold_normal(syllable))
        known = any(form.text == syllable for form in forms)
        if not forms or not (unaccented or known):
            run.unknown.append(syllable)
        if unaccented:
            # As typed where the user says so, where it reads best so beside accents, or where no other is.
            as_typed = known and (literal or (half and not reading.changed) or len(forms) == 1)
            read = Reading(syllable, syllable) if literal else reading
            slots.append(_Slot(read, as_typed, fields))
        elif asked.unaccented and forms:
            slots.append(_Slot(Reading(syllable, syllable if known else forms[0].text, 0.8), False, fields))
        else:
            slots.append(_Slot(reading, True, fields))
    return slots


def _expansions(typed: list[str], glued: list[tuple[int, int]], asked: Asked) -> list[Expansion]:
    """The abbreviations and long forms that the user did not decline and that the index has."""
    found = [
        e
        for e in abbreviations.find(typed)
        if not asked.declined(e.typed) and not any(a < e.end and e.start < b for a, b in glued)
    ]
    return [e for e in found if e.kind == "short" or any(map(asked.lexis.knows, e.reads))]


def _interpret(slots: list[_Slot], expansions: list[Expansion], run: Run) -> None:
    shorts = {at for e in expansions if e.kind == "short" for at in range(e.start, e.end)}
    if any(
        slot.reading.changed and not slot.exact and not has_diacritics(slot.reading.typed)
        for at, slot in enumerate(slots)
        if at not in shorts
    ):
        shown = [slot.text for slot in slots]
        for at in shorts:
            shown[at] = shown[at].upper()
        typed = " ".join(slot.reading.typed for slot in slots)
        run.interpretations.append(Interpretation("restored", typed, usual(" ".join(shown)), typed))
    for expansion in expansions:
        labels = " / ".join(dict.fromkeys(_chosen(expansion)[1]))
        run.interpretations.append(Interpretation("expanded", expansion.typed, labels, expansion.typed))


def _chosen(expansion: Expansion) -> tuple[list[tuple[str, ...]], list[str]]:
    """The forms that count: those of the likeliest reading if it is sure, else all."""
    rows = list(zip(expansion.reads, expansion.labels, strict=True))
    if expansion.sure and expansion.kind == "short":
        rows = [row for row in rows if row[1] == expansion.labels[0]]
    return [form for form, _ in rows], [label for _, label in rows]


def _other_forms(expansion: Expansion) -> list[Leaf]:
    """What else the stretch may be written as, each as a leaf."""
    leaves: list[Leaf] = []
    for form in _chosen(expansion)[0]:
        terms = tuple(Term(SYLLABLE, syllable) for syllable in form)
        leaves.append(Phrase(terms) if len(terms) > 1 else terms[0])
    return leaves


def _glued(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges of syllables that are one word to the eye: `02-NQ/TW`, `2/9`, `Covid-19`, an e-mail address."""
    ranges = []
    first, count = 0, len(spans)
    for at in range(1, count + 1):
        if at < count and not any(c.isspace() for c in text[spans[at - 1][1] : spans[at][0]]):
            continue
        word = text[spans[first][0] : spans[at - 1][1]]
        if at - first > 1 and ("@" in word or any(map(str.isdigit, word))):
            ranges.append((first, at))
        first = at
    return ranges


def _match(
    slots: list[_Slot],
    words: list[tuple[int, int]],
    glued: list[tuple[int, int]],
    expansions: list[Expansion],
    lexis: Lexis,
    run: Run,
) -> None:
    """What must be there: each word whole, or what an abbreviation stands for."""
    by_start = {expansion.start: expansion for expansion in expansions}
    firm = [(e.start, e.end) for e in expansions] + glued
    taken = {at for first, last in firm for at in range(first, last)}
    loose = [span for span in words if not taken.intersection(range(*span))]
    covered = {at for first, last in loose for at in range(first, last)}
    loose += [(at, at + 1) for at in range(len(slots)) if at not in taken and at not in covered]
    units = sorted({*firm, *loose})
    for first, last in units:
        node: Node = _whole(slots[first:last], alone=len(units) == 1)
        if first in by_start and by_start[first].end == last:
            inside = [(a, b) for a, b in words if first <= a and b <= last]
            if len(inside) > 1 and sum(b - a for a, b in inside) == last - first:
                # Of a long form it is enough that each of its words is there.
                node = AllOf(tuple(_whole(slots[a:b], alone=False) for a, b in inside))
            node = AnyOf((node, *_other_forms(by_start[first])))
        run.match.append(node)
        if last - first > 1 or first in by_start or _tells(slots[first], lexis):
            run.partial.append(node)
    run.match = list(dict.fromkeys(run.match))
    run.partial += [_whole(list(pair), alone=False) for pair in pairwise(slots)]
    run.partial = list(dict.fromkeys(run.partial))
    run.syllables_match = list(dict.fromkeys(slot.leaf for slot in slots))


def _tells(slot: _Slot, lexis: Lexis) -> bool:
    """Whether a syllable that is a word by itself says enough to be shown for: *chó*, not *và*."""
    if not is_plain_syllable(fold_normal(slot.text)):
        return True
    leaf = slot.leaf
    among = lexis.folded_frequency(SYLLABLE, leaf.text) if leaf.folded else lexis.frequency(leaf.text)
    return among <= max(1, TELLING_SHARE * lexis.documents)


def _whole(slots: list[_Slot], alone: bool) -> Leaf:
    """Some syllables next to each other. A lone one beside other words must stand in the text itself: in
    a caption, a syllable too often belongs to another word (“áo vàng” is not about gold)."""
    if len(slots) > 1:
        return Phrase(tuple(slot.leaf for slot in slots), slots[0].fields)
    leaf = slots[0].leaf
    return leaf if alone or leaf.fields else Term(leaf.kind, leaf.text, leaf.folded, TEXT_FIELDS)


def _word_ranges(text: str, slots: list[_Slot]) -> list[tuple[int, int]]:
    """The words of the run as ranges of syllables; of the text as read, where accents were restored."""
    if all(slot.exact for slot in slots):
        return analyse(text).words
    return analyse(usual(" ".join(slot.text for slot in slots))).words


def _rank(slots: list[_Slot], words: list[tuple[int, int]], expansions: list[Expansion], run: Run) -> None:
    shorts = {e.start: e for e in expansions if e.kind == "short" and e.end - e.start == 1}
    weights: dict[tuple[Leaf, ...], float] = {}

    def add(leaves: tuple[Leaf, ...], weight: float) -> None:
        if weight > 1e-3:
            weights[leaves] = max(weights.get(leaves, 0.0), weight)

    parts = {at for first, last in words if last - first > 1 for at in range(first, last)}
    for at, slot in enumerate(slots):
        if at in shorts:
            add((slot.leaf, *_other_forms(shorts[at])), 1.0)
            add((slot.leaf,), ranking.AS_TYPED)
            continue
        weight = ranking.IN_WORD if at in parts else 1.0
        add((Term(SYLLABLE, slot.text, fields=slot.fields),), weight * slot.share)
        if not slot.exact:
            add((slot.leaf,), weight * (1.0 - slot.share))
    if slots and not slots[0].fields:
        for left, right in pairwise(slots):
            share = min(left.share, right.share)
            text = f"{left.text} {right.text}"
            add((Term(PAIR, text),), ranking.PAIR * share)
            add((Term(PAIR, fold_normal(text), folded=True),), ranking.PAIR * (1.0 - share))
        for first, last in words:
            if last - first > 1:
                share = min(slot.share for slot in slots[first:last])
                text = " ".join(slot.text for slot in slots[first:last])
                add((Term(WORD, text),), ranking.WORD * share)
    for expansion in expansions:
        if expansion.start in shorts:
            continue
        phrase = Phrase(tuple(slot.leaf for slot in slots[expansion.start : expansion.end]))
        add((phrase, *_other_forms(expansion)), ranking.OTHER_FORM)
    run.rank = [Weighted(leaves, weight) for leaves, weight in weights.items()]


def _gain(slot: _Slot, lexis: Lexis) -> float:
    """How much a passage gains by showing this syllable."""
    return lexis.idf(lexis.frequency(slot.text))


def _units(
    slots: list[_Slot],
    words: list[tuple[int, int]],
    glued: list[tuple[int, int]],
    expansions: list[Expansion],
    lexis: Lexis,
) -> list[Unit]:
    """What to mark: abbreviations, then words, each in its best form; a lone syllable only for want of better."""
    shorts = {e.start: e for e in expansions if e.kind == "short"}
    ranges = [(e.start, e.end) for e in shorts.values()] + glued
    taken = {at for first, last in ranges for at in range(first, last)}
    for first, last in words:
        free = not taken.intersection(range(first, last))
        ranges += [(first, last)] if free else [(at, at + 1) for at in range(first, last) if at not in taken]
    units = []
    for first, last in sorted(ranges):
        part = slots[first:last]
        forms = [Sought(" ".join(slot.text for slot in part))]
        if first in shorts:
            forms += _marked_forms(shorts[first])
        levels: list[tuple[Sought, ...]] = [tuple(forms)]
        loose = [slot for slot in part if not slot.exact]
        if loose:
            text = " ".join(fold_normal(slot.text) for slot in part)
            levels.append((Sought(text, folded=True, why="unaccented"),))
        around = [e for e in expansions if e.kind == "long" and e.start <= first and last <= e.end]
        if around:
            levels.append(tuple(form for e in around for form in _marked_forms(e)))
        if len(part) > 1:
            levels.append(tuple(Sought(slot.text) for slot in part))
            if loose:
                levels.append(
                    tuple(Sought(fold_normal(slot.text), folded=True, why="unaccented") for slot in loose)
                )
        common = last - first == 1 and _is_common(part[0], lexis)
        units.append(Unit(tuple(levels), sum(_gain(slot, lexis) for slot in part), common))
    units += [Unit((tuple(_marked_forms(e)),), 2.0) for e in expansions if e.kind == "long"]
    return units


def _marked_forms(expansion: Expansion) -> list[Sought]:
    return [Sought(" ".join(form), why="expanded") for form in _chosen(expansion)[0]]


def _is_common(slot: _Slot, lexis: Lexis) -> bool:
    frequency = lexis.frequency(slot.text)
    return lexis.documents >= 50 and frequency > COMMON_SHARE * lexis.documents
