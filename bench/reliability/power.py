"""Power cuts: whatever was not synced is lost, truncated or full of holes; the index opens, or is rebuilt by itself.

Each trial changes the corpus, lets an update run until a random moment, and goes on with what a disk may hold after a
power cut at that moment (`disk.py`). What was acknowledged must be there; and the next `update`, called like every other,
must end with an index that is whole and holds what the corpus holds.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

from bench.reliability.corpora import STEPS, Pages, held
from bench.reliability.disk import Disk, PowerCut
from bench.reliability.kills import merging
from bench.reliability.outcome import Outcome
from indexer import engines, pipeline
from indexer.check import problems
from indexer.errors import IndexProblem

ASKED = "200 power cuts; the index opens or is rebuilt from the corpus by itself, 200 of 200"


def run(cuts: int = 200, seed: int = 1) -> Outcome:
    """Cut the power `cuts` times."""
    outcome = Outcome("power", ASKED, seed)
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="reliability-") as place, merging():
        corpus = Path(place) / "pages"
        pages = Pages(corpus, seed)
        index = Path(place) / "index"
        pipeline.update(corpus, index, jobs=1)
        before = held(index)
        outcome.counts |= {"cuts": 0, "opened as it was": 0, "rebuilt by itself": 0, "whole in the end": 0}
        events = 20
        for trial in range(1, cuts + 1):
            kind = rng.choice(STEPS)
            pages.step(kind)
            expected = pages.expected()
            left = Path(place) / f"index-{trial}"
            disk = Disk(index, left, rng.randint(1, events + 2), rng)
            done = False
            try:
                with disk.watch():
                    pipeline.update(corpus, index, full=kind == "full", jobs=1)
                    done = True
                    disk.moment = disk.events + 1
                    disk.event()
            except PowerCut:
                pass
            events = max(disk.events, events if not done else 0)
            shutil.rmtree(index)
            index = left
            outcome.add("cuts")
            outcome.add("after the update was acknowledged", done)
            label = f"trial {trial} ({kind}, before event {disk.moment})"
            try:
                now = held(index)
                outcome.add("opened as it was")
                outcome.problems += [f"{label}: check: {p}" for p in engines.check(index)]
                outcome.expect(
                    now == expected if done else now in (before, expected), f"{label}: a torn batch"
                )
            except IndexProblem as problem:
                outcome.expect(not done, f"{label}: acknowledged, but {problem}")
                outcome.add("rebuilt by itself")
            report = pipeline.update(corpus, index, jobs=1)
            before = held(index)
            outcome.add("rebuilt, of those", report.rebuilt is not None)
            mended = before == expected and not problems(corpus, index)
            outcome.add(
                "whole in the end", outcome.expect(mended, f"{label}: the next update does not mend it")
            )
    return outcome


def trials(share: float, seed: int) -> list[Outcome]:
    """The check, at `share` of its full size."""
    return [run(int(200 * share), seed)]
