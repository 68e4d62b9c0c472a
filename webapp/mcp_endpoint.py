"""`/mcp`: the archive for assistants on the site itself (Model Context Protocol, streamable HTTP). Read-only, without sessions.

The tools are those of `webapp.assistant`, the protocol is the official SDK's, which speaks ASGI: each request runs its application in
an event loop of its own, and the answer is one JSON object. A worker runs one such loop at a time; as a greenlet it lets the
other requests go on. Without the SDK (extra `mcp`) there is no such address.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import MutableMapping
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import MethodNotAllowed

from webapp.resource import get_search
from webapp.templating import base_url

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from search import Search

blueprint = Blueprint("mcp_endpoint", __name__)

PATH = "/mcp"

_LOCK = "tin-cong-doan-mcp"


def init_app(app: Flask) -> None:
    """Give `app` the address if the SDK is installed."""
    if find_spec("mcp"):
        # An event loop is the thread's, and greenlets share one. The lock is made with the app: in a worker that is after gevent
        # has replaced locks; an older one would stop the thread, and with it the greenlet that is to release it.
        app.extensions[_LOCK] = threading.Lock()
        app.register_blueprint(blueprint)


@blueprint.route(PATH, methods=["GET", "POST", "DELETE"])
def answer() -> ResponseReturnValue:
    """One message of a client, and the answer to it."""
    if (
        request.method != "POST"
    ):  # there is no session to listen to or to end: the protocol's own answer for that
        raise MethodNotAllowed(["POST"])
    body = request.get_data(cache=False)
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in request.headers]
    server = _server(get_search(), base_url())
    with current_app.extensions[_LOCK]:
        status, answered, text = asyncio.run(_call(server, body, headers))
    response = Response(text, status)
    for name, value in answered:
        response.headers[name.decode("latin-1")] = value.decode("latin-1")
    response.headers["Cache-Control"] = "no-store"
    return response


@lru_cache(maxsize=4)
def _server(search: Search, site: str) -> MCPServer:
    from webapp.assistant import server  # takes a second and 50 MB: nobody waits for it who does not ask

    return server(search, site)


async def _call(
    server: MCPServer, body: bytes, headers: list[tuple[bytes, bytes]]
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Run the SDK's application for one request: status, headers and body of its answer."""
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(event: MutableMapping[str, Any]) -> None:
        sent.append(event)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": PATH,
        "raw_path": PATH.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": None,
        "server": None,
    }
    # Whoever may read the site may ask here, from whatever page: there is no cookie or key that a foreign page could misuse.
    app = server.streamable_http_app(
        streamable_http_path=PATH, stateless_http=True, json_response=True, host=""
    )
    async with app.router.lifespan_context(app):
        await app(scope, receive, send)
    start = next(event for event in sent if event["type"] == "http.response.start")
    text = b"".join(event.get("body", b"") for event in sent if event["type"] == "http.response.body")
    return int(start["status"]), list(start.get("headers", ())), text
