"""Hashes of Articles, by which two are told to say the same."""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Iterable
from operator import attrgetter

from indexer.article import FACET_LISTS, MOMENTS, Article, Evidence, FacetValue

_PLAIN_FIELDS = tuple(
    name
    for name in Article.__dataclass_fields__
    if name not in (*FACET_LISTS, "facets", "evidence", "versions", "event", *MOMENTS)
)
_plain_fields = attrgetter(*_PLAIN_FIELDS)
_evidence_fields = attrgetter(*Evidence.__dataclass_fields__)


def digest(article: Article) -> str:
    """Hash of everything an Article says, evidence included: equal digests mean nothing to re-index.

    Hashes the plain values as `marshal` writes them (version 2: without references, so that equal values give equal bytes),
    in a fifth of the time of JSON.
    """

    def pairs(values: Iterable[FacetValue]) -> list[tuple[str, str]]:
        return [(value.value, value.label) for value in values]

    everything = (
        _plain_fields(article),
        [pairs(getattr(article, name)) for name in FACET_LISTS],
        [(name, pairs(values)) for name, values in sorted(article.facets.items())],
        [_evidence_fields(piece) for piece in article.evidence],
    )
    return hashlib.sha256(marshal.dumps(everything, 2)).hexdigest()[:16]


def text_digest(article: Article) -> str:
    """Hash of the words of an Article: what a reader would call changed when it differs."""
    words = (article.title, article.kicker, article.lead, article.body, article.captions)
    return hashlib.sha256(marshal.dumps(words, 2)).hexdigest()[:12]
