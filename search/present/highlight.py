"""What matched, marked in the original text: titles, the best passages, whole articles.

A `Target` is what the query looked for, best form first. HTML is returned, in which everything but `<mark>` is escaped. Marks
are exact to the character whatever the encoding form, tone placement or case of the original (`text_page.py`). The text is not
analysed again: each form is searched for in the text itself, in the articles of a page all at once.

A target is marked in the best form that the article has: where *công đoàn* stands, a lone *công* is not marked,
and where *động* stands, *Đống* is not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from indexer.article import FIELDS, Article
from indexer.vietnamese.endings import spellings
from indexer.vietnamese.tones import placements
from search.present.snippets import SIGNS, Sentences, best_passages
from search.present.text_page import Span, Spellings, TextPage, is_variant, occurrences
from search.results import Highlights, MatchKind

Place = tuple[int, int, int, float]
"""Where something was found in the normal form (start, end), the number of its target and the weight."""

NOWHERE = 1_000
"""The depth of a target that a text does not show."""

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


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """An article with what a query looks for marked: the whole title and the best passages of the rest, what it matches by,
    and the labels of the targets that no text of it shows whole."""

    highlights: Highlights
    match: MatchKind
    missing: tuple[str, ...] = ()


class _Found:
    """What was found in one text of a page."""

    __slots__ = ("abbreviated", "depths", "kinds", "places")

    def __init__(self, targets: int) -> None:
        self.places: list[Place] = []
        self.kinds: set[MatchKind] = set()
        self.abbreviated = False
        self.depths = [NOWHERE] * targets
        """Which fallback of each target the text shows."""


class Highlighter:
    """Marks the targets of one query. Make it once per query; it is safe for several threads."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self.targets = tuple(targets)
        self._fallbacks = [
            [[form for variant in level for form in _forms(variant)] for level in unit.fallbacks]
            for unit in targets
        ]

    def articles(
        self, articles: Sequence[Article], passages: int = 3, *, lacking_from: int | None = 0
    ) -> list[MarkedArticle]:
        """Mark articles. What is missing is worked out of those from the place `lacking_from` on (None: of none)."""
        texts = ["\n".join([article.title, article.lead or "", article.body]) for article in articles]
        page = TextPage(texts)
        sentences = Sentences(page.original, page.places(SIGNS))
        marked_articles = []
        for number, (article, found) in enumerate(zip(articles, self._find(page), strict=True)):
            lacking = lacking_from is not None and number >= lacking_from
            other = TextPage([_with_captions(article)]) if article.captions or article.kicker else None
            if other is not None and not found.places:
                shown = self._marked(
                    article,
                    other,
                    0,
                    self._find(other)[0],
                    Sentences(other.original, other.places(SIGNS)),
                    passages,
                )
            else:
                shown = self._marked(article, page, number, found, sentences, passages)
            missing = self._missing(found, other) if lacking else ()
            marked_articles.append(MarkedArticle(*shown, missing))
        return marked_articles

    def fields(self, article: Article) -> dict[str, str]:
        """The whole of each field of an article, marked: for its own page."""
        texts = [article.text(name) for name in FIELDS]
        page = TextPage(["\n".join(texts)])
        spans, _ = self._spans(page, 0, self._find(page)[0])
        html, at = {}, page.starts[0]
        for name, text in zip(FIELDS, texts, strict=True):
            own = [(s - at, e - at) for s, e in spans if at <= s < at + len(text)]
            html[name] = marked(text, own)
            at += len(text) + 1
        return html

    def text(self, text: str) -> str:
        """One text on its own, marked."""
        page = TextPage([text])
        spans, _ = self._spans(page, 0, self._find(page)[0])
        return marked(text, [(start - page.starts[0], end - page.starts[0]) for start, end in spans])

    def _marked(
        self,
        article: Article,
        page: TextPage,
        number: int,
        found: _Found,
        sentences: Sentences,
        passages: int,
    ) -> tuple[Highlights, MatchKind]:
        spans, kind = self._spans(page, number, found)
        start, end = page.starts[number], page.starts[number + 1] - 1
        first = start + len(article.title) + 1
        behind = bisect_left(spans, (first, 0))
        if page.is_plain:
            places = [(at, target, weight) for at, _, target, weight in found.places if at >= first]
        else:
            backwards = [(page.back(number, (s, e))[0], t, weight) for s, e, t, weight in found.places]
            places = [place for place in backwards if place[0] >= first]
        shown = tuple(
            ("… " if p.cut_before else "") + marked(p.text, p.marks) + (" …" if p.cut_after else "")
            for p in best_passages(sentences, (first, end), spans[behind:], places, passages)
        )
        title = marked(article.title, [(s - start, e - start) for s, e in spans[:behind]])
        return Highlights(title, shown), kind

    def _find(self, page: TextPage) -> list[_Found]:
        """What each text of a page shows of the targets, each in its best form."""
        count = len(page.starts) - 1
        texts = [_Found(len(self.targets)) for _ in range(count)]
        for number, (target, fallbacks) in enumerate(zip(self.targets, self._fallbacks, strict=True)):
            waiting = list(range(count))
            for depth, level in enumerate(fallbacks):
                kinds = self._find_level(page, waiting, level, (number, target.weight / (1 + depth)), texts)
                for at, shown in kinds.items():
                    texts[at].depths[number] = depth
                    if depth == 0 and all(form[3] == "expanded" for form in level):
                        texts[at].abbreviated = True
                    else:  # the typed form and its abbreviation are on one level: the typed one counts
                        texts[at].kinds |= {"exact"} if "exact" in shown else shown
                waiting = [at for at in waiting if at not in kinds]
                if not waiting:
                    break
        return texts

    @staticmethod
    def _find_level(
        page: TextPage,
        waiting: Sequence[int],
        level: Sequence[Form],
        shows: tuple[int, float],
        texts: Sequence[_Found],
    ) -> dict[int, set[MatchKind]]:
        """Look for some forms in the texts `waiting`: by which forms each text shows the target with this weight."""
        ranges = page.ranges(waiting)
        kinds: dict[int, set[MatchKind]] = {}
        for syllables, folded, prefix, kind in level:
            low = high = 0
            add = texts[0].places.append
            for start, end in occurrences(page.folded if folded else page.lower, ranges, syllables, prefix):
                if not low <= start < high:
                    at, low, high = page.owner(start)
                    add = texts[at].places.append
                    kinds.setdefault(at, set()).add(kind)
                add((start, end, *shows))
        return kinds

    def _spans(self, page: TextPage, number: int, found: _Found) -> tuple[list[Span], MatchKind]:
        """What to mark in a text of a page, as sorted and disjoint spans of the original; and what the text matches by."""
        kinds = set(found.kinds)
        if found.abbreviated and NOWHERE in found.depths:
            kinds.add("expanded")
        targets = self.targets
        joined = _joined(sorted([(s, e, targets[t].common) for s, e, t, _ in found.places]), page.lower)
        spans = joined if page.is_plain else [page.back(number, span) for span in joined]
        if any(map(is_variant, {page.original[start:end] for start, end in spans})):
            kinds.add("variant")
        return spans, next((one for one in WORST_FIRST if one in kinds), "exact")

    def _missing(self, found: _Found, other: TextPage | None) -> tuple[str, ...]:
        """The labels of the targets that neither a text nor the `other`, which has its captions, shows whole."""
        absent = [
            (target, levels)
            for target, levels, depth in zip(self.targets, self._fallbacks, found.depths, strict=True)
            if target.label and not target.common and depth >= min(target.whole, len(levels))
        ]
        if other is not None:
            absent = [
                (target, levels) for target, levels in absent if not _shows(other, levels[: target.whole])
            ]
        return tuple(dict.fromkeys(target.label for target, _ in absent))


def _with_captions(article: Article) -> str:
    """Title, lead and body with kicker and captions behind them, a line break between."""
    return "\n".join(
        [article.title, article.lead or "", article.body, article.kicker or "", *article.captions]
    )


def _shows(page: TextPage, levels: Sequence[Sequence[Form]]) -> bool:
    ranges = page.ranges([0])
    return any(
        occurrences(page.folded if folded else page.lower, ranges, syllables, prefix)
        for level in levels
        for syllables, folded, prefix, _ in level
    )


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
