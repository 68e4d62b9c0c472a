"""What becomes of an index when a process dies, the power fails, a write fails, or a byte flips."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from indexer.article import Article, FacetValue
from indexer.engines import check, open_reader, open_writer
from indexer.engines.contract import And, EngineQuery, Phrase, Prefix, Term, TermKind, Weighted
from indexer.engines.whoosh import writer as writing
from indexer.errors import IndexDamaged, IndexLocked, IndexMissing, IndexOutdated, IndexProblem

ROOT = Path(__file__).resolve().parents[3]
CONG = Term(TermKind.SYLLABLE, "công")
REQUESTS = (
    EngineQuery(),
    EngineQuery(CONG, (Weighted((CONG,)),)),
    EngineQuery(Term(TermKind.PAIR, "cong doan", folded=True), (Weighted((Prefix("d", folded=True),)),)),
    EngineQuery(
        Phrase((CONG, Term(TermKind.SYLLABLE, "đoàn"), Prefix("c")), fields=("body",)), sort="newest"
    ),
    EngineQuery(Term(TermKind.WORD, "công đoàn"), sort="oldest", timeline="month"),
)


def article(number: int, version: int = 1) -> Article:
    rng = random.Random(number * 1000 + version)
    text = " ".join(rng.choices(("công", "đoàn", "cơ", "sở", "lao", "động", "cồng", "2020"), k=60))
    return Article(
        id=f"id{number}",
        kind="article",
        title=f"Tin {number}",
        body=text,
        author=str(version),
        published=f"2020-0{number % 9 + 1}-01",
        year=2020,
        districts=(FacetValue("ba-dinh", "Ba Đình"),),
    )


def commit(folder: Path, articles: list[Article], delete: tuple[str, ...] = (), state: bytes = b"") -> int:
    with open_writer(folder) as writer:
        generation: int = writer.commit(add=[writer.build(articles)], delete=delete, state=state)
        return generation


def everything(folder: Path) -> Any:
    """All that an index says to `REQUESTS`."""
    with open_reader(folder) as engine:
        reader = engine.reader()
        answers = [reader.answer(request) for request in REQUESTS]
        articles = [list(reader.scan(request)) for request in REQUESTS]
        terms = reader.accented(TermKind.SYLLABLE, "cong"), reader.completions(TermKind.WORD, "cong", 3)
        return answers, articles, terms, reader.state(), reader.article("id3")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of two segments, with deletions."""
    folder = tmp_path / "index"
    commit(folder, [article(n) for n in range(40)])
    commit(folder, [article(n, 2) for n in range(35, 45)], ("id7",), b"state")
    return folder


def test_a_flipped_bit_is_never_answered_from(index: Path, tmp_path: Path) -> None:
    whole = everything(index)
    rng = random.Random(5)
    files = [path for path in index.iterdir() if path.stat().st_size and "LOCK" not in path.name]
    copy = tmp_path / "copy"
    for _ in range(150):
        shutil.copytree(index, copy)
        victim = copy / rng.choice(files).name
        content = bytearray(victim.read_bytes())
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        victim.write_bytes(content)
        try:
            found = everything(copy)
        except IndexProblem as problem:
            found = "run.py index" in str(problem) and whole
        assert found == whole
        assert check(copy) != []
        shutil.rmtree(copy)


@pytest.mark.parametrize("harm", ["truncate", "remove", "empty", "lengthen"])
def test_a_damaged_index_says_so_and_is_built_anew(index: Path, harm: str) -> None:
    for path in sorted(p for p in index.iterdir() if "LOCK" not in p.name):
        saved = path.read_bytes()
        if harm == "remove":
            path.unlink()
        else:
            path.write_bytes({"truncate": saved[:-1], "empty": b"", "lengthen": saved + b"\0"}[harm])
        with pytest.raises(IndexDamaged, match=r"run\.py index"):
            everything(index)
        assert check(index) != []
        path.write_bytes(saved)
    segment = next(index.glob("*.arrays"))
    segment.write_bytes(segment.read_bytes()[:-9])
    with open_writer(index) as writer:
        assert isinstance(writer.recovered_from, IndexDamaged)
        assert writer.state() == b""
        writer.commit(add=[writer.build([article(1)])], delete=[], state=b"new")
    assert check(index) == []
    reader = open_reader(index).reader()
    assert (reader.document_count, reader.state()) == (1, b"new")


def test_an_index_of_another_format_is_outdated(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.engines.whoosh.manifest.FORMAT", 99)
    with pytest.raises(IndexOutdated, match=r"run\.py index"):
        open_reader(index)
    with open_writer(index) as writer:
        assert isinstance(writer.recovered_from, IndexOutdated)


def test_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        open_reader(tmp_path)
    assert check(tmp_path) != []


def test_one_writer_at_a_time_and_none_locked_out_by_the_dead(index: Path) -> None:
    with open_writer(index), pytest.raises(IndexLocked, match=f"process {os.getpid()} "):
        open_writer(index)
    # A forked worker that outlives its parent's writer does not hold the lock.
    with open_writer(index):
        worker = multiprocessing.get_context("fork").Process(target=time.sleep, args=(20,))
        worker.start()
    try:
        open_writer(index).close()
    finally:
        worker.kill()
        worker.join()


def test_full_replaces_everything_and_what_is_not_committed_leaves_no_trace(index: Path) -> None:
    before = everything(index)
    with open_writer(index, full=True) as writer:
        writer.build([article(1)])
    assert everything(index) == before
    with open_writer(index, full=True) as writer:
        assert len(list(index.glob("*.arrays"))) == 2
        writer.commit(
            add=[writer.build([article(1)]), writer.build([article(2), article(1, 3)])],
            delete=["id2"],
            state=b"",
        )
    reader = open_reader(index).reader()
    assert {a.id: a.author for a in reader.scan(EngineQuery())} == {"id1": "3", "id2": "1"}


def test_a_reader_keeps_its_generation(index: Path) -> None:
    engine = open_reader(index)
    old = engine.reader()
    assert engine.reader() is old
    before = [old.answer(request) for request in REQUESTS]
    commit(index, [article(n, 9) for n in range(60)])
    assert engine.reader().document_count == 60
    assert [old.answer(request) for request in REQUESTS] == before
    assert old.article("id3").author == "1"


@pytest.mark.parametrize("failing", range(1, 12))
def test_a_failed_write_leaves_the_old_generation(
    index: Path, failing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, calls = everything(index), 0

    def fsync(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        try:
            commit(index, [article(n, 7) for n in range(50, 55)], state=b"later")
        except OSError:
            assert check(index) == []
    now = everything(index)
    assert now == before or now[3] == b"later"
    commit(index, [article(99)])
    assert check(index) == []


class Disk:
    """Knows what of a folder would be left after a power cut: what was synced, and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content = {path.stat().st_ino: path.read_bytes() for path in folder.iterdir()}
        self.names = {path.name: path.stat().st_ino for path in folder.iterdir()}
        self.calls = 0

    def fsync(self, handle: int) -> None:
        self.calls += 1
        path = Path(f"/proc/self/fd/{handle}")
        if path.is_dir():
            self.names = {entry.name: entry.stat().st_ino for entry in self.folder.iterdir()}
        else:
            self.content[os.fstat(handle).st_ino] = path.read_bytes()

    def after_the_cut(self, target: Path, names_too: bool) -> None:
        """Write what is left; `names_too`: the folder's entries were flushed by chance."""
        names = {e.name: e.stat().st_ino for e in self.folder.iterdir()} if names_too else self.names
        target.mkdir()
        for name, inode in names.items():
            (target / name).write_bytes(self.content.get(inode, b""))


class Cut(BaseException):
    pass


@pytest.mark.parametrize("names_too", [False, True])
def test_a_power_cut_leaves_a_whole_generation(
    index: Path, tmp_path: Path, names_too: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(index)
    monkeypatch.setattr(writing, "FANOUT", 3)
    for moment in range(1, 40):
        folder, left = tmp_path / f"at{moment}", tmp_path / f"left{moment}"
        shutil.copytree(index, folder)
        disk = Disk(folder)

        def fsync(handle: int, disk: Disk = disk, moment: int = moment) -> None:
            if disk.calls == moment:
                raise Cut
            disk.fsync(handle)

        done = False
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fsync)
            try:
                commit(folder, [article(n, 7) for n in range(30, 50)], state=b"later")
                done = True
            except Cut:
                pass
        disk.after_the_cut(left, names_too)
        now = everything(left)
        assert check(left) == []
        assert now == before or now[3] == b"later"
        assert now[3] == b"later" or not done
        commit(left, [article(99)])
        if done:
            return
    pytest.fail("the commit never came to its end")


_LOOP = """
import sys
import threading
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.indexer.engines.test_durability import article, commit, open_reader
from indexer.engines.whoosh import writer
writer.FANOUT = 3
number = int(sys.argv[3])
while True:
    batch = [article(n, number) for n in range(number % 7, number % 7 + 20)]
    commit(Path(sys.argv[1]), batch, (f"id{number % 7 + 30}",), b"%d" % number)
    print(number, flush=True)
    number += 1
"""


def test_killed_at_any_moment_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    rng = random.Random(3)
    folder, acknowledged = tmp_path / "index", 0
    for _ in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", _LOOP, str(folder), str(ROOT), str(acknowledged + 1)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(rng.random() * 0.15)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split()
        process.wait()
        process.stdout.close()
        acknowledged = max(int(n) for n in [first, *rest])
        with open_writer(folder) as writer:
            assert writer.recovered_from is None
            number = int(writer.state())
        assert number in (acknowledged, acknowledged + 1)
        acknowledged = number
        assert check(folder) == []
        reader = open_reader(folder).reader()
        held = {a.id: a.author for a in reader.scan(EngineQuery(And()))}
        assert len(held) == reader.document_count
        expected: dict[str, str] = {}
        for n in range(1, number + 1):
            expected.pop(f"id{n % 7 + 30}", None)
            expected |= {f"id{k}": str(n) for k in range(n % 7, n % 7 + 20)}
        assert held == expected


def test_no_answer_mixes_two_generations(tmp_path: Path) -> None:
    """Readers go on while generations change: every answer is of one of them, whole."""
    commit(tmp_path, [article(n) for n in range(30)], state=b"1")
    wrong: list[object] = []
    done = threading.Event()

    def read(engine: Any) -> None:
        while not done.is_set():
            reader = engine.reader()
            answer = reader.answer(EngineQuery(limit=100))
            versions = {a.author for a in reader.articles([hit.key for hit in answer.found])}
            if answer.total != 30 or versions != {reader.state().decode()}:
                wrong.append((answer.total, versions, reader.state()))

    with open_reader(tmp_path) as engine:
        threads = [threading.Thread(target=read, args=(engine,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for version in range(2, 14):
            commit(tmp_path, [article(n, version) for n in range(30)], state=b"%d" % version)
        done.set()
        for thread in threads:
            thread.join()
        assert engine.reader().state() == b"13"
    assert wrong == []
