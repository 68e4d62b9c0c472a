"""Readers beside a writer: every answer is of one generation, whole.

Generation g holds a number of articles that follows from g, all in version g, and says g in its state. Reader processes
ask without pause while a writer commits; an answer whose total, articles, facet counts and state do not all belong to one
g is a mixed one.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from bench.reliability.corpora import article, title
from bench.reliability.outcome import Outcome
from indexer import engines
from indexer.engines.contract import EngineQuery, Term, TermKind, Weighted

ASKED = "8 readers, 500 commits, 50,000 reads: no error, no answer that mixes two generations"
RANK = (Weighted((Term(TermKind.SYLLABLE, "tin"),)),)


def size(generation: int) -> int:
    """How many articles a generation has."""
    return 12 + generation * 7 % 23


def run(readers: int = 8, commits: int = 500, reads: int = 50_000, seed: int = 1) -> Outcome:
    """`reads` reads by `readers` processes while there are `commits` commits, and commits while there are reads."""
    outcome = Outcome("readers", ASKED, seed)
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="reliability-") as place:
        index, stop = Path(place) / "index", Path(place) / "stop"
        generation = _commit(index, rng)
        pipes = [_start(index, stop, reads // readers) for _ in range(readers)]
        done = 0
        while done < commits or any(not _ended(pid) for pid, _ in pipes):
            generation = _commit(index, rng)
            done += 1
            if done == commits:
                stop.touch()
        outcome.counts |= {"commits": done, "last generation": generation, "reads": 0, "generations seen": 0}
        for _, pipe in pipes:
            with os.fdopen(pipe, "rb") as said:
                count, seen, *wrong = said.read().decode().split("\n")
            outcome.add("reads", int(count))
            outcome.counts["generations seen"] = max(outcome.counts["generations seen"], int(seen))
            outcome.problems += [line for line in wrong if line]
    return outcome


def _commit(index: Path, rng: random.Random) -> int:
    """Replace every article by its next version; how many there are changes too."""
    with engines.open_writer(index) as writer:
        before = int(writer.state() or 0)
        generation = before + 1
        batch = [article(f"{n}", generation, rng) for n in range(size(generation))]
        gone = [f"{n}" for n in range(size(generation), size(before))]
        writer.commit(add=[writer.build(batch)], delete=gone, state=b"%d" % generation)
    return generation


_statuses: dict[int, int] = {}


def _ended(pid: int) -> bool:
    if pid not in _statuses:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            _statuses[pid] = status
    return pid in _statuses


def _start(index: Path, stop: Path, reads: int) -> tuple[int, int]:
    """A reader process: its id, and the pipe over which it says what it saw at its end."""
    read, write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(write)
        return pid, read
    wrong: list[str] = []
    count, seen = 0, set()
    try:
        with engines.open_reader(index) as engine:
            while count < reads or not stop.exists():
                count += 1
                if count > reads:
                    time.sleep(0.01)  # the rest of the commits
                seen.add(_read(engine.reader(), count, wrong))
    except BaseException:
        wrong.append(traceback.format_exc().replace("\n", " | ")[-500:])
    os.write(write, "\n".join([str(count), str(len(seen)), *wrong[:20]]).encode()[:60_000])
    os._exit(0)


def _read(reader: Any, number: int, wrong: list[str]) -> int:
    """One read, of a kind that `number` chooses; returns the generation that answered."""
    generation = int(reader.state())
    expected = size(generation)
    rank = RANK if number % 2 else ()
    answer = reader.answer(EngineQuery(rank=rank, limit=5 if number % 3 else 100))
    articles = reader.articles([found.key for found in answer.found])
    versions = {a.title == title(a.id, generation) for a in articles}
    years = sum(answer.facets["year"].values())
    single = reader.article(f"{number % 12}")
    if not (
        answer.total == expected == years == reader.document_count
        and len(articles) == min(expected, 5 if number % 3 else 100)
        and versions == {True}
        and single is not None
        and single.title == title(single.id, generation)
    ):
        wrong.append(
            f"generation {generation}: total {answer.total}, years {years}, expected {expected}, {versions}"
        )
    return generation


def trials(share: float, seed: int) -> list[Outcome]:
    """The check, at `share` of its full size."""
    return [run(8, int(500 * share), int(50_000 * share), seed)]
