"""Did you mean."""

from __future__ import annotations

from search.lexis import Lexis
from search.query import Parsed
from search.results import Suggestion
from search.understand import Understanding


def correct(q: str, parsed: Parsed, meant: Understanding, lexis: Lexis) -> Suggestion | None:
    """A better spelling of the query, or None."""
    return None
