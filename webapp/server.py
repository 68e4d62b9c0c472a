"""The production server: gunicorn around `create_app`.

Chosen by measurement (`run.py bench servers`, docs/operating.md). Its workers are processes: one that dies or
hangs is replaced, SIGHUP reloads without dropping a connection, and both cores answer. In each, connections are greenlets
(`webapp/worker.py`): hundreds of slow clients hold no worker. Workers share the pages of the memory-mapped index, and a
folder with the metrics and the limits per client.
"""

from __future__ import annotations

import errno
import gc
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

import gevent
from flask import Flask
from gunicorn.app.base import BaseApplication

from indexer.errors import SettingsError, TinCongDoanError
from indexer.vietnamese import analyse
from webapp import api_write, rates
from webapp.app import create_app
from webapp.connections import Connections
from webapp.resource import close, get_search
from webapp.warming import warm_up

CONNECTIONS = 2_000
"""Connections that a worker holds at once; more wait in the kernel's queue."""

WARM_SECONDS = 5
"""How long a worker may wait for a cluster before it accepts requests."""


class Server(BaseApplication):
    """gunicorn with its options given here instead of in a file. `config` is handed to `create_app`."""

    def __init__(self, config: dict[str, Any], options: dict[str, Any]) -> None:
        self._app_config = config
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self._app_config)


def serve(*, index: Path, engine: str, host: str, port: int, workers: int) -> None:
    """Serve until SIGINT or SIGTERM; requests in flight are finished first."""
    address = f"[{host}]" if ":" in host else host
    _check_free(host, port)
    shared = Path(tempfile.mkdtemp(prefix="tin-cong-doan-"))  # what the workers of this server share
    rates.create(shared / "rates")
    (shared / "metrics").mkdir()
    connections = Connections()

    def begin(worker: Any) -> None:
        with gevent.Timeout(WARM_SECONDS, False):
            warm_up(worker.wsgi)
        api_write.catch_up(worker.wsgi)
        connections.joined(worker)

    options = {
        "bind": f"{address}:{port}",
        "workers": workers,
        "worker_class": "webapp.worker.Worker",
        "worker_connections": CONNECTIONS,
        "forwarded_allow_ips": "",  # no header of a peer is believed here, loopback included: that is PROXIES' part
        "forwarder_headers": "",
        "secure_scheme_headers": {},
        "timeout": 30,
        "graceful_timeout": 20,
        "keepalive": 15,
        "limit_request_line": 8190,
        "limit_request_fields": 64,
        "limit_request_field_size": 8190,
        "proc_name": "tin-cong-doan",
        "loglevel": "warning",
        "when_ready": _announce,
        "post_worker_init": begin,
        "pre_request": connections.asked,
        "child_exit": connections.left,
        "on_exit": lambda arbiter: shutil.rmtree(shared, ignore_errors=True),
    }
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(shared / "metrics"))  # /metrics adds up all workers
    config = {"INDEX": str(index), "ENGINE": engine, "RATE_TABLE": str(shared / "rates")}
    # What is loaded before the workers part is theirs together: the model of the language, and all modules.
    analyse("Công đoàn cơ sở")
    if engine == "whoosh":  # a connection to a cluster would be parted with the workers
        first = create_app(config | {"ACCESS_LOG": False, "RATE_LIMIT": 0})
        warm_up(first)
        _tell_missing(first)
        close(first)
    gc.freeze()
    Server(config, options).run()


def _check_free(host: str, port: int) -> None:
    """Raise SettingsError if the address cannot be listened on: one sentence instead of five lines of retries."""
    try:
        kind, *_, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
            probe.listen(1)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            said = f"Port {port} of {host} is taken by another program. Choose another: --port {port % 65535 + 1} or make run PORT={port % 65535 + 1}."
        elif error.errno == errno.EACCES:
            said = f"Port {port} needs an administrator's rights. Choose one above 1023: --port 8080."
        else:
            said = f"Cannot listen on {host}, port {port}: {error.strerror or error}. Set --host and --port (TCD_HOST, TCD_PORT)."
        raise SettingsError(said) from None


def _tell_missing(app: Flask) -> None:
    """Say on stderr that there is no index to search, and what to do; the server starts nevertheless, and looks again at each request."""
    try:
        with app.app_context():
            get_search()
    except TinCongDoanError as error:
        print(
            f"{error}\nUntil then every search is answered with 503; this server need not be started again.",
            file=sys.stderr,
            flush=True,
        )


def _announce(arbiter: Any) -> None:
    for listener in arbiter.LISTENERS:
        print(f"Tin Công Đoàn: http://{str(listener).split('://')[-1]} (Ctrl-C stops)", flush=True)
