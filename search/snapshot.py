"""One generation of the index, and what was learnt of it while answering.

The Articles of keys that a Reader found, made ready for marking, and their topics are remembered, since the same articles are
found by many queries; all of it ends with the generation. Safe for several threads.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from indexer.article import Article
from indexer.engines.contract import NO_FILTERS, Filters, Key, TellingTerms
from indexer.engines.protocols import Reader
from indexer.vietnamese import fold, fold_normal
from indexer.vietnamese.syllables import syllables
from search import facet_names
from search.changes import Arrivals
from search.results import FacetCount, Results
from search.term_stats import TermStats

if TYPE_CHECKING:
    from search.ledger import LedgerEntry

ARTICLES = 200
"""Articles that are remembered: about 10 KB each."""
TOPICS = 2_000
"""Articles whose telling terms are remembered: about 5 KB each."""
LEDGER = 32
"""Answers of the ledger that are remembered."""
ANSWERS = 256
"""Answers that are remembered: the same words are asked for again, by paging back and by programs."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memory(dict[K, V]):
    """A dict of at most `most` entries: the first that were put in go first."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._lock = Lock()

    def __setitem__(self, key: K, value: V) -> None:
        with self._lock:
            if len(self) >= self._most and key not in self:
                del self[next(iter(self))]
            super().__setitem__(key, value)

    def of(self, keys: Sequence[K], make: Callable[[list[K]], Sequence[V]]) -> list[V]:
        """The values of some keys; those that are missing are made all at once."""
        # Another thread may drop an entry at any moment: each is looked up once.
        values = {key: value for key in keys if (value := self.get(key)) is not None}
        missing = [key for key in dict.fromkeys(keys) if key not in values]
        if missing:
            for key, value in zip(missing, make(missing), strict=True):
                values[key] = self[key] = value
        return [values[key] for key in keys]


class IndexSnapshot:
    """A Reader with its vocabulary, labels and memories."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.stats = TermStats(reader)
        self.labels = facet_names.labels(reader)
        self.answers: Memory[Hashable, Results] = Memory(ANSWERS)
        self.facet_values: dict[str, tuple[FacetCount, ...]] | None = None
        self.arrivals: Arrivals | None = None
        self.ledger: Memory[Hashable, tuple[LedgerEntry, ...]] = Memory(LEDGER)
        self._articles: Memory[Key, Article] = Memory(ARTICLES)
        self._telling: Memory[Key, TellingTerms] = Memory(TOPICS)

    def counted(
        self, counts: Mapping[str, Mapping[str, int]], filters: Filters = NO_FILTERS, *, cut: bool = True
    ) -> dict[str, tuple[FacetCount, ...]]:
        """Counts of an answer as labelled lists, in the order of the registry; `cut` to what an answer shows."""
        return {
            spec.name: facet_names.counted(
                spec if cut else replace(spec, most=None),
                counts.get(spec.name, {}),
                filters.values(spec.name),
                self.labels[spec.name],
            )
            for spec in self.reader.registry
        }

    @cached_property
    def authors(self) -> dict[str, str]:
        """The folded name of each author → the value of the facet."""
        return {fold(label): value for value, label in self.labels.get("author", {}).items()}

    @cached_property
    def author_names(self) -> dict[str, str]:
        """The folded name of each author → the name."""
        names = self.labels.get("author", {}).values()
        return {" ".join(map(fold_normal, syllables(name))): name for name in names}

    def articles(self, keys: Sequence[Key]) -> list[Article]:
        """The Articles of `ScoredDoc.key`s, in that order."""
        return self._articles.of(keys, self.reader.articles)

    def telling(self, keys: Sequence[Key]) -> list[TellingTerms]:
        """What the documents of `ScoredDoc.key`s are about."""
        return self._telling.of(keys, self.reader.telling)
