"""A host that asks for time gets it: Retry-After as seconds and as a date, pauses that grow where it says nothing."""

from __future__ import annotations

import time
from email.utils import formatdate
from itertools import pairwise

import pytest

from bench.reliability.newsroom import Answer, Newsroom, story
from tests.indexer.fetch.operators_desk import Desk

QUICK = """
import sys
from pathlib import Path
from indexer.fetch.crawl import run
from indexer.fetch.sources import load
from indexer.fetch.spider import Plan
run(Plan(load(Path(sys.argv[1])).enabled, "Bot/1.0 (+a@b.vn)", allows_private=True, pause_scale=0.04), Path(sys.argv[2]))
"""


def moments(room: Newsroom, path: str) -> list[float]:
    return [asked.moment for asked in room.asked if asked.path == path]


@pytest.mark.parametrize("status", [429, 503])
def test_pauses_grow_while_a_host_goes_on_refusing(desk: Desk, room: Newsroom, status: int) -> None:
    refused: list[str] = []

    def busy(path: str) -> Answer:
        if len(refused) == 3:
            return room.answer(path, {})
        refused.append(path)
        return status, {}, b""

    for path in room.stories:
        room.special[path] = lambda _, path=path: busy(path)  # type: ignore[misc]
    desk.add(room)
    done = desk.program("-c", QUICK, str(desk.sources), str(desk.into))
    assert done.returncode == 0, done.stderr
    times = [asked.moment for asked in room.asked if asked.path in room.stories]
    gaps = [later - earlier for earlier, later in pairwise(times)][:3]
    assert gaps[0] > 0.18
    assert gaps[1] > 0.36
    assert gaps[2] > 0.72
    assert {room.home + p for p in room.stories} <= {uri for uri, _, code in desk.kept() if code == "200"}


def test_pauses_grow_though_other_pages_answer_between(desk: Desk, room: Newsroom) -> None:
    paths = sorted(room.stories)
    told: list[float] = []

    def answer(path: str) -> Answer:
        if path in paths[::2] and len(told) < 4:
            told.append(time.monotonic())
            return 503, {}, b""
        return room.answer(path, {})

    for path in room.stories:
        room.special[path] = lambda _, path=path: answer(path)  # type: ignore[misc]
    desk.add(room)
    done = desk.program("-c", QUICK, str(desk.sources), str(desk.into))
    assert done.returncode == 0, done.stderr
    times = [asked.moment for asked in room.asked if asked.path in room.stories]
    longest = sorted(later - earlier for earlier, later in pairwise(times))[-4:]
    assert longest[-1] > 1.4  # 0.2, 0.4, 0.8 and 1.6 seconds


def test_a_moment_to_come_back_at_is_kept(desk: Desk, room: Newsroom) -> None:
    path = story(3).path
    page = room.answer(path, {})

    def busy(times: int) -> Answer:
        return page if times else (503, {"Retry-After": formatdate(time.time() + 3, usegmt=True)}, b"")

    room.special[path] = busy
    desk.add(room)
    assert "30 new" in desk.run().stdout
    first = moments(room, path)[0]
    assert min(asked.moment - first for asked in room.asked if asked.moment > first) > 1.8


def test_a_source_of_four_lines_is_enough(desk: Desk) -> None:
    room = Newsroom(make="sections")
    room.put(*map(story, range(5)))
    room.start()
    with desk.sources.open("a", encoding="utf-8") as file:
        file.write(f'[[source]]\nname = "Báo thử"\nhost = "{room.home}"\nenabled = true\n')
    assert "5 new" in desk.run().stdout
    assert all(room.count(path) == 1 for path in room.stories)
    room.stop()
