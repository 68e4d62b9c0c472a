"""Vietnamese word segmentation: exactly pyvi's output."""

from __future__ import annotations


def tokenize(text: str) -> str:
    """Exactly what `pyvi.ViTokenizer.tokenize(text)` returns: words joined by "_", tokens by a space."""
    from pyvi import ViTokenizer

    return ViTokenizer.tokenize(text)


def words(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The words of a normalised text as `[first, last)` ranges of the syllables at `spans`."""
    joined: set[int] = set()
    at = 0
    for token in tokenize(text).split(" "):
        parts = token.split("_")
        for number, part in enumerate(parts):
            found = text.find(part, at) if part else -1
            if found < 0:
                continue
            if number:
                joined.add(found)
            at = found + len(part)
    ranges: list[tuple[int, int]] = []
    for index, (start, _) in enumerate(spans):
        if start in joined and ranges:
            ranges[-1] = (ranges[-1][0], index + 1)
        else:
            ranges.append((index, index + 1))
    return ranges
