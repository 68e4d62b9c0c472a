"""What matched, marked in the original text: titles, the best passages, whole articles.

Comes in: `Unit`s (what the query looked for, best form first) and an Article. Goes out: HTML in which everything
but `<mark>` is escaped. Matching works on the normal form of the text and maps back, so that marks are exact to the
character whatever the encoding form, tone placement or case of the original; the text is not analysed again:
one compiled pattern per query runs over it.

A unit is marked in the best form that the article has: where *công đoàn* stands, a lone *công* is not marked,
and where *động* stands, *Đống* is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from indexer.article import FIELDS, Article
from indexer.vietnamese import Aligned, fold_normal, normalise_aligned
from indexer.vietnamese.tones import place_all
from search.passages import Stretch, best_passages
from search.results import Highlights, MatchKind

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sought:
    """One form to look for: syllables in normal form joined by a space; `prefix`: the last may go on.

    `why` is what a hit that shows this form is said to match by.
    """

    text: str
    folded: bool = False
    prefix: bool = False
    why: MatchKind = "exact"


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing the query looked for. `levels`: forms that are equally good, the best level first.

    `weight` is how much a passage gains by showing it. `common` units (function words) are marked only where they
    touch another mark.
    """

    levels: tuple[tuple[Sought, ...], ...]
    weight: float = 1.0
    common: bool = False


@dataclass(slots=True)
class _Text:
    """One text of an article, prepared, and what was found in it: (start, end, unit, level)."""

    original: str
    normal: str
    aligned: Aligned
    found: list[tuple[int, int, int, int]] = field(default_factory=list)

    def back(self, start: int, end: int) -> Span:
        """The stretch of the original."""
        return self.aligned.span(start, end)

    @property
    def changed(self) -> bool:
        """Whether the original is not in normal form."""
        return self.aligned.text != self.original

    def differs(self, start: int, end: int) -> bool:
        """Whether a stretch of the original has another tone placement or look-alike letters."""
        typed = unicodedata.normalize("NFC", self.original[start:end])
        return place_all(typed) != typed


MISSING = 99
"""The level of a unit that was not found."""
WORST_FIRST: tuple[MatchKind, ...] = ("unaccented", "expanded", "variant", "exact")

_NOT_LETTER = r"(?:[^\w\n]|_)+"
_THOUSANDS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")


class _Finder:
    """All forms of one kind (accented or folded) as one pattern over normal, lower-case text."""

    def __init__(self, forms: dict[tuple[str, bool], list[tuple[int, int]]]) -> None:
        self.owners: dict[str, list[tuple[int, int]]] = {}
        by_first: dict[str, list[str]] = {}
        self.prefixes: list[tuple[str, list[tuple[int, int]]]] = []
        for (text, prefix), owners in sorted(forms.items(), key=lambda item: (-len(item[0][0]), item[0])):
            key = text.replace(" ", "")
            if prefix:
                self.prefixes.append((key, owners))
            else:
                self.owners.setdefault(key, []).extend(owners)
            body = _NOT_LETTER.join(_syllable(s) for s in text.split(" "))
            by_first.setdefault(text[0], []).append(
                body[len(re.escape(text[0])) :] + (r"[^\W_]*" if prefix else "")
            )
        branches = []
        for first, rests in by_first.items():
            escaped = re.escape(first)
            branches.append(rf"{escaped}(?<![^\W_]{escaped})(?:{'|'.join(rests)})(?![^\W_])")
        self.pattern = re.compile("|".join(branches)) if branches else None

    def find(self, text: str, into: list[tuple[int, int, int, int]]) -> None:
        if self.pattern is None:
            return
        search, at = self.pattern.search, 0
        while (match := search(text, at)) is not None:
            start, end = match.span()
            matched = match[0]
            key = matched if matched.isalpha() else "".join(c for c in matched if c.isalnum())
            owners = self.owners.get(key)
            if owners is None:
                owners = [o for stem, many in self.prefixes if key.startswith(stem) for o in many]
            for unit, level in owners:
                into.append((start, end, unit, level))
            # Go on behind the first syllable only, so that overlapping forms are found too.
            at = start + 1
            while at < end and text[at].isalnum():
                at += 1


def _syllable(text: str) -> str:
    """The pattern of one syllable; a long number may have points between its thousands."""
    if text.isdigit() and len(text) > 3:
        return _THOUSANDS.sub(r"\\.?", text)
    return re.escape(text)


class Highlighter:
    """Marks the units of one query. Make it once per query; it is safe for several threads."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = tuple(units)
        self._accented = _Finder(self._forms(False, range(len(self.units))))
        self._folded_units = tuple(
            i for i, unit in enumerate(self.units) if any(s.folded for level in unit.levels for s in level)
        )
        self._folded: dict[tuple[int, ...], _Finder] = {}

    def _forms(self, folded: bool, which: Iterable[int]) -> dict[tuple[str, bool], list[tuple[int, int]]]:
        forms: dict[tuple[str, bool], list[tuple[int, int]]] = {}
        for i in which:
            for level, sought in enumerate(self.units[i].levels):
                for form in sought:
                    if form.folded == folded and form.text:
                        forms.setdefault((form.text, form.prefix), []).append((i, level))
        return forms

    def highlights(self, article: Article, passages: int = 3) -> tuple[Highlights, MatchKind]:
        """The whole title and the best passages of the rest, marked; and what the article matches by."""
        texts = [_prepare(article.title)]
        texts += [_prepare(t) for t in (article.lead or "", article.body) if t]
        spans, why = self._mark(texts)
        if not any(spans[1:]):
            extra = [_prepare(t) for t in (*article.captions, article.kicker or "") if t]
            if extra:
                texts += extra
                spans, why = self._mark(texts)
        stretches = [
            Stretch(text.original, marks, weights)
            for text, marks, weights in zip(
                texts[1:], spans[1:], self._weights(texts[1:], spans[1:]), strict=True
            )
        ]
        shown = best_passages(stretches, passages)
        text = tuple(
            ("… " if p.cut_before else "") + marked(p.text, p.marks) + (" …" if p.cut_after else "")
            for p in shown
        )
        return Highlights(marked(article.title, spans[0]), text), why

    def fields(self, article: Article) -> dict[str, str]:
        """The whole of each field of an article, marked: for its own page."""
        texts = [_prepare(article.text(name)) for name in FIELDS]
        return {
            name: marked(text.original, spans)
            for name, text, spans in zip(FIELDS, texts, self._mark(texts)[0], strict=True)
        }

    def text(self, text: str) -> str:
        """One text on its own, marked."""
        prepared = _prepare(text)
        return marked(text, self._mark([prepared])[0][0])

    def _mark(self, texts: list[_Text]) -> tuple[list[list[Span]], MatchKind]:
        """For each text the spans to mark, as offsets into the original, sorted and disjoint; and by what."""
        best = [MISSING] * len(self.units)
        for text in texts:
            text.found = []
            self._accented.find(text.normal, text.found)
            for _, _, unit, level in text.found:
                best[unit] = min(best[unit], level)
        self._find_folded(texts, best)
        result = []
        why: set[MatchKind] = set()
        for text in texts:
            kept = []
            for start, end, unit, level in text.found:
                if level == best[unit]:
                    kept.append((start, end, self.units[unit].common))
            spans = [text.back(*span) for span in _merge(sorted(kept), text.normal)]
            if text.changed and any(text.differs(*span) for span in spans):
                why.add("variant")
            result.append(spans)
        for unit, level in enumerate(best):
            if level < MISSING:
                why |= self._why(texts, unit, level)
        return result, next((kind for kind in WORST_FIRST if kind in why), "exact")

    def _why(self, texts: list[_Text], unit: int, level: int) -> set[MatchKind]:
        kinds = {sought.why for sought in self.units[unit].levels[level]}
        if len(kinds) < 2:
            return kinds
        # The typed form and another stand side by side on a level: the typed one counts if it is there.
        typed = next(s for s in self.units[unit].levels[level] if s.why == "exact").text
        return {"exact"} if any(typed in text.normal for text in texts) else kinds - {"exact"}

    def _find_folded(self, texts: list[_Text], best: list[int]) -> None:
        """Look without accents for those units of which nothing better was found."""
        missing = tuple(
            i
            for i in self._folded_units
            if any(s.folded for level in self.units[i].levels[: best[i]] for s in level)
        )
        if not missing:
            return
        finder = self._folded.get(missing)
        if finder is None:
            finder = self._folded[missing] = _Finder(self._forms(True, missing))
        for text in texts:
            before = len(text.found)
            finder.find(fold_normal(text.normal), text.found)
            for _, _, unit, level in text.found[before:]:
                best[unit] = min(best[unit], level)

    def _weights(self, texts: list[_Text], spans: list[list[Span]]) -> list[list[tuple[int, int, float]]]:
        """Per text: (offset in the original, unit, weight) of everything found."""
        if not any(spans):
            return [[] for _ in texts]
        return [
            [(text.back(s, s + 1)[0], u, self.units[u].weight / (1 + level)) for s, _, u, level in text.found]
            for text in texts
        ]


def _prepare(text: str) -> _Text:
    aligned = normalise_aligned(text)
    return _Text(text, aligned.text.lower(), aligned)


def _merge(found: list[tuple[int, int, bool]], text: str) -> list[Span]:
    """Join what overlaps or has only spaces between; drop function words that touch nothing."""
    merged: list[list[int]] = []
    for start, end, common in found:
        if merged:
            last = merged[-1]
            if start <= last[1] or (start - last[1] <= 2 and text[last[1] : start].strip(" ") == ""):
                last[1] = max(last[1], end)
                last[2] &= common
                continue
        merged.append([start, end, common])
    if all(common for _, _, common in merged):
        return [(start, end) for start, end, _ in merged]
    return [(start, end) for start, end, common in merged if not common]


def marked(text: str, spans: Sequence[Span]) -> str:
    """HTML of a text with `<mark>` around the spans; everything else is escaped, quotes too."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    pieces.append(escape(text[at:]))
    return "".join(pieces)
