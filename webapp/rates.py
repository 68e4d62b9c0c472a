"""How often a client may ask: one token bucket per client, counted over all workers of a server.

Waits are in seconds. The buckets lie in a file that every worker maps
into its memory; where no file is named, in one without a name, which belongs to this process and those forked from it. A worker
that is killed leaves nothing locked: the system takes its locks back.
"""

from __future__ import annotations

import fcntl
import ipaddress
import os
import struct
import tempfile
import threading
import time
import weakref
from hashlib import blake2b
from mmap import mmap
from pathlib import Path

CLIENTS = 16_384
"""Buckets in the table. When those that a client may have are taken, the one not used for longest is given up."""
WAYS = 8
"""Buckets that one client may have; they lie side by side and are locked together."""
_SALT = 16
_BUCKET = struct.Struct("<Qdd")
"""Hash of the client (0: free), tokens left, moment of the last request."""


def create(path: Path, clients: int = CLIENTS) -> None:
    """Make an empty table. Its salt keeps clients from choosing with whom they share buckets."""
    path.write_bytes(os.urandom(_SALT) + bytes(clients * _BUCKET.size))


def client_of(address: str) -> str:
    """Return the name under which the peer at `address` is counted: its address, or of IPv6 its /64, which is one subscriber's."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(ip) >> 64 << 64, 64)))


class RateLimiter:
    """`limit` requests a minute, up to `limit` at once. For several threads and processes."""

    def __init__(self, limit: int, table: Path | None = None, clients: int = CLIENTS) -> None:
        self._limit = float(limit)
        if table is None:
            self._file, name = tempfile.mkstemp(prefix="tin-cong-doan-rates-")
            create(Path(name), clients)
            os.unlink(name)
        else:
            self._file = os.open(table, os.O_RDWR | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._file)
        self._map = mmap(self._file, 0)
        self._sets = (len(self._map) - _SALT) // (_BUCKET.size * WAYS)
        self._salt = self._map[:_SALT]
        self._threads = threading.Lock()

    def wait(self, client: str, now: float | None = None) -> float:
        """Seconds until `client` may ask again; 0 takes one token. `now` is of the machine's monotonic clock."""
        moment = time.monotonic() if now is None else now
        digest = blake2b(client.encode("utf-8", "replace"), digest_size=8, key=self._salt).digest()
        name = int.from_bytes(digest, "little") or 1
        start = _SALT + name % self._sets * WAYS * _BUCKET.size
        size = WAYS * _BUCKET.size
        # The lock on the file is the process's: threads need one of their own.
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX, size, start)
            try:
                return self._take(name, start, moment)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, size, start)

    def _take(self, name: int, start: int, moment: float) -> float:
        places = range(start, start + WAYS * _BUCKET.size, _BUCKET.size)
        buckets = [_BUCKET.unpack_from(self._map, place) for place in places]
        mine = next((n for n, bucket in enumerate(buckets) if bucket[0] == name), None)
        if mine is None:
            mine = min(range(WAYS), key=lambda n: (buckets[n][0] != 0, buckets[n][2]))
            tokens = self._limit
        else:
            _, tokens, before = buckets[mine]
            tokens = min(self._limit, tokens + max(0.0, moment - before) * self._limit / 60)
        allowed = tokens >= 1
        _BUCKET.pack_into(self._map, places[mine], name, tokens - 1 if allowed else tokens, moment)
        return 0.0 if allowed else (1 - tokens) * 60 / self._limit
