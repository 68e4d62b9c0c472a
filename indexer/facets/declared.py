"""Facets that a corpus declares for itself, in `facets.toml`.

    [[facet]]
    name = "linh_vuc"             # as in `"facets": {"linh_vuc": ["an toàn lao động"]}` of a JSONL line
    label = "Lĩnh vực"            # its heading; `label_en` in English
    query = ["lĩnh vực", "field"] # what may stand before ":" in a query, besides the name
    many = true                   # whether an article may have several values

The file stands in the folder of pages or beside it. An index remembers the facets that it was built with.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import GazetteerError
from indexer.facets.facet_spec import FacetSpec, Registry
from indexer.facets.registry import REGISTRY
from indexer.vietnamese import fold

FILE = "facets.toml"
MOST = 50
"""Values of a declared facet in an answer at most."""
RESERVED = frozenset(
    [
        "q",
        "from",
        "to",
        "sort",
        "page",
        "size",
        "exact",
        "lang",
        "explain",
        "date_from",
        "date_to",
        "id",
        "title",
        "kicker",
        "lead",
        "body",
        "url",
        "published",
        "captions",
        "related",
        "pages",
        "urls",
        "link",
        "facets",
        "query",
        "format",
        "since",
        "json",
        "index",
        "engine",
        "help",
    ]
)
"""Names that mean something else in an address, a JSON line or on the command line."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_KEYS = {"name", "label", "label_en", "query", "many"}


@dataclass(frozen=True, slots=True)
class DeclaredFacet:
    """One `[[facet]]` of a `facets.toml`: what an index remembers of it."""

    name: str
    label: str
    label_en: str = ""
    query: tuple[str, ...] = ()
    many: bool = True

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> DeclaredFacet:
        """The facet of a JSON object or TOML table with these fields."""
        return cls(**{**record, "query": tuple(record.get("query", ()))})

    @classmethod
    def of(cls, spec: FacetSpec) -> DeclaredFacet:
        """What an index remembers of a row of the registry."""
        return cls(spec.name, spec.label("vi"), spec.label("en"), spec.query_names, spec.many)

    def spec(self) -> FacetSpec:
        """Its row of the registry."""
        names = (self.name, self.label, self.label_en, *self.query)
        return FacetSpec(
            self.name,
            self.name,
            {"vi": self.label, "en": self.label_en or self.label},
            tuple(dict.fromkeys(comparable for name in names if (comparable := query_name(name)))),
            about=f"value of “{self.label_en or self.label}”, a facet that this corpus declares",
            many=self.many,
            most=MOST,
            completed=True,
            schema_type="Thing",
            page=f"facets/{self.name}",
            declared=True,
        )


def query_name(name: str) -> str:
    """A name as it is looked up before `:` in a query: folded, without separators."""
    return re.sub(r"[\W_]+", "", fold(name))


def with_declared(facets: Iterable[DeclaredFacet], registry: Registry = REGISTRY) -> Registry:
    """The registry of an index whose corpus declares `facets`."""
    return registry.extended(facet.spec() for facet in facets)


def registry_of(corpus: Path) -> Registry:
    """The registry of an index of `corpus`. Raises GazetteerError for a bad `facets.toml`."""
    return with_declared(declared_facets(corpus))


def declared_file(corpus: Path) -> Path | None:
    """The `facets.toml` of a corpus: in its folder, or beside it; beside a corpus of one file."""
    folder = corpus if corpus.is_dir() else corpus.parent
    beside = corpus.resolve().parent
    return next((place / FILE for place in (folder, beside) if (place / FILE).is_file()), None)


def declared_facets(corpus: Path) -> tuple[DeclaredFacet, ...]:
    """The facets that a corpus declares; () without a `facets.toml`. Raises GazetteerError for a bad one."""
    path = declared_file(corpus)
    if path is None:
        return ()
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GazetteerError(f"{path}: {error}. Mend the file; an example is in docs/facets.md.") from error
    rows = tables.get("facet", [])
    if (
        not isinstance(rows, list)
        or not all(isinstance(row, dict) for row in rows)
        or set(tables) - {"facet"}
    ):
        raise GazetteerError(
            f"{path}: write one [[facet]] for each facet and nothing else; see docs/facets.md."
        )
    facets = [_checked(path, row) for row in rows]
    for facet in facets:
        others = REGISTRY.extended(other.spec() for other in facets if other is not facet)
        _check_names(path, facet, others)
    return tuple(facets)


def _checked(path: Path, row: Mapping[str, Any]) -> DeclaredFacet:
    name = row.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise GazetteerError(
            f"{path}: the name {name!r} of a facet must be a-z, 0-9 and _, and begin with a letter."
        )
    if unknown := set(row) - _KEYS:
        raise GazetteerError(
            f"{path}: {name}: unknown {', '.join(sorted(unknown))}; there are {', '.join(sorted(_KEYS))}."
        )
    label = row.get("label", name)
    texts = [
        label,
        row.get("label_en", ""),
        *(query if isinstance(query := row.get("query", []), list) else [None]),
    ]
    if (
        not all(isinstance(text, str) for text in texts)
        or not isinstance(row.get("many", True), bool)
        or not label
    ):
        raise GazetteerError(
            f"{path}: {name}: label and label_en are texts, query a list of texts, many true or false."
        )
    return DeclaredFacet(name, label, row.get("label_en", ""), tuple(query), row.get("many", True))


def _check_names(path: Path, facet: DeclaredFacet, others: Registry) -> None:
    taken = {query for spec in others for query in spec.query_names}
    keys = {spec.key for spec in others}
    if facet.name in others or facet.name in keys or facet.name in RESERVED:
        raise GazetteerError(f"{path}: {facet.name} is taken; choose another name for this facet.")
    if both := sorted(taken & set(facet.spec().query_names)):
        raise GazetteerError(
            f"{path}: {facet.name}: another facet is asked for by “{both[0]}:” already; choose another name."
        )
