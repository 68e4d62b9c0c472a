"""An operator's desk: a file of sources, a folder for WARC files, and the command `fetch`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from bench.reliability.newsroom import Newsroom

ROOT = Path(__file__).resolve().parents[3]
HTML = {"Content-Type": "text/html; charset=utf-8"}


class Desk:
    """Runs the command in a process of its own, and reads what it kept."""

    def __init__(self, folder: Path) -> None:
        self.sources, self.into = folder / "sources.toml", folder / "fetched"
        self.sources.write_text('contact = "toa-soan@example.vn"\n', encoding="utf-8")

    def add(self, room: Newsroom, name: str = "Báo thử", **keys: object) -> None:
        lists = {
            "cms": {"feeds": [f"{room.home}/rss/cong-doan.rss"]},
            "sitemap": {"sitemaps": [f"{room.home}/sitemap.xml"]},
            "sections": {"sections": [f"{room.home}/cong-doan"]},
        }[room.make]
        row = {
            "name": name,
            "host": room.netloc,
            "enabled": True,
            "pace": 0,
            "recheck": 0,
            "pages": 50,
            **lists,
            **keys,
        }
        values = "\n".join(f"{key} = {_toml(value)}" for key, value in row.items() if value is not None)
        with self.sources.open("a", encoding="utf-8") as file:
            file.write(f"\n[[source]]\n{values}\n")

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        command = [sys.executable, "run.py", "fetch", str(self.sources), "--into", str(self.into), *arguments]
        env = {**os.environ, "TCD_FETCH_PRIVATE": "1", **environment}
        return subprocess.Popen(
            command, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def program(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python with these arguments."""
        return subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, text=True, capture_output=True, timeout=120, check=False
        )

    def kept(self) -> list[tuple[str, str, str]]:
        """(address, record type, status) of every response in the WARC files."""
        rows = []
        for path in sorted(self.into.glob("*.warc.gz")):
            with path.open("rb") as file:
                for record in ArchiveIterator(file):
                    if record.rec_type in ("response", "revisit"):
                        uri = record.rec_headers.get_header("WARC-Target-URI")
                        rows.append((uri, record.rec_type, record.http_headers.get_statuscode()))
        return rows


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'{value}'"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value)
