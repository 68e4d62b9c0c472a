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
    articles = reader.articles([document.key for document in found if document.score >= floor])
    seen = {fold(article.heading)}
    chosen: list[Article] = []
    for other in sorted(articles, key=lambda candidate: candidate.kind == "brief"):
        title = fold(other.heading)
        if other.id != article.id and title not in seen and not _same_lead(article, other):
            seen.add(title)
            chosen.append(other)
    return chosen[:size]


def _same_lead(one: Article, other: Article) -> bool:
    return bool(one.lead) and bool(other.lead) and fold(one.lead or "")[:120] == fold(other.lead or "")[:120]
