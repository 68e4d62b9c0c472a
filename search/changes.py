"""When documents came to an index, changed or went: the answer of `/api/changes`, and the order of feeds and alerts.

Read from the state that the index was committed with, so that it agrees with the documents and is the same for every engine.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from heapq import nlargest
from typing import Literal

from indexer.article import Article
from indexer.engines.contract import EngineQuery
from indexer.engines.protocols import Reader
from indexer.errors import QueryError
from search.moments import is_generation, iso, seconds

CHANGES = 1_000
"""Changes of one answer."""
FEW = 1_000
"""Up to so many matches, each is read to order them by arrival; of more, the arrivals are gone through from the last."""

ChangeKind = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened last to one document, and when (ISO 8601, UTC)."""

    id: str
    kind: ChangeKind
    moment: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes, oldest first. `more` follow after `next`, which is what to ask with the next time in any case.

    `removed_known_since`: before this moment, removals may be forgotten; None if none is.
    """

    changes: tuple[Change, ...]
    more: bool
    next: str
    generation: int
    removed_known_since: str | None


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The moments of one generation of an index.

    `moments` maps the documents to when the index took them and their present text, `events` are (moment, id, kind) in
    order, each document once. All in seconds since 1970.
    """

    generation: int
    moments: Mapping[str, tuple[int, int]]
    events: tuple[tuple[int, str, ChangeKind], ...]
    generations: Mapping[str, int]
    removed_known_since: int | None

    @classmethod
    def read(cls, reader: Reader) -> Arrivals:
        """The moments of what `reader` sees."""
        # Only who asks what changed needs the state of the corpus.
        from indexer.corpus_manifest import MOST_REMOVED, CorpusManifest

        manifest = CorpusManifest.from_bytes(reader.state())
        events: list[tuple[int, str, ChangeKind]] = [
            (changed, identity, "added" if changed == added else "changed")
            for identity, (added, changed) in manifest.moments.items()
        ]
        events += [(moment, identity, "removed") for identity, moment in manifest.removed.items()]
        is_full = len(manifest.removed) >= MOST_REMOVED
        return cls(
            reader.generation,
            manifest.moments,
            tuple(sorted(events)),
            manifest.generations,
            min(manifest.removed.values()) if is_full else None,
        )

    def since(self, since: str, size: int) -> Changes:
        """The first `size` changes after `since`."""
        place = self._place(since)
        first = bisect_right(self.events, place, key=lambda event: event[:2])
        chosen = self.events[first : first + size]
        last = chosen[-1] if chosen else None
        more = first + size < len(self.events)
        if more and last:
            following = f"{iso(last[0])}~{last[1]}"
        else:  # the last moment of the index, not the clock's: an update that is under way may have begun before this call
            following = iso(self.events[-1][0]) if self.events else "0"
        forgotten = self.removed_known_since
        return Changes(
            tuple(
                Change(identity, self._kind(identity, kind, place[0]), iso(moment))
                for moment, identity, kind in chosen
            ),
            more,
            following,
            self.generation,
            None if forgotten is None else iso(forgotten),
        )

    def moment(self, since: str) -> int:
        """The moment (seconds since 1970) that `since` states: of a generation, the last that it knew of."""
        return self._place(since)[0]

    @property
    def latest(self) -> str | None:
        """When something last came, changed or went (ISO 8601, UTC); None if the index remembers nothing."""
        return iso(self.events[-1][0]) if self.events else None

    def newest(self, reader: Reader, request: EngineQuery, size: int) -> list[tuple[Article, str]]:
        """The `size` documents of `request` that came or changed last, last first, each with that moment (ISO 8601, UTC)."""
        request = replace(request, rank=(), feedback=(), facets=(), sort="newest", offset=0, limit=0)
        total = reader.answer(request).total
        found = reader.answer(replace(request, limit=total)).found if total else ()
        if total > FEW:
            matching = {document.key for document in found}
            keys = []
            for _, identity, kind in reversed(self.events):
                key = reader.key(identity) if kind != "removed" else None
                if key is not None and key in matching:
                    keys.append(key)
                    if len(keys) == size:
                        break
            articles = reader.articles(keys)
        else:
            articles = reader.articles([document.key for document in found])
        moments = [(self.moments[a.id][1], a.id, a) for a in articles if a.id in self.moments]
        return [(a, iso(moment)) for moment, _, a in nlargest(size, moments, key=lambda m: m[:2])]

    def _kind(self, identity: str, kind: ChangeKind, since: int) -> ChangeKind:
        """What a document that was added and then changed is, to someone who knows the index as of `since`."""
        return "added" if kind == "changed" and self.moments[identity][0] > since else kind

    def _place(self, since: str) -> tuple[int, str]:
        """The place in `events` after which to begin, as (moment, id)."""
        text = since.strip()
        if not text:
            return -1, ""
        if is_generation(text):
            return self._of_generation(text), _LAST
        written, separator, identity = text.partition("~")
        moment = seconds(written)
        if moment is not None:
            return moment, identity if separator else _LAST
        raise QueryError(
            f"since must be a moment, a generation or the next of an earlier answer, not {since[:80]!r}",
            "since",
            code="since",
            value=since[:80],
        )

    def _of_generation(self, number: str) -> int:
        if int(number) >= self.generation:
            return self.events[-1][0] if self.events else -1
        if number in self.generations:
            return self.generations[number]
        if int(number) == 0:
            return -1
        said = f"the index does not remember generation {number}; begin again without since"
        raise QueryError(said, "since", code="forgotten", value=number)


_LAST = "\U0010ffff"
"""Behind every id."""
