"""How many pages a second `index` reads from the WARC files of a crawl.

The pages are made: an article of some 2,500 characters, different in each, among menus, scripts, styles, teasers and comments, until a page
has `--kilobytes`. Printed are pages and megabytes (unpacked) a second of wall-clock time, processor time a page, and the largest memory
of one process; the same files are then read a second time, as after a crawl that found nothing new.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from bench.reliability.newsroom import DEEDS, PLACES
from indexer.pipeline import update

WORDS = [
    "công",
    "đoàn",
    "người",
    "lao",
    "động",
    "chăm",
    "lo",
    "đời",
    "sống",
    "việc",
    "làm",
    "doanh",
    "nghiệp",
    "đối",
    "thoại",
    "thỏa",
    "ước",
    "tập",
    "huấn",
    "cán",
    "bộ",
    "phong",
    "trào",
    "thi",
    "đua",
    "nhà",
    "trọ",
    "công",
    "nhân",
    "bảo",
    "hiểm",
    "an",
    "toàn",
    "vệ",
    "sinh",
    "sản",
    "xuất",
    "tiền",
    "lương",
    "hỗ",
    "trợ",
    "khó",
    "khăn",
    "trao",
    "quà",
    "tổ",
    "chức",
    "hội",
    "nghị",
    "đại",
    "biểu",
    "nghị",
    "quyết",
    "cơ",
    "sở",
]
PER_FILE = 2_000
"""Pages of one WARC file."""


def page(number: int, size: int) -> bytes:
    """The HTML of a page of about `size` bytes."""
    rng = random.Random(number)
    title = f"Công đoàn {rng.choice(PLACES)} {rng.choice(DEEDS)} (bài {number})"
    paragraphs = [" ".join(rng.choices(WORDS, k=90)).capitalize() + "." for _ in range(6)]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    menu = "".join(f'<li><a href="/muc-{n}">{" ".join(rng.choices(WORDS, k=3))}</a></li>' for n in range(120))
    teasers = "".join(
        f'<div class="item"><a href="/bai-{rng.randint(10**5, 10**6)}.html"><img src="/a/{n}.jpg" alt=""></a>'
        f'<h3><a href="/bai-{n}.html">{" ".join(rng.choices(WORDS, k=12))}</a></h3><p>{" ".join(rng.choices(WORDS, k=25))}</p></div>'
        for n in range(60)
    )
    head = (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="2025-{1 + number % 12:02}-{1 + number % 28:02}T08:00:00+07:00">'
    )
    main = (
        f"</head><body><nav><ul>{menu}</ul></nav><main><article><h1>{title}</h1><div class='content'>{body}</div></article>"
        f"<aside>{teasers}</aside></main></body></html>"
    )
    rest = max(0, size - len(head.encode()) - len(main.encode()))
    line = "window.dataLayer=window.dataLayer||[];dataLayer.push({event:'x%d'});\n"
    script = "".join(line % n for n in range(rest // 70))
    return f"{head}<script>{script}</script>{main}".encode()


def write(folder: Path, pages: int, size: int) -> int:
    """Write `pages` pages into WARC files in `folder`; return how many bytes they are unpacked."""
    total = 0
    for first in range(0, pages, PER_FILE):
        with (folder / f"crawl-{first // PER_FILE:03}.warc.gz").open("wb") as file:
            writer = WARCWriter(file, gzip=True)
            for number in range(first, min(first + PER_FILE, pages)):
                content = page(number, size)
                total += len(content)
                headers = StatusAndHeaders(
                    "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
                )
                address = f"https://bao.example.vn/cong-doan/bai-{100000 + number}.html"
                record = writer.create_warc_record(
                    address, "response", payload=io.BytesIO(content), http_headers=headers
                )
                writer.write_record(record)
                record.raw_stream.close()
    return total


def _processor() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py bench warc", description=__doc__)
    parser.add_argument("--pages", type=int, default=6_000)
    parser.add_argument("--kilobytes", type=int, default=100, help="bytes of a page, in thousands")
    parser.add_argument("--jobs", type=int, default=0, help="processes; 0: one per core")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-warc-") as place:
        corpus = Path(place) / "crawl"
        corpus.mkdir()
        size = write(corpus, options.pages, options.kilobytes * 1000)
        packed = sum(path.stat().st_size for path in corpus.iterdir())
        print(f"{options.pages:,} pages, {size / options.pages / 1000:.0f} KB each, {packed >> 20} MB packed")
        for name in ("first", "again"):
            if name == "again":
                for path in corpus.iterdir():
                    os.utime(path)
            began, before = time.perf_counter(), _processor()
            report = update(corpus, Path(place) / "index", jobs=options.jobs)
            seconds, spent = time.perf_counter() - began, _processor() - before
            print(
                f"{name}: {options.pages / seconds:.0f} pages/s, {size / seconds / 1e6:.1f} MB/s, "
                f"{1000 * spent / options.pages:.2f} ms of processor time a page, added {report.added:,}"
            )
        most = max(
            resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        print(f"largest memory of a process: {most >> 10} MB")
    return 0
