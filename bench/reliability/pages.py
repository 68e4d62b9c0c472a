"""Mangled pages and bombs: `read_page` never raises, never takes long, never takes much memory.

Mangled pages are the pages of the corpus, cut, spliced, re-encoded, with bytes and tags thrown in. Bombs are small files that
want to become large or deep: gzip in gzip, zip, XML entities, HTML nested by the hundred thousand, endless lines. All
are read in a child process whose address space is limited. Times are of the processor, so that a busy machine does not count.
"""

from __future__ import annotations

import gzip
import io
import os
import random
import resource
import tempfile
import time
import traceback
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.reliability.outcome import Outcome, percentile
from indexer.facets import annotate
from indexer.pages import Skipped, read_page
from indexer.settings import ROOT

ASKED = "2,000 mangled pages, 50 bombs (gzip, zip, XML entities, deep HTML): no exception, nothing over 2 s, memory bounded"
LIMIT = 2.0
SCALES = (1.0, 0.5, 0.25)
SPACE = 600 << 20
"""Bytes that the child may take beyond what it has when it begins."""


def run(
    mangled: int = 2000,
    bombs: int = 50,
    seed: int = 1,
    corpus: Path | None = None,
    scales: Sequence[float] = SCALES,
) -> Outcome:
    """Read `mangled` mangled pages and `bombs` bombs: each kind in each of the sizes `scales`, as far as they go."""
    outcome = Outcome("pages", ASKED, seed)
    found = sorted(
        p for p in (corpus or ROOT / "corpus").rglob("*") if p.suffix in (".txt", ".html", ".jsonl", ".gz")
    )
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        _child(mangled, seed, found, explosives(bombs, scales), write)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        lines = pipe.read().decode().splitlines()
    _, status = os.waitpid(child, 0)
    outcome.expect(status == 0, f"the reading process ended with status {status}")
    times = []
    for line in lines:
        what, *rest = line.split("\t")
        if what == "time":
            times.append(float(rest[1]))
            outcome.add(rest[0])
            outcome.add(f"{rest[0]}: articles", int(rest[2]))
            outcome.add(f"{rest[0]}: refused", int(rest[3]))
            outcome.expect(float(rest[1]) <= LIMIT, f"{rest[4]}: {float(rest[1]):.1f} s")
        elif what == "memory":
            outcome.counts["peak memory, MB"] = float(rest[0])
            outcome.counts["grew by, MB"] = float(rest[1])
        else:
            outcome.problems.append(line)
    outcome.counts |= {
        "p99, ms of processor time": 1000 * percentile(times, 0.99),
        "longest, s of processor time": max(times, default=0.0),
    }
    outcome.expect(outcome.counts.get("mangled pages", 0) == mangled, "not all mangled pages were read")
    outcome.expect(outcome.counts.get("bombs", 0) == bombs, "not all bombs were read")
    return outcome


def _child(mangled: int, seed: int, found: list[Path], bombs: Iterator[tuple[str, bytes]], pipe: int) -> None:
    """Read everything and tell over the pipe; never returns."""
    try:
        for path in found[:6]:  # the rules are loaded before the limit
            _read(path)
        begun = _peak()
        size = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGESIZE")
        resource.setrlimit(resource.RLIMIT_AS, (size + SPACE, size + SPACE))
        with tempfile.TemporaryDirectory(prefix="reliability-") as place, os.fdopen(pipe, "w") as out:
            for kind, pages in (
                ("mangled pages", mangle(found, mangled, seed)),
                ("bombs", bombs),
            ):
                for number, (name, content) in enumerate(pages):
                    path = Path(place) / name
                    path.write_bytes(content)
                    began = time.process_time()
                    try:
                        articles, refused = _read(path)
                    except BaseException:
                        out.write(
                            "problem: " + name + traceback.format_exc().replace("\n", " | ")[-500:] + "\n"
                        )
                        articles = refused = 0
                    seconds = time.process_time() - began
                    out.write(
                        f"time\t{kind}\t{seconds}\t{articles}\t{refused}\t{number} {name} ({len(content)} bytes)\n"
                    )
                    path.unlink()
            out.write(f"memory\t{_peak()}\t{_peak() - begun}\n")
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _read(path: Path) -> tuple[int, int]:
    articles = refused = 0
    for found in read_page(path, name=path.name):
        if isinstance(found, Skipped):
            refused += 1
        else:
            annotate(found)
            articles += 1
    return articles, refused


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def mangle(found: list[Path], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """(file name, content) of `count` mangled pages."""
    rng = random.Random(seed)
    contents = {path: path.read_bytes() for path in found}
    for _ in range(count):
        path = rng.choice(found)
        content = contents[path]
        for _ in range(rng.randint(1, 3)):
            content = rng.choice(_WAYS)(content, rng, contents[rng.choice(found)])
        name = (
            path.name
            if rng.random() < 0.8
            else "page" + rng.choice((".txt", ".html", ".jsonl", ".html.gz", ""))
        )
        yield name, content[: 9 << 20]


def _at(content: bytes, rng: random.Random) -> int:
    return rng.randrange(len(content) + 1)


def _cut(content: bytes, rng: random.Random, other: bytes) -> bytes:
    return content[: _at(content, rng)]


def _behead(content: bytes, rng: random.Random, other: bytes) -> bytes:
    return content[_at(content, rng) :]


def _splice(content: bytes, rng: random.Random, other: bytes) -> bytes:
    return content[: _at(content, rng)] + other[_at(other, rng) :]


def _noise(content: bytes, rng: random.Random, other: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.randint(1, 1 + len(changed) // 50)):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _insert(content: bytes, rng: random.Random, other: bytes) -> bytes:
    piece = rng.choice(_PIECES) * rng.choice((1, 2, 50, 2000))
    at = _at(content, rng)
    return content[:at] + piece + content[at:]


def _encode(content: bytes, rng: random.Random, other: bytes) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(rng.choice(("utf-16", "utf-32", "cp1258", "latin-1", "utf-7", "utf-16-be")), "replace")


def _drop(content: bytes, rng: random.Random, other: bytes) -> bytes:
    return content.replace(rng.choice((b">", b"<", b"\n", b'"', b" ", b"/", b"}", b"\r\n")), b"")


def _repeat(content: bytes, rng: random.Random, other: bytes) -> bytes:
    return content[:200_000] * rng.randint(2, 12)


def _squeeze(content: bytes, rng: random.Random, other: bytes) -> bytes:
    return gzip.compress(content, 1)[: rng.choice((10, 100, 10**9))]


_WAYS: tuple[Callable[[bytes, random.Random, bytes], bytes], ...] = (
    _cut, _behead, _splice, _noise, _insert, _insert, _encode, _drop, _repeat, _squeeze,
)  # fmt: skip
_PIECES = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"<", b"<!--", b"]]>", b"<![CDATA[", b"<div>", b"</div>", b"<script>", b"<table><tr><td>", b"<p",
    b'<a href="', b"&#x110000;", b"&#0;", b"&nbsp;", b"&lt", b"<meta charset=utf-7>", b"\n\n", b"\r", b"\x1b[2J", "\u202e".encode(), "\u0301".encode(),
    b'{"title":', b"[[[[", b'"', b"{}\n", b"Infinity", b"1e999", b'{"title": {"a": []}, "body": 7}\n', b"<svg><foreignObject><math>", b"<?xml?>", b"\xed\xa0\x80",
    "ngày 30/02/2021 ".encode(), "Công đoàn ".encode(), b"<title>", b"</title>", b"<noscript>", b"<template>", b"<plaintext>", b"<frameset>",
)  # fmt: skip


def explosives(count: int, scales: Sequence[float]) -> Iterator[tuple[str, bytes]]:
    """(file name, content) of `count` bombs: every kind, then the same kinds in other sizes."""
    made = 0
    for scale in scales:
        for name, make in _BOMBS:
            if made == count:
                return
            made += 1
            yield name, make(scale)
    if made < count:
        raise ValueError(f"there are {made} bombs, not {count}")


def _zeros(size: float) -> bytes:
    """A gzip file of `size` megabytes of spaces."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    megabyte = b" " * (1 << 20)
    return b"".join(squeeze.compress(megabyte) for _ in range(int(size))) + squeeze.flush()


def _zip(size: float) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(10):
            archive.writestr(f"{number}.html", b"<p>" * int(size * 100_000))
    return file.getvalue()


def _laughs(size: float) -> bytes:
    """Entities of entities of entities."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * int(10 * size + 1)}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "công đoàn">{levels}]><html><body><p>&l11;</p></body></html>'.encode()


def _outside(size: float) -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY f SYSTEM "http://127.0.0.1:1/">]><html><body><p>&e;&f;</p></body></html>'


def _deep(tag: str) -> Callable[[float], bytes]:
    def make(size: float) -> bytes:
        depth = int(200_000 * size)
        return (f"<{tag}>" * depth + "công đoàn" + f"</{tag}>" * depth).encode()

    return make


_BOMBS: tuple[tuple[str, Callable[[float], bytes]], ...] = (
    ("zeros.html.gz", lambda s: _zeros(400 * s)),
    ("zeros.txt.gz", lambda s: _zeros(400 * s)),
    ("zeros.jsonl.gz", lambda s: _zeros(400 * s)),
    ("twice.html.gz", lambda s: gzip.compress(_zeros(800 * s))),
    ("named-html.html", lambda s: _zeros(400 * s)),
    ("zip.html", _zip),
    ("zip.txt", lambda s: _zip(3 * s)),
    ("laughs.html", _laughs),
    ("laughs.xhtml", _laughs),
    ("outside.html", _outside),
    ("deep-div.html", _deep("div")),
    ("deep-b.html", _deep("b")),
    ("deep-table.html", _deep("table")),
    ("deep-open.html", lambda s: b"<p><i><b><font>" * int(150_000 * s)),
    ("deep-json.jsonl", lambda s: b'{"title":' * int(200_000 * s)),
    ("deep-list.jsonl", lambda s: b"[" * int(1_000_000 * s) + b"\n"),
    ("digits.jsonl", lambda s: b'{"title": "a", "body": ' + b"9" * int(2_000_000 * s) + b"}\n"),
    ("long-line.jsonl", lambda s: b'{"title": "' + b"a" * int(7_000_000 * s)),
    (
        "attributes.html",
        lambda s: b"<p " + b" ".join(b"a%d=1" % n for n in range(int(200_000 * s))) + b">x</p>",
    ),
    ("comments.html", lambda s: b"<!-- " * int(500_000 * s)),
    ("marks.txt", lambda s: ("Công đoàn" + "\u0301" * int(1_000_000 * s)).encode()),
    ("words.txt", lambda s: "công đoàn ".encode() * int(300_000 * s)),
    ("lines.txt", lambda s: b"\n" * int(5_000_000 * s)),
    ("dates.txt", lambda s: b"30/02/2021 " * int(300_000 * s)),
    ("quotes.html", lambda s: b'<a href="' * int(300_000 * s)),
    ("entities.html", lambda s: b"&amp;&#65;&lt;" * int(300_000 * s)),
)


def trials(share: float, seed: int) -> list[Outcome]:
    """The check, at `share` of its full size."""
    return [run(int(2000 * share), max(1, int(50 * share)), seed)]
