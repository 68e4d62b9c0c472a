"""Ids and values of facets as one segment of a path, whatever characters they hold.

WSGI hands an application its path decoded, in which `/articles/x%2Fy` looks like `/articles/x/y`. So the escaped slashes are taken from
the address as it came (`RAW_URI`), and kept through routing as NUL, which no id holds. `.` and `..` alone would be resolved by
every client, escaped or not: they get a slash behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes

from flask import Flask
from werkzeug.routing import UnicodeConverter

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SLASH = "\0"
_ESCAPED_SLASH = re.compile("%2f", re.IGNORECASE)


def segment(text: str) -> str:
    """Return `text` as a segment of a path."""
    return quote(f"{text}/" if text in (".", "..") else text, safe="", errors="replace")


def quoted(path: str) -> str:
    """Return `request.path` as a link writes it."""
    return quote(path, errors="replace").replace("%00", "%2F")


def shown(path: str) -> str:
    """Return `request.path` as an address shows it: escaped slashes escaped."""
    return path.replace(_SLASH, "%2F")


class _Segment(UnicodeConverter):
    def to_python(self, value: str) -> str:
        text = value.replace(_SLASH, "/")
        return text[:-1] if text in ("./", "../") else text

    def to_url(self, value: str) -> str:
        return segment(value)


class _KeepsSlashes:
    """WSGI middleware: escaped slashes of the address reach routing as NUL."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        raw: str = environ.get("RAW_URI", "")
        if "%2f" in raw[:8192].lower() and not environ.get("SCRIPT_NAME"):
            path = re.sub("^https?://[^/?]*", "", raw.partition("?")[0], count=1, flags=re.IGNORECASE)
            if _ESCAPED_SLASH.search(path) and path.startswith("/"):
                environ["PATH_INFO"] = unquote_to_bytes(_ESCAPED_SLASH.sub("%00", path)).decode("latin-1")
        return self._app(environ, start_response)


def init_app(app: Flask) -> None:
    """Let every `<name>` of a route of `app` be any text. Call before routes are registered."""
    app.url_map.converters["default"] = _Segment
    app.wsgi_app = _KeepsSlashes(app.wsgi_app)  # type: ignore[method-assign]
