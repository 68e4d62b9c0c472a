"""What an index remembers of its corpus: which page gave which articles.

The state is committed together with the documents, so the two cannot disagree. From two states follows
what an update has to do: `documents(state)` says which documents the corpus amounts to after briefs are
folded into their articles and repeated pages are merged; the difference of two such maps is the work.
"""

from __future__ import annotations

import hashlib
import json
import marshal
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from pathlib import Path

from indexer.article import FACET_LISTS, Article, Evidence, FacetValue
from indexer.corpus import Stamp
from indexer.gazetteer_files import override_files

STATE_VERSION = 3


@dataclass(frozen=True, slots=True)
class Record:
    """One article or brief as it stands on one page. `digest` is the hash of everything it says."""

    id: str
    kind: str
    digest: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PageState:
    """What was read from one page: its stamp, its records, what was refused and why."""

    stamp: Stamp
    records: tuple[Record, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the index: the record of page `page` (its `index`-th), found at all of `pages`."""

    kind: str
    page: str
    index: int
    digest: str
    pages: tuple[str, ...]
    urls: tuple[str, ...]


@dataclass(slots=True)
class CorpusManifest:
    """The pages of a corpus by name, the fingerprint of the rules they were read with, and the facets that the corpus
    declared then (as text that differs when they do)."""

    rules: str = ""
    pages: dict[str, PageState] = field(default_factory=dict)
    facets: str = ""

    def to_bytes(self) -> bytes:
        pages = {
            name: [
                list(page.stamp),
                [[r.id, r.kind, r.digest, r.url] for r in page.records],
                [list(refusal) for refusal in page.refused],
            ]
            for name, page in self.pages.items()
        }
        whole = {"version": STATE_VERSION, "rules": self.rules, "facets": self.facets, "pages": pages}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> CorpusManifest:
        """The state that `to_bytes` wrote; an empty one for b"" or another version's state."""
        if not raw:
            return cls()
        whole = json.loads(raw)
        if whole.get("version") != STATE_VERSION:
            return cls()
        pages = {
            name: PageState(
                (stamp[0], stamp[1], stamp[2]),
                tuple(Record(*record) for record in records),
                tuple((where, reason) for where, reason in refused),
            )
            for name, (stamp, records, refused) in whole["pages"].items()
        }
        return cls(whole["rules"], pages, whole["facets"])


_PLAIN_FIELDS = tuple(
    name for name in Article.__dataclass_fields__ if name not in (*FACET_LISTS, "facets", "evidence")
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


def documents(pages: Mapping[str, PageState]) -> dict[str, Document]:
    """The documents that `pages` amount to, by id.

    Records with one id are one document: an article wins over its briefs, then the first page by name.
    """
    found: dict[str, list[tuple[bool, str, int, Record]]] = {}
    for name in sorted(pages):
        for index, record in enumerate(pages[name].records):
            found.setdefault(record.id, []).append((record.kind == "brief", name, index, record))
    merged = {}
    for document_id, places in found.items():
        if len(places) == 1:
            is_brief, name, index, record = places[0]
            urls: tuple[str, ...] = (record.url,) if record.url else ()
            merged[document_id] = Document(record.kind, name, index, record.digest, (name,), urls)
            continue
        is_brief, name, index, record = min(places, key=lambda place: place[:3])
        same = [place for place in places if place[0] == is_brief]
        urls = tuple(dict.fromkeys(place[3].url for place in same if place[3].url))
        names = tuple(dict.fromkeys(place[1] for place in same))
        merged[document_id] = Document(record.kind, name, index, record.digest, names, urls)
    return merged


@cache
def rules_fingerprint() -> str:
    """Hash of the code and the gazetteers, those of `TCD_GAZETTEER` included, that turn a page into an Article.

    When it changes, every page is read again: an index never mixes the facets of two gazetteers.
    """
    here = Path(__file__).parent
    summary = hashlib.sha256()
    for folder in ("pages", "facets", "vietnamese"):
        for file in sorted((here / folder).rglob("*")):
            if file.suffix in (".py", ".toml"):
                summary.update(file.name.encode() + file.read_bytes())
    for file in override_files():
        summary.update(file.name.encode() + file.read_bytes())
    return summary.hexdigest()[:16]
