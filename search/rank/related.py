"""Articles like this one: others that share most of its telling terms.

Never the article itself, its own brief, or the same article from another page.
"""

from __future__ import annotations

from indexer.article import Article
from indexer.engines.contract import EngineQuery, Filters, Or, TellingTerms
from indexer.engines.protocols import Reader
from indexer.vietnamese import fold
from search.rank import ranking
from search.rank.feedback import likeness

MUST_SHARE = 12
"""An article counts as related only if it has one of this many most telling terms."""
SPARE = 2
"""Articles that are read beyond those wanted: the article itself is among them, and perhaps its twin."""
OPENING = 120
"""Characters of two leads that make them the same."""
LEAST = 0.12
"""… and at least this share of the score that the article has against itself."""


def related(reader: Reader, article: Article, about: TellingTerms, size: int = 5) -> list[Article]:
    """Up to `size` related articles, the most alike first; briefs only where articles do not fill the list."""
    leaves = likeness(about)
    if not leaves or size < 1:
        return []
    telling = sorted(leaves, key=lambda leaf: -leaf.weight)[:MUST_SHARE]
    request = EngineQuery(
        match=Or(tuple(leaf.leaves[0] for leaf in telling)),
        rank=tuple(leaves),
        filters=Filters(),
        limit=3 * size + 3,
        facets=(),
        ranking=ranking.RANKING,
    )
    found = reader.answer(request).found
    if not found:
        return []
    floor = LEAST * found[0].score
    keys = [document.key for document in found if document.score >= floor]
    seen, lead = {fold(article.heading)}, _opening(article)
    chosen: list[Article] = []
    briefs: list[Article] = []

    def choose(other: Article) -> None:
        title = fold(other.heading)
        if other.id != article.id and title not in seen and not (lead and _opening(other) == lead):
            seen.add(title)
            chosen.append(other)

    # Most lists are full after the first few: the rest need not be read.
    for first in range(0, len(keys), size + SPARE):
        for other in reader.articles(keys[first : first + size + SPARE]):
            if other.kind == "brief":
                briefs.append(other)
            else:
                choose(other)
        if len(chosen) >= size:
            return chosen[:size]
    for other in briefs:
        choose(other)
    return chosen[:size]


def _opening(article: Article) -> str:
    """How the lead begins, as it is compared."""
    return fold((article.lead or "")[: 2 * OPENING])[:OPENING]
