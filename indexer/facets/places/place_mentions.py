"""Every mention of a place in an article: districts, union bodies of the city, provinces, wards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.facets import mentions as district_mentions
from indexer.facets.mentions import Mention
from indexer.facets.places import province_mentions, provinces, ward_mentions, wards
from indexer.facets.places.home import sign_end
from indexer.facets.places.province_mentions import ProvinceMention
from indexer.facets.places.ward_mentions import WardMention
from indexer.facets.reading import Reading

FRONT = ("title", "kicker", "lead")
HEAD = ("title", "kicker")


@dataclass(frozen=True, slots=True)
class PlaceMentions:
    """The mentions of one article, each list in the order of the fields and of the text."""

    districts: Sequence[Mention]
    city: Sequence[Mention]
    provinces: Sequence[ProvinceMention]
    wards: Sequence[WardMention]

    def __bool__(self) -> bool:
        return bool(self.districts or self.city or self.provinces or self.wards)

    @classmethod
    def of(cls, reading: Reading) -> PlaceMentions:
        """Read the mentions off the names that stand in each field."""
        named: list[Mention] = []
        city: list[Mention] = []
        placed: list[ProvinceMention] = []
        units: list[WardMention] = []
        for surface, found in reading.parts:
            if hits := found.get("district"):
                named.extend(district_mentions.districts(surface, hits))
            if hits := found.get("city"):
                city.extend(district_mentions.city(surface, hits))
            places: list[ProvinceMention] = []
            if hits := found.get(provinces.KIND):
                places.extend(province_mentions.mentions(surface, hits, sign_end(surface.original[:120])))
                placed.extend(places)
            hits = found.get(wards.KIND, [])
            lists = ward_mentions.lists(surface)
            if hits or lists:
                units.extend(
                    ward_mentions.mentions(surface, hits, lists, [(p.start, p.slug) for p in places])
                )
        return cls(named, city, placed, units)
