"""Union news: whether a teaser is news of unions or labour affairs, and so worth a brief.

Comes in: a teaser's title and lead. Goes out: yes or no. The words and their weights are in
`union_news.toml`.
"""

from __future__ import annotations

import re
from functools import cache

from indexer.errors import GazetteerError
from indexer.facets.gazetteer import load
from indexer.facets.surface import Surface, folded, spellings

_TITLE = 2  # how often a word of the title counts


@cache
def _weights() -> tuple[re.Pattern[str], dict[str, tuple[str, int, bool]], int]:
    """The pattern of all words; form → (word, weight, whether the form lost its diacritics); the
    threshold."""
    tables = load("union_news.toml", "enough", "weights")
    forms: dict[str, tuple[str, int, bool]] = {}
    for word, weight in tables["weights"].items():
        if not isinstance(weight, int):
            raise GazetteerError(f"union_news.toml: “{word}” needs a whole number, not {weight!r}.")
        forms.setdefault(folded(word), (word, weight, folded(word) != word.lower()))
        for form in spellings(word):
            forms[form] = (word, weight, False)
    either = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)"), forms, tables["enough"]


def is_union_news(title: str, lead: str | None) -> bool:
    """Whether a teaser is about unions or labour affairs: `True` for those, `False` for prices, sports,
    crime."""
    pattern, forms, enough = _weights()
    counted: dict[str, int] = {}
    for field, text, times in (("title", title, _TITLE), ("lead", lead or "", 1)):
        surface = Surface.of(field, text)
        for match in pattern.finditer(surface.lower):
            word, weight, unmarked = forms[re.sub(r"\s+", " ", match[0])]
            if not unmarked or surface.unaccented:
                counted[word] = max(counted.get(word, weight * times), weight * times, key=abs)
    return sum(counted.values()) >= enough
