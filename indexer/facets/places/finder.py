"""The finder of places: one decision on wards, districts and province of an article, with evidence.

Order: the time of the article says whether a ward is one of today or a unit of before; text and paper say whether it
is one of Hà Nội; then which wards act; the districts follow from them or from `district.decide`; then the provinces.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.article import Evidence
from indexer.facets import district
from indexer.facets import mentions as mentions_of
from indexer.facets.district_gazetteer import gazetteer
from indexer.facets.local_time import day_in_hanoi
from indexer.facets.mentions import BARE, UNIT, Mention
from indexer.facets.places import provinces, wards
from indexer.facets.places.home import home_of, sign_end
from indexer.facets.places.provinces import HANOI, ProvinceMention
from indexer.facets.places.wards import REFORM, WardMention
from indexer.facets.reading import Reading
from indexer.facets.union_news import is_union_news

FRONT = ("title", "kicker", "lead")
HEAD = ("title", "kicker")
MANY = 5
"""Wards that act, from which on none is the subject."""
OFTEN = 3
"""Mentions in the body from which on it keeps coming back to a ward."""

_NEW_WORDS = re.compile(
    r"\(cũ\)|(?<!\w)(?:cũ|nay là|nay thuộc|sau sắp xếp|sau sáp nhập|sau hợp nhất|chính quyền địa phương (?:hai|2) cấp)(?!\w)"
)
_MARKET = re.compile(
    r"(?<!\w)(?:ra|vào|về|từ|đến|tới|thị trường|khách|rời|xuống|lên|báo|quê|cách|như|gửi|bán|với)\s+(?:thành phố\s+|tp\.?\s*|thủ đô\s+)?$"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What text and paper say of time and place. `old`: before the reform; `home`: the province of the paper;
    `hanoi`: the text itself speaks of Hà Nội, `union`: by its union; `above`: other provinces whose union it names."""

    old: bool
    published: str | None
    home: str | None
    hanoi: bool
    union: bool
    above: frozenset[str]

    @property
    def is_home(self) -> bool:
        """Whether a bare name that other places have too is one of Hà Nội."""
        if self.above and not self.union:
            return False
        if self.home:
            return self.home == HANOI
        return self.hanoi or self.union


def find(reading: Reading) -> list[Evidence]:
    """The evidence of wards, districts and provinces that an article is about."""
    named = [m for surface, hits in reading.hits("district") for m in mentions_of.districts(surface, hits)]
    city = [m for surface, hits in reading.hits("city") for m in mentions_of.city(surface, hits)]
    placed = [
        m
        for surface, hits in reading.hits(provinces.KIND)
        if hits
        for m in provinces.mentions(surface, list(hits), sign_end(surface.original[:120]))
    ]
    found: list[WardMention] = []
    for surface, hits in reading.hits(wards.KIND):
        if hits or wards.names_a_list(surface):
            places = [(p.start, p.slug) for p in placed if p.surface is surface]
            found.extend(wards.mentions(surface, hits, places))
    if not (named or city or placed or found) and not home_of(reading.article):
        return []
    setting = _setting(reading, named, placed, found)
    city = [m for m in city if _is_hanois(m, setting)]
    elsewhere = [
        m for m in found if m.how == "acts" and m.surface.field in FRONT and not _is_here(m, setting)
    ]
    if elsewhere and setting.above and not any(m.place in HEAD or m.start < 3 for m in city):
        city = []  # a donor or guest
    front = [surface.lower for surface in reading.surfaces if surface.field in FRONT]
    national = any(gazetteer().national.search(text) for text in front)
    if national:
        city = [m for m in city if m.place in FRONT]
    away = {m.unit.name for m in found if m.away} - {m.unit.name for m in found if m.here}
    here = [m for m in found if m.unit.name not in away and _is_here(m, setting)]
    evidence = [] if setting.old else _wards(here, city, national)
    if not evidence:
        evidence = _districts(reading, named, city, here, setting)
    return evidence + _provinces(reading, placed, found, evidence, setting, national)


def _setting(
    reading: Reading,
    named: Sequence[Mention],
    placed: Sequence[ProvinceMention],
    found: Sequence[WardMention],
) -> Setting:
    article = reading.article
    published = day_in_hanoi(article.published)
    if published:
        old = published < REFORM
    else:
        says_old = any(m.old == "district" for m in found) or any(
            m.rule == "body of the district" and _is_unit(m) for m in named
        )
        old = says_old and not any(_NEW_WORDS.search(surface.lower) for surface in reading.surfaces)
    hanoi = any(
        p.slug == HANOI
        and p.how != "passing"
        and not _MARKET.search(p.surface.lower[max(0, p.start - 25) : p.start])
        for p in placed
    )
    union = any(
        p.slug == HANOI and p.how == "body" and "hà tây" not in p.surface.lower[p.start : p.end]
        for p in placed
    )
    above = frozenset(p.slug for p in placed if p.slug != HANOI and p.how == "body" and _is_union(p))
    return Setting(old, published, home_of(article), hanoi, union, above)


def _is_unit(mention: Mention) -> bool:
    """Whether "quận" or "huyện" stands in the mention."""
    text = mention.surface.lower[mention.start : mention.end]
    return re.search(r"(?<!\w)(?:quận|huyện|thị xã|quan|huyen|q\.|h\.)", text) is not None


def _is_union(mention: ProvinceMention) -> bool:
    before = mention.surface.lower[max(0, mention.start - 45) : mention.start]
    return (
        re.search(
            r"(?<!\w)(?:lđlđ|ldld|liên đoàn lao động|lien doan lao dong|công đoàn|cong doan)(?!\w)", before
        )
        is not None
    )


def _is_hanois(mention: Mention, setting: Setting) -> bool:
    """Whether a union body of "the city" is one of Hà Nội's (rule 14)."""
    text = mention.surface.lower[mention.start : mention.end]
    if re.search(r"hà nội|ha noi|thủ đô|hn(?!\w)", text):
        return True
    if setting.above and not setting.hanoi:
        return False
    if text.startswith(("cụm", "cum")):
        return setting.home in (None, HANOI)
    return setting.home == HANOI if setting.home else setting.hanoi or setting.union


def _is_here(mention: WardMention, setting: Setting) -> bool:
    """Whether a ward is one of Hà Nội (rules 11 to 13)."""
    if mention.here:
        return True
    if mention.away:
        return False
    ward = mention.unit.ward
    if ward and not setting.old and mention.old != "former":
        if not ward.elsewhere:
            return True
        if setting.above.intersection(ward.elsewhere):
            return False
    return mention.old == "district" or setting.is_home


def _wards(here: Sequence[WardMention], city: Sequence[Mention], national: bool) -> list[Evidence]:
    """The evidence of the wards that an article of today is about, and of their districts."""
    today = [m for m in here if m.unit.ward and m.old != "former" and m.how != "lives"]
    front = [m for m in today if m.surface.field in FRONT]
    city_front = any(m.place in FRONT for m in city)
    about = [m for m in front if m.how == "acts" or (m.how == "site" and not city_front)]
    if not about and not city_front and not national:
        about = [m for m in front if m.how == "name"] or _named_often(front, today)
    if not about and not city_front:
        about = _in_body(today)
    slugs = list(dict.fromkeys(m.unit.name for m in about))
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
    away = bool(setting.above) and not setting.hanoi
    if away or (setting.home and setting.home != HANOI and not (setting.hanoi or setting.union)):
        named = [m for m in named if m.rule in ("body of the district", "named as a district") and not away]
    units = [m for ward in here if (m := _as_district(ward, setting))]
    every = sorted((*named, *units), key=lambda m: (m.surface.field, m.start))
    evidence = district.decide(every, city)
    if not evidence and is_union_news(reading.article.title, reading.article.lead):
        evidence = district.of_the_capital(reading.surfaces)
    return evidence


def _as_district(ward: WardMention, setting: Setting) -> Mention | None:
    """A unit of before as a mention of its district."""
    if ward.unit.ward and not setting.old and ward.old != "former":
        return None
    slugs = ward.unit.districts_before(setting.published)
    if not slugs or ward.old == "district":
        return None
    strength = UNIT if ward.how in ("acts", "site") else BARE
    return Mention(slugs, ward.start, ward.end, strength, "former ward", ward.surface)


def _provinces(
    reading: Reading,
    placed: Sequence[ProvinceMention],
    found: Sequence[WardMention],
    evidence: Sequence[Evidence],
    setting: Setting,
    national: bool,
) -> list[Evidence]:
    """The evidence of provinces: Hà Nội by its wards and districts, others by who acts or works there."""
    pieces = [
        Evidence("province", HANOI, e.field, e.start, e.end, e.text, e.rule)
        for e in [e for e in evidence if e.facet == "district"][:1]
    ]
    front = [p for p in placed if p.surface.field in FRONT]
    bodies = [p for p in front if p.how == "body"]
    acting = {p.slug for p in bodies}
    of_work = any(_OF_WORK.search(p.surface.lower) for p in front)
    sites = [p for p in front if p.how == "site" and of_work and not (p.slug == HANOI and _is_venue(p))]
    about = (
        bodies + [p for p in sites if p.slug not in acting and not (acting and _is_venue(p))]
        if not evidence
        else bodies + [p for p in sites if p.slug != HANOI]
    )
    if not bodies and national:
        about = [p for p in sites if not _is_venue(p)]
    if not about and not national and not evidence:
        about = [p for p in front if p.how == "unit" and of_work]
        if not about:
            count = Counter(p.slug for p in placed if p.how in ("body", "site"))
            best = count.most_common(1)
            if best and best[0][1] >= 2 and best[0][1] >= 0.6 * count.total():
                about = [p for p in placed if p.slug == best[0][0] and p.how in ("body", "site")]
    shared = {slug for m in found if m.unit.ward for slug in m.unit.ward.elsewhere} & setting.above
    if shared and not evidence:
        about = [p for p in placed if p.slug in shared and p.how == "body"][:2]
    for p in about:
        if p.slug != HANOI or not evidence:
            pieces.append(_evidence(p))
    if not pieces and setting.home and not national:
        pieces.extend(_by_paper(reading, setting.home))
    return pieces


def _evidence(mention: ProvinceMention) -> Evidence:
    rule = {"body": "body of the province", "site": "address of a workplace"}.get(mention.how, "province")
    return mention.surface.evidence("province", mention.slug, mention.start, mention.end, rule)


_OF_WORK = re.compile(
    r"(?<!\w)(?:công đoàn|cđcs|cđ|lđlđ|liên đoàn lao động|công nhân|người lao động|đoàn viên|giáo viên|cô giáo|thầy giáo|bác sĩ|điều dưỡng|cnvclđ|cnlđ|cong doan|cong nhan|ldld|thợ|"
    r"việc làm|tiền lương|lương|lao động|doanh nghiệp|công ty|nhà máy)(?!\w)"
)
_AT = re.compile(r"(?<!\w)(?:tại|ở)\s+[^.;()]{0,40}$")


def _is_venue(mention: ProvinceMention) -> bool:
    """Whether the province is where something happens: "tại P"."""
    return _AT.search(mention.surface.lower[max(0, mention.start - 60) : mention.start]) is not None


_LOCAL = re.compile(
    r"(?<!\w)(?:(?:lđlđ|liên đoàn lao động|công đoàn|cđ|ubnd|đảng ủy)\s+(?:các\s+)?(?:tỉnh|thành phố|phường|xã|huyện|thị xã|quận|đặc khu|tp\.?|thị trấn)(?!\w)|"
    r"(?:phường|xã|huyện|thị xã|quận)\s+(?=[A-ZĐÀ-Ỹ]))",
)


def _by_paper(reading: Reading, home: str) -> list[Evidence]:
    """The province of a local paper, when a local body or place stands in front and the text names no province."""
    for surface in reading.surfaces:
        if surface.field in FRONT and (match := _LOCAL.search(surface.lower) or _LOCAL.search(surface.plain)):
            return [surface.evidence("province", home, *match.span(), "province of the paper")]
    return []
