"""ETag, Last-Modified and 304: an answer changes only when the index, the address or the program changes.

The ETag is made of the index's generation, the address, the language and the program's version; Last-Modified is the later of
the moments at which the index was committed and the program was written. A request that comes with a current
ETag is answered before anything is searched. When it brings both, the ETag alone decides.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, current_app, make_response, request
from flask.typing import ResponseReturnValue

from webapp.assets import site_modified
from webapp.language import current_language
from webapp.resource import get_search

P = ParamSpec("P")


def revalidated(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Let `view` answer 304 to who already holds the current answer."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Any:
        tag, modified = _tag(), _modified()
        if _holds(tag):
            response = Response(status=304)
        else:
            response = make_response(view(*args, **kwargs))
            if response.status_code == 200 and _unmodified(modified):
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
    held = request.if_none_match
    return held.star_tag or any(part.split(":")[0] == tag for part in held.as_set(include_weak=True))


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
    parts = (
        str(get_search().generation),
        request.path,
        request.query_string.decode("ascii", "replace"),
        current_language(),
        current_app.config["VERSION"],
        current_app.config["BASE_URL"] or request.host_url,
    )
    return hashlib.sha1("\n".join(parts).encode(), usedforsecurity=False).hexdigest()[:20]
