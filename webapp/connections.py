"""Kept-alive connections, shared evenly by the workers of a server.

A connection stays with the worker that accepted it, and which one that is is chance: of eight clients six may wait for one
worker while the other has time. So a worker that holds at least two connections more than another closes the one it has just
answered, with the notice that HTTP has for it (`Connection: close`, RFC 9112, section 9.6); the client's next request comes on a
new one, which the worker that has more time is likelier to accept. Hooks for gunicorn's `gthread`.
"""

from __future__ import annotations

from mmap import mmap
from typing import Any

SLOTS = 256
"""Workers are numbered as they start. With so many places, two that live at the same time have different ones."""


class Connections:
    """How many connections each worker holds. Made before the workers are forked from this process; they share it."""

    def __init__(self) -> None:
        self._held = memoryview(mmap(-1, 4 * SLOTS)).cast("i")  # 0: no such worker, else connections + 1

    def joined(self, worker: Any) -> None:
        """A worker begins to accept connections (`post_worker_init`)."""
        self._held[worker.age % SLOTS] = 1

    def asked(self, worker: Any, request: Any) -> None:
        """A worker has read a request (`pre_request`): it may be the last one on its connection."""
        self._held[worker.age % SLOTS] = worker.nr_conns + 1
        least = min(held for held in self._held if held) - 1
        if worker.nr_conns >= least + 2:
            request.force_close()

    def left(self, _server: Any, worker: Any) -> None:
        """A worker has ended, in whatever way (`child_exit`, called in the process that they were forked from)."""
        self._held[worker.age % SLOTS] = 0
