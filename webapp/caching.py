"""ETag, Last-Modified and 304, and finished pages: an answer changes only when the index, the address or the program changes.

The ETag is made of the index's generation, the address, the language and the program's version; Last-Modified is the later of
the moments at which the index was committed and the program was written. A request that comes with a current
ETag is answered before anything is searched. When it brings both, the ETag alone decides.

What a `remembered` view answered is kept by its ETag, finished and compressed, within `PAGES_BYTES` a process.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ParamSpec

from flask import Flask, Request, Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue

from indexer.bounded_cache import BoundedCache
from webapp.assets import site_modified
from webapp.language import current_language
from webapp.resource import get_search

P = ParamSpec("P")

PAGES_BYTES = 12 << 20
"""Bytes of finished answers that a process keeps, and as many of their compressed forms."""

_KEY = "tin-cong-doan-pages"


@dataclass(frozen=True, slots=True)
class _Page:
    body: bytes
    content_type: str


def init_app(app: Flask) -> None:
    """Give `app` room for finished answers."""
    app.extensions[_KEY] = BoundedCache(PAGES_BYTES)


def remembered(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Let the answer of `view` be made once per generation, address and language. Stands beneath `revalidated`; nothing in the
    answer may depend on more than those."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Any:
        pages: BoundedCache = current_app.extensions[_KEY]
        tag = _tag()
        page = pages.peek(tag)
        if page is None:
            response = make_response(view(*args, **kwargs))
            if response.status_code != 200 or response.is_streamed:
                return response
            page = _Page(response.get_data(), response.headers["Content-Type"])
            pages.get(tag, lambda: page, lambda kept: len(kept.body))
        g.remembered = tag
        return Response(page.body, content_type=page.content_type)

    return wrapper


class CompressedPages:
    """The compressed forms of remembered answers, as Flask-Compress asks for them: other answers are not kept."""

    def __init__(self) -> None:
        self._forms = BoundedCache(PAGES_BYTES)

    def get(self, key: str) -> bytes | None:
        form: bytes | None = self._forms.peek(key)
        return form

    def set(self, key: str, form: bytes) -> None:
        if not key.endswith(";"):
            self._forms.get(key, lambda: form, len)


def compression_key(request: Request) -> str:
    """What names the answer to this request for as long as the process lives; "" if it is not remembered."""
    name: str = g.get("remembered", "")
    return name


def revalidated(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Let `view` answer 304 to who already holds the current answer."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Any:
        tag, modified = _tag(), _modified()
        if _holds(tag):
            response = Response(status=304)
        else:
            response = make_response(view(*args, **kwargs))
            if response.status_code == 200 and (request.if_none_match.star_tag or _unmodified(modified)):
                response = Response(status=304)
        if response.status_code in (200, 304):
            response.headers["ETag"] = f'W/"{tag}"'
            if modified:
                response.last_modified = modified
            response.headers.setdefault("Cache-Control", "no-cache")
            response.vary.add("Accept-Language")
        return response

    return wrapper


def _holds(tag: str) -> bool:
    """Does the client name the current answer's tag? It had it from this very address, so nothing need be searched."""
    held = request.if_none_match.as_set(include_weak=True)
    return any(part.split(":")[0] == tag for part in held)


def _unmodified(modified: datetime | None) -> bool:
    """Does the client hold an answer of that date, and no tag? Any address may have that date: also one that fails."""
    since = request.if_modified_since
    return bool("If-None-Match" not in request.headers and since and modified and modified <= since)


def _modified() -> datetime | None:
    """The first whole second after the answer's last change; None while that second has not come.

    A date has no fractions: a second commit in the same second would otherwise have the date of the first.
    """
    committed = get_search().committed
    if committed is None:
        return None
    whole = int(max(committed, site_modified())) + 1
    return datetime.fromtimestamp(whole, UTC) if whole <= time.time() else None


def _tag() -> str:
    if "tag" not in g:
        g.tag = _new_tag()
    tag: str = g.tag
    return tag


def _new_tag() -> str:
    parts = (
        str(get_search().generation),
        request.path,
        request.query_string.decode("ascii", "replace"),
        current_language(),
        current_app.config["VERSION"],
        current_app.config["BASE_URL"] or request.host_url,
    )
    return hashlib.sha1("\n".join(parts).encode(), usedforsecurity=False).hexdigest()[:20]
