"""Names of campaigns that the articles use and the gazetteer lacks.

Candidates, the most frequent first, are for a person to accept into campaigns.toml. A candidate is what stands in quotation
marks after "phong trào", "cuộc vận động", "chương trình", "danh hiệu", "chủ đề" or "đề án" and recurs in several articles.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from indexer.article import FIELDS, Article
from indexer.facets import campaign
from indexer.facets.gazetteer import Finder
from indexer.facets.match_text import Surface, folded

RECURS = 2  # articles that must use a name
LONGEST = 120  # characters of a name

_CUES = {
    "phong trào": "movement",
    "cuộc vận động": "movement",
    "chương trình": "programme",
    "đề án": "programme",
    "danh hiệu": "title",
    "giải thưởng": "title",
    "chủ đề": "theme",
}
_QUOTED = re.compile(
    rf"(?<!\w)({'|'.join(_CUES)})(?:\s+[\w.]+){{0,4}}\s*:?\s*"
    rf"([\"'])\s*([^\"\n]{{5,{LONGEST}}}?)\s*\2(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name the gazetteer lacks. `kind` as in campaigns.toml; `count` articles use it; `examples`: their
    titles."""

    name: str
    kind: str
    count: int
    examples: tuple[str, ...]


@cache
def _known() -> Finder:
    return Finder(campaign.names())


def discover(articles: Iterable[Article], recurs: int = RECURS) -> list[Candidate]:
    """The names that at least `recurs` articles use, the most frequent first, then by name."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    users: dict[str, dict[str, str]] = defaultdict(dict)
    for article in articles:
        for field in FIELDS:
            text = article.text(field)
            if not text:
                continue
            for cue, name in _names(Surface.of(field, text)):
                key = " ".join(re.findall(r"\w+", folded(name)))
                spellings[key][name] += 1
                kinds[key][_CUES[cue]] += 1
                users[key].setdefault(article.id, article.title)
    found = [
        Candidate(
            spellings[key].most_common(1)[0][0],
            kinds[key].most_common(1)[0][0],
            len(titles),
            tuple(titles.values())[:5],
        )
        for key, titles in users.items()
        if len(titles) >= recurs
    ]
    return sorted(found, key=lambda candidate: (-candidate.count, candidate.name))


def _names(surface: Surface) -> Iterable[tuple[str, str]]:
    """The cue and the name of each quoted campaign of one surface that the gazetteer does not know."""
    for match in _QUOTED.finditer(surface.plain):
        name = match[3].strip(" .,;:-")
        quoted = Surface.of(surface.field, f'"{name}"')
        if len(name.split()) > 1 and not campaign.found(quoted, _known().find(quoted).get("campaign", ())):
            yield match[1].lower(), name
