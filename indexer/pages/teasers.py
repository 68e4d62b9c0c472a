"""Teasers of other articles under an article: title, title again, lead, over and over.

The lead of a `Teaser` is without its agency's sign.
"""

from __future__ import annotations

from indexer.pages.article_draft import Teaser
from indexer.pages.boilerplate import classify, has_sign, split_sign
from indexer.pages.text import is_image_name, line_key

_LONGEST_TITLE = 220
_SHORTEST_LEAD = 40
_LONGEST_MARKER = 50


def read_teasers(lines: list[str]) -> list[Teaser]:
    """The teasers in `lines`, each once; headlines without a lead are passed over."""
    teasers: list[Teaser] = []
    seen: set[str] = set()
    at, count = 0, len(lines)
    while at < count:
        title = lines[at]
        at += 1
        if (len(title) <= _LONGEST_MARKER and classify(title)) or is_image_name(title):
            continue
        if len(title) > _LONGEST_TITLE or at == count or has_sign(title):
            continue
        doubled = _same(title, lines[at])
        lead_at = at + 1 if doubled else at
        if lead_at >= count:
            break
        lead = lines[lead_at]
        starts_next = lead_at + 1 < count and _same(lead, lines[lead_at + 1])
        if starts_next or not (has_sign(lead) or (doubled and len(lead) >= _SHORTEST_LEAD)):
            at = lead_at if doubled else at
            continue
        at = lead_at + 1
        mark = line_key(title)
        if mark not in seen:
            seen.add(mark)
            teasers.append(Teaser(title, *split_sign(lead)))
    return teasers


def _same(one: str, other: str) -> bool:
    return one == other or (abs(len(one) - len(other)) < 4 and line_key(one) == line_key(other))
