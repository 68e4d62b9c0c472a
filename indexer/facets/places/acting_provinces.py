"""The provinces of an article: Hà Nội by its wards and districts, others by who acts or works there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from indexer.article import Evidence
from indexer.facets.match_text import Surface
from indexer.facets.patterns import compile_words
from indexer.facets.places.place_mentions import FRONT, PlaceMentions
from indexer.facets.places.province_mentions import ProvinceMention
from indexer.facets.places.provinces import HANOI
from indexer.facets.places.setting import Setting
from indexer.facets.places.ward_mentions import is_home_of_someone
from indexer.facets.places.wards import MANY
from indexer.facets.reading import Reading

MOST = 0.6
"""Share of the mentions in the body that the province of the body alone must have."""

_RULES = {
    "body": "body of the province",
    "heads": "opens the title",
    "site": "address of a workplace",
    "dateline": "place before the text",
}
_OF_WORK = compile_words(
    r"(?<!\w)(?:công đoàn|cđcs|cđ|lđlđ|liên đoàn lao động|công nhân|người lao động|đoàn viên|giáo viên|cô giáo|thầy giáo|bác sĩ|điều dưỡng|cnvclđ|cnlđ|cong doan|cong nhan|ldld|thợ|"
    r"việc làm|tiền lương|lương|lao động|doanh nghiệp|công ty|nhà máy)(?!\w)"
)
_UNION = compile_words(r"(?<!\w)(?:công đoàn|cđcs|cđ|lđlđ|liên đoàn lao động|đoàn viên|cong doan|ldld)(?!\w)")
_AT = re.compile(
    r"(?<!\w)(?<!đóng )(?<!trụ sở )(?<!địa chỉ )(?<!đặt )(?<!nằm )(?<!nhà máy )(?:tại|ở)\s+[^.;()]{0,40}$"
)
_LOCAL_BODY = compile_words(
    r"(?<!\w)(?:lđlđ|liên đoàn lao động|công đoàn|cđ|ubnd|đảng ủy)\s+(?:các\s+)?"
    r"(?:tỉnh|thành phố|phường|xã|huyện|thị xã|quận|đặc khu|tp\.?|thị trấn)(?!\w)"
)
_PROVINCE_BODY = re.compile(
    r"(?<!\w)(?:lđlđ|liên đoàn lao động|công đoàn|ubnd)\s+(?:tỉnh|thành phố|tp)(?!\w)"
)
_LOCAL_UNIT = re.compile(r"(?<!\w)(?:phường|xã|huyện|thị xã|quận|thị trấn)\s+(?=[A-ZĐÀ-Ỹ])", re.IGNORECASE)


def decide(
    reading: Reading, mentions: PlaceMentions, evidence: Sequence[Evidence], setting: Setting, national: bool
) -> list[Evidence]:
    """The evidence of provinces, given that of wards and districts. `national`: a national body stands in front."""
    pieces = [
        Evidence("province", HANOI, e.field, e.start, e.end, e.text, e.rule)
        for e in [e for e in evidence if e.facet == "district"][:1]
    ]
    if not mentions.provinces and (pieces or not setting.home):
        return pieces
    front = [surface for surface in reading.surfaces if surface.field in FRONT]
    about = _in_front(front, mentions, bool(evidence), national)
    if not evidence and (shared := _of_namesakes(mentions, setting)):
        about = shared
    local = not pieces and any(_LOCAL_BODY.search(surface.lower) for surface in front)
    if not about and not evidence and (local or not national):
        about = _above(front, mentions, setting, local) or _in_text(mentions)
    pieces.extend(_evidence(p) for p in about if p.slug != HANOI or not evidence)
    if not pieces and setting.home and (local or not national):
        pieces.extend(_by_paper(front, mentions, setting.home))
    return pieces


def _in_front(
    front: Sequence[Surface], mentions: PlaceMentions, is_hanois: bool, national: bool
) -> list[ProvinceMention]:
    """The provinces that act in title, kicker or lead, or whose workplaces are the subject there."""
    placed = [p for p in mentions.provinces if p.surface.field in FRONT]
    if not placed:
        return []
    of_work = any(_OF_WORK.search(surface.lower) for surface in front)
    bodies = [p for p in placed if p.how == "body" or (p.how == "heads" and of_work and p.slug != HANOI)]
    acting = {p.slug for p in bodies}
    sites = [p for p in placed if p.how == "site" and of_work and not (p.slug == HANOI and _is_venue(p))]
    if not bodies and national:
        return [p for p in sites if not _is_venue(p)]
    if is_hanois:
        return bodies + [p for p in sites if p.slug != HANOI and not _is_venue(p)]
    about = bodies + [p for p in sites if p.slug not in acting and not (acting and _is_venue(p))]
    if not about and not national and of_work:
        return [p for p in placed if p.how == "unit"]
    return about


def _of_namesakes(mentions: PlaceMentions, setting: Setting) -> list[ProvinceMention]:
    """The province of a ward that has a namesake in Hà Nội, by the union above it."""
    elsewhere = {slug for m in mentions.wards if m.unit.ward for slug in m.unit.ward.elsewhere}
    shared = elsewhere & setting.above if elsewhere else elsewhere
    return [p for p in mentions.provinces if p.slug in shared and p.how == "body"][:2]


def _above(
    front: Sequence[Surface], mentions: PlaceMentions, setting: Setting, local: bool
) -> list[ProvinceMention]:
    """The one province whose union the text names, or whose place stands before it, when a union acts in front."""
    if not any(_UNION.search(surface.lower) for surface in front):
        return []
    if len(setting.above) == 1 and not setting.union:
        return [p for p in mentions.provinces if p.slug in setting.above and p.how == "body"][:2]
    if local:
        opening = [p for p in mentions.provinces if p.how == "dateline"]
        return opening or _the_only_one(front, mentions)
    return []


def _the_only_one(front: Sequence[Surface], mentions: PlaceMentions) -> list[ProvinceMention]:
    """The one province of title and lead, when "LĐLĐ tỉnh" acts there without a name."""
    named = [p for p in mentions.provinces if p.surface.field in FRONT and p.how != "passing"]
    alone = len({p.slug for p in named}) == 1 and all(p.slug != HANOI for p in named)
    if alone and any(_PROVINCE_BODY.search(surface.lower) for surface in front):
        return named[:2]
    return []


def _in_text(mentions: PlaceMentions) -> list[ProvinceMention]:
    """The province that the text keeps coming back to."""
    slugs = [p.slug for p in mentions.provinces]
    if len(set(slugs)) == len(slugs):
        return []
    told = [p for p in mentions.provinces if p.how in ("body", "site")]
    count = Counter(p.slug for p in told)
    for slug, often in count.most_common(1):
        if often >= 2 and often >= MOST * count.total():
            return [p for p in told if p.slug == slug]
    return []


def _evidence(mention: ProvinceMention) -> Evidence:
    rule = _RULES.get(mention.how, "province")
    return mention.surface.evidence("province", mention.slug, mention.start, mention.end, rule)


def _is_venue(mention: ProvinceMention) -> bool:
    """Whether the province is where something happens: "tại P"."""
    return _AT.search(mention.surface.lower[max(0, mention.start - 60) : mention.start]) is not None


def _by_paper(front: Sequence[Surface], mentions: PlaceMentions, home: str) -> Iterator[Evidence]:
    """The province of a local paper, when a local body or place stands in front and the text names no province."""
    listed = sum(m.surface.field in FRONT and m.how != "acts" for m in mentions.wards)
    for surface in front:
        local = _LOCAL_BODY.search(surface.lower)
        if not local and listed < MANY:
            units = _LOCAL_UNIT.finditer(surface.plain)
            local = next((m for m in units if not is_home_of_someone(surface.lower, m.start())), None)
        if local:
            yield surface.evidence("province", home, *local.span(), "province of the paper")
            return
