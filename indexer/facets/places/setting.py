"""Setting: the time and the part of the country that an article speaks from.

Date, text and paper decide whether a ward is one of today or a unit of before, and whether a name that other provinces
have too is one of Hà Nội (rules 7, 8 and 11 to 14 of `docs/facets.md`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from indexer.article import Article
from indexer.facets.local_time import day_in_hanoi
from indexer.facets.mentions import Mention
from indexer.facets.patterns import compile_words
from indexer.facets.places.home import home_of
from indexer.facets.places.place_mentions import PlaceMentions
from indexer.facets.places.province_mentions import ProvinceMention
from indexer.facets.places.provinces import HANOI
from indexer.facets.places.ward_mentions import WardMention
from indexer.facets.places.wards import REFORM
from indexer.facets.reading import Reading

_NEW_WORDS = compile_words(
    r"\(cũ\)|(?<!\w)(?:cũ|nay là|nay thuộc|sau sắp xếp|sau sáp nhập|sau hợp nhất|chính quyền địa phương (?:hai|2) cấp)(?!\w)"
)
_MARKET = re.compile(
    r"(?<!\w)(?:ra|vào|về|từ|đến|tới|thị trường|khách|rời|xuống|lên|báo|quê|cách|như|gửi|bán|với)\s+(?:thành phố\s+|tp\.?\s*|thủ đô\s+)?$"
)
_UNION = compile_words(
    r"(?<!\w)(?:lđlđ|ldld|liên đoàn lao động|lien doan lao dong|công đoàn|cong doan)(?!\w)"
)
_UNIT = re.compile(r"(?<!\w)(?:quận|huyện|thị xã|quan|huyen|q\.|h\.)")
_CAPITAL = re.compile(r"hà nội|ha noi|thủ đô|hn(?!\w)")


@dataclass(frozen=True)
class Setting:
    """What date, text and paper say of time and place. `old`: before the reform; `published`: the day in Hà Nội;
    `bodies`: whether the text names a body of a district of Hà Nội."""

    article: Article
    mentions: PlaceMentions
    old: bool
    published: str | None
    bodies: bool

    @classmethod
    def of(cls, reading: Reading, mentions: PlaceMentions) -> Setting:
        """Weigh the mentions and the date of an article."""
        published = day_in_hanoi(reading.article.published)
        bodies = any(m.rule == "body of the district" and _UNIT.search(_text(m)) for m in mentions.districts)
        if published:
            old = published < REFORM
        else:
            says_old = bodies or any(m.old == "district" for m in mentions.wards)
            old = says_old and not any(_NEW_WORDS.search(surface.lower) for surface in reading.surfaces)
        return cls(reading.article, mentions, old, published, bodies)

    @cached_property
    def home(self) -> str | None:
        """The province of the paper."""
        return home_of(self.article)

    @cached_property
    def hanoi(self) -> bool:
        """Whether the text itself speaks of Hà Nội."""
        return any(
            p.slug == HANOI
            and p.how != "passing"
            and not _MARKET.search(p.surface.lower[max(0, p.start - 25) : p.start])
            for p in self.mentions.provinces
        )

    @cached_property
    def union(self) -> bool:
        """Whether the text names a body of Hà Nội."""
        return self.bodies or any(
            p.slug == HANOI and p.how == "body" and "hà tây" not in p.surface.lower[p.start : p.end]
            for p in self.mentions.provinces
        )

    @cached_property
    def above(self) -> frozenset[str]:
        """The other provinces whose union the text names."""
        return frozenset(
            p.slug for p in self.mentions.provinces if p.slug != HANOI and p.how == "body" and _is_union(p)
        )

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
