"""The write lock of an index on a cluster: a document that only one process can create, with a lease.

The holder renews its lease every few seconds from a thread. A lock whose lease has run out, or whose holder was a process
of this machine that has ended, is taken over; the document's version makes sure that only one taker succeeds,
and that a holder who slept through his lease notices before he commits.
"""

from __future__ import annotations

import os
import socket
import threading
import time
import uuid
from typing import Any

from indexer.engines.opensearch.meta import Meta, Version
from indexer.errors import EngineUnavailable, IndexLocked

LOCK = "lock"
LEASE = 60.0
"""Seconds after its last sign of life for which a holder is believed to live."""

RENEW = 10.0


class WriteLock:
    """Held from the moment it is made until `release`. Raises IndexLocked, which says who holds it."""

    def __init__(self, meta: Meta) -> None:
        self._meta = meta
        self._owner = {
            "token": uuid.uuid4().hex,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "since": time.strftime("%Y-%m-%d %H:%M:%S"),
        }
        self._guard = threading.Lock()
        self._lost: str | None = None
        self._version = self._take()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="opensearch-lock", daemon=True)
        self._thread.start()

    def assert_held(self) -> None:
        """Renew the lease now. Raises IndexLocked when another process has taken the lock meanwhile."""
        with self._guard:
            if self._lost is None:
                self._renew()
            if self._lost is not None:
                raise IndexLocked(self._lost)

    def release(self) -> None:
        """Let others write. Harmless when done twice, and when the lock has been lost."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._thread.join()
        with self._guard:
            try:
                found = self._meta.get(LOCK)
                if found and found[0].get("token") == self._owner["token"]:
                    self._meta.remove(LOCK)
            except EngineUnavailable:
                # The lease runs out by itself.
                pass

    def _take(self) -> Version:
        for _ in range(3):
            try:
                return self._meta.add(LOCK, self._document())
            except IndexLocked:
                found = self._meta.get(LOCK)
                if found is None:
                    continue
            held, version = found
            if not self._is_free(held):
                raise IndexLocked(
                    f"{self._meta.cluster.address}: process {held['pid']} on {held['host']} is writing to this index "
                    f"since {held['since']}; wait until it is done. If it was killed, its lock ends by itself "
                    f"{LEASE:.0f} seconds after its last sign of life."
                )
            try:
                return self._meta.put(LOCK, self._document(), version)
            except IndexLocked:
                continue
        raise IndexLocked(
            f"{self._meta.cluster.address}: another process is just beginning to write to this index"
        )

    def _document(self) -> dict[str, Any]:
        return {**self._owner, "expires": time.time() + LEASE}

    def _is_free(self, held: dict[str, Any]) -> bool:
        if held["expires"] < time.time():
            return True
        if held["host"] != self._owner["host"]:
            return False
        try:
            os.kill(held["pid"], 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False

    def _renew(self) -> None:
        try:
            self._version = self._meta.put(LOCK, self._document(), self._version)
        except IndexLocked:
            self._lost = (
                f"{self._meta.cluster.address}: this process was silent for longer than {LEASE:.0f} seconds, and another "
                "has taken the index over. Nothing was committed; run the command again when the other is done."
            )

    def _keep(self) -> None:
        while not self._stop.wait(RENEW):
            with self._guard:
                if self._lost is not None:
                    return
                try:
                    self._renew()
                except EngineUnavailable:
                    # The next round tries again; whoever commits will ask for himself.
                    continue
