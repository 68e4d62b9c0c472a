"""Whether a teaser (title and lead) is news of unions or labour affairs, and so worth a brief.

The words and their weights are in
`union_news.toml`.
"""

from __future__ import annotations

from functools import cache

from indexer.errors import GazetteerError
from indexer.facets.gazetteer import Finder, Name, load
from indexer.facets.match_text import Surface

_TITLE = 2  # how often a word of the title counts


@cache
def words() -> tuple[Finder, int]:
    """The words to find, each with its weight, and the sum from which a teaser is union news."""
    tables = load("union_news.toml", "enough", "weights")
    for word, weight in tables["weights"].items():
        if not isinstance(weight, int):
            raise GazetteerError(f"union_news.toml: “{word}” needs a whole number, not {weight!r}.")
    return Finder(Name("news", word, (word, weight)) for word, weight in tables["weights"].items()), tables[
        "enough"
    ]


def is_union_news(title: str, lead: str | None) -> bool:
    """Whether a teaser is about unions or labour affairs: `True` for those, `False` for prices, sports,
    crime."""
    finder, enough = words()
    counted: dict[str, int] = {}
    for field, text, times in (("title", title, _TITLE), ("lead", lead or "", 1)):
        surface = Surface.of(field, text)
        for hit in finder.find(surface).get("news", ()):
            if not hit.unmarked or surface.unaccented:
                word, weight = hit.entry
                counted[word] = max(counted.get(word, weight * times), weight * times, key=abs)
    return sum(counted.values()) >= enough
