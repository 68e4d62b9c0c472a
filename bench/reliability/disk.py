"""A model of a disk that loses power: what was synced stays, everything else may be lost in part or whole.

`Disk.watch(folder)` follows the files of one folder while code works on it, through the functions that make changes
durable or visible (`os.fsync`, `os.replace`, `os.rename`, `os.unlink`). `Disk.after_the_cut` writes one of the states that
the folder may be found in afterwards. It is harsher than most file systems: unsynced changes of names are lost or kept
each for itself, in any order.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BLOCK = 4096


class PowerCut(BaseException):
    """The moment has come; not an Exception, so that nothing handles it."""


class Disk:
    """Follows `folder`; after `moment` events, writes what is left into `target` and raises PowerCut."""

    def __init__(self, folder: Path, target: Path, moment: int, rng: random.Random) -> None:
        self.folder = folder.resolve()
        self.target = target
        self.moment = moment
        self.events = 0
        self._rng = rng
        self._handles: dict[int, int] = {}
        self._synced: dict[int, bytes] = {}
        self.names = self._listed()
        for inode, handle in self._handles.items():
            self._synced[inode] = _content(handle)

    def _listed(self) -> dict[str, int]:
        """The folder's names and inodes now. Every file is held open, so that no inode is given out twice."""
        names = {}
        for entry in os.scandir(self.folder):
            handle = os.open(entry.path, os.O_RDONLY)
            inode = os.fstat(handle).st_ino
            if inode in self._handles:
                os.close(handle)
            else:
                self._handles[inode] = handle
            names[entry.name] = inode
        return names

    def event(self) -> None:
        """One more event is about to happen; the power may fail first."""
        self.events += 1
        if self.events == self.moment:
            self.after_the_cut()
            raise PowerCut

    def fsync(self, handle: int) -> None:
        """What the kernel promised: this file's content, or this folder's entries, are durable."""
        path = Path(os.readlink(f"/proc/self/fd/{handle}"))
        if path == self.folder:
            self.names = self._listed()
        elif path.parent == self.folder:
            self._listed()
            self._synced[os.fstat(handle).st_ino] = path.read_bytes()

    def after_the_cut(self) -> None:
        """Write one possible state of the folder into `target`."""
        now = self._listed()
        self.target.mkdir(parents=True)
        for name in sorted(now.keys() | self.names.keys()):
            found = self._rng.choice((now.get(name), self.names.get(name)))
            if found is not None:
                (self.target / name).write_bytes(self._left(found))

    def _left(self, inode: int) -> bytes:
        """What is left of a file."""
        current = _content(self._handles[inode])
        synced = self._synced.get(inode, b"")
        if current == synced:
            return current
        kind = self._rng.choice(("synced", "whole", "cut", "hole"))
        if kind == "synced":
            return synced
        if kind == "whole" or not current:
            return current
        at = self._rng.randrange(len(current))
        if kind == "cut":
            return current[:at]
        at -= at % BLOCK
        return current[:at] + bytes(len(current[at : at + BLOCK])) + current[at + BLOCK :]

    def close(self) -> None:
        """Let go of all files."""
        for handle in self._handles.values():
            os.close(handle)
        self._handles = {}

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Follow what this process does to the folder."""
        real = {name: getattr(os, name) for name in ("fsync", "replace", "rename", "unlink")}

        def hooked(name: str) -> Callable[..., Any]:
            def call(first: Any, *rest: Any, **named: Any) -> Any:
                if name != "fsync" and Path(os.fspath(first)).resolve().parent != self.folder:
                    return real[name](first, *rest, **named)
                self.event()
                done = real[name](first, *rest, **named)
                if name == "fsync":
                    self.fsync(first)
                return done

            return call

        try:
            for name in real:
                setattr(os, name, hooked(name))
            yield
        finally:
            for name, function in real.items():
                setattr(os, name, function)
            self.close()


def _content(handle: int) -> bytes:
    return os.pread(handle, os.fstat(handle).st_size, 0)
