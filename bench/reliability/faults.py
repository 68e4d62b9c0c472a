"""A disk that fails: the n-th write, fsync or rename below a folder raises OSError.

`faulty(folder, n, …)` puts the fault in place for a `with` block. Writes are those that reach the operating system, not
those that end in Python's buffers; once only, or from then on (`stays`).
"""

from __future__ import annotations

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Faults:
    """Counts events; raises at number `failing`, and at all later ones if `stays`."""

    def __init__(self, folder: Path, failing: int, code: int = errno.ENOSPC, stays: bool = False) -> None:
        self.folder = folder.resolve()
        self.failing = failing
        self.code = code
        self.stays = stays
        self.events = 0

    @property
    def failed(self) -> bool:
        """Whether the fault was met."""
        return self.events >= self.failing

    def event(self) -> None:
        """One write, fsync or rename. Raises OSError if it is the one."""
        self.events += 1
        if self.events == self.failing or (self.stays and self.events > self.failing):
            raise OSError(self.code, os.strerror(self.code))

    def concerns(self, path: Any) -> bool:
        """Whether a path lies below the folder."""
        return isinstance(path, str | Path) and self.folder in Path(path).resolve().parents


@contextmanager
def faulty(faults: Faults) -> Iterator[Faults]:
    """Let this process's writes meet `faults`."""
    saved_open, saved_io = builtins.open, io.open
    real = {name: getattr(os, name) for name in ("fsync", "replace", "rename")}

    class File(io.FileIO):
        def write(self, data: Any, /) -> int:
            faults.event()
            return super().write(data)

    def opening(file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **named: Any) -> Any:
        if "b" not in mode or not set(mode) & set("wax+") or not faults.concerns(file):
            return saved_io(file, mode, buffering, *rest, **named)
        raw = File(file, mode.replace("b", ""))
        return io.BufferedWriter(raw, buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE)

    def hooked(name: str) -> Callable[..., Any]:
        def call(first: Any, *rest: Any, **named: Any) -> Any:
            faults.event()
            return real[name](first, *rest, **named)

        return call

    builtins.open = io.open = opening
    for name in real:
        setattr(os, name, hooked(name))
    try:
        yield faults
    finally:
        builtins.open, io.open = saved_open, saved_io
        for name, function in real.items():
            setattr(os, name, function)
