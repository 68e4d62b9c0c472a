"""The finder of places: one decision on wards, districts and province of an article, with evidence.

Order: the time of the article says whether a ward is one of today or a unit of before; text and paper say whether it
is one of Hà Nội; then which wards act; the districts follow from them or from `district.decide`; then the provinces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from indexer.article import Evidence
from indexer.facets import district
from indexer.facets.district_gazetteer import gazetteer
from indexer.facets.mentions import BARE, UNIT, Mention
from indexer.facets.places import acting_provinces, wards
from indexer.facets.places.home import home_of
from indexer.facets.places.place_mentions import FRONT, HEAD, PlaceMentions
from indexer.facets.places.setting import Setting
from indexer.facets.places.ward_mentions import WardMention
from indexer.facets.places.wards import MANY
from indexer.facets.reading import Reading
from indexer.facets.union_news import is_union_news

_AS_DISTRICTS = ("body of the district", "named as a district")
OFTEN = 3
"""Mentions in the body from which on it keeps coming back to a ward."""


def find(reading: Reading) -> list[Evidence]:
    """The evidence of wards, districts and provinces that an article is about."""
    mentions = PlaceMentions.of(reading)
    if not mentions and not home_of(reading.article):
        return []
    setting = Setting.of(reading, mentions)
    front = [surface.lower for surface in reading.surfaces if surface.field in FRONT]
    g = gazetteer()
    national = any(g.national.search(text) for text in front)
    city = _city(mentions, setting, national)
    here = _here(mentions.wards, setting) if mentions.wards else []
    evidence = [] if setting.old else _wards(here, city, national)
    if not evidence:
        evidence = _districts(reading, mentions.districts, city, here, setting)
    national_body = national and any(g.national_body.search(text) for text in front)
    return evidence + acting_provinces.decide(reading, mentions, evidence, setting, national_body)


def _here(units: Sequence[WardMention], setting: Setting) -> list[WardMention]:
    """The mentions of wards and former units that are of Hà Nội; a name that is placed elsewhere once is none."""
    away = {m.unit.name for m in units if m.away} - {m.unit.name for m in units if m.here}
    return [m for m in units if m.unit.name not in away and setting.is_here(m)]


def _city(mentions: PlaceMentions, setting: Setting, national: bool) -> list[Mention]:
    """The mentions of Hà Nội's union bodies that count: not those of a donor or guest in another province."""
    city = [m for m in mentions.city if setting.is_hanois(m)]
    if not city:
        return []
    elsewhere = any(
        m.how == "acts" and m.surface.field in FRONT and not setting.is_here(m) for m in mentions.wards
    )
    if city and elsewhere and setting.above and not any(_leads(m) for m in city):
        return []
    return [m for m in city if m.place in FRONT] if national else city


def _leads(body: Mention) -> bool:
    """Whether a body stands in the title, or opens the lead."""
    return body.place in HEAD or (body.place == "lead" and body.start < 3)


def _wards(here: Sequence[WardMention], city: Sequence[Mention], national: bool) -> list[Evidence]:
    """The evidence of the wards that an article of today is about, and of their districts."""
    if not here:
        return []
    today = [m for m in here if m.unit.ward and m.old != "former" and m.how != "lives"]
    front = [m for m in today if m.surface.field in FRONT]
    city_front = any(m.place in FRONT for m in city)
    if _is_of_a_cluster(city, front):
        return []
    about = [m for m in front if m.how == "acts" or (m.how == "site" and not city_front)]
    if not about and not city_front and not national:
        about = [m for m in front if m.how == "name"] or _named_often(front, today)
    if not about and not city_front:
        about = _in_body(today)
    slugs = list(dict.fromkeys(m.unit.name for m in about))
    titled = [m for m in about if m.surface.field in HEAD and m.how == "acts"]
    if len(slugs) >= MANY > len({m.unit.name for m in titled}) > 0:
        about, slugs = titled, list(dict.fromkeys(m.unit.name for m in titled))
    if len(slugs) >= MANY:
        return _many(about, city)
    chosen = [m for m in today if m.unit.name in slugs and m.how in ("acts", "site", "name", "venue")]
    chosen.sort(key=lambda m: (slugs.index(m.unit.name), m.surface.field not in FRONT, m.how != "acts"))
    evidence, count = [], Counter[str]()
    for m in chosen:
        ward = m.unit.ward
        count[m.unit.name] += 1
        if ward is None or count[m.unit.name] > 3:
            continue
        rule = {"acts": "body of the ward", "site": "address of a workplace"}.get(m.how, "ward since 2025")
        evidence.append(m.surface.evidence("ward", ward.slug, m.start, m.end, rule))
        evidence.extend(
            m.surface.evidence("district", d, m.start, m.end, "ward since 2025") for d in ward.districts
        )
    return evidence


def _is_of_a_cluster(city: Sequence[Mention], front: Sequence[WardMention]) -> bool:
    """Whether a cluster of units that compete together is the subject, and the wards are its members."""
    if any(m.how == "acts" and m.surface.field in HEAD for m in front):
        return False
    return any(m.rule == "cluster of the city" and _leads(m) for m in city)


def _named_often(front: Sequence[WardMention], today: Sequence[WardMention]) -> list[WardMention]:
    """The wards where something in front happens and to which the text comes back."""
    count = Counter(m.unit.name for m in today)
    return [m for m in front if count[m.unit.name] >= 2]


def _in_body(today: Sequence[WardMention]) -> list[WardMention]:
    """The ward to which the body keeps coming back, when no other does as much."""
    body = [m for m in today if m.surface.field == "body"]
    count = Counter(m.unit.name for m in body)
    if not count:
        return []
    name, most = count.most_common(1)[0]
    acts = any(m.unit.name == name and m.how in ("acts", "site") for m in body)
    if acts and most >= OFTEN and most >= 0.6 * count.total():
        return [m for m in body if m.unit.name == name]
    return []


def _many(about: Sequence[WardMention], city: Sequence[Mention]) -> list[Evidence]:
    """The evidence of the district that all of many wards share, else of the whole city."""
    shared = set.intersection(*(set(m.unit.ward.districts) for m in about if m.unit.ward))
    value = next((d for d in (about[0].unit.ward or wards.wards()[""]).districts if d in shared), None)
    if value is None and not city and not any(m.how == "acts" for m in about):
        return []
    slug = value or gazetteer().city.value
    return [m.surface.evidence("district", slug, m.start, m.end, "many wards") for m in about[:3]]


def _districts(
    reading: Reading,
    named: Sequence[Mention],
    city: Sequence[Mention],
    here: Sequence[WardMention],
    setting: Setting,
) -> list[Evidence]:
    """The evidence of districts: those named, and those of units of before."""
    if named and setting.is_away:
        named = [] if setting.above else [m for m in named if m.rule in _AS_DISTRICTS]
    units = [m for ward in here if (m := _as_district(ward, setting))]
    every = sorted((*named, *units), key=lambda m: (m.surface.field, m.start))
    evidence = district.decide(every, city)
    if evidence:
        return evidence
    capital = district.of_the_capital(reading.surfaces)
    return capital if capital and is_union_news(reading.article.title, reading.article.lead) else []


def _as_district(ward: WardMention, setting: Setting) -> Mention | None:
    """A unit of before as a mention of its district."""
    if ward.unit.ward and not setting.old and ward.old != "former":
        return None
    slugs = ward.unit.districts_before(setting.published)
    if not slugs or ward.old == "district":
        return None
    happens = ward.how != "lives" and ward.surface.field in HEAD
    strength = UNIT if happens or ward.how in ("acts", "site") else BARE
    return Mention(slugs, ward.start, ward.end, strength, "former ward", ward.surface)
