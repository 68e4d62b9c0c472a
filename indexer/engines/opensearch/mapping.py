"""What a document is on the cluster: fields, settings, and an Article as such a document.

Our own analysis makes the terms: a field is sent as its terms with spaces between them, one string per paragraph, and
the cluster's built-in `whitespace` analyzer takes them apart again. So a query means the same on every engine, and the
cluster needs no plugin. Each text field stands twice, with accents and (`_folded`) without.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

from indexer.article import FIELDS, Article
from indexer.engines.contract import Ranking, TermKind
from indexer.vietnamese import Analysis, analyse, fold_normal

SCHEMA = 1
"""Changes with everything below that an existing index would not follow."""

JOINER = "_"
"""Stands between the syllables of a pair or a word; no syllable contains it."""

LONGEST_TERM = 255
"""Characters that the whitespace analyzer leaves together; longer terms are cut on both sides."""

HANOI = timezone(timedelta(hours=7))
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def field_name(kind: str, folded: bool) -> str:
    """The field of the cluster for a kind of term or one of `FIELDS`."""
    return f"{kind}_folded" if folded else kind


def token(text: str) -> str:
    """A term's text as one token of the whitespace analyzer."""
    return text.replace(" ", JOINER)[:LONGEST_TERM]


def _text(positions: bool, norms: bool) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "text", "analyzer": "whitespace", "norms": norms}
    if positions:
        # One position lies between paragraphs: enough that no phrase crosses.
        return {**text, "index_options": "positions", "position_increment_gap": 1}
    return {**text, "index_options": "freqs"}


def mappings() -> dict[str, Any]:
    """The mapping of the documents. Only the Article itself is stored; the rest can be made from it again."""
    keyword = {"type": "keyword"}
    properties: dict[str, Any] = {
        "article": {"type": "object", "enabled": False},
        "id": keyword,
        "batch": {"type": "keyword", "doc_values": False},
        "kind": keyword,
        "district": keyword,
        "campaign": keyword,
        "year": keyword,
        "month": keyword,
        "label": {"type": "keyword", "index": False},
        "published": {"type": "date"},
        "minute": {"type": "long"},
        "day_low": {"type": "integer"},
        "day_high": {"type": "integer"},
    }
    for folded in (False, True):
        properties[field_name(TermKind.SYLLABLE, folded)] = _text(positions=True, norms=True)
        properties[field_name(TermKind.PAIR, folded)] = _text(positions=False, norms=True)
        properties[field_name(TermKind.WORD, folded)] = _text(positions=False, norms=True)
        for name in FIELDS:
            properties[field_name(name, folded)] = _text(positions=True, norms=False)
    return {
        "dynamic": "strict",
        "_meta": {"schema": SCHEMA},
        "_source": {"includes": ["article"]},
        "properties": properties,
    }


def index_settings(shards: int, replicas: int) -> dict[str, Any]:
    """The settings of an index of documents: nothing becomes visible before a commit refreshes it."""
    ranking = Ranking()
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "refresh_interval": "-1",
        "codec": "best_compression",
        "similarity": {"default": {"type": "BM25", "k1": ranking.k1, "b": ranking.b}},
    }


@dataclass(slots=True)
class Terms:
    """The terms of one Article: `paragraphs[field]` are its syllables by paragraph, without empty ones."""

    paragraphs: dict[str, list[list[str]]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def of_kind(self, kind: TermKind) -> list[list[str]]:
        """Tokens by paragraph (words: all together)."""
        if kind is TermKind.WORD:
            return [self.words] if self.words else []
        every = [paragraph for name in FIELDS for paragraph in self.paragraphs.get(name, ())]
        if kind is TermKind.SYLLABLE:
            return every
        return [[f"{a}{JOINER}{b}"[:LONGEST_TERM] for a, b in pairwise(p)] for p in every if len(p) > 1]


def texts(found: Terms) -> dict[TermKind, list[str]]:
    """All terms of an Article, as the contract writes them (syllables joined by a space)."""
    return {
        kind: [token.replace(JOINER, " ") for tokens in found.of_kind(kind) for token in tokens]
        for kind in TermKind
    }


def terms(article: Article) -> Terms:
    """Analyse an Article."""
    found = Terms()
    for name in FIELDS:
        text = article.text(name)
        if text:
            analysis = analyse(text)
            found.paragraphs[name] = list(_paragraphs(analysis))
            found.words += [token(word) for word in analysis.word_terms()]
    return found


def _paragraphs(analysis: Analysis) -> Iterable[list[str]]:
    start, positions = 0, analysis.positions
    syllables = [syllable[:LONGEST_TERM] for syllable in analysis.syllables]
    for i in range(1, len(syllables)):
        if positions[i] != positions[i - 1] + 1:
            yield syllables[start:i]
            start = i
    if syllables:
        yield syllables[start:]


def source(article: Article, found: Terms, batch: str) -> dict[str, Any]:
    """The document of an Article with these terms, written as part of `batch`."""
    document: dict[str, Any] = {"id": article.id, "batch": batch, "article": stored(article)}
    for name, groups in [
        *found.paragraphs.items(),
        *((kind.value, found.of_kind(kind)) for kind in TermKind),
    ]:
        if groups:
            lines = [" ".join(tokens) for tokens in groups]
            document[field_name(name, False)] = lines
            document[field_name(name, True)] = [fold_normal(line) for line in lines]
    return document | _facets(article) | _moments(article)


def stored(article: Article) -> dict[str, Any]:
    """What of an Article is kept to be read again: everything that is not empty, evidence included."""
    record = article.to_dict(explain=True)
    return {name: value for name, value in record.items() if value not in (None, [], "") or name == "title"}


def document_id(article_id: str) -> str:
    """The `_id` of an Article: its id; the hash of an id that the cluster would refuse."""
    if article_id and len(article_id.encode("utf-8", "replace")) <= 512 and article_id.isprintable():
        return article_id
    return "sha256:" + hashlib.sha256(article_id.encode("utf-8", "surrogatepass")).hexdigest()


def to_json(value: object) -> bytes:
    """JSON in UTF-8; half a surrogate pair, which no JSON reader takes, becomes `?`."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _facets(article: Article) -> dict[str, Any]:
    labelled = [("district", v) for v in article.districts] + [("campaign", v) for v in article.campaigns]
    facets: dict[str, Any] = {"kind": article.kind}
    if article.year is not None:
        facets["year"] = str(article.year)
    for facet, value in labelled:
        facets.setdefault(facet, []).append(value.value)
    if labelled:
        facets["label"] = [f"{facet}\t{value.value}\t{value.label}" for facet, value in labelled]
    return facets


def _moments(article: Article) -> dict[str, Any]:
    """When it appeared: `published` only if the page says so; an inferred year is a span of days."""
    if article.published:
        try:
            stated = datetime.fromisoformat(article.published)
            moment = stated if stated.tzinfo else stated.replace(tzinfo=HANOI)
            day = stated.date().toordinal() - _EPOCH_DAY
            return {
                "published": (moment - _EPOCH) // timedelta(milliseconds=1),
                "minute": (moment - _EPOCH) // timedelta(minutes=1),
                "day_low": day,
                "day_high": day,
                "month": f"{stated.year:04}-{stated.month:02}",
            }
        except (ValueError, OverflowError):
            pass
    if article.year is not None and 1 <= article.year <= 9999:
        first = date(article.year, 1, 1).toordinal() - _EPOCH_DAY
        last = date(article.year, 12, 31).toordinal() - _EPOCH_DAY
        return {"minute": first * 1440 - 7 * 60, "day_low": first, "day_high": last}
    return {}


def day_number(iso: str) -> int:
    """Days since 1970-01-01 of an ISO day or time. Raises ValueError."""
    return datetime.fromisoformat(iso).date().toordinal() - _EPOCH_DAY
