"""The schema of an index: the fields that a script for Whoosh finds, by name.

| fields | type |
|---|---|
| `text` (all of an article), `title kicker lead body captions` | syllables with positions, parsed as `Search` reads them |
| `pair`, `word`, `credit` | two neighbours, a word of several syllables, a name of an author or paper: one term |
| `id` | unique |
| `district`, `ward`, … and what a corpus declares | values of the facets of `indexer.facets.registry` |
| `year`, `published` | a number, a moment: for ranges and sorting |
| all other keys of an article's JSON, and `article`, which is the whole of it | stored only |
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indexer.article import MOMENTS, Article
from indexer.engines.whoosh.library import STORED, Schema
from indexer.engines.whoosh.stock.term_text import KINDS, TEXT_FIELDS
from indexer.engines.whoosh.stock.text_field import FacetField, MomentField, TermField, TextField, YearField
from indexer.facets.declared import DeclaredFacet, with_declared

OTHERS = ("article", "pages", "urls", "versions", "facets", *MOMENTS)
"""What an article's JSON has only sometimes."""


def schema(declared: Sequence[DeclaredFacet] = ()) -> Any:
    """Return the schema of an index with these facets beside those of every index."""
    fields: dict[str, Any] = {name: TextField(name, sortable=name == "title") for name in TEXT_FIELDS}
    fields |= {name: TermField() for name in KINDS}
    fields |= {"id": FacetField(many=False, unique=True), "published": MomentField()}
    for facet in with_declared(declared):
        fields.setdefault(facet.name, YearField() if facet.name == "year" else FacetField(many=facet.many))
    for name in (*Article("", "article", "").to_dict(explain=True), *OTHERS):
        fields.setdefault(name, STORED())
    return Schema(**fields)
