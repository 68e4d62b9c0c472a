"""Setting: the time and the part of the country that an article speaks from.

Date, text and paper decide whether a ward is one of today or a unit of before, and whether a name that other provinces
have too is one of Hà Nội (rules 7, 8 and 11 to 14 of `docs/facets.md`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.facets.local_time import day_in_hanoi
from indexer.facets.mentions import Mention
from indexer.facets.places.home import home_of
from indexer.facets.places.place_mentions import PlaceMentions
from indexer.facets.places.provinces import HANOI, ProvinceMention
from indexer.facets.places.ward_mentions import WardMention
from indexer.facets.places.wards import REFORM
from indexer.facets.reading import Reading

_NEW_WORDS = re.compile(
    r"\(cũ\)|(?<!\w)(?:cũ|nay là|nay thuộc|sau sắp xếp|sau sáp nhập|sau hợp nhất|chính quyền địa phương (?:hai|2) cấp)(?!\w)"
)
_MARKET = re.compile(
    r"(?<!\w)(?:ra|vào|về|từ|đến|tới|thị trường|khách|rời|xuống|lên|báo|quê|cách|như|gửi|bán|với)\s+(?:thành phố\s+|tp\.?\s*|thủ đô\s+)?$"
)
_UNION = re.compile(r"(?<!\w)(?:lđlđ|ldld|liên đoàn lao động|lien doan lao dong|công đoàn|cong doan)(?!\w)")
_UNIT = re.compile(r"(?<!\w)(?:quận|huyện|thị xã|quan|huyen|q\.|h\.)")
_CAPITAL = re.compile(r"hà nội|ha noi|thủ đô|hn(?!\w)")


@dataclass(frozen=True, slots=True)
class Setting:
    """What date, text and paper say of time and place.

    `old`: before the reform; `published`: the day in Hà Nội; `home`: the province of the paper; `hanoi`: the text
    itself speaks of Hà Nội; `union`: it names a body of Hà Nội; `above`: other provinces whose union it names.
    """

    old: bool
    published: str | None
    home: str | None
    hanoi: bool
    union: bool
    above: frozenset[str]

    @classmethod
    def of(cls, reading: Reading, mentions: PlaceMentions) -> Setting:
        """Weigh the mentions, the date and the paper of an article."""
        published = day_in_hanoi(reading.article.published)
        bodies = [
            m for m in mentions.districts if m.rule == "body of the district" and _UNIT.search(_text(m))
        ]
        if published:
            old = published < REFORM
        else:
            says_old = any(m.old == "district" for m in mentions.wards) or bool(bodies)
            old = says_old and not any(_NEW_WORDS.search(surface.lower) for surface in reading.surfaces)
        placed = mentions.provinces
        hanoi = any(
            p.slug == HANOI
            and p.how != "passing"
            and not _MARKET.search(p.surface.lower[max(0, p.start - 25) : p.start])
            for p in placed
        )
        union = bool(bodies) or any(
            p.slug == HANOI and p.how == "body" and "hà tây" not in p.surface.lower[p.start : p.end]
            for p in placed
        )
        above = frozenset(p.slug for p in placed if p.slug != HANOI and p.how == "body" and _is_union(p))
        return cls(old, published, home_of(reading.article), hanoi, union, above)

    @property
    def is_home(self) -> bool:
        """Whether a bare name that other places have too is one of Hà Nội."""
        if self.above and not self.union:
            return False
        if self.home:
            return self.home == HANOI
        return self.hanoi or self.union

    @property
    def is_away(self) -> bool:
        """Whether text or paper speaks of another province, and nothing of Hà Nội."""
        if self.hanoi or self.union:
            return False
        return bool(self.above) or self.home not in (None, HANOI)

    def is_here(self, mention: WardMention) -> bool:
        """Whether a ward or former unit is one of Hà Nội."""
        if mention.here:
            return True
        if mention.away:
            return False
        unit = mention.unit
        if unit.ward and not self.old and mention.old != "former":
            if not unit.ward.elsewhere:
                return True
            if self.above.intersection(unit.ward.elsewhere):
                return False
        elif not unit.formerly_elsewhere and not self.is_away:
            return True
        return mention.old == "district" or self.is_home

    def is_hanois(self, body: Mention) -> bool:
        """Whether a union body of "the city" is one of Hà Nội's."""
        text = _text(body)
        if _CAPITAL.search(text):
            return True
        if self.above and not self.hanoi:
            return False
        if body.rule == "cluster of the city":
            return self.home in (None, HANOI)
        return self.home == HANOI if self.home else self.hanoi or self.union


def _text(mention: Mention) -> str:
    return mention.surface.lower[mention.start : mention.end]


def _is_union(mention: ProvinceMention) -> bool:
    return _UNION.search(mention.surface.lower[max(0, mention.start - 45) : mention.start]) is not None
