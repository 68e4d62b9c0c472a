"""Links to other articles that stand under a lead: taken from their lines, glued ones taken apart.

The image slug or the article's own title that a dump puts before
each link is removed; several titles in one line are separated where a new one most likely begins.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

from indexer.pages.text import is_image_name, line_key

FEWEST = 5
"""Syllables of the shortest title that is split off."""
_QUOTES = "“\"‘'("
_NEVER = -9.0

MOST = 26
"""Syllables of the longest title; a longer one is rather two."""

_BULLET = re.compile(r"^(?:[•●○◦▪■□►▶▸➤→»>*+·]+\s*|[-–—]\s+)")
_SLUG_PREFIX = re.compile(r"(?:[a-z0-9]+ ){3,}(?=[^\x00-\x7f]|[A-Z\"“‘'(\d])")


@cache
def _words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """(parts of names, offices, unfinished), lower case, from titles.toml."""
    data = tomllib.loads((Path(__file__).parent / "titles.toml").read_text(encoding="utf-8"))
    names, offices, unfinished = (frozenset(data[n].split()) for n in ("names", "offices", "unfinished"))
    return names, offices, unfinished


_UNITS = frozenset(("quận", "huyện", "xã"))


@cache
def _places() -> dict[str, list[tuple[str, ...]]]:
    """Names of places by their first syllable, the longest first."""
    data = tomllib.loads((Path(__file__).parent / "titles.toml").read_text(encoding="utf-8"))
    table: dict[str, list[tuple[str, ...]]] = {}
    for name in sorted(data["places"], key=len, reverse=True):
        syllables = tuple(name.lower().split())
        table.setdefault(syllables[0], []).append(syllables)
    return table


def strip_prefix(line: str, title: str) -> str:
    """The link's title without a bullet, the image's slug or the article's own title before it."""
    line = _BULLET.sub("", line)
    prefix = _SLUG_PREFIX.match(line)
    if prefix:
        return line[prefix.end() :].strip()
    if len(line) > len(title) and line[: len(title)].casefold() == title.casefold():
        rest = line[len(title) :]
        if rest[0] == " " and rest.strip()[:1].isupper():
            return rest.strip()
    half = len(line) // 2
    if len(line) > 20 and line[half : half + 1] == " " and line[:half] == line[half + 1 :]:
        return line[:half]
    return line


def has_slug_prefix(line: str, title: str) -> bool:
    """Does the line begin with an image's slug and go on with another title?

    The slug is that of the page's own `title`, or long enough to be no words of a sentence.
    """
    prefix = _SLUG_PREFIX.match(line)
    if prefix is None or line.endswith((".", ";")) or is_image_name(line):
        return False
    slug = prefix[0].strip()
    return line_key(title).startswith(slug) or slug.count(" ") >= 5


def split_titles(line: str) -> list[str]:
    """The titles glued together in `line`, in order; one that cannot be taken apart comes back whole.

    Every place where a capital follows a word that may end a sentence is weighed; the best set of
    places is found by dynamic programming over them.
    """
    words = line.split()
    count = len(words)
    if count < 2 * FEWEST:
        return [line]
    bare = [_bare(word) for word in words]
    inside, opens = _within_places(words, bare)
    weights = [_NEVER if i in inside else _weigh_start(words, i) + opens.get(i, 0.0) for i in range(count)]
    starts = [0, *(i for i in range(1, count) if weights[i] > -2), count]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for at in range(1, len(starts)):
        options = []
        for back in range(at):
            length = starts[at] - starts[back]
            if length < FEWEST and count >= FEWEST:
                continue
            cost = -0.35 * max(0, length - 14) - (1.0 if length > MOST else 0.0) - 0.25 * max(0, 8 - length)
            opening = weights[starts[back]] if back else 0.0
            options.append((best[back][0] + cost + opening, back))
        best.append(max(options, default=(float("-inf"), 0)))
    cuts = [count]
    at = len(starts) - 1
    while at:
        at = best[at][1]
        cuts.append(starts[at])
    cuts.reverse()
    return [" ".join(words[a:b]) for a, b in pairwise(cuts)]


def _within_places(words: list[str], bare: list[str]) -> tuple[set[int], dict[int, float]]:
    """(words inside a known name, where no title begins; what is added where a name and a colon open one)."""
    inside: set[int] = set()
    opens: dict[int, float] = {}
    for at, word in enumerate(bare):
        if not words[at].lstrip(_QUOTES)[:1].isupper():
            continue
        for name in _places().get(word, ()):
            end = at + len(name)
            if tuple(bare[at:end]) == name and at not in inside:
                inside.update(range(at + 1, end))
                first = at - 1 if at and bare[at - 1] in _UNITS and words[at - 1][0].isupper() else at
                if words[end - 1].endswith(":") and bare[max(0, first - 1)] not in _words()[2]:
                    opens[first] = 5.0
                    if first != at:
                        inside.add(at)
                break
    return inside, opens


def _weigh_start(words: list[str], at: int) -> float:
    """How much the word at `at` looks like the first of a title; negative: rather not."""
    names, offices, unfinished = _words()
    word, before = words[at], words[at - 1]
    first = word.lstrip(_QUOTES)
    if not first or not (first[0].isupper() or first[0].isdigit()):
        return _NEVER
    if before[-1] in ",:;-–—/&(“‘" or before in "-–—&":
        return _NEVER
    if before[-1] in "?!…" or before.endswith("..."):
        return 3.0
    bare, bare_before = _bare(first), _bare(before)
    following = words[at + 1] if at + 1 < len(words) else ""
    if bare_before in unfinished and before[-1].isalpha():
        return -3.0
    weight = 0.0
    if first[0].isdigit():
        weight -= 1.8 if before[-1].isalpha() and following[:1].islower() else 4.0
    if first.rstrip(":,").isupper() and len(bare) > 1:
        weight -= 0.5  # an abbreviation stands anywhere
    elif bare in names:
        weight -= 1.6 if following[:1].isupper() else 2.2
        if before[0].isupper() and bare_before in names:
            weight -= 2.0
    elif bare in offices:
        weight -= 1.4
    elif following[:1].islower():
        weight += 1.0  # "Phát động", "Tuổi trẻ": a sentence begins so, a name does not
    if before[0].isupper() and before[-1].isalpha() and not before.isupper() and bare_before not in offices:
        weight -= 1.0  # a name goes on
    if before[0].isupper() and bare_before in offices and before[-1].isalpha():
        weight -= 2.0  # "Tổng LĐLĐ", "Quận Bắc"
    if before.isdigit() and len(before) < 4 and bare in offices:
        weight -= 1.0  # "29 Công đoàn cơ sở"
    colon = next((i for i, w in enumerate(words[at : at + 10]) if w.endswith(":")), None)
    if colon:
        nearer = any(_opens(words, at + i) for i in range(1, colon + 1))
        weight += 0.3 if nearer else 1.9
    if words[:2] == words[at : at + 2]:
        weight += 1.0  # the same opening as the first title's
    if word[0] in _QUOTES and before[-1].isalpha():
        weight -= 1.0
    return weight


def _opens(words: list[str], at: int) -> bool:
    """Is the word a better place for a title to begin than one before it?"""
    names, offices, unfinished = _words()
    word, bare = words[at], _bare(words[at])
    return (
        word[0].isupper()
        and words[at - 1][0].islower()
        and words[at - 1][-1].isalpha()
        and _bare(words[at - 1]) not in unfinished
        and bare not in names
        and (bare not in offices or not word[1:].islower())
    )


def _bare(word: str) -> str:
    return word.strip("“”\"'’‘.,:;!?()…").lower()
