"""The middle floor: from what a person typed to what she sees. `Search` is the one door."""

from search.search import Search

__all__ = ["Search"]
