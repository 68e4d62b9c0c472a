"""The write lock of an index: Whoosh's, with the name of its holder in it.

The kernel lets go of it when the holder ends, however it ends. Worker processes that are forked while
it is held close their copy at once, so that a worker left over never blocks the next run.
"""

from __future__ import annotations

import os
import time
import weakref
from pathlib import Path
from typing import Any

from indexer.engines.whoosh.library import FileStorage
from indexer.engines.whoosh.segment_files import INDEX_NAME
from indexer.errors import IndexLocked, IndexProblem

LOCK = f"{INDEX_NAME}_WRITELOCK"

_held: weakref.WeakSet[WriteLock] = weakref.WeakSet()


class WriteLock:
    """Held from the moment it is made until `release`. Raises IndexLocked."""

    def __init__(self, folder: Path) -> None:
        self._lock: Any = FileStorage(str(folder)).lock(LOCK)
        try:
            acquired = self._lock.acquire()
        except OSError as error:
            raise IndexProblem(f"{folder}: the index cannot be written to ({error.strerror})") from None
        if not acquired:
            try:
                holder = (folder / LOCK).read_text(errors="replace").strip() or "an unknown process"
            except OSError:
                holder = "an unknown process"
            raise IndexLocked(f"{folder}: {holder} is writing to this index; wait until it is done")
        os.ftruncate(self._lock.fd, 0)
        os.pwrite(self._lock.fd, f"process {os.getpid()} (since {time.strftime('%H:%M:%S')})\n".encode(), 0)
        _held.add(self)

    def release(self) -> None:
        """Let others write. Harmless when done twice."""
        _held.discard(self)
        if self._lock.fd is not None:
            os.ftruncate(self._lock.fd, 0)
            self._lock.release()

    def _forget(self) -> None:
        if self._lock.fd is not None:
            os.close(self._lock.fd)
            self._lock.fd = None


def _in_child() -> None:
    for lock in list(_held):
        lock._forget()
    _held.clear()


os.register_at_fork(after_in_child=_in_child)
