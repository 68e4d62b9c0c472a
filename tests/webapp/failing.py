"""A line to a server that fails as lines do: refused for now, reset, cut off, silent."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

SOON = b"HTTP/1.1 %s Later\r\nRetry-After: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Line:
    """Takes connections to `target`, each after the next of `faults`; without one left it passes everything on.

    A fault is "reset" (before an answer), "cut" (in the middle of it), "silent" (no answer, until the peer gives up),
    "garbage" (no HTTP), "late" (the server got the request, the client no answer) or "STATUS RETRY-AFTER".
    """

    def __init__(self, target: str, faults: Sequence[str]) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 80)
        self._faults = list(faults)
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            fault = self._faults.pop(0) if self._faults else ""
            threading.Thread(target=self._serve, args=(peer, fault), daemon=True).start()

    def _serve(self, peer: socket.socket, fault: str) -> None:
        with peer, suppress(OSError):
            request = _read_request(peer)
            if fault == "reset":
                _reset(peer)
            elif fault == "silent":
                peer.recv(1)
            elif fault == "garbage":
                peer.sendall(b"\x00\x01 hello\r\n\r\n")
            elif fault and fault != "cut" and fault != "late":
                status, wait = fault.split(" ", 1)
                peer.sendall(SOON % (status.encode(), wait.encode()))
            else:
                answer = self._pass_on(request)
                if fault == "late":
                    _reset(peer)
                else:
                    peer.sendall(answer[: len(answer) - 40] if fault == "cut" else answer)

    def _pass_on(self, request: bytes) -> bytes:
        with socket.create_connection(self._target) as server:
            server.sendall(request)
            parts = []
            while part := server.recv(65_536):
                parts.append(part)
            return b"".join(parts)


def _read_request(peer: socket.socket) -> bytes:
    """A whole request, which the client ends by `Connection: close`."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += peer.recv(65_536)
    head, _, body = data.partition(b"\r\n\r\n")
    stated = [row.split(b":")[1] for row in head.split(b"\r\n") if row.lower().startswith(b"content-length")]
    length = int(stated[0]) if stated else 0
    while len(body) < length:
        body += peer.recv(65_536)
    return head + b"\r\n\r\n" + body


def _reset(peer: socket.socket) -> None:
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


@contextmanager
def failing(target: str, *faults: str) -> Iterator[Line]:
    line = Line(target, faults)
    try:
        yield line
    finally:
        line.close()
