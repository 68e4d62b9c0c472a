"""Every mention of a place in an article: districts, union bodies of the city, provinces, wards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.facets import mentions as district_mentions
from indexer.facets.mentions import Mention
from indexer.facets.places import provinces, ward_mentions, wards
from indexer.facets.places.home import sign_end
from indexer.facets.places.provinces import ProvinceMention
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
        placed = [
            mention
            for surface, hits in reading.hits(provinces.KIND)
            if hits
            for mention in provinces.mentions(surface, list(hits), sign_end(surface.original[:120]))
        ]
        units: list[WardMention] = []
        for surface, hits in reading.hits(wards.KIND):
            if hits or ward_mentions.names_a_list(surface):
                places = [(p.start, p.slug) for p in placed if p.surface is surface]
                units.extend(ward_mentions.mentions(surface, hits, places))
        return cls(
            [
                m
                for surface, hits in reading.hits("district")
                for m in district_mentions.districts(surface, hits)
            ],
            [m for surface, hits in reading.hits("city") for m in district_mentions.city(surface, hits)],
            placed,
            units,
        )
