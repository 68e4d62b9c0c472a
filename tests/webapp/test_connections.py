"""Kept-alive connections are shared by the workers."""

from __future__ import annotations

import http.client
import os
import signal
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench.reliability.site import Site
from webapp.connections import Connections


class _Request:
    closed = False

    def force_close(self) -> None:
        self.closed = True


def _worker(age: int, connections: int) -> Any:
    return SimpleNamespace(age=age, nr_conns=connections)


def _closes(connections: Connections, worker: Any) -> bool:
    request = _Request()
    connections.asked(worker, request)
    return request.closed


def test_only_who_holds_two_more_than_another_closes_one() -> None:
    connections = Connections()
    for age in (1, 2, 3):
        connections.joined(_worker(age, 0))
    assert not _closes(connections, _worker(1, 1))
    assert _closes(connections, _worker(1, 2))
    assert not _closes(connections, _worker(2, 1))
    assert not _closes(connections, _worker(3, 1))
    assert not _closes(connections, _worker(1, 2))


def test_a_worker_that_ended_is_no_measure() -> None:
    connections = Connections()
    for age in (1, 2):
        connections.joined(_worker(age, 0))
    connections.left(None, _worker(1, 0))
    assert not _closes(connections, _worker(2, 9))


def _sockets(process: int) -> int:
    count = 0
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since it was listed
            count += os.readlink(descriptor).startswith("socket:")
    return count


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc to count sockets")
def test_clients_of_one_worker_come_to_be_shared(index: Path, tmp_path: Path) -> None:
    """While one worker is stopped the other accepts all clients; afterwards it keeps half of them."""
    with Site(index, tmp_path / "log", 2, access_log=0) as site:
        workers = site.processes()[1:]
        idle = [_sockets(worker) for worker in workers]
        clients = [http.client.HTTPConnection("127.0.0.1", site.port, timeout=20) for _ in range(8)]

        def ask() -> set[int]:
            statuses = set()
            for client in clients:
                client.request("GET", "/healthz")
                with client.getresponse() as answer:
                    statuses.add(answer.status)
                    answer.read()
            return statuses

        def held() -> list[int]:
            return [_sockets(worker) - before for worker, before in zip(workers, idle, strict=True)]

        os.kill(workers[0], signal.SIGSTOP)
        try:
            assert ask() == {200}
        finally:
            os.kill(workers[0], signal.SIGCONT)
        rounds = 0
        while (now := held()) not in ([4, 4], [3, 4], [4, 3]) and rounds < 300:
            assert ask() == {200}
            rounds += 1
        assert max(now) <= 4, now
        for client in clients:
            client.close()
