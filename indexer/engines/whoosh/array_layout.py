"""How a segment's arrays are called and laid out; what building, merging and reading share.

A segment holds at most `MAX_DOCUMENTS` documents, so that a document's number in it is a uint16. Ragged
data is a flat array beside its `offsets` (groups + 1 of them; group g is `[offsets[g], offsets[g + 1])`).

| arrays | of | content |
|---|---|---|
| `syllable.text .offsets .heads` | lexicon | keys `folded \\x1f accented` in UTF-8, sorted: the accented forms of a folded syllable are neighbours, and so are their postings |
| `syllable.postings` → `.docs .tf` | term | documents, ascending, and how often (255: see `.high`, `.high_tf`) |
| `syllable.occurrences` → `.positions` | term | positions, by document then ascending; one position space per document |
| `title.ends` → `.docs .positions` | syllable | its occurrences in titles |
| `pair.first` → `.second .ends` | first syllable | the second syllables that follow it, ascending, as numbers of the lexicon |
| `pair.ends` → `pair.docs` | pair | documents, ascending, one entry per occurrence |
| `word.text .offsets .heads .ends` → `.docs` | word | the same for words of two and more syllables |
| `credit.…` | author, source | the same for the terms of `indexer.credits` |
| `doc.telling_low .telling_high` | document | its telling terms (`telling_slots.py`) |
| `doc.*` | document | length in syllables, field starts, days, minute, moment of adding, facet codes, id, stored Article |
"""

from __future__ import annotations

import hashlib

import numpy as np

from indexer.article import FIELDS

MAX_DOCUMENTS = 65_535
SEPARATOR = "\x1f"
HEAD_EVERY = 16
"""Every 16th key of a lexicon has its first 8 bytes, as a number, in `heads`: where a search begins."""

NO_MINUTE = np.iinfo(np.int32).min
NO_DAY_LOW = np.iinfo(np.int32).min
NO_DAY_HIGH = np.iinfo(np.int32).max
"""A document without date and year: its days lie outside of every range."""

FIELD_COLUMNS = len(FIELDS) + 1


def lexicon_arrays(name: str, keys: list[bytes]) -> dict[str, np.ndarray]:
    """Return the arrays of a lexicon with these sorted keys: text (uint8), offsets (uint32), heads (uint64)."""
    offsets = np.zeros(len(keys) + 1, np.uint32)
    np.cumsum([len(key) for key in keys], out=offsets[1:])
    heads = [int.from_bytes(key[:8].ljust(8, b"\0"), "big") for key in keys[::HEAD_EVERY]]
    return {
        f"{name}.text": np.frombuffer(b"".join(keys), np.uint8),
        f"{name}.offsets": offsets,
        f"{name}.heads": np.array(heads, np.uint64),
    }


def ragged(parts: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Return byte strings as one array (uint8) and its offsets (uint32, one more than strings)."""
    offsets = np.zeros(len(parts) + 1, np.uint32)
    np.cumsum([len(part) for part in parts], out=offsets[1:])
    return np.frombuffer(b"".join(parts), np.uint8), offsets


def term_key(text: str, folded: str) -> bytes:
    """The lexicon's key of a syllable or word."""
    return f"{folded}{SEPARATOR}{text}".encode()


def group_sizes(offsets: np.ndarray) -> np.ndarray:
    """How many elements each group has (int64)."""
    wide = offsets.astype(np.int64)
    sizes: np.ndarray = wide[1:] - wide[:-1]
    return sizes


def starts_of_runs(values: np.ndarray) -> np.ndarray:
    """Return where each run of equal neighbours begins (intp); `values` is one-dimensional, of any type."""
    if not len(values):
        return np.zeros(0, np.intp)
    changes = np.empty(len(values), bool)
    changes[0] = True
    np.not_equal(values[1:], values[:-1], out=changes[1:])
    return np.flatnonzero(changes)


def saturated(tf: np.ndarray) -> dict[str, np.ndarray]:
    """Return term frequencies as uint8, and those of 255 and more apart: places and values (uint32)."""
    high = np.flatnonzero(tf >= 255)
    return {
        "syllable.tf": np.minimum(tf, 255).astype(np.uint8),
        "syllable.high": high.astype(np.uint32),
        "syllable.high_tf": tf[high].astype(np.uint32),
    }


def position_type(largest: int) -> type[np.unsignedinteger]:
    """uint16, unless an article is longer than that counts."""
    return np.uint16 if largest < 65_535 else np.uint32


def code_type(values: int) -> type[np.unsignedinteger]:
    """The type of codes of so many facet values."""
    return np.uint16 if values <= 1 << 16 else np.uint32


def id_hash(article_id: str) -> int:
    """64 bits of an Article's id, by which it is looked up."""
    data = article_id.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")
