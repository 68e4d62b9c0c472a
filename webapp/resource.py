"""The one open Search of a process: opened at the first request, closed with the app.

The app's configuration says which: INDEX and ENGINE, or SEARCH for a Search that the caller opened. An index that is missing is
looked for again at the next request, so that a server may start before its index is built.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from flask import Flask, current_app, g

from indexer.facets.facet_spec import Registry
from indexer.facets.registry import REGISTRY

if TYPE_CHECKING:
    from search import Search

_KEY = "tin-cong-doan-search"


class SearchResource:
    """Opens Search once per process, under a lock, when it is first needed."""

    def __init__(self, index: str, engine: str | None, search: Search | None = None) -> None:
        self._index = index
        self._engine = engine
        self._search: Search | None = search
        self._lock = threading.Lock()

    def get(self) -> Search:
        """The open Search. Raises IndexProblem while there is none to open."""
        if self._search is None:
            with self._lock:
                if self._search is None:
                    from search import Search

                    self._search = Search.open(self._index, engine=self._engine)
        return self._search

    def close(self) -> None:
        """Close what this resource opened; the next `get` opens it again."""
        with self._lock:
            opened, self._search = self._search, None
            if opened is not None and hasattr(opened, "close"):
                opened.close()


def get_search() -> Search:
    """The Search of the current app."""
    resource: SearchResource = current_app.extensions[_KEY]
    return resource.get()


def get_registry() -> Registry:
    """The facets of the current app's index; those of every index while there is none to open."""
    if "registry" not in g:
        try:
            g.registry = get_search().registry
        except Exception:  # the page that says what failed needs it too, whatever failed
            return REGISTRY
    registry: Registry = g.registry
    return registry


def init_app(app: Flask) -> None:
    """Give `app` its Search; nothing is opened yet."""
    app.extensions[_KEY] = SearchResource(app.config["INDEX"], app.config["ENGINE"], app.config.get("SEARCH"))


def close(app: Flask) -> None:
    """Close the Search of `app`."""
    app.extensions[_KEY].close()
