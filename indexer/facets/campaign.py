"""The movements, titles, programmes and themes of the unions that an article names.

A name is recognised in any quotation marks, with any dashes and commas or
"và" between its parts, with its two parts in either order; forms that are also plain words count only
when quoted or right after "phong trào", "danh hiệu" and the like.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from indexer.article import Evidence, FacetValue
from indexer.errors import GazetteerError
from indexer.facets.gazetteer import Hit, Name, load
from indexer.facets.match_text import Surface, folded, tone_placements
from indexer.facets.reading import Reading

KINDS = ("movement", "title", "programme", "theme")
_BETWEEN = r"[\s\"',;:/-]{0,8}+(?:(?:và|va|&)\s{1,3}+)?[\"']{0,3}+"
"""What stands between the parts of a name. Of bounded length: a run of a hundred thousand quotation marks is looked at once."""
_WITHIN = r"(?:\s{1,3}+(?:-\s{0,3}+)?|-\s{0,3}+)"
"""What stands between the syllables of a part."""
_GAP = r"(?:\s+[\w-]+){0,6}?\s+"  # for "…" in a name: up to six words, as the name of a union
_PARTS = re.compile(r"\s+-\s+|,\s+|\s+và\s+")
_CELL = re.compile(r"\s*\|")  # after the first cell of a row in a table
_OPENED = re.compile(r"[\"'][\s\"']*$")


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign of the gazetteer. `since` and `until` are years, or None where they are not known."""

    slug: str
    name: str
    kind: str
    about: str
    since: int | None = None
    until: int | None = None
    aliases: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    of_unions: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a campaign's name."""

    slug: str
    parts: tuple[str, ...] = field(compare=False)
    quoted: bool
    text: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """What to match where the first part was found. Compiled then: few of hundreds of forms stand in one article."""
        return _pattern(self.parts)


@cache
def campaign_rows() -> dict[str, Campaign]:
    """The campaigns by slug, in the file's order. Raises GazetteerError."""
    rows: dict[str, Campaign] = {}
    for row in load("campaigns.toml", "campaign", "words")["campaign"]:
        try:
            campaign = Campaign(
                row["slug"],
                row["name"],
                row["kind"],
                row["about"],
                row.get("since"),
                row.get("until"),
                tuple(row.get("aliases", ())),
                tuple(row.get("quoted", ())),
                row.get("of_unions", False),
            )
        except (KeyError, TypeError) as error:
            where = row.get("slug", row) if isinstance(row, dict) else row
            raise GazetteerError(f"campaigns.toml: {where}: {error} is missing.") from error
        if campaign.kind not in KINDS or campaign.slug in rows:
            raise GazetteerError(
                f"campaigns.toml: {campaign.slug}: its kind is unknown or its slug stands twice."
            )
        rows[campaign.slug] = campaign
    return rows


@cache
def _words(name: str) -> tuple[str, ...]:
    """One list of words of campaigns.toml."""
    return tuple(load("campaigns.toml", "words")["words"][name])


@cache
def _cue() -> re.Pattern[str]:
    """What stands right before a name and says that it is one."""
    after = r"(?:(?:\s+\w+){0,3}\s+(?:là|mang tên|với tên gọi|mang chủ đề))?\s*:?\s*[\"']*\s*$"
    return re.compile(r"(?<!\w)(?:" + _either(_words("cues")) + ")" + after)


def _either(words: Sequence[str]) -> str:
    forms = {form for word in words for form in (*tone_placements(word), folded(word))}
    return "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in sorted(forms, key=len, reverse=True))


def names() -> Iterator[Name]:
    """The names to find: the first part of each form, which leads to the whole."""
    for campaign in campaign_rows().values():
        plain = [name for name in (campaign.name, *campaign.aliases) if name not in campaign.quoted]
        for quoted, forms in ((False, plain), (True, campaign.quoted)):
            for text in forms:
                for parts in _orders(text):
                    form = Form(campaign.slug, tuple(parts), quoted, text)
                    yield Name("campaign", parts[0].split(" … ")[0], form)


def campaigns() -> tuple[FacetValue, ...]:
    """All campaigns of the gazetteer, in display order."""
    return tuple(FacetValue(c.slug, c.name) for c in campaign_rows().values())


def campaign_info(value: str) -> Campaign | None:
    """What a campaign is: name, kind, one line about it, years, other names. None for an unknown value."""
    return campaign_rows().get(value)


def aliases(value: str) -> tuple[str, ...]:
    """The other names of a campaign."""
    info = campaign_info(value)
    return info.aliases if info else ()


def find(reading: Reading) -> list[Evidence]:
    """The evidence of the campaigns that an article names."""
    named = [e for surface, hits in reading.hits("campaign") for e in found(surface, hits)]
    return decide(named, reading.surfaces)


def _orders(text: str) -> list[list[str]]:
    """The parts of a name in the orders in which it may stand: a name of two halves in both."""
    parts = _PARTS.split(text)
    if len(parts) == 2 and " - " in text:
        return [parts, parts[::-1]]
    return [parts]


@cache
def _pattern(parts: tuple[str, ...]) -> re.Pattern[str]:
    """The pattern of a name: each syllable in its spellings, punctuation free between parts."""

    def syllable(word: str) -> str:
        forms = dict.fromkeys((*tone_placements(word), folded(word)))
        return (
            "(?:" + "|".join(re.escape(form) for form in forms) + ")"
            if len(forms) > 1
            else re.escape(word.lower())
        )

    def run(text: str) -> str:
        return _WITHIN.join(syllable(word) for word in text.replace("-", " ").split())

    return re.compile(_BETWEEN.join(_GAP.join(map(run, part.split(" … "))) for part in parts) + r"(?!\w)")


def found(surface: Surface, hits: Sequence[Hit]) -> list[Evidence]:
    """The campaigns named in one surface, in order; where names overlap the longer stands."""
    spans: list[tuple[int, int, Form]] = []
    lower = surface.lower
    for hit in hits:
        form: Form = hit.entry
        if hit.unmarked and not surface.unaccented:
            continue
        match = form.pattern.match(lower, hit.start)
        if not match:
            continue
        if form.quoted:
            before = lower[max(0, hit.start - 60) : hit.start]
            cell = _CELL.match(lower, match.end()) and (not hit.start or lower[hit.start - 1] == "\n")
            if not (cell or _OPENED.search(before) or _cue().search(before)):
                continue
        spans.append((hit.start, match.end(), form))
    spans.sort(key=lambda span: (span[0] - span[1], span[0]))
    taken: list[tuple[int, int, Form]] = []
    for start, end, form in spans:
        if not any(start < e and end > s for s, e, _ in taken):
            taken.append((start, end, form))
    taken.sort(key=lambda span: span[0])
    return [surface.evidence("campaign", form.slug, start, end, _rule(form)) for start, end, form in taken]


def _rule(form: Form) -> str:
    return "quoted name" if form.quoted else "name"


def decide(evidence: Sequence[Evidence], surfaces: Sequence[Surface]) -> list[Evidence]:
    """At most three pieces of evidence for each campaign, campaigns in the order in which they are named.

    `surfaces`: all of the article, for names that count only in an article on unions or workers.
    """
    if not evidence:
        return []
    by_value: dict[str, list[Evidence]] = defaultdict(list)
    rows = campaign_rows()
    for piece in evidence:
        if rows[piece.value].of_unions and not _on_unions(surfaces):
            continue
        if len(by_value[piece.value]) < 3:
            by_value[piece.value].append(piece)
    return [piece for pieces in by_value.values() for piece in pieces]


def _on_unions(surfaces: Sequence[Surface]) -> bool:
    """Whether an article speaks of unions or workers."""
    words = _words("unions")
    return any(
        form in surface.lower for surface in surfaces for word in words for form in (word, folded(word))
    )
