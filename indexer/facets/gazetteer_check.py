"""Read every gazetteer once before pages are read, so that a file that does not fit is named at once."""

from __future__ import annotations

from indexer.facets import bylines, union_news, year
from indexer.facets.campaign import campaign_rows
from indexer.facets.district_gazetteer import gazetteer
from indexer.facets.places import home, wards
from indexer.gazetteer_files import errors_of, override_files
from indexer.ledger.lexicon import table
from indexer.vietnamese import abbreviations, synonyms

_LEDGER = ("acts", "bodies", "cues", "honours", "labels", "measures")


def check_gazetteers() -> None:
    """Read all gazetteers if `TCD_GAZETTEER` extends some. Raises GazetteerError for one that does not fit."""
    if not override_files():
        return
    with errors_of("districts.toml"):
        gazetteer().compile_all()
    wards.units()
    home.coverage()
    campaign_rows()
    list(year.names())
    union_news.words()
    bylines.organisations(marked=True)
    abbreviations.entries()
    synonyms.sets()
    for name in _LEDGER:
        table(f"{name}.toml")
