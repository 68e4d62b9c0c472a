"""What the index knows of words: a cached view of the statistics of one generation.

Accented forms of a folded term, and document frequencies, which the analysis of queries, spelling, feedback and completion
ask for again and again. One per generation; thread-safe.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

import numpy as np

from indexer.engines import bm25
from indexer.engines.contract import EngineQuery, Published, TermCount, TermKind
from indexer.engines.protocols import Reader
from indexer.vietnamese import fold_normal

T = TypeVar("T")

SIZE = 50_000
"""Folded terms kept in the cache; it starts anew when full."""


class TermStats:
    """The vocabulary of one generation of an index."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.documents = max(1, reader.document_count)
        self._forms: dict[tuple[TermKind, str], list[TermCount]] = {}
        self._frequencies: dict[str, int] = {}
        self._published: dict[tuple[str, str], int] = {}
        self._worked_out: dict[Hashable, Any] = {}

    def worked_out(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, remembered for `key`: whatever follows from this generation alone."""
        found: T | None = self._worked_out.get(key)
        if found is None:
            if len(self._worked_out) > SIZE:
                self._worked_out.clear()
            found = self._worked_out[key] = make()
        return found

    def forms(self, kind: TermKind, folded: str) -> list[TermCount]:
        """The accented terms that fold to `folded`, most frequent first."""
        key = (kind, folded)
        found = self._forms.get(key)
        if found is None:
            if len(self._forms) > SIZE:
                self._forms.clear()
            found = self._forms[key] = self.reader.accented(kind, folded)
        return found

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """In how many documents each of some accented syllables occurs."""
        cached = self._frequencies
        missing = [term for term in dict.fromkeys(terms) if term not in cached]
        if missing:
            if len(cached) > SIZE:
                cached.clear()
                missing = list(dict.fromkeys(terms))
            cached.update(zip(missing, self.reader.frequencies(TermKind.SYLLABLE, missing), strict=True))
        return [cached[term] for term in terms]

    def frequency(self, term: str) -> int:
        """In how many documents an accented syllable occurs."""
        return self.frequencies((term,))[0]

    def published(self, first: str, last: str) -> int:
        """How many documents appeared from one ISO day to another."""
        found = self._published.get((first, last))
        if found is None:
            if len(self._published) > SIZE:
                self._published.clear()
            request = EngineQuery(match=Published(first, last), limit=0, facets=())
            found = self._published[first, last] = self.reader.answer(request).total
        return found

    def folded_frequency(self, kind: TermKind, folded: str) -> int:
        """In how many documents (an upper bound) any form of a folded term occurs."""
        return min(self.documents, sum(form.documents for form in self.forms(kind, folded)))

    def idf(self, frequency: int) -> float:
        """Inverse document frequency, never negative (as the engines score it)."""
        return bm25.idf(self.documents, frequency)

    def idfs(self, frequencies: np.ndarray) -> np.ndarray:
        """The inverse document frequencies (float64) of many terms, from their document frequencies (int64)."""
        return bm25.idfs(self.documents, frequencies)

    def knows(self, syllables: Sequence[str]) -> bool:
        """Whether every syllable occurs somewhere, accents aside."""
        return all(
            f or self.forms(TermKind.SYLLABLE, fold_normal(s))
            for s, f in zip(syllables, self.frequencies(syllables), strict=True)
        )
