"""What no response goes without, and what no request gets past: headers, sizes, rates.

In: requests and responses of the app. Out: the same responses with a strict Content-Security-Policy
(no inline script or style anywhere), `413`/`414` for oversized requests, `429` with `Retry-After` for a
client above RATE_LIMIT (0: no limit). Clients are told apart by address; the addresses that a proxy
forwards count only when PROXIES says how many proxies to trust.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from werkzeug.exceptions import TooManyRequests

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
MAX_QUERY_STRING = 7680
"""Bytes of an address after `?`."""

MAX_BODY = 64 * 1024
"""Bytes of a request's body; no address reads one."""

MAX_CLIENTS = 10_000
"""Clients whose rate is remembered; the one not seen for longest is forgotten first."""


class RateLimiter:
    """A token bucket per client: `limit` requests a minute, up to `limit` at once. Thread-safe."""

    def __init__(self, limit: int) -> None:
        self._limit = float(limit)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, client: str, now: float | None = None) -> float:
        """Seconds until `client` may ask again; 0 takes one token."""
        moment = time.monotonic() if now is None else now
        with self._lock:
            tokens, before = self._buckets.pop(client, (self._limit, moment))
            tokens = min(self._limit, tokens + (moment - before) * self._limit / 60)
            allowed = tokens >= 1
            self._buckets[client] = (tokens - 1 if allowed else tokens, moment)
            if len(self._buckets) > MAX_CLIENTS:
                self._buckets.popitem(last=False)
            return 0.0 if allowed else (1 - tokens) * 60 / self._limit


def safe_url(url: str | None) -> str | None:
    """`url` if it may become a link (http or https, with a host), else None."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def init_app(app: Flask) -> None:
    """Guard every request and response of `app`."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    if app.config["RATE_LIMIT"]:
        app.extensions["tin-cong-doan-rate"] = RateLimiter(app.config["RATE_LIMIT"])
    app.before_request(_guard)
    app.after_request(_protect)


def _guard() -> None:
    if len(request.query_string) > MAX_QUERY_STRING:
        request.query_string = b""  # megabytes take seconds to parse, and the error page would
        abort(414)
    if (request.content_length or 0) > MAX_BODY:
        abort(413)
    limiter = current_app.extensions.get("tin-cong-doan-rate")
    if limiter and not request.path.startswith(("/static/", "/healthz", "/readyz")):
        wait = limiter.wait(request.remote_addr or "?")
        if wait:
            raise TooManyRequests(retry_after=int(wait) + 1)


def _protect(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response
