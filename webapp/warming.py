"""Warming up: what the first request of a process would wait for is done before there is one.

The first page costs a process some 0.3 s: modules are imported, templates compiled, the index opened. Clients of a server that has just
started wait for that one behind the other, since a worker computes one answer at a time.
"""

from __future__ import annotations

import logging

from flask import Flask

ADDRESSES = ("/search?q=c%C3%B4ng+%C4%91o%C3%A0n+co+so", "/")
"""Pages that between them need the index, the language and the templates that others are made of."""

log = logging.getLogger(__name__)


def warm_up(app: Flask) -> None:
    """Make the pages of `ADDRESSES` for nobody: neither logged nor counted. Never raises; without an index little is warmed."""
    for address in ADDRESSES:
        try:
            with app.test_request_context(address):
                app.dispatch_request()
        except Exception as error:  # whatever fails here is told to the request that meets it
            log.info("not warmed up: %s", type(error).__name__)
            return
