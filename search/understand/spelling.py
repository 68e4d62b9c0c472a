"""A better spelling of a query, by the words of the index and which of them stand next to each other.

Five mistakes are mended: words written together (`congdoan`, `mikepence`), letters swapped, missing, too many or wrong
(`cogn doan`), one syllable of leaked Telex or VNI among good ones (`săn thuoocs lá`), and accents that do not go together
(`công đoán`). A syllable is only looked at where the index does not know it beside its neighbours, and a correction is only
proposed that the index knows beside them; how much better it must be known depends on whether what was typed is a word
by itself. Accents that were typed are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_lowercase

from indexer.engines.contract import Not, TermKind
from indexer.vietnamese import abbreviations, fold_normal, has_diacritics, keyboard
from indexer.vietnamese.endings import usual
from indexer.vietnamese.letters import TONED, VOWELS
from indexer.vietnamese.orthography import is_plain_syllable, split_syllables
from indexer.vietnamese.syllables import syllables
from search.parse.query_tree import Clause, Parsed, Text
from search.parse.tokens import clean
from search.results import Suggestion
from search.term_stats import TermStats
from search.understand.restore import restore

SYLLABLE, PAIR = TermKind.SYLLABLE, TermKind.PAIR
ENOUGH = 2
"""Documents that must have a pair before it is proposed."""
ENOUGH_FOR_A_WORD = 5
SHARE_FOR_A_WORD = 0.02
"""… in place of a syllable that the index knows by itself; and the share of a neighbour's documents that they are."""
TIMES = 20
"""How many times more documents have the pairs of a correction than those of what was typed."""
MANY = 20
"""A lone word must be in so many documents, or in a fiftieth of all."""
SHORTEST = 2
"""Letters of the shortest word that is looked for in what may be two words written together."""
RARE = 10_000
"""A syllable in fewer than one of this many documents may be a slip of somebody's finger."""
LONGEST = 12
"""Letters of a syllable that is looked at for slips."""


_HOOKS_AND_TILDES = str.maketrans(
    {TONED[vowel, tone]: TONED[vowel, 7 - tone] for vowel in VOWELS for tone in (3, 4)}
)


@dataclass(frozen=True, slots=True)
class _Word:
    """A typed syllable, its neighbours as they stand by now, and in how many documents it is (accents as typed)."""

    text: str
    left: str | None
    right: str | None
    documents: int


def correct(q: str, parsed: Parsed, stats: TermStats) -> tuple[Suggestion, bool] | None:
    """A better spelling of `q`, and whether its letters differ (else only accents do); None if there is nothing to mend.

    Costs next to nothing for a query whose words go together.
    """
    changes: list[tuple[str, str]] = []
    letters = False
    for text in _texts(parsed.tree):
        typed = syllables(text.text)
        fixed = _mended(typed, stats)
        if fixed == typed:
            fixed = _reaccented(typed, stats)
        else:
            letters = True
        changes += [(a, b) for a, b in zip(typed, fixed, strict=True) if a != b]
    if not changes:
        return None
    better = _replaced(clean(q)[0], [(typed, usual(fixed)) for typed, fixed in changes])
    return Suggestion(better, better), letters


def _texts(clause: Clause) -> Iterator[Text]:
    if isinstance(clause, Text):
        if clause.kind == "words":
            yield clause
    elif not isinstance(clause, Not):
        for child in clause.children:
            yield from _texts(child)


def _mended(typed: list[str], stats: TermStats) -> list[str]:
    """The syllables, those in need of it replaced (by two, where a space was missing)."""
    fixed = list(typed)
    short = {at for e in abbreviations.find(typed) if e.kind == "short" for at in range(e.start, e.end)}
    for at, syllable in enumerate(typed):
        if at in short or not syllable.isalnum() or syllable.isdigit() or len(syllable) < 2:
            continue
        left = fixed[at - 1].rpartition(" ")[2] if at else None
        right = typed[at + 1] if at + 1 < len(typed) else None
        word = _Word(syllable, left, right, _documents(syllable, stats))
        replacement = _replacement(word, stats)
        if replacement:
            fixed[at] = replacement
    return fixed


def _replacement(word: _Word, stats: TermStats) -> str | None:
    """What was meant by a syllable, if it is in doubt and something else is known beside its neighbours."""
    in_use = word.documents > 1 and word.documents * RARE > stats.documents
    together = _together(word.left, word.text, word.right, stats)
    if in_use and (together or not (word.left or word.right)):
        return None
    if other := _hook_for_tilde(word, stats):
        return other
    least = max(ENOUGH_FOR_A_WORD if in_use else ENOUGH, TIMES * together)
    best, most = None, least - 1
    for candidate in _candidates(word, stats):
        first, last = candidate.split(" ")[0], candidate.rpartition(" ")[2]
        inside = min((_pair(a, b, stats) for a, b in pairwise(candidate.split(" "))), default=0)
        if first != last and inside < ENOUGH:
            continue
        before, after = _pair(word.left, first, stats), _pair(last, word.right, stats)
        count = inside + before + after
        if count > most and (not in_use or _belongs(word, candidate, before, after, stats)):
            best, most = candidate, count
    if best is None and not in_use and not together:
        return _unproven(word, stats) or _alone(word, stats)
    return best


def _unproven(word: _Word, stats: TermStats) -> str | None:
    """What a syllable that the index lacks can only mean, though it stands beside nothing that is known with it: keystrokes, or
    two words of the index written together."""
    text = word.text
    if text.isascii() and (meant := keyboard.from_keystrokes(text, lambda token: False)):
        return meant.lower() if _documents(meant.lower(), stats) > 1 else None
    if not text.isalpha() or not (word.left or word.right):
        return None
    splits = [list(parts) for parts in split_syllables(text) if len(parts) == 2]
    least = MANY if text.isascii() else ENOUGH
    if not text.isascii() or not splits:
        splits += [[text[:at], text[at:]] for at in range(SHORTEST, len(text) - SHORTEST + 1)]
    known = [(min(_documents(part.lower(), stats) for part in parts), parts) for parts in splits]
    most, parts = max(known, default=(0, []), key=lambda one: one[0])
    return " ".join(parts).lower() if most >= least else None


def _belongs(word: _Word, candidate: str, before: int, after: int, stats: TermStats) -> bool:
    """Whether a candidate for a word of the index is at home beside a neighbour: *đôn đảo* is *đông đảo*, but smoke beside
    *thường xuyên* is no *khi*, which stands beside everything. Letters in their place are never exchanged."""
    if len(candidate) == len(word.text) and sorted(fold_normal(candidate)) != sorted(fold_normal(word.text)):
        return False
    return any(
        near is not None and pair >= SHARE_FOR_A_WORD * _documents(near, stats)
        for near, pair in ((word.left, before), (word.right, after))
    )


def _hook_for_tilde(word: _Word, stats: TermStats) -> str | None:
    """The syllable with hỏi in place of ngã, or the other way round, if it is known so beside its neighbours, whatever theirs
    are."""
    other = word.text.translate(_HOOKS_AND_TILDES)
    if other == word.text or not _documents(other, stats):
        return None
    left, right = (fold_normal(near) if near else None for near in (word.left, word.right))
    return other if _together(left, other, right, stats) >= ENOUGH else None


def _candidates(word: _Word, stats: TermStats) -> Iterator[str]:
    """Keystrokes decoded, spaces put in, letters mended."""
    text = word.text
    if text.isascii():
        for method in (keyboard.telex, keyboard.vni):
            meant = method(text) if not is_plain_syllable(text) else None
            if meant and _documents(meant, stats):
                yield meant
    if text.isalpha():
        foreign = _foreign_splits(text, stats)
        # A word of the index that is no syllable is not taken to pieces: camera, not ca me ra.
        splits = [parts for parts in split_syllables(text) if len(parts) == 2 or not foreign]
        yield from (" ".join(parts).lower() for parts in splits)
        yield from foreign
        if len(text) <= LONGEST:
            yield from _slips(text, stats)


def _foreign_splits(text: str, stats: TermStats) -> list[str]:
    """Two words of the index written together, at least one of which is no syllable: `mikepence`."""
    halves = [(text[:at], text[at:]) for at in range(2, len(text) - 1)]
    counts = stats.frequencies([half for pair in halves for half in pair])
    return [
        f"{a} {b}"
        for (a, b), left, right in zip(halves, counts[::2], counts[1::2], strict=True)
        if left > 1
        and right > 1
        and not (is_plain_syllable(fold_normal(a)) and is_plain_syllable(fold_normal(b)))
    ]


def _slips(text: str, stats: TermStats) -> list[str]:
    """Words of the index one slip of a finger away, with the accents that were typed."""
    folded = fold_normal(text)
    near = sorted(_one_slip_away(folded) - {folded, ""})
    foreign = stats.reader.frequencies(SYLLABLE, near)
    found = []
    for candidate, count in zip(near, foreign, strict=True):
        if not is_plain_syllable(candidate):
            if count >= MANY and text.isascii():
                found.append(candidate)
        elif text.isascii():
            found.append(candidate)
        else:
            forms = stats.forms(SYLLABLE, candidate)
            found += [form.text for form in forms if _same_but_one(text, form.text)]
    return found


def _alone(word: _Word, stats: TermStats) -> str | None:
    """A correction of a word that stands beside nothing it is known with: of a lone one, or a foreign one."""
    if not word.text.isalpha() or len(word.text) > LONGEST:
        return None
    best, most = None, 0
    for candidate in _slips(word.text, stats):
        vietnamese = is_plain_syllable(fold_normal(candidate))
        if vietnamese and (word.left or word.right):
            continue
        count = _documents(candidate, stats)
        least = max(MANY, stats.documents // 50 if vietnamese else 0, 100 * word.documents)
        if count >= least and count > most:
            best, most = candidate, count
    return best


def _agrees(typed: str, form: str) -> bool:
    """Whether a typed syllable or letter may be the form: the same, or the same without accents where it has none."""
    return typed == form or (not has_diacritics(typed) and fold_normal(form) == typed)


def _same_but_one(typed: str, form: str) -> bool:
    """Whether the letters agree but for one that is missing, too many or wrong, or two that changed places."""

    def agree(a: str, b: str) -> bool:
        return len(a) == len(b) and all(map(_agrees, a, b))

    if len(form) == len(typed) + 1:
        return any(agree(typed, form[:at] + form[at + 1 :]) for at in range(len(form)))
    if len(form) == len(typed) - 1:
        return any(agree(typed[:at] + typed[at + 1 :], form) for at in range(len(typed)))
    wrong = [at for at, (a, b) in enumerate(zip(typed, form, strict=False)) if not _agrees(a, b)]
    swapped = [typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :] for at in range(len(typed) - 1)]
    return len(wrong) == 1 or any(agree(one, form) for one in swapped)


def _documents(syllable: str, stats: TermStats) -> int:
    """In about how many documents a syllable is, in any form that agrees with its accents."""
    if has_diacritics(syllable):
        return stats.frequency(syllable)
    return sum(form.documents for form in stats.forms(SYLLABLE, fold_normal(syllable)))


def _pair(left: str | None, right: str | None, stats: TermStats) -> int:
    """In how many documents two syllables stand next to each other, in any form that agrees with their accents."""
    if left is None or right is None:
        return 0
    forms = stats.forms(PAIR, f"{fold_normal(left)} {fold_normal(right)}")
    if not (has_diacritics(left) or has_diacritics(right)):
        return sum([form.documents for form in forms])
    total = 0
    for form in forms:
        first, _, second = form.text.partition(" ")
        if _agrees(left, first) and _agrees(right, second):
            total += form.documents
    return total


def _together(left: str | None, syllable: str, right: str | None, stats: TermStats) -> int:
    """How often a syllable stands beside its neighbours."""
    return _pair(left, syllable, stats) + _pair(syllable, right, stats)


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
