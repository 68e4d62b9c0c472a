"""`watch --alerts`: after an update readers are told, while a dead mail server holds no update up."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.errors import IndexProblem
from search import Search

ROOT = Path(__file__).resolve().parent.parent


def write(corpus: Path, name: str, title: str) -> None:
    (corpus / f"{name}.jsonl").write_text(
        f'{{"id": "{name}", "title": "{title}", "body": "Tặng quà."}}\n', encoding="utf-8"
    )


def wait(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.1)


def found(index: Path) -> int:
    try:
        with_index = Search.open(index)
    except IndexProblem:
        return 0
    total = with_index.search("tặng quà").total
    with_index.close()
    return total


@pytest.mark.parametrize("dead", [False, True])
def test_what_is_new_is_told_after_an_update(tmp_path: Path, dead: bool) -> None:
    corpus, index, alerts, said = (tmp_path / name for name in ("corpus", "index", "alerts.toml", "said"))
    corpus.mkdir()
    write(corpus, "a", "Có từ trước")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()  # takes connections and never answers
        text = '[[alert]]\nname = "quà"\nsearch = "/search?q=t%E1%BA%B7ng+qu%C3%A0"\nevery = "now"\nstdout = true\n'
        if dead:
            server = f'from = "a@b.vn"\n[smtp]\nhost = "127.0.0.1"\nport = {silent.getsockname()[1]}\ntls = "none"\n'
            text = server + text.replace("stdout = true", 'mail = "lan@example.vn"')
        alerts.write_text(text, encoding="utf-8")
        command = [
            sys.executable,
            "run.py",
            "watch",
            "--corpus",
            corpus,
            "--index",
            index,
            "--every",
            "0.2",
            "--jobs",
            "1",
        ]
        with said.open("w") as out:
            process = subprocess.Popen(
                [*command, "--alerts", alerts], cwd=ROOT, stdout=out, stderr=out, env={**os.environ}, start_new_session=True
            )  # fmt: skip
        try:
            wait(lambda: "begins now" in said.read_text(), "an alert begins")
            write(corpus, "b", "Đến sau")
            wait(lambda: found(index) == 2, "an update")
            if dead:
                write(corpus, "c", "Đến sau nữa")
                wait(lambda: found(index) == 3, "an update while a mail server does not answer")
            else:
                wait(lambda: "Đến sau" in said.read_text(), "news")
                assert said.read_text().count("Đến sau") == 1
                assert "Có từ trước" not in said.read_text()
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert "Traceback" not in said.read_text()
