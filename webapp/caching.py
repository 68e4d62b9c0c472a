"""ETag, Last-Modified and 304: an answer changes only when the index, the address or the site changes.

The validator is made of the index's generation, the address, the language and the site's version, so
that a request that comes with a current one is answered before anything is searched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, current_app, make_response, request
from flask.typing import ResponseReturnValue

from webapp.language import current_language
from webapp.resource import get_search

P = ParamSpec("P")


def revalidated(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Let `view` answer 304 to who already holds the current answer."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Any:
        tag = _tag()
        if any(part.split(":")[0] == tag for part in request.if_none_match.as_set(include_weak=True)):
            response = Response(status=304)
        else:
            response = make_response(view(*args, **kwargs))
        if response.status_code in (200, 304):
            response.headers["ETag"] = f'W/"{tag}"'
            response.headers.setdefault("Cache-Control", "no-cache")
            response.vary.add("Accept-Language")
        return response

    return wrapper


def _tag() -> str:
    parts = (
        str(get_search().generation),
        request.path,
        request.query_string.decode("ascii", "replace"),
        current_language(),
        current_app.config["VERSION"],
        request.host_url,
    )
    return hashlib.sha1("\n".join(parts).encode(), usedforsecurity=False).hexdigest()[:20]
