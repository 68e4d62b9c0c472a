"""Ask a running server from Python, with nothing but the standard library (and pandas for `frame`): docs/client.md.

A call that the server puts off (429, 503), that does not reach it or breaks off is made again: every call says the same twice,
those that write too.
"""

from __future__ import annotations

import http.client
import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    import pandas as pd

Value = str | int | Sequence[str | int]
Json = dict[str, Any]
T = TypeVar("T")

POSTPONED = (429, 502, 503, 504)
"""Statuses after which the same call may succeed."""

FIRST_PAUSE = 0.25
"""Seconds before the second try where the server does not say; twice as much before each further one."""

MOST_ARTICLES = 500
MOST_BYTES = 4 << 20
"""Articles, and bytes of them, that `add` sends at once; the server takes twice as many."""

FACETS = ("districts", "wards", "provinces", "campaigns")


class ClientError(Exception):
    """The server was not reached, or its answers do not fit together."""


class ApiError(ClientError):
    """The server refused a call: `status`, `detail`, the `parameter` at fault and `errors` by line, of its problem+json."""

    def __init__(self, status: int, detail: str, parameter: str | None, errors: Sequence[Json] = ()) -> None:
        named = "; ".join(f"line {row['line']}: {row['detail']}" for row in errors[:5])
        super().__init__(f"{status}: {detail}{f' ({named})' if named else ''}")
        self.status, self.detail, self.parameter, self.errors = status, detail, parameter, tuple(errors)


@dataclass(frozen=True)
class Hit:
    """An article that was found; `fields` is all that the API says of it."""

    id: str
    title: str
    year: int | None
    fields: Json


@dataclass(frozen=True)
class Written:
    """What `add` did: how many articles are new, changed, as before; their ids; whether the index has them already."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    ids: tuple[str, ...] = field(default=(), repr=False)
    indexed: bool = True


class Client:
    """A server at `base`. `key` is needed to write. `timeout`: seconds that the server may be silent.

    `retries`: how often a call is made again; `patience`: seconds that the server may put a call off for at most.
    """

    def __init__(
        self,
        base: str,
        *,
        key: str | None = None,
        timeout: float = 30,
        retries: int = 3,
        patience: float = 60,
    ) -> None:
        if not base.startswith(("http://", "https://")):
            raise ValueError(f"{base!r} is not an address: write http://HOST:PORT")
        self.base, self.timeout, self.retries, self.patience = base.rstrip("/"), timeout, retries, patience
        self._key = key

    def search(self, q: str = "", *, size: int = 100, **filters: Value) -> Iterator[Hit]:
        """Yield every article found, page by page of `size`.

        Raises ClientError when the index is renewed on the way, since pages would then overlap or leave gaps.
        """
        for row in self._rows("/api/search", "results", {"q": q, "size": size, **filters}):
            yield Hit(row["id"], row["title"], row.get("year"), row)

    def article(self, identity: str) -> Json:
        """Return an article, whole."""
        return self._json(f"/api/articles/{_segment(identity)}", {})

    def export(self, q: str = "", **filters: Value) -> Iterator[Json]:
        """Yield whole articles as they are streamed, without limit."""
        with self._open("/search.jsonl", {"q": q, **filters}) as lines:
            try:
                for line in lines:
                    yield json.loads(line)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise ClientError(f"the export broke off: {error}") from error

    def frame(self, q: str = "", **filters: Value) -> pd.DataFrame:
        """Return every article found as a table of pandas, a row each, by id.

        `published` is a moment in UTC or NaT, `year` a whole number or NA; districts, wards, provinces and campaigns are lists of slugs.
        """
        pandas = _pandas()
        rows = []
        for article in self.export(q, **filters):
            slugs = {name: [value["value"] for value in article.get(name, ())] for name in FACETS}
            rows.append({**article, **slugs})
        first = (
            "id",
            "title",
            "published",
            "year",
            "source",
            "author",
            *FACETS,
            "lead",
            "body",
            "url",
            "kind",
        )
        made: pd.DataFrame = pandas.DataFrame(rows, columns=[*first, *_others(rows, first)]).set_index("id")
        made["published"] = pandas.to_datetime(made["published"], utc=True, format="ISO8601", errors="coerce")
        made["year"] = made["year"].astype("Int64")
        return made

    def ledger_frame(self, q: str = "", **parameters: Value) -> pd.DataFrame:
        """Return the figures that articles state as a table of pandas, a row each."""
        rows = self._rows("/api/ledger", "rows", {"q": q, "size": 100, **parameters})
        made: pd.DataFrame = _pandas().json_normalize(list(rows))
        return made

    def timeline_frame(self, *queries: str, **parameters: Value) -> pd.DataFrame:
        """Return how many articles up to four searches find by year (or month), a column each, beside `all`."""
        answer = self.timeline(list(queries) or [""], **parameters)
        columns = {row["q"]: {p["key"]: p["count"] for p in row["points"]} for row in answer["series"]}
        columns["all"] = {point["key"]: point["count"] for point in answer["all"]}
        made: pd.DataFrame = _pandas().DataFrame(columns).rename_axis(answer["unit"])
        return made

    def passages(self, q: str, **filters: Value) -> list[Json]:
        """Return the best paragraphs for a query, each with its address."""
        rows: list[Json] = self._json("/api/passages", {"q": q, **filters})["passages"]
        return rows

    def ledger(self, **parameters: Value) -> Json:
        """Return one page of figures, with their sums."""
        return self._json("/api/ledger", parameters)

    def ledger_rows(self, q: str = "", *, size: int = 100, **parameters: Value) -> Iterator[Json]:
        """Yield every figure that articles state, page by page of `size`."""
        yield from self._rows("/api/ledger", "rows", {"q": q, "size": size, **parameters})

    def timeline(self, q: Value = "", **parameters: Value) -> Json:
        """Return how many articles up to four searches find by year, or by month where years are chosen."""
        return self._json("/api/timeline", {"q": q, **parameters})

    def changes(self, since: str | int) -> Iterator[Json]:
        """Yield all changes since a moment, a day or a generation, oldest first."""
        while True:
            answer = self._json("/api/changes", {"since": since})
            yield from answer["changes"]
            if not answer["more"]:
                return
            since = answer["next"]

    def add(self, articles: Iterable[Mapping[str, Any]], *, wait: int = 10) -> Written:
        """Hand in articles, new ones and those that replace others by `id`; sent in pieces, each taken whole or not at all.

        Raises ApiError whose `errors` name the articles that are none, by their place from 1; those of pieces before are stored.
        """
        total, done = Written(), 0
        for piece in _pieces(articles):
            try:
                answer = self._json(
                    "/api/articles",
                    {"wait": wait},
                    method="POST",
                    body=b"".join(piece),
                    content_type="application/x-ndjson",
                )
            except ApiError as error:
                moved = [{**row, "line": row["line"] + done} for row in error.errors]
                raise ApiError(error.status, error.detail, error.parameter, moved) from error
            total = Written(
                total.added + answer["added"],
                total.changed + answer["changed"],
                total.unchanged + answer["unchanged"],
                (*total.ids, *(row["id"] for row in answer["articles"])),
                answer["indexed"],
            )
            done += len(piece)
        return total

    def delete(self, identity: str, *, wait: int = 10) -> bool:
        """Take an article out that was handed in. False: there was none, or an earlier try of this call took it out."""
        try:
            self._json(f"/api/articles/{_segment(identity)}", {"wait": wait}, method="DELETE")
        except ApiError as error:
            if error.status == 404:
                return False
            raise
        return True

    def _rows(self, path: str, key: str, parameters: dict[str, Value]) -> Iterator[Json]:
        """Yield the rows of every page. Raises ClientError where a page is of another generation than the first."""
        page, state = 1, None
        while True:
            answer = self._json(path, {**parameters, "page": page})
            now = (answer.get("generation"), answer["total"])
            if state not in (None, now):
                raise ClientError("the index was renewed between two pages: search again, or use export()")
            state = now
            yield from answer[key]
            if page * answer["size"] >= answer["total"] or not answer[key]:
                return
            page += 1

    def _json(self, path: str, parameters: dict[str, Value], **request: Any) -> Json:
        def read() -> Json:
            with self._send(path, parameters, **request) as response:
                answer: Json = json.load(response)
            return answer

        return self._persistently(path, read)

    def _open(self, path: str, parameters: dict[str, Value]) -> http.client.HTTPResponse:
        return self._persistently(path, lambda: self._send(path, parameters))

    def _send(
        self,
        path: str,
        parameters: dict[str, Value],
        *,
        method: str = "GET",
        body: bytes | None = None,
        content_type: str | None = None,
    ) -> http.client.HTTPResponse:
        headers = {"Content-Type": content_type} if content_type else {}
        if method != "GET" and self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        url = f"{self.base}{path}?{urlencode(parameters, doseq=True)}"
        response: http.client.HTTPResponse = urlopen(
            Request(url, body, headers, method=method), timeout=self.timeout
        )
        return response

    def _persistently(self, path: str, call: Callable[[], T]) -> T:
        """Make a call, again where it may succeed later."""
        for attempt in range(self.retries + 1):
            pause = FIRST_PAUSE * 2**attempt * random.uniform(0.5, 1)
            is_last = attempt == self.retries
            try:
                return call()
            except HTTPError as error:
                with error:
                    wait = _retry_after(error.headers.get("Retry-After"))
                    pause = pause if wait is None else wait
                    if is_last or error.code not in POSTPONED or pause > self.patience:
                        raise _problem(error) from error
            except (URLError, OSError, http.client.HTTPException) as error:
                if is_last:
                    reason = getattr(error, "reason", None) or str(error) or type(error).__name__
                    raise ClientError(f"{self.base} was not reached: {reason}") from error
            except ValueError as error:
                raise ClientError(f"{self.base}{path} did not answer in JSON: {error}") from error
            time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")


def _pieces(articles: Iterable[Mapping[str, Any]]) -> Iterator[list[bytes]]:
    """The articles as lines of JSON, in pieces that a server takes."""
    piece: list[bytes] = []
    size = 0
    for article in articles:
        line = json.dumps(dict(article), ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
        if piece and (len(piece) == MOST_ARTICLES or size + len(line) > MOST_BYTES):
            yield piece
            piece, size = [], 0
        piece.append(line)
        size += len(line)
    if piece:
        yield piece


def _segment(identity: str) -> str:
    """An id as a segment of a path; the server reads `.` and `..` with a slash behind them."""
    return quote(f"{identity}/" if identity in (".", "..") else identity, safe="")


def _retry_after(header: str | None) -> float | None:
    """The seconds of a Retry-After header, which states them or a date (RFC 9110, section 10.2.3); None if it does neither."""
    if not header:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment.tzinfo else None


def _problem(error: HTTPError) -> ApiError:
    try:
        problem = json.load(error)
        errors = problem.get("errors", ())
        return ApiError(error.code, str(problem["detail"]), problem.get("parameter"), errors)
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError, AttributeError):
        return ApiError(error.code, str(error.reason), None)


def _others(rows: Iterable[Json], first: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row if name not in first))


def _pandas() -> Any:
    try:
        import pandas
    except ImportError as error:
        raise ClientError(
            f"a table needs pandas ({error.name} is missing): python -m pip install 'tin-cong-doan[pandas]'"
        ) from None
    return pandas
