"""The names of fields in a query: Vietnamese and English, folded and without separators.

`tiêu_đề:`, `tieu-de:`, `Tiêu đề:` and `title:` are all looked up as `tieude` or `title`. Four tables: fields of
the text, names of authors and papers, facets, and the two ends of a period.
"""

from __future__ import annotations

TEXT_FIELDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("tieude", "title", "tit"), ("title",)),
    **dict.fromkeys(("chuyenmuc", "kicker"), ("kicker",)),
    **dict.fromkeys(("sapo", "tomtat", "modau", "lead"), ("lead",)),
    **dict.fromkeys(("noidung", "thanbai", "body", "text"), ("body",)),
    **dict.fromkeys(("chuthich", "chuthichanh", "caption", "captions"), ("captions",)),
}
"""Name → fields of an Article."""

CREDIT_FIELDS: dict[str, str] = {
    **dict.fromkeys(("tacgia", "author"), "author"),
    **dict.fromkeys(("nguon", "source"), "source"),
}
"""Name → one of `indexer.credits.CREDITS`."""

FACET_FIELDS: dict[str, str] = {
    **dict.fromkeys(("quan", "huyen", "quanhuyen", "diaban", "district"), "district"),
    **dict.fromkeys(("nam", "year"), "year"),
    **dict.fromkeys(("phongtrao", "cuocvandong", "campaign"), "campaign"),
    **dict.fromkeys(("loai", "kind"), "kind"),
}
"""Name → facet of `indexer.engines.contract.FACETS`."""

DATE_FIELDS: dict[str, str] = {
    **dict.fromkeys(("tungay", "from", "since"), "from"),
    **dict.fromkeys(("denngay", "to", "until"), "to"),
}
"""Name → end of the period."""
