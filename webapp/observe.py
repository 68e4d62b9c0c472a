"""What an operator sees: request ids, one JSON log line per request, `/healthz`, `/readyz`, `/metrics`.

A request keeps the id that a proxy gave it (`X-Request-ID`), else gets one; it stands in the log, in the
response and in every problem. Metrics are Prometheus text; with several workers, set
PROMETHEUS_MULTIPROC_DIR to an empty folder before the server starts and `/metrics` adds all of them up.
"""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import sys
import time

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_compress import Compress

from indexer.errors import TinCongDoanError
from webapp import caching, gauges
from webapp.resource import get_search
from webapp.segments import shown

log = logging.getLogger("tin_cong_doan.access")
blueprint = Blueprint("observe", __name__)
TYPES = (
    "text/html", "text/css", "text/javascript", "text/plain", "text/csv", "application/json",
    "application/problem+json", "application/atom+xml", "application/xml", "application/x-ndjson",
    "application/ld+json", "application/manifest+json", "application/opensearchdescription+xml",
    "application/x-suggestions+json", "image/svg+xml",
)  # fmt: skip
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    """The counters of one app; each app has a registry of its own."""

    def __init__(self) -> None:
        # Imported here: the library looks for PROMETHEUS_MULTIPROC_DIR once, when it is imported, and the
        # server sets it just before its workers start.
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self.registry = CollectorRegistry()
        names = ("endpoint", "status")
        self.requests = Counter("tcd_requests", "Requests answered", names, registry=self.registry)
        self.seconds = Histogram(
            "tcd_request_seconds",
            "Time to answer",
            ("endpoint",),
            buckets=_SECONDS,
            registry=self.registry,
        )

        self.in_progress = Gauge(
            "tcd_requests_in_progress",
            "Requests being answered or waiting in a worker",
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.found_nothing = Counter(
            "tcd_queries_without_result", "Searches that found nothing", registry=self.registry
        )

    def text(self) -> bytes:
        """All metrics, of all workers if they share a folder."""
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self.registry) + gauges.text()
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together) + gauges.text()


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process lives."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The process can answer searches: its index is open."""
    try:
        search = get_search()
        return jsonify(status="ok", generation=search.generation, documents=search.document_count)
    except TinCongDoanError as error:
        return jsonify(status="unavailable", reason=type(error).__name__), 503


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Prometheus text."""
    text = current_app.extensions["tin-cong-doan-metrics"].text()
    return Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def init_app(app: Flask) -> None:
    """Count, time and log every request of `app`."""
    counted = Metrics()
    app.extensions["tin-cong-doan-metrics"] = counted
    if app.config["ACCESS_LOG"] and not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False

    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        g.began = time.perf_counter()
        counted.in_progress.inc()

    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        endpoint = request.endpoint or "none"
        counted.requests.labels(endpoint, response.status_code).inc()
        counted.seconds.labels(endpoint).observe(seconds)
        if g.get("found") == 0 and response.status_code == 200:
            counted.found_nothing.inc()
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if app.config["ACCESS_LOG"]:
            log.info(_line(response, endpoint, seconds))
        return response

    def over(error: BaseException | None) -> None:
        if "began" in g:
            counted.in_progress.dec()

    app.teardown_request(over)
    app.before_request(begin)
    app.after_request(end)


def _line(response: Response, endpoint: str, seconds: float) -> str:
    """One request as a line of JSON, without who asked and what for unless the operator wants to know; json escapes whatever could break a line or a terminal."""
    config = current_app.config
    private = {"client": request.remote_addr} if config["LOG_CLIENTS"] else {}
    if config["LOG_QUERIES"]:
        private["query"] = request.query_string.decode("ascii", "replace")[:500]
        if "found" in g:
            private |= {"q": request.args.get("q", "")[:500], "total": g.found}
    return json.dumps(
        {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
            "id": g.get("request_id"),
            "method": request.method,
            "path": shown(request.path)[:500],
            "endpoint": endpoint,
            "status": response.status_code,
            "ms": round(seconds * 1000, 2),
            **private,
        }
    )


def compress(app: Flask) -> None:
    """zstd, brotli or gzip for whatever is text, as the client can read; streams stay streams."""
    app.config.setdefault("COMPRESS_MIMETYPES", list(TYPES))
    app.config.setdefault("COMPRESS_ALGORITHM", ["br", "zstd", "gzip"])
    app.config.setdefault("COMPRESS_STREAMS", True)
    app.config.setdefault("COMPRESS_BR_LEVEL", 5)
    app.config.setdefault("COMPRESS_CACHE_BACKEND", caching.CompressedPages)
    app.config.setdefault("COMPRESS_CACHE_KEY", caching.compression_key)
    Compress(app)
