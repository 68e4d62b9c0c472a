"""Corrupted files of every format: each is read or refused by name, and nothing beside it is lost.

A sound file of each format (`file_samples`) gets bits flipped, bytes changed, put in, taken out or doubled, its beginning or its
end cut, its numbers changed. They lie in folders between sound files; `run.py index` and `run.py extract` read the folders. A
reason that begins "internal error" is a fault of the reader, since damage is nothing unexpected.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.reliability.corpora import SENTENCES, held
from bench.reliability.file_samples import samples
from bench.reliability.outcome import Outcome
from indexer.errors import IndexProblem
from indexer.guard import is_internal
from indexer.settings import ROOT

ASKED = "2,000 corrupted files of every format, by index and extract: no traceback, no internal error, no neighbour lost"
BATCH = 40
"""Files in a folder."""
NEIGHBOURS = 10
"""Sound files among them."""

_REFUSED = re.compile(r"^skipped (?:(\d[\d,]*) more|(?P<page>.+?)): (?P<reason>.+)$")


def run(files: int = 2000, seed: int = 1) -> Outcome:
    """Corrupt `files` files, one kind after the other, and read them."""
    outcome = Outcome("corrupt", ASKED, seed)
    rng = random.Random(seed)
    sound = samples()
    outcome.counts |= {"kinds": len(sound), "files": 0, "refusals": 0, "tracebacks": 0, "internal errors": 0}
    outcome.counts |= {"neighbours": 0, "neighbours lost": 0}
    names = [list(sound)[number % len(sound)] for number in range(files)]
    for start in range(0, files, BATCH):
        with tempfile.TemporaryDirectory(prefix="reliability-") as place:
            folder = Path(place) / "pages"
            folder.mkdir()
            for number, name in enumerate(names[start : start + BATCH], start):
                (folder / f"{number:05}-{name}").write_bytes(corrupt(sound[name], rng))
                outcome.add("files")
            _batch(outcome, folder, Path(place) / "index", start)
    return outcome


def _batch(outcome: Outcome, folder: Path, place: Path, start: int) -> None:
    """Put sound files between those of a folder, and read it by both commands."""
    batch = start // BATCH
    neighbours = {f"Bản tin bên cạnh số {number}" for number in range(NEIGHBOURS)}
    for number, title in enumerate(sorted(neighbours)):
        name = f"{start + number * BATCH // NEIGHBOURS:05}-sound.jsonl"
        (folder / name).write_text(json.dumps({"title": title, "body": SENTENCES[0]}))
    printed = _call(outcome, "extract", [str(folder)])
    titles = {json.loads(line)["title"] for line in printed.splitlines()}
    _call(outcome, "index", ["--corpus", str(folder), "--index", str(place), "--jobs", "1"])
    indexed: set[str] = set()
    try:
        indexed = set(held(place).values())
    except (IndexProblem, ValueError) as error:
        outcome.problems.append(f"batch {batch}: {error}")
    for found, where in ((titles, "extract"), (indexed, "index")):
        outcome.add("neighbours", NEIGHBOURS)
        lost = neighbours - found
        outcome.add("neighbours lost", len(lost))
        outcome.expect(not lost, f"batch {batch}: {where} lost {sorted(lost)}")


def _call(outcome: Outcome, command: str, arguments: list[str]) -> str:
    """Run a command, count what it says on stderr, and return what it prints."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "run.py"), command, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    count(outcome, command, done.stderr)
    return done.stdout


def count(outcome: Outcome, command: str, stderr: str) -> None:
    """Count what a command says on stderr."""
    if "Traceback" in stderr:
        outcome.add("tracebacks")
        outcome.problems.append(f"{command}: {stderr[-400:]}")
    for line in stderr.splitlines():
        if refused := _REFUSED.match(line):
            outcome.add("refusals")
            if is_internal(refused["reason"]):
                outcome.add("internal errors")
                outcome.problems.append(f"{command}: {line}")


def corrupt(data: bytes, rng: random.Random) -> bytes:
    """Return the bytes of a file with one to four faults."""
    for _ in range(rng.randint(1, 4)):
        data = rng.choice(FAULTS)(data, rng)
    return data


def _flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 3, 20)) if data else 0):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _flip_head(data: bytes, rng: random.Random) -> bytes:
    """The first bytes, where the magic, the header or the first length stands."""
    return _flip(data[:64], rng) + data[64:]


def _flip_tail(data: bytes, rng: random.Random) -> bytes:
    """The last bytes, where archives keep their directory."""
    return data[:-100] + _flip(data[-100:], rng)


def _cut_end(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _cut_beginning(data: bytes, rng: random.Random) -> bytes:
    return data[rng.randrange(min(len(data), 300) + 1) :]


def _take_out(data: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(data) + 1)
    return data[:place] + data[place + rng.choice((1, 2, 8, 200)) :]


def _put_in(data: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(data) + 1)
    pieces = (
        b"\0",
        b"\r",
        b'"',
        b"\n",
        b"<",
        b"&",
        b"\xff\xfe",
        b"]]>",
        b"-1",
        rng.randbytes(40),
        b"9" * 5000,
    )
    return data[:place] + rng.choice(pieces) + data[place:]


def _double(data: bytes, rng: random.Random) -> bytes:
    begin, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return data[:end] + data[begin:]


def _blank(data: bytes, rng: random.Random) -> bytes:
    """A stretch of zeros, as a failing disk leaves them."""
    place = rng.randrange(len(data) + 1)
    length = min(len(data) - place, rng.choice((4, 64, 512)))
    return data[:place] + bytes(length) + data[place + length :]


def _number(data: bytes, rng: random.Random) -> bytes:
    """Another number where one is written: a length, a date, a reference."""
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return data
    digits = rng.choice(found)
    number = rng.choice((b"0", b"-1", b"99", b"4294967296", b"9" * 30, b"1e999", b""))
    return data[: digits.start()] + number + data[digits.end() :]


FAULTS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip,
    _flip_head,
    _flip_tail,
    _cut_end,
    _cut_beginning,
    _take_out,
    _put_in,
    _double,
    _blank,
    _number,
)


def trials(share: float, seed: int) -> Iterator[Outcome]:
    """The check, at `share` of its full size."""
    yield run(int(2000 * share), seed)
