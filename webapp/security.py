"""What no response goes without, and what no request gets past: headers, sizes, rates.

A strict Content-Security-Policy (no inline script or style anywhere), `413`/`414` for oversized requests, `429` with
`Retry-After` for a client above RATE_LIMIT (0: no limit), counted over all processes that share RATE_TABLE. Clients are told
apart by address; the addresses that a proxy forwards count only when PROXIES says how many proxies to trust.
"""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask, Response, abort, current_app, request
from werkzeug.exceptions import TooManyRequests

from webapp.rates import RateLimiter, client_of

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
UNLIMITED = ("/static/", "/healthz", "/readyz", "/metrics")
"""Paths that the limit per client leaves alone: an operator's probes, and files that are kept for good."""

_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}))(?::[0-9]{1,5})?")
"""What a Host header may be (RFC 9110, section 7.2): a name in ASCII or an address, and a port."""

MAX_QUERY_STRING = 7680
"""Bytes of an address after `?`."""

MAX_BODY = 64 * 1024
"""Bytes of a request's body, but for those of `BATCHES` and `ARTICLES`."""

BATCHES = ("/batch", "/batch.csv", "/api/batch")
MAX_BATCH = 256 * 1024
"""Bytes of a list of queries."""

ARTICLES = "/api/articles"
MAX_ARTICLES = 8 << 20
"""Bytes of articles that are handed in, where they may be."""


def init_app(app: Flask) -> None:
    """Guard every request and response of `app`."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    if app.config["RATE_LIMIT"]:
        table = app.config.get("RATE_TABLE")
        limiter = RateLimiter(app.config["RATE_LIMIT"], Path(table) if table else None)
        app.extensions["tin-cong-doan-rate"] = limiter
    app.before_request(_guard)
    app.after_request(_protect)


def _guard() -> None:
    host = request.environ.get("HTTP_HOST")
    if host is not None and not _HOST.fullmatch(host):
        request.environ["HTTP_HOST"] = "localhost"  # the page that says so makes addresses too
        abort(400)
    if len(request.query_string) > MAX_QUERY_STRING:
        request.query_string = b""  # megabytes take seconds to parse, and the error page would
        abort(414)
    request.max_content_length = MAX_BATCH if request.path in BATCHES else MAX_BODY
    if request.path == ARTICLES and current_app.config["WRITE_KEY_FILE"]:
        request.max_content_length = MAX_ARTICLES
    if (request.content_length or 0) > request.max_content_length:
        abort(413)
    limiter = current_app.extensions.get("tin-cong-doan-rate")
    if limiter and not request.path.startswith(UNLIMITED):
        wait = limiter.wait(client_of(request.remote_addr or "?"))
        if wait:
            raise TooManyRequests(retry_after=int(wait) + 1)


def _protect(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    seconds = current_app.config["HSTS"]
    if request.is_secure and seconds:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={seconds}")
    return response
