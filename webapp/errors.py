"""Every error as an answer: `problem+json` (RFC 9457) under /api and for files, a page of the site elsewhere.

An answer has a status that fits and tells how to mend the call, in the reader's language. The text of an unexpected exception
goes to the log, never to the reader.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, g, json, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from indexer.errors import EngineUnavailable, IndexProblem, QueryError
from webapp.i18n import Catalogue
from webapp.language import current_catalogue
from webapp.segments import shown
from webapp.templating import facet_label

log = logging.getLogger("tin_cong_doan.errors")

PROBLEM = "application/problem+json"
KNOWN = (400, 404, 405, 413, 414, 429, 500, 503)
"""Statuses with a text of their own in the catalogue (`error.404.title`, `error.404.detail`)."""
FILES = (
    "/search.",
    "/compare.",
    "/coverage/",
    "/ledger.",
    "/honours.",
    "/report.",
    "/batch.",
    "/saved.",
    "/share/",
    "/mcp",
)
"""How the addresses of feeds and tables begin: what reads them is a program, which has no use for a page."""
_REFERENCE = re.compile(r"/s/[^/]+\.[a-z]{1,8}")
"""The address of a citation as a file."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as it is told: by the API as JSON, by the site as a page."""

    status: int
    title: str
    detail: str
    parameter: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    """Members of its own (RFC 9457, section 3.2), for programs."""

    def to_dict(self) -> dict[str, Any]:
        record: dict[str, Any] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": shown(request.path),
            **self.more,
        }
        if self.parameter:
            record["parameter"] = self.parameter
        if "request_id" in g:
            record["request_id"] = g.request_id
        return record


def problem_of(error: Exception) -> Problem:
    """What to tell about `error`."""
    t = current_catalogue()
    if isinstance(error, QueryError):
        return Problem(400, _plain(t, "error.400.title"), _query_detail(t, error), error.parameter)
    if isinstance(error, EngineUnavailable):
        return _known(t, 503, {"Retry-After": str(error.retry_after)})
    if isinstance(error, IndexProblem):
        log.error("index problem: %s", error)
        return _known(t, 503, {"Retry-After": "5"})
    if isinstance(error, HTTPException):
        status = error.code or 500
        response = error.get_response()
        kept = {n: v for n, v in response.headers.items() if n in ("Allow", "Retry-After", "Location")}
        if status in KNOWN:
            return _known(t, status, kept)
        return Problem(status, error.name, error.description or error.name, None, kept)
    return _known(t, 500, {})


def _known(t: Catalogue, status: int, headers: dict[str, str]) -> Problem:
    title = _plain(t, f"error.{status}.title")
    detail = _plain(t, f"error.{status}.detail", seconds=headers.get("Retry-After", "5"))
    return Problem(status, title, detail, None, headers)


def _query_detail(t: Catalogue, error: QueryError) -> str:
    key = f"error.parameter.{error.code}"
    if key not in t:
        return _plain(t, "error.400.detail")
    return _plain(t, key, **error.values, label=_label(t, str(error.values["parameter"])))


def _label(t: Catalogue, parameter: str) -> str:
    """How a parameter is known: to the reader of a page a filter by its name there, to a program by that of the parameter."""
    if wants_json() or parameter in ("q", "page", "size") or (name := facet_label(parameter)) == parameter:
        return _plain(t, "error.label.parameter", name=parameter)
    return _plain(t, "error.label.filter", name=name)


def _plain(t: Catalogue, key: str, **values: Any) -> str:
    return t(key, **values).unescape()


def wants_json() -> bool:
    """Is the current request one of a program's: the API's, a feed or an export?"""
    if request.path.startswith(FILES) or _REFERENCE.fullmatch(request.path):
        return True
    return request.path == "/api" or (request.path.startswith("/api/") and request.path != "/api/docs")


def respond(problem: Problem) -> Response:
    """`problem` as the response to the current request."""
    if wants_json():
        response = Response(json.dumps(problem.to_dict()), problem.status, mimetype=PROBLEM)
    else:
        response = Response(render_template("error.html", problem=problem), problem.status)
    response.headers.update(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    """Answer every error of `app` in the site's own form."""

    def known(error: Exception) -> ResponseReturnValue:
        return respond(problem_of(error))

    def unexpected(error: Exception) -> ResponseReturnValue:
        log.exception("unexpected error on %s", request.path, exc_info=error)
        return respond(problem_of(error))

    app.register_error_handler(HTTPException, known)
    app.register_error_handler(QueryError, known)
    app.register_error_handler(IndexProblem, known)
    app.register_error_handler(Exception, unexpected)
