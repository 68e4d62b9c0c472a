"""Indexing what was received, in a process of its own, while requests wait for it or do not.

Requests that come while an update is under way share the next one. When another process writes to the index (`index`, `watch`), or
the update fails, it is tried again until it is done: what was received lies in the corpus, whatever happens to this process.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from indexer.catch_up import TRY_AGAIN
from indexer.settings import ROOT

log = logging.getLogger("tin_cong_doan.write")

PAUSES = (0.5, 60.0)
"""Seconds before the second try, and at most before any later one; while another process writes, always the first."""


class CatchingUp:
    """Updates `index` from `corpus`, one update at a time. For threads, and for greenlets where gevent has replaced them."""

    def __init__(self, corpus: Path, index: str, engine: str) -> None:
        self._command = [sys.executable, "-m", "indexer.catch_up", str(corpus), index, engine]
        self._state = threading.Condition()
        self._called = 0  # how often an update was called for
        self._done = 0  # up to which call it is done
        self._is_running = False

    def call(self) -> int:
        """Let an update begin, now or after the one under way; returns the number to wait for."""
        with self._state:
            self._called += 1
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._run, name="catching-up", daemon=True).start()
            return self._called

    def wait(self, call: int, seconds: float) -> bool:
        """Wait until a call is done, for so many seconds at most; says whether it is."""
        with self._state:
            return self._state.wait_for(lambda: self._done >= call, seconds)

    def _run(self) -> None:
        pause = PAUSES[0]
        while True:
            with self._state:
                if self._done >= self._called:
                    self._is_running = False
                    return
                call = self._called
            code = self._update()
            if code == 0:
                with self._state:
                    self._done = call
                    self._state.notify_all()
                pause = PAUSES[0]
                continue
            if code == TRY_AGAIN:
                pause = PAUSES[0]
            else:
                log.error("indexing what was received ended with %d; next try in %.1f s", code, pause)
            time.sleep(pause)
            pause = min(2 * pause, PAUSES[1])

    def _update(self) -> int:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        try:
            return subprocess.run(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
                check=False,
            ).returncode
        except OSError as error:
            log.error("indexing what was received cannot be started: %s", error)
            return 1
