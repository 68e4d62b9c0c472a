"""Which districts of Hà Nội an article is about, from the mentions of districts and of the city's union bodies in all fields.

A mention weighs by its strength and by where it stands (title, kicker, lead,
opening, body). A district is what the article is about: mentions in passing are not enough, and an
article on many districts is about the whole city.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from indexer.article import Evidence
from indexer.facets.district_gazetteer import gazetteer
from indexer.facets.match_text import Surface
from indexer.facets.mentions import AUTHORITY, BARE, Mention

PLACE = {"title": 5.0, "kicker": 5.0, "lead": 3.0, "opening": 1.5, "body": 1.0, "captions": 0.7}
HEAD = ("title", "kicker")
FRONT = ("title", "kicker", "lead")
MANY = 4  # districts in front from which on an article is about the city
LISTED = 5  # districts named in front, if only by their bare names, from which on it is so too
SLIGHT = 0.2  # share of the best score below which a district of the lead is only mentioned
MOST = 0.6  # share of all scores that the district of the body alone must have


@dataclass(slots=True)
class Tally:
    """What the mentions add up to, by district: `score` in all, `front` in title, kicker and lead, `firm`
    mentions; `head`, `titled`, `led`: those named so in title or kicker, by their bare name there, and so in the lead."""

    score: Counter[str] = field(default_factory=Counter)
    front: Counter[str] = field(default_factory=Counter)
    firm: Counter[str] = field(default_factory=Counter)
    head: set[str] = field(default_factory=set)
    titled: set[str] = field(default_factory=set)
    led: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, mentions: Sequence[Mention]) -> Tally:
        """Add up the mentions; one that stands for several districts counts less for each."""
        tally = cls()
        for mention in mentions:
            weight = PLACE[mention.place] * mention.strength / len(mention.slugs) ** 0.5
            for slug in mention.slugs:
                tally.score[slug] += weight
                tally.firm[slug] += mention.strength > BARE
                if mention.place in FRONT:
                    tally.front[slug] += weight
                if mention.place in HEAD and mention.strength > BARE:
                    tally.head.add(slug)
                if mention.rule == "name" and mention.place in FRONT:
                    (tally.titled if mention.place in HEAD else tally.led).add(slug)
        return tally


def decide(mentions: Sequence[Mention], city: Sequence[Mention]) -> list[Evidence]:
    """Which districts the article is about, given all its mentions; the evidence of each value, best first.

    `city`: the mentions of the city's union bodies.
    """
    if not mentions and not city:
        return []
    tally = Tally.of(mentions)
    city_head = any(m.place in HEAD for m in city)
    city_front = [m for m in city if m.place in FRONT]
    about = _in_front(tally)
    if city_front and not tally.head:
        about = [slug for slug in about if _acts(slug, tally, mentions, city_head)]
    if not about and not city_front:
        about = _in_body(tally, mentions)
    many = len(about) >= MANY or (not about and sum(map(bool, tally.firm.values())) >= MANY)
    if many and not city and _only_lists(mentions):
        return []
    listed = len(tally.front) >= LISTED and not tally.head and sum(map(bool, tally.firm.values())) >= 2
    if listed or (city_front and (many or not about)) or (many and (city or len(about) >= MANY)):
        return _city_evidence(city, mentions)
    if not about:
        return _city_evidence(city, ()) if _city_in_body(city) else []
    about.sort(key=lambda slug: -tally.score[slug])
    return [piece for slug in about for piece in _evidence(slug, mentions)]


def _only_lists(mentions: Sequence[Mention]) -> bool:
    """Whether a firm or authority gives notice of places, and none of them does anything: power cuts, opening hours."""
    if any(m.strength >= AUTHORITY for m in mentions):
        return False
    return any(gazetteer().notice.search(m.surface.lower) for m in mentions if m.place in FRONT)


def _in_front(tally: Tally) -> list[str]:
    """The districts that title, kicker or lead speak of and that are somewhere named as districts."""
    about = [slug for slug in tally.front if tally.firm[slug] or slug in tally.titled & tally.led]
    best = max((tally.score[slug] for slug in about), default=0.0)
    about = [slug for slug in about if slug in tally.head or tally.score[slug] >= SLIGHT * best]
    if len(about) >= MANY > len(tally.head) > 0:
        return [slug for slug in about if slug in tally.head]
    return about


def _acts(slug: str, tally: Tally, mentions: Sequence[Mention], city_head: bool) -> bool:
    """Whether a district is more than where a union of the city does something.

    Its own union or offices must take part, or it is named again and again; when the title is the city's,
    both.
    """
    authority = any(slug in m.slugs and m.strength >= AUTHORITY for m in mentions)
    often = tally.firm[slug] >= 3
    return (authority and often and tally.front[slug] >= 6) if city_head else (authority or often)


def _in_body(tally: Tally, mentions: Sequence[Mention]) -> list[str]:
    """The district that the body keeps coming back to, when nothing in front names one."""
    if not tally.score:
        return []
    slug, best = tally.score.most_common(1)[0]
    opens = any(m.place == "opening" and m.strength > BARE for m in mentions if slug in m.slugs)
    if tally.firm[slug] >= (2 if opens else 3) and best >= MOST * tally.score.total():
        return [slug]
    return []


def _city_in_body(city: Sequence[Mention]) -> bool:
    """Whether the body alone makes the article one on a union body of the city."""
    return any(m.place == "opening" for m in city)


def _city_evidence(city: Sequence[Mention], districts: Sequence[Mention]) -> list[Evidence]:
    """The evidence for the whole city: its union bodies, or else the many districts named."""
    value = gazetteer().city.value
    best = sorted(city, key=lambda m: -PLACE[m.place]) or [
        m._replace(rule="many districts") for m in districts
    ]
    return [m.evidence(value) for m in best[:3]]


def _evidence(slug: str, mentions: Sequence[Mention]) -> list[Evidence]:
    """At most three pieces of evidence for a district, the strongest first."""
    own = sorted((m for m in mentions if slug in m.slugs), key=lambda m: -PLACE[m.place] * m.strength)
    return [m.evidence(slug) for m in own[:3]]


_CAPITAL = re.compile(r"(?<!\w)(Hà Nội|Thủ đô|HÀ NỘI|THỦ ĐÔ)(?!\w)")
# "Từ ngày 1/7/2025, Hà Nội vận hành …", not "tại Quốc Oai, Hà Nội diễn ra …"
_SUBJECT = re.compile(r"(?:^|(?<!\w)[a-zđà-ỹ\d/]+[,.;:]\s+)(Hà Nội|Thủ đô)\s+[a-zđà-ỹ]")
_WORKERS = re.compile(
    r"(?:[Nn]gười lao động|[Cc]ông nhân|[Đđ]oàn viên|CNVCLĐ|CNLĐ)\s+(?:ở|tại)\s+(Hà Nội)(?!\w)(?!\s*(?:,|và)\s+[A-ZĐ])"
)
_ONLY_PLACE = re.compile(r"(?:tại|ở|về|từ|đến|tới|trở lại|rời|cách|\()\s*$")


def of_the_capital(surfaces: Sequence[Surface]) -> list[Evidence]:
    """The city as evidence for union news without any district whose title or lead is about Hà Nội.

    Not when the city is only where something happens ("tại Hà Nội"), nor when title or lead name a
    national body.
    """
    front = {surface.field: surface for surface in surfaces if surface.field in FRONT}
    named = _capital_named(front.get("title"), front.get("lead"))
    if not named or any(gazetteer().national.search(surface.lower) for surface in front.values()):
        return []
    return [named]


def _capital_named(title: Surface | None, lead: Surface | None) -> Evidence | None:
    """The city where a title names it as more than a venue, or a lead as its subject."""
    g = gazetteer()
    for match in _CAPITAL.finditer(title.plain) if title else ():
        before = title.lower[: match.start()] if title else ""
        named = match[1].lower() == "hà nội" and g.thing.search(before)  # "Trường Đại học Công nghiệp Hà Nội"
        if title and not (_ONLY_PLACE.search(before) or named):
            return title.evidence("district", g.city.value, *match.span(), "union news of the city")
    if not lead or not ("Hà Nội" in lead.plain or "Thủ đô" in lead.plain):
        return None
    subject = _SUBJECT.search(lead.plain) or _WORKERS.search(lead.plain)
    if not subject:
        return None
    return lead.evidence("district", g.city.value, *subject.span(1), "union news of the city")
