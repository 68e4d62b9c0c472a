"""The facet of an article's figures and honours: its name and its values. What finds them is `indexer.ledger`."""

from __future__ import annotations

from pathlib import Path

from indexer.article import FacetValue
from indexer.gazetteer_files import load_tables

FACET = "figures"
HONOURS = "honours"

_LABELS = Path(__file__).resolve().parent.parent / "ledger" / "labels.toml"


def labels() -> tuple[FacetValue, ...]:
    """The values of the facet, in display order. Raises GazetteerError."""
    measures = load_tables(_LABELS, "measures")["measures"]
    return tuple(FacetValue(value, label) for value, label in measures.items())
