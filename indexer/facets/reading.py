"""What finders look at: an Article's text, with every name of every gazetteer that stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.article import FIELDS, Article
from indexer.facets.gazetteer import Finder, Hit
from indexer.facets.match_text import Surface


@dataclass(frozen=True, slots=True)
class Reading:
    """An Article, and for each of its fields with text the surface and the hits in it, by kind of name."""

    article: Article
    parts: tuple[tuple[Surface, dict[str, list[Hit]]], ...]

    @classmethod
    def of(cls, article: Article, finder: Finder) -> Reading:
        """Read each field of `article` once with `finder`."""
        surfaces = (Surface.of(name, article.text(name)) for name in FIELDS)
        return cls(article, tuple((surface, finder.find(surface)) for surface in surfaces if surface.plain))

    @property
    def surfaces(self) -> list[Surface]:
        return [surface for surface, _ in self.parts]

    def hits(self, kind: str) -> Iterator[tuple[Surface, Sequence[Hit]]]:
        """The hits of one kind of name, field by field."""
        for surface, found in self.parts:
            yield surface, found.get(kind, ())
