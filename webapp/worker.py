"""The worker of the server: gunicorn's gevent worker, with a limit on how long a peer may take.

A connection costs a greenlet, not a thread or a process, so that a client that is slow to ask or to read keeps nobody waiting.
How long it may be slow: `keepalive` seconds for a whole request line with its headers (gunicorn's setting), `STALL_SECONDS` for
each piece of a body that it sends and of an answer that it takes, `ANSWER_SECONDS` for a whole answer. Then its connection is closed.
"""

from __future__ import annotations

import atexit
import gc
import json
import logging
import socket
from typing import Any

import gevent
from gunicorn.http import errors as wrong
from gunicorn.util import write
from gunicorn.workers.base_async import AsyncWorker
from gunicorn.workers.ggevent import GeventWorker

STALL_SECONDS = 30
ANSWER_SECONDS = 600
SEND_BUFFER = 64 * 1024
"""Bytes of an answer that the system takes before the peer has. It would take megabytes, which a worker would make for a reader who takes hours."""

GC_THRESHOLDS = (50_000, 20, 50)
"""An answer makes some ten thousand objects, hardly any of them in cycles: Python's 700 would look through them a dozen times, which
takes 6 to 10 % of a new answer."""

REFUSALS = (
    (wrong.LimitRequestLine, 414, "URI Too Long", "The request line is longer than 8,190 bytes: shorten the query."),
    (wrong.LimitRequestHeaders, 431, "Request Header Fields Too Large", "At most 64 header lines of 8,190 bytes each are read."),
    (wrong.ParseException, 400, "Bad Request", "This is not a request of HTTP/1.1 as RFC 9112 describes it."),
)  # fmt: skip
"""What is said to a request that cannot be read as far as the application: class of error, status, title, detail."""


class Worker(GeventWorker):  # type: ignore[misc]  # gunicorn has no types
    """Serves each connection in a greenlet. `nr_conns` counts those that have been answered and may ask again."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._answered: set[int] = set()

    def init_process(self) -> None:
        """Begin; what gevent replaced must not be asked for when the interpreter ends and it is gone already."""
        atexit.register(getattr(logging, "_handlerList", []).clear)
        gc.set_threshold(*GC_THRESHOLDS)
        super().init_process()

    @property
    def nr_conns(self) -> int:
        """Kept-alive connections (`webapp/connections.py`); those that never finish a request do not count."""
        return len(self._answered)

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        client.settimeout(STALL_SECONDS)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        try:
            AsyncWorker.handle(self, listener, client, addr)
        finally:
            self._answered.discard(id(client))

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> None:
        self._answered.add(id(sock))
        gevent.sleep(
            0
        )  # whoever else has asked is first: a client that asks without a pause would keep this worker to itself
        try:
            with gevent.Timeout(ANSWER_SECONDS, TimeoutError):
                super().handle_request(listener_name, req, sock, addr)
        except TimeoutError:
            self.log.debug("closed a connection whose peer took too long")
            raise StopIteration from None  # gunicorn's sign that a connection ends

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        refusal = next((row for row in REFUSALS if isinstance(exc, row[0])), None)
        if refusal is None:
            super().handle_error(req, client, addr, exc)
            return
        _, status, title, detail = refusal
        body = json.dumps(
            {"type": "about:blank", "title": title, "status": status, "detail": detail}
        ).encode()
        head = (
            f"HTTP/1.1 {status} {title}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
            f"Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        try:
            write(client, head.encode() + body)
        except OSError:
            self.log.debug("the peer was gone before it was refused")
