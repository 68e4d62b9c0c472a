"""Ask a running server from Python, with nothing but the standard library: docs/client.md."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

Value = str | int | Sequence[str | int]
Json = dict[str, Any]


class ClientError(Exception):
    """The server was not reached, or its answers do not fit together."""


class ApiError(ClientError):
    """The server refused a call: `status`, `detail` and the `parameter` at fault, of its problem+json."""

    def __init__(self, status: int, detail: str, parameter: str | None) -> None:
        super().__init__(f"{status}: {detail}")
        self.status, self.detail, self.parameter = status, detail, parameter


@dataclass(frozen=True)
class Hit:
    """An article that was found; `fields` is all that the API says of it."""

    id: str
    title: str
    year: int | None
    fields: Json


class Client:
    """A server at `base`; `timeout` in seconds a call; `retries` after 429 and 503, each after at most `patience` s."""

    def __init__(self, base: str, *, timeout: float = 30, retries: int = 3, patience: float = 60) -> None:
        if not base.startswith(("http://", "https://")):
            raise ValueError(f"{base!r} is not an address: write http://HOST:PORT")
        self.base, self.timeout, self.retries, self.patience = base.rstrip("/"), timeout, retries, patience

    def search(self, q: str = "", *, size: int = 100, **filters: Value) -> Iterator[Hit]:
        """Yield every article found, page by page of `size`.

        Raises ClientError when the index is renewed on the way, since pages would then overlap or leave gaps.
        """
        page, generation = 1, None
        while True:
            answer = self._json("/api/search", {"q": q, "size": size, "page": page, **filters})
            if generation not in (None, answer["generation"]):
                raise ClientError("the index was renewed between two pages: search again, or use export()")
            generation = answer["generation"]
            for row in answer["results"]:
                yield Hit(row["id"], row["title"], row.get("year"), row)
            if page * answer["size"] >= answer["total"]:
                return
            page += 1

    def export(self, q: str = "", **filters: Value) -> Iterator[Json]:
        """Yield whole articles as they are streamed, without limit."""
        with self._open("/search.jsonl", {"q": q, **filters}) as lines:
            try:
                for line in lines:
                    yield json.loads(line)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise ClientError(f"the export broke off: {error}") from error

    def passages(self, q: str, **filters: Value) -> list[Json]:
        """Return the best paragraphs for a query, each with its address."""
        rows: list[Json] = self._json("/api/passages", {"q": q, **filters})["passages"]
        return rows

    def ledger(self, **parameters: Value) -> Json:
        """Return the answer of /api/ledger."""
        return self._json("/api/ledger", parameters)

    def timeline(self, q: str = "", **parameters: Value) -> Json:
        """Return the answer of /api/timeline."""
        return self._json("/api/timeline", {"q": q, **parameters})

    def changes(self, since: str | int) -> Iterator[Json]:
        """Yield all changes since a moment, a day or a generation, oldest first."""
        while True:
            answer = self._json("/api/changes", {"since": since})
            yield from answer["changes"]
            if not answer["more"]:
                return
            since = answer["next"]

    def _json(self, path: str, parameters: dict[str, Value]) -> Json:
        with self._open(path, parameters) as response:
            try:
                answer: Json = json.load(response)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise ClientError(f"{self.base}{path} did not answer in JSON: {error}") from error
        return answer

    def _open(self, path: str, parameters: dict[str, Value]) -> http.client.HTTPResponse:
        url = f"{self.base}{path}?{urlencode(parameters, doseq=True)}"
        for attempt in range(self.retries + 1):
            try:
                response: http.client.HTTPResponse = urlopen(Request(url), timeout=self.timeout)
                return response
            except HTTPError as error:
                with error:
                    wait = error.headers.get("Retry-After", "1")
                    seconds = int(wait) if wait.isdecimal() else 1
                    again = error.code in (429, 503) and attempt < self.retries and seconds <= self.patience
                    if not again:
                        raise _problem(error) from error
                time.sleep(seconds)
            except (URLError, OSError, http.client.HTTPException) as error:
                raise ClientError(
                    f"{self.base} was not reached: {getattr(error, 'reason', error)}"
                ) from error
        raise AssertionError("the last attempt returns or raises")


def _problem(error: HTTPError) -> ApiError:
    try:
        problem = json.load(error)
        return ApiError(error.code, str(problem["detail"]), problem.get("parameter"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ApiError(error.code, str(error.reason), None)
