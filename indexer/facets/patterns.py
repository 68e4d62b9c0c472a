"""Regular expressions of many words, rewritten so that the engine tries few of them at each place of a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

_QUANTIFIERS = ("?", "*", "+", "{")
_LOOKBEHIND = ("?<!", "?<=")


def compile_words(pattern: str) -> re.Pattern[str]:
    """Compile a pattern with the alternatives of its groups put together by first letter."""
    return re.compile(by_first_letter(pattern))


def by_first_letter(pattern: str) -> str:
    """Return a pattern that matches the same, its alternatives grouped by their first letter, in inner groups too.

    Alternatives that begin with another sign than a letter stand after the groups; those that begin alike keep their
    order, so the same one wins.
    """
    groups: defaultdict[str, list[str]] = defaultdict(list)
    others: list[str] = []
    for alternative in map(_with_groups, _alternatives(pattern)):
        if alternative[:1].isalpha() and not alternative[1:].startswith(_QUANTIFIERS):
            groups[alternative[0]].append(alternative[1:])
        else:
            others.append(alternative)
    grouped = [
        letter + (rests[0] if len(rests) == 1 else f"(?:{'|'.join(rests)})")
        for letter, rests in groups.items()
    ]
    return "|".join(grouped + others)


def _with_groups(part: str) -> str:
    """A part of a pattern with its groups rewritten; what looks back stays, for its width is fixed."""
    rewritten, done = "", 0
    for start, end in _groups(part):
        inner = part[start + 1 : end]
        mark = re.match(r"\?(?:[:=!]|<[=!]|P<\w+>)?", inner)
        head = mark[0] if mark else ""
        body = inner if head in _LOOKBEHIND else head + by_first_letter(inner[len(head) :])
        rewritten += f"{part[done:start]}({body})"
        done = end + 1
    return rewritten + part[done:]


def _alternatives(pattern: str) -> Iterator[str]:
    """The parts of a pattern between the bars that stand in no group and no set."""
    first = 0
    for at, sign, depth in _signs(pattern):
        if sign == "|" and depth == 0:
            yield pattern[first:at]
            first = at + 1
    yield pattern[first:]


def _groups(pattern: str) -> Iterator[tuple[int, int]]:
    """Where the outermost groups of a pattern open and close."""
    first = 0
    for at, sign, depth in _signs(pattern):
        if sign == "(" and depth == 1:
            first = at
        elif sign == ")" and depth == 0:
            yield first, at


def _signs(pattern: str) -> Iterator[tuple[int, str, int]]:
    """(offset, sign, how many groups are open after it) of the bars and brackets that stand for themselves in no set."""
    depth, in_set, escaped = 0, False, False
    for at, sign in enumerate(pattern):
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif in_set:
            in_set = sign != "]"
        elif sign == "[":
            in_set = True
        elif sign in "()|":
            depth += {"(": 1, ")": -1, "|": 0}[sign]
            yield at, sign, depth
