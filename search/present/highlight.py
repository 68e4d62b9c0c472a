"""What matched, marked in the original text: titles, the best passages, whole articles.

A `Target` is what the query looked for, best form first. HTML is returned, in which everything but `<mark>` is escaped. Marks
are exact to the character whatever the encoding form, tone placement or case of the original. The text is not analysed again:
each form is searched for in the text itself, in every placement of its tone marks; a text in another encoding form, or with
look-alikes of letters, is normalised first and mapped back.

A target is marked in the best form that the article has: where *công đoàn* stands, a lone *công* is not marked,
and where *động* stands, *Đống* is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape

from indexer.article import FIELDS, Article
from indexer.vietnamese import fold_normal, is_regular, normalise_aligned
from indexer.vietnamese.endings import merged, spellings, usual
from indexer.vietnamese.tones import place_all, placements
from search.present.snippets import Stretch, best_passages
from search.results import Highlights, MatchKind

Span = tuple[int, int]
ScoredDoc = tuple[int, int, int, float]
"""(start, end, unit, weight) in the normal form."""

WORST_FIRST: tuple[MatchKind, ...] = ("unaccented", "expanded", "variant", "exact")
_NEEDS_ESCAPE = re.compile("[&<>\"']")
_THOUSANDS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")


@dataclass(frozen=True, slots=True)
class Variant:
    """One form to look for: syllables in normal form joined by a space; `prefix`: the last may go on.

    `match_kind` is what a hit that shows this form is said to match by.
    """

    text: str
    folded: bool = False
    prefix: bool = False
    match_kind: MatchKind = "exact"


@dataclass(frozen=True, slots=True)
class Target:
    """One thing the query looked for. `fallbacks`: forms that are equally good, the best level first.

    `weight` is how much a passage gains by showing it. `common` units (function words) are marked only where they
    touch another mark. `label`: what to call it where an article lacks it ("": it is never missed); `whole`: how many
    of the fallbacks show all of it.
    """

    fallbacks: tuple[tuple[Variant, ...], ...]
    weight: float = 1.0
    common: bool = False
    label: str = ""
    whole: int = 99


@lru_cache(4_096)
def _is_variant(typed: str) -> bool:
    """Whether words have another tone placement than the usual, or the less usual of i and y."""
    normal = unicodedata.normalize("NFC", typed)
    return place_all(normal) != normal or any(usual(merged(word)) != word for word in normal.lower().split())


class _Text:
    """A text in lower case, the same without diacritics, and the way back to the original."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.aligned = None if is_regular(original) else normalise_aligned(original)
        self.lower = (self.aligned.text if self.aligned else original).lower()
        self._folded: str | None = None
        self._spans: dict[Form, list[Span]] = {}

    @property
    def folded(self) -> str:
        if self._folded is None:
            self._folded = fold_normal(self.lower)
        return self._folded

    def find(self, form: Form) -> list[Span]:
        """Where a form stands; remembered until `forget`, since what is marked is also looked for to say what is missing."""
        spans = self._spans.get(form)
        if spans is None:
            syllables, folded, prefix, _ = form
            where = self.folded if folded else self.lower
            spans = self._spans[form] = occurrences(where, syllables, prefix)
        return spans

    def forget(self) -> None:
        """Drop what was found: other forms will be looked for next."""
        self._spans = {}

    def back(self, span: Span) -> Span:
        """The stretch of the original."""
        return self.aligned.span(*span) if self.aligned else span

    def has_variant(self, spans: Sequence[Span]) -> bool:
        """Whether one of the stretches has another tone placement, or the less usual of i and y."""
        return any(_is_variant(typed) for typed in {self.original[slice(*self.back(span))] for span in spans})


class Prepared:
    """An Article made ready for marking: what is searched for forms, worked out when first asked for."""

    def __init__(self, article: Article) -> None:
        self.article = article

    @cached_property
    def text(self) -> _Text:
        """Title, lead and body, a line break between."""
        article = self.article
        return _Text("\n".join([article.title, article.lead or "", article.body]))

    def more(self) -> _Text | None:
        """The same with kicker and captions behind it, if there are any."""
        article = self.article
        if not (article.captions or article.kicker):
            return None
        return _Text("\n".join([self.text.original, article.kicker or "", *article.captions]))


Spellings = tuple[str, ...]
"""The ways in which one syllable may be written."""


def occurrences(text: str, syllables: Sequence[Spellings], prefix: bool = False) -> list[Span]:
    """Where the syllables stand one after the other, as whole words of one line of `text`.

    With `prefix`, the last one may be the beginning of a word; the whole word is taken.
    """
    if len(syllables) == 1 and not prefix:
        return _words(text, syllables[0])
    length, spans = len(text), []
    for first in syllables[0]:
        at = text.find(first)
        while at >= 0:
            end = at + len(first)
            if at == 0 or not text[at - 1].isalnum():
                stop = _followed(text, end, syllables)
                if prefix:
                    while 0 <= stop < length and text[stop].isalnum():
                        stop += 1
                if stop >= 0 and (stop == length or not text[stop].isalnum()):
                    spans.append((at, stop))
            at = text.find(first, end)
    return spans


def _words(text: str, ways: Spellings) -> list[Span]:
    """Where one of the spellings stands as a whole word."""
    length, spans = len(text), []
    for spelling in ways:
        size = len(spelling)
        at = text.find(spelling)
        while at >= 0:
            end = at + size
            if (end == length or not text[end].isalnum()) and (at == 0 or not text[at - 1].isalnum()):
                spans.append((at, end))
            at = text.find(spelling, end)
    return spans


def _followed(text: str, stop: int, syllables: Sequence[Spellings]) -> int:
    """Where the last of the syllables ends whose first ends at `stop`; -1 if the others do not follow."""
    length = len(text)
    for ways in syllables[1:]:
        if stop < length and text[stop].isalnum():
            return -1
        while stop < length and text[stop] != "\n" and not text[stop].isalnum():
            stop += 1
        spelling = next((one for one in ways if text.startswith(one, stop)), None)
        if spelling is None:
            return -1
        stop += len(spelling)
    return stop


Form = tuple[tuple[Spellings, ...], bool, bool, MatchKind]
"""Syllables, folded, prefix, why."""


def _forms(variant: Variant) -> list[Form]:
    """A form, and the same with points between the thousands of its long numbers."""
    parts = variant.text.split()
    if not parts:
        return []
    written = [parts]
    if any(part.isdigit() and len(part) > 3 for part in parts):
        written.append([_THOUSANDS.sub(".", part) if part.isdigit() else part for part in parts])
    spell = spellings if variant.folded else _written
    return [(tuple(map(spell, one)), variant.folded, variant.prefix, variant.match_kind) for one in written]


def _written(syllable: str) -> Spellings:
    """Every way to write a syllable: with i or y, and with each placement of its tone."""
    return tuple([placed for spelling in spellings(syllable) for placed in placements(spelling)])


class Highlighter:
    """Marks the units of one query. Make it once per query; it is safe for several threads."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self.targets = tuple(targets)
        self._fallbacks = [
            [[form for variant in level for form in _forms(variant)] for level in unit.fallbacks]
            for unit in targets
        ]

    def highlights(self, document: Prepared, passages: int = 3) -> tuple[Highlights, MatchKind]:
        """The whole title and the best passages of the rest, marked; and what the article matches by."""
        text, title = document.text, document.article.title
        text.forget()
        spans, found, why = self._mark(text)
        if not spans and (more := document.more()):
            text = more
            spans, found, why = self._mark(text)
        first = len(title) + 1
        rest = Stretch(
            text.original[first:],
            [(start - first, end - first) for start, end in spans if start >= first],
            [
                (at - first, unit, weight)
                for start, end, unit, weight in found
                if (at := text.back((start, end))[0] if text.aligned else start) >= first
            ],
        )
        shown = tuple(
            ("… " if p.cut_before else "") + marked(p.text, p.marks) + (" …" if p.cut_after else "")
            for p in best_passages([rest], passages)
        )
        return Highlights(marked(title, [span for span in spans if span[0] < first]), shown), why

    def missing(self, document: Prepared) -> tuple[str, ...]:
        """The labels of the targets that no text of the article shows whole."""
        texts = [document.text]
        absent = [
            (target, levels)
            for target, levels in zip(self.targets, self._fallbacks, strict=True)
            if target.label and not target.common and not _shows(texts[0], levels[: target.whole])
        ]
        if absent and (more := document.more()):
            absent = [
                (target, levels) for target, levels in absent if not _shows(more, levels[: target.whole])
            ]
        return tuple(dict.fromkeys(target.label for target, _ in absent))

    def fields(self, article: Article) -> dict[str, str]:
        """The whole of each field of an article, marked: for its own page."""
        texts = [article.text(name) for name in FIELDS]
        spans, _, _ = self._mark(_Text("\n".join(texts)))
        html, at = {}, 0
        for name, text in zip(FIELDS, texts, strict=True):
            own = [(s - at, e - at) for s, e in spans if at <= s < at + len(text)]
            html[name] = marked(text, own)
            at += len(text) + 1
        return html

    def text(self, text: str) -> str:
        """One text on its own, marked."""
        return marked(text, self._mark(_Text(text))[0])

    def _mark(self, text: _Text) -> tuple[list[Span], list[ScoredDoc], MatchKind]:
        """What to mark, as sorted and disjoint spans of the original; all that was found; and by what."""
        found: list[ScoredDoc] = []
        why: set[MatchKind] = set()
        missing = abbreviated = False
        for number, fallbacks in enumerate(self._fallbacks):
            for depth, level in enumerate(fallbacks):
                before = len(found)
                kinds: set[MatchKind] = set()
                weight = self.targets[number].weight / (1 + depth)
                for form in level:
                    if here := text.find(form):
                        kinds.add(form[3])
                        found += [(start, end, number, weight) for start, end in here]
                if len(found) > before:
                    if depth == 0 and all(form[3] == "expanded" for form in level):
                        abbreviated = True
                    else:  # the typed form and its abbreviation are on one level: the typed one counts
                        why |= {"exact"} if "exact" in kinds else kinds
                    break
            else:
                missing = True
        if abbreviated and missing:
            why.add("expanded")
        spans = _joined(sorted((s, e, self.targets[u].common) for s, e, u, _ in found), text.lower)
        if text.has_variant(spans):
            why.add("variant")
        kind: MatchKind = next((one for one in WORST_FIRST if one in why), "exact")
        return (list(map(text.back, spans)) if text.aligned else spans), found, kind


def _shows(text: _Text, levels: Sequence[Sequence[Form]]) -> bool:
    return any(text.find(form) for level in levels for form in level)


def _joined(found: list[tuple[int, int, bool]], text: str) -> list[Span]:
    """Join what overlaps or has only spaces between; drop function words that touch nothing."""
    joined: list[tuple[int, int, bool]] = []
    for start, end, common in found:
        if joined:
            first, last, both = joined[-1]
            if start <= last or (start - last <= 2 and _only_spaces(text[last:start])):
                joined[-1] = (first, max(last, end), both and common)
                continue
        joined.append((start, end, common))
    if all(common for _, _, common in joined):
        return [(start, end) for start, end, _ in joined]
    return [(start, end) for start, end, common in joined if not common]


def _only_spaces(between: str) -> bool:
    return "\n" not in between and between.isspace()


def marked(text: str, spans: Sequence[Span]) -> str:
    """HTML of a text with `<mark>` around the spans; everything else is escaped, quotes too."""
    if not spans:
        return escape(text)
    plain = _NEEDS_ESCAPE.search(text) is None
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], text[start:end]]
        at = end
    pieces.append(text[at:])
    if not plain:
        pieces = list(map(escape, pieces))
    html = pieces[0]
    for number in range(1, len(pieces), 2):
        html += f"<mark>{pieces[number]}</mark>{pieces[number + 1]}"
    return html
