"""Did you mean: a better spelling of a query, over the words of the index.

Comes in: the parsed query and the statistics of the index. Goes out: a `Suggestion` or None. Three mistakes are
mended: words written together (`congdoan`), letters too many, missing, wrong or swapped (`cogn doan`), and
accents that do not go together (`công đoán`). A correction is proposed only where the index knows the pair that it
makes with a neighbour, or, for a lone word, knows it well; what is found as typed is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from string import ascii_lowercase

from indexer.engines.contract import TermKind
from indexer.vietnamese import fold_normal, has_diacritics
from indexer.vietnamese.endings import usual
from indexer.vietnamese.orthography import is_plain_syllable, split_syllables
from indexer.vietnamese.syllables import syllables
from search.parse.query import Clause, Parsed, Text, Without
from search.parse.tokens import clean
from search.results import Suggestion
from search.term_stats import TermStats
from search.understand.restore import restore

SYLLABLE, PAIR = TermKind.SYLLABLE, TermKind.PAIR
ENOUGH = 2
"""Documents that must have a pair before it is proposed."""
MANY = 20
"""A lone word must be in so many documents, or in a fiftieth of all."""
RARE = 10_000
"""A syllable in fewer than one of this many documents may be a slip of somebody's finger."""
LONGEST = 12
"""Letters of a syllable that is looked at for slips."""


def correct(q: str, parsed: Parsed, stats: TermStats) -> Suggestion | None:
    """A better spelling of `q`, or None. Costs next to nothing for a query whose words go together."""
    changes: list[tuple[str, str]] = []
    for text in _texts(parsed.tree):
        typed = syllables(text.text)
        fixed = _mended(typed, stats)
        changes += [(a, b) for a, b in zip(typed, fixed, strict=True) if a != b]
    if not changes:
        return None
    better = _replaced(clean(q)[0], [(typed, usual(fixed)) for typed, fixed in changes])
    return Suggestion(better, better)


def _texts(clause: Clause) -> Iterator[Text]:
    if isinstance(clause, Text):
        if clause.kind != "prefix":
            yield clause
    elif not isinstance(clause, Without):
        for child in clause.children:
            yield from _texts(child)


def _mended(typed: list[str], stats: TermStats) -> list[str]:
    """The syllables, those in need of it replaced (by two, where a space was missing)."""
    fixed = list(typed)
    for at, (syllable, frequency) in enumerate(zip(typed, stats.frequencies(typed), strict=True)):
        if frequency * RARE > stats.documents and frequency > 1:
            continue
        forms = stats.forms(SYLLABLE, fold_normal(syllable))
        known = sum(form.documents for form in forms)
        if known and known * RARE > stats.documents and known > 1:
            continue
        if not syllable.isalpha() or len(syllable) < 2:
            continue
        left = fixed[at - 1] if at else None
        right = typed[at + 1] if at + 1 < len(typed) else None
        if known and _together(left, fold_normal(syllable), right, stats):
            continue
        replacement = _split(syllable, stats) or _slip(syllable, left, right, known, stats)
        if replacement:
            fixed[at] = replacement
    if fixed == typed:
        fixed = _reaccented(typed, stats)
    elif any(map(has_diacritics, " ".join(typed))):
        # The mended syllables are given the accents that suit those that were typed.
        parts = [part for one in fixed for part in one.split(" ")]
        read = iter(reading.text for reading in restore(parts, stats))
        fixed = [" ".join(next(read) for _ in one.split(" ")) for one in fixed]
    return fixed


def _together(left: str | None, folded: str, right: str | None, stats: TermStats) -> int:
    """How often a folded syllable stands beside its neighbours."""
    count = 0
    if left:
        count += stats.folded_frequency(PAIR, f"{fold_normal(left).rpartition(' ')[2]} {folded}")
    if right:
        count += stats.folded_frequency(PAIR, f"{folded} {fold_normal(right)}")
    return count


def _split(word: str, stats: TermStats) -> str | None:
    """A word as several syllables that the index knows next to each other."""
    best, most = None, ENOUGH - 1
    for parts in split_syllables(word):
        pairs = [f"{fold_normal(a)} {fold_normal(b)}" for a, b in pairwise(parts)]
        least = min((stats.folded_frequency(PAIR, pair) for pair in pairs), default=0)
        if least > most:
            best, most = " ".join(part.lower() for part in parts), least
    return best


def _slip(syllable: str, left: str | None, right: str | None, known: int, stats: TermStats) -> str | None:
    """The likeliest syllable one slip of a finger away."""
    if len(syllable) > LONGEST:
        return None
    folded = fold_normal(syllable)
    candidates = sorted(_one_slip_away(folded) - {folded, ""})
    foreign = stats.reader.frequencies(SYLLABLE, candidates)
    best, most = None, 0
    for candidate, unaccented in zip(candidates, foreign, strict=True):
        vietnamese = is_plain_syllable(candidate)
        if not vietnamese and unaccented < MANY:
            continue
        together = _together(left, candidate, right, stats)
        if together >= max(ENOUGH, 5 * known) and 10 * together > most:
            best, most = candidate, 10 * together
        elif not (left or right) or not vietnamese:
            alone = stats.folded_frequency(SYLLABLE, candidate) if vietnamese else unaccented
            least = max(MANY, stats.documents // 50 if vietnamese else 0, 100 * known)
            if alone >= least and alone > most:
                best, most = candidate, alone
    return best


def _one_slip_away(word: str) -> set[str]:
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {a + b[1:] for a, b in halves if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
    found |= {a + c + b[1:] for a, b in halves if b for c in ascii_lowercase}
    found |= {a + c + b for a, b in halves for c in ascii_lowercase}
    return found


def _reaccented(typed: list[str], stats: TermStats) -> list[str]:
    """The same letters with other accents, where those typed never stand together and others do."""
    if len(typed) < 2 or not any(map(has_diacritics, typed)):
        return typed
    # What was typed without accents beside accented syllables is read towards them already.
    meant = [reading.text for reading in restore(typed, stats)]
    seen = stats.reader.frequencies(PAIR, [f"{a} {b}" for a, b in pairwise(meant)])
    if all(seen):
        return typed
    plain = [fold_normal(syllable) for syllable in typed]
    read = [reading.text for reading in restore(plain, stats)]
    instead = stats.reader.frequencies(PAIR, [f"{a} {b}" for a, b in pairwise(read)])
    fixed = list(typed)
    for at, (before, after) in enumerate(zip(seen, instead, strict=True)):
        if not before and after >= ENOUGH:
            fixed[at], fixed[at + 1] = read[at], read[at + 1]
    return fixed if _stronger(fixed, seen, stats) else typed


def _stronger(fixed: Sequence[str], seen: Sequence[int], stats: TermStats) -> bool:
    """Whether a correction leaves fewer neighbours that never stand together."""
    pairs = [f"{a} {b}" for a, b in pairwise(fixed)]
    return sum(map(bool, stats.reader.frequencies(PAIR, pairs))) > sum(map(bool, seen))


def _replaced(text: str, changes: Sequence[tuple[str, str]]) -> str:
    """`text` with the first occurrence of each changed syllable replaced, in order."""
    at = 0
    for typed, better in changes:
        match = re.compile(rf"(?<![^\W_]){re.escape(typed)}(?![^\W_])", re.IGNORECASE).search(text, at)
        if match:
            text = text[: match.start()] + better + text[match.end() :]
            at = match.start() + len(better)
    return text
