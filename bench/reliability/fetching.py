"""Fetch, killed again and again, and fetch over many pages; against real servers on loopback.

Three sites of different make. A kill may leave one page a host half way: that one may be asked again. What lies in a WARC file is
never asked again in the same round, nothing that a list named is forgotten, and each page lies in the archive once.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from bench.reliability.newsroom import Newsroom, story
from bench.reliability.outcome import Outcome
from indexer.settings import ROOT

ASKED = (
    "300 kills of fetch lose nothing and fetch nothing twice; 10,000 pages at a pace of none: pages/s, memory"
)
MAKES = {"cms": "feeds", "sitemap": "sitemaps", "sections": "sections"}
LISTS = {"cms": "/rss/cong-doan.rss", "sitemap": "/sitemap.xml", "sections": "/cong-doan"}


def run(kills: int = 300, pages: int = 10_000, seed: int = 1) -> Outcome:
    """Kill fetch `kills` times over three sites, then take `pages` pages from them in one go."""
    outcome = Outcome("fetching", ASKED, seed)
    rng = random.Random(seed)
    while outcome.counts.get("kills", 0) < kills:
        _round(outcome, rng, min(25, kills - outcome.counts.get("kills", 0)))
    if pages:
        _many(outcome, pages)
    return outcome


def _rooms(count: int) -> list[Newsroom]:
    rooms = [Newsroom(make=make, host=f"127.0.0.{number}") for number, make in enumerate(MAKES, 1)]
    for room in rooms:
        room.put(*map(story, range(count)))
        room.start()
    return rooms


def _sources(rooms: list[Newsroom], folder: Path) -> Path:
    rows = ['contact = "thu@example.vn"\n']
    for room in rooms:
        rows.append(
            f'[[source]]\nname = "{room.make}"\nhost = "{room.netloc}"\nenabled = true\npace = 0\nrecheck = 24\npages = 500\n'
            f'{MAKES[room.make]} = ["{room.home}{LISTS[room.make]}"]\n'
        )
    path = folder / "sources.toml"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def _command(sources: Path, into: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "run.py", "fetch", str(sources), "--into", str(into)]
    env = {**os.environ, "TCD_FETCH_PRIVATE": "1"}
    return subprocess.Popen(
        command, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _round(outcome: Outcome, rng: random.Random, kills: int) -> None:
    """Kill one fetch of three sites `kills` times, let the next one end, and count."""
    rooms = _rooms(300)
    for room in rooms:
        room.delay = 0.02
    with tempfile.TemporaryDirectory(prefix="reliability-") as place:
        sources, into = _sources(rooms, Path(place)), Path(place) / "fetched"
        killed = 0
        for _ in range(kills):
            process = _command(sources, into)
            before = sum(len(room.asked) for room in rooms)
            deadline = time.monotonic() + 20
            while process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.02)
                if sum(len(room.asked) for room in rooms) > before + 3:
                    break
            time.sleep(rng.random() * 0.5)
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                killed += 1
            process.communicate()
        for room in rooms:
            room.delay = 0
        last = _command(sources, into)
        _, err = last.communicate(timeout=300)
        outcome.expect(last.returncode == 0, f"the last run ended with {last.returncode}: {err[-300:]}")
        # A round that ended before its kills were spent counts what it had.
        outcome.add("kills", max(killed, 1))
        kept = _kept(into)
        for room in rooms:
            shown = sorted(room.stories.values(), key=lambda s: -s.number)[
                : 50 if room.make == "cms" else None
            ]
            lost = [s.path for s in shown if not kept[room.home + s.path]]
            outcome.expect(not lost, f"{room.make}: {len(lost)} pages were lost, as {lost[:2]}")
            twice = [s.path for s in shown if kept[room.home + s.path] > 1]
            outcome.expect(
                not twice, f"{room.make}: {len(twice)} pages lie twice in the archive, as {twice[:2]}"
            )
            times = Counter(asked.path for asked in room.asked)
            again = sum(times[s.path] - 1 for s in shown if times[s.path])
            outcome.add("pages taken", len(shown))
            outcome.add("asked again after a kill in mid-answer", again)
            outcome.expect(again <= killed, f"{room.make}: {again} pages asked again after {killed} kills")
            room.stop()


def _kept(into: Path) -> Counter[str]:
    """How often each address lies in the archive with its content."""
    kept: Counter[str] = Counter()
    for path in into.glob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type == "response" and record.http_headers.get_statuscode() == "200":
                    kept[record.rec_headers.get_header("WARC-Target-URI")] += 1
    return kept


def _many(outcome: Outcome, pages: int) -> None:
    """Take `pages` pages of two sites in one run; pages a second and the largest memory of the process."""
    rooms = [room for room in _rooms(pages // 2) if room.make != "cms"]
    with tempfile.TemporaryDirectory(prefix="reliability-") as place:
        sources, into = _sources(rooms, Path(place)), Path(place) / "fetched"
        began = time.perf_counter()
        process = _command(sources, into)
        most = 0
        while process.poll() is None:
            try:
                status = Path(f"/proc/{process.pid}/status").read_text()
                most = max(
                    most,
                    next(
                        (int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0
                    ),
                )
            except OSError:
                break
            time.sleep(0.2)
        out, err = process.communicate()
        seconds = time.perf_counter() - began
        outcome.expect(process.returncode == 0, f"many pages: {err[-300:]}")
        kept = _kept(into)
        outcome.counts["pages in one run"] = sum(
            kept[room.home + path] for room in rooms for path in room.stories
        )
        outcome.counts["pages a second"] = outcome.counts["pages in one run"] / seconds
        outcome.counts["memory, MB"] = most // 1024
        size = sum(path.stat().st_size for path in into.glob("*.warc.gz"))
        outcome.counts["WARC bytes a page"] = size // max(1, outcome.counts["pages in one run"])
        outcome.expect(
            outcome.counts["pages in one run"] == 2 * (pages // 2), f"not every page came: {out[-300:]}"
        )
    for room in rooms:
        room.stop()


def trials(share: float, seed: int) -> list[Outcome]:
    """The check, at `share` of its full size."""
    return [run(max(1, int(300 * share)), int(10_000 * share), seed)]
