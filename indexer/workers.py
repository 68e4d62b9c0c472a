"""The processes that share the work of an update, or none of them when it is small.

In: a function and tasks. Out: the results in the order of the tasks, which are taken only as they are needed.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from threading import Thread
from typing import TypeVar

from indexer.errors import TinCongDoanError

T = TypeVar("T")
R = TypeVar("R")


class Workers:
    """`jobs` processes, or none: with one job the work is done here. A context manager."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool = (
            ProcessPoolExecutor(
                jobs, mp_context=get_context("fork"), initializer=_end_with, initargs=(os.getpid(),)
            )
            if jobs > 1
            else None
        )

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """`function` of each task, in the order of `tasks`, which are taken only as they are needed.

        Raises TinCongDoanError when a worker process dies (killed, or out of memory).
        """
        if self._pool is None:
            yield from map(function, tasks)
            return
        waiting: deque[Future[R]] = deque()
        try:
            for task in tasks:
                waiting.append(self._pool.submit(function, task))
                if len(waiting) > 2 * self.jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise TinCongDoanError(
                "A worker process ended before its work was done, perhaps for lack of memory. Nothing was "
                "changed in the index. Run the command again, with --jobs 1 if memory is short."
            ) from None


def _end_with(parent: int) -> None:
    """In a worker process: end when the parent is gone. A killed parent tells its workers nothing."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    Thread(target=watch, daemon=True).start()
