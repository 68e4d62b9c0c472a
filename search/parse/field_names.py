"""The names of fields in a query: Vietnamese and English, folded and without separators.

`tiêu_đề:`, `tieu-de:`, `Tiêu đề:` and `title:` are all looked up as `tieude` or `title`. Fields of the text and the
two ends of a period are named here; facets, and the authors and papers that are looked for by the words of their
names, in the registry.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from indexer.credits import CREDITS
from indexer.facets.facet_spec import Registry

TEXT_FIELDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("tieude", "title", "tit"), ("title",)),
    **dict.fromkeys(("chuyenmuc", "kicker"), ("kicker",)),
    **dict.fromkeys(("sapo", "tomtat", "modau", "lead"), ("lead",)),
    **dict.fromkeys(("noidung", "thanbai", "body", "text"), ("body",)),
    **dict.fromkeys(("chuthich", "chuthichanh", "caption", "captions"), ("captions",)),
}
"""Name → fields of an Article."""

SENTENCE_FIELDS = frozenset(("cau", "sentence"))
"""Names behind which all the words stand in one sentence."""

DATE_FIELDS: dict[str, str] = {
    **dict.fromkeys(("tungay", "from", "since"), "from"),
    **dict.fromkeys(("denngay", "to", "until"), "to"),
}
"""Name → end of the period."""


@dataclass(frozen=True, slots=True)
class FieldNames:
    """The names of the fields of an index: `credits` lead to one of `indexer.credits.CREDITS`, `facets` to a facet."""

    credits: dict[str, str]
    facets: dict[str, str]

    def __contains__(self, name: str) -> bool:
        return any(
            name in table for table in (TEXT_FIELDS, SENTENCE_FIELDS, DATE_FIELDS, self.credits, self.facets)
        )


@lru_cache(maxsize=64)
def field_names(registry: Registry) -> FieldNames:
    """The names of the fields of an index with these facets."""
    names = [(name, spec.name) for spec in registry for name in spec.query_names]
    return FieldNames(
        {name: facet for name, facet in names if facet in CREDITS},
        {name: facet for name, facet in names if facet not in CREDITS},
    )
