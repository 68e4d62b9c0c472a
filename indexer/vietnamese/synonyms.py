"""Other words for the same: *đình công*, *ngừng việc tập thể*, *lãn công*; and English words of the field.

The sets are data (`synonyms.toml`): every member finds the others; an English word finds the Vietnamese ones, and not the
other way round. A query's words are compared as they are read, accents included, so that *Định Công*, a ward, is no strike.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from indexer.errors import GazetteerError
from indexer.gazetteer_files import errors_of, load_tables
from indexer.vietnamese.abbreviations import Expansion, Syllables
from indexer.vietnamese.syllables import syllables

_FILE = Path(__file__).with_name("synonyms.toml")


def find(read: Sequence[str]) -> list[Expansion]:
    """The stretches of a query's syllables, as read, that have synonyms: the longest where they overlap, in order."""
    table = _table()
    longest = max(map(len, table))
    found: list[Expansion] = []
    at = 0
    while at < len(read):
        lengths = range(min(longest, len(read) - at), 0, -1)
        stretch = next((s for n in lengths if (s := tuple(read[at : at + n])) in table), None)
        if stretch is None:
            at += 1
            continue
        others = table[stretch]
        labels = tuple(" ".join(other) for other in others)
        found.append(
            Expansion(at, at + len(stretch), " ".join(stretch), "synonym", others, labels, sure=False)
        )
        at += len(stretch)
    return found


def sets() -> tuple[tuple[str, ...], ...]:
    """The sets of Vietnamese words, and those of an English word and what it stands for, in the order of the file.

    Raises GazetteerError when the file cannot be understood.
    """
    vietnamese, english = _rows()
    return (*vietnamese, *english)


def _rows() -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    data = load_tables(_FILE, "sets", "english")
    with errors_of(_FILE.name):
        rows = [[tuple(row) for row in data[name]] for name in ("sets", "english")]
    for row in (*rows[0], *rows[1]):
        if len(row) < 2 or not all(isinstance(word, str) and syllables(word) for word in row):
            raise GazetteerError(f"{_FILE.name}: {row}: a set has two words or more")
    return rows[0], rows[1]


@cache
def _table() -> dict[Syllables, tuple[Syllables, ...]]:
    """A word → the others, as syllables."""
    table: dict[Syllables, tuple[Syllables, ...]] = {}
    vietnamese, english = _rows()
    for row in vietnamese:
        members = [tuple(syllables(word)) for word in row]
        for word in members:
            # A phrase that holds the word is found by it already.
            others = [other for other in members if f" {' '.join(word)} " not in f" {' '.join(other)} "]
            if others:
                table[word] = tuple(dict.fromkeys((*table.get(word, ()), *others)))
    for row in english:
        first, *others = [tuple(syllables(word)) for word in row]
        table[first] = tuple(dict.fromkeys((*table.get(first, ()), *others)))
    return table
