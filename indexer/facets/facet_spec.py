"""What declares a facet: `FacetSpec`, one row, and `Registry`, all rows of an index.

The rows themselves are in `registry.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from indexer.article import FACET_LISTS, Article, Evidence, FacetValue

if TYPE_CHECKING:
    from indexer.facets.gazetteer import Name
    from indexer.facets.reading import Reading

Order = Literal["count", "newest"]
"""How the values of a facet are listed: the most frequent first, or the greatest value first (years)."""


@dataclass(frozen=True, slots=True)
class FacetSpec:
    """One facet.

    `name` is the parameter, the filter and the key of the counts; `key` is the field of an Article and of its JSON
    (`name` for a facet without a field of its own: its values stand in `facets`).
    `labels` are its headings by language, `query_names` what may stand before `:` in a query (folded, without
    separators). Values come from `derive` (other fields of the Article) or are stored with it: stated by the page or
    its JSONL line, else found by `finder` in the text, where one pass looks for all `names` of all facets.
    `gazetteer` lists the values that are known beforehand, in display order; `aliases` gives their other names.
    """

    name: str
    key: str
    labels: Mapping[str, str] = field(hash=False)
    query_names: tuple[str, ...]
    prefixes: tuple[str, ...] = ()
    """Words that may stand before a value's name in a query (folded): *quận* Thanh Xuân."""
    about: str = ""
    """What a value is, in English, for the API's description and the command line's help."""
    example: str | None = None
    partial: bool = False
    """Whether a part of a value's name is enough to name it in a query."""
    typed: Callable[[str], tuple[str, ...]] | None = None
    """The values that a text in a query means beside names: years as `2019-2021`."""
    many: bool = True
    order: Order = "count"
    most: int | None = None
    """Values in an answer at most; None: all."""
    derive: Callable[[Article], Iterable[FacetValue]] | None = None
    finder: Callable[[Reading], Sequence[Evidence]] | None = None
    implied: Callable[[Mapping[str, Sequence[FacetValue]]], Sequence[FacetValue]] | None = None
    """The values that follow from those of the facets before it, by name, where nothing else gives one."""
    names: Callable[[], Iterable[Name]] | None = None
    gazetteer: Callable[[], Sequence[FacetValue]] | None = None
    aliases: Callable[[str], Sequence[str]] | None = None
    related: Callable[[str], Sequence[FacetValue]] | None = None
    """The values of `related_to`, another facet, that lie in a value or in which it lies: the wards of a district."""
    related_to: str = ""
    falls_to: str = ""
    """The facet in which a name is looked for that this one lacks: a ward of before is a name of its district."""
    pattern: str | None = None
    """The regular expression that every value matches; it needs an error message of its own on the site."""
    choices: tuple[str, ...] = ()
    """The only values there are; () if there may be others."""
    shown: int = 1
    """The site shows the facet when the index has at least so many values; 0: never."""
    listed: bool = False
    """All values of the gazetteer are listed, also those that no document has."""
    mapped: bool = False
    exported: bool = True
    """Whether it has a column in CSV, unless a column of the article says the same."""
    lifts: bool = False
    """Whether a value that is named among the words of a query lifts its documents."""
    completed: bool = False
    """Whether its values are proposed while typing."""
    schema_type: str = ""
    """What a value is to schema.org: a `Place`, a `Thing`; "" if an article is not about it."""
    page: str = ""
    """The first part of the address of its pages, `/PAGE/VALUE`; "" if it has none."""
    declared: bool = False
    """Whether a corpus declared it."""

    def __hash__(self) -> int:
        return hash(self.name)

    def label(self, language: str) -> str:
        """The heading in a language; Vietnamese where there is none."""
        return self.labels.get(language) or self.labels["vi"]

    def values_of(self, article: Article) -> tuple[FacetValue, ...]:
        """The values that an Article has."""
        if self.derive:
            return tuple(self.derive(article))
        if self.key not in FACET_LISTS:
            return article.facets.get(self.name, ())
        values: tuple[FacetValue, ...] = getattr(article, self.key)
        return values

    def known_values(self) -> Sequence[FacetValue]:
        """The values of the gazetteer, in display order; () without one."""
        return self.gazetteer() if self.gazetteer else ()


@dataclass(frozen=True)
class Registry:
    """The facets, in the order in which they are shown. Hashable: tables made from one can be cached."""

    specs: tuple[FacetSpec, ...]
    _by_name: dict[str, FacetSpec] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {spec.name: spec for spec in self.specs})

    def __hash__(self) -> int:
        return hash(tuple(self._by_name))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._by_name)

    @property
    def declared(self) -> tuple[FacetSpec, ...]:
        """The facets that a corpus declared."""
        return tuple(spec for spec in self.specs if spec.declared)

    def extended(self, specs: Iterable[FacetSpec]) -> Registry:
        """This registry and `specs`; a row replaces one of its name."""
        rows = self._by_name | {spec.name: spec for spec in specs}
        return Registry(tuple(rows.values()))

    def __iter__(self) -> Iterator[FacetSpec]:
        return iter(self.specs)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> FacetSpec:
        return self._by_name[name]

    def get(self, name: str) -> FacetSpec | None:
        return self._by_name.get(name)
