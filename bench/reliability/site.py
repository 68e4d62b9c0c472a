"""A running site to try things on: `run.py serve` on a free port of this machine, and a client that costs little.

`Site` starts and stops the server and says how much memory and how many descriptors its processes have. `Client` is HTTP/1.1
over one kept-alive connection, in plain asyncio, since the client shares its cores with the server.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Site:
    """`run.py serve` over `index` with `workers` workers, ready when entered. Standard error goes to `log`."""

    def __init__(self, index: Path, log: Path, workers: int = 2, **settings: Any) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        environment = os.environ | {f"TCD_{name.upper()}": str(value) for name, value in settings.items()}
        command = [sys.executable, "run.py", "serve", "--index", str(index), "--port", str(self.port)]
        with log.open("wb") as sink:
            self._process = subprocess.Popen(
                [*command, "--workers", str(workers)],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=sink,
            )
        self.log = log

    def __enter__(self) -> Site:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5):
                    return self
            except (urllib.error.URLError, OSError):
                if self._process.poll() is not None:
                    raise RuntimeError(f"the server ended: {self.log.read_text()[-2000:]}") from None
                time.sleep(0.1)
        self.__exit__(None, None, None)
        raise RuntimeError("the server does not get ready")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def processes(self) -> list[int]:
        """The server and its workers."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text()
        return [self._process.pid, *map(int, children.split())]

    def memory(self) -> float:
        """Megabytes that the processes hold together; what they share counts once (PSS)."""
        total = 0
        for process in self.processes():
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1024

    def anonymous(self) -> float:
        """Megabytes of the processes' own memory, mapped files left out."""
        total = 0
        for process in self.processes():
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:"))
        return total / 1024

    def descriptors(self) -> int:
        """Open file descriptors of all processes."""
        return sum(len(list(Path(f"/proc/{process}/fd").iterdir())) for process in self.processes())


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: status, body, seconds it took. Status 0: the connection failed."""

    status: int
    body: bytes
    seconds: float

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Client:
    """One kept-alive connection to a server on this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Reply:
        """GET `path` (already quoted). A connection that the server closed while idle is opened again."""
        began = time.perf_counter()
        for attempt in (1, 2):
            fresh = self._streams is None
            try:
                status, body = await self._ask(path)
                return Reply(status, body, time.perf_counter() - began)
            except (OSError, asyncio.IncompleteReadError, ValueError) as error:
                self.close()
                if fresh or attempt == 2:
                    return Reply(0, repr(error).encode(), time.perf_counter() - began)
        raise AssertionError

    async def _ask(self, path: str) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        reader, writer = self._streams
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").lower().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        if "content-length" in headers:
            body = await reader.readexactly(int(headers["content-length"]))
        else:
            body = b""
            while size := int(await reader.readline(), 16):
                body += await reader.readexactly(size)
                await reader.readexactly(2)
            await reader.readexactly(2)
        if headers.get("connection") == "close":
            self.close()
        return int(lines[0].split()[1]), body

    def close(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
