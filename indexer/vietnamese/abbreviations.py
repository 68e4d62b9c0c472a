"""The abbreviations of the union press, both ways: LĐLĐ ↔ Liên đoàn Lao động.

The entries are data (`abbreviations.toml`); a short form may have several readings, and the words around it choose. `find`
takes the syllables of a query (lower case, accented or not) and returns `Expansion`s, each a stretch of the query with what
else it may be written as. An unaccented `ldld` is understood as `LĐLĐ`; a typed accent must agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from indexer.errors import GazetteerError
from indexer.gazetteer_files import load_tables
from indexer.vietnamese.fold import fold_normal
from indexer.vietnamese.syllables import syllables

_FILE = Path(__file__).with_name("abbreviations.toml")

Syllables = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing a short form stands for.

    `long`: for people. `forms`: the ways to write it, as syllables, the usual one first. `fits`: how many of
    its telling words stand nearby. `back`: whether the long form should also find the short one.
    `near`: its telling words, folded. `only_near`: whether it needs one of them.
    """

    long: str
    forms: tuple[Syllables, ...]
    near: tuple[str, ...] = ()
    back: bool = True
    only_near: bool = False
    fits: int = 0


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """An entry of the file: `short` as it is printed, its syllables (`GD&ĐT` has two), its readings.

    `document`: a kind of document, which after a number is part of that document's own (`1294/HD-TLĐ`).
    """

    short: str
    syllables: Syllables
    readings: tuple[Reading, ...]
    document: bool = False


@dataclass(frozen=True, slots=True)
class Expansion:
    """A stretch `[start, end)` of the syllables that can be written otherwise.

    `typed`: the stretch, joined by spaces. `kind`: whether it is a short form (to be read as `reads`) or a long
    form (abbreviated as `reads`), has synonyms, or is written otherwise. `reads`: the other ways to write it, likeliest first; `labels`:
    the same number of strings for people. `sure`: False when several readings are left and the words around
    do not tell them apart.
    """

    start: int
    end: int
    typed: str
    kind: Literal["short", "long", "synonym", "written"]
    reads: tuple[Syllables, ...]
    labels: tuple[str, ...]
    sure: bool = True


def agrees(typed: str, full: str) -> bool:
    """Whether a typed syllable may be `full`: every letter is the same, or is it without its accents.

    >>> agrees("ldld", "lđlđ"), agrees("lđld", "lđlđ"), agrees("chó", "cho")
    (True, True, False)
    """
    if typed == full:
        return True
    folded = fold_normal(full)
    return len(typed) == len(full) and all(a in (b, c) for a, b, c in zip(typed, full, folded, strict=True))


def readings(short: str, context: Sequence[str] = ()) -> list[Reading]:
    """What a short form (`"DN"`, `"ldld"`, `"GD&ĐT"`) stands for, likeliest first; empty if it is unknown.

    `context`: syllables around it, lower case, accented or not.
    """
    return _readings(_syllables(short), _context(context))


def find(syllables: Sequence[str]) -> list[Expansion]:
    """The short and long forms among a query's syllables, longest first where they overlap, in order.

    The parts of a document's number (`02-NQ/TW`) are left as they were typed.
    """
    table = _table()
    found: list[Expansion] = []
    at = 0
    while at < len(syllables):
        if at and syllables[at - 1].isdigit() and _is_document(syllables[at], table):
            # The kind of document and, if that is a short form too, who issued it.
            at += 1
            at += at < len(syllables) and _short_at(syllables, at, table) is not None
            continue
        expansion = _short_at(syllables, at, table) or _long_at(syllables, at, table)
        if expansion is None:
            at += 1
        else:
            found.append(expansion)
            at = expansion.end
    return found


def expand(text: str) -> list[Expansion]:
    """`find` over the syllables of a text."""
    return find(_syllables(text))


def entries() -> tuple[Abbreviation, ...]:
    """All entries in the order of the file. Raises GazetteerError when the file cannot be understood."""
    return _table().entries


@dataclass(frozen=True, slots=True)
class _Table:
    entries: tuple[Abbreviation, ...]
    short: Mapping[Syllables, list[Abbreviation]]
    """By folded syllables."""
    long: Mapping[str, list[tuple[Syllables, Abbreviation, Reading]]]
    """By the first syllable, folded; longest forms first."""
    longest: int


def _short_at(syllables: Sequence[str], at: int, table: _Table) -> Expansion | None:
    for length in range(min(table.longest, len(syllables) - at), 0, -1):
        stretch = tuple(syllables[at : at + length])
        choices: list[Reading] = []
        if tuple(map(fold_normal, stretch)) in table.short:
            choices = _readings(stretch, _context([*syllables[:at], *syllables[at + length :]]))
        choices = choices or _compound(stretch)
        if choices:
            reads = tuple(dict.fromkeys(form for choice in choices for form in choice.forms))
            labels = tuple(_label(form, choices) for form in reads)
            sure = len(choices) == 1 or choices[0].fits > choices[1].fits
            return Expansion(at, at + length, " ".join(stretch), "short", reads, labels, sure)
    return None


def _is_document(syllable: str, table: _Table) -> bool:
    known = table.short.get((fold_normal(syllable),), ())
    return any(entry.document and agrees(syllable, entry.syllables[0]) for entry in known)


def _label(form: Syllables, choices: Sequence[Reading]) -> str:
    return next(choice.long for choice in choices if form in choice.forms)


def _long_at(syllables: Sequence[str], at: int, table: _Table) -> Expansion | None:
    length = 0
    shorts: dict[Syllables, str] = {}
    for form, entry, _ in table.long.get(fold_normal(syllables[at]), ()):
        if len(form) < length:
            break
        stretch = syllables[at : at + len(form)]
        if len(stretch) == len(form) and all(map(agrees, stretch, form)):
            length = len(form)
            shorts.setdefault(entry.syllables, entry.short)
    if not shorts:
        return None
    typed = " ".join(syllables[at : at + length])
    return Expansion(at, at + length, typed, "long", tuple(shorts), tuple(shorts.values()))


def _readings(stretch: Syllables, context: str) -> list[Reading]:
    entries = _table().short.get(tuple(map(fold_normal, stretch)), [])
    exact = [entry for entry in entries if entry.syllables == stretch]
    others = [
        entry
        for entry in entries
        if entry.syllables != stretch and all(map(agrees, stretch, entry.syllables))
    ]
    choices: dict[str, Reading] = {}
    for entry in (*exact, *others):
        for reading in entry.readings:
            fits = sum(f" {word} " in context for word in reading.near)
            if (fits or not reading.only_near) and reading.long not in choices:
                choices[reading.long] = Reading(
                    reading.long, reading.forms, reading.near, reading.back, reading.only_near, fits
                )
    return sorted(choices.values(), key=lambda reading: -reading.fits)


def _compound(stretch: Syllables) -> list[Reading]:
    """Two short forms written as one (`ubndtp`): each has one reading, or a first one; the first has three letters."""
    if len(stretch) != 1 or not 5 <= len(stretch[0]) <= 12:
        return []
    typed = stretch[0]
    for cut in range(len(typed) - 2, 2, -1):
        head, tail = _readings((typed[:cut],), ""), _readings((typed[cut:],), "")
        if head and tail:
            form = head[0].forms[0] + tail[0].forms[0]
            return [Reading(f"{head[0].long} {tail[0].long}", (form,), back=False)]
    return []


def _context(syllables: Sequence[str]) -> str:
    return f" {' '.join(fold_normal(syllable) for syllable in syllables)} "


@cache
def _table() -> _Table:
    try:
        rows = load_tables(_FILE, "abbreviation")["abbreviation"]
        loaded = tuple(_entry(row) for row in rows)
    except (KeyError, TypeError) as error:
        raise GazetteerError(f"{_FILE.name}: {error}; see the head of the file for its form") from error
    short: dict[Syllables, list[Abbreviation]] = {}
    long: dict[str, list[tuple[Syllables, Abbreviation, Reading]]] = {}
    for entry in loaded:
        short.setdefault(tuple(map(fold_normal, entry.syllables)), []).append(entry)
        for reading in entry.readings:
            for form in reading.forms if reading.back else ():
                long.setdefault(fold_normal(form[0]), []).append((form, entry, reading))
    for forms in long.values():
        forms.sort(key=lambda row: -len(row[0]))
    return _Table(loaded, short, long, max(map(len, short)))


def _entry(row: Mapping[str, Any]) -> Abbreviation:
    short = row["short"]
    found = tuple(_reading(short, reading) for reading in row["readings"])
    if not found:
        raise GazetteerError(f"{_FILE.name}: {short} has no reading; give it one or remove it")
    return Abbreviation(short, _syllables(short), found, row.get("document", False))


def _reading(short: str, row: str | Mapping[str, Any]) -> Reading:
    if isinstance(row, str):
        row = {"long": row}
    unknown = set(row) - {"long", "also", "near", "back", "only_near"}
    if unknown or (row.get("only_near") and not row.get("near")):
        raise GazetteerError(
            f"{_FILE.name}: {short}: {', '.join(sorted(unknown)) or 'only_near without near'}"
        )
    return Reading(
        long=row["long"],
        forms=tuple(_syllables(form) for form in (row["long"], *row.get("also", ()))),
        near=tuple(" ".join(map(fold_normal, _syllables(word))) for word in row.get("near", ())),
        back=row.get("back", not row.get("only_near", False)),
        only_near=row.get("only_near", False),
    )


def _syllables(text: str) -> Syllables:
    return tuple(syllables(text))
