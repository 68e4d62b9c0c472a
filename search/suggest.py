"""Completions while typing."""

from __future__ import annotations

from collections.abc import Mapping

from search.lexis import Lexis
from search.results import Completion, FacetCount


def complete(
    q: str, lexis: Lexis, values: Mapping[str, tuple[FacetCount, ...]], size: int = 10
) -> list[Completion]:
    """Up to `size` completions of `q`."""
    return []
