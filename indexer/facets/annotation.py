"""Annotation: an Article in, the same Article with the values of all its facets out, with evidence.

One pass of one automaton over each field finds every name of every gazetteer; the finders of the registry weigh
what was found. Nothing is read from anywhere but the Article and the TOML files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from indexer.article import FACET_LISTS, Article, Evidence, FacetValue
from indexer.facets.facet_spec import FacetSpec, Registry
from indexer.facets.gazetteer import Finder
from indexer.facets.local_time import day_in_hanoi
from indexer.facets.reading import Reading
from indexer.facets.registry import REGISTRY
from indexer.vietnamese import fold


@lru_cache(maxsize=8)
def _name_finder(registry: Registry) -> Finder:
    return Finder(name for spec in registry if spec.names for name in spec.names())


def annotate(article: Article, registry: Registry = REGISTRY) -> Article:
    """The Article with the values of every facet of `registry`, and `evidence`, filled.

    What the page or its JSONL line stated is kept: values that are there already, and the year of `published`.
    Values of facets that nobody declared are dropped (`undeclared`). Raises GazetteerError when a gazetteer cannot
    be read.
    """
    reading = Reading.of(article, _name_finder(registry))
    stated = {spec.name for spec in registry if not spec.derive and spec.values_of(article)}
    finders = dict.fromkeys(spec.finder for spec in registry if spec.finder)
    found = [piece for finder in finders for piece in finder(reading) if piece.facet not in stated]
    evidence = (*article.evidence, *found)
    year, basis = article.year, article.year_basis
    if day := day_in_hanoi(article.published):
        year, basis = int(day[:4]), "published"
    elif year is None and (dated := [piece for piece in found if piece.facet == "year"]):
        year, basis = int(dated[0].value), "inferred"
    values: dict[str, tuple[FacetValue, ...]] = {}
    for spec in registry:
        if not spec.derive:
            values[spec.name] = _stated(spec, spec.values_of(article)) or _found(spec, evidence)
            if spec.implied and not values[spec.name]:
                values[spec.name] = tuple(spec.implied(values))
    lists: dict[str, Any] = {spec.key: values[spec.name] for spec in registry if spec.key in FACET_LISTS}
    others = {
        name: found for name, found in values.items() if found and registry[name].key not in FACET_LISTS
    }
    return replace(article, **lists, facets=others, year=year, year_basis=basis, evidence=evidence)


def undeclared(article: Article, registry: Registry = REGISTRY) -> list[str]:
    """The fields that a line of JSONL has and neither an Article nor `registry` knows."""
    return [name for name in article.facets if name not in registry]


def _stated(spec: FacetSpec, values: Sequence[FacetValue]) -> tuple[FacetValue, ...]:
    """What a page states, in the gazetteer's terms where it names a value of it by slug or by label."""
    if not values:
        return ()
    known = _known(spec)
    named = {fold(v.label): v for v in known.values()} | known
    stated = (named.get(v.value) or named.get(fold(v.label)) or named.get(fold(v.value)) or v for v in values)
    return tuple({v.value: v for v in reversed(list(stated))}.values())[::-1][: None if spec.many else 1]


def _found(spec: FacetSpec, evidence: Iterable[Evidence]) -> tuple[FacetValue, ...]:
    labelled = _known(spec)
    texts = {piece.value: piece.text for piece in evidence if piece.facet == spec.name}
    return tuple(labelled.get(value) or FacetValue(value, text) for value, text in texts.items())


@cache
def _known(spec: FacetSpec) -> dict[str, FacetValue]:
    return {v.value: v for v in spec.known_values()}
