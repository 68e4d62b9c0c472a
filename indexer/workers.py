"""The processes that share the work of an update, or none of them when it is small.

Results come in the order of the tasks, which are taken only as they are needed.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from threading import Thread
from typing import TypeVar

DIED = "the process that worked on it died: internal error, please report"
"""Why a page or document is refused that takes down the process which reads or analyses it."""

T = TypeVar("T")
R = TypeVar("R")


class Workers:
    """`jobs` processes, or none: with one job the work is done here. A context manager."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool = self._start(jobs) if jobs > 1 else None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    @staticmethod
    def _start(jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            jobs, mp_context=get_context("fork"), initializer=_end_with, initargs=(os.getpid(),)
        )

    def map(
        self,
        function: Callable[[T], R],
        tasks: Iterable[T],
        *,
        split: Callable[[T], Sequence[T]],
        lost: Callable[[T], R],
    ) -> Iterator[R]:
        """`function` of each task, in the order of `tasks`, which are taken only as they are needed.

        When a worker process dies (killed, a crash in a library, out of memory), the tasks under way are done again one at a
        time; one that kills its process again is cut up by `split`, and where it is one piece `lost` says what becomes of
        it. So a page that takes its process down costs that page only.
        """
        if self._pool is None:
            yield from map(function, tasks)
            return
        waiting: deque[tuple[T, Future[R]]] = deque()
        for task in tasks:
            try:
                waiting.append((task, self._pool.submit(function, task)))
            except BrokenProcessPool:
                yield from self._again(function, [*(t for t, _ in waiting), task], split, lost)
                waiting.clear()
            if len(waiting) > 2 * self.jobs:
                yield from self._take(function, waiting, split, lost)
        while waiting:
            yield from self._take(function, waiting, split, lost)

    def _take(
        self,
        function: Callable[[T], R],
        waiting: deque[tuple[T, Future[R]]],
        split: Callable[[T], Sequence[T]],
        lost: Callable[[T], R],
    ) -> Iterator[R]:
        """The oldest result; all that waits, if a process died."""
        try:
            result = waiting[0][1].result()
        except BrokenProcessPool:
            tasks = [task for task, _ in waiting]
            waiting.clear()
            yield from self._again(function, tasks, split, lost)
            return
        waiting.popleft()
        yield result

    def _again(
        self,
        function: Callable[[T], R],
        tasks: Sequence[T],
        split: Callable[[T], Sequence[T]],
        lost: Callable[[T], R],
    ) -> Iterator[R]:
        """The results of `tasks`, each done in a process of its own, so that one which dies tells which task did it."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
        for task in tasks:
            yield from self._alone(function, task, split, lost)
        self._pool = self._start(self.jobs)

    def _alone(
        self,
        function: Callable[[T], R],
        task: T,
        split: Callable[[T], Sequence[T]],
        lost: Callable[[T], R],
    ) -> Iterator[R]:
        with self._start(1) as process:
            try:
                result = process.submit(function, task).result()
            except BrokenProcessPool:
                result = None
        if result is not None:
            yield result
            return
        parts = split(task)
        if len(parts) < 2:
            yield lost(task)
            return
        for part in parts:
            yield from self._alone(function, part, split, lost)


def _end_with(parent: int) -> None:
    """In a worker process: end when the parent is gone. A killed parent tells its workers nothing."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    Thread(target=watch, daemon=True).start()
