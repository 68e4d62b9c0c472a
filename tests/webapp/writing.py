"""A server whose archive takes articles: a real process over a corpus of its own, for tests that kill it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
KEY = "a-key-for-tests-0123456789"


def article(
    identity: str, body: str = "Công đoàn cơ sở chăm lo cho đoàn viên.", **more: Any
) -> dict[str, Any]:
    return {"id": identity, "title": f"Bài {identity}", "body": body, **more}


def lines(*records: Any) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def key_file(folder: Path, text: str = KEY, mode: int = 0o600) -> Path:
    path = folder / "write.key"
    path.write_text(text)
    path.chmod(mode)
    return path


class WritingServer:
    """`run.py serve` over `folder/corpus` and `folder/index`, in a process group of its own."""

    def __init__(self, folder: Path, workers: int = 1) -> None:
        self.corpus, self.index = folder / "corpus", folder / "index"
        self.corpus.mkdir(exist_ok=True)
        self._environment = {
            **os.environ,
            "TCD_CORPUS": str(self.corpus),
            "TCD_WRITE_KEY_FILE": str(key_file(folder)),
            "TCD_ACCESS_LOG": "0",
        }
        self._workers = workers

    def start(self) -> WritingServer:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        command = ["run.py", "serve", "--index", str(self.index), "--port", str(port), "--workers", str(self._workers)]  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=self._environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(300):
            try:
                if self.call("GET", "/healthz")[0] == 200:
                    return self
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """End the server, its workers and what they began at once, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(40)

    def call(
        self, method: str, path: str, body: bytes | None = None, key: str | None = KEY
    ) -> tuple[int, Any]:
        """The status and the JSON of an answer. Raises OSError when there is none."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        try:
            with urlopen(Request(self.base + path, body, headers, method=method), timeout=60) as response:
                return response.status, json.load(response)
        except HTTPError as error:
            with error:
                return error.code, json.load(error)
        except URLError as error:
            raise OSError(str(error)) from error

    def text(self, path: str) -> str:
        with urlopen(self.base + path, timeout=60) as response:
            return str(response.read().decode())

    def until(self, path: str, status: int) -> Any:
        """Ask again until the status is there."""
        for _ in range(400):
            found, answer = self.call("GET", path)
            if found == status:
                return answer
            time.sleep(0.1)
        raise AssertionError(f"{path} never answered {status}, last {found}: {answer}")
