"""kill -9: an indexer dies at a random moment, most often inside a commit; the index must not notice.

Each trial changes the corpus, starts an indexer as a child process, waits for what it announces over a pipe (a commit
begins, a commit ended, the update is done) and sends SIGKILL after a random delay. Then the index must open at once,
hold exactly what it held before or exactly what the corpus holds now (the latter, if that was acknowledged), pass
its check, and be free for the next writer.
"""

from __future__ import annotations

import os
import random
import select
import signal
import statistics
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.reliability.corpora import STEPS, Pages, held
from bench.reliability.outcome import Outcome
from indexer import engines, pipeline
from indexer.check import problems
from indexer.engines.whoosh import writer as writing
from indexer.errors import IndexProblem

ASKED = (
    "1,000 kills, 700 inside a commit; opens, acknowledged found, none twice, no batch torn, check clean, "
    "no stale lock, recovery under 2 s"
)
RECOVERY = 2.0
"""Seconds within which an index must be open for reading and for writing again."""

WITH_WORKERS = 25
"""Every so many trials the indexer has worker processes, and these must end with it."""

BEGINS, ENDED, DONE, FAILED = b"cedx"


def run(kills: int = 1000, inside: int = 700, seed: int = 1, recovery: float = RECOVERY) -> Outcome:
    """Kill `kills` indexers, at least `inside` of them in a commit; `recovery` is in seconds."""
    outcome = Outcome("kills", ASKED, seed)
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="reliability-") as place, merging():
        corpus, index = Path(place) / "pages", Path(place) / "index"
        pages = Pages(corpus, seed)
        pipeline.update(corpus, index, jobs=1)
        before = held(index)
        clock, crowd = _Clock(), _Clock()
        outcome.counts |= {"kills": 0, "inside a commit": 0, "acknowledged before the kill": 0}
        trial = 0
        while outcome.counts["kills"] < kills or outcome.counts["inside a commit"] < inside:
            trial += 1
            kind = rng.choice(STEPS)
            pages.step(kind)
            jobs = 2 if trial % WITH_WORKERS == 0 else 1
            indexer = _Indexer(corpus, index, full=kind == "full", jobs=jobs)
            short = inside - outcome.counts["inside a commit"] >= 0.75 * (kills - outcome.counts["kills"])
            if jobs > 1:  # they live until the commit begins
                said = indexer.kill_anywhere(crowd, rng)
            elif short or rng.random() < 0.8:
                said = indexer.kill_in_commit(clock, rng)
            else:
                said = indexer.kill_anywhere(clock, rng)
            if FAILED in said:
                outcome.problems.append(f"trial {trial} ({kind}): the indexer failed: {said!r}")
            elif indexer.killed:
                outcome.add("kills")
                outcome.add(f"while asked to {kind}")
                outcome.add("inside a commit", said.endswith(bytes([BEGINS])))
                outcome.add("acknowledged before the kill", ENDED in said)
            label = f"trial {trial} ({kind}, said {said!r})"
            if jobs > 1:
                outcome.add("with worker processes")
                outcome.expect(indexer.left_nobody(), f"{label}: worker processes live on")
            now = _examine(outcome, index, label, recovery)
            if now is not None:
                expected = pages.expected()
                sound = now == expected if ENDED in said else now in (before, expected)
                outcome.expect(sound, f"{label}: {_difference(now, before, expected)}")
                before = now
            if trial % 10 == 0 or now is None:
                pipeline.update(corpus, index, jobs=1)
                before = held(index)
                outcome.add("followed by a whole update")
                outcome.expect(before == pages.expected(), f"{label}: the next update does not mend it")
                outcome.problems += [f"{label}: check: {p}" for p in problems(corpus, index)]
    return outcome


def _examine(outcome: Outcome, index: Path, label: str, recovery: float) -> dict[str, str] | None:
    """What the index holds after a kill; None if that cannot be told."""
    began = time.perf_counter()
    try:
        now = held(index)
        engines.open_writer(index).close()
    except (IndexProblem, ValueError) as problem:
        outcome.problems.append(f"{label}: {problem}")
        return None
    seconds = time.perf_counter() - began
    outcome.most("longest recovery, s", seconds)
    outcome.expect(seconds < recovery, f"{label}: {seconds:.2f} s until it could be read and written again")
    outcome.problems += [f"{label}: check: {problem}" for problem in engines.check(index)]
    return now


def _difference(now: dict[str, str], before: dict[str, str], expected: dict[str, str]) -> str:
    lost = len(expected.keys() - now.keys())
    extra = len(now.keys() - expected.keys())
    old = sum(now[i] == before.get(i) for i in now)
    return f"a torn batch: {len(now)} articles, {lost} missing, {extra} too many, {old} as before"


@contextmanager
def merging(fanout: int = 2) -> Iterator[None]:
    """Merge segments as soon as there are `fanout` of one size, so that most commits merge."""
    saved, writing.FANOUT = writing.FANOUT, fanout
    try:
        yield
    finally:
        writing.FANOUT = saved


class _Clock:
    """How long an update takes until its commit, and the commit itself; learnt from those that came through."""

    def __init__(self) -> None:
        self.whole = [0.3]
        self.commits = [0.02]

    def typical(self, times: list[float]) -> float:
        return statistics.median(times[-15:])


class _Indexer:
    """An `update` in a child process of its own, which says over a pipe how far it is."""

    def __init__(self, corpus: Path, index: Path, *, full: bool, jobs: int) -> None:
        self.killed = False
        self.began = time.perf_counter()
        self._read, write = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(self._read)
            os.setpgid(0, 0)
            _index(corpus, index, full, jobs, write)
        os.close(write)

    def kill_in_commit(self, clock: _Clock, rng: random.Random) -> bytes:
        """Kill at a random moment after the commit began; returns all that was said."""
        said = self._listen(BEGINS, timeout=60)
        begun = time.perf_counter()
        time.sleep(rng.random() * clock.typical(clock.commits))
        return self._kill(said, clock, begun)

    def kill_anywhere(self, clock: _Clock, rng: random.Random) -> bytes:
        """Kill at a random moment of the whole run."""
        said = self._listen(DONE, timeout=rng.random() * 1.1 * clock.typical(clock.whole))
        return self._kill(said, clock, None)

    def left_nobody(self) -> bool:
        """Whether all worker processes are gone within five seconds; those that are not are ended."""
        for _ in range(100):
            try:
                os.killpg(self.pid, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.05)
        os.killpg(self.pid, signal.SIGKILL)
        return False

    def _listen(self, until: int, timeout: float) -> bytes:
        said, end = b"", time.perf_counter() + timeout
        while until not in said and FAILED not in said:
            left = end - time.perf_counter()
            if left <= 0 or not select.select([self._read], [], [], left)[0]:
                break
            heard = os.read(self._read, 4096)
            if not heard:
                break
            said += heard
        return said

    def _kill(self, said: bytes, clock: _Clock, begun: float | None) -> bytes:
        os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        while select.select([self._read], [], [], 0)[0] and (heard := os.read(self._read, 4096)):
            said += heard
        os.close(self._read)
        self.killed = os.WIFSIGNALED(status)
        if begun is not None:
            # Neither time is ever seen whole: they grow while kills come early, and shrink while they come late.
            clock.commits.append(clock.typical(clock.commits) * (0.9 if ENDED in said else 1.08))
        elif DONE in said or BEGINS not in said:
            clock.whole.append(clock.typical(clock.whole) * (0.9 if DONE in said else 1.08))
        return said


def _index(corpus: Path, index: Path, full: bool, jobs: int, pipe: int) -> None:
    """The life of the child; never returns."""
    try:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 1)
        commit = writing.Writer.commit

        def announced(self: writing.Writer, **arguments: Any) -> int:
            os.write(pipe, bytes([BEGINS]))
            generation = commit(self, **arguments)
            os.write(pipe, bytes([ENDED]))
            return generation

        writing.Writer.commit = announced  # type: ignore[method-assign]
        if jobs > 1:
            pipeline.SMALL_UPDATE = 0
        pipeline.update(corpus, index, full=full, jobs=jobs)
        os.write(pipe, bytes([DONE]))
        os._exit(0)
    except BaseException:
        os.write(pipe, bytes([FAILED]) + traceback.format_exc()[-2000:].encode())
        sys.stderr.flush()
        os._exit(1)


def trials(share: float, seed: int) -> list[Outcome]:
    """The check, at `share` of its full size."""
    return [run(int(1000 * share), int(700 * share), seed)]
