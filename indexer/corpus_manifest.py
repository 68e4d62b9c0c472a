"""What an index remembers of its corpus: which page gave which articles.

The state is committed together with the documents, so the two cannot disagree. From two states follows
what an update has to do: `documents(state)` says which documents the corpus amounts to after briefs are
folded into their articles and repeated pages are merged; the difference of two such maps is the work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import zip_longest
from pathlib import Path

from indexer.article import Event
from indexer.corpus import Stamp
from indexer.events import group
from indexer.gazetteer_files import override_files
from indexer.json_bytes import dumps, loads

STATE_VERSION = 4

MOST_REMOVED = 10_000
"""Documents of which it is remembered that they are gone."""

MOST_GENERATIONS = 2_000
"""Generations of which it is remembered when they were made."""

NO_RECORDS = ("gone", "seen", "refused")
"""Kinds of records that say something of a page and hold no article."""


@dataclass(frozen=True, slots=True)
class Record:
    """One article or brief as it stands on one page.

    `digest` is the hash of everything it says, `text` that of its words alone, `trace` what tells reports of one event. Of a
    page that was fetched, `captured` is when (ISO 8601, UTC); there kind "gone" says that the page was missing at that moment,
    "seen" that it was unchanged. Kind "refused" keeps the place of an article that could not be analysed.
    """

    id: str
    kind: str
    digest: str
    url: str | None = None
    text: str = ""
    captured: str | None = None
    trace: str = ""


@dataclass(frozen=True, slots=True)
class PageState:
    """What was read from one page: its stamp, its records, what was refused and why.

    Of a file with many members, `members` says in order how many records and refusals each gave: (key, records, refusals).
    """

    stamp: Stamp
    records: tuple[Record, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    members: tuple[tuple[str, int, int], ...] = ()

    def forgetting(self, records: AbstractSet[int]) -> PageState:
        """The same state without the keys of the members that gave some records (by place): a reader does not know them."""
        members, at = [], 0
        for key, count, refused in self.members:
            members.append((key if records.isdisjoint(range(at, at + count)) else "", count, refused))
            at += count
        return replace(self, members=tuple(members))

    def member_keys(self) -> set[str]:
        """The keys of the members that have one."""
        return {key for key, _, _ in self.members if key}

    def by_member(self) -> dict[str, tuple[tuple[Record, ...], tuple[tuple[str, str], ...]]]:
        """The records and refusals of each member, by key."""
        found = {}
        records = refused = 0
        for key, more_records, more_refused in self.members:
            if key:
                found[key] = (
                    self.records[records : records + more_records],
                    self.refused[refused : refused + more_refused],
                )
            records += more_records
            refused += more_refused
        return found


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the index: the record of page `page` (its `index`-th), found at all of `pages`.

    `versions` are the places of earlier texts (page, index), oldest first; `captured`, `gone` and `event` as in an Article.
    """

    kind: str
    page: str
    index: int = field(compare=False)
    digest: str
    pages: tuple[str, ...]
    urls: tuple[str, ...]
    text: str = ""
    captured: str | None = None
    gone: str | None = None
    versions: tuple[tuple[str, int], ...] = ()
    trace: str = field(default="", compare=False)
    event: Event | None = None

    def says_what(self, other: Document) -> bool:
        """Whether two states of a document differ at most in which other articles tell of its event."""
        return replace(self, event=None) == replace(other, event=None)


@dataclass(slots=True)
class CorpusManifest:
    """The pages of a corpus by name, the fingerprint of the rules they were read with, and the facets that the corpus
    declared then (as text that differs when they do).

    `corpus` is the folder or file the index was built from. `moments` holds, by document, when the index took it and when its
    text last changed; `removed` when those that are gone went (seconds since 1970; the last `MOST_REMOVED`). `generations`
    holds the last moment that each generation knew of (the last `MOST_GENERATIONS`). `events` are told by more than one article.
    """

    rules: str = ""
    pages: dict[str, PageState] = field(default_factory=dict)
    facets: str = ""
    corpus: str = ""
    moments: dict[str, tuple[int, int]] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    generations: dict[str, int] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    _merged: dict[str, Document] | None = field(default=None, init=False, repr=False, compare=False)

    def to_bytes(self) -> bytes:
        pages = {
            name: [
                list(page.stamp),
                [[r.id, r.kind, r.digest, r.url, r.text, r.captured, r.trace] for r in page.records],
                [list(refusal) for refusal in page.refused],
                " ".join([_packed_member(*member) for member in page.members]),
            ]
            for name, page in self.pages.items()
        }
        whole = {
            "version": STATE_VERSION,
            "rules": self.rules,
            "facets": self.facets,
            "corpus": self.corpus,
            "pages": pages,
            "moments": self.moments,
            "removed": self.removed,
            "generations": self.generations,
            "events": [[event.id, event.articles, event.copies] for event in self.events],
        }
        return dumps(whole)

    @classmethod
    def from_bytes(cls, raw: bytes) -> CorpusManifest:
        """The state that `to_bytes` wrote; an empty one for b"". Of another version's state the moments are left."""
        if not raw:
            return cls()
        whole = loads(raw)
        moments = {
            identity: (added, changed) for identity, (added, changed) in whole.get("moments", {}).items()
        }
        generations = whole.get("generations", {})
        if whole.get("version") != STATE_VERSION:
            return cls(moments=moments, removed=whole.get("removed", {}), generations=generations)
        pages = {
            name: PageState(
                (stamp[0], stamp[1], stamp[2]),
                tuple(Record(*record) for record in records),
                tuple((where, reason) for where, reason in refused),
                tuple([_member(packed) for packed in "".join(members).split()]),
            )
            for name, (stamp, records, refused, *members) in whole["pages"].items()
        }
        events = tuple(Event(i, tuple(all_), tuple(copies)) for i, all_, copies in whole.get("events", ()))
        return cls(
            whole["rules"],
            pages,
            whole["facets"],
            whole["corpus"],
            moments,
            whole["removed"],
            generations,
            events,
        )

    def documents(self) -> dict[str, Document]:
        """The documents of the corpus by id, each with its event."""
        found = dict(self._without_events())
        for event in self.events:
            for identity in event.articles:
                if identity in found:
                    found[identity] = replace(found[identity], event=event)
        return found

    def _without_events(self) -> Mapping[str, Document]:
        """The documents, merged once: the pages of a state never change."""
        if self._merged is None:
            self._merged = documents(self.pages)
        return self._merged

    def find_events(self) -> dict[str, Document]:
        """Work out the events of the pages as they are now; the documents with them, by id. `moments` have to be set."""
        found = self._without_events()
        told = group({identity: document.trace for identity, document in found.items()}, self.moments)
        self.events = tuple({event.id: event for event in told.values()}.values())
        return dict(found) | {
            identity: replace(found[identity], event=event) for identity, event in told.items()
        }

    @property
    def latest(self) -> int:
        """The last moment at which a document came, changed or went; 0 if none did."""
        return max(
            max((changed for _, changed in self.moments.values()), default=0), *self.removed.values(), 0
        )

    def follow(self, before: CorpusManifest, now: int, generation: int = 0) -> None:
        """Take over the moments of the state before, and note what is new, changed or gone at `now`, in `generation`.

        A document is changed when its words are, not when rules give it other facets. The clock never runs back, and no two
        generations share a moment: `now` is later than the last that was noted, so that "all after this moment" is exact.
        """
        now = max(now, before.latest + 1)
        old = before._without_events()
        if self._merged is None:
            self._merged = documents_after(self.pages, before.pages, old)
        new = self._merged
        for identity, document in new.items():
            if identity not in before.moments:
                self.moments[identity] = (now, now)
                continue
            added, changed = before.moments[identity]
            differs = identity in old and old[identity].text != document.text
            self.moments[identity] = (added, now if differs else changed)
        gone = {identity: now for identity in before.moments if identity not in new}
        kept = {identity: moment for identity, moment in before.removed.items() if identity not in new}
        self.removed = dict(sorted({**kept, **gone}.items(), key=lambda item: item[1])[-MOST_REMOVED:])
        made = {**before.generations, str(generation): self.latest}
        self.generations = dict(list(made.items())[-MOST_GENERATIONS:])


def _packed_member(key: str, records: int, refused: int) -> str:
    """A member as the state writes it: most are one record, which need no more than their key."""
    return key if (records, refused) == (1, 0) and key else f"{key}:{records}:{refused}"


def _member(packed: str) -> tuple[str, int, int]:
    key, _, counts = packed.partition(":")
    records, _, refused = (counts or "1:0").partition(":")
    return key, int(records), int(refused)


def documents_after(
    pages: Mapping[str, PageState], earlier: Mapping[str, PageState], merged: Mapping[str, Document]
) -> dict[str, Document]:
    """What `documents(pages)` returns, given what it returned for `earlier`: only records that are others are merged again.

    A record that was kept is the same object in both, in the same place.
    """
    touched: set[str] = set()
    for name in pages.keys() | earlier.keys():
        now, before = (state[name].records if name in state else () for state in (pages, earlier))
        if now is not before:
            for new, old in zip_longest(now, before):
                if new is not old:
                    touched.update(record.id for record in (new, old) if record is not None)
    if 2 * len(touched) > len(merged):
        return documents(pages)
    kept = {identity: document for identity, document in merged.items() if identity not in touched}
    return kept | documents(pages, touched)


def documents(pages: Mapping[str, PageState], only: AbstractSet[str] | None = None) -> dict[str, Document]:
    """The documents that `pages` amount to, by id; of those in `only`, if it is given.

    Records with one id are one document: an article wins over its briefs, then the first page by name. Of captures of one
    address the newest text wins, earlier ones are its versions.
    """
    found: dict[str, list[tuple[bool, str, int, Record]]] = {}
    events: dict[str, list[Record]] = {}
    for name in sorted(pages):
        for index, record in enumerate(pages[name].records):
            if record.kind == "refused" or (only is not None and record.id not in only):
                continue
            if record.kind in NO_RECORDS:
                events.setdefault(record.id, []).append(record)
            else:
                found.setdefault(record.id, []).append((record.kind == "brief", name, index, record))
    merged = {}
    for document_id, places in found.items():
        versions: list[tuple[bool, str, int, Record]] = []
        if len(places) == 1:
            chosen = places[0]
            same = places
        else:
            chosen = min(places, key=lambda place: place[:3])
            same = [place for place in places if place[0] == chosen[0]]
            if chosen[3].captured:
                versions = _versions([place for place in same if place[3].captured])
                chosen = versions.pop()
        record = chosen[3]
        merged[document_id] = Document(
            record.kind,
            chosen[1],
            chosen[2],
            record.digest,
            tuple(dict.fromkeys(place[1] for place in same)),
            tuple(dict.fromkeys(place[3].url for place in same if place[3].url)),
            record.text,
            record.captured,
            _gone(events.get(document_id, ()), same),
            tuple((place[1], place[2]) for place in versions),
            record.trace,
        )
    return merged


def _versions(places: list[tuple[bool, str, int, Record]]) -> list[tuple[bool, str, int, Record]]:
    """The captures with a text of their own, oldest first: each text where it was first seen."""
    ordered = sorted(places, key=lambda place: (place[3].captured or "", place[1], place[2]))
    return [place for k, place in enumerate(ordered) if not k or place[3].text != ordered[k - 1][3].text]


def _gone(events: Sequence[Record], places: Sequence[tuple[bool, str, int, Record]]) -> str | None:
    """When the page was found missing, unless it was seen again later."""
    moments = [(record.captured or "", record.kind == "gone") for record in events]
    moments += [(place[3].captured or "", False) for place in places if place[3].captured]
    moment, is_gone = max(moments, default=("", False))
    if not is_gone:
        return None
    first = moment
    for earlier, was_gone in sorted(moments, reverse=True):
        if not was_gone:
            break
        first = earlier
    return first


_RULES = ("pages", "facets", "vietnamese", "ledger", "events")
"""The folders whose code and tables turn a page into an Article."""


@cache
def rules_fingerprint() -> str:
    """Hash of the code and the gazetteers, those of `TCD_GAZETTEER` included, that turn a page into an Article.

    When it changes, every page is read again: an index never mixes the facets of two gazetteers.
    """
    here = Path(__file__).parent
    summary = hashlib.sha256()
    for place in (*_RULES, "papers.py", "papers.toml", "gazetteer_files.py"):
        files = [here / place] if (here / place).is_file() else sorted((here / place).rglob("*"))
        for file in files:
            if file.suffix in (".py", ".toml"):
                summary.update(file.name.encode() + file.read_bytes())
    for file in override_files():
        summary.update(file.name.encode() + file.read_bytes())
    return summary.hexdigest()[:16]
