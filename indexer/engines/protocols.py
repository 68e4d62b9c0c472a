"""What an engine is: `Engine` opens an index for reading, a `Reader` answers, a `Writer` changes it.

Everything that the pipeline and search use of an engine is here. An engine is a folder whose `PACKAGE` is an
`EnginePackage`, and its line in `indexer.engines`; the type checker compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from indexer.article import Article
from indexer.engines.contract import (
    EngineQuery,
    EngineResult,
    Explained,
    Key,
    TellingTerms,
    TermCount,
    TermKind,
)
from indexer.errors import IndexProblem
from indexer.facets.declared import DeclaredFacet
from indexer.facets.facet_spec import Registry

Handle = TypeVar("Handle")
"""A segment that is built but not visible yet; what it is, its engine alone knows. Picklable."""

Made = TypeVar("Made", covariant=True)


class Reader(Protocol):
    """An immutable snapshot of one generation of an index. Safe for several threads."""

    @property
    def generation(self) -> int:
        """The number of the generation: one more with each commit."""
        ...

    @property
    def document_count(self) -> int:
        """How many documents the generation has."""
        ...

    @property
    def registry(self) -> Registry:
        """The facets of the index: those of every index, and those that its corpus declared."""
        ...

    @property
    def committed(self) -> float | None:
        """When the generation became current, in seconds since 1970; None where the engine does not know."""
        ...

    def answer(self, request: EngineQuery) -> EngineResult:
        """Select, rank, count. Raises QueryError for a request beyond the engine's limits."""
        ...

    def explain(self, request: EngineQuery, keys: Sequence[Key]) -> list[Explained]:
        """Of what the scores of these documents are made, in that order."""
        ...

    def articles(self, keys: Sequence[Key]) -> list[Article]:
        """The stored Articles of `ScoredDoc.key`s, in that order."""
        ...

    def article(self, article_id: str) -> Article | None:
        """The Article with this id, or None."""
        ...

    def key(self, article_id: str) -> Key | None:
        """The key of the document with this id, or None."""
        ...

    def telling(self, keys: Sequence[Key]) -> list[TellingTerms]:
        """What the documents are about, in that order (`indexer.engines.telling`)."""
        ...

    def scan(self, request: EngineQuery) -> Iterator[Article]:
        """Every Article of `request`, in its order, without paging (exports). Memory stays bounded."""
        ...

    def ids(self, request: EngineQuery) -> list[str]:
        """The id of every document that `request` selects, in no particular order; without reading Articles."""
        ...

    def accented(self, kind: TermKind, folded: str) -> list[TermCount]:
        """The accented terms that fold to `folded`, most frequent first."""
        ...

    def completions(self, kind: TermKind, folded_prefix: str, limit: int) -> list[TermCount]:
        """The most frequent terms whose folded form begins with `folded_prefix`."""
        ...

    def coverage(self, request: EngineQuery) -> Mapping[tuple[str, str, int | None], int]:
        """Documents of `request` per (campaign, district, year): the coverage matrix."""
        ...

    def frequencies(self, kind: TermKind, terms: Sequence[str]) -> list[int]:
        """For each accented term about how many documents have it, 0 if none; quickly, for hundreds.

        Of pairs, words and credits, an engine may give the number of occurrences; deleted documents may count.
        """
        ...

    def labels(self, facet: str) -> Mapping[str, str]:
        """value → label of every value of `facet` in the index."""
        ...

    def state(self) -> bytes:
        """What `Writer.commit` was given as `state` for this generation; b"" at first."""
        ...


class Engine(Protocol):
    """An index, open for reading. A context manager; safe for several threads."""

    def reader(self) -> Reader:
        """The current generation; the same Reader while it is current, at next to no cost.

        Raises IndexMissing, IndexOutdated, IndexDamaged or EngineUnavailable.
        """
        ...

    def close(self) -> None:
        """Let go of the index. Readers that were handed out may go on."""
        ...

    def __enter__(self) -> Engine: ...

    def __exit__(self, *exception: object) -> None: ...


class Builder(Protocol[Made]):
    """Builds segments in worker processes. Picklable."""

    def __call__(self, articles: Iterable[Article]) -> Made:
        """Analyse `articles` into one new segment that is not visible yet; of several with one id the last counts."""
        ...


class Writer(Protocol[Handle]):
    """The one writer of an index; holds its lock until closed. A context manager.

    `recovered_from` is what was wrong with the index (damaged, or of another version), so that this writer started
    from an empty one; None if nothing was.
    """

    recovered_from: IndexProblem | None

    @property
    def generation(self) -> int:
        """The generation that is current, 0 if there is none; `commit` makes the next number."""
        ...

    def state(self) -> bytes:
        """The `state` of the last commit; b"" at first, and when starting anew."""
        ...

    def last_state(self) -> bytes:
        """The `state` of the last commit, also of an index that is outdated, damaged or about to be replaced; b"" where it
        cannot be read."""
        ...

    def builder(self) -> Builder[Handle]:
        """What worker processes build segments with."""
        ...

    def build(self, articles: Iterable[Article]) -> Handle:
        """Build a segment in this process."""
        ...

    def commit(
        self,
        *,
        add: Sequence[Handle],
        delete: Iterable[str],
        state: bytes,
        facets: Sequence[DeclaredFacet] = (),
    ) -> int:
        """Make the segments `add` visible and drop the documents with ids `delete` of earlier generations, atomically
        and durably, with `state` and the facets that the corpus declares. Return the new generation.

        An Article of `add` replaces an earlier one with its id. If it fails, the generation before stays current.
        """
        ...

    def close(self) -> None:
        """Release the lock. What was built and not committed is dropped, by the next writer at the latest."""
        ...

    def __enter__(self) -> Writer[Handle]: ...

    def __exit__(self, *exception: object) -> None: ...


class OpenWriter(Protocol[Handle]):
    """Opens the writer of an index. Raises IndexLocked. `full`: the first commit replaces everything."""

    def __call__(self, index: str | Path, *, full: bool = False) -> Writer[Handle]: ...


@dataclass(frozen=True, slots=True)
class EnginePackage(Generic[Handle]):
    """What the package of an engine hands out. `check` names what is wrong with the files of an index, one sentence
    each; none: it is whole."""

    open_reader: Callable[[str | Path], Engine]
    open_writer: OpenWriter[Handle]
    check: Callable[[str | Path], list[str]]
