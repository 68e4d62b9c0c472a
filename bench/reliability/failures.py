"""Failing disks and other obstacles: the old index stays readable, and a writer works again at once.

`run` lets the n-th write, fsync or rename fail, for every n. `obstacles` tries a full disk, a folder that may only be read,
and two indexers at once.
"""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from bench.reliability.corpora import Pages, article, held
from bench.reliability.faults import Faults, faulty
from bench.reliability.kills import merging
from bench.reliability.outcome import Outcome
from indexer import engines, pipeline
from indexer.check import problems
from indexer.engines.contract import EngineQuery
from indexer.errors import IndexLocked, TinCongDoanError

ASKED = "the n-th write, fsync or rename fails, n = 1…300: the old index stays readable, a writer works again within 5 s"
ASKED_OBSTACLES = "disk full, read-only index, two indexers at once"
AGAIN = 5.0
NOBODY = 65534


def run(last: int = 300, seed: int = 1, again: float = AGAIN) -> Outcome:
    """Let each of the first `last` writes, fsyncs and renames of a series of updates fail.

    `again`: seconds within which the next update must be done.
    """
    outcome = Outcome("failures", ASKED, seed)
    steps = ("add", "update", "merge", "delete", "full", "merge", "update", "add")
    with tempfile.TemporaryDirectory(prefix="reliability-") as place, merging():
        outcome.counts |= {"failures": 0}
        n = 0
        series = 0
        while n < last:
            series += 1
            corpus, index = Path(place) / f"pages-{series}", Path(place) / f"index-{series}"
            pages = Pages(corpus, seed + series)
            pipeline.update(corpus, index, jobs=1)
            # One state of index and corpus per step; at each, every event of the update fails in turn.
            for kind in steps:
                pages.step(kind)
                failing = 0
                while n < last:
                    failing += 1
                    copy = Path(place) / "copy"
                    shutil.copytree(index, copy)
                    met = _try(outcome, corpus, copy, pages, failing, n, kind, again)
                    shutil.rmtree(copy)
                    if not met:
                        break
                    n += 1
                pipeline.update(corpus, index, jobs=1)
    return outcome


def _try(
    outcome: Outcome, corpus: Path, index: Path, pages: Pages, failing: int, n: int, kind: str, again: float
) -> bool:
    """Let one update fail at its event `failing`; False if it has fewer events."""
    before, expected = held(index), pages.expected()
    code = (errno.ENOSPC, errno.EIO)[n % 2]
    label = f"{kind}, event {failing} ({errno.errorcode[code]}{', from then on' if n % 3 == 0 else ''})"
    failed = False
    with engines.open_reader(index) as engine:
        reader = engine.reader()
        with faulty(Faults(index, failing, code, stays=n % 3 == 0)) as faults:
            try:
                pipeline.update(corpus, index, full=kind == "full", jobs=1)
            except OSError:
                failed = True
            except TinCongDoanError as error:
                failed = True
                outcome.add(f"told as {type(error).__name__}")
        if not faults.failed:
            return False
        outcome.add("failures")
        outcome.add("of which the update said so", failed)
        listed = {one.id: one.title for one in reader.scan(EngineQuery())}
        outcome.expect(listed == before, f"{label}: a reader that was open reads something else")
    now = held(index)
    outcome.add("of which the new articles were visible nevertheless", now == expected != before)
    outcome.expect(now in (before, expected), f"{label}: the index holds neither the old nor the new")
    outcome.expect(failed or now == expected, f"{label}: the update claims success, but holds the old")
    outcome.problems += [f"{label}: check: {p}" for p in engines.check(index)]
    began = time.perf_counter()
    pipeline.update(corpus, index, jobs=1)
    seconds = time.perf_counter() - began
    outcome.most("longest until a writer was done again, s", seconds)
    outcome.expect(seconds < again, f"{label}: {seconds:.1f} s until a writer was done")
    outcome.expect(held(index) == expected, f"{label}: the next update does not mend it")
    outcome.problems += [f"{label}: check: {p}" for p in problems(corpus, index)]
    return True


def same_writer(last: int = 25, seed: int = 1) -> Outcome:
    """A Writer whose commit failed is asked to commit again."""
    outcome = Outcome("failures (the same writer again)", "a commit that failed can be tried again", seed)
    outcome.counts["failures"] = 0
    with tempfile.TemporaryDirectory(prefix="reliability-") as place:
        for failing in range(1, last + 1):
            index = Path(place) / str(failing)
            rng = random.Random(seed)
            first, second = ([article(f"{n}", v, rng) for n in range(8)] for v in (1, 2))
            with engines.open_writer(index) as writer:
                writer.commit(add=[writer.build(first)], delete=[], state=b"first")
                handle = writer.build(second)
                with faulty(Faults(index, failing)) as faults, suppress(OSError):
                    writer.commit(add=[handle], delete=[], state=b"second")
                if not faults.failed:
                    break
                outcome.add("failures")
                held(index)
                writer.commit(add=[writer.build(second)], delete=[], state=b"second")
            outcome.expect(held(index) == {a.id: a.title for a in second}, f"event {failing}: wrong articles")
            outcome.problems += [f"event {failing}: check: {p}" for p in engines.check(index)]
    return outcome


def obstacles(seed: int = 1) -> Outcome:
    """A full disk, a read-only folder, two indexers at once."""
    outcome = Outcome("obstacles", ASKED_OBSTACLES, seed)
    with tempfile.TemporaryDirectory(prefix="reliability-") as place:
        corpus, index = Path(place) / "pages", Path(place) / "index"
        pages = Pages(corpus, seed)
        os.chmod(place, 0o755)
        pipeline.update(corpus, index, jobs=1)
        before = held(index)
        pages.step("add")
        for limit in range(0, 40_000, 2_000):
            said = _in_child(lambda: pipeline.update(corpus, index, full=True, jobs=1), file_size=limit)
            outcome.add("disk full, times")
            outcome.expect(held(index) in (before, pages.expected()), f"full at {limit} bytes: {said}")
            outcome.problems += [f"full at {limit} bytes: check: {p}" for p in engines.check(index)]
        _read_only(outcome, corpus, index, before)
        with engines.open_writer(index):
            began = time.perf_counter()
            try:
                pipeline.update(corpus, index, jobs=1)
                outcome.problems.append("two indexers write at once")
            except IndexLocked as error:
                outcome.counts["second indexer"] = f"refused in {time.perf_counter() - began:.2f} s: {error}"
        pipeline.update(corpus, index, jobs=1)
        outcome.expect(held(index) == pages.expected(), "after all this an update does not mend it")
        outcome.problems += problems(corpus, index)
    return outcome


def _read_only(outcome: Outcome, corpus: Path, index: Path, before: dict[str, str]) -> None:
    """As a user who may not write: reading works, writing is refused, nothing changes."""
    if os.geteuid() == 0:
        become = NOBODY
    else:
        become = None
        index.chmod(0o555)
    for path in index.iterdir():
        path.chmod(0o444)
    said = _in_child(lambda: _refused(corpus, index, before), user=become)
    index.chmod(0o755)
    for path in index.iterdir():
        path.chmod(0o644)
    outcome.counts["read-only index"] = said
    outcome.expect(said.startswith("read; writing refused"), f"read-only index: {said}")
    outcome.expect(held(index) == before, "the read-only index has changed")


def _refused(corpus: Path, index: Path, before: dict[str, str]) -> str:
    if held(index) != before:
        return "reads something else"
    try:
        pipeline.update(corpus, index, full=True, jobs=1)
    except (OSError, TinCongDoanError) as error:
        return f"read; writing refused: {type(error).__name__}"
    return "was written to"


def _in_child(work: Callable[[], object], *, file_size: int | None = None, user: int | None = None) -> str:
    """What `work` returned or raised, in a child process with a limit on the size of files, or as another user."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            if file_size is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
            if user is not None:
                os.setgid(user)
                os.setuid(user)
                tempfile.tempdir = "/tmp"
            os.write(write, str(work()).encode()[:4000])
        except BaseException as error:
            os.write(write, f"{type(error).__name__}: {error}".encode()[:4000])
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


def at_the_command_line(seed: int = 1) -> Outcome:
    """`run.py index` on a full disk: one line on stderr, exit status 1, no traceback."""
    outcome = Outcome("obstacles (command line)", "a failing disk is told in one line", seed)
    root = Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory(prefix="reliability-") as place:
        Pages(Path(place) / "pages", seed)
        done = subprocess.run(
            [sys.executable, str(root / "run.py"), "index", "--corpus", f"{place}/pages", "--index", f"{place}/index", "--jobs", "1"],
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, 3_000)),
            capture_output=True,
            text=True,
            cwd=root,
        )  # fmt: skip
        outcome.counts["exit status"] = done.returncode
        outcome.counts["on stderr"] = done.stderr.strip()[-200:]
        outcome.expect(done.returncode == 1, f"exit status {done.returncode}")
        outcome.expect("Traceback" not in done.stderr, f"a traceback: {done.stderr[-300:]}")
    return outcome


def trials(share: float, seed: int) -> Iterator[Outcome]:
    """The checks, at `share` of their full size."""
    yield run(int(300 * share), seed)
    yield same_writer(seed=seed)
    yield obstacles(seed)
    yield at_the_command_line(seed)
