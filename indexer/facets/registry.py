"""The registry of facets: one row declares a facet, and everything else follows from it.

From `REGISTRY` follow the engine's columns, filters, parameters, the OpenAPI description, query fields (`phường:`),
counts, chips, panels, pages, feeds, CSV columns, options of the command line and the tables of the documentation.
To add a facet: a row here, a finder if its values are read from the text, a TOML file if it has a gazetteer, a test.

A corpus may declare facets of its own in a `facets.toml` (`declared.py`); `Registry.extended` adds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.article import Article, FacetValue
from indexer.facets import bylines, campaign, district_gazetteer, figures, finders
from indexer.facets.facet_spec import FacetSpec, Registry
from indexer.facets.places import provinces, wards

KINDS = {"article": "Bài viết", "brief": "Tin vắn"}
MOST_YEARS = 50
"""Years that one value of a query may mean."""

_YEARS = re.compile(r"(\d{4})(?:\s*(?:-|\.\.+)\s*(\d{4}))?")
_KIND_NAMES = {"article": ("bài",), "brief": ("tin",)}


def _kinds() -> tuple[FacetValue, ...]:
    return tuple(FacetValue(value, label) for value, label in KINDS.items())


def _kind(article: Article) -> Iterator[FacetValue]:
    yield FacetValue(article.kind, KINDS[article.kind])


def _kind_names(value: str) -> Sequence[str]:
    return _KIND_NAMES.get(value, ())


def _year(article: Article) -> Iterator[FacetValue]:
    if article.year is not None:
        yield FacetValue(str(article.year), str(article.year))


def _typed_years(text: str) -> tuple[str, ...]:
    """The years of `2020`, `2019-2021` or `2019..2021`; () for anything else, or too many."""
    match = _YEARS.fullmatch(text.strip())
    if not match:
        return ()
    first, last = int(match[1]), int(match[2] or match[1])
    return tuple(map(str, range(first, last + 1))) if first <= last < first + MOST_YEARS else ()


REGISTRY = Registry(
    (
        FacetSpec(
            "district",
            "districts",
            {"vi": "Quận, huyện", "en": "District"},
            ("quan", "huyen", "quanhuyen", "diaban", "district"),
            prefixes=("quan", "huyen", "thi xa", "tx", "district"),
            about="district of Hà Nội until June 2025, or the whole city",
            example="thanh-xuan",
            finder=finders.find_places,
            names=district_gazetteer.names,
            gazetteer=district_gazetteer.districts,
            aliases=wards.former_names,
            related=wards.of_district,
            related_to="ward",
            listed=True,
            mapped=True,
            lifts=True,
            completed=True,
            schema_type="Place",
            page="districts",
        ),
        FacetSpec(
            "ward",
            "wards",
            {"vi": "Phường, xã", "en": "Ward"},
            ("phuong", "xa", "phuongxa", "ward"),
            prefixes=("phuong", "xa", "ward"),
            about="ward or commune of Hà Nội since July 2025",
            example="phuong-khuong-dinh",
            finder=finders.find_places,
            names=wards.names,
            gazetteer=wards.known_values,
            related=wards.districts_of,
            related_to="district",
            falls_to="district",
            lifts=True,
            completed=True,
            schema_type="Place",
            page="wards",
        ),
        FacetSpec(
            "province",
            "provinces",
            {"vi": "Tỉnh, thành phố", "en": "Province"},
            ("tinh", "tinhthanh", "thanhpho", "province"),
            prefixes=("tinh", "thanh pho", "tp", "province"),
            about="province or city since July 2025",
            example="ha-noi",
            finder=finders.find_places,
            implied=provinces.of_stated_places,
            names=provinces.names,
            gazetteer=provinces.known_values,
            aliases=provinces.other_names,
            shown=2,
            completed=True,
            schema_type="Place",
            page="provinces",
        ),
        FacetSpec(
            "year",
            "year",
            {"vi": "Năm", "en": "Year"},
            ("nam", "year"),
            about="year of four digits",
            example="2020",
            many=False,
            order="newest",
            typed=_typed_years,
            derive=_year,
            finder=finders.find_year,
            names=finders.year_names,
            pattern=r"^[12][0-9]{3}$",
        ),
        FacetSpec(
            "campaign",
            "campaigns",
            {"vi": "Phong trào", "en": "Campaign"},
            ("phongtrao", "cuocvandong", "campaign"),
            prefixes=("phong trao", "cuoc van dong"),
            about="movement, campaign, title or programme of the unions",
            finder=finders.find_campaigns,
            names=campaign.names,
            gazetteer=campaign.campaigns,
            aliases=campaign.aliases,
            partial=True,
            lifts=True,
            completed=True,
            schema_type="Thing",
            page="campaigns",
        ),
        FacetSpec(
            "kind",
            "kind",
            {"vi": "Loại bài", "en": "Kind"},
            ("loai", "kind"),
            about="`article`, or `brief` for a teaser of an article that stands elsewhere",
            many=False,
            derive=_kind,
            gazetteer=_kinds,
            aliases=_kind_names,
            choices=tuple(KINDS),
            listed=True,
        ),
        FacetSpec(
            "source",
            "source",
            {"vi": "Nguồn", "en": "Source"},
            ("nguon", "source"),
            about="newspaper or site",
            example="lao-dong-thu-do",
            many=False,
            most=100,
            derive=bylines.source,
            shown=2,
            page="sources",
        ),
        FacetSpec(
            "author",
            "author",
            {"vi": "Tác giả", "en": "Author"},
            ("tacgia", "author"),
            about="who wrote it: a person or an organisation",
            most=100,
            derive=bylines.authors,
            completed=True,
            page="authors",
        ),
        FacetSpec(
            figures.FACET,
            figures.FACET,
            {"vi": "Số liệu", "en": "Figures"},
            ("solieu", "figures"),
            about="what the article's figures count (see `/api/ledger`), or `honours`",
            example="members",
            finder=finders.find_figures,
            gazetteer=figures.labels,
            shown=0,
            exported=False,
        ),
    )
)


def values(article: Article) -> Iterator[tuple[str, FacetValue]]:
    """(facet, value) of everything that an Article belongs to, facets that its corpus declared included."""
    for spec in REGISTRY:
        for value in spec.values_of(article):
            yield spec.name, value
    for name, declared in article.facets.items():
        for value in declared if name not in REGISTRY else ():
            yield name, value
