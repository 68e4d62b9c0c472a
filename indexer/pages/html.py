"""HTML → the parts of its article."""

from __future__ import annotations

from indexer.pages.result import Parts


def read_html(text: str) -> Parts | str:
    """The parts of the article on an HTML page, or the reason why it holds none."""
    return "HTML is not read yet"
