"""The districts and the union bodies of the city that a field names.

A mention has a strength: a union or an office of the district, the word "quận", a ward, or the bare name. What only bears a
district's name (people, streets, bridges, companies, schools, places elsewhere) is no mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from indexer.article import Evidence
from indexer.facets.district_gazetteer import UNIT_OF, Entry, Gazetteer, gazetteer
from indexer.facets.gazetteer import Hit
from indexer.facets.match_text import Surface

AUTHORITY, UNIT, BARE = 3.0, 2.0, 1.0
OPENING = 700  # characters of the body that count as its opening


class Mention(NamedTuple):
    """One mention of districts (several when a former name or a ward belongs to several)."""

    slugs: tuple[str, ...]
    start: int
    end: int
    strength: float
    rule: str
    surface: Surface

    @property
    def place(self) -> str:
        if self.surface.field == "body":
            return "opening" if self.start < OPENING else "body"
        return self.surface.field

    def evidence(self, slug: str) -> Evidence:
        return self.surface.evidence("district", slug, self.start, self.end, self.rule)


_ADDRESS = re.compile(r"(?:\(|\([^()]{1,60},\s)$")  # "Trường Thịnh Hào (Đống Đa, Hà Nội)"
_SEVERAL_UNITS = re.compile(r"(?<!\w)(?:các\s+)?(?:(?:quận|huyện|thị xã)(?:\s*[,/-]\s*|\s+và\s+))+$")
"""Kinds of units before the last: "các quận, huyện", of which each name behind may be any."""
_ENUMERATES = re.compile(r"\s*(?:,|và|&|-|/|;|,\s*và)\s*")

# One mention -----------------------------------------------------------------------------------


def districts(surface: Surface, hits: Sequence[Hit]) -> Iterator[Mention]:
    """The mentions of districts among the hits of kind `district` in one surface."""
    g = gazetteer()
    shouting = surface.plain[:200].isupper()
    last: Mention | None = None
    for hit in hits:
        if not hit.entry.slugs:
            continue
        mention = _mention(g, surface, hit, hit.entry, shouting, last.end if last else 0)
        if mention is None:
            continue
        if (
            mention.strength == BARE
            and last
            and _ENUMERATES.fullmatch(surface.lower[last.end : mention.start])
        ):
            mention = mention._replace(strength=min(last.strength, UNIT), rule="named in a list of districts")
        last = mention
        yield mention


def _mention(
    g: Gazetteer, surface: Surface, hit: Hit, entry: Entry, shouting: bool, since: int
) -> Mention | None:
    lower, start, end = surface.lower, hit.start, hit.end
    after = lower[end : end + 40]
    if g.elsewhere.match(after):
        return None
    before = lower[max(since, start - 80) : start]  # after the last mention: "Tây Hồ và Cầu Giấy" has no lake
    unit = g.unit.search(before)
    if entry.how == "old":
        if not hit.unmarked or surface.unaccented:
            return Mention(entry.slugs, start, end, UNIT, "former district", surface)
        return None
    district = g.districts[entry.slugs[0]]
    named = None
    if unit:
        named = UNIT_OF[unit[1]]
        before = before[: unit.start()]
        several = _SEVERAL_UNITS.search(before)
        if not several and named != district.type and named not in district.also:
            return None
        before = before[: several.start()] if several else before
        first = start - len(unit[0]) - (len(several[0]) if several else 0)
    else:
        first = start
    if entry.how == "short" and surface.plain[start:end] != surface.plain[start:end].upper():
        return None
    body = g.authority.search(before)
    if body:
        if not unit and not surface.plain[start].isupper():
            return None
        first -= len(before) - body.start()
        return Mention(entry.slugs, first, end, AUTHORITY, "body of the district", surface)
    if unit:
        lives = g.residence.search(before)
        rule = "where somebody lives" if lives else "named as a district"
        return Mention(entry.slugs, first, end, BARE if lives else UNIT, rule, surface)
    if entry.how == "short" or not _plain_name(g, surface, start, end, before, shouting, hit.unmarked):
        return None
    if surface.field in ("title", "kicker") and start == 0 and re.match(r"\s*(?::|-\s)", after):
        return Mention(entry.slugs, start, end, AUTHORITY, "opens the title", surface)
    address = _ADDRESS.search(before) and g.home.match(lower, end) and not g.national.search(lower)
    rule, strength = ("address of a workplace", UNIT) if address else ("name", BARE)
    return Mention(entry.slugs, start, end, strength, rule, surface)


def _plain_name(
    g: Gazetteer, surface: Surface, start: int, end: int, before: str, shouting: bool, unmarked: bool
) -> bool:
    """Whether a bare name is the district's: capitalised, and no part of a longer name."""
    plain = surface.plain
    if unmarked and not surface.unaccented:
        return False
    if not all(word[:1].isupper() for word in plain[start:end].split()):
        return False
    if not g.located.search(before) and (g.thing.search(before) or g.person.search(before)):
        return False
    if shouting:
        return True
    following = re.match(r"[ ]([^\W\d_]\w*|\d)", plain[end : end + 20])
    if (
        following
        and (following[1][0].isupper() or following[1].isdigit())
        and not g.home.match(surface.lower, end)
    ):
        return False
    preceding = re.search(r"([^\W\d_]\w*)[ ]$", plain[max(0, start - 20) : start])
    if preceding and preceding[1][0].isupper():
        return preceding[1].lower() in g.places
    return True


_REPORTER = re.compile(r"(?:phóng viên|pv|theo|với|trên|cộng tác viên|nguồn:)\s+$")


def city(surface: Surface, hits: Sequence[Hit]) -> Iterator[Mention]:
    """The union bodies of the city among the hits of kind `city`."""
    g = gazetteer()
    for hit in hits:
        if hit.unmarked and not surface.unaccented:
            continue
        newspaper = surface.lower.startswith("báo", hit.start)
        if newspaper and _REPORTER.search(surface.lower, max(0, hit.start - 30), hit.start):
            continue
        end = hit.end
        entry: Entry = hit.entry
        if entry.how == "open":
            tail = re.match(
                r"[^.;:()\n\"]{0,60}?" + re.escape(entry.slugs[0]) + r"(?!\w)", surface.lower[end:]
            )
            if not tail:
                continue
            end += tail.end()
        rest = surface.lower[end : end + 30].removeprefix(".")
        if rest.startswith(" tỉnh") or g.elsewhere.match(rest):
            continue
        rule = "cluster of the city" if entry.how == "cluster" else "union body of the city"
        yield Mention((g.city.value,), hit.start, end, AUTHORITY, rule, surface)
