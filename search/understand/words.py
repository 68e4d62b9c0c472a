"""A run of plain words, or a phrase: what it matches, how it ranks, what to mark.

Accents that were typed are honoured, syllable by syllable; what was typed without is matched without and ranked
towards its likeliest reading; abbreviations and what they stand for find each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Literal

from indexer.article import FIELDS
from indexer.engines.contract import (
    And,
    Leaf,
    Near,
    Node,
    Or,
    Phrase,
    Prefix,
    Term,
    TermKind,
    Weighted,
)
from indexer.vietnamese import analyse, fold_normal, has_diacritics
from indexer.vietnamese.abbreviations import Expansion
from indexer.vietnamese.endings import usual
from indexer.vietnamese.orthography import is_plain_syllable
from indexer.vietnamese.syllables import SYLLABLE as SYLLABLE_PATTERN
from indexer.vietnamese.syllables import syllables as syllables_of
from indexer.vietnamese.syllables import term
from search.facet_names import place_ranges
from search.parse.query_tree import Text
from search.present.highlight import Target, Variant
from search.rank import ranking
from search.results import Interpretation
from search.term_stats import TermStats
from search.understand.alternatives import alternatives
from search.understand.emphasis import emphasis
from search.understand.keystrokes import decoded
from search.understand.periods import Period, disclosed_periods, or_published
from search.understand.question_words import asking
from search.understand.restore import Reading, restore
from search.understand.targets import gain, word_targets
from search.understand.word_run import QueryWord, ReadingContext, Slot, WordRun, chosen, other_forms

SYLLABLE, PAIR, WORD = TermKind.SYLLABLE, TermKind.PAIR, TermKind.WORD
TEXT_FIELDS = tuple(name for name in FIELDS if name != "captions")
LEVEL_TONE_SYLLABLE = 0.02
"""A syllable in a smaller share of the documents of its folded form is not meant without its mark."""
LEVEL_TONE_WORD = 3
LEVEL_TONE_SHARE = 0.1
"""What is a word without the mark so many times is meant so, or a pair that is no rarer, in this proportion, than the one
with the mark: less is a slip in the articles themselves."""

TELLING_SHARE = 0.05
"""A word of one syllable in more than this share of the documents is no partial match by itself."""


def read_words(text: str, fields: tuple[str, ...], context: ReadingContext) -> WordRun:
    """Plain words that stood next to each other."""
    run = WordRun()
    text = decoded(text, context, run)
    found = list(SYLLABLE_PATTERN.finditer(text))
    typed = [term(match[0]) for match in found]
    if not typed:
        return run
    asks = asking(typed)
    slots = _slots(typed, fields, context, run, asks)
    run.syllables = [slot.text for slot in slots]
    glued = _glued(text, [match.span() for match in found])
    places = place_ranges([slot.text for slot in slots])
    expansions = [] if fields else alternatives(typed, slots, glued, places, context)
    _interpret(slots, expansions, run)
    words = _with_places(_word_ranges(text, slots), places)
    periods = [] if fields else disclosed_periods(typed, glued, context, run)
    _match(slots, words, glued, expansions, frozenset(asks), periods, context.stats, run)
    _rank(slots, words, expansions, run)
    run.targets = word_targets(slots, words, glued, expansions, context.stats, frozenset(asks))
    return run


def read_phrase(text: str, fields: tuple[str, ...], prefix: bool, context: ReadingContext) -> WordRun:
    """A quoted phrase, or (`prefix`) one whose last word is only the beginning of one."""
    run = WordRun()
    typed = syllables_of(text, finished=not prefix)
    if not typed:
        return run
    slots = _slots(typed, (), context, run)
    if run.accented:
        # Quotation marks are literal: what has no mark here has the level tone.
        slots = [Slot(Reading(s.reading.typed, s.reading.typed), True, ()) for s in slots]
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
    accented = Variant(" ".join(s.text for s in slots), False, prefix)
    folded_form = Variant(" ".join(fold_normal(s.text) for s in slots), True, prefix)
    fallbacks = (
        ((accented,),) if all(s.exact for s in slots) and not prefix else ((accented,), (folded_form,))
    )
    label = f'"{usual(accented.text)}"'
    run.targets = [Target(fallbacks, sum(gain(s, context.stats) for s in slots) + 1.0, label=label)]
    return run


def read_near(text: Text, context: ReadingContext) -> WordRun:
    """Runs of words near each other: `"a b"~8`, `a GẦN/8 b`, `câu:(a b)`."""
    run = WordRun()
    analysis = analyse(text.text)
    parts = text.parts or [" ".join(analysis.syllables[first:last]) for first, last in analysis.words]
    typed = [syllables for part in parts if (syllables := syllables_of(part))]
    if not typed:
        return run
    slots = _slots([syllable for part in typed for syllable in part], (), context, run)
    ends = list(accumulate(map(len, typed)))
    groups = [slots[end - len(part) : end] for part, end in zip(typed, ends, strict=True)]
    phrases = tuple(Phrase(tuple(slot.leaf for slot in group)) for group in groups)
    run.match = [Near(phrases, text.within)] if len(phrases) > 1 else [*phrases]
    run.partial = run.syllables_match = [_whole(group, alone=True) for group in groups]
    run.syllables = [slot.text for slot in slots]
    for group in groups:
        _rank(group, [], [], run)
    run.rank += [Weighted((phrase,), ranking.PHRASE) for phrase in phrases if len(phrase.parts) > 1]
    run.targets = word_targets(slots, list(zip([0, *ends], ends, strict=False)), [], [], context.stats)
    return run


def read_prefix(text: str, fields: tuple[str, ...], context: ReadingContext) -> WordRun:
    """The beginning of a word: `lao*`."""
    typed = syllables_of(text, finished=False)
    if not typed:
        return WordRun()
    if len(typed) > 1:
        return read_phrase(text, fields, True, context)
    folded = not has_diacritics(typed[0])
    leaf = Prefix(typed[0], folded=folded, fields=fields)
    unit = Target(((Variant(typed[0], folded, True),),), 3.0)
    return WordRun([leaf], [leaf], [leaf], [Weighted((leaf,))], targets=[unit], syllables=typed)


def _slots(
    typed: list[str],
    fields: tuple[str, ...],
    context: ReadingContext,
    run: WordRun,
    asks: Mapping[int, str] = MappingProxyType({}),
) -> list[Slot]:
    """How each syllable is read; `asks` are those that are sure, because they only ask."""
    plain = [not has_diacritics(syllable) for syllable in typed]
    half = not all(plain)
    run.accented = half
    literal = any(plain) and context.declined(" ".join(typed))
    readings = restore(typed, context.stats)
    level = _level_toned(readings, plain, context.stats) if half else set()
    slots = []
    for at, (reading, unaccented) in enumerate(zip(readings, plain, strict=True)):
        syllable = reading.typed
        if at in asks:
            slots.append(Slot(Reading(syllable, asks[at]), syllable == asks[at], fields))
            continue
        forms = context.stats.forms(SYLLABLE, fold_normal(syllable))
        in_index = any(form.text == syllable for form in forms)
        if not forms or not (unaccented or in_index):
            run.unknown.append(syllable)
        if unaccented and at in level:
            slots.append(Slot(Reading(syllable, syllable), True, fields))
        elif unaccented:
            # As typed where the user says so, where it reads best so beside accents, or where no other is.
            as_typed = in_index and (literal or (half and not reading.changed) or len(forms) == 1)
            read = Reading(syllable, syllable) if literal else reading
            slots.append(Slot(read, as_typed, fields))
        elif context.unaccented and forms:
            slots.append(Slot(Reading(syllable, syllable if in_index else forms[0].text, 0.8), False, fields))
        else:
            slots.append(Slot(reading, True, fields))
    return slots


def _level_toned(readings: list[Reading], plain: list[bool], stats: TermStats) -> set[int]:
    """Which syllables without a mark, beside accented ones, have the level tone: those that the index knows so beside a
    neighbour. *hội thao* is a festival of sports, however many write of a *hội thảo*."""
    doubtful = [at for at, one in enumerate(readings) if plain[at] and one.changed]
    if any(_cannot_be_level(readings[at].typed, stats) for at in doubtful):
        return set()  # whoever types *tiep* leaves marks out
    found = set()
    for at in doubtful:
        for near in (at - 1, at + 1):
            if not 0 <= near < len(readings) or near in doubtful:
                continue
            a, b = sorted((at, near))
            as_typed = f"{readings[a].typed} {readings[b].typed}"
            as_read = f"{readings[a].text} {readings[b].text}"
            typed, read = stats.reader.frequencies(PAIR, [as_typed, as_read])
            word = stats.reader.frequencies(WORD, [as_typed])[0]
            if typed and (word >= LEVEL_TONE_WORD or typed >= LEVEL_TONE_SHARE * read):
                found.add(at)
    return found


def _cannot_be_level(syllable: str, stats: TermStats) -> bool:
    """Whether a syllable without a mark is hardly ever meant so: *quoc*, *khong*."""
    every = stats.folded_frequency(SYLLABLE, syllable)
    return stats.frequency(syllable) < LEVEL_TONE_SYLLABLE * every


def _interpret(slots: list[Slot], expansions: list[Expansion], run: WordRun) -> None:
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
        if expansion.kind == "written":
            continue
        labels = " / ".join(dict.fromkeys(chosen(expansion)[1]))
        kind: Literal["expanded", "synonym"] = "synonym" if expansion.kind == "synonym" else "expanded"
        run.interpretations.append(Interpretation(kind, expansion.typed, labels, expansion.typed))


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
    slots: list[Slot],
    words: list[tuple[int, int]],
    glued: list[tuple[int, int]],
    expansions: list[Expansion],
    asks: frozenset[int],
    periods: list[Period],
    stats: TermStats,
    run: WordRun,
) -> None:
    """What must be there: each word whole, or what an abbreviation stands for; or what was published when the query says."""
    by_start = {expansion.start: expansion for expansion in expansions}
    firm = [(e.start, e.end) for e in expansions]
    firm += [(a, b) for a, b in glued if not any(first <= a and b <= last for first, last in firm)]
    taken = {at for first, last in firm for at in range(first, last)}
    loose = [span for span in words if not taken.intersection(range(*span))]
    covered = {at for first, last in loose for at in range(first, last)}
    loose += [(at, at + 1) for at in range(len(slots)) if at not in taken and at not in covered]
    units = sorted({*firm, *loose})
    dated: dict[Period, list[QueryWord]] = {}
    for first, last in units:
        node: Node = _whole(slots[first:last], alone=len(units) == 1)
        if first in by_start and by_start[first].end == last:
            inside = [(a, b) for a, b in words if first <= a and b <= last]
            if by_start[first].kind == "written":
                inside = []
            if len(inside) > 1 and sum(b - a for a, b in inside) == last - first:
                # Of a long form it is enough that each of its words is there.
                node = And(tuple(_whole(slots[a:b], alone=False) for a, b in inside))
            node = Or((node, *other_forms(by_start[first])))
        only_asks = asks.issuperset(range(first, last))
        telling = 0.0 if only_asks else _telling(slots[first:last], by_start.get(first), stats)
        period = next((p for p in periods if p.start <= first and last <= p.end), None)
        (run.words if period is None else dated.setdefault(period, [])).append(QueryWord(node, telling))
        if only_asks:
            continue
        if last - first > 1 or first in by_start or _tells(slots[first], stats):
            run.partial.append(node)
    for period, parts in dated.items():
        run.words.append(or_published(period, parts))
    run.words = list({word.node: word for word in run.words}.values())
    run.partial += [_whole(list(pair), alone=False) for pair in pairwise(slots)]
    run.partial = list(dict.fromkeys(run.partial))
    run.syllables_match = list(dict.fromkeys(slot.leaf for slot in slots))


def _telling(slots: list[Slot], expansion: Expansion | None, stats: TermStats) -> float:
    """The idf of a word: of its only syllable, or of the rarest two that stand next to each other in it."""

    def frequency(kind: TermKind, part: list[Slot]) -> int:
        text = " ".join(slot.leaf.text for slot in part)
        if all(slot.exact for slot in part):
            return stats.reader.frequencies(kind, [text])[0]
        return stats.folded_frequency(kind, fold_normal(text))

    if len(slots) == 1:
        least = frequency(SYLLABLE, slots)
        if expansion is not None:
            forms = [form for form in chosen(expansion)[0] if len(form) > 1]
            pairs = [f"{a} {b}" for form in forms for a, b in pairwise(form)]
            least = max([least, *stats.reader.frequencies(PAIR, pairs)])
    else:
        least = min(frequency(PAIR, list(pair)) for pair in pairwise(slots))
    return stats.idf(least)


def _tells(slot: Slot, stats: TermStats) -> bool:
    """Whether a syllable that is a word by itself says enough to be shown for: *chó*, not *và*."""
    if not is_plain_syllable(fold_normal(slot.text)):
        return True
    leaf = slot.leaf
    among = stats.folded_frequency(SYLLABLE, leaf.text) if leaf.folded else stats.frequency(leaf.text)
    return among <= max(1, TELLING_SHARE * stats.documents)


def _whole(slots: list[Slot], alone: bool) -> Leaf:
    """Some syllables next to each other. A lone one beside other words must stand in the text itself: in
    a caption, a syllable too often belongs to another word (“áo vàng” is not about gold)."""
    if len(slots) > 1:
        return Phrase(tuple(slot.leaf for slot in slots), slots[0].fields)
    leaf = slots[0].leaf
    return leaf if alone or leaf.fields else Term(leaf.kind, leaf.text, leaf.folded, TEXT_FIELDS)


def _word_ranges(text: str, slots: list[Slot]) -> list[tuple[int, int]]:
    """The words of the run as ranges of syllables; of the text as read, where accents were restored."""
    if all(slot.exact for slot in slots):
        return analyse(text).words
    return analyse(usual(" ".join(slot.text for slot in slots))).words


def _with_places(words: list[tuple[int, int]], places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The words, the name of a place as one: *hai bà trưng* is no number and somebody's name."""
    inside = {at for first, last in places for at in range(first, last)}
    kept = [span for span in words if not inside.intersection(range(*span))]
    return sorted([*kept, *places])


def _rank(slots: list[Slot], words: list[tuple[int, int]], expansions: list[Expansion], run: WordRun) -> None:
    shorts = {e.start: e for e in expansions if e.kind == "short" and e.end - e.start == 1}
    weights: dict[tuple[Leaf, ...], float] = {}

    def add(leaves: tuple[Leaf, ...], weight: float) -> None:
        if weight > 1e-3:
            weights[leaves] = max(weights.get(leaves, 0.0), weight)

    parts = {at for first, last in words if last - first > 1 for at in range(first, last)}
    for at, slot in enumerate(slots):
        if at in shorts:
            add((slot.leaf, *other_forms(shorts[at])), 1.0)
            add((slot.leaf,), ranking.AS_TYPED)
            continue
        weight = ranking.IN_WORD if at in parts else 1.0
        add((Term(SYLLABLE, slot.text, fields=slot.fields),), weight * slot.share)
        if not slot.exact:
            add((slot.leaf,), weight * (1.0 - slot.share))
    if slots and not slots[0].fields:
        run.emphasis += emphasis(slots, parts, expansions)
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
        weight = {"synonym": ranking.SYNONYM, "written": 1.0}.get(expansion.kind, ranking.OTHER_FORM)
        add((phrase, *other_forms(expansion)), weight)
    run.rank += [Weighted(leaves, weight) for leaves, weight in weights.items()]
