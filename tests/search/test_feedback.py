"""What the best articles add to a query."""

from __future__ import annotations

from indexer.engines.contract import TellingTerms
from search.rank.feedback import feedback


def test_articles_that_say_nothing_add_nothing() -> None:
    """What was found by its date alone scores 0: it must not speak, nor break the ranking, where only it has terms."""
    silent = [TellingTerms({"đoàn": 1.0}, {}), TellingTerms({"quà": 2.0}, {"trao quà": 3.0})]
    added = feedback(silent, [4.0, 0.0], syllables=2, documents=100)
    assert [term.text for term, weight in added if weight > 0] == ["đoàn"]
