"""The connection to a cluster: one client per process, and its errors as messages of ours.

A `Cluster` is picklable: worker processes are handed one. Every call goes through `Cluster.ask`, which repeats what failed only
for now (a node that died, a queue that is full) for as long as it is told to be patient, and then raises an error of
`indexer.errors`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    AuthorizationException,
    ConnectionTimeout,
    NotFoundError,
    RequestError,
    SerializationError,
    SSLError,
    TransportError,
)
from opensearchpy.exceptions import ConnectionError as NoConnection

from indexer.engines.opensearch.address import Address, parse
from indexer.engines.opensearch.answers import Answers, interpreted
from indexer.errors import (
    EngineUnavailable,
    IndexMissing,
    IndexProblem,
    QueryError,
    SettingsError,
)
from indexer.settings import setting

T = TypeVar("T")

FOR_NOW = frozenset({429, 500, 502, 503, 504})
"""Statuses that say "not now": the same call may succeed a moment later (500: a node died while it was asked)."""

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0


@dataclass(slots=True)
class Cluster:
    """How to reach a cluster. `timeout`: seconds that one question may take."""

    address: Address
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""
    timeout: float = 10.0
    shards: int = 1
    replicas: int = 1
    segments: int = 1
    poll: float = 1.0
    _version: int | None = field(default=None, repr=False)
    _client: tuple[int, OpenSearch] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, index: str | Path) -> Cluster:
        """The cluster of an index argument, with the settings `opensearch_*`. Raises SettingsError."""
        names = ("user", "password", "ca", "timeout", "shards", "replicas", "segments", "poll")
        options = {name: setting(f"opensearch_{name}") for name in names}
        if options["shards"] < 1 or options["replicas"] < 0 or options["timeout"] <= 0:
            raise SettingsError(
                "TCD_OPENSEARCH_SHARDS and TCD_OPENSEARCH_TIMEOUT must be above 0, TCD_OPENSEARCH_REPLICAS 0 or more"
            )
        return cls(parse(index), **options)

    def __getstate__(self) -> tuple[Any, ...]:
        return (
            self.address,
            self.user,
            self.password,
            self.ca,
            self.timeout,
            self.shards,
            self.replicas,
            self.segments,
            self.poll,
        )

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.__init__(*state)  # type: ignore[misc]

    @property
    def client(self) -> OpenSearch:
        """This process's client: connections must not be shared with a process that forked from it."""
        if self._client is None or self._client[0] != os.getpid():
            options: dict[str, Any] = {}
            if self.user:
                options["http_auth"] = (self.user, self.password)
            if self.address.hosts[0].startswith("https"):
                options |= {"verify_certs": True, "ca_certs": self.ca or None}
            client = OpenSearch(
                list(self.address.hosts),
                serializer=Answers(),
                timeout=self.timeout,
                max_retries=2 * len(self.address.hosts),
                retry_on_status=(),
                dead_timeout=5,
                timeout_cutoff=2,
                maxsize=32,
                http_compress=False,
                **options,
            )
            self._client = (os.getpid(), client)
        return self._client[1]

    @property
    @interpreted
    def version(self) -> int:
        """The server's major version."""
        if self._version is None:
            self._version = int(self.ask(lambda c: c.info())["version"]["number"].split(".")[0])
        return self._version

    def close(self) -> None:
        if self._client and self._client[0] == os.getpid():
            self._client[1].close()
        self._client = None

    def ask(self, call: Callable[[OpenSearch], T], *, patience: float = 3.0) -> T:
        """`call(client)`, repeated for up to `patience` seconds while the cluster says "not now", or while `call` says so of
        an answer that is not whole by raising EngineUnavailable.

        Raises EngineUnavailable (for now), IndexMissing, QueryError or IndexProblem.
        """
        deadline = time.monotonic() + patience
        pause = FIRST_PAUSE
        while True:
            try:
                return call(self.client)
            except (SerializationError, RecursionError):  # the client reads the text of an error by itself
                if time.monotonic() + pause > deadline:
                    raise EngineUnavailable(
                        f"OpenSearch at {self.address} answers with something else than JSON. Is this a cluster's address?"
                    ) from None
            except EngineUnavailable:
                if time.monotonic() + pause > deadline:
                    raise
            except TransportError as error:
                problem = self.explain(error)
                if not isinstance(problem, EngineUnavailable) or time.monotonic() + pause > deadline:
                    raise problem from error
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    @interpreted
    def documents(
        self, index: str, ids: Sequence[str], params: dict[str, str], *, patience: float = 3.0
    ) -> list[dict[str, Any]]:
        """What the cluster says of each of some documents; `found` tells whether there is one. Raises as `ask` does."""

        def call(client: OpenSearch) -> list[dict[str, Any]]:
            told: list[dict[str, Any]] = client.mget(index=index, body={"ids": list(ids)}, params=params)[
                "docs"
            ]
            for item in told:
                if item.get("error"):
                    raise EngineUnavailable(
                        f"OpenSearch at {self.address} could not read {item['_id']!r} for now: {item['error'].get('reason')}"
                    )
            return told

        return self.ask(call, patience=patience)

    def explain(self, error: TransportError) -> Exception:
        """Our error for the client's: what is wrong and what to do."""
        where = f"OpenSearch at {', '.join(self.address.hosts)}"
        if isinstance(error, ConnectionTimeout):
            return EngineUnavailable(f"{where} did not answer within {self.timeout:g} s.")
        if isinstance(error, SSLError):
            return IndexProblem(
                f"{where}: the certificate is not accepted ({_cause(error)}). Name the authority's file in TCD_OPENSEARCH_CA."
            )
        if isinstance(error, NoConnection):
            return EngineUnavailable(
                f"{where} cannot be reached. Is the cluster running, and is the address right?"
            )
        if isinstance(error, AuthenticationException):
            return IndexProblem(
                f"{where} refuses the user {self.user!r}. Set TCD_OPENSEARCH_USER and TCD_OPENSEARCH_PASSWORD."
            )
        if error.status_code in FOR_NOW:
            # What no shard can answer is called an error of the server's, but will never be answered.
            if "maxClauseCount" in _cause(error):
                return QueryError(f"The query is too large: {_cause(error)}.", "q", code="too_large")
            return EngineUnavailable(f"{where} cannot answer for now: {_cause(error)}.")
        if "cluster_block_exception" in str(error.error):
            return EngineUnavailable(
                f"{where} refuses to write: {_cause(error)}. Free disk space or lift the block, then run again.",
                60,
            )
        if isinstance(error, AuthorizationException):
            return IndexProblem(f"{where}: the user {self.user!r} may not do this ({_cause(error)}).")
        if isinstance(error, NotFoundError) and "search_phase" not in str(error.error):
            return IndexMissing(
                f"{where}: there is no index {self.address.name!r}. Build it with: {self.address.command()}"
            )
        if isinstance(error, RequestError):
            reason = _cause(error)
            if any(
                sign in reason for sign in ("too many", "Too many", "maxClauseCount", "too_many", "too large")
            ):
                return QueryError(f"The query is too large: {reason}.", "q", code="too_large")
            return IndexProblem(f"{where} does not understand the request: {reason}")
        return EngineUnavailable(f"{where} failed: {_cause(error)}")


def _cause(error: TransportError) -> str:
    """The innermost reason that the cluster gave."""
    info = error.info
    if isinstance(info, dict) and isinstance(info.get("error"), dict):
        reasons = [info["error"], *info["error"].get("root_cause", ())]
        for shard in info["error"].get("failed_shards", ()):
            reasons.append(shard.get("reason", {}))
        cause: Any = info["error"].get("caused_by")
        while isinstance(cause, dict):
            reasons.append(cause)
            cause = cause.get("caused_by")
        said = [str(reason.get("reason") or reason.get("type")) for reason in reasons if reason]
        return "; ".join(dict.fromkeys(said[-3:]))
    return str(info or error.error).strip()[:300]
