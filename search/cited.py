"""A search as it was answered at one moment, kept to be cited, and what it answers now.

A citation says what was searched for and found: the address, the moment and the generation of the index, the ids and, up to
`MOST_TITLES`, their titles. Nothing of who cited it. The same search of the same generation is the same citation, under the same name.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.errors import QueryError
from search.moments import iso
from search.search import DocumentIds, Search

MOST = 200_000
"""Documents of a search that can be cited: 2.5 MB of ids that are addresses, 0.4 s of processor to keep."""
MOST_TITLES = 5_000
"""Documents of a citation that keeps titles too, and documents of a comparison that are listed with theirs."""

Pairs = tuple[tuple[str, str], ...]
"""The (name, value) pairs of an address."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as a citation lists it. `is_held`: the index has it now."""

    id: str
    title: str
    is_held: bool = True


@dataclass(frozen=True, slots=True)
class CitedSearch:
    """What was cited. `search` is its address, `moment` (ISO 8601) and `generation` are those of the index, `articles` are (id,
    title), sorted by id; the titles are "" where there are more than `MOST_TITLES`."""

    search: Pairs
    moment: str
    generation: int
    articles: tuple[tuple[str, str], ...]

    @property
    def total(self) -> int:
        return len(self.articles)

    @property
    def digest(self) -> str:
        """SHA-256 of the ids, sorted, a line feed between them: equal for equal sets of documents."""
        return digest([identity for identity, _ in self.articles])

    @property
    def name(self) -> str:
        """The name under which it is kept: a hash of all that it says."""
        said = json.dumps([self.search, self.moment, self.generation, self.total, self.digest])
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def to_bytes(self) -> bytes:
        """For the store."""
        titled = self.total <= MOST_TITLES
        listed = self.articles if titled else [identity for identity, _ in self.articles]
        record = [self.search, self.moment, self.generation, listed]
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        return zlib.compress(text.encode("utf-8", "surrogatepass"), 9 if titled else 6)

    @classmethod
    def from_bytes(cls, raw: bytes) -> CitedSearch:
        """What `to_bytes` wrote. Raises ValueError or zlib.error for anything else."""
        search, moment, generation, listed = json.loads(zlib.decompress(raw).decode("utf-8", "surrogatepass"))
        articles = ((row, "") if isinstance(row, str) else row for row in listed)
        return cls(
            tuple((name, value) for name, value in search),
            moment,
            generation,
            tuple((identity, title) for identity, title in articles),
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a cited search answers now. `added` are found now and were not then, `removed` the other way round."""

    total: int
    generation: int
    moment: str
    digest: str
    added: tuple[Listed, ...]
    removed: tuple[Listed, ...]


def digest(ids: Sequence[str]) -> str:
    """SHA-256 of ids, in the order given, a line feed between them."""
    return hashlib.sha256("\n".join(ids).encode("utf-8", "surrogatepass")).hexdigest()


def moment_of(search: Search, found: DocumentIds) -> str:
    """When the generation in which documents were found became current (ISO 8601)."""
    committed = found.reader.committed
    return iso(int(committed)) if committed else search.arrivals().latest or iso(0)


def cite(search: Search, found: DocumentIds, address: Pairs) -> CitedSearch:
    """The citation of the search at `address`, which finds `found`. Raises QueryError if those are too many."""
    if len(found.ids) > MOST:
        raise QueryError(
            f"{len(found.ids):,} results are too many to cite; narrow the search to {MOST:,}",
            "q",
            code="too_many_to_cite",
            maximum=MOST,
        )
    headings = found.headings(found.ids) if len(found.ids) <= MOST_TITLES else {}
    articles = tuple((identity, headings.get(identity, "")) for identity in found.ids)
    return CitedSearch(address, moment_of(search, found), found.reader.generation, articles)


def compare(search: Search, cited: CitedSearch, now: DocumentIds) -> Comparison:
    """What `cited` found then and finds now. Of longer lists than `MOST_TITLES` only so many rows have titles of today."""
    then, present = dict(cited.articles), set(now.ids)
    added = [identity for identity in now.ids if identity not in then]
    removed = [identity for identity in then if identity not in present]
    headings = now.headings([*added[:MOST_TITLES], *removed[:MOST_TITLES]])
    held = set(headings) if len(removed) <= MOST_TITLES else set(search.document_ids().ids)
    return Comparison(
        len(now.ids),
        now.reader.generation,
        moment_of(search, now),
        digest(now.ids),
        tuple(Listed(identity, headings.get(identity, identity)) for identity in added),
        tuple(
            Listed(identity, headings.get(identity) or then[identity] or identity, identity in held)
            for identity in removed
        ),
    )
