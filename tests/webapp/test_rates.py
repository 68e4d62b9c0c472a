"""The limit per client: it holds over threads, processes and workers, and a killed worker locks nobody out."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench.reliability.site import Site
from webapp import create_app, rates
from webapp.rates import RateLimiter


def test_rates_are_limited_when_asked_for(index: Path) -> None:
    limited = create_app({"INDEX": str(index), "RATE_LIMIT": 3, "ACCESS_LOG": False}).test_client()
    answers = [limited.get("/api/facets") for _ in range(5)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 20
    assert answers[-1].mimetype == "application/problem+json"
    assert limited.get("/healthz").status_code == 200, "an operator's probe is no client"


def test_the_bucket_fills_again() -> None:
    limiter = RateLimiter(2)
    assert [limiter.wait("a", 100.0), limiter.wait("a", 100.0)] == [0, 0]
    assert limiter.wait("a", 100.0) == 30
    assert limiter.wait("b", 100.0) == 0
    assert limiter.wait("a", 131.0) == 0
    assert limiter.wait("a", 99.0) > 0, "a clock that another worker read a moment ago gives no tokens"
    assert [limiter.wait("a", 1000.0) for _ in range(3)] == [0, 0, 30], "never more than the limit at once"


def test_when_the_table_is_full_the_client_not_seen_for_longest_is_forgotten() -> None:
    limiter = RateLimiter(1, clients=rates.WAYS)
    for number in range(rates.WAYS):
        assert limiter.wait(f"client {number}", float(number)) == 0
    assert limiter.wait("one more", 9.0) == 0
    assert limiter.wait("client 1", 9.0) > 0
    assert limiter.wait("client 0", 9.0) == 0, "forgotten, so it starts anew"


def _ask(table: Path, times: int) -> int:
    limiter = RateLimiter(50, table)
    return sum(limiter.wait("somebody", 7.0) == 0 for _ in range(times))


def test_processes_that_share_a_table_share_the_limit(tmp_path: Path) -> None:
    rates.create(tmp_path / "rates")
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        allowed = pool.starmap(_ask, [(tmp_path / "rates", 60)] * 4)
    assert sum(allowed) == 50


def test_threads_share_the_limit() -> None:
    limiter = RateLimiter(50)
    with ThreadPoolExecutor(8) as pool:
        assert sum(wait == 0 for wait in pool.map(lambda _: limiter.wait("a", 7.0), range(200))) == 50


def _status(port: int) -> tuple[int, str | None]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/facets", timeout=20) as response:
            return response.status, None
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Retry-After"]


def _ended(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to find the workers")
def test_two_workers_of_a_server_share_the_limit(index: Path, tmp_path: Path) -> None:
    """Each worker alone answers a part of the requests, while the other is stopped; then one is killed."""
    with Site(index, tmp_path / "log", 2, access_log=0, rate_limit=6) as site:
        workers = site.processes()[1:]
        assert len(workers) == 2
        began = time.monotonic()
        seen = []
        for asleep in workers:
            os.kill(asleep, signal.SIGSTOP)
            seen += [_status(site.port) for _ in range(5)]
            os.kill(asleep, signal.SIGCONT)
        os.kill(workers[0], signal.SIGKILL)
        while not _ended(workers[0]):
            time.sleep(0.01)
        seen += [_status(site.port) for _ in range(3)]
        filled = (time.monotonic() - began) * 6 / 60
        allowed = sum(status == 200 for status, _ in seen)
        assert {status for status, _ in seen} == {200, 429}
        assert 6 <= allowed <= 6 + filled
        assert all(1 <= int(retry) <= 10 for status, retry in seen if status == 429 and retry)
        assert all(retry for status, retry in seen if status == 429)
